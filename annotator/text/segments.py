"""Paragraphs and sentences of news prose, as ranges of its text.

Own rules in one pass: on news they find more true borders than the trained splitters, and they keep offsets.
What a full stop means is decided in `annotator.text.borders`; this module finds the places to decide about.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from annotator.text.borders import Mark, ends_sentence
from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

# Three dots, or one, or a run of "?!": one mark. The second group needs no white space after it.
_MARKS: Final = re.compile("[.?!…؟۔।॥።։]+|[。！？｡．]+")
_NEEDS_NO_SPACE: Final = frozenset("。！？｡．")
_CLOSERS: Final = frozenset("\"'”’»›)]}」』）】")
# Tokenised text sets the closing quotation mark apart: "it is . '' He".
_LOOSE_CLOSER: Final = re.compile(r" ?(?:''|-RRB-|[”’»])(?=\s|$)")

_LIST_ITEM: Final = re.compile(r"(?:[•●▪◦‣·*–—-]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])[^\S\n]+\S")
_WRAPPED: Final = range(40, 121)  # the widths at which people and mail programs break lines
_HEADLINE: Final = 160  # code points: what is longer is prose, even without a full stop
_ENDED: Final = re.compile(r"[.?!…:;؟۔।॥։。！？｡．][\"\u201d\u2019')\]»›」』]*$")


def paragraphs(text: str) -> list[Span]:
    """Return the ranges (code points) between blank lines, without white space at their ends; linear.

    A line of white space is a blank line, so that a text that was not normalised has its paragraphs too.
    """
    found: list[Span] = []
    start = end = -1
    for line in _lines(text, 0, len(text)):
        if line is None:
            if start >= 0:
                found.append(Span(start, end))
            start = -1
            continue
        start, end = (start if start >= 0 else line.start), line.end
    if start >= 0:
        found.append(Span(start, end))
    return found


def headings(text: str, title: str = "") -> list[Span]:
    """Return the paragraphs that tell nothing by themselves: headlines, crossheads, bylines; linear.

    Short ones whose lines are no sentences, and a first line that is the article's `title`, however it ends.
    """
    found = [each for each in paragraphs(text) if not _is_prose(text, each)]
    first = next((line for line in _lines(text, 0, len(text)) if line is not None), None)
    if (
        first
        and _folded(first.of(text)) == _folded(title)
        and first.start not in {each.start for each in found}
    ):
        found.insert(0, first)
    return found


def _is_prose(text: str, paragraph: Span) -> bool:
    lines = [line for line in _lines(text, paragraph.start, paragraph.end) if line is not None]
    if paragraph.end - paragraph.start > _HEADLINE or any(
        _LIST_ITEM.match(text, line.start, line.end) for line in lines
    ):
        return True
    return any(_ENDED.search(line.of(text)) for line in lines)


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())


def sentences(text: str) -> list[Span]:
    """Return the ranges (code points) of the sentences, headings, bylines and list items, in order.

    They tile their paragraph: only white space lies between them, and none at their ends. A line end is a
    border unless the paragraph's lines were broken at a fixed width. Linear: each decision looks at a bounded
    stretch.
    """
    return [sentence for paragraph in paragraphs(text) for sentence in _tile(text, paragraph)]


def _tile(text: str, paragraph: Span) -> Iterator[Span]:
    """Cut a paragraph at its borders; each border is where the next sentence's first character stands."""
    start = paragraph.start
    for block in _blocks(text, paragraph):
        for border in _borders(text, block):
            yield _trimmed(text, start, border)
            start = border
        yield _trimmed(text, start, block.end)
        start = block.end


def _blocks(text: str, paragraph: Span) -> Iterator[Span]:
    """Yield the stretches between line ends that are borders: all but those of a text wrapped at a width."""
    lines = [line for line in _lines(text, paragraph.start, paragraph.end) if line is not None]
    width = max(line.end - line.start for line in lines)
    start = lines[0].start
    for line, following in pairwise(lines):
        if not _goes_on(text, line, following, width):
            yield Span(start, line.end)
            start = following.start
    yield Span(start, lines[-1].end)


def _goes_on(text: str, line: Span, following: Span, width: int) -> bool:
    """Tell whether a line was broken only because its next word did not fit into the paragraph's width."""
    if width not in _WRAPPED or _LIST_ITEM.match(text, following.start, following.end):
        return False
    word = text[following.start : following.start + width].split(maxsplit=1)[0]
    return line.end - line.start + 1 + len(word) > width or word[0].islower()


def _lines(text: str, start: int, end: int) -> Iterator[Span | None]:
    """Yield the lines without white space at their ends, and None for a blank one."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield _trimmed(text, start, stop) if text[start:stop].strip() else None
        start = stop + 1


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span(start + left, start + len(piece.rstrip()))


def _borders(text: str, block: Span) -> Iterator[int]:
    """Yield where a new sentence starts inside a block."""
    sentence, counted, quotes = block.start, block.start, 0
    for found in _MARKS.finditer(text, block.start, block.end):
        quotes += text.count('"', counted, found.start())
        counted = found.start()
        closed = _past_closers(text, found.end(), block.end, is_open=quotes % 2 == 1)
        after = closed
        while after < block.end and text[after].isspace():
            after += 1
        if after == block.end:
            return
        if after == closed and text[found.start()] not in _NEEDS_NO_SPACE:
            continue
        if ends_sentence(text, Mark(sentence, found.start(), found.end(), closed, after, block.end)):
            yield after
            sentence = after


def _past_closers(text: str, position: int, end: int, *, is_open: bool) -> int:
    """Return where the closing quotation marks and brackets after a sentence's mark end.

    `is_open`: a straight quotation mark was opened, so one that stands apart closes it.
    """
    while position < end and text[position] in _CLOSERS:
        position += 1
    loose = _LOOSE_CLOSER.match(text, position, end)
    if loose:
        return loose.end()
    if is_open and text[position : position + 2] == ' "' and text[position + 2 : position + 3].isspace():
        return position + 2
    return position
