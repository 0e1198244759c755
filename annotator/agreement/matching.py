"""Which markings of two raters are the same passage, and which of several raters make one item."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.agreement.records import order, ordered
from annotator.text.joining import joined, share, touching

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.agreement.records import Marking, Name


@dataclass(frozen=True, slots=True)
class Passage:
    """Markings of different raters that are taken for one item, at most one a rater, in order of the text."""

    markings: tuple[Marking, ...]

    @property
    def item(self) -> Name:
        """A name for the item: the id of its first marking."""
        return self.markings[0].id


def exact(ones: Iterable[Marking], others: Iterable[Marking]) -> list[tuple[Marking, Marking]]:
    """Return the markings of one document that have the same label and the same ranges, one to one."""
    waiting: defaultdict[object, list[Marking]] = defaultdict(list)
    for each in sorted(others, key=_place, reverse=True):
        waiting[each.label, each.ranges].append(each)
    return [
        (each, fitting.pop())
        for each in sorted(ones, key=_place)
        if (fitting := waiting[each.label, each.ranges])
    ]


def overlapping(ones: Sequence[Marking], others: Sequence[Marking]) -> list[tuple[Marking, Marking]]:
    """Return as many pairs as possible of markings of one document, label alike, that share a code point.

    One to one: the pair with the largest share in common first (shared code points by those of either), then,
    where that leaves a marking over that could have a partner, partners change (augmenting paths), so that
    the number of pairs is the largest there is and does not depend on the order or on who is first.
    """
    left, right = sorted(ones, key=_place), sorted(others, key=_place)
    edges = _edges(left, right)
    reach: defaultdict[int, list[int]] = defaultdict(list)
    partner: dict[int, int] = {}  # of the right: its left
    own: dict[int, int] = {}  # of the left: its right
    for _, i, j in edges:
        reach[i].append(j)
        if i not in own and j not in partner:
            partner[j], own[i] = i, j
    for i in [each for each in reach if each not in own]:
        _augment(i, reach, partner, own)
    return sorted(((left[i], right[j]) for j, i in partner.items()), key=lambda pair: _place(pair[0]))


def passages(markings: Iterable[Marking], *, least: float = 0.0, labelled: bool = True) -> list[Passage]:
    """Return the items that the markings of several raters make, those that one rater alone made included.

    Pairs of different raters are joined, the largest share in common first, when that share is above `least`
    and no rater would have two markings in the item. Only equal labels are joined unless `labelled` is false.
    Each marking is in exactly one item. Near-linear in the markings, but for those that overlap.
    """
    by_document: defaultdict[Name, list[Marking]] = defaultdict(list)
    for each in markings:
        by_document[each.document].append(each)
    found = []
    for document in ordered(by_document):
        found += _joined(sorted(by_document[document], key=_place), least, labelled=labelled)
    return found


def _joined(markings: list[Marking], least: float, *, labelled: bool) -> list[Passage]:
    edges = []
    for i, j in touching([each.ranges for each in markings]):
        one, other = markings[i], markings[j]
        if one.rater != other.rater and (one.label == other.label or not labelled):
            common = share(one.ranges, other.ranges)
            if common > least:
                edges.append((-common, i, j))
    groups = joined([each.rater for each in markings], ((i, j) for _, i, j in sorted(edges)))
    return [Passage(tuple(markings[number] for number in group)) for group in groups]


def _edges(left: Sequence[Marking], right: Sequence[Marking]) -> list[tuple[float, int, int]]:
    """Return the pairs that overlap, best first; ties in the order of the text."""
    both = [*left, *right]
    edges = []
    for i, j in touching([each.ranges for each in both]):
        one, other = min(i, j), max(i, j)
        if one < len(left) <= other and both[one].label == both[other].label:
            common = share(both[one].ranges, both[other].ranges)
            if common > 0:
                edges.append((-common, one, other - len(left)))
    return sorted(edges)


def _augment(start: int, reach: dict[int, list[int]], partner: dict[int, int], own: dict[int, int]) -> None:
    """Give the left `start` a partner by letting others change theirs, if that is possible (Kuhn 1955)."""
    came: dict[int, int] = {}  # right: the left from which it was reached
    waiting = [start]
    for i in waiting:
        for j in reach[i]:
            if j in came:
                continue
            came[j] = i
            if j in partner:
                waiting.append(partner[j])
                continue
            free: int | None = j
            while free is not None:
                mover = came[free]
                partner[free], own[mover], free = mover, free, own.get(mover)
            return


def _place(marking: Marking) -> tuple[object, ...]:
    return marking.ranges, order(marking.label), order(marking.rater), order(marking.id)
