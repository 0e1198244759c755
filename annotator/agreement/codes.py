"""What counts of codes: how often each pattern of values came up, without who and where."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from annotator.agreement.records import order, ordered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.agreement.records import Name, Rating

# The values of one item with how many gave each, in order; none where a value is not known.
Pattern = tuple["tuple[Name, int]", ...]
Pair = tuple["Name", "Name"]  # of raters, in order

REST: Final = ""  # every other value, where one is set against the rest


@dataclass(frozen=True, slots=True)
class CodeTally:
    """All that the coefficients of codes need. Adding is exact: the sum of parts is the tally of the whole.

    `patterns` counts the items by what they were given; `pairs` counts, for two raters, what the one and the
    other gave to the items that both rated; `given` counts ratings by rater.
    """

    patterns: Counter[Pattern] = field(default_factory=Counter)
    pairs: dict[Pair, Counter[Pair]] = field(default_factory=dict)
    given: Counter[Name] = field(default_factory=Counter)

    def __add__(self, other: CodeTally) -> CodeTally:
        pairs = {pair: Counter(cells) for pair, cells in self.pairs.items()}
        for pair, cells in other.pairs.items():
            pairs.setdefault(pair, Counter()).update(cells)
        return CodeTally(self.patterns + other.patterns, pairs, self.given + other.given)

    @property
    def items(self) -> int:
        """How many items anybody rated."""
        return self.patterns.total()

    @property
    def pairable(self) -> int:
        """How many items two or more rated."""
        return sum(count for pattern, count in self.patterns.items() if size(pattern) > 1)

    @property
    def values(self) -> Counter[Name]:
        """How often each value was given."""
        found: Counter[Name] = Counter()
        for pattern, count in self.patterns.items():
            for value, times in pattern:
                found[value] += times * count
        return found

    def between(self, one: Name, other: Name) -> CodeTally:
        """Return the tally of two raters: of the items that only one of them rated, just the number."""
        pair = sorted_pair(one, other)
        cells = self.pairs.get(pair, Counter())
        found = CodeTally(
            pairs={pair: Counter(cells)} if cells else {},
            given=Counter({rater: self.given[rater] for rater in pair if self.given[rater]}),
        )
        for values, count in cells.items():
            found.patterns[_pattern(values)] += count
        if alone := found.given.total() - 2 * cells.total():
            found.patterns[()] = alone
        return found

    def only(self, value: Name) -> CodeTally:
        """Return the tally with all values but `value` as one, `REST`: for the agreement on one code."""
        found = CodeTally(given=Counter(self.given))
        for pattern, count in self.patterns.items():
            times = dict(pattern).get(value, 0)
            rest = size(pattern) - times
            found.patterns[_pattern([value] * times + [REST] * rest)] += count
        for pair, cells in self.pairs.items():
            kept = found.pairs.setdefault(pair, Counter())
            for (one, other), count in cells.items():
                kept[one if one == value else REST, other if other == value else REST] += count
        return found

    def plain(self) -> dict[str, Any]:
        """Return it as lists, strings and numbers, for JSON."""
        return {
            "patterns": [
                [[list(each) for each in pattern], count] for pattern, count in self.patterns.items()
            ],
            "pairs": [
                [list(pair), [[list(cell), count] for cell, count in cells.items()]]
                for pair, cells in self.pairs.items()
            ],
            "given": [list(each) for each in self.given.items()],
        }

    @classmethod
    def of(cls, plain: dict[str, Any]) -> CodeTally:
        """Return the tally that :meth:`plain` wrote."""
        return cls(
            Counter({tuple((v, n) for v, n in pattern): count for pattern, count in plain["patterns"]}),
            {
                (one, other): Counter({(mine, theirs): count for (mine, theirs), count in cells})
                for (one, other), cells in plain["pairs"]
            },
            Counter(dict(plain["given"])),
        )


def tally(ratings: Iterable[Rating]) -> CodeTally:
    """Count `ratings`. A rater has one value an item: ValueError where there are two."""
    items: defaultdict[Name, dict[Name, Name]] = defaultdict(dict)
    for rating in ratings:
        given = items[rating.item]
        if rating.rater in given:
            raise ValueError(f"{rating.rater} rated {rating.item} twice")
        given[rating.rater] = rating.value
    found = CodeTally()
    for given in items.values():
        found.patterns[_pattern(given.values())] += 1
        found.given.update(given.keys())
        for one, other in combinations(sorted(given, key=order), 2):
            found.pairs.setdefault((one, other), Counter())[given[one], given[other]] += 1
    return found


def size(pattern: Pattern) -> int:
    """Return how many raters a pattern has."""
    return sum(times for _, times in pattern)


def sorted_pair(one: Name, other: Name) -> Pair:
    """Return two raters in the order in which tallies have them."""
    return (one, other) if order(one) <= order(other) else (other, one)


def _pattern(values: Iterable[Name]) -> Pattern:
    counts = Counter(values)
    return tuple((value, counts[value]) for value in ordered(counts))
