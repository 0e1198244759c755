"""Ranges of a text, in code points, half-open: the one coordinate of this program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import regex

from annotator.errors import SpanInvalid

# Between an ordinary character (or a control) and anything but a mark or joiner there is always a grapheme
# border (UAX #29: GB4, GB5, GB999). Everything else depends on what stands before, e.g. on an even number of
# flags' halves.
_SURE_BORDER: Final = regex.compile(
    r"(?r)(?:[\p{GCB=XX}\p{GCB=CN}\p{GCB=LF}][^\p{GCB=EX}\p{GCB=ZWJ}\p{GCB=SM}]"
    r"|[^\r][\p{GCB=CN}\p{GCB=LF}\p{GCB=CR}])",
    regex.DOTALL,
)
# Flags are paired here, since `\X` counts a run of halves from its start at each of them: quadratic.
_CLUSTER: Final = regex.compile(
    r"\p{Regional_Indicator}{2}[\p{GCB=EX}\p{GCB=ZWJ}\p{GCB=SM}]*+|\X", regex.DOTALL
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range `[start, end)` in code points, never empty, never negative."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"[{self.start}, {self.end}) is no range")

    def of(self, text: str) -> str:
        """Return the text at this range."""
        return text[self.start : self.end]


def snap(text: str, start: int, end: int) -> Span:
    """Return the range widened to whole grapheme clusters, without white space at its ends.

    `start` and `end` are code points. Cost: the length of the range's white space and of the clusters at its
    ends, whatever the length of the text.

    Raises :class:`SpanInvalid` when the range is reversed, empty or not inside the text (nothing is clamped:
    an offset past the end is one in some other unit), and when it holds nothing but white space.
    """
    if not 0 <= start < end <= len(text):
        raise SpanInvalid(
            "The range from %(start)s to %(end)s does not lie within the text's %(length)s characters.",
            start=start,
            end=end,
            length=len(text),
        )
    first, last = cluster_at(text, start)[0], cluster_at(text, end - 1)[1]
    while first < last and text[first].isspace():
        first += 1
    while first < last and text[last - 1].isspace():
        last -= 1
    if first == last:
        raise SpanInvalid(
            "The range from %(start)s to %(end)s holds only white space.",
            start=start,
            end=end,
            length=len(text),
        )
    # A mark on a space is one cluster with it: taking the space off again must not cut the cluster.
    return Span(cluster_at(text, first)[0], cluster_at(text, last - 1)[1])


def cluster_at(text: str, position: int) -> tuple[int, int]:
    """Return the borders of the grapheme cluster that holds the code point at `position`.

    Cost: the length of the cluster and of those joined to it, whatever the length of the text.
    """
    sure = _SURE_BORDER.search(text, 0, position + 1)
    start = sure.end() - 1 if sure else 0
    for cluster in _CLUSTER.finditer(text, start):
        if position < cluster.end():
            return cluster.span()
    raise AssertionError("clusters tile the text")
