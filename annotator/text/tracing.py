"""The one normalisation with a trace: where each offset of a text as it came lies in the canonical text.

For marks that somebody else made on the text before it was normalised. All positions are code points.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from annotator.text.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINE_ENDS = regex.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = regex.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]+")
# What NFC may put together: something with the marks or the Hangul vowels and finals behind it. All that NFC
# changes by itself (an Angstrom sign) begins such a piece too. Plain letters make one long piece.
_COMPOSING = regex.compile(
    r"[\x00-\x7f]+(?![\p{M}\u1160-\u11ff\ud7b0-\ud7fb\U00016d67])"
    r"|[^\x00-\x7f][\p{M}\u1160-\u11ff\ud7b0-\ud7fb\U00016d67]*+"
    r"|[\x00-\x7f][\p{M}\u1160-\u11ff\ud7b0-\ud7fb\U00016d67]*+",
    regex.DOTALL,
)
_SPACE = regex.compile(r"\s+")

Edit = tuple[int, int, str]
"""A range of a text and what stands in its place."""


@dataclass(frozen=True, slots=True)
class _Moves:
    """Where a step moves offsets: edit `i` puts `[at[i], until[i])` at `[begins[i], ends[i])`."""

    at: list[int]
    until: list[int]
    begins: list[int]
    ends: list[int]

    def start(self, offset: int) -> int:
        """Return where a range begins that began at `offset`: inside of an edit, with what replaced it."""
        number = bisect_right(self.at, offset) - 1
        if number < 0:
            return offset
        if offset < self.until[number]:
            return self.begins[number]
        return self.ends[number] + offset - self.until[number]

    def end(self, offset: int) -> int:
        """Return where a range ends that ended at `offset`: inside of an edit, behind what replaced it."""
        number = bisect_right(self.at, offset) - 1
        if number < 0:
            return offset
        if offset == self.at[number]:
            return self.begins[number]
        if offset < self.until[number]:
            return self.ends[number]
        return self.ends[number] + offset - self.until[number]


@dataclass(frozen=True, slots=True)
class Traced:
    """A text as it came and as it is kept, and the way from one to the other."""

    raw: str
    text: str
    _steps: tuple[_Moves, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `[start, end)` of `raw` lies in `text`; empty where nothing of it is left.

        What was put together of several characters is in the range whole if any of them was.
        """
        for step in self._steps:
            start, end = step.start(start), step.end(end)
        return start, max(start, end)


def trace(raw: str) -> Traced:
    """Return `raw` with its canonical text, which is exactly :func:`~annotator.text.normalise.normalise`'s.

    Linear; a text that is canonical as it came costs no more than normalising it.
    """
    text = normalise(raw)
    if text == raw:
        return Traced(raw, text, ())
    steps = []
    now = raw
    for edits in (_line_ends, _unseen, _composed, _spaces):
        now, moves = _edited(now, edits(now))
        if moves.at:
            steps.append(moves)
    if now != text:
        raise AssertionError("the trace of a text ends at its canonical form")
    return Traced(raw, text, tuple(steps))


def _edited(text: str, edits: Iterable[Edit]) -> tuple[str, _Moves]:
    moves = _Moves([], [], [], [])
    parts: list[str] = []
    done = length = 0
    for start, end, words in edits:
        parts += (text[done:start], words)
        length += start - done
        moves.at.append(start)
        moves.until.append(end)
        moves.begins.append(length)
        length += len(words)
        moves.ends.append(length)
        done = end
    parts.append(text[done:])
    return "".join(parts), moves


def _line_ends(text: str) -> Iterable[Edit]:
    for found in _LINE_ENDS.finditer(text):
        yield (*found.span(), "\n\n" if found[0] == "\u2029" else "\n")


def _unseen(text: str) -> Iterable[Edit]:
    for found in _UNSEEN.finditer(text):
        yield (*found.span(), "")


def _composed(text: str) -> Iterable[Edit]:
    if unicodedata.is_normalized("NFC", text):
        return
    for found in _COMPOSING.finditer(text):
        composed = unicodedata.normalize("NFC", found[0])
        if composed != found[0]:
            yield (*found.span(), composed)


def _spaces(text: str) -> Iterable[Edit]:
    """Yield what becomes of white space at the ends of lines, blank lines, and both ends of the text."""
    for found in _SPACE.finditer(text):
        start, end = found.span()
        if start == 0 or end == len(text):
            yield start, end, ""
            continue
        last = text.rfind("\n", start, end)
        if last < 0:
            continue
        ends = "\n\n" if text.count("\n", start, end) > 1 else "\n"
        if text[start : last + 1] != ends:
            yield start, last + 1, ends
