"""A quote in its context: the sentences around it, in pieces that are quoted and others; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a text, and whether they are quoted."""

    words: str
    is_quote: bool = False


def in_context(text: str, quoted: Sequence[Span], sentences: Iterable[Span]) -> list[Piece]:
    """Return the sentences that the quoted spans touch, cut where the quotes begin and end.

    Spans are code points of `text`. What lies between sentences that are left out is one ellipsis.
    """
    marks = _joined(quoted)
    shown = _joined([*marks, *(each for each in sentences if any(_touch(each, mark) for mark in marks))])
    pieces: list[Piece] = []
    for number, stretch in enumerate(shown):
        if number:
            pieces.append(Piece(" \u2026 "))
        at = stretch.start
        for mark in marks:
            if not _touch(stretch, mark):
                continue
            pieces += [Piece(text[at : mark.start]), Piece(text[mark.start : mark.end], is_quote=True)]
            at = mark.end
        pieces.append(Piece(text[at : stretch.end]))
    return [each for each in pieces if each.words]


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(Span(span.start, span.end))
    return joined
