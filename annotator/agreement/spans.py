"""Agreement on where something is: F1 between raters by exact place, by overlap, and by tokens.

F1 and no kappa: whoever marks passages leaves out an unknown number of others (Hripcsak and Rothschild 2005).
The policy on markings of one rater and one label that overlap: they stay separate where markings are matched,
one to one, and count once where tokens are counted. Labels are always held apart.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, Final

from annotator.agreement import pairs
from annotator.agreement.matching import exact, overlapping
from annotator.agreement.pairs import PairTally, Part, Score
from annotator.agreement.records import ordered
from annotator.agreement.resampling import DEFAULT, Resampling
from annotator.text.joining import shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.agreement.codes import Pair
    from annotator.agreement.records import Document, Estimate, Marking, Name, Range
    from annotator.agreement.resampling import Row


class Kind(StrEnum):
    """When two markings with one label agree."""

    EXACT = "exact"  # the same ranges
    OVERLAP = "overlap"  # a code point in common, one to one
    TOKENS = "tokens"  # as much as they have tokens in common; a token counts when any of it is marked


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the score of two raters: the markings that match, and those of one alone."""

    both: tuple[tuple[Marking, Marking], ...]
    only_one: tuple[Marking, ...]
    only_other: tuple[Marking, ...]


def tally(markings: Iterable[Marking], documents: Iterable[Document]) -> PairTally:
    """Count, for each document and each pair of its raters, what they have in common and each for himself.

    Markings by somebody who is not among the document's raters, and in other documents, are left out.
    """
    by_place: defaultdict[tuple[Name, Name], list[Marking]] = defaultdict(list)
    for each in markings:
        by_place[each.document, each.rater].append(each)
    parts = {}
    for document in documents:
        mine = {rater: by_place[document.id, rater] for rater in ordered(document.raters)}
        tokens = {rater: _tokens(found, document.tokens) for rater, found in mine.items()}
        parts[document.id] = Part(
            document.raters,
            {
                (one, other): _row(mine[one], mine[other], tokens[one], tokens[other])
                for one, other in combinations(mine, 2)
            },
        )
    return PairTally(parts)


def scores(tally: PairTally, kind: Kind) -> dict[Pair, Score]:
    """Return precision, recall and F1 of each pair of raters."""
    return pairs.scores(tally, _SCORES[kind])


def f1(
    tally: PairTally,
    kind: Kind,
    pair: tuple[Name, Name] | None = None,
    *,
    resampling: Resampling | None = DEFAULT,
) -> Estimate:
    """Return the F1 of a pair of raters, or the mean over all pairs; the interval draws documents again."""
    return pairs.f1(f"f1_{kind}", tally, _SCORES[kind], pair, resampling)


def behind(
    markings: Iterable[Marking], documents: Iterable[Document], one: Name, other: Name, kind: Kind
) -> Behind:
    """Return which markings of two raters match, in the documents that both are done with.

    For `TOKENS`, where nothing is matched, those that overlap.
    """
    matched = exact if kind is Kind.EXACT else overlapping
    done = {document.id for document in documents if {one, other} <= document.raters}
    by_place: defaultdict[Name, tuple[list[Marking], list[Marking]]] = defaultdict(lambda: ([], []))
    for each in markings:
        if each.document in done and each.rater in {one, other}:
            by_place[each.document][each.rater == other].append(each)
    both, only_one, only_other = [], [], []
    for document in ordered(by_place):
        mine, theirs = by_place[document]
        pairs_ = matched(mine, theirs)
        taken = {id(each) for pair in pairs_ for each in pair}
        both += pairs_
        only_one += [each for each in mine if id(each) not in taken]
        only_other += [each for each in theirs if id(each) not in taken]
    return Behind(tuple(both), tuple(only_one), tuple(only_other))


def union(ranges: Iterable[Range]) -> list[Range]:
    """Return sorted ranges that cover the same and neither overlap nor touch."""
    found: list[Range] = []
    for start, end in sorted(each for each in ranges if each[0] < each[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


_SCORES: Final = {
    Kind.EXACT: pairs.Scoring((0, 2, 3), pairs.shares),
    Kind.OVERLAP: pairs.Scoring((1, 2, 3), pairs.shares),
    Kind.TOKENS: pairs.Scoring((4, 5, 6), pairs.shares),
}

Covered = dict["Name", "list[Range]"]  # by label: tokens, as half-open ranges of their numbers


def _row(ones: Sequence[Marking], others: Sequence[Marking], mine: Covered, theirs: Covered) -> Row:
    common = sum(shared(covered, theirs.get(label, ())) for label, covered in mine.items())
    return (
        float(len(exact(ones, others))),
        float(len(overlapping(ones, others))),
        float(len(ones)),
        float(len(others)),
        float(common),
        _size(mine),
        _size(theirs),
    )


def _tokens(markings: Iterable[Marking], tokens: Sequence[Range]) -> Covered:
    """Return which tokens are marked, by label; without tokens, which code points."""
    starts, ends = [start for start, _ in tokens], [end for _, end in tokens]
    found: defaultdict[Name, list[Range]] = defaultdict(list)
    for each in markings:
        for start, end in each.ranges:
            found[each.label].append(
                (bisect_right(ends, start), bisect_left(starts, end)) if tokens else (start, end)
            )
    return {label: union(ranges) for label, ranges in found.items()}


def _size(covered: Covered) -> float:
    return float(sum(end - start for ranges in covered.values() for start, end in ranges))
