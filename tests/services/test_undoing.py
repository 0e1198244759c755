"""Undo and redo: one line of steps for each person and revision, read from the log."""

from __future__ import annotations

import uuid

import pytest

from annotator.errors import Conflict, NotAllowed
from annotator.models import Annotation, Cell, Event, Mention, Project, SuggestionAnswer
from annotator.queries import annotations as annotation_queries
from annotator.queries import undoing as queries
from annotator.queries.articles import revision_for
from annotator.services import annotations, bulk, claims, suggestions, undoing
from annotator.services.annotations import Answer, Change
from tests.people import at, mark
from tests.services.suggested import accept, open_for, verbs


def undo(team, who="annotator", **said):
    return undoing.undo(actor=team.who(who), revision_id=team.revision.pk, **said)


def redo(team, who="annotator", **said):
    return undoing.redo(actor=team.who(who), revision_id=team.revision.pk, **said)


def steps(team, who="annotator"):
    """Return the verbs of what is to be undone and done again."""
    actor = team.who(who)
    revision = revision_for(actor, team.revision.pk).it
    told = queries.told(actor, revision, queries.state_of(actor, revision))
    return tuple(step and step["verb"] for step in told.values())


def change(team, made, version=1, by="annotator", **said):
    return annotations.revise(
        actor=team.who(by), annotation_id=made.data["id"], version=version, change=Change(**said)
    )


def now(team, made):
    row = Annotation.objects.get(pk=made.data["id"])
    return annotation_queries.as_data(team.annotator, row)


def test_nothing_to_undo_is_said(team):
    with pytest.raises(Conflict, match="nothing to undo"):
        undo(team)
    with pytest.raises(Conflict, match="nothing to do again"):
        redo(team)
    assert steps(team) == (None, None)


def test_who_may_only_read_has_no_undo(team):
    with pytest.raises(NotAllowed):
        undo(team, "reader")


def test_a_mark_is_taken_back_and_made_again(team):
    made = mark(team.annotator, team.revision, "may resign")
    done = undo(team)
    assert done.verb == "annotation.created"
    assert done.annotations[0]["deleted_at"]
    assert (done.undo, done.redo["verb"]) == (None, "annotation.created")
    again = redo(team)
    assert again.annotations[0]["deleted_at"] is None
    assert (again.verb, again.redo) == ("annotation.created", None)
    assert now(team, made)["version"] == 3
    assert undo(team).annotations[0]["deleted_at"]


def test_a_change_of_everything_is_taken_back_to_the_letter(team):
    made = mark(team.annotator, team.revision, "may resign", note="Why?")
    change(
        team, made, layer="cue", answers=[Answer("class", "hedge")], note="", confidence=4,
        ranges=[at(team.revision, "officials said"), at(team.revision, "not clear")],
    )  # fmt: skip
    changed = now(team, made)
    (told,) = undo(team).annotations
    told_only_by_row = ("version", "updated_at")
    without = [{k: v for k, v in each.items() if k not in told_only_by_row} for each in (told, made.data)]
    assert without[0] == without[1]
    (again,) = redo(team).annotations
    assert {**again, "version": 2, "updated_at": changed["updated_at"]} == changed


def test_a_deletion_and_a_restoring_are_taken_back(team):
    made = mark(team.annotator, team.revision, "may resign")
    annotations.delete(actor=team.annotator, annotation_id=made.data["id"], version=1)
    annotations.restore(actor=team.annotator, annotation_id=made.data["id"])
    assert undo(team).annotations[0]["deleted_at"]
    assert undo(team).annotations[0]["deleted_at"] is None
    assert steps(team) == ("annotation.created", "annotation.deleted")


def test_steps_are_undone_from_the_last_and_done_again_from_the_first(team):
    made = mark(team.annotator, team.revision, "may resign")
    for version, note in enumerate(["a", "b", "c"], start=1):
        change(team, made, version, note=note)
    assert [undo(team).annotations[0]["note"] for _ in range(3)] == ["b", "a", ""]
    assert [redo(team).annotations[0]["note"] for _ in range(2)] == ["a", "b"]
    assert undo(team).annotations[0]["note"] == "a"
    change(team, made, now(team, made)["version"], note="new")
    assert steps(team) == ("annotation.changed", None)
    assert [undo(team).annotations[0]["note"] for _ in range(2)] == ["a", ""]
    assert undo(team).annotations[0]["deleted_at"]
    assert undo_ends(team)


def undo_ends(team):
    with pytest.raises(Conflict, match="nothing to undo"):
        undo(team)
    return True


def test_everybody_undoes_their_own(team):
    mine, theirs = (
        mark(team.annotator, team.revision, "may resign"),
        mark(team.curator, team.revision, "bridge"),
    )
    assert undo(team).annotations[0]["id"] == mine.data["id"]
    assert undo_ends(team)
    assert now(team, theirs)["deleted_at"] is None


def test_each_text_has_its_own_line_of_steps(team):
    other = team.add_account("The bridge stays closed.").revisions.get()
    made = mark(team.annotator, team.revision, "may resign")
    mark(team.annotator, other, "bridge")
    assert undo(team).annotations[0]["id"] == made.data["id"]


@pytest.mark.parametrize(
    ("theirs", "sentence"),
    [
        (lambda team, made: change(team, made, 1, "curator", note="!"), "Curator changed this mark since"),
        (
            lambda team, made: annotations.delete(
                actor=team.curator, annotation_id=made.data["id"], version=1
            ),
            "Curator deleted this mark since",
        ),
    ],
)
def test_what_somebody_else_changed_since_is_not_touched(team, theirs, sentence):
    made = mark(team.annotator, team.revision, "may resign")
    theirs(team, made)
    before = now(team, made), Project.objects.get(pk=team.project.pk).event_seq
    with pytest.raises(Conflict, match=sentence) as told:
        undo(team)
    assert told.value.facts["step"] == Event.objects.get(verb="annotation.created").seq
    assert (now(team, made), Project.objects.get(pk=team.project.pk).event_seq) == before


def test_what_somebody_else_changed_is_not_done_again(team):
    made = mark(team.annotator, team.revision, "may resign")
    change(team, made, note="mine")
    undo(team)
    change(team, made, 3, "curator", note="theirs")
    with pytest.raises(Conflict, match="Curator changed"):
        redo(team)
    assert now(team, made)["note"] == "theirs"


def test_a_step_that_is_refused_can_be_left_as_it_is(team):
    first = mark(team.annotator, team.revision, "officials said")
    second = mark(team.annotator, team.revision, "may resign")
    change(team, second, 1, "curator", note="!")
    with pytest.raises(Conflict) as refused:
        undo(team)
    with pytest.raises(Conflict, match="not the next step"):
        undo(team, skip=1)
    left = undo(team, skip=refused.value.facts["step"])
    assert (left.annotations, left.undo["subject"]) == ([], first.data["id"])
    assert undo(team).annotations[0]["id"] == first.data["id"]
    assert undo_ends(team)
    assert redo(team).annotations[0]["id"] == first.data["id"]
    assert now(team, second)["note"] == "!"


def test_what_one_may_not_change_any_more_is_not_undone(team):
    theirs = mark(team.annotator, team.revision, "may resign")
    change(team, theirs, 1, "curator", note="!")
    team.project.members.filter(user=team.curator).update(role="annotator")
    with pytest.raises(NotAllowed, match="somebody else's"):
        undo(team, "curator")


def test_an_accepted_suggestion_is_one_step(team, do_jobs):
    do_jobs()
    key, count = uuid.uuid4(), len(open_for(team))
    accept(team, key=key)
    done = undo(team)
    assert (done.verb, done.redo["count"]) == ("suggestion.accepted", 1)
    assert len(open_for(team)) == count
    assert not SuggestionAnswer.objects.exists()
    again = redo(team)
    assert (again.verb, again.annotations[0]["origin"]) == ("suggestion.accepted", "suggestion")
    assert SuggestionAnswer.objects.get().annotation_id == key
    assert len(open_for(team)) == count - 1


def test_a_rejection_and_an_answer_taken_back_are_steps(team, do_jobs):
    do_jobs()
    (first, *_) = open_for(team)
    suggestions.reject(actor=team.annotator, suggestion_id=first["id"])
    suggestions.undo(actor=team.annotator, suggestion_id=first["id"])
    assert undo(team).verb == "suggestion.reopened"
    assert SuggestionAnswer.objects.get().verdict == "rejected"
    assert undo(team).verb == "suggestion.rejected"
    assert not SuggestionAnswer.objects.exists()
    assert redo(team).undo["verb"] == "suggestion.rejected"


def test_an_accepted_suggestion_that_somebody_changed_stays(team, do_jobs):
    do_jobs()
    written = accept(team)
    change(team, written, 1, "curator", note="!")
    with pytest.raises(Conflict, match="Curator"):
        undo(team)
    assert SuggestionAnswer.objects.count() == 1


def on_a_claim(team, by="annotator"):
    made = mark(team.annotator, team.revision, "may resign")
    claim = claims.create(actor=team.who(by), story_id=team.story.pk, claim_id=uuid.uuid4(), wording="A.")
    claims.put(actor=team.who(by), claim_id=claim.pk, annotation_id=made.data["id"])
    return made, claim


def test_a_mention_and_what_it_made_of_the_cell_are_taken_back(team):
    made, claim = on_a_claim(team)
    done = undo(team)
    assert (done.verb, done.annotations[0]["claims"]) == ("mention.created", [])
    assert Cell.objects.get().status == "unchecked"
    assert redo(team).annotations[0]["claims"] == [str(claim.pk)]
    assert (Cell.objects.get().status, Cell.objects.get().certainty) == ("asserted", 4)
    claims.take_off(actor=team.annotator, claim_id=claim.pk, annotation_id=made.data["id"])
    assert undo(team).annotations[0]["claims"] == [str(claim.pk)]
    assert (Cell.objects.get().status, Cell.objects.get().certainty) == ("asserted", 4)


def test_a_cell_that_was_set_by_hand_since_stays(team):
    _, claim = on_a_claim(team)
    claims.set_cell(
        actor=team.annotator, claim_id=claim.pk, article_id=team.article.pk, status="differs", note="by hand"
    )
    undo(team)
    assert (Cell.objects.get().status, Cell.objects.get().note) == ("differs", "by hand")


def test_nothing_is_put_on_a_claim_that_somebody_deleted(team):
    _, claim = on_a_claim(team)
    undo(team)
    claims.delete(actor=team.curator, claim_id=claim.pk)
    with pytest.raises(Conflict, match="Curator deleted this claim"):
        redo(team)
    assert not Mention.objects.filter(deleted_at=None).exists()


def test_many_at_once_are_one_step(team):
    made = [mark(team.annotator, team.revision, word) for word in ("may resign", "officials said", "bridge")]
    acts = [bulk.Act(uuid.UUID(each.data["id"]), 1, delete=True) for each in made]
    done = bulk.act(actor=team.annotator, revision_id=team.revision.pk, acts=acts)
    assert done.batch
    assert steps(team) == ("annotation.deleted", None)
    undone = undo(team)
    assert [each["deleted_at"] for each in undone.annotations] == [None] * 3
    assert undone.redo["count"] == 3
    assert all(each["deleted_at"] for each in redo(team).annotations)
    assert verbs(team)[-6:] == ["annotation.restored"] * 3 + ["annotation.deleted"] * 3


def test_of_many_at_once_none_is_touched_when_somebody_was_at_one_of_them(team):
    made = [mark(team.annotator, team.revision, word) for word in ("may resign", "bridge")]
    acts = [bulk.Act(uuid.UUID(each.data["id"]), 1, note="n") for each in made]
    bulk.act(actor=team.annotator, revision_id=team.revision.pk, acts=acts)
    change(team, made[0], 2, "curator", note="!")
    with pytest.raises(Conflict, match="Curator"):
        undo(team)
    assert [now(team, each)["note"] for each in made] == ["!", "n"]
