"""Two texts that are nearly the same, as one: what was taken out and what was put in, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from annotator.text.diff import diff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.text.diff import Change

Sign = Literal["same", "gone", "come", "moved"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the later text, or one of the earlier that is not in it."""

    sign: Sign
    text: str


@dataclass(frozen=True, slots=True)
class Rewording:
    """The pieces in the order of the later text, and how many places were changed."""

    pieces: list[Piece]
    changes: int
    moves: int


def reworded(old: str, new: str) -> Rewording:
    """Return what became of `old` in `new`. Cost as for :func:`annotator.text.diff.diff`."""
    changes = sorted(diff(old, new), key=lambda change: (change.new, change.old))
    moves = sum(change.kind == "move" for change in changes)
    return Rewording(list(_pieces(old, new, changes)), len(changes), moves)


def _pieces(old: str, new: str, changes: list[Change]) -> Iterator[Piece]:
    at = 0
    for change in changes:
        start, end = change.new
        if start > at:
            yield Piece("same", new[at:start])
        if change.kind != "move" and change.old[0] < change.old[1]:
            yield Piece("gone", old[slice(*change.old)])
        if end > max(start, at):
            yield Piece("moved" if change.kind == "move" else "come", new[max(start, at) : end])
        at = max(at, end)
    if at < len(new):
        yield Piece("same", new[at:])
