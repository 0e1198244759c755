"""Tables as CSV: RFC 4180, UTF-8, a line of column names; nothing in them is a formula."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

import orjson

from annotator.formats.interchange.tabulating import about, spooled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Record, Source
    from annotator.formats.interchange.tables import Columns

# What a spreadsheet takes for a formula is written behind an apostrophe. So is what looks like such a
# value already: whoever takes one apostrophe off what matches has exactly what was there.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


class _Echo:
    """What a `csv.writer` writes to: it keeps the one line that was written last."""

    last = ""

    def write(self, line: str) -> int:
        self.last = line
        return len(line)


@dataclass
class CsvTable:
    """A table written as CSV (RFC 4180, UTF-8). `escaped` counts values kept from being formulas."""

    columns: tuple[str, ...]
    escaped: int = 0
    _echo: _Echo = field(default_factory=_Echo, repr=False)

    def __post_init__(self) -> None:
        self._writer = csv.writer(self._echo)

    def rows(self, records: Iterable[Mapping[str, Any]]) -> Iterable[bytes]:
        """Yield the records' lines; :meth:`header` comes before them."""
        return map(self.row, records)

    def row(self, record: Mapping[str, Any]) -> bytes:
        """Return a record's line."""
        return self._line([self._value(record.get(column)) for column in self.columns])

    def header(self) -> bytes:
        """Return the line of column names."""
        return self._line(self.columns)

    @staticmethod
    def plain(value: str) -> str:
        """Return what a value of such a table stands for, where its first apostrophe only guards it."""
        return value[1:] if value.startswith("'") and _FORMULA.match(value) else value

    def _line(self, values: Iterable[object]) -> bytes:
        self._writer.writerow(values)
        return self._echo.last.encode()

    def _value(self, value: object) -> object:
        if isinstance(value, str):
            if _FORMULA.match(value):
                self.escaped += 1
                return f"'{value}"
            return value
        if isinstance(value, list):
            return " ".join(str(each) for each in value)
        return value


def write(source: Source, archive: Archive, losses: Losses) -> None:  # noqa: ARG001 - nothing is lost
    """Write a file for each table, and `project.jsonl`. All that a record has is in one of them.

    A boolean is `true` or `false`, and what is JSON in a table is written as JSON.
    """
    archive.write("project.jsonl", about(source))
    with spooled(source, CsvSink) as sinks:
        for name, sink in sinks:
            archive.add(f"{name}.csv", sink.file, sink.rows)
            archive.escaped += sink.table.escaped


class CsvSink:
    """A table's file while its rows come."""

    def __init__(self, columns: Columns, file: IO[bytes]) -> None:
        self.file = file
        self.rows = 0
        self.table = CsvTable(tuple(columns))
        self._told = [(name, _TOLD[kind]) for name, kind in columns.items() if kind in _TOLD]
        file.write(self.table.header())

    def put(self, row: Record) -> None:
        """Write one row."""
        if self._told:
            row = row | {name: told(row[name]) for name, told in self._told if row.get(name) is not None}
        self.file.write(self.table.row(row))
        self.rows += 1

    def close(self) -> None:
        """Nothing is left to do."""

    leave = close


_TOLD: dict[str, Callable[[Any], str]] = {
    "boolean": lambda value: "true" if value else "false",
    "JSON": lambda value: orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode(),
}
