"""Extraction: the main text of web pages, by its 4-word shingles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final

from annotator.errors import TextUnreadable
from annotator.formats.extraction import extract
from annotator.management.evaluation.task import Outcome, Task, value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WORD: Final = re.compile(r"\w+")
_UNSEEN: Final = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_LENGTH: Final = 4

Score = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its main text."""

    html: str
    text: str


def read(line: Mapping[str, Any]) -> Page:
    """Read `{"id", "html", "text"}`."""
    return Page(value(line, "html", str), value(line, "text", str))


def measure(items: Iterable[Page]) -> Outcome:
    """Compare shingles page by page; the baseline takes everything but the tags."""
    ours: list[Score] = []
    trivial: list[Score] = []
    for page in items:
        wanted = _shingles(page.text)
        ours.append(_score(_shingles(_extracted(page.html)), wanted))
        trivial.append(_score(_shingles(_TAG.sub(" ", _UNSEEN.sub(" ", page.html))), wanted))
    return Outcome(len(ours), _means(ours), _means(trivial))


def _extracted(html: str) -> str:
    try:
        return extract(html).text
    except TextUnreadable:
        return ""


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return (
        {tuple(words[at : at + _LENGTH]) for at in range(max(1, len(words) - _LENGTH + 1))}
        if words
        else set()
    )


def _score(found: set[tuple[str, ...]], wanted: set[tuple[str, ...]]) -> Score:
    hits = len(found & wanted)
    precision = hits / len(found) if found else float(not wanted)
    recall = hits / len(wanted) if wanted else 1.0
    return (
        precision,
        recall,
        2 * precision * recall / (precision + recall) if hits else float(not (found or wanted)),
    )


def _means(scores: list[Score]) -> dict[str, float]:
    columns = zip(*scores, strict=True) if scores else ((0.0,), (0.0,), (0.0,))
    precision, recall, f1 = (fmean(column) for column in columns)
    return {"f1": f1, "precision": precision, "recall": recall}


TASK: Final = Task("extraction", read, measure, "pages", "everything but the tags")
