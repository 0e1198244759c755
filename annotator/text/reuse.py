"""Passages that two texts share word for word, moved ones too.

Seed and extend over k-grams of words, as sequence search does it (BLAST), since a diff loses
half of a text whose halves were swapped.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.text.words import Words, words

if TYPE_CHECKING:
    from annotator.text.spans import Span

SEED = 6  # words: shorter seeds are common phrases, longer ones miss lightly edited copies
SHORTEST = 8  # words: no run this long was found between 100 pairs of unrelated articles
# Places tried per seed. "a a a a" has a seed at every word: without a limit it would cost n * n.
_TRIES = 8
_STRIDE = 64


@dataclass(frozen=True, slots=True)
class Reuse:
    """A passage of `words` words that stands in both texts; case and punctuation may differ."""

    a: Span
    b: Span
    words: int


def shared(a: str, b: str) -> list[Reuse]:
    """Return the passages of at least 8 words that `a` and `b` share, in the order of `a`.

    No word belongs to two passages, on either side. `shared(b, a)` is the mirror image.
    Near-linear: at most 8 places are tried for each word.
    """
    return shared_words(words(a), words(b))


def shared_words(a: Words, b: Words) -> list[Reuse]:
    """Like :func:`shared`, for words that are there already."""
    return [Reuse(a.span(i, i + size), b.span(j, j + size), size) for i, j, size in _runs(a, b)]


def _runs(a: Words, b: Words) -> list[tuple[int, int, int]]:
    # A greedy search is not symmetric, so both directions search in the same one.
    if (len(a), a.keys) <= (len(b), b.keys):
        return sorted(matching_runs(a.keys, b.keys))
    return sorted((i, j, size) for j, i, size in matching_runs(b.keys, a.keys))


def matching_runs(a: list[str], b: list[str]) -> list[tuple[int, int, int]]:
    """Return `(in a, in b, size)` of equal runs of words that do not overlap on either side."""
    if a == b:
        return [(0, 0, len(a))] if len(a) >= SHORTEST else []
    search = _Search(a, b)
    runs = []
    i, shift = 0, 0
    while i <= len(a) - SHORTEST:
        j, size = search.longest(i, i + shift)
        if size < SHORTEST:
            i += 1
            continue
        runs.append((i, j, size))
        search.used[j : j + size] = b"\1" * size
        i, shift = i + size, j - i
    return runs


class _Search:
    """The places of each seed in `b`, and which words of `b` a passage has taken."""

    def __init__(self, a: list[str], b: list[str]) -> None:
        self.a, self.b = a, b
        self.used = bytearray(len(b))
        self.places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for at, seed in enumerate(_seeds(b)):
            self.places[seed].append(at)
        self.heads: dict[tuple[str, ...], int] = {}
        self.compared = 0  # steps taken: the tests count work, not time

    def longest(self, i: int, expected: int) -> tuple[int, int]:
        """Return `(j, size)` of the longest free run at word `i` of `a`, by preference near `expected`."""
        best = (0, 0)
        for j in self._candidates(tuple(self.a[i : i + SEED]), expected):
            size = self._common(i, j)
            if size > best[1]:
                best = (j, size)
        return best

    def _candidates(self, seed: tuple[str, ...], expected: int) -> list[int]:
        """Return some places of `seed`: around `expected`, where the last passage goes on; the first free."""
        places = self.places.get(seed, [])
        if len(places) <= _TRIES:
            return places
        head = self.heads.get(seed, 0)
        while head < len(places) and self.used[places[head]]:
            head += 1  # never back: all heads together move once over `b`
        self.heads[seed] = head
        near = max(0, bisect_left(places, expected) - _TRIES // 2)
        return places[near : near + _TRIES] + places[head : head + _TRIES]

    def _common(self, i: int, j: int) -> int:
        """Return how many words from `a[i]` and `b[j]` on are equal and free."""
        a, b, used = self.a, self.b, self.used
        limit = min(len(a) - i, len(b) - j)
        size = 0
        while (  # slices are compared in C; the last, unequal one word by word
            size + _STRIDE <= limit
            and a[i + size : i + size + _STRIDE] == b[j + size : j + size + _STRIDE]
            and used.find(1, j + size, j + size + _STRIDE) < 0
        ):
            size += _STRIDE
        while size < limit and a[i + size] == b[j + size] and not used[j + size]:
            size += 1
        self.compared += 1 + size
        return size


def _seeds(keys: list[str]) -> zip[tuple[str, ...]]:
    return zip(*(keys[shift:] for shift in range(SEED)), strict=False)
