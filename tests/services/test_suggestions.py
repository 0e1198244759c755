from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from annotator.errors import AlreadyThere, CodeInvalid, Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from annotator.models import (
    Annotation,
    Job,
    Suggestion,
    SuggestionAnswer,
    SuggestionRun,
)
from annotator.queries import annotations as annotation_queries
from annotator.queries import codebooks as codebook_queries
from annotator.services import annotations, codebooks, suggestions
from annotator.services.annotations import Answer, Change, RangeIn
from tests.people import at, mark, marked
from tests.services.suggested import accept, open_for, the, verbs


@pytest.fixture
def read(team, do_jobs):
    """The team, once its article was read."""
    do_jobs()
    return team


# -- accepting


def test_an_accepted_suggestion_is_a_mark_of_that_origin_and_no_longer_open(read):
    made = accept(read)
    assert made.made
    assert made.data["codes"] == [
        {"dimension": "class", "code": "hedge"},
        {"dimension": "reason", "code": "epistemic"},
    ]
    assert "not clear" not in [each["quote"] for each in open_for(read)]
    assert "not clear" in [each["quote"] for each in open_for(read, "curator")], (
        "each person decides for themselves"
    )
    assert verbs(read)[-2:] == ["annotation.created", "suggestion.accepted"]


def test_accepting_twice_is_accepting_once(read):
    key = uuid.uuid4()
    first = accept(read, key=key)
    before = verbs(read)
    again = accept(read, key=key)
    assert (again.made, again.data) == (False, first.data)
    assert verbs(read) == before


def test_an_answer_is_not_given_twice(read):
    accept(read)
    with pytest.raises(AlreadyThere):
        accept(read)
    with pytest.raises(AlreadyThere):
        suggestions.reject(actor=read.annotator, suggestion_id=the(read, "not clear")["id"])
    assert Annotation.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"note": "Sure?"}, "accepted"),
        ({"ranges": ["is not clear"]}, "edited"),
        ({"answers": [Answer("class", "hedge")]}, "edited"),
        ({"layer": "claim", "answers": [Answer("certainty", "possible")]}, "edited"),
    ],
)
def test_what_was_changed_says_so(read, change, verdict):
    quotes = change.pop("ranges", ["not clear"])
    answers = [Answer("reason", "epistemic"), Answer("class", "hedge")]
    said = marked(read.revision, *quotes, **{"layer": "cue", "answers": answers} | change)
    made = accept(read, said=said)
    assert made.data["origin"] == {"accepted": "suggestion", "edited": "edited"}[verdict]
    assert made.data["note"] == change.get("note", "")
    assert SuggestionAnswer.objects.get().verdict == verdict


def test_what_cannot_be_marked_is_refused_and_the_suggestion_stays_open(read):
    said = marked(read.revision, "not clear", layer="cue", answers=[])
    with pytest.raises(CodeInvalid):
        accept(read, said=said)
    with pytest.raises(Invalid):
        accept(read, said=marked(read.revision))
    assert the(read, "not clear") in open_for(read)


def test_a_mark_of_ones_own_is_not_taken_for_an_accepted_suggestion(read):
    own = mark(read.annotator, read.revision, "resign")
    with pytest.raises(Conflict):
        accept(read, key=uuid.UUID(own.data["id"]))
    assert not SuggestionAnswer.objects.exists()


def test_a_mark_that_is_recoded_later_is_an_edited_one(read):
    made = accept(read)

    def change(version, **what):
        return annotations.revise(
            actor=read.annotator, annotation_id=made.data["id"], version=version, change=Change(**what)
        ).data["origin"]

    assert change(1, note="Hm.", ranges=[at(read.revision, "not clear")]) == "suggestion"
    assert change(2, ranges=[RangeIn(4, 20)]) == "edited"


# -- rejecting and taking back


def test_a_rejected_suggestion_is_gone_for_who_rejected_it_only(read):
    one = the(read, "not clear")
    for _ in range(2):
        suggestions.reject(actor=read.annotator, suggestion_id=one["id"])
    assert one not in open_for(read)
    assert one in open_for(read, "owner")
    assert verbs(read).count("suggestion.rejected") == 1


def test_an_answer_is_taken_back_with_its_mark_and_given_again(read):
    key = uuid.uuid4()
    one = the(read, "not clear")
    accept(read, key=key)
    for _ in range(2):
        suggestions.undo(actor=read.annotator, suggestion_id=one["id"])
    assert one in open_for(read)
    assert annotation_queries.on_revision(read.owner, read.revision) == []
    again = accept(read, key=key)
    assert (again.data["id"], again.data["version"], again.data["deleted_at"]) == (str(key), 3, None)
    assert one not in open_for(read)
    assert verbs(read).count("suggestion.reopened") == 1


# -- what is not shown


def test_what_one_has_marked_oneself_is_not_proposed(read):
    made = mark(read.annotator, read.revision, "not clear", layer="cue", answers=[Answer("class", "booster")])
    assert "not clear" not in [each["quote"] for each in open_for(read)]
    annotations.delete(actor=read.annotator, annotation_id=made.data["id"], version=1)
    assert "not clear" in [each["quote"] for each in open_for(read)]


def test_what_the_newest_codebook_lacks_is_not_proposed(read):
    whole = codebook_queries.current_of(read.owner, read.project.pk).record()
    record = replace(whole, layers=[each for each in whole.layers if each.key != "cue"])
    codebooks.save(actor=read.owner, project_id=read.project.pk, record=record, base_version=1)
    assert {each["layer"] for each in open_for(read)} == {"attribution"}


def test_what_was_answered_is_not_proposed_again_by_another_engine(read):
    suggestions.reject(actor=read.annotator, suggestion_id=the(read, "not clear")["id"])
    Suggestion.objects.update(engine="old")
    SuggestionRun.objects.update(engine="old")
    assert not suggestions.seen(actor=read.annotator, revision_id=read.revision.pk), "it is asked to read"
    assert not suggestions.seen(actor=read.curator, revision_id=read.revision.pk)
    waiting = Job.objects.get(state="queued")
    suggestions.run(_Running(waiting))
    assert "not clear" not in [each["quote"] for each in open_for(read)]
    assert "not clear" in [each["quote"] for each in open_for(read, "curator")]


class _Running:
    """A run that nobody watches."""

    def __init__(self, job):
        self.params = job.params

    def progress(self, *args, **kwargs):
        pass

    fence = finish = progress


def test_reading_takes_the_same_queries_whatever_was_answered(read, django_assert_num_queries):
    open_for(read)
    with django_assert_num_queries(6):  # one of them looks the revision up
        open_for(read)
    accept(read)
    suggestions.reject(actor=read.annotator, suggestion_id=the(read, "may")["id"])
    with django_assert_num_queries(6):  # one of them looks the revision up
        open_for(read)


# -- who may


@pytest.mark.parametrize(
    ("name", "refusal"), [("reader", NotAllowed), ("stranger", NotFound), ("anonymous", NotSignedIn)]
)
def test_who_may_not_annotate_answers_nothing(name, refusal, read):
    one, who = the(read, "not clear")["id"], read.who(name)
    calls = [
        lambda: suggestions.accept(actor=who, suggestion_id=one, annotation_id=uuid.uuid4(), marked=None),
        lambda: suggestions.reject(actor=who, suggestion_id=one),
        lambda: suggestions.undo(actor=who, suggestion_id=one),
        lambda: suggestions.seen(actor=who, revision_id=read.revision.pk),
    ]
    for call in calls:
        with pytest.raises(refusal):
            call()
