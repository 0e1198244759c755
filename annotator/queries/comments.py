"""Comments: reads. What is read and unread is each person's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from django.db.models import Count, F, FilteredRelation, Model, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Lower

from annotator.formats.comments import clean
from annotator.models import Annotation, Comment, InboxItem, Reading, Revision, Thread, User
from annotator.policies import Actor, Seen, opened, see, talk_seen
from annotator.queries import annotations as annotation_queries
from annotator.queries.people import person
from annotator.queries.telling import iso

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.models import Project

M = TypeVar("M", bound=Model)
MOST = 500  # comments in a thread: it is told whole
_PROJECT = "revision__article__project__"
_UP = "thread__annotation__"


class CommentData(TypedDict):
    """A comment as the API and the pages tell it. What is deleted has no words any more."""

    id: str
    annotation: str
    number: int
    author: dict[str, Any]
    mine: bool
    body: str
    html: str
    mentions: list[int]
    version: int
    created_at: str
    edited_at: str | None
    deleted_at: str | None


class ThreadData(TypedDict):
    """A thread as the API and the pages tell it."""

    annotation: str
    revision: int
    article: int
    annotation_deleted: bool
    resolved_at: str | None
    resolved_by: dict[str, Any] | None
    read: int
    newest: int
    comments: list[CommentData]


class Talk(TypedDict):
    """What a card says of its thread: how many comments, how many unread ones, whether it is resolved."""

    count: int
    unread: int
    resolved: bool


NO_TALK: Talk = {"count": 0, "unread": 0, "resolved": False}


# -- one thread


def comment_for(actor: Actor, comment_id: UUID) -> Seen[Comment]:
    """Return one comment, deleted or not, with its thread and the annotation (1 query)."""
    rows = Comment.objects.filter(
        talk_seen(actor, "thread__annotation", "author"),
        thread__annotation__revision__article__deleted_at=None,
    )
    rows = rows.select_related("thread__annotation__revision__article", "author")
    rows = rows.defer("thread__annotation__revision__text", "thread__annotation__revision__raw")
    return see(rows, actor, _UP + _PROJECT, pk=comment_id)


def thread_of(actor: User, annotation: Annotation) -> ThreadData:
    """Return the thread on an annotation that was looked up with the actor, a deleted one too (4 queries)."""
    thread = Thread.objects.filter(annotation=annotation).select_related("resolved_by").first()
    read = Reading.objects.filter(thread=thread, person=actor).values_list("number", flat=True).first()
    project = annotation.revision.article.project
    rows = Comment.objects.filter(talk_seen(actor, "thread__annotation", "author", project=project))
    rows = rows.filter(thread=thread).select_related("author").prefetch_related("concerns").order_by("number")
    found = list(rows) if thread else []
    # What was settled out of the actor's sight is open for them.
    told = thread if found or opened(actor, annotation.revision.article) else None
    return {
        "annotation": str(annotation.pk),
        "revision": annotation.revision_id,
        "article": annotation.revision.article_id,
        "annotation_deleted": annotation.deleted_at is not None,
        "resolved_at": state(told)["resolved_at"],
        "resolved_by": state(told)["resolved_by"],
        "read": read or 0,
        "newest": found[-1].number if found else 0,
        "comments": [as_data(actor, row) for row in found],
    }


def state(thread: Thread | None) -> dict[str, Any]:
    """Say whether a thread is resolved, since when and by whom (no query when that person is loaded)."""
    if thread is None or thread.resolved_by is None:
        return {"resolved_at": None, "resolved_by": None}
    return {"resolved_at": iso(thread.resolved_at), "resolved_by": person(thread.resolved_by)}


def as_data(actor: Actor | None, row: Comment) -> CommentData:
    """Return one comment as it is told (no query when its author and items are loaded)."""
    gone = row.deleted_at is not None
    mentions = [each.person_id for each in row.concerns.all() if each.why == InboxItem.Why.MENTION]
    return {
        "id": str(row.pk),
        "annotation": str(row.thread_id),
        "number": row.number,
        "author": person(row.author),
        "mine": actor is not None and row.author_id == actor.pk,
        "body": "" if gone else row.body,
        "html": "" if gone else clean(row.html),
        "mentions": [] if gone else sorted(mentions),
        "version": row.version,
        "created_at": iso(row.created_at),
        "edited_at": iso(row.edited_at),
        "deleted_at": iso(row.deleted_at),
    }


# -- what the cards of a revision say


@dataclass(frozen=True, slots=True)
class Listing:
    """A revision without its texts, and how much its reader has read of the talk on it."""

    seen: Seen[Revision]
    read: int  # changes with each mark of reading, and with nothing else


def listing_for(actor: User, revision_id: int) -> Listing:
    """Return a revision and what the ETag of its annotations needs beside the event's number (1 query)."""
    read = (
        Reading.objects.filter(person=actor, thread__annotation__revision=revision_id)
        .order_by()
        .values("person")
        .annotate(sum=Sum("number"))
        .values("sum")
    )
    rows = Revision.objects.filter(article__deleted_at=None).select_related("article__project")
    rows = rows.defer("raw", "text").annotate(read=Coalesce(read, 0))
    seen = see(rows, actor, "article__project__", pk=revision_id)
    found: Any = seen.it  # with the sum from above
    return Listing(Seen(found, seen.role), found.read)


def annotations_on(actor: User, revision: Revision) -> list[dict[str, Any]]:
    """Return all annotations of a revision that was looked up with the actor, with its talk (4 queries)."""
    talk = talk_on(actor, revision)
    found = annotation_queries.on_revision(actor, revision)
    return [{**each, "comments": talk.get(each["id"], NO_TALK)} for each in found]


def talk_on(actor: User, revision: Revision) -> dict[str, Talk]:
    """Return what is said on the annotations of a revision that was looked up with the actor (1 query).

    Deleted comments are not counted, and one's own are never unread. Who has no comment is left out.
    """
    return _talk(
        actor, revision.article.project, Comment.objects.filter(thread__annotation__revision=revision)
    )


def talk_about(actor: User, annotation: Annotation) -> Talk:
    """Return what is said on one annotation that was looked up with the actor (1 query)."""
    rows = Comment.objects.filter(thread=annotation.pk)
    found = _talk(actor, annotation.revision.article.project, rows)
    return found.get(str(annotation.pk), NO_TALK)


def _talk(actor: User, project: Project, comments: QuerySet[Comment]) -> dict[str, Talk]:
    shown = talk_seen(actor, "thread__annotation", "author", project=project)
    rows = (
        with_reading(comments.filter(shown, deleted_at=None), actor, "thread__readings")
        .values("thread", "thread__resolved_at")
        .annotate(count=Count("pk"), unread=Count("pk", filter=unread(actor, "")))
        .order_by()
    )
    return {
        str(key): {"count": count, "unread": unread, "resolved": resolved is not None}
        for key, resolved, count, unread in rows.values_list(
            "thread", "thread__resolved_at", "count", "unread"
        )
    }


def with_reading(rows: QuerySet[M, M], actor: User, path: str) -> QuerySet[M, M]:
    """Join how far the actor has read; `path` leads from the rows to the readings of their thread."""
    mine = FilteredRelation(path, condition=Q(**{f"{path}__person": actor}))
    return rows.alias(reading=mine)  # type: ignore[return-value]  # the stubs forget what rows they are


def unread(actor: User, path: str) -> Q:
    """Return the filter for comments of others that the actor has not read, after :func:`with_reading`."""
    later = Q(reading__isnull=True) | Q(**{f"{path}number__gt": F("reading__number")})
    return later & ~Q(**{f"{path}author": actor})


def people_for(annotation: Annotation, names: list[str]) -> QuerySet[User]:
    """Return the members whom a comment on an annotation may concern, with `called`: the name in lower case.

    Whose annotation it is, who wrote in its thread, and who is called by one of `names` (1 query).
    """
    members = User.objects.annotate(called=Lower("username")).filter(
        memberships__project=annotation.revision.article.project_id, memberships__removed_at=None
    )
    wrote = Comment.objects.filter(thread=annotation.pk, deleted_at=None).values("author")
    return members.filter(Q(pk=annotation.author_id) | Q(pk__in=wrote) | Q(called__in=names))
