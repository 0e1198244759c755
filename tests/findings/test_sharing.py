"""Sharing out: enough people for each article, no load that can be helped, and what is lacking is said."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotator.findings.sharing import Lack, Rule, Standing, Task, share

PEOPLE = st.lists(st.integers(1, 30), min_size=0, max_size=9, unique=True)
RULES = st.builds(
    Rule,
    people=PEOPLE,
    each=st.integers(1, 4),
    stories=st.sampled_from(["any", "together", "apart"]),
    seed=st.integers(0, 99),
)


@st.composite
def tasks(draw, *, weights=None):
    weights = st.integers(1, 5000) if weights is None else weights
    count = draw(st.integers(0, 14))
    stories = st.none() | st.integers(1, 4)
    return [Task(article, draw(stories), draw(weights)) for article in range(100, 100 + count)]


@st.composite
def standings(draw, these):
    """What was given before, consistent in itself."""
    story = {task.article: task.story for task in these}
    pairs = st.tuples(st.integers(1, 30), st.sampled_from(sorted(story)))
    held = draw(st.frozensets(pairs, max_size=12)) if story else frozenset()
    pooled = draw(st.dictionaries(st.sampled_from(sorted(story)), st.integers(1, 2))) if story else {}
    return Standing(
        load=draw(st.dictionaries(st.integers(1, 30), st.integers(0, 9000))),
        held=held,
        stories=frozenset((person, story[article]) for person, article in held if story[article]),
        pooled=pooled,
    )


@settings(max_examples=60)
@given(st.data(), RULES)
def test_each_article_has_its_people_or_what_it_lacks_is_said(data, rule):
    these = data.draw(tasks())
    standing = data.draw(standings(these))
    shared = share(these, rule, standing)
    assert len(set(shared.given)) == len(shared.given)
    assert not set(shared.given) & standing.held
    assert {person for person, _ in shared.given} <= set(rule.people)
    missing = Counter()
    for lack in shared.lacks:
        if lack.why != "together":
            missing[lack.article] += lack.missing
    for task in these:
        there = sum(article == task.article for _, article in standing.held)
        given = sum(article == task.article for _, article in shared.given)
        needed = max(0, rule.each - there - standing.pooled.get(task.article, 0))
        assert given + missing[task.article] == needed


@settings(max_examples=60)
@given(st.data(), RULES)
def test_what_is_asked_of_stories_is_held_or_said(data, rule):
    these = data.draw(tasks())
    standing = data.draw(standings(these))
    shared = share(these, rule, standing)
    story = {task.article: task.story for task in these}
    if rule.stories == "apart":
        seen = Counter((person, story[article]) for person, article in shared.given if story[article])
        assert all(count == 1 for count in seen.values())
        assert not set(seen) & standing.stories
    if rule.stories == "together":
        told = {lack.article for lack in shared.lacks}
        accounts = defaultdict(set)
        for task in these:
            if task.story:
                accounts[task.story].add(task.article)
        has = defaultdict(set)
        for person, article in [*shared.given, *standing.held]:
            has[person].add(article)
        for person, article in shared.given:
            assert accounts.get(story[article], set()) - has[person] <= told


@settings(max_examples=60)
@given(st.data(), RULES)
def test_nobody_has_more_than_cannot_be_helped(data, rule):
    """With nothing given before, two people differ by the heaviest unit at most; by one where all weigh 1."""
    these = data.draw(tasks(weights=st.just(1) | st.integers(1, 5000)))
    assume(rule.people and these)
    load = share(these, rule).load
    units = defaultdict(int)
    for task in these:
        together = rule.stories == "together" and task.story
        units["story", task.story if together else task.article] += task.weight
    # By "apart" and "any" one gets one article at a time; so it is without a story.
    assert max(load.values()) - min(load.values()) <= max(units.values())
    if rule.stories != "together" and {task.weight for task in these} == {1}:
        assert max(load.values()) - min(load.values()) <= 1


@settings(max_examples=60)
@given(st.data(), RULES)
def test_who_has_more_to_do_already_gets_less(data, rule):
    these = data.draw(tasks())
    before = data.draw(st.dictionaries(st.sampled_from(rule.people or [1]), st.integers(0, 20_000)))
    assume(rule.people and these and rule.stories != "together")
    load = share(these, rule, Standing(load=before)).load
    first = [before.get(person, 0) for person in rule.people]
    heaviest = max(task.weight for task in these)
    assert max(load.values()) - min(load.values()) <= max(max(first) - min(first), heaviest)


@settings(max_examples=60)
@given(st.data(), RULES)
def test_the_same_is_shared_out_the_same(data, rule):
    these = data.draw(tasks())
    people = data.draw(st.permutations(rule.people))
    again = Rule(people, rule.each, rule.stories, rule.seed)
    assert share(these, rule) == share(these, again)


@settings(max_examples=60)
@given(st.data(), RULES)
def test_once_shared_out_nothing_more_is_given(data, rule):
    these = data.draw(tasks())
    first = share(these, rule)
    story = {task.article: task.story for task in these}
    then = Standing(
        load=first.load,
        held=frozenset(first.given),
        stories=frozenset((person, story[article]) for person, article in first.given if story[article]),
    )
    second = share(these, rule, then)
    assert second.given == []
    assert second.lacks == first.lacks


def test_the_seed_decides_between_equals():
    these = [Task(number) for number in range(20)]
    shared = {tuple(share(these, Rule([1, 2, 3, 4], seed=seed)).given) for seed in range(5)}
    assert len(shared) == 5


def test_one_person_sees_all_accounts_of_a_story():
    these = [Task(1, 7, 100), Task(2, 7, 300), Task(3, 8, 350), Task(4, None, 20)]
    shared = share(these, Rule([1, 2], stories="together"))
    has = defaultdict(set)
    for person, article in shared.given:
        has[person].add(article)
    assert sorted(map(sorted, has.values())) == [[1, 2], [3, 4]]
    assert sorted(shared.load.values()) == [370, 400]


def test_who_has_an_account_of_the_story_gets_the_others():
    these = [Task(1, 7), Task(2, 7), Task(3, 7)]
    standing = Standing(load={5: 90}, held=frozenset({(5, 2)}), stories=frozenset({(5, 7)}))
    assert share(these, Rule([4, 5, 6], stories="together"), standing).given == [(5, 1), (5, 3)]


def test_never_two_accounts_of_a_story_with_too_few_people():
    these = [Task(1, 7), Task(2, 7), Task(3, 7)]
    shared = share(these, Rule([1, 2], stories="apart"))
    assert sorted(article for _, article in shared.given) == [1, 2]
    assert shared.lacks == [Lack("apart", 3, 1)]


def test_more_people_an_article_than_there_are():
    shared = share([Task(1)], Rule([1, 2], each=3))
    assert [person for person, _ in shared.given] == [1, 2]
    assert shared.lacks == [Lack("people", 1, 1)]


def test_a_story_that_is_in_several_hands_cannot_be_seen_whole():
    standing = Standing(held=frozenset({(1, 1), (2, 2)}), stories=frozenset({(1, 7), (2, 7)}))
    shared = share([Task(1, 7), Task(2, 7)], Rule([1, 2], stories="together"), standing)
    assert shared.given == []
    assert {lack.why for lack in shared.lacks} == {"together"}


def test_an_article_without_people_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        share([], Rule([1], each=0))
