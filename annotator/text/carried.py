"""A mark of several passages, found again in a later text: one state and its ranges. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.errors import SpanInvalid
from annotator.text.anchoring import reanchor
from annotator.text.spans import Span, snap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.text.anchoring import Anchored, State


@dataclass(frozen=True, slots=True)
class Found:
    """Where a mark is in the later text: in order, none overlapping; nowhere for an orphan.

    Of an ambiguous one it is the best guess, which stands for nothing until somebody says so.
    """

    state: State
    spans: tuple[Span, ...]


def carry(old: str, new: str, marks: Sequence[Sequence[Span]]) -> list[Found]:
    """Return where each mark of `old` is in `new`, in their order: one diff for all of them.

    A mark is as sure as its least sure passage. One of whose passages some have no place any more has
    changed; that of others is not lost for it. Cost as :func:`annotator.text.anchoring.reanchor`.

    Raises :class:`ValueError` when a range ends after `old`.
    """
    places = iter(reanchor(old, new, [span for mark in marks for span in mark]))
    return [_together(new, [next(places) for _ in mark]) for mark in marks]


def _together(new: str, places: Sequence[Anchored]) -> Found:
    states = {each.state for each in places}
    spans = _apart([_snapped(new, each.span) for each in places if each.span is not None])
    if not spans:
        return Found("orphan", ())
    if "ambiguous" in states:
        return Found("ambiguous", spans)
    if states & {"changed", "orphan"} or len(spans) < len(places):
        return Found("changed", spans)
    return Found("moved" if "moved" in states else "exact", spans)


def _snapped(text: str, span: Span) -> Span | None:
    try:
        return snap(text, span.start, span.end)
    except SpanInvalid:  # nothing but white space is left there
        return None


def _apart(spans: Sequence[Span | None]) -> tuple[Span, ...]:
    """Return ranges in order, those that overlap as one."""
    found: list[Span] = []
    for span in sorted(each for each in spans if each is not None):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)
