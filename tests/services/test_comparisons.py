from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import Invalid, NotFound
from annotator.models import Article, Comparison, Job, Revision, Story
from annotator.queries import comparisons as queries
from annotator.services import articles, comparisons
from annotator.services import stories as story_services
from annotator.text.comparing import compare
from tests.people import add_article

AGREES = "The mayor may resign on Monday, officials said.\n\nThe bridge has three lanes."
ELSE = "Something else altogether happened here."


def ask(team, by=None):
    return comparisons.ask_for_story(actor=by or team.reader, story_id=team.story.pk)


def jobs():
    return Job.objects.filter(kind=comparisons.KIND)


def done():
    """Return what the jobs so far did."""
    results = [job.result for job in jobs() if job.result]
    return {key: sum(each[key] for each in results) for key in ("compared", "reused", "dropped")}


def test_all_pairs_of_accounts_are_compared_by_one_job(team, do_jobs):
    team.add_account(AGREES)
    team.add_account(ELSE)
    assert len(ask(team)) == 3
    do_jobs()
    assert all(row.result is not None for row in ask(team))
    assert jobs().count() == 1


def test_accounts_are_compared_before_anybody_looks(team, do_jobs):
    team.add_account(AGREES)
    do_jobs()
    assert Comparison.objects.get().result is not None


def test_twenty_accounts_are_one_job_and_a_further_one_takes_its_own_pairs_only(team, do_jobs):
    for number in range(19):
        team.add_account(f"Account number {number} is short.")
    do_jobs()
    assert (jobs().count(), done()["compared"]) == (1, 190)
    team.add_account(AGREES)
    do_jobs()
    assert (jobs().count(), done()["compared"]) == (2, 210)


def test_a_story_of_many_pairs_is_shared_out_among_jobs(team, do_jobs, monkeypatch):
    monkeypatch.setattr(comparisons, "PIECE", 4)
    for number in range(5):
        team.add_account(f"Account number {number} is short.")
    do_jobs()  # the first takes up all 15 pairs
    assert sorted(Comparison.objects.filter(job=job).count() for job in jobs()) == [3, 4, 4, 4]
    assert done()["compared"] == 4
    do_jobs()
    assert done() == {"compared": 15, "reused": 0, "dropped": 0}
    assert {row.result is None for row in ask(team)} == {False}


def test_pieces_of_a_job_that_is_done_again_are_done_once(team, do_jobs, monkeypatch):
    monkeypatch.setattr(comparisons, "PIECE", 4)
    for number in range(5):
        team.add_account(f"Account number {number} is short.")
    do_jobs()
    first = jobs().get(state="done")
    # As after a kill: the row is given back, and another worker begins anew while the pieces wait.
    jobs().filter(pk=first.pk).update(state="queued", finished_at=None, result=None)
    do_jobs()
    do_jobs()
    assert {row.result is None for row in ask(team)} == {False}
    assert done()["compared"] == 11  # of 15, four were there already
    assert not jobs().exclude(state="done").exists()


def test_what_is_shared_verbatim_is_found_at_its_offsets(team, do_jobs):
    other = team.add_account(AGREES).revisions.get()
    do_jobs()
    (row,) = queries.among([other, team.revision]).values()
    (passage,) = row.result["passages"]
    texts = [text[slice(*passage[side])] for text, side in ((team.revision.text, "a"), (other.text, "b"))]
    assert passage["kind"] == "verbatim"
    assert texts == ["The mayor may resign on Monday, officials said."] * 2


def test_asking_twice_asks_once(team):
    team.add_account(AGREES)
    first, again = ask(team), ask(team, team.owner)
    assert [row.pk for row in first] == [row.pk for row in again]
    assert jobs().count() == 1


def test_a_pair_is_compared_once_whatever_the_order(team):
    other = team.add_account(AGREES)
    pair = [
        comparisons.ask_for_pair(actor=team.reader, one=one, other=two)
        for one, two in ((team.article, other), (other, team.article))
    ]
    assert pair[0].pk == pair[1].pk
    assert pair[0].left_id < pair[0].right_id


def test_an_article_is_not_compared_with_itself_or_with_another_projects(team):
    with pytest.raises(Invalid):
        comparisons.ask_for_pair(actor=team.reader, one=team.article, other=team.article)
    theirs = add_article(team.elsewhere, None, AGREES, "Theirs")
    with pytest.raises(Invalid):
        comparisons.ask_for_pair(actor=team.reader, one=team.article, other=theirs)


def test_a_story_of_one_account_has_nothing_to_compare(team, do_jobs):
    assert ask(team) == []
    do_jobs()
    assert done()["compared"] == Comparison.objects.count() == 0


def test_a_stranger_neither_asks_nor_sees(team, do_jobs):
    team.add_account(AGREES)
    (row,) = ask(team)
    with pytest.raises(NotFound):
        ask(team, team.stranger)
    with pytest.raises(NotFound):
        queries.comparison_for(team.stranger, row.pk)


def test_a_worker_that_comes_by_again_changes_nothing(team, do_jobs):
    team.add_account(AGREES)
    (row,) = ask(team)
    do_jobs()
    row.refresh_from_db()
    Job.objects.update(state="queued", finished_at=None, attempts=0)
    do_jobs()
    assert Comparison.objects.get().computed_at == row.computed_at


# -- the same two texts


def test_an_article_that_is_deleted_and_brought_in_anew_is_not_compared_again(team, do_jobs):
    other = team.add_account(AGREES)
    do_jobs()
    articles.delete_article(actor=team.owner, article_id=other.pk)
    team.add_account(AGREES)
    do_jobs()
    assert done() == {"compared": 1, "reused": 1, "dropped": 0}
    one, again = Comparison.objects.order_by("pk")
    assert one.result == again.result


def test_the_same_texts_of_another_project_are_not_compared_again_whichever_came_first(team, do_jobs):
    team.add_account(AGREES)
    do_jobs()
    project = team.elsewhere
    story = Story.objects.create(project=project, title="Theirs", created_by=team.stranger)
    for text in (AGREES, team.revision.text):  # the other way round
        add_article(project, story, text, "Theirs")
    do_jobs()
    assert done() == {"compared": 1, "reused": 1, "dropped": 0}
    theirs = Comparison.objects.latest("pk")
    assert theirs.result == as_stored(theirs.left.text, theirs.right.text)


def as_stored(a, b):
    return json.loads(json.dumps(compare(a, b).as_dict()))


# -- an account leaves


def leave_by_deletion(team, article):
    articles.delete_article(actor=team.owner, article_id=article.pk)


def leave_the_story(team, article):
    story_services.remove_account(actor=team.owner, story_id=team.story.pk, article_id=article.pk)


@pytest.mark.parametrize("leave", [leave_by_deletion, leave_the_story])
def test_pairs_that_wait_are_dropped_when_their_account_leaves(leave, team, do_jobs):
    gone = team.add_account(AGREES)
    team.add_account(ELSE)
    assert len(ask(team)) == 3
    leave(team, gone)
    do_jobs()
    assert done() == {"compared": 1, "reused": 0, "dropped": 2}
    assert Comparison.objects.count() == 1


def test_an_account_that_comes_back_is_compared(team, do_jobs):
    other = team.add_account(AGREES)
    leave_the_story(team, other)
    do_jobs()
    story_services.add_account(actor=team.owner, story_id=team.story.pk, article_id=other.pk)
    do_jobs()
    assert Comparison.objects.get().result is not None


def test_accounts_of_two_stories_that_are_merged_are_compared(team, do_jobs):
    other = Story.objects.create(project=team.project, title="The same event", created_by=team.owner)
    add_article(team.project, other, AGREES, "Another account")
    add_article(team.project, other, ELSE, "A third")
    story_services.merge(actor=team.owner, story_id=team.story.pk, other_id=other.pk)
    do_jobs()
    assert [row.result is not None for row in ask(team)] == [True] * 3


# -- the order of arrival

ARRIVALS = (
    AGREES,
    "Officials said on Tuesday that the mayor will resign.\n\nThe bridge has two lanes.",
    "The mayor may resign on Monday, officials said. It is not clear why.\n\nNobody was hurt.",
    "Three people were hurt when the bridge fell, the Packet reports.",
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(ARRIVALS))), pauses=st.sets(st.integers(0, 3)))
def test_the_order_in_which_accounts_arrive_changes_nothing(order, pauses, team, do_jobs):
    Revision.objects.all().delete()
    Article.objects.all().delete()
    for number, arrival in enumerate(order):
        team.add_account(ARRIVALS[arrival])
        if number in pauses:
            do_jobs()  # the worker comes by, and again later
    do_jobs()
    rows = ask(team)
    assert len(rows) == 6
    for row in rows:
        one, other = Revision.objects.get(pk=row.left_id), Revision.objects.get(pk=row.right_id)
        for left, right, mirrored in ((one, other, False), (other, one, True)):
            seen = queries.seen_from(row.result, mirrored=mirrored, left=left.text, right=right.text)
            assert seen == as_stored(left.text, right.text)
