"""Projects: writes."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from annotator.errors import Gone, Invalid, LastOwner, NotAllowed
from annotator.models import Assignment, Invitation, Member, Project, Role
from annotator.models.suggestions import JOB as SUGGESTIONS
from annotator.policies import Action
from annotator.queries import projects as queries
from annotator.services import codebooks, history, jobs
from annotator.services.history import Happened

if TYPE_CHECKING:
    from annotator.models import User

INVITATION_DAYS = 14


@dataclass(frozen=True, slots=True)
class MadeInvitation:
    """An invitation and its secret, which is shown once and not stored."""

    invitation: Invitation
    secret: str


def digest_of(secret: str) -> str:
    """Return what is stored of an invitation's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create(*, actor: User, name: str, description: str = "", language: str = "en") -> Project:
    """Make a project with the default codebook, its words in `language`; its maker owns it."""
    name = _name(name)
    project = Project.objects.create(name=name, description=description.strip(), created_by=actor)
    Member.objects.create(project=project, user=actor, role=Role.OWNER)
    codebooks.start(project=project, actor=actor, language=language)
    history.record(
        project_id=project.pk, actor=actor, verb="project.created", subject=project.pk, after={"name": name}
    )
    return project


def _name(name: str) -> str:
    name = name.strip()
    if not name:
        raise Invalid("Give the project a name.", field="name")
    if len(name) > 120:  # noqa: PLR2004 - the column's width
        raise Invalid("A name has at most 120 characters.", field="name")
    return name


@transaction.atomic
def change(
    *,
    actor: User,
    project_id: int,
    name: str,
    description: str,
    suggestions_on: bool | None = None,
    quality_shown: bool | None = None,
    names_hidden: bool | None = None,
    decisions_shown: bool | None = None,
) -> Project:
    """Rename or describe a project, or switch its suggestions (4 queries; 8 when they are switched on).

    What was imported while they were off is read then. `quality_shown` says whether annotators see the
    figures of their own work, `decisions_shown` whether they see what was decided on theirs, `names_hidden`
    whether who decides is told whose a mark is. None leaves a switch as it is.
    """
    project = queries.project_for(actor, project_id).require(Action.MANAGE)
    before = _facts(project)
    project.name, project.description = _name(name), description.strip()
    switches = {
        "suggestions_on": suggestions_on,
        "quality_shown": quality_shown,
        "names_hidden": names_hidden,
        "decisions_shown": decisions_shown,
    }
    for name_of, on in switches.items():
        if on is not None:
            setattr(project, name_of, on)
    project.save(update_fields=["name", "description", *switches])
    after = _facts(project)
    if project.suggestions_on and not before["suggestions_on"]:
        key = f"{SUGGESTIONS}:of:{project.pk}"
        params = {"project": project.pk}
        jobs.submit(kind=SUGGESTIONS, params=params, project=project, actor=actor, dedupe_key=key)
    history.record(
        project_id=project.pk,
        actor=actor,
        verb="project.changed",
        subject=project.pk,
        before=before,
        after=after,
    )
    return project


def _facts(project: Project) -> dict[str, object]:
    return {
        "name": project.name,
        "description": project.description,
        "suggestions_on": project.suggestions_on,
        "quality_shown": project.quality_shown,
        "names_hidden": project.names_hidden,
        "decisions_shown": project.decisions_shown,
    }


@transaction.atomic
def delete(*, actor: User, project_id: int) -> None:
    """Put a project out of sight (4 queries). Nothing in it is lost: an operator can bring it back."""
    project = queries.project_for(actor, project_id).require(Action.MANAGE)
    project.deleted_at = timezone.now()
    project.save(update_fields=["deleted_at"])
    history.record(project_id=project.pk, actor=actor, verb="project.deleted", subject=project.pk)


@transaction.atomic
def invite(*, actor: User, project_id: int, role: str, days: int = INVITATION_DAYS) -> MadeInvitation:
    """Make a link that lets people join with `role` (4 queries). Only an owner invites curators."""
    seen = queries.project_for(actor, project_id)
    project = seen.require(Action.INVITE)
    if role not in Role.values or role == Role.OWNER:
        raise Invalid("One invites a curator, an annotator or a reader.", field="role")
    if role == Role.CURATOR:
        seen.require(Action.MANAGE)
    secret = secrets.token_urlsafe(24)
    made = Invitation.objects.create(
        project=project,
        role=role,
        digest=digest_of(secret),
        created_by=actor,
        expires_at=timezone.now() + timedelta(days=days),
    )
    history.record(
        project_id=project.pk, actor=actor, verb="invitation.created", subject=made.pk, after={"role": role}
    )
    return MadeInvitation(made, secret)


@transaction.atomic
def revoke(*, actor: User, invitation_id: int) -> None:
    """Take an invitation back (4 queries)."""
    invitation = queries.invitation_for(actor, invitation_id).require(Action.INVITE)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    history.record(
        project_id=invitation.project_id, actor=actor, verb="invitation.revoked", subject=invitation.pk
    )


@transaction.atomic
def accept(*, actor: User, secret: str) -> Project:
    """Join the project that a link names (7 queries). Who is in it already stays as they are.

    Raises :class:`NotFound` or :class:`Gone` for a link that does not work.
    """
    invitation = queries.invitation_by_digest(digest_of(secret))
    project = invitation.project
    # One at a time: somebody who clicks twice joins once.
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    member = Member.objects.filter(project=project, user=actor).first()
    if member is not None and member.removed_at is None:
        return project
    # Counted by one conditional update: two people at once can't both take the last place.
    counted = Invitation.objects.filter(pk=invitation.pk, uses__lt=F("max_uses")).update(uses=F("uses") + 1)
    if not counted:
        raise Gone("This invitation has run out. Ask for a new link.")
    if member is None:
        Member.objects.create(project=project, user=actor, role=invitation.role)
    else:
        member.role, member.removed_at = invitation.role, None
        member.save(update_fields=["role", "removed_at"])
    history.record(
        project_id=project.pk,
        actor=actor,
        verb="member.joined",
        subject=actor.pk,
        after={"role": invitation.role},
    )
    return project


@transaction.atomic
def change_role(*, actor: User, member_id: int, role: str) -> Member:
    """Give a member another role (5 queries). Raises :class:`LastOwner` for the only owner."""
    member = queries.member_for(actor, member_id).require(Action.MANAGE)
    if role not in Role.values:
        raise Invalid("A role is owner, curator, annotator or reader.", field="role")
    if member.role == Role.OWNER and role != Role.OWNER:
        _another_owner_stays(member)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    history.record(
        project_id=member.project_id,
        actor=actor,
        verb="member.changed",
        subject=member.user_id,
        before={"role": before},
        after={"role": role},
    )
    return member


@transaction.atomic
def remove_member(*, actor: User, member_id: int) -> None:
    """Take a person out of a project, or leave it (8 queries). Their work stays, with their name.

    What they have still to do goes back to the pool: whoever takes it gets a task of their own.
    """
    seen = queries.member_for(actor, member_id)
    member = seen.it
    if member.user_id != actor.pk and not seen.may(Action.MANAGE):
        raise NotAllowed("Only an owner removes other people from a project.")
    if member.role == Role.OWNER:
        _another_owner_stays(member)
    member.removed_at = timezone.now()
    member.save(update_fields=["removed_at"])
    verb = "member.left" if member.user_id == actor.pk else "member.removed"
    happened = [Happened(verb, member.user_id, before={"role": member.role})]
    happened += [
        Happened(
            "assignment.returned",
            row.pk,
            f"article:{row.article_id}",
            after={"title": row.article.title, "article": row.article_id, "person": member.user_id},
        )
        for row in _to_the_pool(member)
    ]
    batch = uuid4() if len(happened) > 1 else None
    history.record_many(project_id=member.project_id, actor=actor, happened=happened, batch=batch)


def _to_the_pool(member: Member) -> list[Assignment]:
    """Put a member's open tasks into the pool, and return them; of what was begun the pool gets a new one."""
    rows = Assignment.objects.filter(article__project=member.project_id, person=member.user_id)
    left = rows.exclude(state__in=[Assignment.State.DONE, Assignment.State.ABANDONED])
    found = list(left.select_related("article").select_for_update(of=("self",)).order_by("pk"))
    begun = [row for row in found if row.state != Assignment.State.TO_DO or row.seconds]
    fresh = {row.pk for row in found} - {row.pk for row in begun}
    Assignment.objects.filter(pk__in=fresh).update(person=None, position=0, paused=False, note="")
    Assignment.objects.filter(pk__in=[row.pk for row in begun]).update(
        state=Assignment.State.ABANDONED, paused=False, note=""
    )
    Assignment.objects.bulk_create(
        Assignment(article=row.article, due=row.due, created_by_id=row.created_by_id) for row in begun
    )
    return found


def _another_owner_stays(member: Member) -> None:
    # Locked, so that two owners who step back at once don't both go (SQLite's transactions are serial).
    owners = Member.objects.select_for_update().filter(
        project=member.project_id, role=Role.OWNER, removed_at=None
    )
    if len(owners) < 2:  # noqa: PLR2004
        raise LastOwner("A project keeps at least one owner. Make somebody else an owner first.")
