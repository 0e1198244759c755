"""Ranges of a text, in code points, half-open: the one coordinate of this program."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range `[start, end)` in code points, never empty, never negative."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"[{self.start}, {self.end}) is no range")

    def of(self, text: str) -> str:
        """Return the text at this range."""
        return text[self.start : self.end]
