"""Finding a quote in a text that may have changed, by its words and by what stood around it.

Takes folded texts (`annotator.text.tokens.fold`). Positions are code points of the text searched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import edlib
from rapidfuzz.distance import Indel

from annotator.text.words import UNSPACED

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTEXT = 32  # code points on each side, as in a W3C TextQuoteSelector by custom
_PLACES = 1000  # a quote that stands in more places says nothing about which is meant
_ERRORS = 0.3  # of the quote's length: a third rewritten is another sentence
_CHANCE = 0.5  # how alike 32 code points of two unrelated English texts are
# Quote times text, in code points, that is searched for a changed quote: a second's work. What is left of a
# quote of many pages the diff tells.
_CELLS = 5_000_000_000
_LONGEST_WORD = 32  # code points that a place grows to whole words by
_WORD = re.compile(rf"[^\W{UNSPACED}]+")
_WORD_BEFORE = re.compile(rf"[^\W{UNSPACED}]+\Z")
_ALPHABET = 250  # edlib compares at most 256 different characters


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote may stand, how alike the text is there (0 to 1), and what is around it.

    `weaker` is the fit of the side of the context that fits less, `context` the mean of both.
    """

    start: int
    end: int
    likeness: float
    weaker: float
    context: float

    @property
    def score(self) -> float:
        """Words count twice as much as what is around them."""
        return (2 * self.likeness + self.context) / 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """A folded quote and its folded context."""

    quote: str
    prefix: str
    suffix: str

    def at(self, text: str, start: int, end: int, likeness: float | None = None) -> Place:
        """Return how well the quote fits at one place of a folded text."""
        if not self.prefix and not self.suffix:  # nothing is known of its context
            return Place(start, end, 1.0 if likeness is None else likeness, 1.0, 1.0)
        before = _alike(self.prefix[::-1], text[max(0, start - CONTEXT) : start][::-1])
        behind = _alike(self.suffix, text[end : end + CONTEXT])
        if likeness is None:
            likeness = Indel.normalized_similarity(self.quote, text[start:end])
        return Place(start, end, likeness, min(before, behind), (before + behind) / 2)


def exact_places(wanted: Wanted, text: str) -> list[Place]:
    """Return the places where the quote stands letter by letter, at most 1,000, best context first."""
    places = [
        wanted.at(text, start, start + len(wanted.quote), 1.0) for start in _occurrences(wanted.quote, text)
    ]
    return sorted(places, key=lambda place: -place.context)


def similar_places(wanted: Wanted, text: str) -> list[Place]:
    """Return where the quote stands with at most 30 % of its letters changed, best first.

    The best place and the best one outside of it. Cost: the product of both lengths over 64.
    """
    found = []
    for _ in range(2):
        place = _similar(wanted, text)
        if place is None:
            break
        found.append(place)
        # What was found is blotted out, so that the next search finds the runner-up.
        text = text[: place.start] + "\0" * (place.end - place.start) + text[place.end :]
    return sorted(found, key=lambda place: -place.score)


def _similar(wanted: Wanted, text: str) -> Place | None:
    if len(wanted.quote) * len(text) > _CELLS:
        return None
    quote, searched = _small_alphabet(wanted.quote, text)
    most = int(_ERRORS * len(quote))
    found = edlib.align(quote, searched, mode="HW", task="locations", k=most) if most and searched else None
    if not found or found["editDistance"] < 0:
        return None
    start, last = found["locations"][0]
    start, end = _whole_words(text, start or 0, last + 1)
    if start >= end:
        return None
    return wanted.at(text, start, end)


def _small_alphabet(quote: str, text: str) -> tuple[str, str]:
    """Return both with all that the quote does not have as one character."""
    letters = sorted(set(map(ord, quote)))[:_ALPHABET]
    numbers = range(1, _ALPHABET + 1)
    return quote.translate(_Numbers(0xFE, letters, numbers)), text.translate(_Numbers(0xFF, letters, numbers))


class _Numbers(dict[int, int]):
    """A translation of letters to small numbers, all others to one."""

    def __init__(self, others: int, letters: list[int], numbers: range) -> None:
        super().__init__(zip(letters, numbers, strict=False))
        self._others = others

    def __missing__(self, letter: int) -> int:
        return self._others


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range grown to whole words and cleared of white space at its ends."""
    before, behind = _WORD_BEFORE.search(text, max(0, start - _LONGEST_WORD), start), _WORD.match(text, end)
    if before and _WORD.match(text, start):
        start = before.start()
    if behind and _WORD.match(text, end - 1):
        end = min(behind.end(), end + _LONGEST_WORD)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _occurrences(quote: str, text: str) -> Iterator[int]:
    at = text.find(quote)
    for _ in range(_PLACES):
        if at < 0:
            return
        yield at
        at = text.find(quote, at + 1)


def _alike(wanted: str, there: str) -> float:
    """Return how well a context fits, read from the quote outwards; both empty fit: the text ends there."""
    if not wanted or not there:
        return 1.0 if wanted == there else 0.0
    common = 0
    while common < min(len(wanted), len(there)) and wanted[common] == there[common]:
        common += 1
    likeness = Indel.normalized_similarity(wanted, there)
    return max(common / len(wanted), (likeness - _CHANCE) / (1 - _CHANCE))
