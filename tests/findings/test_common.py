"""What most accounts tell alike: never two that contradict each other, and each passage once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.findings.common import Alike, differing, shared

ACCOUNTS = [1, 2, 3, 4, 5]


def at(account, number=0):
    return account, number * 10, number * 10 + 5


def links(*pairs, score=0.5):
    return [Alike(at(one), at(other), score) for one, other in pairs]


def told(found):
    return [tuple(place[0] for place in each.places) for each in found]


def test_links_from_one_to_the_next_are_one_passage():
    assert told(shared(links((1, 2), (2, 3), (4, 5)), ACCOUNTS, 3)) == [(1, 2, 3)]


def test_passages_that_conflict_are_not_told_alike_even_through_a_third():
    found = shared(links((1, 2), (2, 3)), ACCOUNTS, 2, [(at(3), at(1))])
    assert told(found) == [(1, 2)]


def test_three_against_two_are_three():
    four, five = [(1, 3), (1, 4), (3, 4)], [(2, 5)]
    against = [(at(one), at(other)) for one in (1, 3, 4) for other in (2, 5)]
    assert told(shared(links(*four, *five), ACCOUNTS, 3, against)) == [(1, 3, 4)]


def test_the_better_counterpart_is_taken_where_one_account_has_two():
    weak, strong = Alike(at(1, 0), at(2), 0.3), Alike(at(1, 1), at(2), 0.9)
    (found,) = shared([weak, strong], ACCOUNTS, 2)
    assert found.places == (at(1, 1), at(2))


def test_those_of_most_accounts_come_first_then_the_most_alike():
    ties = [
        Alike(at(1, 0), at(2, 0), 0.3),
        Alike(at(1, 1), at(2, 1), 0.9),
        Alike(at(1, 2), at(2, 2), 0.9),
        Alike(at(2, 2), at(3), 0.2),
    ]
    found = shared(ties, ACCOUNTS, 2)
    assert [each.places[0] for each in found] == [at(1, 2), at(1, 1), at(1, 0)]
    assert [each.score for each in found] == [0.2, 0.9, 0.3]


PASSAGES = st.builds(at, st.sampled_from(ACCOUNTS), st.integers(0, 2))
PAIRS = st.tuples(PASSAGES, PASSAGES).filter(lambda pair: pair[0][0] != pair[1][0])
LINKS = st.lists(
    st.tuples(PAIRS, st.sampled_from([0.3, 0.6, 0.9])), unique_by=lambda each: frozenset(each[0]), max_size=12
)


@given(LINKS, st.lists(PAIRS, max_size=6), st.randoms())
def test_no_group_has_an_account_twice_or_a_conflict_and_the_order_of_links_is_nothing(given, against, mixed):
    ties = [Alike(*pair, score) for pair, score in given]
    found = shared(ties, ACCOUNTS, 2, against)
    turned = [Alike(each.other, each.one, each.score) for each in ties]
    mixed.shuffle(turned)
    assert shared(turned, ACCOUNTS, 2, [pair[::-1] for pair in against]) == found
    for each in found:
        assert len({place[0] for place in each.places}) == each.accounts >= 2
        assert not any({one, other} <= set(each.places) for one, other in against)
    placed = [place for each in found for place in each.places]
    assert len(placed) == len(set(placed))


@pytest.mark.parametrize(
    ("kinds", "counted"),
    [
        ([["number", "money"], ["hedge"]], {"certainty": 1, "number": 1}),
        ([["negation"], ["date", "time"], []], {"time": 1, "negation": 1}),
        ([], {}),
    ],
)
def test_passages_are_counted_by_what_they_differ_in(kinds, counted):
    assert differing(kinds) == counted
