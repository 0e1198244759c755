"""Where the marks of somebody's file stand in the canonical text: the unit that it counts in, and its quotes.

A file's unit is told by its quotes where they can tell it, else by its format; where neither does and it
matters, there is none, and a person is asked. Offsets that come out are code points of the canonical text.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import regex

from annotator.errors import SpanInvalid
from annotator.formats.interchange.incoming import Refused
from annotator.text.normalise import normalise
from annotator.text.spans import Span, snap
from annotator.text.tokens import fold

if TYPE_CHECKING:
    from annotator.formats.interchange import incoming
    from annotator.formats.interchange.incoming import Incoming, Mark, Unit
    from annotator.text.tracing import Traced

UNITS: tuple[Unit, ...] = ("code points", "UTF-16", "bytes")

# quotes: they stand at their places in this unit alone; declared: the format says so; no difference: all
# units come to the same places; unknown: it matters, and nothing tells.
Basis = Literal["quotes", "declared", "no difference", "unknown"]

_SHOWN = 80  # code points of a quote in a refusal
_MOST_PLACES = 1000  # a quote that stands in more places is no help
_WIDE = {"UTF-16": regex.compile("[\U00010000-\U0010ffff]"), "bytes": regex.compile("[^\x00-\x7f]")}


class Offsets:
    """The offsets of a text in one unit, as code points."""

    def __init__(self, text: str, unit: Unit) -> None:
        self.unit = unit
        self.length = len(text)
        self._at: list[
            int
        ] = []  # of the characters that are wider than one: place, begin and end in the unit
        self._begins: list[int] = []
        self._ends: list[int] = []
        surplus = 0
        for found in _WIDE[unit].finditer(text) if unit in _WIDE else ():
            self._at.append(found.start())
            self._begins.append(found.start() + surplus)
            surplus += _width(found[0], unit) - 1
            self._ends.append(found.end() + surplus)

    def code_points(self, offset: int) -> int | None:
        """Return an offset of the unit in code points; None outside of the text and inside of a character."""
        number = bisect_right(self._begins, offset) - 1
        if number >= 0:
            if self._begins[number] < offset < self._ends[number]:
                return None
            if offset != self._begins[number]:
                offset = self._at[number] + 1 + offset - self._ends[number]
            else:
                offset = self._at[number]
        return offset if 0 <= offset <= self.length else None

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return a range in code points; None as :meth:`code_points`, and for an empty one."""
        begin, stop = self.code_points(start), self.code_points(end)
        return None if begin is None or stop is None or begin >= stop else (begin, stop)


def _width(character: str, unit: str) -> int:
    if unit == "UTF-16":
        return 2
    return len(character.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the ranges of a document, or of many, say of their unit.

    :param agree: of each unit the ranges whose quote stands there, of those where the units differ
    :param told: the ranges with a quote where they differ; `silent`: those without one
    :param astral: the ranges where code points and UTF-16 differ
    """

    agree: dict[Unit, int] = field(default_factory=dict)
    told: int = 0
    silent: int = 0
    astral: int = 0

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(
            {unit: self.agree.get(unit, 0) + other.agree.get(unit, 0) for unit in UNITS},
            self.told + other.told,
            self.silent + other.silent,
            self.astral + other.astral,
        )


def evidence(document: Incoming) -> Evidence:
    """Return what a document's ranges say of their unit."""
    text = document.text or ""
    if text.isascii():
        return Evidence()
    units = {unit: Offsets(text, unit) for unit in UNITS}
    agree: dict[Unit, int] = dict.fromkeys(UNITS, 0)
    told = silent = astral = 0
    for mark in document.marks:
        for each in mark.spans:
            if each.start is None or each.end is None:
                continue
            places = {unit: of.span(each.start, each.end) for unit, of in units.items()}
            if len(set(places.values())) == 1:
                continue
            astral += places["code points"] != places["UTF-16"]
            silent += not each.quote
            told += bool(each.quote)
            for unit, place in places.items():
                agree[unit] += bool(each.quote and place and _same(each.quote, text[slice(*place)]))
    return Evidence(agree, told, silent, astral)


@dataclass(frozen=True, slots=True)
class Decided:
    """The unit that a document counts in, and what says so; None where it has to be asked for."""

    unit: Unit | None
    basis: Basis


def decided(seen: Evidence, declared: Unit | None) -> Decided:
    """Return the unit that quotes tell, else the one that the format declares.

    Quotes that fit in another unit than the declared one are believed: they were seen to stand there.
    """
    if not seen.told and not seen.silent:
        return Decided(declared or "code points", "no difference")
    best = max(seen.agree.values(), default=0)
    fitting = [unit for unit in UNITS if best and seen.agree.get(unit, 0) == best]
    if declared in fitting:
        return Decided(declared, "quotes")
    if fitting and (len(fitting) == 1 or (not seen.astral and "bytes" not in fitting)):
        return Decided(fitting[0], "quotes")
    return Decided(declared, "declared" if declared else "unknown")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a mark stands: ranges of the canonical text in their order.

    :param checked: every range had a quote, and it stands there
    :param repaired: one was not where its offsets say, and was found by its quote
    """

    spans: tuple[Span, ...]
    checked: bool
    repaired: bool


def placed(mark: Mark, text: Traced, offsets: Offsets) -> Placed | Refused:
    """Return where a mark stands in the canonical text, or why it stands nowhere."""
    if not mark.spans:
        return Refused(mark.place, "It marks nothing.")
    found: list[Span] = []
    repaired = False
    for each in mark.spans:
        at = _at_its_place(each, text, offsets)
        if at is None:
            other = _by_quote(mark, each, text.text) if each.quote else _nowhere(mark, each, offsets)
            if isinstance(other, Refused):
                return other
            at, repaired = other, repaired or each.start is not None
        try:
            found.append(snap(text.text, *at))
        except SpanInvalid:
            return Refused(mark.place, "It marks only white space, or what no reader sees.")
    spans = sorted(set(found))
    if any(other.start < one.end for one, other in pairwise(spans)):
        return Refused(mark.place, "Its ranges overlap.")
    return Placed(tuple(spans), all(each.quote for each in mark.spans), repaired)


def _at_its_place(each: incoming.Span, text: Traced, offsets: Offsets) -> tuple[int, int] | None:
    """Return where a range's offsets lead to, unless its quote says otherwise."""
    if each.start is None or each.end is None:
        return None
    there = offsets.span(each.start, each.end)
    if there is None:
        return None
    at = text.span(*there)
    if (
        not each.quote
        or _same(each.quote, text.raw[slice(*there)])
        or _same(each.quote, text.text[slice(*at)])
    ):
        return at
    return None


def _nowhere(mark: Mark, each: incoming.Span, offsets: Offsets) -> Refused:
    """Say what is wrong with a range that has no quote and leads nowhere."""
    if each.start is None or each.end is None:
        return Refused(mark.place, "It has neither a place nor a quote.")
    if each.start >= each.end:
        return Refused(mark.place, "It marks nothing.")
    return Refused(
        mark.place,
        "Its place, %(start)s to %(end)s, is outside of the text or inside of a character, "
        "and it has no quote to find it by. The text has %(length)s characters.",
        {"start": each.start, "end": each.end, "length": offsets.length},
    )


def _by_quote(mark: Mark, each: incoming.Span, text: str) -> tuple[int, int] | Refused:
    """Return the one place where a quote stands, told apart by what is around it."""
    quote = each.quote or ""
    places = _places(quote, text)
    if len(places) > 1 and (each.prefix or each.suffix):
        around = [at for at in places if _surrounded(each, text, *at)]
        places = around or places
    if len(places) == 1:
        return places[0]
    shown = quote[:_SHOWN]
    if places:
        return Refused(
            mark.place,
            "The quote \u201c%(quote)s\u201d is not at its place, and it stands in %(count)s others.",
            {"quote": shown, "count": len(places)},
        )
    return Refused(
        mark.place, "The quote \u201c%(quote)s\u201d stands nowhere in the text.", {"quote": shown}
    )


def _places(quote: str, text: str) -> list[tuple[int, int]]:
    """Return where a quote stands, whatever its white space, quotation marks and dashes; at most 1,000."""
    words = fold(normalise(quote)).split()
    if not words:
        return []
    wanted = regex.compile(r"\s+".join(map(regex.escape, words)))
    found = []
    for match in wanted.finditer(fold(text), overlapped=True):
        found.append(match.span())
        if len(found) == _MOST_PLACES:
            break
    return found


def _surrounded(each: incoming.Span, text: str, start: int, end: int) -> bool:
    before, behind = _squeezed(each.prefix), _squeezed(each.suffix)
    # Twice the length of what is looked for: white space and marks may stand apart here or there.
    there = _squeezed(text[max(0, start - 2 * len(each.prefix) - 2) : start])
    beyond = _squeezed(text[end : end + 2 * len(each.suffix) + 2])
    return there.endswith(before) and beyond.startswith(behind)


def _same(one: str, other: str) -> bool:
    return one == other or _squeezed(one) == _squeezed(other)


def _squeezed(text: str) -> str:
    return "".join(fold(normalise(text)).split())
