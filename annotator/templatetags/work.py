"""What the table of who has what needs in its template."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django import template
from django.utils import timezone

from annotator.queries.assignments import is_overdue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.models import Assignment

register = template.Library()
T = TypeVar("T")


@register.filter
def at(things: Sequence[T], place: int) -> T:
    """Return the thing at a place, from 0 on."""
    return things[place]


@register.filter
def overdue(assignment: Assignment) -> bool:
    """Say whether it asks for work and its day has passed."""
    return is_overdue(assignment, timezone.localdate())
