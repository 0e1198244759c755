"""`manage.py import_dataset`: make a project of a dataset that was exported as JSONL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from annotator import http
from annotator.errors import Refusal
from annotator.queries import people
from annotator.queries import restorations as queries
from annotator.services import restoring, running

if TYPE_CHECKING:
    from annotator.models import Restoration


class Command(BaseCommand):
    """Read a dataset here, and say what did not go in."""

    help = "Make a project of a dataset: the zip of an export as JSONL, or the data.jsonl in it."

    def add_arguments(self, parser: Any) -> None:
        """Take the file and whose project it becomes."""
        parser.add_argument("file", help="a zip, or a data.jsonl")
        parser.add_argument("--owner", required=True, help="the user name of who is to own the project")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it in this process; a worker that was quicker does it instead."""
        path = Path(options["file"])
        owner = people.account_of(options["owner"])
        if owner is None:
            raise CommandError(f"There is no account {options['owner']!r}.")
        try:
            with path.open("rb") as file:
                made = restoring.start(actor=owner, name=path.name, file=file)
        except OSError as error:
            raise CommandError(f"{path} can't be read: {error.strerror}.") from error
        except Refusal as refusal:
            raise CommandError(http.said(refusal)) from refusal
        running.execute(job_id=made.job_id, handlers={restoring.KIND: restoring.run})  # type: ignore[arg-type]
        self._tell(queries.restoration_for(owner, made.project_id))

    def _tell(self, made: Restoration) -> None:
        here = f"/projects/{made.project_id}/restoration/"
        if made.job is None or not made.job.is_final:
            self.stdout.write(f"A worker reads it. How far it is stands at {here}.")
            return
        if made.finished_at is None:
            raise CommandError(
                f"{made.job.error or 'It was cancelled.'} What went in until then is at {here}."
            )
        for row in made.refused.all()[:20].iterator():
            self.stderr.write(f"line {row.number}: {queries.as_record(row)['reason']}")
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(made.counts.items()))
        renamed = sum(made.renamed.values())
        self.stdout.write(
            f"Made {made.project.name!r} of {told}. Refused: {made.refused.count()} lines. "
            f"With another id than in the file: {renamed}. The report is at {here}."
        )
