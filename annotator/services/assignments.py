"""Assignments: writes of those who do the work. To begin, to be done, to put aside, to give up, to take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from annotator.errors import AlreadyThere, Conflict, Invalid
from annotator.models import Assignment
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import assignments as queries
from annotator.services import history, rounds
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from annotator.models import User

State = Assignment.State
LONGEST_NOTE = 300
FIRST = 60  # seconds that a page may tell when it tells some for the first time


@transaction.atomic
def done(*, actor: User, assignment_id: int) -> Assignment:
    """Say that one's own assignment is done (4 queries; more in a blind project). Twice is once.

    Where that opens the others' work, what was found is kept first: `rounds.keep`.
    """
    return _done(actor, queries.own_for(actor, assignment_id))


@transaction.atomic
def done_with(*, actor: User, article_id: int) -> Assignment:
    """Say that one is done with an article, assigned or not (6 queries): who was not asked may say so too."""
    article = article_queries.article_for(actor, article_id).require(Action.ANNOTATE)
    row = queries.own_of_article(actor, article_id)
    if row is None:
        row = Assignment.objects.create(
            article=article,
            person=actor,
            created_by=actor,
            state=State.IN_PROGRESS,
            started_at=timezone.now(),
        )
    return _done(actor, row)


def _done(actor: User, row: Assignment) -> Assignment:
    if row.state == State.DONE:
        return row
    _moves(row, State.DONE, done_at=timezone.now(), paused=False, note="")
    rounds.keep(article=row.article, person=actor)
    _record(actor, "assignment.done", row)
    return row


@transaction.atomic
def reopen(*, actor: User, assignment_id: int, note: str = "") -> Assignment:
    """Open what was done again (4 queries): its person, or a lead, who says why."""
    row = queries.assignment_for(actor, assignment_id).it
    note = _note(note)
    if row.person_id != actor.pk and not note:
        raise Invalid("Say why it is opened again: its person reads it.", field="note")
    if row.state != State.DONE:
        raise Conflict("Only what is done can be opened again.")
    _moves(row, State.REOPENED, note=note)
    _record(actor, "assignment.reopened", row, note=note)
    return row


@transaction.atomic
def pause(*, actor: User, assignment_id: int) -> Assignment:
    """Put one's own task aside (4 queries): it stays one's own, and next and previous pass it over."""
    return _aside(actor, assignment_id, paused=True)


@transaction.atomic
def resume(*, actor: User, assignment_id: int) -> Assignment:
    """Take up what was put aside (4 queries)."""
    return _aside(actor, assignment_id, paused=False)


def _aside(actor: User, assignment_id: int, *, paused: bool) -> Assignment:
    row = queries.own_for(actor, assignment_id)
    if row.state == State.DONE:
        raise Conflict("This task is done. Open it again first.")
    if row.paused != paused:
        _moves(row, row.state, paused=paused)
        _record(actor, "assignment.paused" if paused else "assignment.resumed", row)
    return row


@transaction.atomic
def abandon(*, actor: User, assignment_id: int, reason: str) -> Assignment:
    """Give one's own task up (5 queries). The work stays; the pool gets a new task, which is returned."""
    row = queries.own_for(actor, assignment_id)
    reason = _note(reason)
    if not reason:
        raise Invalid("Say in a few words why: owners and curators read it.", field="reason")
    if row.state == State.DONE:
        raise Conflict("This task is done. Open it again first.")
    _moves(row, State.ABANDONED, note=reason, paused=False)
    left = Assignment.objects.create(article=row.article, due=row.due, created_by=actor)
    _record(actor, "assignment.abandoned", row, note=reason)
    return left


@transaction.atomic
def take(*, actor: User, assignment_id: int) -> Assignment:
    """Take a task from the pool (7 queries). Of two at once one gets it: the other is refused."""
    row = queries.offered_for(actor, assignment_id).require(Action.ANNOTATE)
    if queries.own_of_article(actor, row.article_id) is not None:
        raise AlreadyThere("You have this article already.", id=row.article_id)
    position = queries.next_position(actor.pk, row.article.project_id)
    try:
        with transaction.atomic():  # of two tasks with one article, taken in two windows, the first is theirs
            taken = Assignment.objects.filter(pk=row.pk, person=None).update(person=actor, position=position)
    except IntegrityError:
        raise AlreadyThere("You have this article already.", id=row.article_id) from None
    if not taken:
        raise Conflict("Somebody else took this task just now. Take another one.")
    row.person, row.position = actor, position
    _record(actor, "assignment.taken", row)
    return row


@own_transactions("only a first mark writes, and most marks are not the first: those cost one query")
def begin(*, actor: User, revision_id: int) -> None:
    """Note that the actor's task with a revision's article is begun: they have marked something (1 query)."""
    row = queries.to_begin(actor, revision_id)
    if row is not None:
        _begin(actor, row)


@own_transactions("counts in one conditional update; with the first one the task is begun")
def count(*, actor: User, article_id: int, seconds: int) -> int | None:
    """Count active work on an article for the actor's task, and begin it (2 queries); return all there is.

    `seconds` is what the page has counted since it last said so. No more is added than has passed since
    then: what is sent twice, or by two windows, is counted once. None where the article is not the
    actor's task, or is done. Not in the log: it tells how long, not what.
    """
    row = queries.own_of_article(actor, article_id)
    if row is None:
        article_queries.article_for(actor, article_id)
    if row is None or row.state == State.DONE:
        return None
    now = timezone.now()
    since = FIRST if row.seen_at is None else int((now - row.seen_at).total_seconds())
    more = counted(seconds, since)
    if more or row.seen_at is None:
        same = Assignment.objects.filter(pk=row.pk, seen_at=row.seen_at)
        row.seconds += more * same.update(seconds=F("seconds") + more, seen_at=now)
    if row.state == State.TO_DO and row.seconds:
        _begin(actor, row)
    return row.seconds


def counted(seconds: int, since: int) -> int:
    """Return how many of the seconds that a page tells count, `since` seconds after it last told any."""
    return max(0, min(seconds, since))


def _begin(actor: User, row: Assignment) -> None:
    with transaction.atomic():
        waiting = Assignment.objects.filter(pk=row.pk, state=State.TO_DO, person=actor)
        if waiting.update(state=State.IN_PROGRESS, started_at=timezone.now()):
            _record(actor, "assignment.started", row)


def _moves(row: Assignment, state: str, **facts: object) -> None:
    """Bring an assignment into a state, by one conditional update: of two at once one does."""
    before, row.state = row.state, state
    for name, value in facts.items():
        setattr(row, name, value)
    moved = Assignment.objects.filter(pk=row.pk, state=before, person=row.person_id)
    if not moved.update(state=state, **facts):
        raise Conflict("Somebody changed this task at the same moment. Look at it again.")


def _note(note: str) -> str:
    note = " ".join(note.replace("\x00", "").split())
    if len(note) > LONGEST_NOTE:
        raise Invalid("A note has at most %(most)s characters.", field="note", most=LONGEST_NOTE)
    return note


def _record(actor: User, verb: str, row: Assignment, **facts: object) -> None:
    history.record(
        project_id=row.article.project_id,
        actor=actor,
        verb=verb,
        subject=row.pk,
        scope=f"article:{row.article_id}",
        after={"title": row.article.title, "article": row.article_id, "person": row.person_id} | facts,
    )
