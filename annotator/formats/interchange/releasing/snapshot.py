"""A dataset read once and put aside, so that all parts of a release are made of the very same records."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

import orjson

from annotator.formats.interchange.source import FURTHER, Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.formats.interchange.source import Record

_SECTIONS: Final = ("header", "documents", *FURTHER)
_SECTION: Final = {"revision": 1, "annotation": 1, **{kind: n for n, kind in enumerate(_SECTIONS) if n > 1}}


class Snapshot:
    """Records as a :class:`annotator.formats.interchange.source.Source` that stays what it was.

    They are on the disk: memory does not grow with their number. It can be read from several places at once.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        """Read records with their `type`, in the order in which `records_of` has them."""
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA synchronous = OFF")
        self._rows.execute("BEGIN")
        self._rows.execute("CREATE TABLE records (section INTEGER, record BLOB)")
        self._rows.executemany(
            "INSERT INTO records VALUES (?, ?)",
            ((_SECTION.get(each["type"], 0), orjson.dumps(each)) for each in records),
        )
        self._rows.execute("CREATE INDEX by_section ON records (section)")

    def header(self) -> Iterator[Record]:
        """Yield `project`, each version of `codebook` and `guidelines`, each `story`."""
        return self._of(0)

    def documents(self) -> Iterator[Document]:
        """Yield each revision with its annotations, which follow it."""
        revision: Record | None = None
        marks: list[Record] = []
        for record in self._of(1):
            if record.pop("type") == "annotation":
                marks.append(record)
                continue
            if revision is not None:
                yield Document(revision, marks)
            revision, marks = record, []
        if revision is not None:
            yield Document(revision, marks)

    def rows(self, kind: str) -> Iterator[Record]:
        """Yield the records of one type, without it."""
        for record in self._of(_SECTIONS.index(kind)):
            del record["type"]
            yield record

    def _of(self, section: int) -> Iterator[Record]:
        found = self._rows.execute("SELECT record FROM records WHERE section = ? ORDER BY rowid", (section,))
        for (record,) in found:
            yield orjson.loads(record)

    def close(self) -> None:
        """Give the disk back."""
        self._rows.close()
