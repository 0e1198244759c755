"""What the page of an article's revisions says of the marks that were carried to its newest text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from annotator.queries import carries
from annotator.queries.carries import Whose

if TYPE_CHECKING:
    from annotator.models import Revision

register = template.Library()


@register.inclusion_tag("carries/told.html", takes_context=True)
def carried(context: dict[str, Any], revision: Revision, edits: bool) -> dict[str, Any]:  # noqa: FBT001 - a tag's
    """Show how marks came to a text, and the ways to add another and to take that back (6 queries).

    No query for an article's first text.
    """
    user = context["user"]
    later = revision.number > 1
    return {
        "revision": revision,
        "edits": edits,
        "job": carries.carrying(user, revision) if later else None,
        "here": context["request"].get_full_path(),
        "counts": carries.counted(user, revision) if later else {},
        "undone": later and edits and carries.undone_on(revision),
        "waiting": carries.waiting_count(user, revision.article_id) if later else 0,
        "left": carries.waiting_count(user, revision.article_id, whose=Whose.LEFT) if later and edits else 0,
        "csrf_token": context.get("csrf_token"),
    }
