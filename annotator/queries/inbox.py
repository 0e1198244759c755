"""The inbox: what people said that concerns one, from all projects that one is in now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import BigIntegerField, Case, F, QuerySet, Value, When

from annotator.models import InboxItem, Project, Range
from annotator.policies import talk_seen, visible
from annotator.queries import comments
from annotator.queries.comments import CommentData, unread, with_reading

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from annotator.models import User

_PROJECT = "thread__annotation__revision__article__project__"
MOST_HEARD = 20  # projects whose news an open inbox listens to; one stream of a browser takes 50
_UNREAD_FIRST = 1 << 52  # added to an item's number: more than there will ever be, and exact in JSON


class InboxData(TypedDict):
    """A comment that concerns one, why, and where it stands."""

    id: int
    why: str
    unread: bool
    comment: CommentData
    annotation: str
    annotation_deleted: bool
    quote: str
    resolved: bool
    article: dict[str, Any]
    project: dict[str, Any]


def inbox_of(actor: User) -> QuerySet[InboxItem]:
    """Return what concerns the actor, the unread first, then the newest (2 queries).

    Left out is what they may not see any more, and deleted comments. `rank` is what it is sorted by.
    """
    return (
        _inbox(actor)
        .annotate(unread=Case(When(unread(actor, "comment__"), then=Value(1)), default=Value(0)))
        .annotate(
            rank=Case(
                When(unread=1, then=F("pk") + Value(_UNREAD_FIRST)),
                default=F("pk"),
                output_field=BigIntegerField(),
            )
        )
        .select_related(
            "comment__author",
            "comment__thread__annotation__revision__article__project",
        )
        .defer("comment__thread__annotation__revision__text", "comment__thread__annotation__revision__raw")
        .prefetch_related("comment__concerns")
        .order_by("-rank")
    )


def unread_of(actor: User) -> int:
    """Return how many unread comments concern the actor (1 query)."""
    return _inbox(actor).filter(unread(actor, "comment__")).count()


def unread_threads_of(actor: User) -> dict[UUID, int]:
    """Return the threads in which unread comments concern the actor, with the newest number (1 query)."""
    rows = _inbox(actor).filter(unread(actor, "comment__")).order_by("comment__number")
    return dict(rows.values_list("comment__thread", "comment__number"))


def item_for(actor: User, item_id: int) -> InboxItem | None:
    """Return one item of the actor's inbox (1 query)."""
    return _inbox(actor).select_related("comment").filter(pk=item_id).first()


def _inbox(actor: User) -> QuerySet[InboxItem]:
    rows = InboxItem.objects.filter(
        talk_seen(actor, "comment__thread__annotation", "comment__author"),
        visible(actor, path=f"comment__{_PROJECT}"),
        person=actor,
        comment__deleted_at=None,
        comment__thread__annotation__revision__article__deleted_at=None,
    )
    return with_reading(rows, actor, "comment__thread__readings")


def as_data(actor: User, items: Iterable[InboxItem]) -> list[InboxData]:
    """Return a page of the inbox as it is told (1 query: the quotes)."""
    items = list(items)
    quotes = dict(
        Range.objects.filter(annotation__in={each.comment.thread_id for each in items}, position=0)
        .order_by()
        .values_list("annotation", "quote")
    )
    return [_item(actor, each, quotes.get(each.comment.thread_id, "")) for each in items]


def _item(actor: User, row: InboxItem, quote: str) -> InboxData:
    thread = row.comment.thread
    article = thread.annotation.revision.article
    return {
        "id": row.pk,
        "why": row.why,
        "unread": bool(row.unread),  # type: ignore[attr-defined]
        "comment": comments.as_data(actor, row.comment),
        "annotation": str(thread.pk),
        "annotation_deleted": thread.annotation.deleted_at is not None,
        "quote": quote,
        "resolved": thread.resolved_at is not None,
        "article": {"id": article.pk, "title": article.title},
        "project": {"id": article.project_id, "name": article.project.name},
    }


def heard_by(actor: User) -> list[tuple[int, int]]:
    """Return the projects that an open inbox listens to, each with its newest event (1 query)."""
    rows = Project.objects.filter(visible(actor)).order_by("-pk")
    return list(rows.values_list("pk", "event_seq")[:MOST_HEARD])
