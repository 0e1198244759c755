from __future__ import annotations

import pytest

from annotator.errors import Invalid, NotFound
from annotator.models import Comparison, Job
from annotator.queries import comparisons as queries
from annotator.services import comparisons
from tests.people import add_article

AGREES = "The mayor may resign on Monday, officials said.\n\nThe bridge has three lanes."


def ask(team, by=None):
    return comparisons.ask_for_story(actor=by or team.reader, story_id=team.story.pk)


def jobs():
    return Job.objects.filter(kind=comparisons.KIND).count()


def test_all_pairs_of_accounts_are_compared_by_one_job(team, do_jobs):
    team.add_account(AGREES)
    team.add_account("Something else altogether happened here.")
    assert len(ask(team)) == 3
    do_jobs()
    results = [row.result for row in ask(team)]
    assert all(result is not None for result in results)
    assert jobs() == 1


def test_what_is_shared_verbatim_is_found_at_its_offsets(team, do_jobs):
    other = team.add_account(AGREES).revisions.get()
    ask(team)
    do_jobs()
    result = queries.of_pair(other, team.revision).result
    (passage,) = result["passages"]
    texts = [text[slice(*passage[side])] for text, side in ((team.revision.text, "a"), (other.text, "b"))]
    assert passage["kind"] == "verbatim"
    assert texts == ["The mayor may resign on Monday, officials said."] * 2


def test_an_account_that_joins_later_is_compared_with_the_others_only(team, do_jobs):
    team.add_account(AGREES)
    ask(team)
    do_jobs()
    team.add_account("Something else altogether happened here.")
    waiting = [row for row in ask(team) if row.result is None]
    assert len(waiting) == 2
    do_jobs()
    assert Comparison.objects.filter(result__isnull=False).count() == 3


def test_asking_twice_asks_once(team):
    team.add_account(AGREES)
    first, again = ask(team), ask(team, team.owner)
    assert [row.pk for row in first] == [row.pk for row in again]
    assert jobs() == 1


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


def test_a_story_of_one_account_has_nothing_to_compare(team):
    assert ask(team) == []
    assert jobs() == 0


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


def test_a_result_is_told_from_either_side(team, do_jobs):
    team.add_account(AGREES)
    ask(team)
    do_jobs()
    result = Comparison.objects.get().result
    turned = queries.seen_from(result, mirrored=True)
    assert turned["only_a"] == result["only_b"]
    assert [passage["a"] for passage in turned["passages"]] == [
        passage["b"] for passage in result["passages"]
    ]
    assert queries.seen_from(turned, mirrored=True) == result
    assert queries.tally(turned).only_left == queries.tally(result).only_right
