"""Presence: reads. Who is at a revision now, and about where."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypedDict

from django.utils import timezone

from annotator.models import Presence
from annotator.queries.people import person

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from annotator.models import Revision

FRESH = timedelta(seconds=45)  # browsers say every 15 s that they are there; two of these may get lost


class PresenceData(TypedDict):
    """One person at a revision; `sentence` is the code point at which the sentence begins."""

    person: dict[str, object]
    sentence: int


def at_revision(revision: Revision) -> list[PresenceData]:
    """Return who is at a revision that was looked up with an actor, by name (1 query)."""
    return [_told(row) for row in _fresh().filter(revision=revision)]


def in_projects(project_ids: Collection[int]) -> dict[int, dict[int, list[PresenceData]]]:
    """Return who is where: by project, by revision (1 query). For listeners who may see these projects."""
    rows = (
        _fresh()
        .filter(revision__article__project__in=project_ids, revision__article__deleted_at=None)
        .select_related("revision__article")
        .only("sentence", "user__name", "user__username", "revision__article__project_id")
    )
    found: dict[int, dict[int, list[PresenceData]]] = {}
    for row in rows:
        here = found.setdefault(row.revision.article.project_id, {})
        here.setdefault(row.revision_id, []).append(_told(row))
    return found


def _fresh() -> QuerySet[Presence]:
    return (
        Presence.objects.filter(seen_at__gt=timezone.now() - FRESH, user__is_active=True)
        .select_related("user")
        .order_by("revision", "user__name", "user")
    )


def _told(row: Presence) -> PresenceData:
    return {"person": person(row.user), "sentence": row.sentence}
