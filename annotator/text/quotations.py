"""Quotations of a paragraph, as ranges that hold their quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from annotator.text.spans import Span

# Single quotation marks are left out: in news nearly all are apostrophes, and quotations in quotations.
_MARK: Final = re.compile("[\"“”„«»]|``|''")
_OPENS: Final = frozenset({"“", "„", "«", "``"})
_CLOSES: Final = frozenset({"”", "»", "''"})


@dataclass(frozen=True, slots=True)
class Quotations:
    """The quotations of one paragraph, in order and apart from each other, found by their ends in no time."""

    spans: list[Span]
    by_start: dict[int, Span]
    by_end: dict[int, Span]
    starts: list[int]

    def touched(self, span: Span) -> tuple[int, int]:
        """Return the numbers `[first, last)` of the quotations that share a code point with `span`."""
        first = bisect_left(self.starts, span.start)
        if first and self.spans[first - 1].end > span.start:
            first -= 1
        return first, max(first, bisect_left(self.starts, span.end))


def quotations(text: str, paragraph: Span) -> Quotations:
    """Return what stands in quotation marks, never nested; linear.

    A straight mark opens when nothing is open. What is not closed ends with the paragraph: that is how a
    quotation of several paragraphs is written.
    """
    found: list[Span] = []
    start = -1
    for mark in _MARK.finditer(text, paragraph.start, paragraph.end):
        sign = mark.group()
        if start < 0 and sign not in _CLOSES:
            start = mark.start()
        elif start >= 0 and sign not in _OPENS:
            found.append(Span(start, mark.end()))
            start = -1
    if start >= 0 and start + 1 < paragraph.end:
        found.append(Span(start, paragraph.end))
    return Quotations(
        found,
        {span.start: span for span in found},
        {span.end: span for span in found},
        [span.start for span in found],
    )
