"""Certainty drift: what is a jump, between whom, and what is never said."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.findings.drift import Telling, drifts, hedgers
from annotator.findings.plot import plot

START = datetime(2026, 1, 1, tzinfo=UTC)


def telling(account, level, *, hours=None, origin=None, status="asserted", hedges=(), attributed=None):
    return Telling(
        account=account,
        at=None if hours is None else START + timedelta(hours=hours),
        origin=account if origin is None else origin,
        status=status,
        level=level,
        hedges=frozenset(hedges),
        attributed=attributed,
    )


TELLINGS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 5)),
        st.one_of(st.none(), st.integers(1, 4)),
        st.integers(1, 3),
        st.sampled_from(["asserted", "denied", "differs", "not_reported", "unchecked"]),
        st.frozensets(st.sampled_from(["may", "reportedly"])),
        st.sampled_from([None, True, False]),
    ),
    max_size=8,
).map(
    lambda rows: [
        telling(n, level, hours=hours, origin=origin, status=status, hedges=hedges, attributed=named)
        for n, (hours, level, origin, status, hedges, named) in enumerate(rows)
    ]
)


def test_a_reprint_that_drops_the_hedge_is_inflation_and_says_which_words_went():
    first = telling(1, 2, hours=0, origin=7, hedges={"may", "suggests"}, attributed=True)
    between = telling(2, 4, hours=1)
    reprint = telling(3, 4, hours=2, origin=7, hedges={"suggests"}, attributed=False)
    last = drifts([first, between, reprint])[-1]
    assert (last.kind, last.before, last.after, last.steps) == ("inflation", 1, 3, 2)
    assert last.same_origin
    assert last.hedges == ("may",)
    assert last.attribution


def test_an_account_of_another_origin_is_measured_by_the_one_just_before_it():
    found = drifts([telling(1, 4, hours=0), telling(2, 2, hours=1), telling(3, 3, hours=2)])
    assert [(each.kind, each.before, each.after) for each in found] == [
        ("hedging", 1, 2),
        ("inflation", 2, 3),
    ]


def test_a_source_that_is_dropped_at_the_same_step_is_inflation():
    (found,) = drifts([telling(1, 4, hours=0, attributed=True), telling(2, 4, hours=1, attributed=False)])
    assert (found.kind, found.steps, found.attribution) == ("inflation", 0, True)


@pytest.mark.parametrize(
    "later",
    [
        telling(2, 4),  # without a date there is no later
        telling(2, 4, hours=0),  # nor at the same moment
        telling(2, 4, hours=1, status="denied"),
        telling(2, 4, hours=1, status="differs"),
        telling(2, None, hours=1, status="not_reported"),
        telling(2, None, hours=1),
        telling(2, 2, hours=1),
    ],
)
def test_nothing_is_said_where_there_is_nothing_to_measure(later):
    assert drifts([telling(1, 2, hours=0), later]) == []


@given(TELLINGS)
def test_a_jump_leads_to_a_later_account_that_says_the_same_and_each_is_the_end_of_one(tellings):
    by = {each.account: each for each in tellings}
    found = drifts(tellings)
    assert len({each.after for each in found}) == len(found)
    for each in found:
        before, after = by[each.before], by[each.after]
        assert before.at < after.at
        assert before.status == after.status
        assert each.steps == after.level - before.level
        assert (each.steps > 0) if each.kind == "inflation" and not each.attribution else True
        assert (each.steps >= 0) is (each.kind == "inflation") or each.steps == 0


@given(TELLINGS, st.randoms(use_true_random=False))
def test_the_order_in_which_accounts_came_changes_nothing(tellings, chance):
    mixed = list(tellings)
    chance.shuffle(mixed)
    assert drifts(mixed) == drifts(tellings)


@given(TELLINGS)
def test_who_hedges_what_adds_up(tellings):
    for each in hedgers([t.account for t in tellings], [tellings]):
        assert each.bare + each.hedged == each.told
        assert each.attributed <= each.quoted <= each.told
        assert each.inflated <= 1


@given(TELLINGS)
def test_every_account_that_was_checked_has_a_point_inside_the_drawing(tellings):
    drawn = plot(tellings, drifts(tellings))
    checked = [each.account for each in tellings if each.status != "unchecked"]
    assert [point.account for point in drawn.points] == checked
    assert all(0 < point.x < drawn.width and 0 < point.y < drawn.height for point in drawn.points)
    heights = {each.key: each.y for each in drawn.lines}
    assert heights["4"] < heights["3"] < heights["2"] < heights["1"]
    for point in drawn.points:
        assert point.y == heights[point.row]
