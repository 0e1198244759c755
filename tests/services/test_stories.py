"""A story's accounts come, go, merge and split; nothing that was found is lost, each act is undone once."""

from __future__ import annotations

import uuid

import pytest

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound
from annotator.models import Cell, Claim, Mention
from annotator.queries import claims as claim_queries
from annotator.services import articles, claims, origins, stories, unmaking
from tests.people import mark


def a_claim(team, wording="The mayor resigns", story=None):
    return claims.create(
        actor=team.annotator, story_id=(story or team.story).pk, claim_id=uuid.uuid4(), wording=wording
    )


def quoted(team, claim, article, quote):
    made = mark(team.annotator, article.revisions.get(), quote)
    claims.put(actor=team.annotator, claim_id=claim.pk, annotation_id=uuid.UUID(made.data["id"]))


def matrix(team, story=None):
    """Return {wording: {article: status}}."""
    found = claim_queries.matrix_of(team.annotator, story or team.story)
    return {row.claim.wording: {cell.article: cell.status for cell in row.cells} for row in found.rows}


def undo(team, done, story=None, actor=None):
    return unmaking.undo(actor=actor or team.owner, story_id=(story or team.story).pk, seq=done.seq)


@pytest.fixture
def other(team):
    return team.add_account("The mayor will resign on Monday. The bridge stays open.", source="The Echo")


def test_an_account_that_is_taken_out_stays_and_brings_its_cells_back(team, other):
    claim = a_claim(team)
    quoted(team, claim, other, "The mayor will resign")
    done = stories.remove_account(actor=team.curator, story_id=team.story.pk, article_id=other.pk)
    other.refresh_from_db()
    assert other.story is None
    assert other.deleted_at is None
    assert matrix(team) == {claim.wording: {team.article.pk: "unchecked"}}
    undo(team, done)
    assert matrix(team)[claim.wording][other.pk] == "asserted"


def test_what_is_undone_is_not_undone_again(team, other):
    done = stories.remove_account(actor=team.owner, story_id=team.story.pk, article_id=other.pk)
    back = undo(team, done)
    for again in (done, back):
        with pytest.raises(Conflict):
            undo(team, again)


def test_an_account_that_was_moved_on_since_is_left_where_it_is(team, other):
    done = stories.remove_account(actor=team.owner, story_id=team.story.pk, article_id=other.pk)
    elsewhere = articles.create_story(actor=team.owner, project_id=team.project.pk, title="Rain")
    stories.add_account(actor=team.owner, story_id=elsewhere.pk, article_id=other.pk)
    with pytest.raises(Conflict):
        undo(team, done)
    other.refresh_from_db()
    assert other.story == elsewhere


def test_adding_twice_and_taking_out_what_is_not_there_are_refused(team, other):
    with pytest.raises(Conflict):
        stories.add_account(actor=team.owner, story_id=team.story.pk, article_id=other.pk)
    stories.remove_account(actor=team.owner, story_id=team.story.pk, article_id=other.pk)
    with pytest.raises(Conflict):
        stories.remove_account(actor=team.owner, story_id=team.story.pk, article_id=other.pk)


def test_two_stories_become_one_with_all_claims_and_come_apart_again(team, other):
    first = a_claim(team)
    second_story = articles.create_story(actor=team.owner, project_id=team.project.pk, title="Rain")
    stories.add_account(actor=team.owner, story_id=second_story.pk, article_id=other.pk)
    second = a_claim(team, "The bridge stays open", second_story)
    quoted(team, second, other, "The bridge stays open")
    done = stories.merge(actor=team.curator, story_id=team.story.pk, other_id=second_story.pk)
    assert list(matrix(team)) == [first.wording, second.wording]
    assert matrix(team)[second.wording] == {team.article.pk: "unchecked", other.pk: "asserted"}
    second_story.refresh_from_db()
    assert second_story.deleted_at
    undo(team, done)
    second_story.refresh_from_db()
    assert second_story.deleted_at is None
    assert matrix(team) == {first.wording: {team.article.pk: "unchecked"}}
    assert matrix(team, second_story) == {second.wording: {other.pk: "asserted"}}


def test_a_merge_on_which_something_was_built_is_not_undone(team, other):
    second = articles.create_story(actor=team.owner, project_id=team.project.pk, title="Rain")
    stories.add_account(actor=team.owner, story_id=second.pk, article_id=other.pk)
    done = stories.merge(actor=team.owner, story_id=team.story.pk, other_id=second.pk)
    stories.remove_account(actor=team.owner, story_id=team.story.pk, article_id=other.pk)
    with pytest.raises(Conflict):
        undo(team, done)


def test_a_split_takes_what_was_found_of_the_chosen_claims_along(team, other):
    chosen, left = a_claim(team), a_claim(team, "The bridge stays open")
    quoted(team, chosen, team.article, "The mayor may resign")
    for claim, quote in ((chosen, "The mayor will resign"), (left, "The bridge stays open")):
        quoted(team, claim, other, quote)
    done = stories.split(
        actor=team.curator,
        story_id=team.story.pk,
        title="The other mayor",
        articles=[other.pk],
        claims=[chosen.pk],
    )
    assert matrix(team) == {
        chosen.wording: {team.article.pk: "asserted"},
        left.wording: {team.article.pk: "unchecked"},
    }
    assert matrix(team, done.story) == {chosen.wording: {other.pk: "asserted"}}
    assert Cell.objects.filter(claim=left, article=other).exists(), "kept, out of sight"
    undo(team, done)
    assert matrix(team)[chosen.wording] == {team.article.pk: "asserted", other.pk: "asserted"}
    assert matrix(team)[left.wording][other.pk] == "asserted"
    assert Mention.objects.filter(claim=chosen).count() == 2
    assert not Claim.objects.filter(story=done.story, deleted_at=None).exists()


def test_a_split_that_was_worked_on_is_not_undone(team, other):
    done = stories.split(actor=team.owner, story_id=team.story.pk, title="Two", articles=[other.pk])
    a_claim(team, "Something new", done.story)
    with pytest.raises(Conflict):
        undo(team, done)


@pytest.mark.parametrize("wrong", ["all", "none", "elsewhere", "claim"])
def test_a_split_leaves_and_takes_at_least_one_account(team, other, wrong):
    lists = {"all": [team.article.pk, other.pk], "none": [], "elsewhere": [10**9], "claim": [other.pk]}
    with pytest.raises(Invalid):
        stories.split(
            actor=team.owner,
            story_id=team.story.pk,
            title="Two",
            articles=lists[wrong],
            claims=[uuid.uuid4()] if wrong == "claim" else [],
        )


def test_only_leads_change_a_story_and_others_events_are_not_undone_here(team, other):
    with pytest.raises(NotAllowed):
        stories.remove_account(actor=team.annotator, story_id=team.story.pk, article_id=other.pk)
    done = stories.remove_account(actor=team.owner, story_id=team.story.pk, article_id=other.pk)
    with pytest.raises(NotAllowed):
        undo(team, done, actor=team.annotator)
    with pytest.raises(NotFound):
        undo(team, done, actor=team.stranger)
    with pytest.raises(NotFound):
        unmaking.undo(actor=team.owner, story_id=team.story.pk, seq=1)


def test_what_is_said_of_an_origin_is_logged_and_taken_back(team, other):
    origins.choose(actor=team.annotator, article_id=other.pk, same_as=None)
    seq = origins.choose(actor=team.annotator, article_id=other.pk, same_as=team.article.pk)
    other.refresh_from_db()
    assert other.origin_choice.same_as == team.article
    unmaking.undo(actor=team.annotator, story_id=team.story.pk, seq=seq)
    other.origin_choice.refresh_from_db()
    assert other.origin_choice.same_as is None
    event = team.project.events.get(seq=seq)
    assert (event.before["said"], event.after["said"]) == ({"same_as": None}, {"same_as": team.article.pk})


def test_an_account_is_no_copy_of_itself_nor_of_one_of_another_story(team, other):
    stories.remove_account(actor=team.owner, story_id=team.story.pk, article_id=other.pk)
    for same_as in (team.article.pk, other.pk):
        with pytest.raises(Invalid):
            origins.choose(actor=team.annotator, article_id=team.article.pk, same_as=same_as)
