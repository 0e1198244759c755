"""Agreement on codes: percent, Cohen, Fleiss, Krippendorff, Gwet; each from a tally, with its interval.

Missing ratings are allowed everywhere. `scale` is all values in their order; without it, the values that
were used, numbers before words. Cost of each: the distinct patterns times the values, not the items.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from annotator.agreement import cautions, weighing
from annotator.agreement.codes import size, sorted_pair
from annotator.agreement.records import Caution, Estimate, Level, Note, Weights, ordered
from annotator.agreement.resampling import DEFAULT, Resampling, spread, totals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.agreement.codes import CodeTally, Pattern
    from annotator.agreement.records import Name
    from annotator.agreement.resampling import Row


def percent(tally: CodeTally, *, resampling: Resampling | None = DEFAULT) -> Estimate:
    """Return the share of pairs of raters that agree, a mean over the items that two or more rated."""
    scale = ordered(tally.values)
    rows = [
        ((_agreeing(pattern, scale, weighing.matrix(Weights.IDENTITY, len(scale))), 1.0), count)
        for pattern, count in _pairable(tally)
    ]
    return _estimate("percent", tally, rows, lambda sums: sums[0] / sums[1], resampling, skew=False)


def cohen(
    tally: CodeTally,
    one: Name,
    other: Name,
    *,
    weights: Weights = Weights.IDENTITY,
    scale: Sequence[Name] | None = None,
    resampling: Resampling | None = DEFAULT,
) -> Estimate:
    """Return Cohen's kappa of two raters (Cohen 1960), weighted for steps of a scale (Cohen 1968)."""
    both = tally.between(one, other)
    cells = sorted(both.pairs.get(sorted_pair(one, other), {}).items(), key=lambda cell: str(cell[0]))
    values = list(scale or ordered(both.values))
    place = {value: number for number, value in enumerate(values)}
    weight = weighing.matrix(weights, len(values))
    rows = []
    for (mine, theirs), count in cells:
        row = [0.0] * (2 * len(values))
        row[place[mine]] = row[len(values) + place[theirs]] = 1.0
        rows.append(((weight[place[mine]][place[theirs]], *row, 1.0), count))

    def kappa(sums: Row) -> float | None:
        agreed, rowed, columned, n = (
            sums[0],
            sums[1 : len(values) + 1],
            sums[len(values) + 1 : -1],
            sums[-1],
        )
        chance = sum(
            weight[i][j] * mine * theirs
            for i, mine in enumerate(rowed)
            if mine
            for j, theirs in enumerate(columned)
            if theirs
        )
        return _corrected(agreed / n, chance / (n * n))

    return _estimate("cohen", both, rows, kappa, resampling)


def fleiss(tally: CodeTally, *, resampling: Resampling | None = DEFAULT) -> Estimate:
    """Return Fleiss' kappa (Fleiss 1971), with ratings missing as Gwet (2014, section 2.4) has it.

    Items that one person rated count for how common a value is, as there.
    """
    scale = ordered(tally.values)
    rows = _gwet_rows(tally, scale, weighing.matrix(Weights.IDENTITY, len(scale)))

    def kappa(sums: Row) -> float | None:
        agreed, pairable, items, *shares = sums
        if not pairable:
            return None
        return _corrected(agreed / pairable, sum((share / items) ** 2 for share in shares))

    return _estimate("fleiss", tally, rows, kappa, resampling)


def gwet(
    tally: CodeTally,
    weights: Weights = Weights.IDENTITY,
    *,
    scale: Sequence[Name] | None = None,
    resampling: Resampling | None = DEFAULT,
) -> Estimate:
    """Return Gwet's AC1 (Gwet 2008), or AC2 where steps of a scale are weighted (Gwet 2014, chapter 4).

    It stays near the percentage where one value is common, where kappa and alpha fall. The number of values
    is that of `scale`: what the raters could have chosen.
    """
    values = list(scale or ordered(tally.values))
    weight = weighing.matrix(weights, len(values))
    rows = _gwet_rows(tally, values, weight)
    total, choices = sum(map(sum, weight)), len(values)

    def coefficient(sums: Row) -> float | None:
        agreed, pairable, items, *shares = sums
        if not pairable or choices < 2:  # noqa: PLR2004 - there is nothing to choose
            return None
        spreading = sum(share / items * (1 - share / items) for share in shares)
        return _corrected(agreed / pairable, total / (choices * (choices - 1)) * spreading)

    name = "gwet_ac1" if weights is Weights.IDENTITY else "gwet_ac2"
    return _estimate(name, tally, rows, coefficient, resampling, skew=False)


def alpha(
    tally: CodeTally,
    level: Level = Level.NOMINAL,
    *,
    scale: Sequence[Name] | None = None,
    resampling: Resampling | None = DEFAULT,
) -> Estimate:
    """Return Krippendorff's alpha (Krippendorff 2011), for names, steps of `scale`, or numbers.

    For `INTERVAL` the values are numbers themselves; a word raises TypeError.
    """
    values = list(scale or ordered(tally.values))
    place = {value: number for number, value in enumerate(values)}
    patterns = _pairable(tally)
    crossed = sorted(
        {
            tuple(sorted((place[one], place[other])))
            for pattern, _ in patterns
            for (one, _), (other, _) in combinations(pattern, 2)
        }
    )
    column = {pair: len(values) + number for number, pair in enumerate(crossed)}
    rows = []
    for pattern, count in patterns:
        row = [0.0] * (len(values) + len(crossed))
        for value, times in pattern:
            row[place[value]] = float(times)
        for (one, many), (other, much) in combinations(pattern, 2):
            row[column[tuple(sorted((place[one], place[other])))]] = many * much / (size(pattern) - 1)
        rows.append((tuple(row), count))
    distances: Callable[[Row], weighing.Matrix] = weighing.distances(level, values)

    def coefficient(sums: Row) -> float | None:
        margins = sums[: len(values)]
        distance = distances(margins)
        observed = sum(
            each * distance[i][j] for (i, j), each in zip(crossed, sums[len(values) :], strict=True)
        )
        expected = sum(
            margins[i] * margins[j] * distance[i][j] for i, j in combinations(range(len(values)), 2)
        )
        return 1 - observed * (sum(margins) - 1) / expected if expected else None

    return _estimate(f"alpha_{level}", tally, rows, coefficient, resampling)


def _pairable(tally: CodeTally) -> list[tuple[Pattern, int]]:
    """Return the patterns of two or more, in an order that does not depend on that of the ratings."""
    return sorted(
        (each for each in tally.patterns.items() if size(each[0]) > 1), key=lambda each: str(each[0])
    )


def _agreeing(pattern: Pattern, scale: Sequence[Name], weight: weighing.Matrix) -> float:
    """Return the share of ordered pairs of raters that agree, each as much as the weights say."""
    place = {value: number for number, value in enumerate(scale)}
    raters = size(pattern)
    agreed = sum(
        times * (sum(weight[place[value]][place[other]] * much for other, much in pattern) - 1)
        for value, times in pattern
    )
    return agreed / (raters * (raters - 1))


def _gwet_rows(tally: CodeTally, scale: Sequence[Name], weight: weighing.Matrix) -> list[tuple[Row, int]]:
    """Return for each pattern: the agreement, 1 where two rated, 1, and each value's share."""
    rows: list[tuple[Row, int]] = []
    for pattern, count in sorted(tally.patterns.items(), key=lambda each: str(each[0])):
        raters = size(pattern)
        if not raters:
            continue
        given = dict(pattern)
        shares = [given.get(value, 0) / raters for value in scale]
        two = raters > 1
        agreed = _agreeing(pattern, scale, weight) if two else 0.0
        rows.append(((agreed, float(two), 1.0, *shares), count))
    return rows


def _corrected(observed: float, chance: float) -> float | None:
    return None if 1 - chance < 1e-12 else (observed - chance) / (1 - chance)  # noqa: PLR2004 - rounding


def _estimate(
    measure: str,
    tally: CodeTally,
    rows: Sequence[tuple[Row, int]],
    statistic: Callable[[Row], float | None],
    resampling: Resampling | None,
    *,
    skew: bool = True,
) -> Estimate:
    counts = (tally.items, len(tally.given), tally.pairable)
    missing = cautions.missing(tally)
    value = None if missing else statistic(totals(rows))
    if value is None:
        notes = [Note(missing or Caution.ONE_CATEGORY)]
        return Estimate(measure, None, *counts, notes=tuple(notes))
    around = spread(rows, statistic, resampling)
    notes = [*cautions.misleading(tally, skew=skew), *cautions.shaky(around)]
    return Estimate(measure, value, *counts, interval=around.interval, notes=tuple(notes))
