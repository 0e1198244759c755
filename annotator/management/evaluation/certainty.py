"""The ladder of certainty: its correlation with how certain people find a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from annotator.management.evaluation.measures import pearson, spearman
from annotator.management.evaluation.task import Outcome, Task, number, value
from annotator.text.cues import certainty

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Rated:
    """A sentence and its rating; the scale does not matter, as long as higher is more certain."""

    text: str
    score: float


def read(line: Mapping[str, Any]) -> Rated:
    """Read `{"text", "score": float}`."""
    return Rated(value(line, "text", str), number(line, "score"))


def measure(items: Iterable[Rated]) -> Outcome:
    """Correlate ladder and ratings; the baseline takes a shorter sentence for a more certain one."""
    ours: list[float] = []
    lengths: list[float] = []
    scores: list[float] = []
    for item in items:
        ours.append(certainty(item.text))
        lengths.append(-float(len(item.text)))
        scores.append(item.score)
    return Outcome(
        len(scores),
        {"pearson": pearson(ours, scores), "spearman": spearman(ours, scores)},
        {"pearson": pearson(lengths, scores), "spearman": spearman(lengths, scores)},
    )


TASK: Final = Task("certainty", read, measure, "sentences", "the shorter, the more certain")
