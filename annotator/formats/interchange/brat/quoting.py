"""The ranges of a `T` line with the words that its file says are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.formats.interchange.brat.words import LINE_ENDS
from annotator.formats.interchange.incoming import Span

if TYPE_CHECKING:
    from collections.abc import Sequence


def spans_of(text: str, pieces: Sequence[tuple[int, int]], quote: str | None) -> tuple[list[Span], bool]:
    """Return the spans of a mark, and whether its words stand there, counted in code points.

    Pieces that only a line end keeps apart are one. Where they don't fit, each has the words that its length
    gives it; of several whose lengths don't add up nobody can say which words are whose, so they have none.
    """
    there = [text[start:end] for start, end in pieces]
    if pieces[-1][1] <= len(text) and quote in {None, " ".join(there), "".join(there)}:
        return [Span(start, end, text[start:end]) for start, end in joined(text, pieces)], True
    quotes = [quote] if len(pieces) == 1 else _cut(pieces, quote or "")
    return [Span(start, end, words) for (start, end), words in zip(pieces, quotes, strict=True)], False


def joined(text: str, pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return fragments as ranges again: those that only line ends keep apart are one."""
    found: list[tuple[int, int]] = []
    for start, end in pieces:
        if found and found[-1][1] < start and LINE_ENDS.fullmatch(text, found[-1][1], start):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _cut(pieces: Sequence[tuple[int, int]], quote: str) -> list[str | None]:
    """Cut words into pieces by their lengths: in code points, else in UTF-16, else in bytes."""
    for encoding, width in (("utf-32-le", 4), ("utf-16-le", 2), ("utf-8", 1)):
        data, space = quote.encode(encoding), " ".encode(encoding)
        found, at = [], 0
        for start, end in pieces:
            found.append(data[at : at + (end - start) * width])
            at += (end - start) * width + len(space)
        if space.join(found) == data and at - len(space) == len(data):
            return [each.decode(encoding, "replace") for each in found]
    return [None] * len(pieces)
