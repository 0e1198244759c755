"""The redline: two revisions of an article as one text, with all that changed by word, sentence and block.

The words are compared by `annotator.text.diff`. Where a diff may lie in several places alike, an added
or deleted passage is slid to where a sentence begins, as git does it with blank lines (its indent heuristic).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from annotator.text.diff import Hunk, hunks, moves
from annotator.text.segments import paragraphs, sentences
from annotator.text.tokens import Tokens, tokens
from annotator.text.trivial import Trivial, why_trivial

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.text.chains import Run
    from annotator.text.spans import Span

ENGINE: Final = "1"
"""Count it up when the same two texts have another redline: what was kept of them is made anew."""

Kind = Literal["add", "delete", "edit", "move"]
Scale = Literal["words", "sentence", "paragraph"]
PieceKind = Literal["same", "delete", "add", "from", "to"]
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the one text. `same`, `add` and `to` in order are the new text, to the code point.

    `from` and `to` are a moved passage in its old and its new place. `change` numbers the change it is of,
    from 0. `place` is where it stands in its own text: the old one for `delete` and `from`, else the new one.
    """

    kind: PieceKind
    text: str
    place: Range
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change, at code points of both texts; one side of an addition or a deletion is empty.

    `trivial` says why nobody need look at it; `paragraph` counts from 1, in the new text but for deletions.
    """

    kind: Kind
    old: Range
    new: Range
    scale: Scale
    paragraph: int
    trivial: Trivial | None


@dataclass(frozen=True, slots=True)
class Redline:
    """Two texts as one, and their changes in the order of the one text.

    `kept` has the runs of tokens that are in both texts, moved ones too, as `(in old, in new, count)`;
    `added`, `deleted` and `moved` count tokens.
    """

    a: Tokens
    b: Tokens
    pieces: tuple[Piece, ...]
    changes: tuple[Change, ...]
    hunks: tuple[Hunk, ...]
    kept: tuple[Run, ...]
    added: int
    deleted: int
    moved: int

    @property
    def is_trivial(self) -> bool:
        """Whether nothing changed but what nobody need look at. White space counts as nothing."""
        return all(change.trivial for change in self.changes)


def is_trivial(old: str, new: str) -> bool:
    """Tell whether only white space, typography, boilerplate or a clock time changed; cost of a redline."""
    return redline(old, new).is_trivial


def redline(old: str, new: str) -> Redline:
    """Return two revisions as one text. Cost of :func:`annotator.text.diff.hunks` and a pass over both."""
    a, b = tokens(old), tokens(new)
    found = _slid(
        a,
        b,
        hunks(a.keys, b.keys),
        {span.start for span in sentences(new)},
        {span.start for span in sentences(old)},
    )
    moved = moves(a.keys, b.keys, found)
    writer = _Writer(old, new, a, b, moved)
    for hunk in found:
        writer.write(hunk)
    writer.close()
    elsewhere = sum(count for _, _, count in moved)
    return Redline(
        a=a,
        b=b,
        pieces=tuple(writer.pieces),
        changes=tuple(writer.changes),
        hunks=tuple(found),
        kept=tuple(sorted([*_standing(found, len(a.keys)), *moved])),
        added=sum(to_j - j for _, _, j, to_j in found) - elsewhere,
        deleted=sum(to_i - i for i, to_i, _, _ in found) - elsewhere,
        moved=elsewhere,
    )


def _standing(found: Sequence[Hunk], length: int) -> Iterator[Run]:
    """Yield the runs between hunks."""
    i = j = 0
    for from_i, to_i, _, to_j in found:
        if from_i > i:
            yield i, j, from_i - i
        i, j = to_i, to_j
    if length > i:
        yield i, j, length - i


def _slid(a: Tokens, b: Tokens, found: Sequence[Hunk], begins: set[int], began: set[int]) -> list[Hunk]:
    """Return the hunks, those that only add or delete slid to the nearest place where a sentence begins."""
    slid: list[Hunk] = []
    end = len(a.keys), len(a.keys), len(b.keys), len(b.keys)
    for (i, to_i, j, to_j), (next_i, _, next_j, _) in pairwise([*found, end]):
        after_i, after_j = (slid[-1][1], slid[-1][3]) if slid else (0, 0)
        shift = 0
        if i == to_i:
            shift = _shift(b, (j, to_j), (after_j, next_j), begins)
        elif j == to_j:
            shift = _shift(a, (i, to_i), (after_i, next_i), began)
        slid.append((i + shift, to_i + shift, j + shift, to_j + shift))
    return slid


def _shift(side: Tokens, run: Range, limits: Range, begins: set[int]) -> int:
    """Return by how many tokens a run can be slid so that it begins where a sentence does; 0 if nowhere."""
    (first, last), (least, most) = run, limits
    keys = side.keys
    left = right = 0
    while first + left > least and keys[first + left - 1] == keys[last + left - 1]:
        left -= 1
        if side.starts[first + left] in begins:
            break
    else:
        left = 0
    if side.starts[first] in begins:
        return 0
    while last + right < most and keys[first + right] == keys[last + right]:
        right += 1
        if side.starts[first + right] in begins:
            break
    else:
        right = 0
    return min((shift for shift in (left, right) if shift), key=abs, default=0)


class _Writer:
    """Writes hunk by hunk the pieces of the one text, and the changes."""

    def __init__(self, old: str, new: str, a: Tokens, b: Tokens, moved: Sequence[Run]) -> None:
        self.old, self.new = old, new
        self.a, self.b = a, b
        self.pieces: list[Piece] = []
        self.changes: list[Change] = []
        self.at = 0  # code points of the new text that are written
        self.left = {
            i + shift: number for number, (i, _, count) in enumerate(moved) for shift in range(count)
        }
        self.come = {
            j + shift: number for number, (_, j, count) in enumerate(moved) for shift in range(count)
        }
        self.moved = moved
        self.number_of: dict[int, int] = {}  # of a move among the changes
        self.old_units, self.new_units = _Units(old), _Units(new)

    def write(self, hunk: Hunk) -> None:
        """Write what stands before a hunk, what it takes out, and what it brings."""
        i, to_i, j, to_j = hunk
        self._same(self._start(self.b, self.new, j))
        gone = list(_stretches(self.left, i, to_i))
        come = list(_stretches(self.come, j, to_j))
        is_edit = len(gone) == len(come) == 1 and gone[0][2] is None and come[0][2] is None
        if is_edit:
            self._note("edit", self.a.edges(i, to_i), self.b.edges(j, to_j))
        for first, last, move in gone:
            number = len(self.changes) - 1 if is_edit else self._number(move, "delete", (first, last), j)
            self._take_out(first, last, move, number)
        for first, last, move in come:
            number = len(self.changes) - 1 if is_edit else self._number(move, "add", (first, last), i)
            start, end = self._start(self.b, self.new, first), self._start(self.b, self.new, last)
            kind: PieceKind = "add" if move is None else "to"
            self.pieces.append(Piece(kind, self.new[start:end], (start, end), number))
            self.at = end

    def close(self) -> None:
        """Write the rest."""
        self._same(len(self.new))

    def _same(self, end: int) -> None:
        if end > self.at:
            self.pieces.append(Piece("same", self.new[self.at : end], (self.at, end)))
            self.at = end

    def _take_out(self, first: int, last: int, move: int | None, number: int) -> None:
        start, end = self._start(self.a, self.old, first), self._start(self.a, self.old, last)
        text = self.old[start:end]
        before = self.pieces[-1].text[-1:] if self.pieces else " "
        if start and self.old[start - 1].isspace() and not before.isspace():
            text = self.old[self.a.ends[first - 1] : start] + text  # else it would touch the word before
        self.pieces.append(Piece("delete" if move is None else "from", text, (start, end), number))

    def _number(self, move: int | None, kind: Kind, stretch: Range, other: int) -> int:
        """Return the number of a stretch's change; of a move, which has two stretches, one number."""
        if move is None:
            first, last = stretch
            if kind == "delete":
                return self._note(kind, self.a.edges(first, last), self.b.edges(other, other))
            return self._note(kind, self.a.edges(other, other), self.b.edges(first, last))
        if move not in self.number_of:
            i, j, count = self.moved[move]
            self.number_of[move] = self._note("move", self.a.edges(i, i + count), self.b.edges(j, j + count))
        return self.number_of[move]

    def _note(self, kind: Kind, old: Range, new: Range) -> int:
        units, place = (self.old_units, old) if kind == "delete" else (self.new_units, new)
        trivial = None if kind == "move" else why_trivial(self.old, old, self.new, new)
        self.changes.append(Change(kind, old, new, units.scale(place), units.paragraph(place[0]), trivial))
        return len(self.changes) - 1

    @staticmethod
    def _start(side: Tokens, text: str, index: int) -> int:
        """Return where token `index` begins: white space belongs to the token before it."""
        if index == 0:
            return 0
        return side.starts[index] if index < len(side.starts) else len(text)


class _Units:
    """The sentences and paragraphs of a text."""

    def __init__(self, text: str) -> None:
        self.paragraphs = paragraphs(text)
        self.sentences = sentences(text)

    def paragraph(self, at: int) -> int:
        """Return the number of the paragraph at a code point, from 1."""
        return max(1, bisect_right(self.paragraphs, at, key=lambda each: each.start))

    def scale(self, place: Range) -> Scale:
        """Return the largest unit of which a range holds a whole one."""
        if self._holds(self.paragraphs, place):
            return "paragraph"
        return "sentence" if self._holds(self.sentences, place) else "words"

    @staticmethod
    def _holds(units: Sequence[Span], place: Range) -> bool:
        first = bisect_left(units, place[0], key=lambda each: each.start)
        return first < len(units) and units[first].end <= place[1]


def _stretches(moves: dict[int, int], first: int, last: int) -> Iterator[tuple[int, int, int | None]]:
    """Yield a range of tokens cut where a move begins or ends, with the move's number."""
    start = first
    for at in range(first, last):
        if at + 1 == last or moves.get(at + 1) != moves.get(at):
            yield start, at + 1, moves.get(start)
            start = at + 1
