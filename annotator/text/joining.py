"""Which ranges of several people mean one passage: what overlaps, how much, and put together the best first.

Places are ranges as pairs `(start, end)` of code points, half-open, sorted, none overlapping within a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

Place = Sequence[tuple[int, int]]


def touching(places: Sequence[Place]) -> set[tuple[int, int]]:
    """Return the pairs of places, by their numbers, of which a range overlaps: a sweep over the text."""
    starts = sorted((start, end, number) for number, place in enumerate(places) for start, end in place)
    found: set[tuple[int, int]] = set()
    open_: list[tuple[int, int]] = []
    for start, end, number in starts:
        open_ = [each for each in open_ if each[0] > start]
        if end > start:
            found.update((min(number, other), max(number, other)) for _, other in open_ if other != number)
            open_.append((end, number))
    return found


def shared(one: Place, other: Place) -> int:
    """Return how many code points two places share."""
    if len(one) == len(other) == 1:  # nearly all are one range, and pairs are many
        (start, end), (begin, stop) = one[0], other[0]
        return max(0, min(end, stop) - max(start, begin))
    i = j = total = 0
    while i < len(one) and j < len(other):
        total += max(0, min(one[i][1], other[j][1]) - max(one[i][0], other[j][0]))
        if one[i][1] <= other[j][1]:
            i += 1
        else:
            j += 1
    return total


def share(one: Place, other: Place) -> float:
    """Return the code points that both have, over all that either has (Jaccard), from 0 to 1."""
    common = shared(one, other)
    return common / (_size(one) + _size(other) - common) if common else 0.0


def joined(owners: Sequence[Hashable], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return groups of numbers: those of each pair are put together, unless a group had one owner twice.

    `pairs` come best first. Each number is in one group; groups and numbers in their order.
    """
    group = {number: [number] for number in range(len(owners))}
    for one, other in pairs:
        mine, theirs = group[one], group[other]
        if mine is theirs or {owners[each] for each in mine} & {owners[each] for each in theirs}:
            continue
        mine += theirs
        for each in theirs:
            group[each] = mine
    return sorted(sorted(each) for each in {id(each): each for each in group.values()}.values())


def _size(place: Place) -> int:
    if len(place) == 1:
        start, end = place[0]
        return end - start
    return sum(end - start for start, end in place)
