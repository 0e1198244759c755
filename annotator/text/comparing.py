"""Two accounts side by side: what they share, what they tell differently, what only one of them tells.

"No counterpart" is all a machine may say: that an account omits something is for a person to attest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

from annotator.text.alignment import align_sentences, mutually_best
from annotator.text.conflicts import Difference, datings, differences
from annotator.text.reuse import Reuse, shared_words
from annotator.text.segments import sentences
from annotator.text.spans import Span
from annotator.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.text.alignment import Link
    from annotator.text.scoring import Embed

# Part of every cache key: counted up whenever the same two texts would compare differently.
ENGINE = "3"

Kind = Literal["verbatim", "paraphrase", "differs"]
Range = tuple[int, int]

# What makes two reports differ in substance. One hedge or attribution more is a difference of certainty.
_SUBSTANCE = frozenset({"number", "percent", "money", "date", "time", "duration", "negation"})
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
    """A :class:`Difference` as plain data; ranges are code points, the last four of a hedge only."""

    kind: str
    change: str
    a: Range
    b: Range
    explanation: str
    a_cues: NotRequired[list[Range]]
    b_cues: NotRequired[list[Range]]
    a_clause: NotRequired[Range | None]
    b_clause: NotRequired[Range | None]


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
    best, a_best, b_best = mutually_best(links), _best(links, "a"), _best(links, "b")
    return Comparison(
        passages=tuple(
            _passage(
                link,
                a,
                b,
                _told_differently(
                    a, b, link, differ=link in best, only_a=link in a_best, only_b=link in b_best
                ),
            )
            for link in links
        ),
        reuse=tuple(reuse),
        only_a=_without(a_sentences, (link.a for link in links)),
        only_b=_without(b_sentences, (link.b for link in links)),
    )


def explanations(a: str, b: str, passage: PassageData) -> list[str]:
    """Return what explains the differences of a passage that :meth:`Comparison.as_dict` gave, in their order.

    `a` and `b` are its two texts, or the other way round for a passage whose sides were exchanged: "the
    first" is the text given first.
    """
    one, other = Span(*passage["a"]), Span(*passage["b"])
    found = {
        (each.kind, _range(each.a), _range(each.b)): each.explanation
        for each in (*datings(a, one, b, other), *differences(a, one, b, other))
    }
    keys = [(each["kind"], _pair(each["a"]), _pair(each["b"])) for each in passage["differences"]]
    return [found[key] for key in keys if key in found]


def _told_differently(
    a: str, b: str, link: Link, *, differ: bool, only_a: bool, only_b: bool
) -> tuple[Difference, ...]:
    """Return the differences of a link's sentences, where the link is good enough for them."""
    if link.a.of(a) == link.b.of(b):
        return ()
    # A sentence's second-best counterpart tells mostly of something else: its numbers prove nothing.
    found = differences(a, link.a, b, link.b) if differ else []
    told = {(each.kind, side) for each in found for side in (("a", each.a), ("b", each.b))}
    for each in datings(a, link.a, b, link.b):
        side, place, is_best = ("a", each.a, only_a) if each.change == "removed" else ("b", each.b, only_b)
        if is_best and (each.kind, (side, place)) not in told:
            found.append(each)
    return tuple(sorted(found, key=lambda each: (each.a, each.b, each.kind)))


def _best(links: Iterable[Link], side: Literal["a", "b"]) -> set[Link]:
    """Return the links better than which their sentence on that side has none."""
    best: dict[Span, float] = {}
    for link in (links := list(links)):
        span = getattr(link, side)
        best[span] = max(best.get(span, 0.0), link.score)
    return {link for link in links if link.score >= best[getattr(link, side)]}


def _passage(link: Link, a: str, b: str, found: tuple[Difference, ...]) -> Passage:
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
        "differences": [_difference_data(difference) for difference in passage.differences],
    }


def _difference_data(difference: Difference) -> DifferenceData:
    data: DifferenceData = {
        "kind": difference.kind,
        "change": difference.change,
        "a": _range(difference.a),
        "b": _range(difference.b),
        "explanation": difference.explanation,
    }
    if difference.kind == "hedge":
        data["a_cues"] = [_range(span) for span in difference.a_cues]
        data["b_cues"] = [_range(span) for span in difference.b_cues]
        data["a_clause"] = _range(difference.a_clause) if difference.a_clause else None
        data["b_clause"] = _range(difference.b_clause) if difference.b_clause else None
    return data


def _pair(given: Iterable[int]) -> Range:
    start, end = given  # a list where it comes from JSON
    return (start, end)


def _range(span: Span) -> Range:
    return (span.start, span.end)
