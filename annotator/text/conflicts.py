"""How two sentences that report the same thing differ, each difference with a sentence that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.text.spans import Span


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that sentence `a` and sentence `b` tell differently.

    `kind` is the subject (number, date, money, duration, percent, hedge, attribution, negation),
    `change` what became of it from `a` to `b` (differs, added, removed, weakened, strengthened).
    A side that lacks the thing has its whole sentence as its span.
    """

    kind: str
    change: str
    a: Span
    b: Span
    explanation: str


def differences(a: str, a_sentence: Span, b: str, b_sentence: Span) -> list[Difference]:
    """Return the differences of two aligned sentences, in the order of `a`."""
    del a, a_sentence, b, b_sentence
    return []
