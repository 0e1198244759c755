"""Which of several texts go back to one origin, and the agency that a text credits.

Five outlets that print one wire story are one origin: counting them as five would corroborate nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

from annotator.text.reuse import SEED, shared_words
from annotator.text.spans import Span
from annotator.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.text.words import Words

# Part of the mark of what is kept: counted up whenever the same texts would be read differently.
ENGINE: Final = "1"

# Of the words of the shorter text. Reprints were cut and given a new top; accounts written apart share quotes
# and boilerplate, which stays below a fifth.
SAME_ORIGIN: Final = 0.5
# Where a seed is in more texts than this, only neighbours are paired: a story that a hundred outlets
# print is still one group, and "all rights reserved" does not pair everything with everything.
_COMMON: Final = 20
_PROMISING: Final = 0.1  # of the shorter text's seeds: below, half of its words can't be shared

_AGENCIES: Final = {
    "AFP": ("AFP", "Agence France-Presse", "Agence France Presse"),
    "ANSA": ("ANSA",),
    "AP": ("AP", "The Associated Press", "Associated Press"),
    "Bloomberg": ("Bloomberg News", "Bloomberg"),
    "CNS": ("CNS", "Catholic News Service"),
    "DPA": ("DPA", "dpa"),
    "EFE": ("EFE",),
    "IANS": ("IANS",),
    "Interfax": ("Interfax",),
    "Kyodo": ("Kyodo News", "Kyodo"),
    "PA": ("PA Media", "Press Association", "PA"),
    "PTI": ("PTI", "Press Trust of India"),
    "Reuters": ("Thomson Reuters", "REUTERS", "Reuters"),
    "TASS": ("ITAR-TASS", "TASS"),
    "UPI": ("UPI", "United Press International"),
    "Xinhua": ("Xinhua News Agency", "Xinhua"),
}
_BY_NAME: Final = {name: agency for agency, names in _AGENCIES.items() for name in names}
_NAME: Final = "|".join(re.escape(name) for name in sorted(_BY_NAME, key=len, reverse=True))
_DASH: Final = "[-–—]"
_CREDITS: Final = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        # TRIPOLI (Reuters) - ; BERLIN, May 3 (dpa) -
        rf"^[^\n()]{{0,80}}\((?P<agency>{_NAME})\)[ \t]?{_DASH}",
        # "AP contributed to this report.", "Reuters and AFP contributed"
        rf"\b(?P<agency>{_NAME})\b(?=[^.\n]{{0,80}}\bcontributed\b)",
        # Source: Reuters; Credit: AFP; By Reuters; - Reuters; Copyright 2014 The Associated Press
        rf"^[ \t]*(?:Source|Sources|Credit|By|Via|{_DASH})[: \t]{{1,3}}(?P<agency>{_NAME})\b[ \t.]*$",
        rf"(?:Copyright|©|\(c\))[^.\n]{{0,20}}\b(?P<agency>{_NAME})\b",
        # "From Reuters wire reports", "with reporting by AFP", "material from AP"
        rf"\b(?:[Ww]ith|[Ff]rom|by)\b[^.\n]{{0,30}}\b(?P<agency>{_NAME})\b[^.\n]{{0,20}}\b(?:reports?|wire)\b",
        rf"\b(?:reporting|material|information|files) (?:by|from) (?P<agency>{_NAME})\b",
        # A line with nothing else on it, as a byline or at the foot.
        rf"^[ \t]*[(\[]?(?P<agency>{_NAME})[)\]]?[ \t]*$",
    )
)


@dataclass(frozen=True, slots=True)
class Credit:
    """An agency that a text names as where it is from, and where it says so."""

    agency: str
    span: Span


@dataclass(frozen=True, slots=True)
class Copied:
    """How much two of several texts share, in passages of eight words or more.

    `words` of them, which are the `share` of the words of the shorter text.
    """

    first: int
    second: int
    words: int
    share: float


@dataclass(frozen=True, slots=True)
class Origins:
    """Texts by their number: groups of one origin, each text in one, and what ties them."""

    groups: tuple[tuple[int, ...], ...]
    copies: tuple[Copied, ...]


def origins(texts: Sequence[str], *, least: float = SAME_ORIGIN) -> Origins:
    """Return which of any number of texts share so much wording that they go back to one origin.

    `copies` has the pairs of texts that share passages, of many copies of one text not all pairs.
    Cost: the words of all, and a comparison of each pair that shares a tenth of its word sequences.
    """
    read = [words(text) for text in texts]
    copies = []
    for first, second in _promising(read):
        shared = sum(run.words for run in shared_words(read[first], read[second]))
        if shared:
            shorter = min(len(read[first]), len(read[second]))
            copies.append(Copied(first, second, shared, shared / shorter))
    tied = [(copy.first, copy.second) for copy in copies if copy.share >= least]
    return Origins(_groups(len(texts), tied), tuple(copies))


def copied(one: Words, other: Words) -> tuple[int, float]:
    """Return how many words two texts share, and their share of the shorter one, as `origins` does.

    For texts that come one by one: it depends on these two alone. Linear in both.
    """
    if not one.keys or not other.keys:
        return 0, 0.0
    here, there = _seeds(one), _seeds(other)
    if len(here & there) < _PROMISING * min(len(here), len(there)):
        return 0, 0.0
    count = sum(run.words for run in shared_words(one, other))
    return count, count / min(len(one), len(other))


def _seeds(text: Words) -> set[tuple[str, ...]]:
    return set(zip(*(text.keys[shift:] for shift in range(SEED)), strict=False))


def credit_lines(text: str) -> list[Credit]:
    """Return the agencies that a text credits, each once, in the order of the text. Linear.

    A mention in a sentence ("told Reuters") is no credit.
    """
    found: dict[str, Span] = {}
    matches = sorted(
        (match.start("agency"), match.end("agency"), match["agency"])
        for pattern in _CREDITS
        for match in pattern.finditer(text)
    )
    for start, end, name in matches:
        found.setdefault(_BY_NAME[name], Span(start, end))
    return [Credit(agency, span) for agency, span in found.items()]


def _promising(read: Sequence[Words]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of texts, in order, that have enough word sequences in common."""
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    sizes = []
    for number, text in enumerate(read):
        seeds = _seeds(text)
        sizes.append(len(seeds))
        for seed in seeds:
            holders[seed].append(number)
    common: defaultdict[tuple[int, int], int] = defaultdict(int)
    for numbers in holders.values():
        for pair in combinations(numbers, 2) if len(numbers) <= _COMMON else pairwise(numbers):
            common[pair] += 1
    for first, second in sorted(common):
        if common[first, second] >= _PROMISING * min(sizes[first], sizes[second]):
            yield first, second


def _groups(count: int, tied: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Return the connected components: a reprint of a reprint has the same origin (union-find)."""
    leader = list(range(count))

    def lead(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    for first, second in tied:
        leader[max(lead(first), lead(second))] = min(lead(first), lead(second))
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number in range(count):
        members[lead(number)].append(number)
    return tuple(tuple(numbers) for _, numbers in sorted(members.items()))
