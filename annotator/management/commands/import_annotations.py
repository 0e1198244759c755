"""`manage.py import_annotations`: take a file with marks of another tool into a project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from annotator import http
from annotator.errors import Refusal
from annotator.formats.interchange import mapping as mappings
from annotator.models import Intake
from annotator.queries import codebooks as codebook_queries
from annotator.queries import intakes as queries
from annotator.queries import people
from annotator.services import intakes as services
from annotator.services import running, sifting, taking

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.models import User


_HANDLERS = {sifting.KIND: sifting.run, taking.KIND: taking.run}
_SHOWN = 20  # refused rows


class Command(BaseCommand):
    """Read the file, say what is in it, and with a mapping take it in."""

    help = "Take a file with marks of another tool into a project. Without --mapping nothing goes in."

    def add_arguments(self, parser: Any) -> None:
        """Take the file, the project, and what a person would say on the page."""
        parser.add_argument("file", help="one file, or a zip or tar of all that belong together")
        parser.add_argument("--project", type=int, required=True, help="the project's number")
        parser.add_argument("--by", required=True, help="the user name of an owner or curator of it")
        parser.add_argument("--mapping", help="JSON: what each label becomes; docs/datasets.md has its form")
        parser.add_argument("--format", default="", help="where it can't be found out")
        parser.add_argument("--unit", default="", help="code points, UTF-16 or bytes, where nothing tells it")
        parser.add_argument(
            "--story", default="", help="title of the story of new articles; * as the file says"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it in this process; a worker that was quicker does it instead."""
        actor = people.account_of(options["by"])
        if actor is None:
            raise CommandError(f"There is no account {options['by']!r}.")
        told = self._mapping(options["mapping"])
        try:
            made = self._read(actor, options)
            if told is None:
                self._suggest(made)
                services.discard(actor=actor, intake_id=made.pk)
                return
            services.map_to(actor=actor, intake_id=made.pk, mapping=told, story_title=options["story"])
            services.take(actor=actor, intake_id=made.pk)
        except Refusal as refusal:
            raise CommandError(http.said(refusal)) from refusal
        self._report(self._worked(actor, made.pk))

    def _mapping(self, name: str | None) -> mappings.Mapping | None:
        if not name:
            return None
        try:
            return mappings.parse(json.loads(Path(name).read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise CommandError(f"{name} can't be read: {error}.") from error
        except Refusal as refusal:
            raise CommandError(f"{name}: {http.said(refusal)} ({refusal.field})") from refusal

    def _read(self, actor: User, options: dict[str, Any]) -> Intake:
        path = Path(options["file"])
        try:
            with path.open("rb") as file:
                made = services.start(
                    actor=actor,
                    project_id=options["project"],
                    name=path.name,
                    file=file,
                    form=options["format"],
                )
        except OSError as error:
            raise CommandError(f"{path} can't be read: {error.strerror}.") from error
        made = self._worked(actor, made.pk)
        if made.state == Intake.State.UNREADABLE:
            raise CommandError(made.problem)
        if options["unit"] and made.found.get("ask_unit"):
            services.read_again(actor=actor, intake_id=made.pk, unit=options["unit"])
            made = self._worked(actor, made.pk)
        return made

    def _worked(self, actor: User, intake_id: UUID) -> Intake:
        """Do the intake's job here, and return the intake as it is then."""
        made = queries.intake_for(actor, intake_id).it
        if made.job is not None:
            running.execute(job_id=made.job.pk, handlers=_HANDLERS)
        made = queries.intake_for(actor, intake_id).it
        if made.job is None or not made.job.is_final:
            raise CommandError(f"A worker has it. How far it is stands at /intakes/{made.pk}/.")
        if made.job.error:
            raise CommandError(made.job.error)
        return made

    def _suggest(self, made: Intake) -> None:
        """Say what is in the file, and what mapping its names suggest."""
        found = made.found
        self.stderr.write(
            f"{made.format}: {found['documents']} documents, {found['marks']} marks, "
            f"{found['claims']} claims, {found['refused']} rows refused. "
            "Nothing went in; this is a mapping to begin with:"
        )
        self._refused(made)
        codebook = codebook_queries.current_for_project(made.project_id).record()
        told = queries.mapping_of(made, codebook).as_dict()
        self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False, sort_keys=True))

    def _report(self, made: Intake) -> None:
        self._refused(made)
        told = ", ".join(f"{key} {count}" for key, count in sorted(made.report["counts"].items()))
        self.stdout.write(f"Taken in: {told}. The report is at /intakes/{made.pk}/.")

    def _refused(self, made: Intake) -> None:
        for row in queries.refused_of(made)[:_SHOWN]:
            line = f", line {row.line}" if row.line else ""
            self.stderr.write(f"{row.file}{line} {row.path}: {row.reason}")
