"""The heaviest chain of runs that two sequences share in one order: the frame of a diff of long texts."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Run = tuple[int, int, int]  # place in one sequence, place in the other, how many items


@dataclass(frozen=True, slots=True)
class _Link:
    end: int
    weight: int
    run: Run
    before: _Link | None


def heaviest_chain(runs: Iterable[Run]) -> list[Run]:
    """Return those of the runs that rise in both sequences and together are longest.

    Takes runs that do not overlap in the first sequence. `n log n`: the heaviest increasing
    subsequence, kept as a frontier of ends and weights.
    """
    # Ends rise, and so do weights: a lighter chain that ends later is out.
    frontier: list[_Link] = []
    for run in sorted(runs):
        start, size = run[1], run[2]
        at = bisect_right(frontier, start, key=lambda link: link.end)
        before = frontier[at - 1] if at else None
        link = _Link(start + size, size + (before.weight if before else 0), run, before)
        place = bisect_right(frontier, link.end, key=lambda other: other.end)
        if place and frontier[place - 1].weight >= link.weight:
            continue
        beaten = place
        while beaten < len(frontier) and frontier[beaten].weight <= link.weight:
            beaten += 1
        while place and frontier[place - 1].end == link.end:
            place -= 1
        frontier[place:beaten] = [link]
    chain = []
    last = frontier[-1] if frontier else None
    while last:
        chain.append(last.run)
        last = last.before
    return chain[::-1]
