"""Undoing: a person takes back what they did on a revision, step by step, and does it again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from annotator.errors import Conflict
from annotator.models import Annotation
from annotator.policies import Action
from annotator.queries import annotations as annotation_queries
from annotator.queries import articles as article_queries
from annotator.queries import undoing as queries
from annotator.services import copying, history, reverting, revisions
from annotator.services.history import ITSELF, Happened
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from annotator.models import Event, Revision, User
    from annotator.policies import Seen
    from annotator.queries.annotations import AnnotationData
    from annotator.queries.undoing import State, StepData

TRIES = 5  # of two windows of one person that act at the same moment


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back or done again, to which annotations (deleted ones too), and what is next."""

    verb: str
    annotations: list[AnnotationData]
    undo: StepData | None
    redo: StepData | None


class _Overtaken(Exception):  # noqa: N818 - not an error: look again
    """The person did something in another window meanwhile: look again what is next."""


@own_transactions("one for each try: a deed of another window may come in between")
def undo(*, actor: User, revision_id: int, skip: int | None = None) -> Undone:
    """Take back the last step on a revision (at most 32 queries, however many marks it was done to).

    Raises :class:`Conflict` when there is nothing, and, with the step's number as `step`, when somebody
    else was at it since: nothing of it is touched. With that number as `skip` it is left as it is, and the
    one before it is the next. Raises :class:`NotAllowed` for readers.
    """
    return _tried(actor, revision_id, again=False, skip=skip)


@own_transactions("one for each try: a deed of another window may come in between")
def redo(*, actor: User, revision_id: int, skip: int | None = None) -> Undone:
    """Do again what the person took back last, unless they did something new since; as :func:`undo`."""
    return _tried(actor, revision_id, again=True, skip=skip)


def _tried(actor: User, revision_id: int, *, again: bool, skip: int | None) -> Undone:
    for left in reversed(range(TRIES)):
        try:
            return _once(actor, revision_id, again, skip)
        except _Overtaken:
            continue
        except IntegrityError:  # the other window has taken back the same step
            if not left:
                raise
    raise Conflict("You are doing something else in another window. Try again.")


@transaction.atomic
def _once(actor: User, revision_id: int, again: bool, skip: int | None) -> Undone:  # noqa: FBT001 - see `_tried`
    seen = article_queries.revision_for(actor, revision_id)
    revision = seen.require(Action.ANNOTATE)
    state = queries.state_of(actor, revision)
    seq = state.redo if again else state.undo
    if seq is None:
        raise Conflict("There is nothing to do again." if again else "There is nothing to undo.")
    if skip not in {None, seq}:
        raise Conflict("This is not the next step any more. Look again what is.", step=seq)
    step = queries.step_at(actor, revision, seq)
    verb = queries.verb_of(actor, revision, step[-1])
    # What was the next before this step was done is the next again: all since then has been taken back.
    earlier = queries.state_of(actor, revision, before=step[0].seq)
    if skip is None:
        then = (
            queries.State(undo=ITSELF, redo=earlier.redo)
            if again
            else queries.State(undo=earlier.undo, redo=ITSELF)
        )
        happened = _revert(actor, seen, step, state, then)
    else:
        then = (
            queries.State(undo=state.undo, redo=earlier.redo)
            if again
            else queries.State(undo=earlier.undo, redo=state.redo)
        )
        happened = [_skipped(step[-1], then)]
    batch = uuid.uuid4() if len(happened) > 1 else None
    last = history.record_many(
        project_id=revision.article.project_id, actor=actor, happened=happened, batch=batch
    )
    first = last - len(happened) + 1
    _carry_on(actor, revision, happened)
    if queries.state_of(actor, revision, before=first).newest != state.newest:
        raise _Overtaken
    next_steps = queries.told(actor, revision, queries.state_of(actor, revision))
    return Undone(verb, _touched(actor, happened), undo=next_steps["undo"], redo=next_steps["redo"])


def _carry_on(actor: User, revision: Revision, happened: list[Happened]) -> None:
    """Let what stands for the marks on a later text follow: behind the events, as `copying` asks for."""
    verbs = {each.verb.partition(".")[0] for each in happened}
    if "annotation" in verbs:
        revisions.follow(texts=[revision.pk], actor=actor)
    for each in happened:
        if each.verb == "mention.created":
            copying.follow_mentions(annotation_id=UUID((each.after or {})["annotation"]))


def _revert(
    actor: User, seen: Seen[Revision], step: list[Event], state: State, then: State
) -> list[Happened]:
    try:
        return reverting.revert(actor=actor, seen=seen, step=step, state=then)
    except Conflict as refusal:
        if queries.state_of(actor, seen.it).newest != state.newest:
            raise _Overtaken from None
        refusal.facts["step"] = step[-1].seq
        raise


def _skipped(event: Event, then: State) -> Happened:
    return Happened(
        verb="undo.skipped",
        subject=event.subject,
        scope=event.scope,
        undo_in=event.undo_in,
        undoes=event.seq,
        next_undo=then.undo,
        next_redo=then.redo,
    )


def _touched(actor: User, happened: list[Happened]) -> list[AnnotationData]:
    ids = {str(each.subject) for each in happened if each.verb.startswith("annotation.")}
    ids |= {
        (each.after or each.before or {})["annotation"]
        for each in happened
        if each.verb.startswith("mention.")
    }
    return annotation_queries.listed(actor, Annotation.objects.filter(pk__in=ids)) if ids else []
