"""Carrying: marks planted in each text of a history, and looked for in the next as the program does it.

What is right is known without anybody having marked it. A sentence, or three words of one, that stands once
in the old text and once in the new one belongs there. A sentence of another history, put into the old one, is
nowhere in the new one, nor is one of which no new sentence has a third of the words: whatever stands for it
there is wrong. Of sentences that were reworded nobody says where they belong: their states alone are counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from annotator.management.evaluation.task import BadLine, Outcome, Task, value
from annotator.text.carried import carry
from annotator.text.normalise import normalise
from annotator.text.segments import sentences
from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from annotator.text.carried import Found

WORDS = 3  # of a short mark: from the middle of a sentence
LONG = 40  # code points of a sentence that is planted in another text
KEPT = 1 / 3  # of a sentence's words, below which it is gone
EVERY = 4  # sentences between two that are planted


@dataclass(frozen=True, slots=True)
class Planted:
    """A mark of the old text, and where it belongs in the new one: None, nowhere, if that is known."""

    span: Span
    expected: Span | None
    is_known: bool = True


def read(line: Mapping[str, Any]) -> list[str]:
    """Read `{"versions": [{"text"}, ...]}`, the texts normalised, those that did not change once."""
    texts: list[str] = []
    for version in value(line, "versions", list):
        if not isinstance(version, dict) or not isinstance(version.get("text"), str):
            raise BadLine('"versions" holds something without a "text"')
        text = normalise(version["text"])
        if text and (not texts or text != texts[-1]):
            texts.append(text)
    return texts


def measure(items: Iterable[list[str]]) -> Outcome:
    """Carry from each text to the next, and count by state, and what is wrong."""
    histories = list(items)
    ours, states, there, gone = _Count(), Counter[str](), 0, 0
    trivial = _Count()
    for number, texts in enumerate(histories):
        strange = _strange(histories[(number + 1) % len(histories)])
        for old, new in pairwise(texts):
            planted_in, marks = _planted(old, new, strange)
            found = carry(planted_in, new, [[mark.span] for mark in marks])
            for mark, place in zip(marks, found, strict=True):
                states[place.state] += 1
                if not mark.is_known:
                    continue
                there += mark.expected is not None
                gone += mark.expected is None
                ours.add(mark, _stands(place))
                first = new.find(mark.span.of(planted_in))
                quote = mark.span.end - mark.span.start
                trivial.add(mark, Span(first, first + quote) if first >= 0 else None)
    count = sum(states.values())
    shares = {
        state: states[state] / (count or 1) for state in ("exact", "moved", "changed", "ambiguous", "orphan")
    }
    return Outcome(count, ours.metrics(there, gone) | shares, trivial.metrics(there, gone))


@dataclass(slots=True)
class _Count:
    right: int = 0
    wrong: int = 0
    anchored: int = 0

    def add(self, mark: Planted, found: Span | None) -> None:
        if mark.expected is None:
            self.anchored += found is not None
        else:
            self.right += found == mark.expected
            self.wrong += found not in {None, mark.expected}

    def metrics(self, there: int, gone: int) -> dict[str, float]:
        return {
            "right": self.right / (there or 1),
            "wrong": self.wrong / (there or 1),
            "false_anchor": self.anchored / (gone or 1),
        }


def _stands(place: Found) -> Span | None:
    """Return what stands for a mark by itself: what several places fit alike waits for a person."""
    return place.spans[0] if place.spans and place.state != "ambiguous" else None


def _strange(texts: list[str]) -> list[str]:
    text = texts[0] if texts else ""
    return [span.of(text) for span in sentences(text) if span.end - span.start >= LONG]


def _planted(old: str, new: str, strange: list[str]) -> tuple[str, list[Planted]]:
    """Return the old text with strange sentences in it, and the marks on it."""
    pieces: list[str] = []
    marks: list[Planted] = []
    at, end = 0, 0
    words = [set(span.of(new).split()) for span in sentences(new)]
    guests = iter([each for each in strange if each not in old and each not in new])
    for number, span in enumerate(sentences(old)):
        pieces.append(old[end : span.end])
        at, end = at + span.end - end, span.end
        begin = at - (span.end - span.start)
        marks += _known(old, new, span, begin)
        if span.of(old) not in new:
            marks.append(_gone(span.of(old), words, Span(begin, at)))
        guest = next(guests, None) if number % EVERY == EVERY - 1 else None
        if guest is not None:
            pieces.append(f" {guest}")
            marks.append(Planted(Span(at + 1, at + 1 + len(guest)), None))
            at += 1 + len(guest)
    return "".join([*pieces, old[end:]]), marks


def _gone(sentence: str, others: list[set[str]], span: Span) -> Planted:
    """Return a sentence that is not there as it was: known to be gone where none has much of its words."""
    own = set(sentence.split())
    most = max((len(own & each) for each in others), default=0)
    return Planted(span, None, is_known=most < KEPT * len(own))


def _known(old: str, new: str, span: Span, at: int) -> Iterator[Planted]:
    """Yield a sentence and three words of it, where each stands once in both texts; it begins at `at`."""
    words = span.of(old).split()
    middle = (
        " ".join(words[len(words) // 2 - 1 : len(words) // 2 - 1 + WORDS]) if len(words) > 2 * WORDS else ""
    )
    for quote in (span.of(old), middle):
        if quote and old.count(quote) == 1 and new.count(quote) == 1:
            begin = at + old.index(quote) - span.start
            there = new.index(quote)
            yield Planted(Span(begin, begin + len(quote)), Span(there, there + len(quote)))


TASK: Final = Task("carry", read, measure, "marks", "the first place with the same words")
