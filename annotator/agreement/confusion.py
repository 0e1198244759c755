"""What stands behind the numbers: who gave what where another gave something else, with the rows' ids."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.agreement.records import order, ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.agreement.records import Name, Rating


@dataclass(frozen=True, slots=True)
class Both:
    """One item in a cell: its name, and the ids of what the row's rater and the column's raters made."""

    item: Name
    row: Name
    columns: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Confusion:
    """What one rater gave (rows) where the other, or most of the others, gave something (columns).

    `cells` has the items behind each cell that is not empty. `left_out` are the items where the others are
    split so that none of their values has most votes.
    """

    values: tuple[Name, ...]
    cells: Mapping[tuple[Name, Name], tuple[Both, ...]]
    left_out: tuple[Name, ...] = ()

    def count(self, row: Name, column: Name) -> int:
        """Return how many items are in a cell."""
        return len(self.cells.get((row, column), ()))

    @property
    def items(self) -> int:
        """How many items are in it."""
        return sum(map(len, self.cells.values()))

    @property
    def mixed(self) -> list[tuple[Name, Name, int]]:
        """The values that are taken for each other, in either direction: (one, other, items), most first."""
        found: Counter[tuple[Name, Name]] = Counter()
        for (row, column), items in self.cells.items():
            if row != column:
                one, other = sorted((row, column), key=order)
                found[one, other] += len(items)
        return [
            (one, other, count)
            for (one, other), count in sorted(
                found.items(), key=lambda each: (-each[1], order(each[0][0]), order(each[0][1]))
            )
        ]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An item to which raters gave different values: for each value its ratings, the commonest first."""

    item: Name
    given: tuple[tuple[Name, tuple[Rating, ...]], ...]
    differing: float  # the share of pairs of its raters that differ


def between(
    ratings: Iterable[Rating], one: Name, other: Name, scale: Sequence[Name] | None = None
) -> Confusion:
    """Return what `one` (rows) and `other` (columns) gave to the items of both; gold is a rater too."""
    return _confusion(ratings, one, frozenset({other}), scale)


def with_group(
    ratings: Iterable[Rating],
    rater: Name,
    scale: Sequence[Name] | None = None,
    *,
    without: Iterable[Name] = (),
) -> Confusion:
    """Return what `rater` gave (rows) where most of the others gave something (columns).

    `without` are raters who are not of the group, as the gold layer. Items on which the others are split
    evenly are left out, for there is nothing to be held against.
    """
    ratings = list(ratings)
    others = frozenset(each.rater for each in ratings) - {rater, *without}
    return _confusion(ratings, rater, others, scale)


def disagreements(ratings: Iterable[Rating]) -> list[Disagreement]:
    """Return the items on which raters differ, those of the most differing pairs first."""
    found = []
    for item, given in _by_item(ratings).items():
        by_value: defaultdict[Name, list[Rating]] = defaultdict(list)
        for each in sorted(given, key=lambda rating: order(rating.rater)):
            by_value[each.value].append(each)
        if len(by_value) > 1:
            pairs = len(given) * (len(given) - 1)
            alike = sum(len(each) * (len(each) - 1) for each in by_value.values())
            values = sorted(by_value.items(), key=lambda each: (-len(each[1]), order(each[0])))
            shown = tuple((value, tuple(each)) for value, each in values)
            found.append(Disagreement(item, shown, (pairs - alike) / pairs))
    return sorted(found, key=lambda each: (-each.differing, order(each.item)))


def _confusion(
    ratings: Iterable[Rating], rater: Name, others: frozenset[Name], scale: Sequence[Name] | None
) -> Confusion:
    cells: defaultdict[tuple[Name, Name], list[Both]] = defaultdict(list)
    left_out = []
    for item, given in sorted(_by_item(ratings).items(), key=lambda each: order(each[0])):
        own = next((each for each in given if each.rater == rater), None)
        theirs = sorted((each for each in given if each.rater in others), key=lambda each: order(each.rater))
        if own is None or not theirs:
            continue
        value = _most([each.value for each in theirs])
        if value is None:
            left_out.append(item)
            continue
        cells[own.value, value].append(Both(item, own.id, tuple(each.id for each in theirs)))
    seen = ordered(value for cell in cells for value in cell)
    return Confusion(
        tuple(scale or seen), {cell: tuple(items) for cell, items in cells.items()}, tuple(left_out)
    )


def _most(values: Sequence[Name]) -> Name | None:
    """Return the value with the most votes, None when two have as many."""
    (value, votes), *rest = Counter(values).most_common(2)
    return None if rest and rest[0][1] == votes else value


def _by_item(ratings: Iterable[Rating]) -> dict[Name, list[Rating]]:
    found: defaultdict[Name, list[Rating]] = defaultdict(list)
    for each in ratings:
        found[each.item].append(each)
    return dict(found)
