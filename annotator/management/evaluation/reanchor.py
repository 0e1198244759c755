"""Re-anchoring: ranges of an old text found again in a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from annotator.management.evaluation.task import BadLine, Outcome, Task, span, value
from annotator.text.anchoring import reanchor
from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Revised:
    """Two revisions, ranges of the old one, and where each is in the new one (None: its text is gone)."""

    old: str
    new: str
    spans: list[Span]
    expected: list[Span | None]


def read(line: Mapping[str, Any]) -> Revised:
    """Read `{"old", "new", "spans": [{"start", "end", "expect": [start, end] or null}]}`."""
    old, new = value(line, "old", str), value(line, "new", str)
    spans: list[Span] = []
    expected: list[Span | None] = []
    for one in value(line, "spans", list):
        if not isinstance(one, dict) or "expect" not in one:
            raise BadLine('"spans" holds something without "start", "end" and "expect"')
        spans.append(span([one.get("start"), one.get("end")], old, "spans"))
        expected.append(None if one["expect"] is None else span(one["expect"], new, "expect"))
    return Revised(old, new, spans, expected)


@dataclass(slots=True)
class _Count:
    """`there`: ranges whose text is still there; `gone`: ranges whose text is not."""

    there: int = 0
    right: int = 0
    wrong: int = 0
    gone: int = 0
    anchored: int = 0

    def add(self, found: Span | None, expected: Span | None) -> None:
        if expected is None:
            self.gone += 1
            self.anchored += found is not None
            return
        self.there += 1
        self.right += found == expected
        self.wrong += found not in {None, expected}

    def metrics(self) -> dict[str, float]:
        return {
            "right": self.right / (self.there or 1),
            "wrong": self.wrong / (self.there or 1),
            "false_anchor": self.anchored / (self.gone or 1),
        }


def measure(items: Iterable[Revised]) -> Outcome:
    """Count what was found; a range in an ambiguous place waits for a person, and counts as not anchored."""
    ours, trivial = _Count(), _Count()
    for item in items:
        found = reanchor(item.old, item.new, item.spans)
        for one, anchored, expected in zip(item.spans, found, item.expected, strict=True):
            wanted = _trimmed(item.new, expected)
            is_sure = anchored.state != "ambiguous"
            ours.add(_trimmed(item.new, anchored.span) if is_sure else None, wanted)
            trivial.add(_first(item.new, one.of(item.old)), wanted)
    return Outcome(ours.there + ours.gone, ours.metrics(), trivial.metrics())


def _first(text: str, quote: str) -> Span | None:
    start = text.find(quote)
    return None if start < 0 else _trimmed(text, Span(start, start + len(quote)))


def _trimmed(text: str, found: Span | None) -> Span | None:
    """Return a range without white space at its ends: whether a space belongs to it is nobody's question."""
    if found is None or not found.of(text).strip():
        return found
    piece = found.of(text)
    return Span(found.start + len(piece) - len(piece.lstrip()), found.start + len(piece.rstrip()))


TASK: Final = Task("reanchor", read, measure, "ranges", "the first place with the same words")
