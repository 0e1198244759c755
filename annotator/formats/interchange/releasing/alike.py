"""Texts of a dataset that share so much wording that they tell with one voice, whatever story they are in."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from annotator.formats.interchange.shelf import Shelf
from annotator.text.origins import copied
from annotator.text.reuse import SEED
from annotator.text.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.formats.interchange.source import Document, Source

# Word sequences of which one in so many is kept: two texts that share half of theirs share some of these.
_ONE_IN = 4
_ALL = 400  # sequences of a text that is so short that all are kept
_COMMON = 20  # texts with one sequence, beyond which only neighbours are paired: "all rights reserved"


@dataclass(frozen=True, slots=True)
class Alike:
    """Two revisions, and how much of the shorter one's words stand in the other in runs of eight or more."""

    one: str
    other: str
    share: float


def alike(source: Source, apart: Callable[[str, str], bool]) -> Iterator[Alike]:
    """Yield the pairs of revisions that share passages, of those whose articles are asked to be `apart`.

    Reads the documents once. Texts and their word sequences are on the disk; of the pairs that are apart and
    share a sequence, the numbers are in memory.
    """
    with_articles: list[tuple[str, str]] = []  # revision, article
    seeds = sqlite3.connect("", isolation_level=None)
    seeds.execute("PRAGMA synchronous = OFF")
    seeds.execute("BEGIN")
    seeds.execute("CREATE TABLE seeds (seed INTEGER, text INTEGER)")
    texts = Shelf(_kept(source, seeds, with_articles), "number")
    try:
        shared: Counter[tuple[int, int]] = Counter()
        rows = seeds.execute("SELECT seed, text FROM seeds ORDER BY seed, text")
        for _, group in groupby(rows, itemgetter(0)):
            numbers = [number for _, number in group]
            for pair in combinations(numbers, 2) if len(numbers) <= _COMMON else pairwise(numbers):
                if apart(with_articles[pair[0]][1], with_articles[pair[1]][1]):
                    shared[pair] += 1
        for one, other in sorted(shared):
            _, share = copied(*(words(next(texts.of(each))["text"]) for each in (one, other)))
            if share:
                yield Alike(with_articles[one][0], with_articles[other][0], share)
    finally:
        texts.close()
        seeds.close()


def _kept(
    source: Source, seeds: sqlite3.Connection, with_articles: list[tuple[str, str]]
) -> Iterator[dict[str, object]]:
    """Yield each text by its number, once its word sequences are put aside."""
    for number, document in enumerate(source.documents()):
        revision = document.revision
        with_articles.append((revision["revision_id"], revision["article_id"]))
        seeds.executemany("INSERT INTO seeds VALUES (?, ?)", ((seed, number) for seed in _seeds(document)))
        yield {"number": number, "text": revision["text"]}


def _seeds(document: Document) -> set[int]:
    keys = words(document.revision["text"]).keys
    found = {_hash(seed) for seed in zip(*(keys[shift:] for shift in range(SEED)), strict=False)}
    return found if len(found) <= _ALL else {each for each in found if each % _ONE_IN == 0}


def _hash(seed: tuple[str, ...]) -> int:
    # The same in each process, which Python's own is not.
    return int.from_bytes(hashlib.blake2b("\n".join(seed).encode(), digest_size=8).digest(), signed=True)
