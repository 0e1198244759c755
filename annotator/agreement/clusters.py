"""Agreement on which mentions belong together: B-cubed and pairwise F1 of the raters' clusterings.

A clustering is given as ratings: `item` is the mention (of several raters: the passage that
`matching.passages` made of their markings), `value` is whatever the rater put it under, a claim. The names of
the clusters mean nothing. Only items that both raters of a pair placed are compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from annotator.agreement import pairs
from annotator.agreement.pairs import PairTally, Part, Score
from annotator.agreement.records import order, ordered
from annotator.agreement.resampling import DEFAULT, Resampling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from annotator.agreement.codes import Pair
    from annotator.agreement.records import Estimate, Name, Rating
    from annotator.agreement.resampling import Row


@dataclass(frozen=True, slots=True)
class Differing:
    """An item, and what only the one and only the other of two raters put together with it."""

    item: Name
    only_one: tuple[Name, ...]
    only_other: tuple[Name, ...]


def tally(ratings: Iterable[Rating], story: Name) -> PairTally:
    """Count one story: nobody puts its mentions together with another's.

    ValueError where a rater placed an item twice.
    """
    placed: defaultdict[Name, dict[Name, Name]] = defaultdict(dict)
    for rating in ratings:
        if rating.item in placed[rating.rater]:
            raise ValueError(f"{rating.rater} placed {rating.item} twice")
        placed[rating.rater][rating.item] = rating.value
    rows = {
        (one, other): _row(placed[one], placed[other])
        for one, other in combinations(ordered(placed), 2)
        if placed[one].keys() & placed[other].keys()
    }
    return PairTally({story: Part(frozenset(placed), rows)})


def b_cubed(
    tally: PairTally, pair: tuple[Name, Name] | None = None, *, resampling: Resampling | None = DEFAULT
) -> Estimate:
    """Return the B-cubed F1 (Bagga and Baldwin 1998) of a pair, or the mean over pairs; stories are drawn."""
    return pairs.f1("b_cubed", tally, _B_CUBED, pair, resampling)


def b_cubed_scores(tally: PairTally) -> dict[Pair, Score]:
    """Return B-cubed precision, recall and F1 of each pair."""
    return pairs.scores(tally, _B_CUBED)


def pairwise(
    tally: PairTally, pair: tuple[Name, Name] | None = None, *, resampling: Resampling | None = DEFAULT
) -> Estimate:
    """Return the F1 of links: pairs of mentions that are put together. Undefined where nobody links any."""
    return pairs.f1("pairwise", tally, _PAIRWISE, pair, resampling)


def pairwise_scores(tally: PairTally) -> dict[Pair, Score]:
    """Return the precision, recall and F1 of links of each pair of raters."""
    return pairs.scores(tally, _PAIRWISE)


def behind(ratings: Iterable[Rating], one: Name, other: Name) -> list[Differing]:
    """Return the items of both that keep other company with the one than with the other, most first."""
    placed: defaultdict[Name, dict[Name, Name]] = defaultdict(dict)
    for rating in ratings:
        placed[rating.rater][rating.item] = rating.value
    items = ordered(placed[one].keys() & placed[other].keys())
    mine, theirs = _company(items, placed[one]), _company(items, placed[other])
    found = []
    for item in items:
        here, there = mine[placed[one][item]], theirs[placed[other][item]]
        if here != there:
            found.append(Differing(item, tuple(ordered(here - there)), tuple(ordered(there - here))))
    return sorted(found, key=lambda each: (-len(each.only_one) - len(each.only_other), order(each.item)))


def _company(items: Iterable[Name], placed: Mapping[Name, Name]) -> dict[Name, set[Name]]:
    found: defaultdict[Name, set[Name]] = defaultdict(set)
    for item in items:
        found[placed[item]].add(item)
    return dict(found)


def _row(one: Mapping[Name, Name], other: Mapping[Name, Name]) -> Row:
    """Return elements, sums of their precision and recall, links of both, of the first, of the second."""
    items = one.keys() & other.keys()
    cells = Counter((one[item], other[item]) for item in items)
    mine, theirs = Counter(one[item] for item in items), Counter(other[item] for item in items)
    precision = sum(count * count / theirs[b] for (_, b), count in cells.items())
    recall = sum(count * count / mine[a] for (a, _), count in cells.items())
    return (float(len(items)), precision, recall, _links(cells), _links(mine), _links(theirs))


def _links(sizes: Counter[Name] | Counter[tuple[Name, Name]]) -> float:
    return sum(size * (size - 1) / 2 for size in sizes.values())


def _averaged(items: float, precision: float, recall: float) -> Score | None:
    if not items:
        return None
    f1 = 2 * precision * recall / (precision + recall)
    return Score(precision / items, recall / items, f1 / items, items)


_B_CUBED: Final = pairs.Scoring((0, 1, 2), _averaged)
_PAIRWISE: Final = pairs.Scoring((3, 4, 5), pairs.shares)
