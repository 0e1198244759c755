"""How a claim is linked, on its row of the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.queries.links import LinkMark

register = template.Library()


@register.filter
def of_claim(marks: dict[UUID, list[LinkMark]] | None, claim: UUID) -> list[LinkMark]:
    """Return the marks of one claim: {% for mark in page.links|of_claim:row.claim.pk %}."""
    return (marks or {}).get(claim, [])
