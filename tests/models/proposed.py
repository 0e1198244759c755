"""Undo, origins and counterparts: a row that breaks each of their constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.models import Counterpart, CounterpartAnswer, Event, OriginChoice
from tests.models.breaking import again, change

if TYPE_CHECKING:
    from collections.abc import Callable


def taken_back(w: Any) -> Event:
    """Return an event that says to take back the one before it."""
    last, before = w.team.project.events.order_by("-seq")[:2]
    change(last, undoes=before.seq)
    last.undoes = before.seq
    return last


def counterpart(w: Any) -> Counterpart:
    return Counterpart.objects.create(
        claim=w.claim,
        revision=w.team.revision,
        start=0,
        end=3,
        quote="The",
        kind="verbatim",
        score=1,
        engine="1",
    )


def answer(w: Any, **given: object) -> CounterpartAnswer:
    return CounterpartAnswer.objects.create(counterpart=counterpart(w), person=w.team.owner, **given)


BREAKING: dict[str, Callable[[Any], object]] = {
    "an_event_is_taken_back_once": lambda w: again(taken_back(w), seq=10_000),
    "only_what_was_is_taken_back": lambda w: change(taken_back(w), undoes=10_000),
    "an_account_is_no_copy_of_itself": lambda w: OriginChoice.objects.create(
        article=w.team.article, same_as=w.team.article
    ),
    "one_counterpart_a_claim_and_place": lambda w: again(counterpart(w)),
    "a_counterpart_is_not_empty": lambda w: change(counterpart(w), start=3, quote=""),
    "a_counterparts_quote_is_as_long_as_its_range": lambda w: change(counterpart(w), quote="Th"),
    "one_answer_a_person_to_a_counterpart": lambda w: again(answer(w)),
    "a_counterpart_has_a_known_verdict": lambda w: answer(w, verdict="perhaps"),
    "only_an_accepted_counterpart_makes_an_annotation": lambda w: answer(
        w, verdict="rejected", annotation=w.marking
    ),
}
