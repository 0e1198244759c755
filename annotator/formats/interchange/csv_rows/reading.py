"""Reading tables of marks: a row for each range, in files whose columns a person has said the meaning of.

`columns` gives columns their roles (`ROLES`, and `code`); without it they have those of their names. A row
with a quote or a place is a mark, and one with a text alone is a text without marks. Rows of one document
follow each other: it is known by its `document`, else by its text. Rows of one `id` that follow each other
are the ranges of one mark. A table does not say what its offsets count, so that is left to the quotes; our
own count code points.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from annotator.formats.interchange import held
from annotator.formats.interchange.csv_rows.looking import look, records
from annotator.formats.interchange.csv_rows.roles import CODE
from annotator.formats.interchange.csv_tables import CsvTable
from annotator.formats.interchange.incoming import Incoming, Mark, Place, Refused, Span, Unreadable
from annotator.formats.interchange.json_files import OURS, sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from annotator.formats.interchange.packed import Packed

_ENDINGS = (".csv", ".tsv", ".tab", ".txt")
_NUMBER = re.compile(r"(\d{1,15})(?:\.0*)?")  # as a spreadsheet or pandas may write it
_PARTS = re.compile(r"\s*[;|]\s*")
_UNNAMED: Final = "mark"  # the label of all marks of a table that has no column of labels


def read(packed: Packed, columns: Mapping[str, str] | None = None) -> Iterator[Incoming | Refused]:
    """Yield each document with its marks. Holds one document.

    :param columns: the role of each column by its name
    """
    return sound(_read(packed, columns))


def _read(packed: Packed, columns: Mapping[str, str] | None) -> Iterator[Incoming | Refused]:
    is_ours = "manifest.json" in packed.names()
    for name in packed.names():
        if name in OURS:
            continue
        if len(packed.names()) > 1 and not name.lower().endswith(_ENDINGS):
            yield Refused(Place(name), "This is no table.")
            continue
        try:
            yield from _file(packed, name, columns, is_ours=is_ours)
        except Unreadable as error:
            yield error.refused


def _file(
    packed: Packed, name: str, columns: Mapping[str, str] | None, *, is_ours: bool
) -> Iterator[Incoming | Refused]:
    table = look(packed, name)
    roles = columns if columns is not None else table.roles
    if not {"text", "quote", "start"} & {roles.get(column) for column in table.columns}:
        yield Refused(
            Place(name, 1),
            "No column is known as a text, a quote or a start: %(columns)s. Say which column is what.",
            {"columns": list(table.columns)},
        )
        return
    plain: Callable[[str], str] = CsvTable.plain if is_ours else str
    rows = _Rows(name, table.columns, roles, plain)
    found = records(packed, name, table.encoding, table.delimiter)
    next(found, None)
    for _, group in groupby(rows.until_bad(found), key=lambda row: row.document):
        yield from _document(list(group), is_ours=is_ours)
        yield from rows.taken()
    if not rows.number and not rows.refused and not is_ours:
        yield Refused(Place(name, 1), "There is nothing below the names of its columns.")
    yield from rows.taken()


@dataclass(frozen=True)
class _Row:
    """A row by its roles. `document`: what those of one document have alike."""

    place: Place
    document: str
    told: Mapping[str, str]
    codes: Mapping[str, Sequence[str]]
    has_labels: bool


@dataclass
class _Rows:
    """The rows of a file; one with too many cells is refused, and is no row."""

    name: str
    columns: Sequence[str]
    roles: Mapping[str, str]
    plain: Callable[[str], str]
    refused: list[Refused] = field(default_factory=list)
    last: str = ""
    number: int = 0

    def taken(self) -> list[Refused]:
        """Return what was refused since this was last asked."""
        refused, self.refused = self.refused, []
        return refused

    def until_bad(self, found: Iterator[tuple[int, list[str]]]) -> Iterator[_Row]:
        """Yield rows; a bad place ends them, so that the document before it is still made."""
        try:
            for line, cells in found:
                yield self.row(line, cells)
        except Unreadable as error:
            self.refused.append(error.refused)

    def row(self, line: int, cells: Sequence[str]) -> _Row:
        place = Place(self.name, line)
        self.number += 1
        if len(cells) > len(self.columns):
            facts = {"found": len(cells), "columns": len(self.columns)}
            self.refused.append(
                Refused(place, "There are %(found)s cells here, and %(columns)s columns.", facts)
            )
            return _Row(place, self.last, {}, {}, has_labels=False)
        cells = [*map(self.plain, cells), *[""] * (len(self.columns) - len(cells))]
        told: dict[str, str] = {}
        codes: dict[str, Sequence[str]] = {}
        for column, cell in zip(self.columns, cells, strict=True):
            role = self.roles.get(column, "")
            if role == CODE and cell.strip():
                codes[column] = [each for each in _PARTS.split(cell.strip()) if each]
            elif role:
                told[role] = cell
        codes |= _spoken(told.get("codes", ""))
        # A row that has neither goes on with the document of the one before.
        self.last = told.get("document", "").strip() or told.get("text", "") or self.last
        return _Row(place, self.last, told, codes, has_labels="label" in self.roles.values())


def _spoken(codes: str) -> dict[str, Sequence[str]]:
    """Return codes that were written as `certainty=probable; reason=epistemic; reason=weasel`."""
    found: dict[str, list[str]] = {}
    for part in filter(None, codes.split("; ")):
        dimension, equals, code = part.partition("=")
        found.setdefault(dimension if equals else "codes", []).append(code if equals else part)
    return dict(found)


def _document(rows: Sequence[_Row], *, is_ours: bool) -> Iterator[Incoming | Refused]:
    rows = [row for row in rows if row.told]
    if not rows:
        return
    marks: list[Mark] = []
    text = next((row.told["text"] for row in rows if row.told.get("text")), None)
    for row in rows:
        made = (
            _mark(row)
            if row.told.get("text") in {None, "", text}
            else Refused(row.place, "This row has another text than the first one of its document.")
        )
        if isinstance(made, Refused):
            yield made
        elif made is not None and marks and made.ident and marks[-1].ident == made.ident:
            marks[-1] = replace(marks[-1], spans=[*marks[-1].spans, *made.spans])
        elif made is not None:
            marks.append(made)
    first = rows[0]
    if text is None and not marks:
        yield Refused(first.place, "There is no text in this row, and no mark.")
        return
    named = first.told.get("document", "").strip() or first.told.get("title", "").strip()
    yield Incoming(
        place=first.place,
        name=named or f"{first.place.file}:{first.place.line}",
        text=text,
        marks=marks,
        facts={key: value for key in held.OF_A_DOCUMENT if (value := first.told.get(key, "").strip())},
        unit="code points" if is_ours else None,
    )


def _mark(row: _Row) -> Mark | Refused | None:
    """Return the mark of a row; None where it has none, and is only a text."""
    told = row.told
    label, quote = told.get("label", "").strip(), told.get("quote", "")
    places = [told.get(key, "").strip() for key in ("start", "end")]
    if not quote and not any(places):
        if not label:
            return None
        return Refused(row.place, "%(label)s is said of the whole text, and no range.", {"label": label})
    start, end = (int(found[1]) if found else None for found in map(_NUMBER.fullmatch, places))
    if any(places) and (start is None or end is None or start >= end):
        return Refused(
            row.place,
            "%(start)s to %(end)s is no range: two whole numbers, the second one larger.",
            {"start": places[0] or "?", "end": places[1] or "?"},
        )
    if not label and row.has_labels:
        return Refused(row.place, "This row has no label.")
    return Mark(
        place=row.place,
        spans=[Span(start, end, quote or None, told.get("prefix", ""), told.get("suffix", ""))],
        label=label or _UNNAMED,
        ident=told.get("id", "").strip(),
        codes=row.codes,
        note=told.get("note", ""),
        person=told.get("annotator", "").strip() or None,
        made_at=told.get("made_at", "").strip() or None,
    )
