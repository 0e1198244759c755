"""Krippendorff's alpha-U as it was until 2016, for comparing with tools that still report it.

Krippendorff (1995; Content Analysis, 2nd ed. 2004, p. 251 ff.) squares the distances between the borders of
units that overlap, and the length of a unit that falls into a gap. INCEpTION shows this one, through DKPro.
He replaced it because it misbehaves with more than two raters: `unitizing.alpha_u` is what to report.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from annotator.agreement.records import ordered
from annotator.agreement.unitizing import separate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.agreement.records import Document, Marking, Name, Range

Section = tuple[int, int, bool]  # start, end, whether it is a unit


@dataclass(frozen=True, slots=True)
class Older:
    """Observed and expected disagreement by label, and what they come to together and for one label."""

    observed: Mapping[Name, float]
    expected: Mapping[Name, float]

    @property
    def value(self) -> float | None:
        """Alpha over all labels; None where nothing could disagree."""
        chance = sum(self.expected.values())
        return 1 - sum(self.observed.values()) / chance if chance else None

    def of(self, label: Name) -> float | None:
        """Alpha of one label."""
        chance = self.expected.get(label, 0.0)
        return 1 - self.observed[label] / chance if chance else None


def alpha_u_2004(markings: Iterable[Marking], document: Document) -> Older:
    """Return the older alpha-U of one document, of each label by itself; labels may overlap each other.

    Markings of one rater and one label that overlap are one unit.
    """
    ranges: defaultdict[Name, defaultdict[Name, list[Range]]] = defaultdict(lambda: defaultdict(list))
    for each in markings:
        if each.document == document.id and each.rater in document.raters:
            ranges[each.label][each.rater].extend(each.ranges)
    raters = ordered(document.raters)
    observed, expected = {}, {}
    if len(raters) > 1:
        for label in ordered(ranges):
            cut = [_sections(separate(ranges[label][rater]), document.length) for rater in raters]
            observed[label] = _observed(cut, document.length)
            expected[label] = _expected(cut, document.length)
    return Older(observed, expected)


def _sections(units: Sequence[Range], length: int) -> list[Section]:
    found: list[Section] = []
    at = 0
    for start, end in units:
        if at < start:
            found.append((at, start, False))
        found.append((start, end, True))
        at = end
    return [*found, (at, length, False)] if at < length else found


def _observed(raters: Sequence[Sequence[Section]], length: int) -> float:
    total = sum(_apart(one, other) for one, other in combinations(raters, 2))
    return 2 * total / (len(raters) * (len(raters) - 1) * length**2)


def _apart(ones: Sequence[Section], others: Sequence[Section]) -> float:
    i = j = total = 0
    while i < len(ones) and j < len(others):
        (start, end, unit), (begin, stop, other) = ones[i], others[j]
        if unit and other:
            total += (start - begin) ** 2 + (end - stop) ** 2
        elif unit and begin <= start and end <= stop:
            total += (end - start) ** 2
        elif other and start <= begin and stop <= end:
            total += (stop - begin) ** 2
        i, j = i + (end <= stop), j + (stop <= end)
    return total


def _expected(raters: Sequence[Sequence[Section]], length: int) -> float:
    units = [end - start for cut in raters for start, end, unit in cut if unit]
    gaps = [end - start for cut in raters for start, end, unit in cut if not unit]
    total = 0.0
    for unit in units:
        overlaps = (len(units) - 1) / 3 * (2 * unit**3 - 3 * unit**2 + unit)
        falls = unit**2 * sum(gap - unit + 1 for gap in gaps if gap >= unit)
        total += overlaps + falls
    whole = len(raters) * length
    return 2 / length * total / (whole * (whole - 1) - sum(unit * (unit - 1) for unit in units))
