"""What counts between two raters, document by document: precision, recall, F1, and the mean over pairs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from annotator.agreement import cautions
from annotator.agreement.codes import Pair, sorted_pair
from annotator.agreement.records import Caution, Estimate, Note, order
from annotator.agreement.resampling import DEFAULT, Resampling, Row, spread, totals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from annotator.agreement.records import Name


@dataclass(frozen=True, slots=True)
class Part:
    """What one document (of clusters: one story) adds: who worked on it, and for each pair a row of sums."""

    raters: frozenset[Name]
    rows: Mapping[Pair, Row]


@dataclass(frozen=True, slots=True)
class PairTally:
    """The parts by name. Adding puts them together; ValueError for a part that is in both."""

    parts: Mapping[Name, Part] = field(default_factory=dict)

    def __add__(self, other: PairTally) -> PairTally:
        if twice := self.parts.keys() & other.parts.keys():
            raise ValueError(f"counted twice: {sorted(map(str, twice))}")
        return PairTally({**self.parts, **other.parts})

    @property
    def raters(self) -> frozenset[Name]:
        """Everybody who worked on a part."""
        return frozenset().union(*(part.raters for part in self.parts.values()))

    @property
    def pairs(self) -> list[Pair]:
        """The pairs of raters who worked on a part together, in order."""
        found = {pair for part in self.parts.values() for pair in part.rows}
        return sorted(found, key=lambda pair: (order(pair[0]), order(pair[1])))

    def plain(self) -> list[Any]:
        """Return it as lists, strings and numbers, for JSON."""
        return [
            [
                name,
                sorted(part.raters, key=order),
                [[list(pair), list(row)] for pair, row in part.rows.items()],
            ]
            for name, part in self.parts.items()
        ]

    @classmethod
    def of(cls, plain: list[Any]) -> PairTally:
        """Return the tally that :meth:`plain` wrote."""
        return cls(
            {
                name: Part(frozenset(raters), {(one, other): tuple(row) for (one, other), row in rows})
                for name, raters, rows in plain
            }
        )


@dataclass(frozen=True, slots=True)
class Score:
    """Two raters, the first of the pair as reference: swapping them swaps precision and recall, F1 stays."""

    precision: float | None  # of the second's: what the first has as well; None when the second has none
    recall: float | None  # of the first's: what the second has as well
    f1: float
    n: float  # how much was compared: markings or tokens of both, elements


def shares(both: float, one: float, other: float) -> Score | None:
    """Return the score of counts, None where neither rater has any."""
    if not one + other:
        return None
    return Score(
        both / other if other else None, both / one if one else None, 2 * both / (one + other), one + other
    )


@dataclass(frozen=True, slots=True)
class Scoring:
    """How a score comes from a row: from which of its sums, by which formula."""

    columns: tuple[int, int, int]
    score: Callable[[float, float, float], Score | None]

    def of(self, row: Row) -> Row:
        """Return the sums it needs."""
        return tuple(row[column] for column in self.columns)


def scores(tally: PairTally, scoring: Scoring) -> dict[Pair, Score]:
    """Return the score of each pair over all parts, without pairs that have nothing to compare."""
    found = {}
    for pair in tally.pairs:
        rows = [(scoring.of(part.rows[pair]), 1) for part in tally.parts.values() if pair in part.rows]
        each = scoring.score(*totals(rows))
        if each is not None:
            found[pair] = each
    return found


def f1(
    measure: str,
    tally: PairTally,
    scoring: Scoring,
    pair: tuple[Name, Name] | None = None,
    resampling: Resampling | None = DEFAULT,
) -> Estimate:
    """Return the F1 of a pair, or the mean over all pairs; the interval draws whole parts again.

    Pairs that have nothing to compare are left out of the mean.
    """
    wanted = [sorted_pair(*pair)] if pair else tally.pairs
    among = frozenset(wanted[0]) if pair else tally.raters
    touched = [part for part in tally.parts.values() if part.raters & among]
    pairable = [part for part in touched if any(each in part.rows for each in wanted)]
    rows = [
        (tuple(each for pair_ in wanted for each in scoring.of(part.rows.get(pair_, _NOTHING))), 1)
        for part in pairable
    ]

    def mean(sums: Row) -> float | None:
        got = [scoring.score(*sums[at : at + 3]) for at in range(0, len(sums), 3)]
        values = [each.f1 for each in got if each is not None]
        return sum(values) / len(values) if values else None

    counts = (len(touched), len(among & tally.raters), len(pairable))
    value = mean(totals(rows)) if rows else None
    if value is None:
        return Estimate(measure, None, *counts, notes=(Note(_missing(*counts)),))
    around = spread(rows, mean, resampling)
    compared = sum(each.n for key, each in scores(tally, scoring).items() if key in wanted)
    notes = [
        *cautions.few(int(compared)),
        *cautions.covered(len(pairable), len(touched)),
        *cautions.shaky(around),
    ]
    return Estimate(measure, value, *counts, interval=around.interval, notes=tuple(notes))


def _missing(items: int, raters: int, pairable: int) -> Caution:
    if not items:
        return Caution.NO_ITEMS
    if raters < 2:  # noqa: PLR2004 - agreement takes two
        return Caution.ONE_RATER
    return Caution.NOTHING_MARKED if pairable else Caution.NO_ITEM_TWICE


_NOTHING: Final = (0.0,) * 7  # as long as the longest row
