"""How two sentences that report the same thing differ, each difference with a sentence that explains it.

The differences of substance are those of quantities and of negation; those of certainty are hedges and
attributions: the same claim, told as possible by one and as a fact by the other. All of it is a hint
where to look: of the differing quantities of aligned news sentences, five of eight were about the same thing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from annotator.text.attribution import attributions
from annotator.text.cues import CERTAIN
from annotator.text.datings import given_only_here
from annotator.text.hedging import Hedging, hedging
from annotator.text.quantities import Quantity, agree, comparable, quantities
from annotator.text.spans import Span
from annotator.text.terms import is_function
from annotator.text.wording import tokenise
from annotator.text.words import stems

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["number", "percent", "money", "date", "time", "duration", "negation", "hedge", "attribution"]
Change = Literal["differs", "added", "removed", "weakened", "strengthened"]

_NEGATORS: Final = frozenset(
    {"not", "n't", "no", "never", "neither", "nor", "nobody", "none", "without", "hardly", "deny", "denies"}
    | {"denied", "fail", "fails", "failed", "refuse", "refuses", "refused"}
)
_NEGATION: Final = re.compile(rf"\b(?:{'|'.join(sorted(_NEGATORS))})\b|n['’]t\b|\bcannot\b", re.IGNORECASE)
_MOST: Final = 40  # quantities of a sentence: one with more is a table, and each is compared with each
_DIGIT: Final = re.compile(r"\d")
_WEEKDAY: Final = "weekday"
_MONTH: Final = 31  # days: what is longer gives a weekday no week
_SHORT: Final = "n't"  # a token of its own; its quote begins with the verb before
_REACH: Final = 4  # words behind a negator that it can negate: "was not in any way harmed"
_CLAUSE_ENDS: Final = frozenset(',;:.!?()[]"“”—–')
_LADDER: Final = {1: "unclear", 2: "possible", 3: "probable", CERTAIN: "a fact"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that sentence `a` and sentence `b` tell differently.

    `change` is what became of the thing from `a` to `b`. A side that lacks it has its whole
    sentence as its span. Of a hedge, `a` and `b` are the cues that leave most open, `a_cues` and `b_cues` all
    of the sentence, `a_clause` and `b_clause` what those that leave most open govern, where that is clear.
    """

    kind: Kind
    change: Change
    a: Span
    b: Span
    explanation: str
    a_cues: tuple[Span, ...] = ()
    b_cues: tuple[Span, ...] = ()
    a_clause: Span | None = None
    b_clause: Span | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """A sentence of a text."""

    text: str
    sentence: Span

    def quote(self, span: Span) -> str:
        """Return the words at `span` for an explanation."""
        return f"“{span.of(self.text)}”"


def differences(a: str, a_sentence: Span, b: str, b_sentence: Span) -> list[Difference]:
    """Return the differences of two aligned sentences, in the order of `a`.

    With the sides exchanged, spans change places and added/removed, weakened/strengthened are exchanged.
    Linear in the sentences: of each the first 40 quantities are compared.
    """
    one, other = Side(a, a_sentence), Side(b, b_sentence)
    found = [
        *_of_quantities(one, other),
        *_of_negation(one, other),
        *_of_certainty(one, other),
        *_of_attribution(one, other),
    ]
    return sorted(found, key=lambda difference: (difference.a, difference.b, difference.kind))


def _of_quantities(one: Side, other: Side) -> Iterator[Difference]:
    mine, theirs = _quantities(one), _quantities(other)
    if not (_tells_a_day(mine) and _tells_a_day(theirs)):
        # Two accounts printed days apart: "Friday" of one is not the week of the other's "Sunday".
        mine, theirs = ([found for found in side if found.unit != _WEEKDAY] for side in (mine, theirs))
    open_mine = [found for found in mine if not any(agree(found, candidate) for candidate in theirs)]
    open_theirs = [found for found in theirs if not any(agree(found, candidate) for candidate in mine)]
    pairs = [
        (i, j)
        for i, quantity in enumerate(open_mine)
        for j, candidate in enumerate(open_theirs)
        if comparable(quantity, candidate)
    ]
    told: set[tuple[str, int]] = set()
    # First with first, second with second: pairs that share a side never tie, so both directions pair alike.
    for i, j in sorted(pairs, key=sum):
        if told.isdisjoint({("a", i), ("b", j)}):
            told |= {("a", i), ("b", j)}
            yield _differing(one, open_mine[i], other, open_theirs[j])


def datings(a: str, a_sentence: Span, b: str, b_sentence: Span) -> list[Difference]:
    """Return the dates that only one of two accounts gives, of two sentences that both give years.

    Mirrors, as :func:`differences` does. Linear in the texts once, then in the sentences.
    """
    one, other = Side(a, a_sentence), Side(b, b_sentence)
    if not all(_DIGIT.search(side.text, side.sentence.start, side.sentence.end) for side in (one, other)):
        return []
    mine, theirs = _quantities(one), _quantities(other)
    removed = [
        Difference("date", "removed", date.span, other.sentence, _only_dated("first", "second", one, date))
        for date in given_only_here(mine, theirs, b)
    ]
    added = [
        Difference("date", "added", one.sentence, date.span, _only_dated("second", "first", other, date))
        for date in given_only_here(theirs, mine, a)
    ]
    return sorted(removed + added, key=lambda difference: (difference.a, difference.b, difference.change))


def _only_dated(which: str, lacking: str, side: Side, date: Quantity) -> str:
    return (
        f"Only the {which} says {side.quote(date.span)}: the {lacking} account gives no such date anywhere."
    )


def _quantities(side: Side) -> list[Quantity]:
    return quantities(side.text, side.sentence)[:_MOST]


def _tells_a_day(found: list[Quantity]) -> bool:
    return any(one.kind == "date" and one.unit != _WEEKDAY and one.high - one.low < _MONTH for one in found)


def _differing(one: Side, mine: Quantity, other: Side, theirs: Quantity) -> Difference:
    said, told = one.quote(mine.span), other.quote(theirs.span)
    return Difference(
        mine.kind,
        "differs",
        mine.span,
        theirs.span,
        f"The first says {said}, the second {told}: no {mine.kind} fits both.",
    )


def _of_negation(one: Side, other: Side) -> Iterator[Difference]:
    if not any(_NEGATION.search(side.text, side.sentence.start, side.sentence.end) for side in (one, other)):
        return
    (plain, negated), (other_plain, other_negated) = _negations(one), _negations(other)
    for stem in negated.keys() & (other_plain.keys() - other_negated.keys()):
        yield _negation(one, other, "removed", negated[stem], other_plain[stem])
    for stem in (plain.keys() - negated.keys()) & other_negated.keys():
        yield _negation(one, other, "added", plain[stem], other_negated[stem])


def _negation(one: Side, other: Side, change: Change, mine: Span, theirs: Span) -> Difference:
    which, said, told = ("second", theirs, mine) if change == "added" else ("first", mine, theirs)
    sides = (other, one) if change == "added" else (one, other)
    text = f"Only the {which} negates it: {sides[0].quote(said)} against {sides[1].quote(told)}."
    return Difference("negation", change, mine, theirs, text)


def _negations(side: Side) -> tuple[dict[str, Span], dict[str, Span]]:
    """Return the content words by stem with their places: those told plainly, and those behind a negator."""
    plain: dict[str, Span] = {}
    negated: dict[str, Span] = {}
    start: int | None = None
    left = before = 0
    for token in tokenise(side.text, side.sentence):
        if token.key in _NEGATORS:
            start, left = (before if token.key == _SHORT else token.start), _REACH
        elif token.key in _CLAUSE_ENDS:
            start, left = None, 0
        else:
            # Behind the reach of a negator its clause is neither: "never seems to have come to any power".
            is_told = left > 0 or start is None
            if is_told and token.key.isalpha() and not is_function(token.key):
                told, begin = (plain, token.start) if start is None else (negated, start)
                told.setdefault(stems([token.key])[0], Span(begin, token.end))
            left = max(0, left - 1)
        before = token.start
    return plain, negated


def _of_certainty(one: Side, other: Side) -> Iterator[Difference]:
    mine, theirs = hedging(one.text, one.sentence), hedging(other.text, other.sentence)
    if mine.level == theirs.level:
        return
    change: Change = "weakened" if mine.level > theirs.level else "strengthened"
    if mine.cue is None or theirs.cue is None:
        change = "added" if mine.cue is None else "removed"
    yield Difference(
        "hedge",
        change,
        mine.cue or one.sentence,
        theirs.cue or other.sentence,
        _told(one, mine, other, theirs),
        mine.spans,
        theirs.spans,
        mine.clause,
        theirs.clause,
    )


def _of_attribution(one: Side, other: Side) -> Iterator[Difference]:
    mine, theirs = _attribution(one), _attribution(other)
    if mine and not theirs:
        text = f"Only the first says where it is from: {one.quote(mine)}."
        yield Difference("attribution", "removed", mine, other.sentence, text)
    if theirs and not mine:
        text = f"Only the second says where it is from: {other.quote(theirs)}."
        yield Difference("attribution", "added", one.sentence, theirs, text)


def _attribution(side: Side) -> Span | None:
    """Return where a sentence names whose report it is, if it does: the words from source to cue."""
    for found in attributions(side.sentence.of(side.text)):
        places = [found.cue, *([found.source] if found.source else [])]
        shift = side.sentence.start
        return Span(shift + min(place.start for place in places), shift + max(place.end for place in places))
    return None


def _told(one: Side, mine: Hedging, other: Side, theirs: Hedging) -> str:
    said, told = (
        f"as {_LADDER[hedges.level]} ({side.quote(hedges.cue)})" if hedges.cue else "without a hedge"
        for side, hedges in ((one, mine), (other, theirs))
    )
    return f"The first tells it {said}, the second {told}."
