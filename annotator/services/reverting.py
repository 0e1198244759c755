"""Reverting: takes back what events of one person say, unless others were at it since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop

from annotator.errors import Conflict, NotAllowed
from annotator.models import Annotation, Claim, Mention, SuggestionAnswer
from annotator.policies import Action
from annotator.queries import undoing as queries
from annotator.services.history import Happened
from annotator.services.mentions import cell_back, tie
from annotator.services.rewriting import Rewrite, Standing, rewrite, said, stand
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from annotator.models import Event, Revision, User
    from annotator.policies import Seen

CHANGED = gettext_noop("%(who)s changed this mark since. Nothing of it was touched.")
SINCE = {
    "annotation.deleted": gettext_noop("%(who)s deleted this mark since. Nothing of it was touched."),
    "annotation.restored": gettext_noop("%(who)s brought back this mark since. Nothing of it was touched."),
}


@callers_transaction
def revert(*, actor: User, seen: Seen[Revision], step: list[Event], state: queries.State) -> list[Happened]:
    """Take back the events of a step and return what is to be recorded (at most 16 queries, see `rewriting`).

    `state` is what can be undone and done again then. Raises :class:`Conflict`, which names who, when
    somebody else was at one of the things since.
    """
    marks = [each for each in step if each.verb.startswith("annotation.")]
    answers = [each for each in step if each.verb.startswith("suggestion.")]
    mentions = [each for each in step if each.verb.startswith("mention.")]
    return [
        *_revert_marks(actor, seen, marks, state),
        *[_revert_answer(actor, each, state) for each in answers],
        *[_revert_mention(actor, each, state) for each in mentions],
    ]


def _revert_marks(
    actor: User, seen: Seen[Revision], events: list[Event], state: queries.State
) -> list[Happened]:
    standing = stand(actor=actor, ids=[UUID(each.subject) for each in events]) if events else {}
    project = seen.it.article.project_id
    others = queries.others_since(actor, project, {each.subject: each.seq for each in events})
    for event in events:
        if event.subject in others:
            raise _was_theirs(others[event.subject])
        _check(actor, seen, standing.get(event.subject), event)
    many = [
        Rewrite(
            standing[each.subject],
            said(each.before),
            undoes=each.seq,
            next_undo=state.undo,
            next_redo=state.redo,
        )
        for each in reversed(events)
    ]
    return rewrite(project_id=project, many=many)


def _was_theirs(event: Event) -> Conflict:
    who = event.actor.shown_name if event.actor else "Annotator"
    return Conflict(SINCE.get(event.verb, CHANGED), who=who, annotation=event.subject)


def _check(actor: User, seen: Seen[Revision], standing: Standing | None, event: Event) -> None:
    if standing is None or standing.said != said(event.after):
        raise Conflict(
            "This mark is not as you left it. Nothing of it was touched.", annotation=event.subject
        )
    if standing.row.author_id != actor.pk and not seen.may(Action.EDIT_OTHERS):
        raise NotAllowed("This mark is somebody else's. Make your own on the same words.")


def _revert_answer(actor: User, event: Event, state: queries.State) -> Happened:
    """Open a suggestion again that its person answered, or give the answer again that they took back."""
    facts: dict[str, Any] = event.after or {}
    answers = SuggestionAnswer.objects.filter(suggestion=int(event.subject), person=actor)
    if event.verb == "suggestion.reopened":
        if answers.exists():
            raise Conflict("You have answered this suggestion since.")
        SuggestionAnswer.objects.create(
            suggestion_id=int(event.subject),
            person=actor,
            verdict=facts["verdict"],
            annotation_id=facts.get("annotation"),
        )
        verb = f"suggestion.{facts['verdict']}"
    else:
        if not answers.filter(verdict=facts["verdict"], annotation=facts.get("annotation")).delete()[0]:
            raise Conflict("You have taken back your answer to this suggestion.")
        verb = "suggestion.reopened"
    return _as(event, verb, None, facts, state)


def _revert_mention(actor: User, event: Event, state: queries.State) -> Happened:
    """Take a mark off the claim that its person put it on, or put it there again; their cell goes along."""
    facts: dict[str, Any] = event.after or event.before or {}
    claim = Claim.objects.select_related("story").get(pk=event.subject)
    annotation = Annotation.objects.select_related("revision__article").defer("revision__raw")
    mark = annotation.get(pk=facts["annotation"])
    there = Mention.objects.filter(claim=claim, annotation=mark, author=actor, deleted_at=None)
    if event.verb == "mention.created":
        if not there.update(deleted_at=timezone.now()):
            raise Conflict("The mark is not on this claim any more.")
        cell = cell_back(actor=actor, claim=claim, facts=facts)
        return _as(event, "mention.deleted", {**facts, "cell": cell}, None, state)
    if claim.deleted_at is not None or claim.story.deleted_at is not None:
        raise _claim_gone(claim)
    if mark.deleted_at is not None or mark.revision.article.story_id != claim.story_id:
        raise Conflict("The mark is not in the claim's story any more.")
    if there.exists():
        raise Conflict("The mark is on this claim again.")
    tie(actor=actor, claim=claim, annotation=mark)
    cell = cell_back(actor=actor, claim=claim, facts=facts)
    return _as(event, "mention.created", None, {**facts, "cell": cell}, state)


def _claim_gone(claim: Claim) -> Conflict:
    told = queries.newest_of(claim.story.project_id, [claim.pk], "claim.deleted")
    who = told.actor.shown_name if told and told.actor else "Somebody"
    return Conflict("%(who)s deleted this claim since. Restore it first.", who=who)


def _as(
    event: Event,
    verb: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    state: queries.State,
) -> Happened:
    return Happened(
        verb=verb,
        subject=event.subject,
        scope=event.scope,
        before=before,
        after=after,
        undo_in=event.undo_in,
        undoes=event.seq,
        next_undo=state.undo,
        next_redo=state.redo,
    )
