"""Restorations: reads. What became of a dataset is for those who manage its project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.errors import Invalid
from annotator.models import RefusedLine, Restoration
from annotator.policies import Action, Actor, see

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

COLUMNS = ("line", "type", "path", "reason", "facts")
"""What is told of a line that did not go in."""


def restoration_for(actor: Actor, project_id: int) -> Restoration:
    """Return the restoration that a project comes from, with its job (1 query).

    Raises :class:`NotFound`, also for a project that comes from none, and :class:`NotAllowed`.
    """
    rows = Restoration.objects.select_related("project", "job")
    return see(rows, actor, "project__", project=project_id).require(Action.MANAGE)


def refused_of(restoration: Restoration) -> QuerySet[RefusedLine]:
    """Return the lines that did not go in, of a restoration that was looked up with an actor."""
    return RefusedLine.objects.filter(restoration=restoration).order_by("number")


def refused_records(restoration: Restoration) -> Iterator[dict[str, Any]]:
    """Yield the lines that did not go in as records of :data:`COLUMNS`, in English, row by row."""
    for row in refused_of(restoration).iterator():
        yield as_record(row)


def as_record(row: RefusedLine) -> dict[str, Any]:
    """Return a line that did not go in as it is told, its reason in English (no query)."""
    return {
        "line": row.number,
        "type": row.kind or None,
        "path": row.path or None,
        "reason": Invalid(row.why, **row.facts).message,
        "facts": row.facts,
    }
