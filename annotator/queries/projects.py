"""Projects: reads. No row without an actor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotator.errors import Gone, NotFound
from annotator.models import Article, Event, Invitation, Member, Project, Story
from annotator.policies import Action, Actor, Seen, see, visible
from annotator.queries import history

if TYPE_CHECKING:
    from datetime import datetime

    from annotator.models import User

_READ, _MOST_READ = 200, 2000  # events


def project_for(actor: Actor, project_id: int) -> Seen[Project]:
    """Return one project and the actor's role in it (1 query). Raises :class:`NotFound`."""
    return see(Project.objects.all(), actor, "", pk=project_id)


def _count(rows: QuerySet[Story] | QuerySet[Article]) -> Coalesce:
    counted = (
        rows.filter(project=OuterRef("pk"), deleted_at=None)
        .order_by()
        .values("project")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted), 0)


def projects_of(actor: Actor) -> QuerySet[Project]:
    """Return the actor's projects, with `role`, `story_count` and `article_count` (1 query)."""
    return (
        Project.objects.filter(visible(actor))
        .annotate(
            actor_role=F("members__role"),
            story_count=_count(Story.objects.all()),
            article_count=_count(Article.objects.all()),
        )
        .order_by("is_demo", "name", "id")
    )


def members_of(actor: Actor, project_id: int) -> QuerySet[Member]:
    """Return the members of a project who are in it now, with their accounts (2 queries)."""
    project = project_for(actor, project_id).it
    return Member.objects.filter(project=project, removed_at=None).select_related("user")


def member_for(actor: Actor, member_id: int) -> Seen[Member]:
    """Return one member of a project of the actor's (1 query). Raises :class:`NotFound`."""
    rows = Member.objects.filter(removed_at=None).select_related("user", "project")
    return see(rows, actor, "project__", pk=member_id)


def open_invitations_of(actor: Actor, project_id: int) -> QuerySet[Invitation]:
    """Return the invitations that still work (2 queries). Needs the right to invite."""
    project = project_for(actor, project_id).require(Action.INVITE)
    rows = Invitation.objects.filter(_usable(timezone.now()), project=project)
    return rows.select_related("created_by", "mail_job")


def invitation_for(actor: Actor, invitation_id: int) -> Seen[Invitation]:
    """Return one invitation of a project of the actor's (1 query). Raises :class:`NotFound`."""
    return see(Invitation.objects.select_related("project", "mail_job"), actor, "project__", pk=invitation_id)


def invitation_by_digest(digest: str) -> Invitation:
    """Return the invitation that a link names (1 query); its secret stands in for an actor.

    Raises :class:`NotFound` for no such link and :class:`Gone` for one that ran out or was taken back.
    """
    found = (
        Invitation.objects.select_related("project", "created_by")
        .filter(digest=digest, project__deleted_at=None)
        .first()
    )
    if found is None:
        raise NotFound("This invitation is not known. Ask for a new link.")
    if found.revoked_at or found.expires_at <= timezone.now() or found.uses >= found.max_uses:
        raise Gone("This invitation has run out. Ask for a new link.")
    return found


def _usable(now: datetime) -> Q:
    return Q(revoked_at=None, expires_at__gt=now, uses__lt=F("max_uses"))


def events_after(
    actor: User, project_id: int, after: int = 0, scope: str = "", limit: int = 200, among: Q | None = None
) -> tuple[Project, list[Event]]:
    """Return a project and what the actor may hear of its events after number `after`, oldest first.

    `among` says of which events; else of all, or of a scope's. 2 queries, 6 more for each 200 events in a
    blind project.
    """
    project = project_for(actor, project_id).it
    rows = Event.objects.filter(project=project).select_related("actor").order_by("seq")
    if scope:
        rows = rows.filter(scope=scope)
    if among is not None:
        rows = rows.filter(among)
    found: list[Event] = []
    while len(found) < limit:
        page = list(rows.filter(seq__gt=after)[:_READ])
        found += history.in_sight(actor.pk, project, page)
        if len(page) < _READ:
            break
        after = page[-1].seq
    return project, found[:limit]


def latest_events(actor: User, project_id: int, limit: int = 12) -> list[Event]:
    """Return the newest events of a project that the actor may hear of, newest first (as the above).

    Where these lie far back it looks no farther than 2,000 events.
    """
    project = project_for(actor, project_id).it
    rows = Event.objects.filter(project=project).select_related("actor").order_by("-seq")
    found: list[Event] = []
    before, size = project.event_seq + 1, limit
    for _ in range(_MOST_READ // _READ):
        page = list(rows.filter(seq__lt=before)[:size])
        found += history.in_sight(actor.pk, project, page)
        if len(found) >= limit or len(page) < size:
            break
        before, size = page[-1].seq, _READ
    return found[:limit]
