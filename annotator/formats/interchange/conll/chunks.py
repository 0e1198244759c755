"""Tags of tokens, made into marks: whatever scheme they are in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from annotator.formats.interchange.conll.words import NONE, SEVERAL
from annotator.formats.interchange.incoming import Mark, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.formats.interchange.incoming import Place

_TAG = re.compile(r"([BIMELSUW])-(\S.*)")
_OUTSIDE = frozenset({"O", "o", NONE, "-", ""})
_ALONE, _ENDS, _BEGINS = "SUW", "ELSUW", "BSUW"


def is_tag(value: str) -> bool:
    """Say whether a column's value is a tag of any of the schemes."""
    return value in _OUTSIDE or _TAG.fullmatch(value) is not None


class Column(NamedTuple):
    """A token's tag in one column, and what the columns beside it say of it."""

    name: str
    tag: str
    codes: Mapping[str, str] = {}


@dataclass
class _Open:
    """A chunk that may go on."""

    place: Place
    label: str
    start: int
    end: int
    codes: Mapping[str, str]


@dataclass
class Chunks:
    """The chunks of a text, column by column."""

    found: list[_Open] = field(default_factory=list)
    open: dict[str, _Open] = field(default_factory=dict)

    def take(self, place: Place, at: tuple[int, int], columns: Sequence[Column]) -> str | None:
        """Read the tags of one token; return the first that is none. It counts as `O` then."""
        bad = None
        for column in columns or [Column(name, "O") for name in self.open]:
            tag = _TAG.fullmatch(column.tag) if column.tag != "O" else None
            if tag is None:
                self.open.pop(column.name, None)
                bad = bad if bad is not None or column.tag in _OUTSIDE else column.tag
                continue
            self._chunk(place, at, column, (tag[1], tag[2]))
        return bad

    def _chunk(self, place: Place, at: tuple[int, int], column: Column, tag: tuple[str, str]) -> None:
        kind, label = tag
        going_on = self.open.get(column.name)
        if going_on and going_on.label == label and kind not in _BEGINS:
            going_on.end = at[1]
        else:  # as well where IOB1 or a careless hand has I- at the beginning
            going_on = self.open[column.name] = _Open(place, label, *at, column.codes)
            self.found.append(going_on)
        if kind in _ENDS:
            del self.open[column.name]

    def close(self) -> None:
        """End what is open."""
        self.open.clear()

    def marks(self, text: str, person: str | None) -> list[Mark]:
        """Return the chunks as marks, in the order in which they begin."""
        return [
            Mark(
                place=each.place,
                spans=[Span(each.start, each.end, text[each.start : each.end])],
                label=each.label,
                codes={key: code.split(SEVERAL) for key, code in each.codes.items() if code != NONE},
                person=person,
            )
            for each in self.found
        ]
