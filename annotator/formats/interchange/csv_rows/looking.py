"""A table before it is read: its encoding, its delimiter, its columns and its first rows."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

import charset_normalizer

from annotator.formats.interchange.csv_rows.roles import guessed
from annotator.formats.interchange.decoding import nul
from annotator.formats.interchange.incoming import Place, Refused, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from annotator.formats.interchange.packed import Packed

LONGEST_CELL: Final = 4_000_000  # code points: twice the longest text that can be worked on
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 20  # bytes that an encoding is guessed by
_CHUNK = 1 << 16  # bytes
_TRIED = 50  # rows that a delimiter is told by
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

# One number for the whole process; Python's own (131,072) is less than an article. It keeps a cell whose
# quotation mark is never closed from taking the rest of the file.
csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True)
class Table:
    """What a person is shown of a table, to say what its columns mean.

    :param encoding: as Python calls it
    :param is_guessed: the encoding is only the likeliest, since the file is not UTF-8 and has no mark
    :param rows: the first ones, as wide as they are
    :param roles: those that columns have by their names
    """

    name: str
    encoding: str
    is_guessed: bool
    delimiter: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    roles: Mapping[str, str]


def look(packed: Packed, name: str, rows: int = 10) -> Table:
    """Return what a table is like, with its first rows. Raises :class:`Unreadable` where it is none.

    The file is read once to its end, to know whether it is UTF-8; a chunk of it is held.
    """
    encoding, is_guessed = _encoding(packed, name)
    delimiter = _delimiter(packed, name, encoding)
    first = _first(packed, name, encoding, delimiter, rows + 1)
    if not first:
        raise Unreadable(Refused(Place(name), "This file is empty."))
    columns = _named(first[0])
    return Table(
        name=name,
        encoding=encoding,
        is_guessed=is_guessed,
        delimiter=delimiter,
        columns=columns,
        rows=first[1:],
        roles=guessed(columns),
    )


def records(packed: Packed, name: str, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the line that each begins on; empty ones are left out.

    Raises :class:`Unreadable` for what is not in this encoding, for NUL, and for a cell or line over the
    limit.
    """
    reader = csv.reader(_lines(packed, name, encoding), delimiter=delimiter)
    begin = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise Unreadable(
                Refused(Place(name, begin), "From here on this is no CSV (%(why)s).", {"why": str(error)})
            ) from None
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield begin, row
        begin = reader.line_num + 1


def _lines(packed: Packed, name: str, encoding: str) -> Iterator[str]:
    """Yield a file's lines, with their ends. Holds one, of at most a cell's length."""
    place = Place(name, 0)
    with io.TextIOWrapper(packed.open(name), encoding=encoding, newline="") as file:
        while True:
            place = Place(name, (place.line or 0) + 1)
            try:
                line = file.readline(LONGEST_CELL + 1)
            except UnicodeDecodeError:
                why = Refused(
                    place, "This line is not %(encoding)s. Save the file as UTF-8.", {"encoding": encoding}
                )
                raise Unreadable(why) from None
            if len(line) > LONGEST_CELL:
                raise Unreadable(
                    Refused(place, "This line has more than %(most)s characters.", {"most": LONGEST_CELL})
                )
            if "\x00" in line:
                raise nul(name, place.line or 0)
            if not line:
                return
            yield line


def _first(packed: Packed, name: str, encoding: str, delimiter: str, most: int) -> list[list[str]]:
    """Return the first rows; those before a bad place, if there are any."""
    found: list[list[str]] = []
    try:
        for _, row in islice(records(packed, name, encoding, delimiter), most):
            found.append(row)
    except Unreadable:
        if not found:
            raise
    return found


def _encoding(packed: Packed, name: str) -> tuple[str, bool]:
    with packed.open(name) as file:
        head = file.read(_SAMPLE)
        marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)
        if marked:
            return marked, False
        if b"\x00" in head:
            raise nul(name, head[: head.index(0)].count(b"\n") + 1)
        decoder = codecs.getincrementaldecoder("utf-8")()
        chunk = head
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _likeliest(name, head), True
    return "utf-8", False


def _likeliest(name: str, head: bytes) -> str:
    likeliest = charset_normalizer.from_bytes(head).best()
    if likeliest is None:
        raise Unreadable(
            Refused(Place(name), "Its character encoding can't be told. Save the file as UTF-8.")
        )
    return likeliest.encoding


def _delimiter(packed: Packed, name: str, encoding: str) -> str:
    """Return the delimiter that makes the most of the first rows equally wide, and the wider of two."""

    def score(delimiter: str) -> tuple[int, int]:
        try:
            widths = Counter(map(len, _first(packed, name, encoding, delimiter, _TRIED)))
        except Unreadable:
            return 0, 0
        width, rows = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
        return (rows, width) if width > 1 else (0, width)

    return max(_DELIMITERS, key=score)  # the first of equals


def _named(row: Sequence[str]) -> list[str]:
    """Return names for columns: a name that is empty or was there before gets its number."""
    found: list[str] = []
    for number, cell in enumerate(row, 1):
        name = " ".join(cell.split())
        found.append(name if name and name not in found else f"{name or 'column'} {number}")
    return found
