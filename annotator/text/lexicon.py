"""Lexicons: wordings with a class each, in a file that a linguist edits; and where they stand in a text.

A file has a row a wording, its four columns parted by tabs; `#` starts a comment, and empty lines are free:

    pattern <TAB> kind <TAB> value <TAB> example or remark

The pattern is in the language of `annotator.text.patterns`. What kinds and values there are is up to who uses
the lexicon. The kind `none` rules a look-alike out: of all rows that match at a place, the longest wins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from annotator.errors import Invalid
from annotator.text.patterns import PatternError, read

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from annotator.text.patterns import Pattern
    from annotator.text.wording import Token

NONE: Final = "none"
_COLUMNS: Final = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a lexicon: the pattern as it was written, its class, its value and the remark."""

    pattern: str
    kind: str
    value: str
    remark: str


@dataclass(frozen=True, slots=True)
class Match:
    """A row found: the tokens `[start, end)` are what it marks."""

    row: Row
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Rows, and an index of the words they may begin with. Immutable; making one costs its length."""

    rows: tuple[Row, ...]
    _openings: dict[str, list[tuple[Pattern, Row]]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for row in self.rows:
            pattern = read(row.pattern)
            for word in pattern.openings:
                self._openings.setdefault(word, []).append((pattern, row))

    @classmethod
    def parse(
        cls, text: str, name: str, *, kinds: Collection[str], values: Collection[str] | None = None
    ) -> Lexicon:
        """Read a lexicon; `name` is what its errors call it.

        `kinds` are the classes a row may have, beside `none`; `values` what may stand in the third column of
        the other rows (None: anything).

        Raises :class:`Invalid` with every bad row: file, line, what is wrong.
        """
        rows: list[Row] = []
        problems: list[str] = []
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                rows.append(_row(line, kinds, values))
            except PatternError as error:
                problems.append(f"{name}, line {number}: {error}")
        if problems:
            raise Invalid("\n".join(problems), field="lexicon", problems=problems)
        return cls(tuple(rows))

    def merged(self, other: Lexicon) -> Lexicon:
        """Return both lexicons as one; where they have the same pattern, the other's row counts.

        So a project adds wordings, gives one another class, or switches one off (kind `none`).
        """
        rows = {row.pattern: row for row in self.rows}
        return Lexicon(tuple((rows | {row.pattern: row for row in other.rows}).values()))

    def matches(self, tokens: Sequence[Token]) -> Iterator[Match]:
        """Yield what stands in the tokens, from left to right, without overlaps, look-alikes left out.

        Of what begins at a place the longest wins, context counted; of equally long ones the most exact, then
        the last in the file. Linear: a place costs no more than the rows that may begin with its word.
        """
        place = 0
        while place < len(tokens):
            found = self._longest(tokens, place)
            if found is None:
                place += 1
                continue
            if found.row.kind != NONE:
                yield found
            place = found.end

    def _longest(self, tokens: Sequence[Token], place: int) -> Match | None:
        best: Match | None = None
        most = (0, 0)
        for name in tokens[place].names:
            for pattern, row in self._openings.get(name, ()):
                found = pattern.at(tokens, place)
                if found and (found.reach, found.exactness) >= most:
                    most = (found.reach, found.exactness)
                    best = Match(row, found.start, found.end)
        return best


def _row(line: str, kinds: Collection[str], values: Collection[str] | None) -> Row:
    columns = [column.strip() for column in line.split("\t")]
    if len(columns) != _COLUMNS:
        raise PatternError(f"has {len(columns)} columns, not {_COLUMNS} parted by tabs")
    row = Row(*columns)
    if row.kind not in kinds and row.kind != NONE:
        raise PatternError(f"{row.kind!r} is none of {', '.join(sorted(kinds))} and {NONE}")
    if values is not None and row.kind != NONE and row.value not in values:
        raise PatternError(f"{row.value!r} is none of {', '.join(sorted(values))}")
    if not row.remark:
        raise PatternError("has no example or remark")
    read(row.pattern)
    return row
