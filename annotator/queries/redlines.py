"""Revisions of an article, and what stands on them: reads. No row without an actor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.models import Range, Revision
from annotator.policies import work_seen
from annotator.queries import articles

if TYPE_CHECKING:
    from annotator.models import Article, User
    from annotator.policies import Seen


def revisions_for(actor: User, article_id: int) -> tuple[Seen[Article], list[Revision]]:
    """Return an article and all its revisions with their texts, the first one first (2 queries).

    Raises :class:`NotFound` where the actor may not see the article.
    """
    seen = articles.article_for(actor, article_id)
    rows = list(
        Revision.objects.filter(article=seen.it).select_related("created_by").defer("raw").order_by("number")
    )
    for row in rows:
        row.article = seen.it
    return seen, rows


def marks_on(actor: User, revision: Revision) -> list[tuple[str, int, int]]:
    """Return the ranges of the annotations on a revision that the actor sees: id, start, end (1 query)."""
    rows = Range.objects.filter(
        work_seen(
            actor, "annotation__revision__article", "annotation__author", project=revision.article.project
        ),
        annotation__revision=revision,
        annotation__deleted_at=None,
    )
    return [(str(key), start, end) for key, start, end in rows.values_list("annotation", "start", "end")]
