"""Two accounts side by side: what they share, what they tell differently, what only one of them tells.

"No counterpart" is all a machine may say: that an account omits something is for a person to attest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypedDict

from annotator.text.alignment import align_sentences, mutually_best
from annotator.text.conflicts import Difference, differences
from annotator.text.reuse import Reuse, shared_words
from annotator.text.segments import sentences
from annotator.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.text.alignment import Link
    from annotator.text.scoring import Embed
    from annotator.text.spans import Span

# Part of every cache key: counted up whenever the same two texts would compare differently.
ENGINE = "2"

Kind = Literal["verbatim", "paraphrase", "differs"]
Range = tuple[int, int]

# What makes two reports differ in substance. One hedge or attribution more is a difference of certainty.
_SUBSTANCE = frozenset({"number", "percent", "money", "date", "duration", "negation"})
# A passage is verbatim when this share of the words of both sentences stands in shared runs.
_VERBATIM = 0.9
_LIKELY = 0.5  # sentences with nine of ten words in common score above


@dataclass(frozen=True, slots=True)
class Passage:
    """Two aligned sentences, how alike they are, and what they tell differently."""

    kind: Kind
    a: Span
    b: Span
    score: float
    differences: tuple[Difference, ...]


class DifferenceData(TypedDict):
    """A :class:`Difference` as plain data; ranges are code points."""

    kind: str
    change: str
    a: Range
    b: Range
    explanation: str


class PassageData(TypedDict):
    """A :class:`Passage` as plain data."""

    kind: Kind
    a: Range
    b: Range
    score: float
    differences: list[DifferenceData]


class ReuseData(TypedDict):
    """A :class:`Reuse` as plain data."""

    a: Range
    b: Range
    words: int


class ComparisonData(TypedDict):
    """A :class:`Comparison` as plain data: offsets only, none of the texts."""

    engine: str
    passages: list[PassageData]
    reuse: list[ReuseData]
    only_a: list[Range]
    only_b: list[Range]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that comparing two texts gave, in the order of `a`.

    `only_a` and `only_b` are the sentences without counterpart.
    """

    passages: tuple[Passage, ...]
    reuse: tuple[Reuse, ...]
    only_a: tuple[Span, ...]
    only_b: tuple[Span, ...]

    def as_dict(self, engine: str = ENGINE) -> ComparisonData:
        """Return plain data that JSON can hold; `engine` says what made it."""
        return {
            "engine": engine,
            "passages": [_passage_data(passage) for passage in self.passages],
            "reuse": [{"a": _range(run.a), "b": _range(run.b), "words": run.words} for run in self.reuse],
            "only_a": [_range(span) for span in self.only_a],
            "only_b": [_range(span) for span in self.only_b],
        }


def compare(a: str, b: str, *, embed: Embed | None = None) -> Comparison:
    """Return how two accounts relate, sentence by sentence.

    `compare(b, a)` is the mirror image: sides and added/removed change places, nothing else.
    Near-linear in the length of both.
    """
    a_sentences, b_sentences = sentences(a), sentences(b)
    links = align_sentences(a, a_sentences, b, b_sentences, embed=embed)
    reuse = shared_words(words(a), words(b))
    best = mutually_best(links)
    return Comparison(
        passages=tuple(_passage(a, b, link, differ=link in best) for link in links),
        reuse=tuple(reuse),
        only_a=_without(a_sentences, (link.a for link in links)),
        only_b=_without(b_sentences, (link.b for link in links)),
    )


def _passage(a: str, b: str, link: Link, *, differ: bool) -> Passage:
    # A sentence's second-best counterpart tells mostly of something else: its numbers prove nothing.
    found = tuple(differences(a, link.a, b, link.b)) if differ and link.a.of(a) != link.b.of(b) else ()
    if any(difference.kind in _SUBSTANCE for difference in found):
        kind: Kind = "differs"
    else:
        verbatim = link.score > _LIKELY and _alike(link.a.of(a), link.b.of(b)) >= _VERBATIM
        kind = "verbatim" if verbatim else "paraphrase"
    return Passage(kind, link.a, link.b, link.score, found)


def _alike(a: str, b: str) -> float:
    """Return the share of the longer sentence's words with which both begin, or end."""
    a_keys, b_keys = words(a).keys or a.split(), words(b).keys or b.split()
    longer = max(len(a_keys), len(b_keys), 1)
    head = _common(a_keys, b_keys)
    tail = _common(a_keys[head:][::-1], b_keys[head:][::-1])
    return (head + tail) / longer if a_keys else 0.0


def _common(a: list[str], b: list[str]) -> int:
    count = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        count += 1
    return count


def _without(spans: Iterable[Span], linked: Iterable[Span]) -> tuple[Span, ...]:
    known = set(linked)
    return tuple(span for span in spans if span not in known)


def _passage_data(passage: Passage) -> PassageData:
    return {
        "kind": passage.kind,
        "a": _range(passage.a),
        "b": _range(passage.b),
        "score": round(passage.score, 4),
        "differences": [
            {
                "kind": difference.kind,
                "change": difference.change,
                "a": _range(difference.a),
                "b": _range(difference.b),
                "explanation": difference.explanation,
            }
            for difference in passage.differences
        ],
    }


def _range(span: Span) -> Range:
    return (span.start, span.end)
