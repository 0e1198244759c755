from __future__ import annotations

import uuid

import pytest

from annotator.errors import CodeInvalid, Conflict, Invalid, NotAllowed, NotFound, StaleVersion
from annotator.models import Annotation, Event
from annotator.queries import annotations as queries
from annotator.services import annotations, articles, codebooks
from annotator.services.annotations import Answer, Change, RangeIn
from annotator.services.marking import LONGEST_NOTE, MOST_RANGES
from tests.people import SURE, at, mark


def events(team):
    return Event.objects.filter(project=team.project).count()


def told(team, made, by=None):
    """Return an annotation as a person reads it later."""
    actor = by or team.annotator
    return queries.as_data(actor, queries.annotation_for(actor, made.data["id"]).it)


def revise(team, made, by=None, version=None, **changed):
    return annotations.revise(
        actor=by or team.annotator,
        annotation_id=made.data["id"],
        version=version or made.data["version"],
        change=Change(**changed),
    )


# -- marking


def test_a_mark_is_told_at_once_as_it_is_read_later(team):
    answers = [Answer("reason", "weasel"), *SURE, Answer("polarity", "denied"), Answer("reason", "epistemic")]
    made = mark(team.annotator, team.revision, "may resign", answers=answers, note=" Really? ", confidence=4)
    assert made.made
    assert made.data == told(team, made)
    assert made.data["note"] == "Really?"
    assert made.data["codes"] == [
        {"dimension": "certainty", "code": "certain"},
        {"dimension": "polarity", "code": "denied"},
        {"dimension": "reason", "code": "epistemic"},
        {"dimension": "reason", "code": "weasel"},
    ]


def test_a_mark_is_mine_for_its_author_only(team):
    made = mark(team.annotator, team.revision, "may resign")
    assert [told(team, made)["mine"], told(team, made, team.owner)["mine"]] == [True, False]


def test_a_mark_has_several_ranges_in_the_order_of_the_text_and_none_twice(team):
    made = mark(team.annotator, team.revision, "Nobody was hurt", "may resign", "may resign")
    assert [each["quote"] for each in made.data["ranges"]] == ["may resign", "Nobody was hurt"]
    assert made.data == told(team, made)


def test_two_people_mark_the_same_words(team):
    made = [mark(who, team.revision, "may resign") for who in (team.annotator, team.curator, team.annotator)]
    listed = queries.on_revision(team.owner, team.revision)
    assert [each["id"] for each in listed] == [each.data["id"] for each in made]
    assert [each["author"]["name"] for each in listed] == ["Annotator", "Curator", "Annotator"]


@pytest.mark.parametrize(
    ("ranges", "field"),
    [
        ([], "ranges"),
        ([RangeIn(0, 5), RangeIn(4, 9)], "ranges"),
        ([RangeIn(0, 3), RangeIn(5, 5)], "ranges[1]"),
        ([RangeIn(9, 4)], "ranges[0]"),
        ([RangeIn(-1, 4)], "ranges[0]"),
        ([RangeIn(0, 10**30)], "ranges[0]"),
        ([RangeIn(3, 4)], "ranges[0]"),  # white space alone
        ([RangeIn(0, 3, "the")], "ranges[0].quote"),
        ([RangeIn(n, n + 1) for n in range(MOST_RANGES + 1)], "ranges"),
    ],
)
def test_ranges_that_cannot_be_right_are_refused_by_their_place(ranges, field, team):
    with pytest.raises(Invalid) as refusal:
        mark(team.annotator, team.revision, ranges=ranges)
    assert refusal.value.field == field
    assert not Annotation.objects.exists()


def test_a_quote_mismatch_says_what_stands_there(team):
    with pytest.raises(Invalid) as refusal:
        mark(team.annotator, team.revision, ranges=[RangeIn(0, 9, "The maior")])
    assert refusal.value.facts["there"] == "The mayor"


@pytest.mark.parametrize(
    ("layer", "answers", "field"),
    [
        ("opinion", [], "layer"),
        ("claim", [], "codes"),
        ("claim", [Answer("mood", "sad")], "codes[0].dimension"),
        ("claim", [*SURE, Answer("polarity", "maybe")], "codes[1].code"),
        ("claim", [Answer("certainty")], "codes[0].code"),
        ("claim", [*SURE, Answer("certainty", "unclear")], "codes"),
        ("claim", [Answer("certainty", "certain", words="very")], "codes[0].words"),
        ("bias", [Answer("family", "lexical"), Answer("target", code="mayor")], "codes[1].code"),
    ],
)
def test_answers_that_the_codebook_does_not_have_are_refused_by_their_place(layer, answers, field, team):
    with pytest.raises(CodeInvalid) as refusal:
        mark(team.annotator, team.revision, "may resign", layer=layer, answers=answers)
    assert refusal.value.field == field


def test_a_missing_required_answer_is_named(team):
    with pytest.raises(CodeInvalid, match="Certainty") as refusal:
        mark(team.annotator, team.revision, "may resign", answers=[])
    assert refusal.value.facts["dimension"] == "certainty"


def test_words_answer_a_dimension_of_words_and_blank_ones_do_not(team):
    answers = [
        Answer("family", "lexical"),
        Answer("target", words=" the mayor "),
        Answer("rewrite", words=" "),
    ]
    made = mark(team.annotator, team.revision, "may resign", layer="bias", answers=answers)
    assert made.data["codes"][1:] == [{"dimension": "target", "words": "the mayor"}]


def test_a_note_that_is_too_long_is_refused(team):
    with pytest.raises(Invalid, match="5,000"):
        mark(team.annotator, team.revision, "may resign", note="x" * (LONGEST_NOTE + 1))


# -- sending again


def test_sending_a_mark_again_makes_it_once_and_writes_nothing(team):
    key = uuid.uuid4()
    first = mark(team.annotator, team.revision, "may resign", key=key)
    before = events(team)
    again = mark(team.annotator, team.revision, "may resign", key=key)
    assert (again.made, again.seq, again.data) == (False, 0, first.data)
    assert events(team) == before


def test_sending_a_mark_again_after_it_was_changed_gives_what_stands_now(team):
    key = uuid.uuid4()
    first = mark(team.annotator, team.revision, "may resign", key=key)
    changed = revise(team, first, note="Changed")
    assert mark(team.annotator, team.revision, "may resign", key=key).data == changed.data


def test_an_id_that_is_somebody_elses_is_a_conflict_that_tells_nothing_of_it(team):
    key = uuid.uuid4()
    mark(team.annotator, team.revision, "may resign", key=key, note="secret")
    other = team.add_account("Something else.").revisions.get()
    with pytest.raises(Conflict) as refusal:
        mark(team.curator, team.revision, "may resign", key=key)
    assert (refusal.value.field, refusal.value.facts) == ("id", {})
    with pytest.raises(Conflict):
        mark(team.annotator, other, "Something", key=key)


# -- changing


def test_a_change_counts_the_version_up_and_leaves_the_rest(team):
    made = mark(team.annotator, team.revision, "may resign", note="One", confidence=3)
    changed = revise(team, made, answers=[Answer("certainty", "possible")])
    assert changed.data["version"] == 2
    assert changed.data["codes"] == [{"dimension": "certainty", "code": "possible"}]
    assert (changed.data["note"], changed.data["confidence"]) == ("One", 3)
    assert changed.data["ranges"] == made.data["ranges"]
    assert changed.data == told(team, made)


def test_borders_note_confidence_and_layer_can_be_changed(team):
    made = mark(team.annotator, team.revision, "may resign", confidence=3)
    moved = revise(team, made, ranges=[at(team.revision, "resign")], note="Two", confidence=0)
    assert moved.data["ranges"][0]["quote"] == "resign"
    assert (moved.data["note"], moved.data["confidence"]) == ("Two", None)
    cue = revise(team, moved, layer="cue", answers=[Answer("class", "hedge")])
    assert cue.data["layer"] == "cue"


def test_another_layer_needs_its_own_answers(team):
    made = mark(team.annotator, team.revision, "may resign")
    with pytest.raises(CodeInvalid):
        revise(team, made, layer="cue")
    assert told(team, made) == made.data


def test_of_two_writers_the_second_is_told_what_the_first_wrote(team):
    made = mark(team.annotator, team.revision, "may resign")
    first = revise(team, made, by=team.curator, note="The curator's")
    with pytest.raises(StaleVersion) as refusal:
        revise(team, made, note="The author's")
    current = refusal.value.facts["current"]
    assert {**current, "mine": False} == {**first.data, "mine": False}
    assert current["mine"]
    assert told(team, made)["note"] == "The curator's"


def test_a_refused_change_leaves_nothing_behind(team):
    made, before = mark(team.annotator, team.revision, "may resign"), None
    before = events(team)
    with pytest.raises(Invalid):
        revise(team, made, note="Two", ranges=[RangeIn(5, 1)])
    assert told(team, made) == made.data
    assert events(team) == before


@pytest.mark.parametrize("name", ["annotator", "reader"])
def test_others_marks_are_changed_by_owners_and_curators_only(name, team):
    made = mark(team.owner, team.revision, "may resign")
    for write in (
        lambda who: annotations.revise(
            actor=who, annotation_id=made.data["id"], version=1, change=Change(note="!")
        ),
        lambda who: annotations.delete(actor=who, annotation_id=made.data["id"], version=1),
        lambda who: annotations.restore(actor=who, annotation_id=made.data["id"]),
    ):
        with pytest.raises(NotAllowed):
            write(team.who(name))
    assert told(team, made)["version"] == 1


def test_a_curators_change_leaves_the_author(team):
    made = mark(team.annotator, team.revision, "may resign")
    changed = revise(team, made, by=team.curator, note="!")
    assert changed.data["author"]["name"] == "Annotator"
    assert not changed.data["mine"]


# -- deleting


def test_a_deleted_mark_is_off_the_page_and_comes_back_as_it_was(team):
    made = mark(team.annotator, team.revision, "may resign", note="Kept")
    assert annotations.delete(actor=team.annotator, annotation_id=made.data["id"], version=1) == made.seq + 1
    assert queries.on_revision(team.owner, team.revision) == []
    back = annotations.restore(actor=team.annotator, annotation_id=made.data["id"])
    assert (back.data["version"], back.data["note"], back.data["deleted_at"]) == (3, "Kept", None)
    assert queries.on_revision(team.annotator, team.revision) == [back.data]


def test_deleting_twice_is_deleting_once_and_restoring_what_is_there_writes_nothing(team):
    made = mark(team.annotator, team.revision, "may resign")
    annotations.delete(actor=team.annotator, annotation_id=made.data["id"], version=1)
    assert annotations.delete(actor=team.annotator, annotation_id=made.data["id"], version=1) == 0
    annotations.restore(actor=team.annotator, annotation_id=made.data["id"])
    assert annotations.restore(actor=team.annotator, annotation_id=made.data["id"]).seq == 0


def test_a_stale_delete_is_refused(team):
    made = mark(team.annotator, team.revision, "may resign")
    revise(team, made, note="Changed")
    with pytest.raises(StaleVersion):
        annotations.delete(actor=team.annotator, annotation_id=made.data["id"], version=1)


def test_a_deleted_mark_is_not_changed(team):
    made = mark(team.annotator, team.revision, "may resign")
    annotations.delete(actor=team.annotator, annotation_id=made.data["id"], version=1)
    with pytest.raises(Conflict):
        revise(team, made, version=2, note="!")


# -- codebook


def test_a_mark_remembers_the_codebook_it_was_made_under(team):
    made = mark(team.annotator, team.revision, "may resign")
    record = codebooks.queries.current_of(team.owner, team.project.pk).record()
    record.layers.reverse()
    codebooks.save(actor=team.owner, project_id=team.project.pk, record=record, base_version=1)
    noted = revise(team, made, note="A note is no new coding")
    assert noted.data["codebook"] == 1
    coded = revise(team, noted, answers=[Answer("certainty", "unclear")])
    assert coded.data["codebook"] == 2
    assert mark(team.annotator, team.revision, "may resign").data["codebook"] == 2


# -- out of sight


def test_marks_of_a_deleted_article_are_out_of_sight_until_it_is_back(team):
    made = mark(team.annotator, team.revision, "may resign")
    articles.delete_article(actor=team.owner, article_id=team.article.pk)
    with pytest.raises(NotFound):
        told(team, made)
    with pytest.raises(NotFound):
        mark(team.annotator, team.revision, "may resign")
    articles.restore_article(actor=team.owner, article_id=team.article.pk)
    assert told(team, made) == made.data
