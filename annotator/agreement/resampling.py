"""Bootstrap intervals from sums: what is drawn again are rows that were counted, never the raw data.

Every measure here is a function of sums over items or documents. A resample is therefore a multinomial draw
of how often each distinct row comes up, and a resample of 10,000 items that show 40 patterns costs 40 draws.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from operator import itemgetter, mul
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Row = tuple[float, ...]

_SHAKY: Final = 0.05  # share of resamples without a value from which an interval is called shaky
_DIRECT: Final = 10  # expected successes below which waiting times are quicker than rejection


@dataclass(frozen=True, slots=True)
class Resampling:
    """How often to draw, from which seed, and how much of the draws the interval holds."""

    times: int = 1000
    seed: int = 1
    level: float = 0.95


DEFAULT: Final = Resampling()


@dataclass(frozen=True, slots=True)
class Spread:
    """The interval, None where too little can be drawn, and the share of draws that had no value."""

    interval: tuple[float, float] | None
    undefined: float = 0.0

    @property
    def shaky(self) -> bool:
        """Whether more draws than chance explains had no value."""
        return self.undefined > _SHAKY


def totals(rows: Iterable[tuple[Row, int]]) -> Row:
    """Return the sums of the columns, each row as often as it was counted."""
    return tuple(sum(column) for column in zip(*(_times(row, count) for row, count in rows), strict=True))


def spread(
    rows: Sequence[tuple[Row, int]],
    statistic: Callable[[Row], float | None],
    resampling: Resampling | None = DEFAULT,
) -> Spread:
    """Return the percentile interval of `statistic(sums of the columns)` (Efron and Tibshirani 1993, ch. 13).

    `rows` are distinct rows, all of one length, with how often each came up; `statistic` is None where it has
    no value. Deterministic by the seed and the order of the rows. No interval of fewer than two drawn things.
    """
    drawn = sum(count for _, count in rows)
    if resampling is None or drawn < 2:  # noqa: PLR2004 - one thing drawn again is itself
        return Spread(None)
    columns = [_column(column) for column in zip(*(row for row, _ in rows), strict=True)]
    shares = [count / drawn for _, count in rows]
    chance = random.Random(resampling.seed)  # noqa: S311 - statistics, not secrets
    values = []
    for _ in range(resampling.times):
        weights = multinomial(chance, drawn, shares)
        value = statistic(tuple(sum(map(mul, take(weights), column)) for take, column in columns))
        if value is not None:
            values.append(value)
    undefined = 1 - len(values) / resampling.times
    if not values:
        return Spread(None, undefined)
    values.sort()
    tail = (1 - resampling.level) / 2
    return Spread((_quantile(values, tail), _quantile(values, 1 - tail)), undefined)


def multinomial(chance: random.Random, drawn: int, shares: Sequence[float]) -> list[int]:
    """Return how often each of the `shares`, which sum to one, comes up in `drawn` draws."""
    left, rest, found = drawn, 1.0, []
    for share in shares[:-1]:
        number = binomial(chance, left, min(1.0, share / rest)) if left and rest > 0 else 0
        found.append(number)
        left -= number
        rest -= share
    return [*found, left]


def binomial(chance: random.Random, n: int, p: float) -> int:
    """Return the successes of `n` trials; exact, in a time that hardly depends on `n`.

    Waiting times (Devroye 1986, p. 525) where few are expected, else transformed rejection with squeeze
    (Hörmann 1993, BTRS). Python has it from 3.12 as `random.binomialvariate`.
    """
    if p <= 0 or n == 0:
        return 0
    if p >= 1:
        return n
    if p > 0.5:  # noqa: PLR2004
        return n - binomial(chance, n, 1 - p)
    return _waited(chance, n, p) if n * p < _DIRECT else _rejected(chance, n, p)


def _waited(chance: random.Random, n: int, p: float) -> int:
    found, at, scale = 0, 0, math.log1p(-p)
    while True:
        at += int(math.log(1.0 - chance.random()) / scale) + 1
        if at > n:
            return found
        found += 1


def _rejected(chance: random.Random, n: int, p: float) -> int:
    deviation = math.sqrt(n * p * (1 - p))
    b = 1.15 + 2.53 * deviation
    a = -0.0873 + 0.0248 * b + 0.01 * p
    c = n * p + 0.5
    squeeze = 0.92 - 4.2 / b
    alpha = (2.83 + 5.1 / b) * deviation
    odds = math.log(p / (1 - p))
    mode = int((n + 1) * p)
    height = math.lgamma(mode + 1) + math.lgamma(n - mode + 1)
    while True:
        u = chance.random() - 0.5
        us = 0.5 - abs(u)
        v = 1.0 - chance.random()
        if us == 0:
            continue
        k = math.floor((2 * a / us + b) * u + c)
        if not 0 <= k <= n:
            continue
        if us >= 0.07 and v <= squeeze:  # noqa: PLR2004 - the constants are Hörmann's
            return k
        bound = math.log(v * alpha / (a / (us * us) + b))
        if bound <= height - math.lgamma(k + 1) - math.lgamma(n - k + 1) + (k - mode) * odds:
            return k


def _column(column: Sequence[float]) -> tuple[Callable[[Sequence[int]], Sequence[int]], Sequence[float]]:
    """Return what takes the weights that matter to a column, and their values: pairs of raters are sparse."""
    places = [place for place, value in enumerate(column) if value]
    if len(places) < 2 or 2 * len(places) > len(column):  # noqa: PLR2004 - itemgetter gives no tuple of one
        return _all, column
    return itemgetter(*places), [column[place] for place in places]


def _all(weights: Sequence[int]) -> Sequence[int]:
    return weights


def _times(row: Row, count: int) -> Row:
    return tuple(each * count for each in row)


def _quantile(values: Sequence[float], share: float) -> float:
    """Return the quantile by linear interpolation (Hyndman and Fan's type 7, numpy's default)."""
    place = share * (len(values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)
