"""Undoing: reads. What a person can take back or do again on a revision, from the event log alone.

A step is a deed, or what took back another step: one event, or the events of one batch. After a deed the
next step to be taken back is the deed itself, and nothing is to be done again; what takes back a step has
written down what comes next (`Event.next_undo`, `next_redo`). So the newest event tells all, at a cost that
does not grow with the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Q

from annotator.models import Event
from annotator.queries.telling import iso

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from annotator.models import Revision, User


class StepData(TypedDict):
    """A step as the API tells it: `count` is how many things it was done to."""

    verb: str
    subject: str
    at: str
    count: int
    step: int


@dataclass(frozen=True, slots=True)
class State:
    """What a person can do next on a revision: numbers of events, of steps that are undone or redone."""

    newest: int = 0
    undo: int | None = None
    redo: int | None = None


def state_of(actor: User, revision: Revision, before: int | None = None) -> State:
    """Return what the actor can do next, or could before an event (1 query, one row of an index)."""
    rows = _own(actor, revision)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    columns = ("seq", "undoes", "next_undo", "next_redo")
    newest = rows.order_by("-seq").values_list(*columns).first()
    if newest is None:
        return State()
    seq, undoes, undo, redo = newest
    return State(seq, seq, None) if undoes is None else State(seq, undo, redo)


def step_at(actor: User, revision: Revision, seq: int) -> list[Event]:
    """Return the events of the step that an event belongs to, in order (2 queries, 1 without batch)."""
    event = _own(actor, revision).get(seq=seq)
    if event.batch is None:
        return [event]
    return list(_own(actor, revision).filter(batch=event.batch).order_by("seq"))


def _own(actor: User, revision: Revision) -> QuerySet[Event]:
    # The project, too: that is the key by which `seq` counts, and what comes of a mistaken id is nothing.
    return Event.objects.filter(actor=actor, undo_in=revision.pk, project=revision.article.project_id)


def told(actor: User, revision: Revision, state: State) -> dict[str, StepData | None]:
    """Return the next steps as the API tells them (at most 5 queries)."""
    wanted = [seq for seq in (state.undo, state.redo) if seq is not None]
    rows = {row.seq: row for row in _own(actor, revision).filter(seq__in=wanted)} if wanted else {}
    undo = rows[state.undo] if state.undo else None
    redo = rows[state.redo] if state.redo else None
    deed = _own(actor, revision).get(seq=redo.undoes) if redo and redo.undoes else None
    return {
        "undo": _step(actor, revision, undo, undo.at) if undo else None,
        "redo": _step(actor, revision, deed, redo.at) if redo and deed else None,
    }


def verb_of(actor: User, revision: Revision, step: Event) -> str:
    """Return what a step did; of an undo, that is what it took back (at most 1 query)."""
    if step.undoes is None or step.next_redo != step.seq:
        return step.verb
    return _own(actor, revision).values_list("verb", flat=True).get(seq=step.undoes)


def _step(actor: User, revision: Revision, event: Event, at: datetime) -> StepData:
    count = 1
    if event.batch is not None:
        rows = _own(actor, revision).filter(batch=event.batch, verb__startswith="annotation.")
        count = max(1, rows.count())
    return {
        "verb": event.verb,
        "subject": event.subject,
        "at": iso(at),
        "count": count,
        "step": event.seq,
    }


def others_since(actor: User, project_id: int, since: dict[str, int]) -> dict[str, Event]:
    """Return by annotation the newest event that somebody else wrote after a number (1 query)."""
    if not since:
        return {}
    rows = Event.objects.filter(
        ~Q(actor=actor) | Q(actor=None),
        project=project_id,
        subject__in=list(since),
        seq__gt=min(since.values()),
        verb__startswith="annotation.",
    )
    found = rows.select_related("actor").order_by("seq")
    return {event.subject: event for event in found if event.seq > since[event.subject]}


def newest_of(project_id: int, subjects: Iterable[object], verb: str) -> Event | None:
    """Return the newest event of a kind of one of the subjects (1 query)."""
    rows = Event.objects.filter(project=project_id, subject__in=[str(each) for each in subjects], verb=verb)
    return rows.select_related("actor").order_by("-seq").first()
