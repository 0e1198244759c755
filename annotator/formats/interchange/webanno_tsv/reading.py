"""The body of a WebAnno TSV file: its text put together again, and what its columns say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.formats.interchange.incoming import Incoming, Place, Refused, Unreadable
from annotator.formats.interchange.json_files import OURS
from annotator.formats.interchange.webanno_tsv.columns import Column, columns_of, is_head, plain
from annotator.formats.interchange.webanno_tsv.marks import Marks, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.formats.interchange.incoming import Unit as OffsetUnit
    from annotator.formats.interchange.packed import Packed

_TEXT = "#Text="
_WHERE = re.compile(r"(\d{1,9}-\d{1,9})(?:\.\d{1,9})?")
_OFFSETS = re.compile(r"(\d{1,9})-(\d{1,9})")
_FIXED = 3  # columns before those of the layers: id, offsets, token


def read(packed: Packed) -> Iterator[Incoming | Refused]:
    """Yield the text of each file with its marks; holds one file."""
    names = packed.names()
    for name in names:
        if name.rpartition("/")[2] in OURS:
            continue
        if len(names) > 1 and not name.lower().endswith(".tsv"):
            yield Refused(Place(name), "This is no TSV file.")
            continue
        try:
            yield from _File(packed, name).found()
        except Unreadable as error:
            yield error.refused


class _Misfit(Exception):  # noqa: N818 - a file that counts otherwise
    """A sentence or a token does not stand where its offsets say."""

    def __init__(self, line: int, offset: int) -> None:
        super().__init__(line)
        self.line, self.offset = line, offset


@dataclass
class _File:
    packed: Packed
    name: str

    def found(self) -> Iterator[Incoming | Refused]:
        """Yield the document. The format counts UTF-16; a file that can't be so is tried in code points."""
        units: tuple[OffsetUnit, OffsetUnit] = ("UTF-16", "code points")
        for unit in units:
            body = _Body(self.name, unit)
            try:
                for number, line in enumerate(self.packed.lines(self.name), 1):
                    body.take(number, line)
                body.end()
            except _Misfit as misfit:
                if unit == units[-1]:
                    yield Refused(
                        Place(self.name, misfit.line),
                        "What this line has at offset %(offset)s does not stand there in its text.",
                        {"offset": misfit.offset},
                    )
                continue
            marks, relations, refused = body.marks.all()
            yield from refused
            plain_name = self.name.rpartition("/")[2].removesuffix(".tsv")
            yield Incoming(Place(self.name), plain_name, body.text, marks, relations, {}, unit)
            return


@dataclass
class _Body:
    """What was read so far: the text in pieces, and the columns."""

    name: str
    unit: OffsetUnit
    columns: list[Column] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    length: int = 0  # of the pieces, in `unit`
    before: int = 0  # of these, those before the last sentence
    sentence: str | bytes = ""
    waiting: list[str] = field(default_factory=list)  # lines of the sentence whose tokens come next
    marks: Marks = field(init=False)

    def __post_init__(self) -> None:
        self.marks = Marks(self.name)

    @property
    def text(self) -> str:
        """The whole text, as it stands when all was read."""
        return "".join(self.pieces)

    def take(self, number: int, line: str) -> None:
        """Read one line. Raises :class:`Unreadable` and :class:`_Misfit`."""
        if number == 1:
            if not is_head(line):
                raise Unreadable(
                    Refused(
                        Place(self.name, number), "This is no WebAnno TSV 3: its first line does not say so."
                    )
                )
        elif line.startswith("#T_"):
            self.columns += columns_of(line)
        elif line.startswith(_TEXT):
            self.waiting.append(plain(line.removeprefix(_TEXT)))
        elif line and not line.startswith("#"):
            self._token(number, line)

    def end(self) -> None:
        """End the text. Raises :class:`Unreadable` where there is none."""
        if not self.pieces:
            raise Unreadable(Refused(Place(self.name, 1), "There is no sentence with tokens in this file."))
        # The line end that would lead to the next sentence.
        self.pieces[-1] = self.pieces[-1].removesuffix("\n")

    def _token(self, number: int, line: str) -> None:
        fields = line.split("\t")
        where = _WHERE.fullmatch(fields[0])
        offsets = _OFFSETS.fullmatch(fields[1]) if len(fields) > 1 else None
        if where is None or offsets is None or len(fields) < _FIXED + len(self.columns):
            raise Unreadable(
                Refused(
                    Place(self.name, number),
                    "This line has not the columns that the head of the file declares.",
                )
            )
        start, end = int(offsets[1]), int(offsets[2])
        if self.waiting:
            self._sentence(number, start)
        form = plain(fields[2])
        if self._at(start, end) != form:
            raise _Misfit(number, start)
        unit = Unit(Place(self.name, number, fields[0]), fields[0], start, end, form)
        self.marks.take(unit, self.columns, fields[_FIXED:])

    def _sentence(self, number: int, start: int) -> None:
        """Put a sentence behind the text so far: in its place, behind spaces where there is a gap."""
        if self.length == start + 1 and self.pieces[-1].endswith("\n"):
            self.pieces[-1] = self.pieces[-1][:-1]
            self.length -= 1
        gap = start - self.length
        if gap < 0 or gap > 1 << 20:
            raise _Misfit(number, start)
        told = " " * gap + "".join(f"{each}\n" for each in self.waiting)
        self.waiting.clear()
        self.pieces.append(told)
        self.before = self.length
        self.sentence = told if self.unit == "code points" else told.encode("utf-16-le")
        self.length += len(self.sentence) // self._width

    def _at(self, start: int, end: int) -> str:
        """Return what stands at offsets of the sentence that was read last."""
        width = self._width
        found = self.sentence[max(0, start - self.before) * width : max(0, end - self.before) * width]
        return found if isinstance(found, str) else found.decode("utf-16-le", "replace")

    @property
    def _width(self) -> int:
        """How many of `sentence` are one offset."""
        return 1 if self.unit == "code points" else 2
