"""Presence: somebody came, moved on, or left. Not in the log: it is nothing that anybody made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from annotator.errors import Invalid
from annotator.models import Presence
from annotator.queries import articles
from annotator.queries import presence as queries
from annotator.services import history

if TYPE_CHECKING:
    from annotator.models import User
    from annotator.queries.presence import PresenceData

KEPT = 20 * queries.FRESH  # for machines whose clocks do not agree; what is older is cleared away


@transaction.atomic
def come(*, actor: User, revision_id: int, sentence: int) -> list[PresenceData]:
    """Note that the actor is at a sentence of a revision, and return who is there (4 queries).

    `sentence` is the code point at which it begins. Raises :class:`Invalid` outside of the text.
    """
    revision = articles.revision_for(actor, revision_id).it
    if not 0 <= sentence < revision.length:
        raise Invalid("The text has %(length)s code points.", field="sentence", length=revision.length)
    now = timezone.now()
    Presence.objects.filter(seen_at__lt=now - KEPT).delete()
    Presence.objects.bulk_create(
        [Presence(user=actor, revision=revision, sentence=sentence, seen_at=now)],
        update_conflicts=True,
        unique_fields=["user", "revision"],
        update_fields=["sentence", "seen_at"],
    )
    history.wake(project_id=revision.article.project_id)
    return queries.at_revision(actor, revision)


@transaction.atomic
def leave(*, actor: User, revision_id: int) -> None:
    """Note that the actor is not at a revision any more (2 queries); who was not there is not missed."""
    revision = articles.revision_for(actor, revision_id).it
    Presence.objects.filter(user=actor, revision=revision).delete()
    history.wake(project_id=revision.article.project_id)
