"""Krippendorff's alpha for unitizing: agreement on where passages begin and end, by length, against chance.

The u-alpha of Krippendorff, Mathet, Bouvry and Widlöcher (2016, eqs 1-6; Content Analysis, 4th ed. 2019,
section 12.6): a document is a continuum that each rater cuts into units, which have a value, and gaps. What
is compared are lengths of text, in code points; chance is how the lengths found are spread over the values,
less what a unit would make up by being paired with itself.

Our policy where the paper is silent: markings of one rater and one label that overlap are one unit (DKPro,
and INCEpTION with it, leave such out). Where labels overlap, the value is the set of labels, and another set
is another value. Each range of a marking in several pieces is a unit of its own. Documents are laid end to
end; each counts with the raters who are done with it, so the raters of two documents may differ.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from annotator.agreement import cautions
from annotator.agreement.records import Caution, Estimate, Note, order, ordered
from annotator.agreement.resampling import DEFAULT, Resampling, spread, totals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.agreement.records import Document, Marking, Name, Range
    from annotator.agreement.resampling import Row

Value = tuple["Name", ...]  # the labels on a stretch, in order; none in a gap
Unit = tuple[int, int, Value]


@dataclass(frozen=True, slots=True)
class Continuum:
    """What one document adds, in code points.

    `apart` is the length on which raters differ, `apart_at_all` that on which one marked and the other did
    not; `lengths` what all raters together gave to each value; `within` the squared lengths of units, and the
    lengths of gaps, which are no units. `units` is how many were marked.
    """

    raters: frozenset[Name]
    apart: float
    apart_at_all: float
    lengths: Mapping[Value, float]
    within: float
    units: int


@dataclass(frozen=True, slots=True)
class UnitTally:
    """The documents by name. Adding puts them together; a document in both is a ValueError."""

    parts: Mapping[Name, Continuum] = field(default_factory=dict)

    def __add__(self, other: UnitTally) -> UnitTally:
        if twice := self.parts.keys() & other.parts.keys():
            raise ValueError(f"counted twice: {sorted(map(str, twice))}")
        return UnitTally({**self.parts, **other.parts})

    def plain(self) -> list[Any]:
        """Return it as lists, strings and numbers, for JSON."""
        return [
            [
                name,
                sorted(each.raters, key=order),
                each.apart,
                each.apart_at_all,
                [[list(value), length] for value, length in each.lengths.items()],
                each.within,
                each.units,
            ]
            for name, each in self.parts.items()
        ]

    @classmethod
    def of(cls, plain: list[Any]) -> UnitTally:
        """Return the tally that :meth:`plain` wrote."""
        return cls(
            {
                name: Continuum(
                    frozenset(raters), apart, at_all, {tuple(v): n for v, n in lengths}, within, units
                )
                for name, raters, apart, at_all, lengths, within, units in plain
            }
        )


def tally(markings: Iterable[Marking], documents: Iterable[Document]) -> UnitTally:
    """Count each document; markings by raters who are not among its raters are left out."""
    by_place: defaultdict[tuple[Name, Name], list[Marking]] = defaultdict(list)
    for each in markings:
        by_place[each.document, each.rater].append(each)
    return UnitTally(
        {
            document.id: _continuum(
                document, [units(by_place[document.id, rater]) for rater in ordered(document.raters)]
            )
            for document in documents
        }
    )


def alpha_u(tally: UnitTally, *, resampling: Resampling | None = DEFAULT) -> Estimate:
    """Return u-alpha: agreement on the places and labels of passages together; documents are drawn again."""
    return _alpha("alpha_u", tally, resampling, labelled=True)


def alpha_u_binary(tally: UnitTally, *, resampling: Resampling | None = DEFAULT) -> Estimate:
    """Return |u-alpha: agreement on what is marked at all, whatever the label (same paper, section 5.2)."""
    return _alpha("alpha_u_binary", tally, resampling, labelled=False)


def units(markings: Iterable[Marking]) -> list[Unit]:
    """Return one rater's units in order, none overlapping: cut wherever a marking begins or ends."""
    by_label: defaultdict[Name, list[Range]] = defaultdict(list)
    for each in markings:
        by_label[each.label].extend(each.ranges)
    apart = [(*each, label) for label in ordered(by_label) for each in separate(by_label[label])]
    edges: defaultdict[int, Counter[Name]] = defaultdict(Counter)
    for start, end, label in apart:
        edges[start][label] += 1
        edges[end][label] -= 1
    found: list[Unit] = []
    open_: Counter[Name] = Counter()
    for start, end in pairwise(sorted(edges)):
        open_.update(edges[start])
        value = tuple(ordered(label for label, count in open_.items() if count))
        if value:
            found.append((start, end, value))
    return found


def separate(ranges: Iterable[Range]) -> list[Range]:
    """Return ranges in order, those that overlap joined; those that only touch stay two units."""
    found: list[Range] = []
    for start, end in sorted(each for each in ranges if each[0] < each[1]):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _continuum(document: Document, raters: Sequence[Sequence[Unit]]) -> Continuum:
    edges: defaultdict[int, Counter[Value]] = defaultdict(Counter)
    edges[0][()] = len(raters)
    edges[document.length].update()
    within, covered = 0.0, 0
    for found in raters:
        for start, end, value in found:
            edges[start].update({value: 1, (): -1})
            edges[end].update({value: -1, (): 1})
            within += (end - start) ** 2
            covered += end - start
    within += len(raters) * document.length - covered
    open_: Counter[Value] = Counter()
    lengths: Counter[Value] = Counter()
    apart = at_all = 0
    for start, end in pairwise(sorted(edges)):
        open_.update(edges[start])
        given = [count for count in open_.values() if count]
        for value, count in open_.items():
            lengths[value] += count * (end - start)
        apart += (len(raters) ** 2 - sum(count * count for count in given)) * (end - start)
        at_all += 2 * open_[()] * (len(raters) - open_[()]) * (end - start)
    others = max(len(raters) - 1, 1)
    return Continuum(
        document.raters,
        apart / others,
        at_all / others,
        {value: float(lengths[value]) for value in sorted(lengths, key=str) if lengths[value]},
        within,
        sum(map(len, raters)),
    )


def _alpha(measure: str, tally: UnitTally, resampling: Resampling | None, *, labelled: bool) -> Estimate:
    compared = [each for each in tally.parts.values() if len(each.raters) > 1 and each.lengths]
    values = sorted({value for each in compared for value in each.lengths}, key=str)
    rows: list[tuple[Row, int]] = []
    for each in compared:
        lengths = [each.lengths.get(value, 0.0) for value in values]
        if not labelled:
            lengths = [each.lengths.get((), 0.0), sum(each.lengths.values()) - each.lengths.get((), 0.0)]
        rows.append(((each.apart if labelled else each.apart_at_all, each.within, *lengths), 1))
    raters = frozenset().union(*(each.raters for each in tally.parts.values()))
    counts = (len(tally.parts), len(raters), len(compared))
    value = _coefficient(totals(rows)) if rows else None
    marked = sum(each.units for each in compared)
    if value is None:
        return Estimate(measure, None, *counts, notes=(Note(_missing(*counts, marked)),))
    around = spread(rows, _coefficient, resampling)
    notes = [
        *cautions.few(marked),
        *cautions.covered(len(compared), len(tally.parts)),
        *cautions.shaky(around),
    ]
    return Estimate(measure, value, *counts, interval=around.interval, notes=tuple(notes))


def _coefficient(sums: Row) -> float | None:
    """Return 1 - observed / expected difference (eqs 4 and 5); None where nothing differs by chance."""
    apart, within, *lengths = sums
    total = sum(lengths)
    differing = total * total - sum(each * each for each in lengths)
    return 1 - apart * (total * total - within) / (total * differing) if differing else None


def _missing(items: int, raters: int, pairable: int, marked: int) -> Caution:
    if not items:
        return Caution.NO_ITEMS
    if raters < 2:  # noqa: PLR2004 - agreement takes two
        return Caution.ONE_RATER
    if not pairable:
        return Caution.NO_ITEM_TWICE
    return Caution.ONE_CATEGORY if marked else Caution.NOTHING_MARKED
