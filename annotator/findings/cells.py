"""What most people say of a cell of the matrix or of a mention, and what overrules them; pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from annotator.findings.decisions import HALF, median

if TYPE_CHECKING:
    from collections.abc import Sequence

Said = tuple[str, int | None]
"""A status, and the step of certainty where what is reported has one."""

NOTHING: Final[Said] = ("", None)


@dataclass(frozen=True, slots=True)
class MostSay:
    """What is filled in beforehand, and how many of those who set the cell say so; no status: it is open."""

    status: str
    certainty: int | None
    votes: int
    voters: int


def most_say(said: Sequence[Said]) -> MostSay:
    """Return what most of those who set a cell say.

    The status that more than half chose; its certainty is what more than half of these say, else the median
    of those who gave one, where that is one step.
    """
    if not said:
        return MostSay("", None, 0, 0)
    status, votes = Counter(each for each, _ in said).most_common(1)[0]
    if votes * HALF <= len(said):
        return MostSay("", None, votes, len(said))
    steps = [step for each, step in said if each == status]
    step, alike = Counter(steps).most_common(1)[0]
    if alike * HALF <= len(steps):
        step = median([each for each in steps if each is not None])
    return MostSay(status, step, votes, len(said))


def overrules(said: Sequence[Said], decided: Said) -> bool:
    """Say whether a decision goes against more than half of those who set the cell, all of it taken.

    >>> overrules([("asserted", 4), ("asserted", 4), ("denied", None)], ("asserted", 2))
    True
    >>> overrules([("asserted", 4), ("asserted", 2), ("denied", None)], ("asserted", 2))
    False
    """
    statuses = Counter(status for status, _ in said)
    if any(number * HALF > len(said) and status != decided[0] for status, number in statuses.items()):
        return True
    return any(number * HALF > len(said) and each != decided for each, number in Counter(said).items())


def most_hold(said: Sequence[bool]) -> bool | None:
    """Say whether more than half of the people say so, or say not so; None where neither do.

    >>> most_hold([True, True, False]), most_hold([False]), most_hold([True, False]), most_hold([])
    (True, False, None, None)
    """
    yes = sum(said) * HALF
    return None if yes == len(said) else yes > len(said)
