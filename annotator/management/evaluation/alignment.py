"""Alignment: whether pairs of sentences that report the same event score higher than others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from annotator.management.evaluation.measures import average_precision
from annotator.management.evaluation.task import BadLine, Outcome, Task, value
from annotator.text.scoring import pair_scores

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from annotator.text.scoring import Embed

Place = tuple[int, int]
_WORD: Final = re.compile(r"\w+")
_PAIR: Final = 4  # document, sentence, document, sentence


@dataclass(frozen=True, slots=True)
class Topic:
    """Documents as lists of sentences, and the pairs that report the same event, the lower place first."""

    documents: list[list[str]]
    pairs: frozenset[tuple[Place, Place]]


def read(line: Mapping[str, Any]) -> Topic:
    """Read `{"topic", "documents": [{"id", "sentences"}], "pairs": [[doc, sentence, doc, sentence], ...]}`.

    A document is named by its number or by its id.
    """
    given = value(line, "documents", list)
    documents = [value(one, "sentences", list) for one in given if isinstance(one, dict)]
    if len(documents) != len(given) or not all(isinstance(s, str) for one in documents for s in one):
        raise BadLine('"documents" holds something that is no document with "sentences"')
    numbers = {one["id"]: number for number, one in enumerate(given) if isinstance(one.get("id"), str)}
    pairs = frozenset(_pair(pair, documents, numbers) for pair in value(line, "pairs", list))
    return Topic(documents, pairs)


def _pair(pair: Any, documents: list[list[str]], numbers: Mapping[str, int]) -> tuple[Place, Place]:
    if isinstance(pair, list) and len(pair) == _PAIR:
        one = _place(pair[0], pair[1], documents, numbers)
        other = _place(pair[2], pair[3], documents, numbers)
        if one and other:
            return (one, other) if one < other else (other, one)
    raise BadLine(f'"pairs" holds {pair}, which names no two sentences')


def _place(
    document: object, sentence: object, documents: list[list[str]], numbers: Mapping[str, int]
) -> Place | None:
    number = numbers.get(document) if isinstance(document, str) else document
    if not (isinstance(number, int) and isinstance(sentence, int)):
        return None
    is_there = 0 <= number < len(documents) and 0 <= sentence < len(documents[number])
    return (number, sentence) if is_there else None


def measure(items: Iterable[Topic], embed: Embed | None = None) -> Outcome:
    """Rank all pairs of sentences of different documents of a topic, pooled over topics.

    With `embed` a second time, by what the comparison job does where that embedding is set.
    """
    n = 0
    ours: list[tuple[float, bool]] = []
    embedded: list[tuple[float, bool]] = []
    trivial: list[tuple[float, bool]] = []
    for topic in items:
        scores = _scores(topic.documents)
        mixed = _scores(topic.documents, embed) if embed else {}
        for pair, shared in _shared_words(topic.documents):
            n += 1
            is_same = pair in topic.pairs
            ours.append((scores.get(pair, 0.0), is_same))
            trivial.append((shared, is_same))
            if embed:
                embedded.append((mixed.get(pair, 0.0), is_same))
    return Outcome(n, _metrics(ours), _metrics(trivial), _metrics(embedded) if embed else {})


def with_embedding(embed: Embed) -> Task[Topic]:
    """Return the task that measures the engine with this sentence embedding as well."""
    return replace(TASK, measure=partial(measure, embed=embed))


def _scores(
    documents: Sequence[Sequence[str]], embed: Embed | None = None
) -> dict[tuple[Place, Place], float]:
    return {((a, i), (b, j)): score for a, i, b, j, score in pair_scores(documents, embed=embed)}


def _metrics(scored: list[tuple[float, bool]]) -> dict[str, float]:
    precision, best = average_precision(scored)
    return {"average_precision": precision, "f1": best}


def _shared_words(documents: list[list[str]]) -> Iterator[tuple[tuple[Place, Place], float]]:
    """Yield each pair of different documents' sentences and the share of words both have."""
    words = [
        ((d, s), frozenset(_WORD.findall(sentence.lower())))
        for d, document in enumerate(documents)
        for s, sentence in enumerate(document)
    ]
    for (place, mine), (other, theirs) in combinations(words, 2):
        if place[0] != other[0]:
            yield (place, other), len(mine & theirs) / (len(mine | theirs) or 1)


TASK: Final = Task("alignment", read, measure, "pairs of sentences", "the share of words in common")
