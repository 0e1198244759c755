"""Comments: writes. Who may comment may also resolve; one changes one's own words only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound, StaleVersion, TooMuch
from annotator.formats.comments import html_of
from annotator.models import Comment, Thread
from annotator.models.comments import LONGEST_BODY
from annotator.policies import LEADS, Action, opened
from annotator.queries import annotations as annotation_queries
from annotator.queries import comments as queries
from annotator.services import concerning, copying, history
from annotator.services.concerning import concerned, mentioned
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.models import Annotation, User
    from annotator.policies import Seen
    from annotator.queries.comments import CommentData, ThreadData


@dataclass(frozen=True, slots=True)
class Said:
    """A comment after a write, its event's number (0 when nothing was written), and whether it is new."""

    data: CommentData
    seq: int
    made: bool = False


@own_transactions("the second of two that were sent at once reads what the first one wrote")
def create(*, actor: User, annotation_id: UUID, comment_id: UUID, body: str) -> Said:
    """Comment on an annotation (11 queries, 14 for its first comment).

    Sending it again with the same id gives the comment that is there, and writes nothing. Raises
    :class:`Invalid`, :class:`NotAllowed`, :class:`NotFound`, :class:`TooMuch`, and :class:`Conflict` when the
    annotation is deleted or the id belongs to something else.
    """
    try:
        try:
            return _create(actor, annotation_id, comment_id, body)
        except Thread.DoesNotExist:  # its annotation was carried to a newer text at this moment
            return _create(actor, annotation_id, comment_id, body)
    except IntegrityError:
        if not Comment.objects.filter(pk=comment_id).exists():
            raise
        return _sent_again(actor, annotation_id, comment_id)


@transaction.atomic
def _create(actor: User, annotation_id: UUID, comment_id: UUID, body: str) -> Said:
    seen = annotation_queries.standing_for(actor, annotation_id)
    annotation = seen.require(Action.COMMENT)
    if Comment.objects.filter(pk=comment_id).exists():
        return _sent_again(actor, annotation_id, comment_id)
    _standing(annotation)
    _read_by_its_author(seen, actor)
    body = _body_of(body)
    thread, _ = Thread.objects.get_or_create(annotation=annotation)
    counted = Thread.objects.filter(pk=thread.pk, newest__lt=queries.MOST)
    if not counted.update(newest=F("newest") + 1):  # this row is locked from here on
        Thread.objects.get(pk=thread.pk)
        raise TooMuch(
            "A thread holds at most %(most)s comments. Go on in a note, or on another mark.",
            most=queries.MOST,
        )
    thread.refresh_from_db(fields=["newest"])
    people = concerned(actor, annotation, body)
    comment = Comment(
        id=comment_id,
        thread=thread,
        number=thread.newest,
        author=actor,
        body=body,
        html=html_of(body, mentioned(people)),
    )
    comment.save(force_insert=True)
    concerning.tell(comment=comment, people=people)
    data = queries.as_data(actor, comment)
    seq = _record(actor, annotation, "comment.created", comment.pk, None, data)
    # As with mentions: what was carried before this event is seen now. All of this is taken back then, and
    # said where the talk goes on.
    behind = annotation_queries.is_behind(annotation)
    if behind or seq != annotation.revision.article.project.event_seq + 1:
        copying.refuse_carried(annotation=annotation)
    return Said(data, seq, made=True)


def _sent_again(actor: User, annotation_id: UUID, comment_id: UUID) -> Said:
    """Return the comment that an earlier sending made."""
    try:
        comment = queries.comment_for(actor, comment_id).it
    except NotFound:
        comment = None
    on = {annotation_id, annotation_queries.standing_for(actor, annotation_id).it.pk}
    if comment is None or comment.author_id != actor.pk or comment.thread_id not in on:
        raise Conflict("This id belongs to something else. Make a new one.", field="id")
    return Said(queries.as_data(actor, comment), 0)


@transaction.atomic
def revise(*, actor: User, comment_id: UUID, version: int, body: str) -> Said:
    """Change one's own words from `version` on (13 queries). Whom they mention newly, the inbox tells.

    Raises :class:`StaleVersion`, with the current state, when it was changed first.
    """
    seen = queries.comment_for(actor, comment_id)
    comment = seen.require(Action.COMMENT)
    annotation = comment.thread.annotation
    if comment.author_id != actor.pk:
        raise NotAllowed("These words are somebody else's. Answer them instead.")
    if comment.deleted_at is not None:
        raise Conflict("This comment has been deleted. Restore it first.")
    _standing(annotation)
    body = _body_of(body)
    before = queries.as_data(actor, comment)
    _take(comment, version, before)
    people = concerned(actor, annotation, body)
    comment.body = body
    comment.html = html_of(body, mentioned(people))
    comment.edited_at = timezone.now()
    comment.save(update_fields=["body", "html", "edited_at"])
    concerning.change(comment=comment, people=people)
    comment = queries.comment_for(actor, comment_id).it
    data = queries.as_data(actor, comment)
    return Said(data, _record(actor, annotation, "comment.changed", comment.pk, before, data))


@transaction.atomic
def delete(*, actor: User, comment_id: UUID) -> int:
    """Delete a comment softly (7 queries); return its event's number. Deleting twice is deleting once."""
    seen = queries.comment_for(actor, comment_id)
    comment = seen.require(Action.COMMENT)
    if comment.author_id != actor.pk and not seen.may(Action.EDIT_OTHERS):
        raise NotAllowed("This comment is somebody else's.")
    if comment.deleted_at is not None:
        return 0
    before = queries.as_data(actor, comment)
    _take(comment, comment.version, before)
    comment.deleted_at, comment.deleted_by = timezone.now(), actor
    comment.save(update_fields=["deleted_at", "deleted_by"])
    return _record(actor, comment.thread.annotation, "comment.deleted", comment.pk, before, None)


@transaction.atomic
def restore(*, actor: User, comment_id: UUID) -> Said:
    """Bring a deleted comment back (8 queries): who deleted it may, and curators and owners."""
    seen = queries.comment_for(actor, comment_id)
    comment = seen.require(Action.COMMENT)
    if comment.deleted_at is None:
        return Said(queries.as_data(actor, comment), 0)
    if comment.deleted_by_id != actor.pk and not seen.may(Action.EDIT_OTHERS):
        raise NotAllowed("Somebody else deleted this comment.")
    _take(comment, comment.version, queries.as_data(actor, comment))
    comment.deleted_at = comment.deleted_by = None
    comment.save(update_fields=["deleted_at", "deleted_by"])
    data = queries.as_data(actor, comment)
    seq = _record(actor, comment.thread.annotation, "comment.restored", comment.pk, None, data)
    return Said(data, seq)


@transaction.atomic
def resolve(*, actor: User, annotation_id: UUID, resolved: bool) -> ThreadData:
    """Say that nothing is left to talk about, or that there is (10 queries). Saying it again changes nothing.

    Raises :class:`Conflict` where nobody has said anything.
    """
    seen = annotation_queries.standing_for(actor, annotation_id)
    annotation = seen.require(Action.COMMENT)
    _standing(annotation)
    _read_by_its_author(seen, actor)
    thread = Thread.objects.select_for_update().filter(annotation=annotation).first()
    if thread is None:
        raise Conflict("Nobody has commented on this mark yet.")
    if (thread.resolved_at is not None) != resolved:
        before = queries.state(thread)
        thread.resolved_at = timezone.now() if resolved else None
        thread.resolved_by = actor if resolved else None
        thread.save(update_fields=["resolved_at", "resolved_by"])
        history.record(
            project_id=annotation.revision.article.project_id,
            actor=actor,
            verb="thread.resolved" if resolved else "thread.reopened",
            subject=annotation.pk,
            scope=f"revision:{annotation.revision_id}",
            before=before,
            after=queries.state(thread),
        )
    return queries.thread_of(actor, annotation)


@transaction.atomic
def read(*, actor: User, annotation_id: UUID, number: int) -> None:
    """Note that the actor has read a thread up to a number (4 queries). It never goes back by this.

    Not in the log: it is nobody else's business. Raises :class:`NotFound`.
    """
    annotation = annotation_queries.standing_for(actor, annotation_id).it
    thread = Thread.objects.filter(annotation=annotation).first()
    if thread is None:
        return
    concerning.read_up_to(actor=actor, thread_id=thread.pk, number=min(number, thread.newest))


def _standing(annotation: Annotation) -> None:
    if annotation.deleted_at is not None:
        raise Conflict("This mark has been deleted. Its comments can be read, but not added to.")


def _read_by_its_author(seen: Seen[Annotation], actor: User) -> None:
    """Refuse talk that whose mark it is can't see: it would tell them that somebody has seen it."""
    annotation = seen.it
    theirs = annotation.author_id != actor.pk and seen.role not in LEADS
    if theirs and not opened(annotation.author, annotation.revision.article):
        raise Conflict("Whose mark this is has not finished the article. Say it once they can read it.")


def _body_of(body: str) -> str:
    """Return a comment as it is kept. Raises :class:`Invalid` when it says nothing, or too much."""
    body = body.strip().replace("\x00", "")
    if not body:
        raise Invalid("Write something first.", field="body")
    if len(body) > LONGEST_BODY:
        raise Invalid("A comment has at most %(most)s characters.", field="body", most=LONGEST_BODY)
    return body


def _take(comment: Comment, version: int, current: CommentData) -> None:
    """Take the right to change `version`: one conditional update, so that of two at once one gets it."""
    taken = Comment.objects.filter(pk=comment.pk, version=version).update(version=version + 1)
    if not taken:
        raise StaleVersion(
            "This comment was changed in the meantime: it is at version %(now)s, "
            "and you changed version %(yours)s.",
            now=current["version"],
            yours=version,
            current=current,
        )
    comment.version = version + 1


def _record(
    actor: User,
    annotation: Annotation,
    verb: str,
    comment_id: UUID,
    before: CommentData | None,
    after: CommentData | None,
) -> int:
    return history.record(
        project_id=annotation.revision.article.project_id,
        actor=actor,
        verb=verb,
        subject=comment_id,
        scope=f"revision:{annotation.revision_id}",
        before=_for_everybody(before),
        after=_for_everybody(after),
    )


def _for_everybody(data: CommentData | None) -> dict[str, Any] | None:
    """Leave out what is only true for one reader, and what can be made of the rest."""
    return {key: value for key, value in data.items() if key not in {"mine", "html"}} if data else None
