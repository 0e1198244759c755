"""What a new revision of an article changed, counted by kind: the steps of its time line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from annotator.text.redline import Redline, redline
from annotator.text.rewordings import Rewording, rewordings

if TYPE_CHECKING:
    from collections.abc import Iterable

Touch = Literal["certainty", "negation", "figures"]
_TOUCHES: Final[dict[str, Touch]] = {
    "hedge": "certainty",
    "attribution": "certainty",
    "negation": "negation",
}
# A pair of texts of 800 words takes 9 ms and keeps some 100 kB: a time line of 20 revisions is made once.
_KEPT: Final = 128


@dataclass(frozen=True, slots=True)
class Between:
    """Two revisions as one text, and what the later one tells otherwise."""

    redline: Redline
    rewordings: tuple[Rewording, ...]

    @property
    def touches(self) -> Counter[Touch]:
        """How many reworded places touch certainty (hedges, attributions), a negation, or a figure."""
        return Counter(touch(each) for each in self.rewordings)

    @property
    def counts(self) -> Counter[str]:
        """How many changes are of each kind; `trivial` counts those that nobody need look at."""
        return Counter("trivial" if each.trivial else each.kind for each in self.redline.changes)


def touch(rewording: Rewording) -> Touch:
    """Return what a rewording touches; all that is no hedge, attribution or negation is a figure."""
    return _TOUCHES.get(rewording.difference.kind, "figures")


@lru_cache(maxsize=_KEPT)
def between(old: str, new: str) -> Between:
    """Return what changed from one text to the next; the last ones asked for are kept. Near-linear."""
    found = redline(old, new)
    return Between(found, tuple(rewordings(old, new, found)))


def marks_on(marks: Iterable[tuple[str, int, int]], start: int, end: int) -> int:
    """Return how many marks, given as id and range, have code points in a range."""
    return len({mark for mark, first, last in marks if first < end and start < last})
