"""The way from one end to another along links that lead one way; pure."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

T = TypeVar("T", bound="Hashable")


def way(edges: Iterable[tuple[T, T]], start: T, end: T) -> list[T]:
    """Return the shortest way from `start` to `end`, both included; empty when there is none.

    Linear in the number of edges.
    """
    onward: dict[T, list[T]] = {}
    for one, other in edges:
        onward.setdefault(one, []).append(other)
    came: dict[T, T | None] = {start: None}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if here == end:
            steps, at = [here], came[here]
            while at is not None:
                steps.append(at)
                at = came[at]
            return steps[::-1]
        for other in onward.get(here, ()):
            if other not in came:
                came[other] = here
                waiting.append(other)
    return []
