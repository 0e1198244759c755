"""What a new revision tells otherwise: the sentences that were reworded, and where that touches certainty.

Sentences are paired by the tokens that stayed or moved; then, where one was moved and reworded at once, by
the words both have (Dice over their multisets). Each pair is read as two accounts of one thing are
(`annotator.text.conflicts`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from annotator.text.conflicts import Difference, differences
from annotator.text.segments import paragraphs, sentences
from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.text.redline import Redline
    from annotator.text.tokens import Tokens

_LEAST: Final = 0.3  # of the longer sentence's tokens: below, a sentence was replaced rather than reworded
_LEAST_ELSEWHERE: Final = 0.6  # where nothing but its words says that it is the same
_SHORTEST: Final = 4  # tokens of a sentence that is recognised elsewhere: "He is dead." is anywhere
_LONGEST: Final = 6  # tokens of a wording that is quoted whole

Pair = tuple[Span, Span]


@dataclass(frozen=True, slots=True)
class Rewording:
    """What a reworded sentence tells otherwise.

    `said` became `became`; one is empty where words were only put in or only taken out. `old` and `new` are
    the sentences in code points, `paragraph` counts from 1 in the new text.
    """

    difference: Difference
    old: Span
    new: Span
    said: str
    became: str
    paragraph: int


def rewordings(old: str, new: str, redline: Redline) -> list[Rewording]:
    """Return what reworded sentences tell otherwise, in the order of the new text. Linear in what changed."""
    blocks = paragraphs(new)
    found: dict[tuple[object, ...], Rewording] = {}
    for before, after in reworded(old, new, redline):
        paragraph = bisect_right(blocks, after.start, key=lambda each: each.start)
        for difference in differences(old, before, new, after):
            said, became = _words(old, new, redline, difference, (before, after))
            if not any(map(str.isalnum, said + became)):
                continue  # a bracket came or went, and the sentence is read otherwise only for that
            # One change that touches two things of a kind is told once.
            told = Rewording(difference, before, after, said, became, paragraph)
            found.setdefault((difference.kind, before, after, said, became), told)
    return sorted(found.values(), key=lambda each: (each.new, each.difference.b, each.difference.kind))


def reworded(old: str, new: str, redline: Redline) -> list[Pair]:
    """Return the sentences that changed, each with what became of it; but those that are new or gone.

    Nor does one count in which nothing changed that anybody need look at.
    """
    before, after = _Side(sentences(old), redline.a), _Side(sentences(new), redline.b)
    touched = before.touched([hunk[:2] for hunk in redline.hunks])
    touched_after = after.touched([hunk[2:] for hunk in redline.hunks])
    kept: Counter[tuple[int, int]] = Counter()
    for i, j, count in redline.kept:
        for at in range(count):
            pair = before.of[i + at], after.of[j + at]
            if pair[0] in touched or pair[1] in touched_after:
                kept[pair] += 1
    pairs = _best({pair: count / _longer(before, after, pair) for pair, count in kept.items()}, _LEAST)
    left = sorted(touched - {one for one, _ in pairs})
    come = sorted(touched_after - {other for _, other in pairs})
    pairs += _best(
        {
            (one, other): _alike(before.words[one], after.words[other])
            for one in left
            for other in come
            if min(before.words[one].total(), after.words[other].total()) >= _SHORTEST
        },
        _LEAST_ELSEWHERE,
    )
    pairs = [
        pair
        for pair in pairs
        if not _is_trivial(before.sentences[pair[0]], after.sentences[pair[1]], redline)
    ]
    found = ((before.sentences[one], after.sentences[other]) for one, other in pairs)
    return sorted(
        ((one, other) for one, other in found if one.of(old) != other.of(new)), key=lambda pair: pair[1]
    )


class _Side:
    """The sentences of a text and which of them each token is in."""

    def __init__(self, sentences: Sequence[Span], tokens: Tokens) -> None:
        self.sentences = sentences
        starts = [each.start for each in sentences]
        self.of = [max(0, bisect_right(starts, at) - 1) for at in tokens.starts]
        self.words: list[Counter[str]] = [Counter() for _ in sentences]
        for sentence, key in zip(self.of, tokens.keys, strict=True):
            self.words[sentence][key] += 1

    def touched(self, ranges: Iterable[tuple[int, int]]) -> set[int]:
        """Return the sentences with a token in one of the ranges, or with an empty range inside them."""
        found: set[int] = set()
        for first, last in ranges:
            found.update(self.of[first:last])
            if first == last and 0 < first < len(self.of) and self.of[first - 1] == self.of[first]:
                found.add(self.of[first])
        return found


def _is_trivial(old: Span, new: Span, redline: Redline) -> bool:
    """Tell whether all that changed in a sentence is trivial."""
    inside = [change for change in redline.changes if _meet(change.old, old) or _meet(change.new, new)]
    return bool(inside) and all(change.trivial for change in inside)


def _longer(before: _Side, after: _Side, pair: tuple[int, int]) -> int:
    return max(before.words[pair[0]].total(), after.words[pair[1]].total())


def _alike(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / (one.total() + other.total())


def _best(scores: dict[tuple[int, int], float], least: float) -> list[tuple[int, int]]:
    """Return pairs, the best first, none of whose sides was in a better one."""
    taken: set[tuple[str, int]] = set()
    found = []
    for (one, other), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if score >= least and taken.isdisjoint({("old", one), ("new", other)}):
            taken |= {("old", one), ("new", other)}
            found.append((one, other))
    return found


def _words(old: str, new: str, redline: Redline, difference: Difference, pair: Pair) -> tuple[str, str]:
    """Return what was said and what it became: the words of the change that touches it, where they are few.

    A side that lacks the thing has its whole sentence as its place: there nothing is said.
    """
    mine = None if difference.a == pair[0] else difference.a
    theirs = None if difference.b == pair[1] else difference.b
    for i, to_i, j, to_j in redline.hunks:
        gone, come = redline.a.edges(i, to_i), redline.b.edges(j, to_j)
        if (_meet(gone, mine) or _meet(come, theirs)) and max(to_i - i, to_j - j) <= _LONGEST:
            return old[slice(*gone)], new[slice(*come)]
    return mine.of(old) if mine else "", theirs.of(new) if theirs else ""


def _meet(range_: tuple[int, int], span: Span | None) -> bool:
    return span is not None and range_[0] < span.end and span.start < range_[1]
