"""Which sentences of two or more accounts report the same thing.

Lexical: see `annotator.text.scoring`. A pair is linked when each is the other's best, or nearly, or when
the pairs around it are linked: accounts tell most things in one order (Barzilay and Elhadad, 2003).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING

from annotator.text.scoring import scored
from annotator.text.segments import sentences
from annotator.text.terms import bag, shared_meaning
from annotator.text.tokens import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.text.scoring import Embed
    from annotator.text.spans import Span

Pair = tuple[int, int]

# Unrelated sentences of one story mostly score below. Lower finds more pairs and shows more wrong ones: on
# pairs of articles .15 has the precision .57 and the recall .74, .21 .67 and .68, .24 .71 and .64.
_LEAST = 0.21
_NEAR = 0.5  # of the better of both sides' best scores
_MOST = 3  # links a sentence: a summary sentence has several counterparts, "a a a" must not have thousands
# Some sentences are a little like all others of the story, by its names or its theme. What a sentence's links
# beyond those it may have are worth, on average, tells how much of any likeness of it means nothing.
_FURTHER = 5
_WORDS_IN_COMMON = 2  # one rare word in common makes a high score between short sentences, and no sameness


@dataclass(frozen=True, slots=True)
class Link:
    """Two sentences that seem to report the same thing; `score` is in (0, 1], 1 for the same words."""

    a: Span
    b: Span
    score: float


def align(a: str, b: str, *, embed: Embed | None = None) -> list[Link]:
    """Return the linked sentences of two texts, in the order of `a`, at most three links a sentence.

    `align(b, a)` is the mirror image. Up to 60,000 sentence pairs all are scored (0.3 s); beyond,
    those that share rare words, so that the cost of long texts grows with their length.
    """
    return align_sentences(a, sentences(a), b, sentences(b), embed=embed)


def align_sentences(
    a: str, a_sentences: Sequence[Span], b: str, b_sentences: Sequence[Span], *, embed: Embed | None = None
) -> list[Link]:
    """Like :func:`align`, for sentences that are there already."""
    # Sums of floats and ties depend on the order of counting: both directions count in the same one.
    if (len(a), a) > (len(b), b):
        turned = align_sentences(b, b_sentences, a, a_sentences, embed=embed)
        return sorted(
            (Link(link.b, link.a, link.score) for link in turned), key=lambda link: (link.a, link.b)
        )
    one, other = [span.of(a) for span in a_sentences], [span.of(b) for span in b_sentences]
    same = _same_words(one, other)
    found = dict.fromkeys(same, 1.0) | _linked(one, other, same, embed)
    return [Link(a_sentences[i], b_sentences[j], score) for (i, j), score in sorted(found.items())]


def mutually_best(links: Sequence[Link]) -> set[Link]:
    """Return the links better than which neither of their sentences has one."""
    best: defaultdict[tuple[str, Span], float] = defaultdict(float)
    for link in links:
        for side in (("a", link.a), ("b", link.b)):
            best[side] = max(best[side], link.score)
    return {link for link in links if link.score >= max(best["a", link.a], best["b", link.b])}


def _linked(one: list[str], other: list[str], same: list[Pair], embed: Embed | None) -> dict[Pair, float]:
    """Return the linked pairs, with their scores, among the sentences that `same` left over."""
    done, other_done = {i for i, _ in same}, {j for _, j in same}
    left = [i for i in range(len(one)) if i not in done]
    other_left = [j for j in range(len(other)) if j not in other_done]
    if not left or not other_left:
        return {}
    documents = [[one[i] for i in left], [other[j] for j in other_left]]
    bags = [[bag(sentence) for sentence in document] for document in documents]
    found = {(i, j): score for _, i, _, j, score in scored(documents, bags, embed=embed)}
    own = _without_likeness_to_all(found)
    likely = {
        (left[i], other_left[j]): own[i, j]
        for (i, j), score in found.items()
        if score >= _LEAST and own[i, j] > 0 and shared_meaning(bags[0][i], bags[1][j]) >= _WORDS_IN_COMMON
    }
    place, other_place = ({at: n for n, at in enumerate(side)} for side in (left, other_left))
    return {(i, j): found[place[i], other_place[j]] for i, j in choose(likely, same)}


def _without_likeness_to_all(scores: dict[Pair, float]) -> dict[Pair, float]:
    """Return the scores less the mean of what both sentences' fourth to eighth best score; none counts 0."""
    rows: defaultdict[int, list[float]] = defaultdict(list)
    columns: defaultdict[int, list[float]] = defaultdict(list)
    for (i, j), score in scores.items():
        rows[i].append(score)
        columns[j].append(score)
    # Half of each side's mean: together they are the mean of both.
    share, other_share = (
        {at: sum(nlargest(_MOST + _FURTHER, row)[_MOST:]) / _FURTHER / 2 for at, row in side.items()}
        for side in (rows, columns)
    )
    return {(i, j): score - share[i] - other_share[j] for (i, j), score in scores.items()}


def _same_words(one: Sequence[str], other: Sequence[str]) -> list[Pair]:
    """Return the pairs of sentences with the same words; the nth of a repeated one with the nth."""
    places: defaultdict[object, list[int]] = defaultdict(list)
    for j, sentence in enumerate(other):
        places[_identity(sentence)].append(j)
    met: Counter[object] = Counter()
    pairs = []
    for i, sentence in enumerate(one):
        identity = _identity(sentence)
        if met[identity] < len(places.get(identity, ())):
            pairs.append((i, places[identity][met[identity]]))
            met[identity] += 1
    return pairs


def _identity(sentence: str) -> object:
    return tuple(fold(sentence).casefold().split())


def choose(scores: dict[Pair, float], firm: Iterable[Pair] = ()) -> set[Pair]:
    """Return which of the scored pairs are links, given those that are sure."""
    best: defaultdict[int, float] = defaultdict(float)
    other_best: defaultdict[int, float] = defaultdict(float)
    for (i, j), score in scores.items():
        best[i] = max(best[i], score)
        other_best[j] = max(other_best[j], score)

    near = {(i, j): score for (i, j), score in scores.items() if score >= _NEAR * max(best[i], other_best[j])}
    sure = {(i, j) for (i, j), score in near.items() if score >= min(best[i], other_best[j])}
    anchors = sure.union(firm)
    return _at_most(sure, {pair for pair in near.keys() - sure if _beside(pair, anchors)}, scores)


def _beside(pair: Pair, anchors: set[Pair]) -> bool:
    i, j = pair
    return any(
        (i + down, j + right) in anchors
        for down, right in ((-1, -1), (1, 1), (0, -1), (0, 1), (-1, 0), (1, 0))
    )


def _at_most(sure: set[Pair], supported: set[Pair], scores: dict[Pair, float]) -> set[Pair]:
    """Return the pairs, the sure and the better ones first, that leave each sentence `_MOST` links."""
    taken: Counter[tuple[str, int]] = Counter()
    kept = set()
    for pair in sorted(sure | supported, key=lambda pair: (pair in supported, -scores[pair], pair)):
        sides = [("a", pair[0]), ("b", pair[1])]
        if all(taken[side] < _MOST for side in sides):
            kept.add(pair)
            taken.update(sides)
    return kept
