"""The live feed: what a stream of events needs to know. Its listeners were let in by :func:`open_to`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.models import Session
from django.db.models import F
from django.utils import timezone

from annotator.errors import NotFound
from annotator.models import Event, Member, Project, Role
from annotator.policies import Actor, visible
from annotator.queries.people import person
from annotator.queries.telling import iso

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class Opened:
    """A project that a listener may hear: the number of its newest event, and the listener's role."""

    head: int
    role: Role


def open_to(actor: Actor, project_ids: Collection[int]) -> dict[int, Opened]:
    """Return what the actor may hear of these projects (1 query).

    Raises :class:`NotFound` if one of them is not there or not for the actor.
    """
    rows = (
        Project.objects.filter(visible(actor), pk__in=project_ids)
        .annotate(actor_role=F("members__role"))
        .values_list("pk", "event_seq", "actor_role")
    )
    found = {key: Opened(head, Role(role)) for key, head, role in rows}
    if found.keys() != set(project_ids):
        raise NotFound
    return found


def still_open(user_ids: Collection[int], project_ids: Collection[int]) -> dict[tuple[int, int], Role]:
    """Return who of these people may still hear which of these projects, and in which role (1 query)."""
    rows = Member.objects.filter(
        user__in=user_ids,
        user__is_active=True,
        project__in=project_ids,
        project__deleted_at=None,
        removed_at=None,
    ).values_list("user_id", "project_id", "role")
    return {(user, project): Role(role) for user, project, role in rows}


def live_sessions(keys: Collection[str]) -> set[str]:
    """Return which of these sessions nobody has ended (1 query)."""
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return set(rows.values_list("session_key", flat=True))


def heads(project_ids: Collection[int]) -> dict[int, int]:
    """Return the number of each project's newest event (1 query)."""
    return dict(Project.objects.filter(pk__in=project_ids).values_list("pk", "event_seq"))


def events_after(project_id: int, after: int, limit: int) -> list[Event]:
    """Return a project's events after number `after`, oldest first (1 query)."""
    rows = Event.objects.filter(project=project_id, seq__gt=after).select_related("actor").order_by("seq")
    return list(rows[:limit])


def told(event: Event) -> dict[str, Any]:
    """Return an event as the stream tells it (no query).

    What was before is told only where nothing came after it: of what was deleted.
    """
    return {
        "project": event.project_id,
        "seq": event.seq,
        "at": iso(event.at),
        "verb": event.verb,
        "subject": event.subject,
        "scope": event.scope,
        "actor": person(event.actor) if event.actor else None,
        "before": event.before if event.after is None else None,
        "after": event.after,
        "undoes": event.undoes,
        "batch": str(event.batch) if event.batch else None,
    }
