"""How people work: what a time per article comes to, and how alike two ways of giving answers are; pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

HOUR: Final = 3600  # seconds
WORDS: Final = 1000


@dataclass(slots=True)
class Week:
    """What a person did in the articles that they marked mostly in a week (from Monday on)."""

    begins: date
    articles: int = 0
    marks: int = 0
    timed_marks: int = 0  # in articles of which the time was counted
    seconds: int = 0
    steps: Counter[str] = field(default_factory=Counter)  # of certainty, of marks made in the week
    compared: int = 0  # answers that somebody else gave to the same passage too, a pair each
    alike: int = 0  # of them the same answer

    @property
    def hourly(self) -> float | None:
        """How many marks an hour, None where no time was counted."""
        return hourly(self.timed_marks, self.seconds)

    @property
    def agreement(self) -> float | None:
        """The share of answers that are as another's, None where there is nothing to compare."""
        return self.alike / self.compared if self.compared else None


def middle(values: Iterable[float]) -> float | None:
    """Return the median, None of nothing.

    >>> middle([60, 600, 120]), middle([])
    (120, None)
    """
    found = list(values)
    return median(found) if found else None


def per_thousand(timed: Iterable[tuple[int, int]]) -> float | None:
    """Return the median of seconds per 1,000 words, of pairs of seconds and words; without words: left out.

    >>> per_thousand([(600, 500), (300, 1000), (60, 0)])
    750.0
    """
    return middle(seconds * WORDS / words for seconds, words in timed if words)


def hourly(count: int, seconds: int) -> float | None:
    """Return how many an hour, None where no time was counted.

    >>> hourly(30, 1800), hourly(3, 0)
    (60.0, None)
    """
    return count * HOUR / seconds if seconds else None


def distance(own: Mapping[str, int], others: Mapping[str, int]) -> float | None:
    """Return how far two distributions are apart: the total variation distance, from 0 alike to 1 apart.

    Half the sum of the differences of their shares (Levin, Peres and Wilmer, *Markov Chains and Mixing
    Times*, 2009, proposition 4.2): the share of answers that would have to be others. None of nothing.

    >>> distance({"a": 3, "b": 1}, {"a": 1, "b": 1})
    0.25
    """
    mine, theirs = sum(own.values()), sum(others.values())
    if not mine or not theirs:
        return None
    apart = sum(abs(own.get(each, 0) / mine - others.get(each, 0) / theirs) for each in {**own, **others})
    return apart / 2
