"""What a new version of the codebook changed under existing annotations, and putting them under it."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from annotator.errors import Invalid, NotAllowed, NotFound, StaleVersion
from annotator.formats import codebook as records
from annotator.models import Annotation
from annotator.queries import annotations as annotation_queries
from annotator.queries import recoding as queries
from annotator.services import annotations, codebooks, recoding, undoing
from annotator.services.annotations import Answer, Change
from annotator.services.recoding import Move
from tests.people import mark

POSSIBLE = [Answer("certainty", "possible")]
GONE = "removed:claim/certainty/possible"


def save(team, **layers):
    """Save the default codebook with other layers in places of its own; None leaves one out."""
    changed = [layers.get(each.key, each) for each in records.default().layers]
    record = records.CodebookRecord(layers=[each for each in changed if each])
    base = team.project.codebooks.first().version
    codebooks.save(actor=team.owner, project_id=team.project.pk, record=record, base_version=base)
    return base + 1


def layer(key):
    return next(each for each in records.default().layers if each.key == key)


def with_dimension(of, key, **changed):
    dimensions = [replace(each, **changed) if each.key == key else each for each in of.dimensions]
    return replace(of, dimensions=dimensions)


def certainty(**changed):
    return with_dimension(layer("claim"), "certainty", **changed)


def without_possible():
    (dimension,) = [each for each in layer("claim").dimensions if each.key == "certainty"]
    return certainty(codes=[code for code in dimension.codes if code.key != "possible"])


def stale(team, who="annotator", **said):
    found = queries.stale_in(team.who(who), team.project, **said).changes
    return {each.id: (each.count, each.mine) for each in found}


def recode(team, *moves, by="annotator", version=2, **said):
    return recoding.recode(
        actor=team.who(by), project_id=team.project.pk, version=version, moves=moves, **said
    )


def now(team, made):
    return annotation_queries.as_data(team.annotator, Annotation.objects.get(pk=made.data["id"]))


def told(done):
    return [(key, refusal.message) for key, refusal in done.refused]


def test_nothing_is_stale_under_the_newest_codebook(team):
    mark(team.annotator, team.revision, "may resign")
    assert stale(team) == {}


def test_an_unrelated_change_makes_nothing_stale(team):
    mark(team.annotator, team.revision, "may resign")
    save(team, cue=None)
    assert stale(team) == {}


def test_a_code_that_is_gone_is_counted_and_shown_in_its_place(team):
    made = mark(team.annotator, team.revision, "may resign", answers=POSSIBLE)
    mark(team.curator, team.revision, "bridge", answers=POSSIBLE)
    mark(team.annotator, team.revision, "hurt")
    save(team, claim=without_possible())
    assert stale(team) == {GONE: (2, 1)}
    found = queries.stale_in(team.annotator, team.project)
    passages = queries.passages_of(team.annotator, team.project, found, found.changes)
    assert passages[GONE][0]["annotation"]["id"] == made.data["id"]
    assert len(passages[GONE]) == 2


def test_it_is_counted_for_one_text_too(team):
    other = team.add_account("The bridge stays closed.").revisions.get()
    mark(team.annotator, other, "bridge", answers=POSSIBLE)
    save(team, claim=without_possible())
    assert stale(team, revision_id=team.revision.pk) == {}
    assert stale(team, revision_id=other.pk) == {GONE: (1, 1)}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"claim": certainty(label="Sureness")}, "reworded:claim/certainty"),
        ({"claim": replace(layer("claim"), definition="Other")}, "reworded:claim"),
        ({"claim": None}, "removed:claim"),
        ({"claim": with_dimension(layer("claim"), "polarity", required=True)}, "required:claim/polarity"),
    ],
)
def test_what_was_reworded_removed_or_became_required(team, changed, told):
    mark(team.annotator, team.revision, "may resign")
    save(team, **changed)
    assert stale(team) == {told: (1, 1)}


def test_one_puts_ones_own_under_another_code(team):
    mine = mark(team.annotator, team.revision, "may resign", answers=POSSIBLE)
    theirs = mark(team.curator, team.revision, "bridge", answers=POSSIBLE)
    save(team, claim=without_possible())
    move = Move(GONE, recoding.REPLACE, "unclear")
    assert recode(team, move, preview=True).changed == 1
    assert now(team, mine)["version"] == 1
    done = recode(team, move)
    assert (done.changed, done.refused, done.left) == (1, [], 0)
    assert (now(team, mine)["codes"], now(team, mine)["codebook"]) == (
        [{"dimension": "certainty", "code": "unclear"}],
        2,
    )
    assert now(team, theirs)["codebook"] == 1
    assert recode(team, move, by="curator").changed == 1
    assert stale(team) == {}


def test_a_passage_can_get_a_code_of_its_own_or_be_left(team):
    made = [
        mark(team.annotator, team.revision, word, answers=POSSIBLE)
        for word in ("may resign", "bridge", "hurt")
    ]
    one, other = (frozenset([uuid.UUID(each.data["id"])]) for each in made[:2])
    save(team, claim=without_possible())
    recode(
        team,
        Move(GONE, recoding.REPLACE, "unclear"),
        Move(GONE, recoding.REPLACE, "probable", only=one),
        Move(GONE, recoding.LEAVE, only=other),
    )
    assert [now(team, each)["codes"][0]["code"] for each in made] == ["probable", "possible", "unclear"]


def test_what_is_now_required_is_answered_and_what_is_reworded_kept(team):
    made = mark(team.annotator, team.revision, "may resign")
    save(team, claim=with_dimension(certainty(label="Sureness"), "polarity", required=True))
    keep = Move("reworded:claim/certainty", recoding.KEEP)
    refused = recode(team, keep)
    assert refused.changed == 0
    assert told(refused) == [(made.data["id"], "Polarity is not answered yet.")]
    assert recode(team, keep, Move("required:claim/polarity", recoding.REPLACE, "asserted")).changed == 1
    assert stale(team) == {}


def test_a_layer_that_is_gone_becomes_another_and_a_dimension_is_dropped(team):
    cue = mark(team.annotator, team.revision, "may", layer="cue", answers=[Answer("class", "hedge")])
    claim = mark(
        team.annotator, team.revision, "may resign", answers=[*POSSIBLE, Answer("polarity", "denied")]
    )
    dimensions = [each for each in layer("claim").dimensions if each.key != "polarity"]
    save(team, cue=None, claim=replace(layer("claim"), dimensions=dimensions))
    assert set(stale(team)) == {"removed:cue", "removed:claim/polarity"}
    done = recode(
        team,
        Move("removed:cue", recoding.REPLACE, "claim"),
        Move("removed:claim/polarity", recoding.DROP),
    )
    assert told(done) == [(cue.data["id"], "Certainty is not answered yet.")]
    assert now(team, claim)["codes"] == [{"dimension": "certainty", "code": "possible"}]


def test_it_is_taken_back_as_a_whole_but_for_what_was_changed_since(team):
    made = [mark(team.annotator, team.revision, word, answers=POSSIBLE) for word in ("may resign", "bridge")]
    save(team, claim=without_possible())
    done = recode(team, Move(GONE, recoding.REPLACE, "unclear"))
    annotations.revise(
        actor=team.curator, annotation_id=made[0].data["id"], version=2, change=Change(note="!")
    )
    back = recoding.take_back(actor=team.annotator, project_id=team.project.pk, batch=done.batch)
    assert (back.changed, len(back.refused)) == (1, 1)
    assert [now(team, each)["codebook"] for each in made] == [2, 1]
    assert now(team, made[1])["codes"] == [{"dimension": "certainty", "code": "possible"}]
    with pytest.raises(NotFound):
        recoding.take_back(actor=team.curator, project_id=team.project.pk, batch=done.batch)


def test_it_is_one_step_of_undo_in_each_text(team):
    made = [mark(team.annotator, team.revision, word, answers=POSSIBLE) for word in ("may resign", "bridge")]
    save(team, claim=without_possible())
    recode(team, Move(GONE, recoding.REPLACE, "unclear"))
    undoing.undo(actor=team.annotator, revision_id=team.revision.pk)
    assert [now(team, each)["codebook"] for each in made] == [1, 1]


def test_what_is_not_offered_is_refused(team):
    mark(team.annotator, team.revision, "may resign", answers=POSSIBLE)
    save(team, claim=without_possible())
    for move in (Move(GONE, recoding.KEEP), Move(GONE, recoding.DROP), Move(GONE, recoding.REPLACE, "no")):
        with pytest.raises(Invalid):
            recode(team, move)
    with pytest.raises(StaleVersion):
        recode(team, version=1)
    with pytest.raises(NotAllowed):
        recode(team, by="reader")


def test_the_cost_does_not_grow_with_the_annotations(team, django_assert_max_num_queries):
    for _ in range(40):
        mark(team.annotator, team.revision, "may resign", answers=POSSIBLE)
    save(team, claim=without_possible())
    queries.stale_in(team.annotator, team.project)  # reads the versions
    with django_assert_max_num_queries(5):
        queries.stale_in(team.annotator, team.project)
    with django_assert_max_num_queries(30):
        assert recode(team, Move(GONE, recoding.REPLACE, "unclear")).changed == 40


ONE_REASON = "single:claim/reason"


def several(*reasons):
    return [Answer("certainty", "certain"), *[Answer("reason", each) for each in reasons]]


def one_reason():
    return with_dimension(layer("claim"), "reason", kind="nominal")


def reasons(team, made):
    return [each["code"] for each in now(team, made)["codes"] if each["dimension"] == "reason"]


def test_where_one_code_is_taken_now_marks_with_several_are_stale(team):
    two = mark(team.annotator, team.revision, "may resign", answers=several("epistemic", "condition"))
    mark(team.annotator, team.revision, "hurt", answers=several("epistemic"))
    mark(team.curator, team.revision, "bridge", answers=several("doxastic", "condition"))
    save(team, claim=one_reason())
    assert stale(team) == {ONE_REASON: (2, 1)}
    found = queries.stale_in(team.annotator, team.project)
    passages = queries.passages_of(team.annotator, team.project, found, found.changes)
    assert [each["annotation"]["id"] for each in passages[ONE_REASON]][:1] == [two.data["id"]]
    assert len(passages[ONE_REASON]) == 2


def test_the_one_that_stays_is_one_that_was_given(team):
    two = mark(team.annotator, team.revision, "may resign", answers=several("epistemic", "condition"))
    other = mark(team.annotator, team.revision, "bridge", answers=several("doxastic", "condition"))
    save(team, claim=one_reason())
    done = recode(team, Move(ONE_REASON, recoding.REPLACE, "epistemic"))
    assert told(done) == [(other.data["id"], "It has other codes than the one that is to stay.")]
    assert (reasons(team, two), len(reasons(team, other))) == (["epistemic"], 2)
    assert stale(team) == {ONE_REASON: (1, 1)}
    recode(team, Move(ONE_REASON, recoding.DROP))
    assert reasons(team, other) == []
    assert stale(team) == {}
    recoding.take_back(actor=team.annotator, project_id=team.project.pk, batch=done.batch)
    assert reasons(team, two) == ["epistemic", "condition"]
