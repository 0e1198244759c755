"""Restorations: a row that breaks each of their constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.models import RefusedLine, Restoration
from tests.models.breaking import again, change

if TYPE_CHECKING:
    from collections.abc import Callable


def restoration(w: Any) -> Restoration:
    return Restoration.objects.create(project=w.team.project, name="export.zip", upload="a")


def refused(w: Any) -> RefusedLine:
    return RefusedLine.objects.create(restoration=restoration(w), number=1, why="No.")


BREAKING: dict[str, Callable[[Any], object]] = {
    "a_restoration_has_a_file": lambda w: change(restoration(w), upload=""),
    "a_line_is_refused_once": lambda w: again(refused(w)),
    "a_refused_line_says_why": lambda w: change(refused(w), why=""),
}
