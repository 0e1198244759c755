"""Comments: a row that breaks each of their constraints."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from annotator.models import Comment, Reading
from annotator.services import comments
from tests.models.breaking import again, change

if TYPE_CHECKING:
    from collections.abc import Callable


def comment(w: Any) -> Comment:
    if not Comment.objects.exists():
        comments.create(
            actor=w.team.curator, annotation_id=w.marking.pk, comment_id=uuid.uuid4(), body="Sure?"
        )
    return Comment.objects.get()


BREAKING: dict[str, Callable[[Any], object]] = {
    "a_thread_is_resolved_by_somebody_at_a_time": lambda w: change(
        comment(w).thread, resolved_at=timezone.now()
    ),
    "one_comment_a_number_in_a_thread": lambda w: again(comment(w)),
    "comment_numbers_begin_at_one": lambda w: change(comment(w), number=0),
    "comment_versions_begin_at_one": lambda w: change(comment(w), version=0),
    "a_comment_says_something": lambda w: change(comment(w), body=""),
    "a_comment_is_not_too_long": lambda w: change(comment(w), body="\U0001f469" * 5001),
    "a_comment_is_deleted_by_somebody_at_a_time": lambda w: change(comment(w), deleted_by=w.team.owner),
    "a_comment_stands_once_in_a_persons_inbox": lambda w: again(comment(w).concerns.get()),
    "an_inbox_item_has_a_known_reason": lambda w: change(comment(w).concerns.get(), why="rumour"),
    "one_reading_a_person_and_thread": lambda w: again(
        Reading.objects.create(thread=comment(w).thread, person=w.team.owner, number=1)
    ),
}
