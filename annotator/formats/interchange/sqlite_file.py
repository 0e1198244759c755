"""Tables as one SQLite file, with an index for each id that rows are looked up by."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import orjson

from annotator.formats.interchange.tables import TABLES
from annotator.formats.interchange.tabulating import about, rows_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Record, Source
    from annotator.formats.interchange.tables import Kind

_TYPES: dict[Kind, str] = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}  # else TEXT
_SETS = frozenset({"UUIDs", "JSON"})  # told as JSON
_LOOKED_UP = (
    "story_id",
    "article_id",
    "revision_id",
    "annotation_id",
    "claim_id",
    "decision_id",
    "carried_from",
)


def write(source: Source, archive: Archive, losses: Losses) -> None:  # noqa: ARG001 - nothing is lost
    """Write `dataset.sqlite`. A time is text in ISO 8601, a boolean 0 or 1; lists and trees are JSON."""
    with TemporaryDirectory(prefix="dataset-") as folder:
        path = Path(folder) / "dataset.sqlite"
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            rows = fill(file, source)
            file.execute("CREATE TABLE project (record TEXT)")
            file.executemany("INSERT INTO project VALUES (?)", ((each.decode(),) for each in about(source)))
            index(file)
            file.execute("COMMIT")
        with path.open("rb") as read:
            archive.add("dataset.sqlite", read, rows)


def fill(file: sqlite3.Connection, source: Source, wanted: Collection[str] = TABLES) -> int:
    """Make the tables that are wanted, write their rows, in a transaction that is left open; return how many.

    The rest of their document's tables is made with them, and left out.
    """
    # Nobody else has this file; if the machine stops, it is made anew.
    file.execute("PRAGMA journal_mode = OFF")
    file.execute("PRAGMA synchronous = OFF")
    file.execute("BEGIN")
    inserts = {}
    for name in wanted:
        columns = TABLES[name]
        told = ", ".join(f'"{column}" {_TYPES.get(kind, "TEXT")}' for column, kind in columns.items())
        file.execute(f'CREATE TABLE "{name}" ({told})')
        inserts[name] = f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(columns))})'  # noqa: S608 - ours
    rows = 0
    for name, row in rows_of(source, wanted):
        if name in inserts:
            file.execute(inserts[name], list(_values(name, row)))
            rows += 1
    return rows


def index(file: sqlite3.Connection, wanted: Collection[str] = TABLES) -> None:
    """Make an index for each column that other tables name their rows by."""
    for name in wanted:
        for column in TABLES[name]:
            if column in _LOOKED_UP:
                file.execute(f'CREATE INDEX "{name} by {column}" ON "{name}" ("{column}")')


def _values(name: str, row: Record) -> Iterator[Any]:
    for column, kind in TABLES[name].items():
        value = row.get(column)
        if value is not None and kind in _SETS:
            value = orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
        yield str(value) if kind == "person" and value is not None else value
