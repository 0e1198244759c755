"""Intakes: a row that breaks each of their constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.models import Intake, IntakeDocument, RefusedRow
from tests.models.breaking import again, change

if TYPE_CHECKING:
    from collections.abc import Callable


def intake(w: Any) -> Intake:
    return Intake.objects.create(project=w.team.project, name="a.zip", upload="a", sha256="0" * 64)


def document(w: Any) -> IntakeDocument:
    return IntakeDocument.objects.create(intake=intake(w), number=0, name="a.txt")


def refused(w: Any) -> RefusedRow:
    return RefusedRow.objects.create(intake=intake(w), stage="reading", file="a", line=1, why="No.")


BREAKING: dict[str, Callable[[Any], object]] = {
    "an_intake_has_a_known_state": lambda w: change(intake(w), state="eaten"),
    "an_intake_counts_in_a_known_unit": lambda w: change(intake(w), unit="words"),
    "an_unreadable_intake_says_why": lambda w: change(intake(w), state="unreadable"),
    "a_document_is_taken_in_once": lambda w: again(document(w)),
    "what_was_repaired_went_in": lambda w: change(document(w), repaired=1),
    "a_document_was_found_by_something_known": lambda w: change(document(w), found_by="luck"),
    "a_row_is_refused_at_a_known_stage": lambda w: change(refused(w), stage="eating"),
    "a_refused_row_says_why": lambda w: change(refused(w), why=""),
    "lines_begin_at_one": lambda w: change(refused(w), line=0),
}
