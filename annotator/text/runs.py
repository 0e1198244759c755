"""Overlapping ranges cut into runs, each with all the marks that cover it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, TypeVar

from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

M = TypeVar("M", bound="Hashable")


@dataclass(frozen=True, slots=True)
class Run(Generic[M]):
    """A stretch over which the same marks lie."""

    span: Span
    marks: frozenset[M]


def runs(within: Span, marked: Iterable[tuple[Span, M]]) -> list[Run[M]]:
    """Cut `within` where a mark begins or ends; the runs tile it. O(n log n) borders, and their marks.

    Marks are clipped to `within`; equal neighbouring runs are one.
    """
    borders: dict[int, list[tuple[int, M]]] = {within.start: [], within.end: []}
    for span, mark in marked:
        start, end = max(span.start, within.start), min(span.end, within.end)
        if start < end:
            borders.setdefault(start, []).append((1, mark))
            borders.setdefault(end, []).append((-1, mark))
    depth: dict[M, int] = {}
    made: list[Run[M]] = []
    places = sorted(borders)
    for here, after in pairwise(places):
        for change, mark in borders[here]:
            depth[mark] = depth.get(mark, 0) + change
        covering = frozenset(mark for mark, count in depth.items() if count)
        if made and made[-1].marks == covering:
            made[-1] = Run(Span(made[-1].span.start, after), covering)
        else:
            made.append(Run(Span(here, after), covering))
    return made
