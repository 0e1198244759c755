"""Intakes: reads. No row without an actor; only leads see them, since they tell what others found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.formats.interchange import mapping
from annotator.formats.interchange.incoming import Place, Refused
from annotator.models import Intake, RefusedRow
from annotator.policies import Action, Actor, Seen, see, visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.formats.codebook import CodebookRecord
    from annotator.formats.interchange.mapping import Mapping as Rules
    from annotator.models import IntakeDocument


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of everything of one kind: what was read is the sum of all else (but `repaired`)."""

    kind: str  # marks, relations, claims; "unread": what could not be read as any of these
    read: int
    taken: int
    repaired: int  # of those that were taken: found by their quotes
    there: int
    left_out: int
    refused: int


def tally(counts: Mapping[str, int]) -> list[Tally]:
    """Return what became of each row of a file, by its kind, as an intake's report counts it (no query)."""

    def of(kind: str, *keys: str) -> Tally:
        return Tally(kind, *(counts.get(key, 0) for key in keys))

    found = [
        of("marks", "read", "marks", "repaired", "duplicates", "left_out", "marks_refused"),
        of("relations", "relations", "links", "", "links_there", "links_left_out", "links_refused"),
        of("claims", "claims_read", "claims", "", "claims_there", "", "claims_refused"),
        of("unread", "unread", "", "", "", "", "unread"),
    ]
    return [each for each in found if each.read]


def intake_for(actor: Actor, intake_id: UUID) -> Seen[Intake]:
    """Return one intake with project, story and job (1 query).

    Raises :class:`NotFound`, and :class:`NotAllowed` for who may not take marks in.
    """
    rows = Intake.objects.select_related("project", "story", "job", "created_by")
    seen = see(rows, actor, "project__", pk=intake_id)
    seen.require(Action.TAKE_IN)
    return seen


def intakes_of(actor: Actor, project_id: int) -> QuerySet[Intake]:
    """Return a project's intakes, newest first (1 query)."""
    rows = Intake.objects.filter(visible(actor, Action.TAKE_IN, "project__"), project=project_id)
    return rows.select_related("job", "created_by")


def twin_of(intake: Intake) -> Intake | None:
    """Return an earlier intake of the same file that went in; for one looked up with an actor (1 query)."""
    rows = Intake.objects.filter(project=intake.project_id, sha256=intake.sha256, state=Intake.State.TAKEN)
    return rows.exclude(pk=intake.pk).first()


def refused_of(intake: Intake) -> QuerySet[RefusedRow]:
    """Return what did not go in, in order of the file, of an intake looked up with an actor (1 query).

    Before it is taken in: what would not.
    """
    stage = RefusedRow.Stage
    taking = intake.state in {Intake.State.TAKING, Intake.State.TAKEN}
    return intake.refused.filter(stage=stage.TAKING if taking else stage.READING).order_by("pk")


def documents_of(intake: Intake) -> QuerySet[IntakeDocument]:
    """Return the documents that went in, with their articles; as :func:`twin_of` (1 query)."""
    return intake.documents.select_related("revision__article")


def mapping_of(intake: Intake, codebook: CodebookRecord) -> Rules:
    """Return the mapping as it was stored, completed by names where it says nothing of a label (no query)."""
    stored = mapping.parse(intake.mapping)
    attributes = {label: each["attributes"] for label, each in intake.found.get("labels", {}).items()}
    by_name = mapping.suggested(attributes, codebook)
    return mapping.Mapping(
        {**by_name.labels, **stored.labels}, stored.nobody or nobody_of(intake), stored.relations
    )


def nobody_of(intake: Intake) -> str:
    """Return who made the marks that name nobody, if a person does not say it: the file's name."""
    stem = intake.name.rpartition("/")[2].rpartition(".")[0] or intake.name
    return (
        " ".join("".join(each for each in stem if each.isprintable()).split())[: mapping.LONGEST_NAME] or "?"
    )


def as_refused(row: RefusedRow) -> Refused:
    """Return a row as readers tell it."""
    return Refused(Place(row.file, row.line, row.path), row.why, row.facts)
