"""Records put aside on the disk until the document comes that they belong to."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

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
