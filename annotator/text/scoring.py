"""How likely two sentences of different accounts report the same thing.

The cosine of weighted terms (`annotator.text.terms`). Average precision over four topics of sentence
pairs that people linked by the event they tell of: plain TF-IDF over stems .64, its better terms .69.
Where a story has three accounts or more, two ideas of retrieval carry over: a sentence is read in the
context of its article, its vector takes in some of the article's (.74); and it takes in some of the
sentences most like it in other accounts (.82), as Rocchio's feedback does (1971). Of two accounts
each sentence is read with those around it. What two sentences have in common counts less where it is
names alone (.84; `annotator.text.surroundings` has both).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from heapq import nlargest
from math import sqrt
from operator import mul

from annotator.text.surroundings import less_for_names, read_around
from annotator.text.terms import CONCEPT, PIECE, Bag, Vector, bag, dot, mix, unit, vectors

# Turns sentences into vectors of one length: the place to plug a model in, see `annotator.text.embedding`.
Embed = Callable[[Sequence[str]], Sequence[Sequence[float]]]
Scored = tuple[int, int, int, int, float]
Pair = tuple[int, int]

# None of these is fitted: halving or doubling each moves the average precision by less than .01.
_CONTEXT = 0.7  # how much of its article a sentence takes in
_FEEDBACK = 0.5  # how much of its neighbours
_NEIGHBOURS = 4  # one neighbour for each four accounts: a story has some accounts of another event, too
_WITH_CONTEXT = 3  # accounts: between two, the articles' own likeness is the same for all pairs

_FEW_PAIRS = 60_000  # up to here all pairs are scored; above, the ten best by their rarest words
_RAREST, _PLACES, _CANDIDATES = 10, 40, 10
_EMBEDDED = 0.5  # the plug-in's part of a score


def pair_scores(documents: Sequence[Sequence[str]], *, embed: Embed | None = None) -> list[Scored]:
    """Return `(document, sentence, document, sentence, score)` for pairs of different documents.

    Takes any number of accounts of one story, each as its sentences: the more accounts, the better
    it knows what is common in this story. Each pair once, the lower document first; a pair that is
    missing scores 0. All pairs up to 60,000, above that the likely ones only.
    """
    return scored(documents, [[bag(text) for text in document] for document in documents], embed=embed)


def scored(
    documents: Sequence[Sequence[str]],
    bags: Sequence[Sequence[Bag]],
    *,
    embed: Embed | None = None,
) -> list[Scored]:
    """Like :func:`pair_scores`, with the sentences' bags at hand."""
    places = [(d, s) for d, document in enumerate(documents) for s in range(len(document))]
    listed = [bags[d][s] for d, s in places]
    own = flat = vectors(listed)
    homes = [d for d, _ in places]
    if len(documents) >= _WITH_CONTEXT:
        flat = _with_context(flat, homes)
        flat = _with_feedback(flat, _cosines(flat, homes), len(documents) // _NEIGHBOURS)
    cosines = _cosines(flat, homes)
    if len(documents) < _WITH_CONTEXT:
        cosines = read_around(flat, cosines, homes.count(0), _CONTEXT)
    cosines = less_for_names(own, listed, cosines)
    if embed is not None:
        _blend(cosines, embed([documents[d][s] for d, s in places]))
    return [(*places[p], *places[q], min(1.0, score)) for (p, q), score in cosines.items()]


def _cosines(flat: Sequence[Vector], homes: Sequence[int]) -> dict[Pair, float]:
    """Return the cosines above 0 of sentences of different documents, the lower place first."""
    if len(flat) ** 2 > 2 * _FEW_PAIRS:
        likely = sorted(_likely(flat, homes))
        return {(p, q): dot(flat[p], flat[q]) for p, q in likely}
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    cosines: dict[Pair, float] = {}
    posted = 0
    for at, vector in enumerate(flat):
        while homes[posted] != homes[at]:  # only the documents before this one
            for term, weight in flat[posted].items():
                postings[term].append((posted, weight))
            posted += 1
        scores: defaultdict[int, float] = defaultdict(float)
        for term, weight in vector.items():  # in this order: sums of floats depend on it
            for other, other_weight in postings.get(term, ()):
                scores[other] += weight * other_weight
        cosines.update(((other, at), score) for other, score in scores.items())
    return cosines


def _likely(flat: Sequence[Vector], homes: Sequence[int]) -> set[Pair]:
    """Return for each sentence the other accounts' sentences that share most of its rarest words."""
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for at, vector in enumerate(flat):
        for term in vector:
            if not term.startswith((CONCEPT, PIECE)):
                postings[term].append(at)
    pairs = set()
    for at, vector in enumerate(flat):
        known = [term for term in vector if 1 < len(postings.get(term, ())) <= _PLACES]
        votes: defaultdict[int, float] = defaultdict(float)
        for term in nlargest(_RAREST, known, key=lambda term: (-len(postings[term]), term)):
            for other in postings[term]:
                if homes[other] != homes[at]:
                    votes[other] += vector[term] * flat[other][term]
        for other in nlargest(_CANDIDATES, votes, key=lambda other: (votes[other], -other)):
            pairs.add((min(at, other), max(at, other)))
    return pairs


def _with_context(flat: Sequence[Vector], homes: Sequence[int]) -> list[Vector]:
    articles: defaultdict[int, Vector] = defaultdict(dict)
    for vector, home in zip(flat, homes, strict=True):
        article = articles[home]
        for term, weight in vector.items():
            article[term] = article.get(term, 0.0) + weight
    whole = {home: unit(article) for home, article in articles.items()}
    return [unit(mix(vector, whole[home], _CONTEXT)) for vector, home in zip(flat, homes, strict=True)]


def _with_feedback(flat: Sequence[Vector], cosines: Mapping[Pair, float], neighbours: int) -> list[Vector]:
    near: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for (p, q), score in cosines.items():
        near[p].append((score, q))
        near[q].append((score, p))
    result = []
    for at, vector in enumerate(flat):
        around: Vector = {}
        for score, other in nlargest(neighbours, near[at]):
            around = mix(around, flat[other], score)
        result.append(unit(mix(vector, unit(around), _FEEDBACK)))
    return result


def _blend(cosines: dict[Pair, float], embedded: Sequence[Sequence[float]]) -> None:
    """Replace each score by its mean with the embeddings' cosine."""
    norms = [sqrt(sum(map(mul, vector, vector))) or 1.0 for vector in embedded]
    for (p, q), score in cosines.items():
        # 60,000 pairs of 256 numbers take 0.8 s this way, and 1.8 s by a generator.
        cosine = max(0.0, sum(map(mul, embedded[p], embedded[q])) / norms[p] / norms[q])
        cosines[p, q] = (1 - _EMBEDDED) * score + _EMBEDDED * cosine
