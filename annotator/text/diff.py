"""Which words of two texts differ, and where each place of the old one went.

The only module that knows diff-match-patch. Each token becomes one symbol, so the diff counts words.
It never has a deadline: with one, the same texts would diff differently on a busy machine. What
bounds its cost is the size of what it is given (:data:`_SQUARE`), which is the same everywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import fast_diff_match_patch

from annotator.text.chains import heaviest_chain
from annotator.text.reuse import matching_runs
from annotator.text.tokens import fold, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.text.chains import Run
    from annotator.text.spans import Span

Operation = tuple[str, int, int]  # "=", "-" or "+" as diff-match-patch has them, tokens of old, tokens of new
Hunk = tuple[int, int, int, int]  # tokens [i, to_i) of old were replaced by [j, to_j) of new

# Tokens of one side times tokens of the other that are compared in full: 2,000 x 2,000 unlike tokens take
# 0.07 s, and the time grows with the square. Larger stretches are first cut at the runs they share.
_SQUARE = 4_000_000
_SURROGATES = range(0xD800, 0xE000)
_SYMBOLS = 0x10FFFF - len(_SURROGATES)


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Where the code points of an old text went.

    `kept` has, in order, `(old, new, length)` of each stretch that stayed; it grows on both sides.
    """

    kept: list[tuple[int, int, int]]

    def offset(self, at: int) -> int:
        """Return the place of offset `at` in the new text; never before that of a smaller one."""
        index = bisect_right(self.kept, at, key=lambda piece: piece[0]) - 1
        if index < 0:
            return min(at, self.kept[0][1]) if self.kept else 0
        old, new, length = self.kept[index]
        return new + min(at - old, length)

    def span(self, span: Span) -> tuple[tuple[int, int] | None, int]:
        """Return the range that what is left of `span` covers, and how many of its code points are left."""
        first = last = None
        left = 0
        for old, new, length in self._touching(span):
            begin, end = max(span.start, old), min(span.end, old + length)
            if begin < end:
                first = new + begin - old if first is None else first
                last = new + end - old
                left += end - begin
        return (None if first is None or last is None else (first, last)), left

    def _touching(self, span: Span) -> Iterator[tuple[int, int, int]]:
        index = max(0, bisect_right(self.kept, span.start, key=lambda piece: piece[0]) - 1)
        while index < len(self.kept) and self.kept[index][0] < span.end:
            yield self.kept[index]
            index += 1


def offset_map(old: str, new: str) -> OffsetMap:
    """Return where each place of `old` went in `new`.

    Quotation marks, dashes and spaces of another kind count as kept. Cost as for :func:`hunks`.
    """
    a, b = tokens(fold(old)), tokens(fold(new))
    kept: list[tuple[int, int, int]] = []
    for i, j, count in _kept(_operations(a.keys, b.keys, cleanup="No")):
        kept += [
            (start, new_start, end - start)
            for start, end, new_start in zip(
                a.starts[i : i + count], a.ends[i : i + count], b.starts[j : j + count], strict=True
            )
        ]
    return OffsetMap(kept)


def hunks(a: Sequence[str], b: Sequence[str]) -> list[Hunk]:
    """Return the stretches of two token sequences that differ, in order, easy to read rather than shortest.

    5 ms for an article of 5,000 code points; near-linear for long texts.
    """
    return list(_hunks(script(a, b)))


def script(a: Sequence[str], b: Sequence[str]) -> list[Operation]:
    """Return what makes `b` of `a`, easy to read rather than shortest; cost as for :func:`hunks`."""
    return _operations(a, b, cleanup="Semantic")


def _operations(a: Sequence[str], b: Sequence[str], *, cleanup: str) -> list[Operation]:
    """Return the edit script of two token sequences, deletions before additions in each place."""
    script: list[Operation] = []
    i = j = 0
    for to_i, to_j, count in [*_anchors(a, b), (len(a), len(b), 0)]:
        script += _compared(a[i:to_i], b[j:to_j], cleanup)
        if count:
            script.append(("=", count, count))
        i, j = to_i + count, to_j + count
    return script


def _compared(a: Sequence[str], b: Sequence[str], cleanup: str) -> list[Operation]:
    if len(a) * len(b) > _SQUARE:
        return [("-", len(a), 0), ("+", 0, len(b))]
    old, new = _as_symbols(a, b)
    found = fast_diff_match_patch.diff(old, new, timelimit=0, checklines=False, cleanup=cleanup)
    return [(sign, count if sign != "+" else 0, count if sign != "-" else 0) for sign, count in found]


def _as_symbols(a: Sequence[str], b: Sequence[str]) -> tuple[str, str]:
    """Return two strings with one code point a token, equal where the tokens are."""
    symbols: dict[str, str] = {}
    for key in (*a, *b):
        number = len(symbols) % _SYMBOLS + 1
        symbols.setdefault(key, chr(number if number < _SURROGATES.start else number + len(_SURROGATES)))
    return "".join(symbols[key] for key in a), "".join(symbols[key] for key in b)


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[Run]:
    """Return, for long texts only, the heaviest shared runs that lie in one order in both."""
    if len(a) * len(b) <= _SQUARE:
        return []
    return heaviest_chain(matching_runs(list(a), list(b)))


def _kept(script: Sequence[Operation]) -> Iterator[Run]:
    i = j = 0
    for sign, gone, come in script:
        if sign == "=":
            yield i, j, gone
        i, j = i + gone, j + come


def _hunks(script: Sequence[Operation]) -> Iterator[Hunk]:
    """Yield the token ranges between what was kept, those that are empty on both sides left out."""
    i = j = from_i = from_j = 0
    for sign, gone, come in [*script, ("=", 0, 0)]:
        if sign == "=" and (i, j) != (from_i, from_j):
            yield from_i, i, from_j, j
        i, j = i + gone, j + come
        if sign == "=":
            from_i, from_j = i, j


def moves(a: Sequence[str], b: Sequence[str], hunks: Sequence[Hunk]) -> list[Run]:
    """Return the runs of eight tokens or more that were deleted in one place and added in another."""
    gone, gone_at = _joined(a, [(i, to_i) for i, to_i, _, _ in hunks])
    come, come_at = _joined(b, [(j, to_j) for _, _, j, to_j in hunks])
    return [(gone_at[i], come_at[j], count) for i, j, count in matching_runs(gone, come)]


def _joined(keys: Sequence[str], ranges: Sequence[tuple[int, int]]) -> tuple[list[str], list[int]]:
    """Return the tokens of some ranges, with their places; no run crosses from one range to the next."""
    joined: list[str] = []
    places: list[int] = []
    for start, end in ranges:
        joined += [*keys[start:end], f" {start} {keys[start - 1 : start]}"]  # no token has a space in it
        places += [*range(start, end), end]
    return joined, places
