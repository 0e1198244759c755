"""Counterparts: writes. What was shown to whom, and whether they took it for a mention."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from annotator.errors import AlreadyThere, Conflict, Invalid, NotFound
from annotator.models import Annotation, Cell, Counterpart, CounterpartAnswer, Event
from annotator.policies import Action
from annotator.queries import annotations as annotation_queries
from annotator.queries import articles as article_queries
from annotator.queries import claims as claim_queries
from annotator.queries import codebooks as codebook_queries
from annotator.queries import comparisons
from annotator.queries import counterparts as queries
from annotator.services import annotations as marks
from annotator.services import history, mentions
from annotator.services.marking import Answer, Marked, RangeIn
from annotator.services.transactions import own_transactions
from annotator.text.hedging import hedging
from annotator.text.spans import Span

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.models import User

Verdict = CounterpartAnswer.Verdict


@dataclass(frozen=True, slots=True)
class Taken:
    """What a person makes of a counterpart: code points, and what the account does with the claim."""

    start: int
    end: int
    status: str
    certainty: int | None


@transaction.atomic
def show(*, actor: User, story_id: int) -> list[dict[str, Any]]:
    """Return what a person may answer in a story, and log that it was shown to them (at most 16 queries)."""
    story = article_queries.story_for(actor, story_id).require(Action.FILL_MATRIX)
    found = queries.open_for(actor, story)
    texts = queries.texts_of(found)
    Counterpart.objects.bulk_create(
        [
            Counterpart(
                claim=each.claim,
                revision_id=each.place[0],
                start=each.place[1],
                end=each.place[2],
                quote=texts[each.place[0]][each.place[1] : each.place[2]],
                kind=each.kind,
                score=each.score,
                engine=comparisons.engine(),
            )
            for each in found
        ],
        ignore_conflicts=True,
    )
    keyed = queries.with_keys(found)
    CounterpartAnswer.objects.bulk_create(
        [CounterpartAnswer(counterpart_id=each.key, person=actor) for each in keyed if each.key],
        ignore_conflicts=True,
    )
    return queries.told(actor, story, keyed)


@transaction.atomic
def accept(
    *, actor: User, counterpart_id: int, annotation_id: UUID, taken: Taken | None = None
) -> dict[str, Any]:
    """Make a mark of a counterpart and put it on its claim, as it is or as `taken` says (at most 36 queries).

    The person's cell becomes what they confirm, unless they had settled it. Sent again with the same id it
    gives the one mark. Raises what `annotations.create` does, and :class:`AlreadyThere` when it was answered.
    """
    seen = queries.counterpart_for(actor, counterpart_id)
    seen.require(Action.ANNOTATE)
    found = seen.require(Action.FILL_MATRIX)
    if found.revision.article.story_id != found.claim.story_id:
        raise Conflict("This article is no account of the story any more.")
    own = proposed(found=found)
    taken = taken or own
    if taken.status not in claim_queries.REPORTED:
        raise Invalid("A passage asserts the claim, denies it, or tells it differently.", field="status")
    answer = CounterpartAnswer.objects.select_for_update().get(counterpart=found, person=actor)
    if _stands(answer) and answer.annotation_id != annotation_id:
        raise AlreadyThere("You have answered this suggestion. Take that back first.", id=found.pk)
    edited = taken != own
    batch = uuid.uuid4()
    origin = Annotation.Origin.EDITED if edited else Annotation.Origin.SUGGESTION
    written = marks.create(
        actor=actor,
        revision_id=found.revision_id,
        annotation_id=annotation_id,
        marked=Marked(
            layer="claim",
            ranges=[RangeIn(taken.start, taken.end)],
            answers=_answers(found.claim.story.project_id, taken),
            origin=origin,
        ),
        batch=batch,
    )
    if written.data["deleted_at"] is not None:
        written = marks.restore(actor=actor, annotation_id=annotation_id, batch=batch)
    mentions.put(
        actor=actor, claim_id=found.claim_id, annotation_id=annotation_id, status=taken.status, batch=batch
    )
    if not _stands(answer):
        _answer(answer, Verdict.EDITED if edited else Verdict.ACCEPTED, annotation_id)
        _record(actor, found, answer, batch)
    return {"annotation": str(annotation_id), "verdict": answer.verdict}


@own_transactions("nothing is written")
def proposed(*, found: Counterpart) -> Taken:
    """Return what a counterpart suggests, as its wording has it (no query)."""
    status = Cell.Status.DIFFERS if found.kind == "differs" else Cell.Status.ASSERTED
    level = hedging(found.revision.text, Span(found.start, found.end)).level
    return Taken(found.start, found.end, status, level)


def _answers(project_id: int, taken: Taken) -> list[Answer]:
    """Return certainty and polarity in the words of the project's codebook, as far as it has them."""
    layer = codebook_queries.current_for_project(project_id).layers.get("claim")
    dimensions = layer.dimensions if layer else {}
    answers = []
    if "certainty" in dimensions:
        codes = dimensions["certainty"].codes.values()
        answers += [
            Answer("certainty", code.key)
            for code in codes
            if taken.certainty and code.level == taken.certainty
        ][:1]
    polarity = "denied" if taken.status == Cell.Status.DENIED else "asserted"
    if "polarity" in dimensions and polarity in dimensions["polarity"].codes:
        answers.append(Answer("polarity", polarity))
    return answers


def _stands(answer: CounterpartAnswer) -> bool:
    """Say whether a person's answer holds: a mark that they deleted since does not."""
    if answer.annotation_id is not None:
        return Annotation.objects.filter(pk=answer.annotation_id, deleted_at=None).exists()
    return answer.verdict == Verdict.REJECTED


@transaction.atomic
def reject(*, actor: User, counterpart_id: int) -> None:
    """Note that a person takes it for no mention: it is not shown to them again (6 queries)."""
    found = queries.counterpart_for(actor, counterpart_id).require(Action.FILL_MATRIX)
    answer = CounterpartAnswer.objects.select_for_update().get(counterpart=found, person=actor)
    if answer.verdict == Verdict.REJECTED:
        return
    if _stands(answer):
        raise AlreadyThere("You have accepted this suggestion. Take that back first.", id=found.pk)
    _answer(answer, Verdict.REJECTED, None)
    _record(actor, found, answer, None)


@transaction.atomic
def undo(*, actor: User, counterpart_id: int) -> None:
    """Take an answer back (at most 24 queries): its mark goes, and the cell says what it said before."""
    found = queries.counterpart_for(actor, counterpart_id).require(Action.FILL_MATRIX)
    answer = CounterpartAnswer.objects.select_for_update().get(counterpart=found, person=actor)
    if not answer.verdict:
        return
    batch = uuid.uuid4()
    mark = _mark_of(actor, answer)
    if mark is not None:
        tie = _tying(found, mark)
        mentions.take_off(actor=actor, claim_id=found.claim_id, annotation_id=mark.pk, batch=batch, tied=tie)
        marks.delete(actor=actor, annotation_id=mark.pk, version=mark.version, batch=batch)
    _answer(answer, Verdict.NONE, None)
    _record(actor, found, answer, batch)


def _mark_of(actor: User, answer: CounterpartAnswer) -> Annotation | None:
    if answer.annotation_id is None:
        return None
    try:
        mark = annotation_queries.annotation_for(actor, answer.annotation_id).it
    except NotFound:
        return None
    return mark if mark.deleted_at is None else None


def _tying(found: Counterpart, mark: Annotation) -> dict[str, Any]:
    """Return what the newest event says that put the mark on the claim."""
    rows = Event.objects.filter(
        project=found.claim.story.project_id,
        subject=str(found.claim_id),
        verb="mention.created",
        after__annotation=str(mark.pk),
    )
    done = rows.order_by("-seq").first()
    return (done.after or {}) if done else {}


def _answer(answer: CounterpartAnswer, verdict: str, annotation_id: UUID | None) -> None:
    answer.verdict, answer.annotation_id = verdict, annotation_id
    answer.answered_at = timezone.now() if verdict else None
    answer.save(update_fields=["verdict", "annotation", "answered_at"])


def _record(actor: User, found: Counterpart, answer: CounterpartAnswer, batch: uuid.UUID | None) -> None:
    history.record(
        project_id=found.claim.story.project_id,
        actor=actor,
        verb=f"counterpart.{answer.verdict or 'reopened'}",
        subject=found.pk,
        scope=f"story:{found.claim.story_id}",
        after={
            "claim": str(found.claim_id),
            "revision": found.revision_id,
            "quote": found.quote[:200],
            "engine": found.engine,
            **({"annotation": str(answer.annotation_id)} if answer.annotation_id else {}),
        },
        batch=batch,
    )
