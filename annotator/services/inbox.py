"""The inbox: what one has read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from annotator.errors import NotFound
from annotator.queries import inbox as queries
from annotator.services import concerning

if TYPE_CHECKING:
    from annotator.models import User


@transaction.atomic
def read(*, actor: User, item_id: int) -> None:
    """Note that the actor has read one item, and what stands before it in its thread (3 queries).

    Raises :class:`NotFound`.
    """
    item = queries.item_for(actor, item_id)
    if item is None:
        raise NotFound
    comment = item.comment
    concerning.read_up_to(actor=actor, thread_id=comment.thread_id, number=comment.number)


@transaction.atomic
def read_all(*, actor: User) -> int:
    """Note that the actor has read all that concerns them; return in how many threads (2 queries)."""
    waiting = queries.unread_threads_of(actor)
    concerning.read_all(actor=actor, numbers=waiting)
    return len(waiting)
