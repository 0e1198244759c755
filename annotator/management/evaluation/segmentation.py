"""Sentence borders: F1 of the inner ones, against a cut after every mark that may end a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from annotator.management.evaluation.measures import f1
from annotator.management.evaluation.task import Outcome, Task, span, value
from annotator.text.segments import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from annotator.text.spans import Span

_TRIVIAL: Final = re.compile(r"[.?!]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Segmented:
    """A text and its sentences."""

    text: str
    sentences: list[Span]


def read(line: Mapping[str, Any]) -> Segmented:
    """Read `{"text", "sentences": [[start, end], ...]}`."""
    text = value(line, "text", str)
    return Segmented(text, sorted(span(one, text, "sentences") for one in value(line, "sentences", list)))


def measure(items: Iterable[Segmented]) -> Outcome:
    """Compare borders: a border is where the first letter of a sentence but the first one stands."""
    n = 0
    ours, trivial = [0, 0, 0], [0, 0, 0]
    for item in items:
        n += 1
        wanted = _borders(item.text, (one.start for one in item.sentences))
        for counts, starts in (
            (ours, (one.start for one in sentences(item.text))),
            (trivial, (0, *(found.end() for found in _TRIVIAL.finditer(item.text)))),
        ):
            found = _borders(item.text, starts)
            for place, count in enumerate((len(found & wanted), len(found), len(wanted))):
                counts[place] += count
    return Outcome(n, _metrics(*ours), _metrics(*trivial))


def _borders(text: str, starts: Iterable[int]) -> set[int]:
    borders = set()
    for start in starts:
        at = start
        while at < len(text) and text[at].isspace():
            at += 1
        borders.add(at)
    return borders - {min(borders, default=0)}


def _metrics(hits: int, found: int, wanted: int) -> dict[str, float]:
    return {
        "f1": f1(hits, found, wanted),
        "precision": hits / found if found else 0.0,
        "recall": hits / wanted if wanted else 0.0,
    }


TASK: Final = Task("segmentation", read, measure, "texts", "a border after every . ? !")
