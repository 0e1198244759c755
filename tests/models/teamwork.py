"""Guidelines, assignments, rounds, decisions, trials: a row that breaks each of their constraints."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from annotator.models import (
    AgreementTally,
    Assignment,
    CellDecision,
    Decision,
    DecisionBasis,
    Guidelines,
    GuidelinesReading,
    Keeping,
    MentionDecision,
    Round,
    Trial,
)
from annotator.services import adjudication
from annotator.services.adjudication import Decided
from tests.models.breaking import again, change
from tests.people import SURE, at, mark

if TYPE_CHECKING:
    from collections.abc import Callable


def guidelines(w: Any) -> Guidelines:
    return Guidelines.objects.create(project=w.team.project, version=1, body="Mark claims.", html="")


def reading(w: Any) -> GuidelinesReading:
    return GuidelinesReading.objects.create(project=w.team.project, person=w.team.annotator, version=1)


def assignment(w: Any, **said: Any) -> Assignment:
    return Assignment.objects.create(article=w.team.article, **{"person": w.team.annotator} | said)


def first_round(w: Any) -> Round:
    return Round.objects.create(article=w.team.article, number=1, opened_at=timezone.now())


def keeping(w: Any) -> Keeping:
    return Keeping.objects.create(round=first_round(w), person=w.team.annotator)


def decision(w: Any) -> Decision:
    made = mark(w.team.owner, w.team.revision, "Nobody")
    key = uuid.uuid4()
    adjudication.decide(
        actor=w.team.owner,
        revision_id=w.team.revision.pk,
        decision_id=key,
        decided=Decided(
            "claim",
            kept=True,
            ranges=[at(w.team.revision, "Nobody")],
            answers=SURE,
            basis={uuid.UUID(made.data["id"]): 1},
        ),
    )
    return Decision.objects.get(pk=key)


def cell_decision(w: Any) -> CellDecision:
    return CellDecision.objects.create(
        claim=w.claim, article=w.team.article, status="asserted", decided_by=w.team.owner
    )


def mention_decision(w: Any) -> MentionDecision:
    return MentionDecision.objects.create(
        claim=w.claim, decision=decision(w), holds=True, decided_by=w.team.owner
    )


def pseudonyms(w: Any) -> None:
    w.team.project.members.update(pseudonym="A1")


def trial(w: Any) -> Trial:
    return Trial.objects.create(article=w.team.article, kind="gold")


BREAKING: dict[str, Callable[[Any], object]] = {
    "a_project_is_blind_in_a_known_way": lambda w: change(w.team.project, blind="half"),
    "one_pseudonym_a_member_of_a_project": pseudonyms,
    "one_text_a_version_of_guidelines": lambda w: again(guidelines(w)),
    "guidelines_versions_begin_at_one": lambda w: change(guidelines(w), version=0),
    "one_reading_of_guidelines_a_person": lambda w: again(reading(w)),
    "one_assignment_a_person_and_article": lambda w: again(assignment(w)),
    "an_assignment_has_a_known_state": lambda w: change(assignment(w), state="soon"),
    "the_pool_holds_what_is_to_do": lambda w: change(assignment(w, person=None), state="reopened"),
    "what_is_done_was_done_at_a_time": lambda w: change(assignment(w), state="done"),
    "one_round_a_number_of_an_article": lambda w: again(first_round(w)),
    "round_numbers_begin_at_one": lambda w: change(first_round(w), number=0),
    "one_keeping_a_person_and_round": lambda w: again(keeping(w)),
    "decision_versions_begin_at_one": lambda w: change(decision(w), version=0),
    "who_overrules_says_why": lambda w: change(decision(w), overrules=True),
    "one_range_a_place_of_a_decision": lambda w: again(decision(w).ranges.get()),
    "a_decided_range_is_not_empty": lambda w: change(decision(w).ranges.get(), start=5, end=4),
    "a_decided_quote_is_as_long_as_its_range": lambda w: change(decision(w).ranges.get(), quote="short"),
    "no_code_twice_in_a_decision": lambda w: again(decision(w).codes.get()),
    "a_decided_answer_is_a_code_or_words": lambda w: change(decision(w).codes.get(), words="Both."),
    "no_annotation_twice_in_a_basis": lambda w: again(DecisionBasis.objects.get(decision=decision(w))),
    "one_decision_a_cell": lambda w: again(cell_decision(w)),
    "a_decided_cell_has_a_known_status": lambda w: change(cell_decision(w), status="perhaps"),
    "decided_certainty_is_from_one_to_four": lambda w: change(cell_decision(w), certainty=5),
    "who_overrules_cells_says_why": lambda w: change(cell_decision(w), overrules=True),
    "one_decision_a_mention": lambda w: again(mention_decision(w)),
    "who_overrules_mentions_says_why": lambda w: change(mention_decision(w), overrules=True),
    "mention_decisions_begin_at_one": lambda w: change(mention_decision(w), version=0),
    "one_tally_an_article_and_round": lambda w: again(
        AgreementTally.objects.create(article=w.team.article, round=0, fingerprint="f", data={})
    ),
    "a_trial_has_a_known_kind": lambda w: change(trial(w), kind="exam"),
}
