"""Shares: writes. Secret links to a story's matrix, made and taken back by who leads the project."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from annotator.errors import Invalid
from annotator.models import Share
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import shares as queries
from annotator.services import history

if TYPE_CHECKING:
    from annotator.models import User

LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class MadeShare:
    """A share and its secret, which is shown once and not stored."""

    share: Share
    secret: str


def digest_of(secret: str) -> str:
    """Return what is stored of a share's secret."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


@transaction.atomic
def create(
    *,
    actor: User,
    story_id: int,
    with_names: bool = False,
    with_notes: bool = False,
    days: int | None = None,
) -> MadeShare:
    """Make a secret link by which anybody reads a story's matrix, for some days or for good (4 queries)."""
    story = article_queries.story_for(actor, story_id).require(Action.SHARE)
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise Invalid("A link works for 1 to %(most)s days, or for good.", field="days", most=LONGEST_DAYS)
    secret = secrets.token_urlsafe(24)
    made = Share.objects.create(
        story=story,
        digest=digest_of(secret),
        with_names=with_names,
        with_notes=with_notes,
        created_by=actor,
        expires_at=None if days is None else timezone.now() + timedelta(days=days),
    )
    history.record(
        project_id=story.project_id,
        actor=actor,
        verb="share.created",
        subject=made.pk,
        scope=f"story:{story.pk}",
        after={"title": story.title, "with_names": with_names, "with_notes": with_notes, "days": days},
    )
    return MadeShare(made, secret)


@transaction.atomic
def revoke(*, actor: User, share_id: int) -> Share:
    """Take a link back, for good (4 queries); taking it back twice is taking it back once."""
    share = queries.share_for(actor, share_id).require(Action.SHARE)
    if share.revoked_at is None:
        share.revoked_at = timezone.now()
        share.save(update_fields=["revoked_at"])
        history.record(
            project_id=share.story.project_id,
            actor=actor,
            verb="share.revoked",
            subject=share.pk,
            scope=f"story:{share.story_id}",
            before={"title": share.story.title},
        )
    return share


@transaction.atomic
def open_by(*, secret: str) -> Share:
    """Return the share that a link names, and count that it was opened (2 queries). Not in the log.

    Raises :class:`NotFound` for every link that does not work, in the same words.
    """
    share = queries.share_by_digest(digest_of(secret))
    Share.objects.filter(pk=share.pk).update(opened=F("opened") + 1, last_opened_at=timezone.now())
    return share
