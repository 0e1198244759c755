"""Records put aside on the disk until the document comes that they belong to."""

from __future__ import annotations

import pickle
import sqlite3
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.formats.interchange.source import Record


class Shelf:
    """Records by the value of one of their keys. Memory does not grow with their number.

    SQLite keeps a database without a name in memory up to its cache, and then in a file that goes with it.
    """

    def __init__(self, records: Iterable[Record], key: str) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA synchronous = OFF")
        self._rows.execute("BEGIN")
        self._rows.execute("CREATE TABLE shelf (key, record)")
        self._rows.executemany(
            "INSERT INTO shelf VALUES (?, ?)", ((each[key], orjson.dumps(each)) for each in records)
        )
        self._rows.execute("CREATE INDEX by_key ON shelf (key)")

    def of(self, key: object) -> Iterator[Record]:
        """Yield the records of a key, in the order in which they came."""
        found = self._rows.execute("SELECT record FROM shelf WHERE key = ? ORDER BY rowid", (key,))
        for (record,) in found:
            yield orjson.loads(record)

    def close(self) -> None:
        """Give the disk back."""
        self._rows.close()


class Heap:
    """Things by the number of what they belong to, of which any may come at any time.

    Memory holds `room` of them, and the disk what is more.
    """

    def __init__(self, room: int = 10_000) -> None:
        self._room, self._count = room, 0
        self._held: defaultdict[int, list[Any]] = defaultdict(list)
        self._rows: sqlite3.Connection | None = None

    def put(self, number: int, thing: object) -> None:
        """Keep one more."""
        self._held[number].append(thing)
        self._count += 1
        if self._count >= self._room:
            self._put_down()

    def take(self, number: int) -> list[Any]:
        """Return what belongs to a number, in the order in which it came, and keep it no longer."""
        held = self._held.pop(number, [])
        if self._rows is None:
            return held
        rows = self._rows.execute("SELECT things FROM heap WHERE number = ? ORDER BY rowid", (number,))
        # Our own bytes, from a file without a name.
        return [thing for (things,) in rows for thing in pickle.loads(things)] + held  # noqa: S301

    def close(self) -> None:
        """Give the disk back."""
        if self._rows is not None:
            self._rows.close()

    def _put_down(self) -> None:
        if self._rows is None:
            self._rows = sqlite3.connect("", isolation_level=None)
            self._rows.execute("PRAGMA synchronous = OFF")
            self._rows.execute("CREATE TABLE heap (number INTEGER, things BLOB)")
            self._rows.execute("CREATE INDEX by_number ON heap (number)")
        lines = ((number, pickle.dumps(things)) for number, things in self._held.items())
        self._rows.execute("BEGIN")
        self._rows.executemany("INSERT INTO heap VALUES (?, ?)", lines)
        self._rows.execute("COMMIT")
        self._held.clear()
        self._count = 0
