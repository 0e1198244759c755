"""Draws have the distribution they should, and intervals are those of drawing the items themselves."""

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from annotator.agreement import codes
from annotator.agreement.coefficients import alpha, percent
from annotator.agreement.records import Caution
from annotator.agreement.resampling import Resampling, binomial, multinomial, spread, totals
from tests.agreement.making import columns, grouped, table


@pytest.mark.parametrize(
    ("n", "p"), [(5, 0.3), (40, 0.01), (40, 0.5), (300, 0.2), (1000, 0.93), (10_000, 0.5)]
)
def test_binomial_draws(n, p):
    chance = random.Random(7)
    drawn = [binomial(chance, n, p) for _ in range(4000)]
    told = stats.binom(n, p)
    assert abs(np.mean(drawn) - told.mean()) < 4 * told.std() / np.sqrt(len(drawn))
    edges = sorted({int(told.ppf(share)) for share in (0.1, 0.3, 0.5, 0.7, 0.9)})
    for edge in edges:
        assert np.mean(np.array(drawn) <= edge) == pytest.approx(told.cdf(edge), abs=0.04)


@settings(deadline=None)
@given(st.integers(0, 200), st.lists(st.integers(1, 9), min_size=1, max_size=6), st.integers(0, 99))
def test_multinomial_draws_sum_to_all(n, weights, seed):
    drawn = multinomial(random.Random(seed), n, [each / sum(weights) for each in weights])
    assert sum(drawn) == n
    assert len(drawn) == len(weights)
    assert min(drawn) >= 0


def test_certain_and_impossible_draws():
    chance = random.Random(1)
    assert [binomial(chance, 9, p) for p in (0.0, 1.0)] == [0, 9]
    assert binomial(chance, 0, 0.5) == 0


def test_the_interval_is_that_of_drawing_items():
    """Drawing whole items from the raw data, a hundred times slower, comes to the same borders."""
    made = table([[30, 6, 2], [5, 20, 4], [1, 5, 12]])
    items = list(grouped(made, "item").values())
    chance = random.Random(3)
    values = []
    for _ in range(300):
        drawn = [
            each.__class__(number, each.rater, each.value)
            for number, item in enumerate(chance.choices(items, k=len(items)))
            for each in item
        ]
        values.append(alpha(codes.tally(drawn), resampling=None).value)
    low, high = alpha(codes.tally(made), resampling=Resampling(times=4000)).interval
    assert low == pytest.approx(np.quantile(values, 0.025), abs=0.05)
    assert high == pytest.approx(np.quantile(values, 0.975), abs=0.05)


def test_the_interval_of_a_mean_is_the_textbooks():
    rows = [((1.0, 1.0), 700), ((0.0, 1.0), 300)]
    low, high = spread(rows, lambda sums: sums[0] / sums[1], Resampling(times=4000)).interval
    error = 1.96 * (0.7 * 0.3 / 1000) ** 0.5
    assert low == pytest.approx(0.7 - error, abs=0.004)
    assert high == pytest.approx(0.7 + error, abs=0.004)


def test_deterministic_by_its_seed_and_blind_to_order():
    made = table([[20, 5], [8, 17]])
    one, other = codes.tally(made), codes.tally(reversed(made))
    assert alpha(one).interval == alpha(other).interval == alpha(one).interval
    assert alpha(one, resampling=Resampling(seed=2)).interval != alpha(one).interval


@settings(deadline=None)
@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 40))
def test_the_value_lies_in_bounds_of_its_interval(same, differing, seed):
    if same + differing > 1:
        found = percent(codes.tally(table([[same, differing], [0, 0]])), resampling=Resampling(50, seed, 1.0))
        low, high = found.interval
        assert 0 <= low <= high <= 1


def test_one_item_has_no_interval():
    assert percent(codes.tally(columns(a="p", b="q"))).interval is None
    assert percent(codes.tally(columns(a="pp", b="pq")), resampling=None).interval is None


def test_a_shaky_interval_is_said():
    """With one item of another value, about a third of the resamples have none of it, and no alpha."""
    found = alpha(codes.tally(columns(a="p" * 30 + "q", b="p" * 30 + "q")))
    shares = [each.figures["share"] for each in found.notes if each.caution is Caution.SHAKY_INTERVAL]
    assert shares == [pytest.approx((30 / 31) ** 31, abs=0.06)]


@settings(deadline=None)
@given(st.lists(st.tuples(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.integers(1, 4)), min_size=1))
def test_totals_count_each_row_as_often_as_it_came(rows):
    repeated = Counter()
    for row, count in rows:
        for place, each in enumerate(row):
            repeated[place] += each * count
    assert totals(rows) == (repeated[0], repeated[1])
