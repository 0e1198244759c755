"""Intakes, first part: a job reads the file as a dry run. Nothing of it goes into the project."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction

from annotator.errors import NotFound
from annotator.formats.interchange import readers
from annotator.formats.interchange.finding import Finder
from annotator.formats.interchange.incoming import Incoming, Unreadable
from annotator.formats.interchange.keeping import as_refusal, clean, plain
from annotator.formats.interchange.packed import Packed
from annotator.models import Intake, RefusedRow
from annotator.services.settling import whereabouts
from annotator.services.transactions import callers_transaction, own_transactions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.formats.interchange.incoming import Refused, Unit
    from annotator.services.running import Run
    from annotator.services.settling import Found

KIND = "intake-reading"
AT_ONCE = 500  # rows of one statement
FIRST_PLACES = 100  # documents that are shown with their articles


@own_transactions("the file is read outside of a transaction; refused rows are kept a few hundred at a time")
def run(run: Run) -> None:
    """Read the file of an intake. Safe to run twice: each attempt begins anew."""
    intake = Intake.objects.select_related("project").filter(pk=run.params["intake"]).first()
    if intake is None:
        raise NotFound("The file was discarded before it was read.")
    with transaction.atomic():
        run.fence()
        intake.refused.filter(stage=RefusedRow.Stage.READING).delete()
    try:
        _read(run, intake)
    except Unreadable as error:
        intake.state, intake.problem = Intake.State.UNREADABLE, sentence(refused=error.refused)
        intake.found = {}
    else:
        intake.state, intake.problem = Intake.State.READ, ""
    with transaction.atomic():
        intake.save(update_fields=["state", "problem", "format", "found"])
        run.finish({"intake": str(intake.pk), "refused": intake.found.get("refused", 0)})


def _read(run: Run, intake: Intake) -> None:
    """Fill an intake from its file."""
    finder = Finder(cast("Unit | None", intake.unit or None))
    places: dict[str, Any] = {"counts": Counter(), "first": []}
    refused: list[Refused] = []
    with intake.upload.open("rb") as file:
        packed = Packed(intake.name, file)
        reader = readers.READERS.get(intake.format) or readers.recognised(packed)
        for each in reader.read(packed, intake.columns):
            if isinstance(each, Incoming):
                at = whereabouts(project=intake.project, document=each)
                about = at.revision.text if at.revision else None
                refused += finder.take(each, about=about, homeless=at.refused)
                _note(places, clean(each.name[:300]), at)
            else:
                refused += finder.take(each)
            if len(refused) >= AT_ONCE:
                _keep(run, intake, refused)
                refused = []
            if isinstance(each, Incoming):
                run.progress(finder.counts["marks"], note=clean(each.name[:120]))
        table = readers.table(packed) if reader.key == readers.TABLE else None
    _keep(run, intake, refused)
    intake.format, intake.found = reader.key, finder.told() | {"places": places}
    if table:
        intake.found["table"] = table


def _note(places: dict[str, Any], name: str, at: Found) -> None:
    """Count what told which article a document is about; keep the first ones."""
    places["counts"][str(at.by)] += 1
    if len(places["first"]) < FIRST_PLACES:
        article = at.revision.article if at.revision else None
        row = {"name": name, "by": str(at.by)}
        places["first"].append(row | ({"article": article.pk, "title": article.title} if article else {}))


@transaction.atomic
def _keep(run: Run, intake: Intake, refused: Sequence[Refused]) -> None:
    run.fence()
    write_refused(intake=intake, stage=RefusedRow.Stage.READING, refused=refused)


@callers_transaction
def write_refused(*, intake: Intake, stage: str, refused: Iterable[Refused]) -> None:
    """Write down what was refused of a file, in its order (1 query for 500)."""
    rows = [
        RefusedRow(
            intake=intake,
            stage=stage,
            file=clean(each.place.file)[-300:],
            line=each.place.line or None,
            path=clean(each.place.path)[:300],
            why=each.why,
            facts=plain(each.facts),
        )
        for each in refused
    ]
    RefusedRow.objects.bulk_create(rows, AT_ONCE)


@own_transactions("nothing is written")
def sentence(*, refused: Refused) -> str:
    """Return why something was refused, in English, as stored errors are."""
    return as_refusal(refused.why, refused.facts).message
