"""Presence: reads. Who is at a revision now, and about where."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypedDict

from django.utils import timezone

from annotator.models import Blindness, Presence, Revision
from annotator.policies import Actor, shut_to, work_seen
from annotator.queries.people import person

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

FRESH = timedelta(seconds=45)  # browsers say every 15 s that they are there; two of these may get lost


class PresenceData(TypedDict):
    """One person at a revision; `sentence` is the code point at which the sentence begins."""

    person: dict[str, object]
    sentence: int


def at_revision(actor: Actor, revision: Revision) -> list[PresenceData]:
    """Return who is at a revision that was looked up with the actor, by name (1 query).

    Only oneself where the article is not open to one.
    """
    shown = work_seen(actor, "revision__article", "user", project=revision.article.project)
    return [_told(row) for row in _fresh().filter(shown, revision=revision)]


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


def hidden(viewers: Collection[int], revisions: Collection[int]) -> set[tuple[int, int]]:
    """Return from which members it is hidden who is at which revisions: (person, revision).

    1 query, 2 where one of their projects is blind.
    """
    rows = Revision.objects.filter(pk__in=revisions).exclude(article__project__blind=Blindness.OFF)
    articles = dict(rows.values_list("pk", "article"))
    shut = shut_to(viewers, set(articles.values())) if articles else set()
    return {
        (viewer, revision)
        for revision, article in articles.items()
        for viewer in viewers
        if (viewer, article) in shut
    }


def _fresh() -> QuerySet[Presence]:
    return (
        Presence.objects.filter(seen_at__gt=timezone.now() - FRESH, user__is_active=True)
        .select_related("user")
        .order_by("revision", "user__name", "user")
    )


def _told(row: Presence) -> PresenceData:
    return {"person": person(row.user), "sentence": row.sentence}
