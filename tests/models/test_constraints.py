"""The database refuses what the code must never write: each constraint by a row that breaks it alone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import UniqueConstraint
from django.utils import timezone

from annotator.models import (
    AnnotationCode,
    Candidate,
    Cell,
    Claim,
    Comparison,
    Declined,
    Event,
    Export,
    Import,
    ImportItem,
    Invitation,
    Job,
    Mention,
    Presence,
    Project,
    Revision,
    Source,
    Suggestion,
    SuggestionAnswer,
    SuggestionExposure,
    SuggestionRun,
    Term,
    User,
)
from annotator.services import claims
from annotator.services.annotations import Answer
from tests.models import (
    carried,
    kept_safe,
    linked,
    proposed,
    released,
    restored,
    taken,
    talk,
    teamwork,
    watching,
)
from tests.models.breaking import again, change
from tests.people import mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.models import Annotation
    from tests.people import Team

MODELS = list(apps.get_app_config("annotator").get_models())
CONSTRAINTS = {each.name: (each, model) for model in MODELS for each in model._meta.constraints}


@dataclass(frozen=True, slots=True)
class World:
    """One row of everything, to be broken."""

    team: Team
    claim: Claim
    marking: Annotation
    words: Annotation  # an annotation that is answered in words too
    comparison: Comparison
    export: Export
    batch: Import
    item: ImportItem
    invitation: Invitation
    job: Job
    presence: Presence


@pytest.fixture
def world(team: Team) -> World:
    claim = claims.create(
        actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="The mayor resigns."
    )
    marked = mark(team.owner, team.revision, "may resign")
    claims.put(actor=team.owner, claim_id=claim.pk, annotation_id=marked.data["id"])
    answers = [Answer("family", "lexical"), Answer("target", words="the mayor")]
    biased = mark(team.owner, team.revision, "not clear", layer="bias", answers=answers)
    left, right = team.revision, team.add_account("It stays open.").revisions.get()
    batch = Import.objects.create(project=team.project)
    annotations = left.annotations.order_by("created_at")
    return World(
        team=team,
        claim=claim,
        marking=annotations.get(pk=marked.data["id"]),
        words=annotations.get(pk=biased.data["id"]),
        comparison=Comparison.objects.create(left=left, right=right, engine="1"),
        export=Export.objects.create(project=team.project, format="csv"),
        batch=batch,
        item=ImportItem.objects.create(batch=batch, position=0, kind="paste", name="Pasted text"),
        invitation=Invitation.objects.create(
            project=team.project, role="reader", digest="d", expires_at=timezone.now() + timedelta(days=1)
        ),
        job=Job.objects.create(kind="count"),
        presence=Presence.objects.create(user=team.owner, revision=left, sentence=0, seen_at=timezone.now()),
    )


def change_member(w: World, **changes: object) -> None:
    change(w.team.project.members.get(user=w.team.reader), **changes)


def layer(w: World):
    return w.marking.layer


def code(w: World) -> AnnotationCode:
    return w.marking.codes.get()


def cell(w: World) -> Cell:
    return Cell.objects.get(claim=w.claim)


def event(w: World) -> Event:
    return w.team.project.events.first()


def suggestion(w: World) -> Suggestion:
    return Suggestion.objects.create(
        revision=w.team.revision, engine="1", layer="cue", start=10, end=13, quote="may", entry="may"
    )


def answer(w: World, verdict: str = "accepted", **answered: object) -> SuggestionAnswer:
    return SuggestionAnswer.objects.create(
        suggestion=suggestion(w), person=w.team.owner, verdict=verdict, **answered
    )


def pair(w: World) -> Candidate:
    return Candidate.objects.create(article=w.team.article, other=w.comparison.right.article, score=0.5)


BELOW = (
    talk.BREAKING
    | linked.BREAKING
    | proposed.BREAKING
    | teamwork.BREAKING
    | taken.BREAKING
    | kept_safe.BREAKING
    | restored.BREAKING
    | released.BREAKING
    | watching.BREAKING
    | carried.BREAKING
)
BREAKING: dict[str, Callable[[World], object]] = BELOW | {
    "a_project_has_a_name": lambda w: change(w.team.project, name=""),
    "at_most_one_demo_project": lambda w: Project.objects.all().update(is_demo=True),
    "one_membership_a_person_in_a_project": lambda w: again(w.team.project.members.first()),
    "a_member_has_a_known_role": lambda w: change_member(w, role="guest"),
    "nobody_becomes_owner_by_invitation": lambda w: change(w.invitation, role="owner"),
    "an_invitation_is_not_used_too_often": lambda w: change(w.invitation, uses=21),
    "one_source_a_name_in_a_project": lambda w: again(Source.objects.get(), name="THE BEACON"),
    "a_source_has_a_name": lambda w: change(Source.objects.get(), name=""),
    "a_story_has_a_title": lambda w: change(w.team.story, title=""),
    "an_article_has_a_title": lambda w: change(w.team.article, title=""),
    "an_article_is_dated_to_the_day_or_minute": lambda w: change(w.team.article, published_precision="year"),
    "one_revision_a_number": lambda w: again(w.team.revision),
    "revision_numbers_begin_at_one": lambda w: change(w.team.revision, number=0),
    "a_revision_has_a_text": lambda w: change(w.team.revision, text="", length=0),
    "a_revision_knows_its_length": lambda w: change(w.team.revision, text="\U0001f469 is one"),
    "a_revision_keeps_its_headline_and_byline_together": lambda w: change(w.team.revision, title="Fire"),
    "one_codebook_a_version": lambda w: again(w.marking.layer.codebook),
    "codebook_versions_begin_at_one": lambda w: change(w.marking.layer.codebook, version=0),
    "one_layer_a_key_in_a_codebook": lambda w: again(layer(w)),
    "one_dimension_a_key_in_a_layer": lambda w: again(layer(w).dimensions.first()),
    "a_dimension_has_a_known_kind": lambda w: change(layer(w).dimensions.first(), kind="guess"),
    "one_code_a_key_in_a_dimension": lambda w: again(code(w).code),
    "annotation_versions_begin_at_one": lambda w: change(w.marking, version=0),
    "confidence_is_from_one_to_five": lambda w: change(w.marking, confidence=6),
    "an_annotation_has_a_known_origin": lambda w: change(w.marking, origin="dreamt"),
    "an_anchor_has_a_known_state": lambda w: change(w.marking, anchor="lost"),
    "one_range_a_place": lambda w: again(w.marking.ranges.get(), start=0, end=10),
    "no_range_twice": lambda w: again(w.marking.ranges.get(), position=1),
    "a_range_is_not_empty": lambda w: change(w.marking.ranges.get(), start=5, end=5, quote=""),
    "a_quote_is_as_long_as_its_range": lambda w: change(w.marking.ranges.get(), quote="may resig"),
    "no_code_twice_on_an_annotation": lambda w: again(code(w)),
    "words_once_a_dimension": lambda w: again(w.words.codes.get(code=None), words="others"),
    "an_answer_is_a_code_or_words": lambda w: change(code(w), words="both"),
    "a_claim_has_a_wording": lambda w: change(w.claim, wording=""),
    "a_person_ties_an_annotation_to_a_claim_once": lambda w: again(Mention.objects.get()),
    "a_mention_has_a_known_state": lambda w: change(Mention.objects.get(), state="perhaps"),
    "one_cell_a_claim_article_and_person": lambda w: again(cell(w)),
    "a_cell_has_a_known_status": lambda w: change(cell(w), status="maybe", certainty=None),
    "certainty_is_from_one_to_four": lambda w: change(cell(w), certainty=5),
    "only_what_is_reported_has_a_certainty": lambda w: change(cell(w), status="not_reported", certainty=1),
    "job_state_is_one_of_the_five": lambda w: change(w.job, state="lost"),
    "job_progress_is_not_above_its_total": lambda w: change(w.job, progress_done=2, progress_total=1),
    "job_attempts_are_not_above_their_limit": lambda w: change(w.job, attempts=4),
    "job_has_a_lease_exactly_while_it_runs": lambda w: change(w.job, state="running"),
    "job_has_an_end_exactly_when_it_ended": lambda w: change(w.job, state="done"),
    "job_waits_in_one_of_the_three_lanes": lambda w: change(w.job, lane=3),
    "one_comparison_a_pair_and_engine": lambda w: again(w.comparison),
    "the_lower_revision_stands_left": lambda w: again(
        w.comparison, left=w.comparison.right, right=w.comparison.left
    ),
    "a_result_has_its_time": lambda w: change(w.comparison, result={}),
    "an_export_has_a_known_format": lambda w: change(w.export, format="docx"),
    "an_export_calls_people_as_is_known": lambda w: change(w.export, people="numbers"),
    "a_finished_export_has_file_checksum_and_manifest": lambda w: change(
        w.export, finished_at=timezone.now()
    ),
    "one_event_a_number_in_a_project": lambda w: again(event(w)),
    "event_numbers_begin_at_one": lambda w: change(event(w), seq=0),
    "one_is_once_at_a_revision": lambda w: again(w.presence),
    "one_item_a_place_in_an_import": lambda w: again(w.item),
    "an_item_has_a_known_kind": lambda w: change(w.item, kind="pigeon"),
    "an_item_has_a_known_state": lambda w: change(w.item, state="lost"),
    "an_unreadable_item_says_why": lambda w: change(w.item, state="unreadable"),
    "an_item_that_was_read_has_a_text": lambda w: change(w.item, state="read"),
    "one_term_a_text_in_a_project": lambda w: again(
        Term.objects.create(project=w.team.project, text="bridg")
    ),
    "one_candidate_a_pair": lambda w: again(pair(w)),
    "a_candidate_is_another_article": lambda w: change(pair(w), other=w.team.article),
    "a_candidate_scores_above_zero_up_to_one": lambda w: change(pair(w), score=0),
    "declined_once_for_a_story": lambda w: again(
        Declined.objects.create(story=w.team.story, article=w.team.article)
    ),
    "one_account_a_name_whatever_the_case": lambda w: User.objects.create(username="OWNER"),
    "an_engine_reads_a_revision_once": lambda w: again(
        SuggestionRun.objects.create(revision=w.team.revision, engine="1", found=0)
    ),
    "one_suggestion_a_layer_and_range": lambda w: again(suggestion(w)),
    "a_suggestion_is_not_empty": lambda w: change(suggestion(w), start=13, quote=""),
    "a_suggestions_quote_is_as_long_as_its_range": lambda w: change(suggestion(w), quote="ma"),
    "one_answer_a_person_to_a_suggestion": lambda w: again(answer(w)),
    "an_answer_has_a_known_verdict": lambda w: answer(w, "perhaps"),
    "what_is_rejected_makes_no_annotation": lambda w: answer(w, "rejected", annotation=w.marking),
    "one_exposure_a_person_revision_and_engine": lambda w: again(
        SuggestionExposure.objects.create(revision=w.team.revision, person=w.team.owner, engine="1")
    ),
}


def test_each_constraint_has_a_row_that_breaks_it():
    assert set(BREAKING) == set(CONSTRAINTS)


@pytest.mark.parametrize("name", BREAKING)
def test_the_database_refuses(name, world):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        BREAKING[name](world)
    assert told_by(name) in str(refusal.value)


def told_by(name: str) -> str:
    """Return what the database says when the constraint is broken: its name, or, SQLite, its columns."""
    constraint, model = CONSTRAINTS[name]
    if connection.vendor == "sqlite" and isinstance(constraint, UniqueConstraint) and constraint.fields:
        columns = [model._meta.get_field(field).column for field in constraint.fields]
        return ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
    return name


def test_constraints_are_named_as_sentences():
    assert not [name for name in CONSTRAINTS if name.count("_") < 2]


def test_a_length_counts_code_points_not_bytes_or_units(team):
    text = "\U0001f469\u200d\U0001f692e\u0301"
    row = Revision(
        article=team.article, number=2, text=text, raw=text, sha256="s", length=5, fetched_at=timezone.now()
    )
    row.save(force_insert=True)
    assert Revision.objects.get(pk=row.pk).text == text


def test_a_mention_can_be_made_again_after_it_was_taken_off(world):
    Mention.objects.update(deleted_at=timezone.now())
    again(Mention.objects.get(), deleted_at=None)
    assert Mention.objects.count() == 2
