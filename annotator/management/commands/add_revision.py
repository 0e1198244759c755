"""`manage.py add_revision ARTICLE FILE --as PERSON`: a new text of an article, from a file or a pipe."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.errors import Refusal
from annotator.formats import documents
from annotator.queries import people
from annotator.services import revisions
from annotator.services.revisions import Incoming


class Command(BaseCommand):
    """Adds a text to an article."""

    help = "Adds a text to an article as its newest revision; marks are carried to it by a worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("article", type=int, help="the number in the article's address")
        parser.add_argument("file", help="text, Markdown, HTML, PDF or Word; - for text on standard input")
        parser.add_argument("--as", dest="person", required=True, help="the user name of a curator or owner")
        parser.add_argument("--title", default="", help="the headline, if it changed")
        parser.add_argument("--byline", default="", help="the byline, if it changed")
        parser.add_argument("--url", default="", help="where it was fetched from")
        parser.add_argument("--archive-url", default="", help="where an archive keeps it")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = people.account_of(options["person"])
        if actor is None:
            raise CommandError(f"There is nobody with the user name {options['person']}.")
        try:
            incoming = _incoming(options)
            added = revisions.add(actor=actor, article_id=options["article"], incoming=incoming)
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from None
        if not added.made:
            self.stdout.write(
                f"Nothing changed: revision {added.revision.number} has this text and headline."
            )
            return
        kind = "a trivial change" if added.trivial else "a change"
        self.stdout.write(f"Revision {added.revision.number}: {kind}. Its marks are carried by a worker.")


def _incoming(options: dict[str, Any]) -> Incoming:
    if options["file"] == "-":
        raw, byline = sys.stdin.read(), options["byline"]
    else:
        path = Path(options["file"])
        found = documents.read(path.name, path.read_bytes())
        raw, byline = found.raw, options["byline"] or found.byline
    return Incoming(
        raw,
        title=options["title"],
        byline=byline,
        url=options["url"],
        archive_url=options["archive_url"],
    )
