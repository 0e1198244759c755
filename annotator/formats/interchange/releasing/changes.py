"""What is new, gone and different in a dataset since an earlier one, by ids."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import TYPE_CHECKING, Final

import orjson

from annotator.formats.datasets import line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.formats.interchange.source import Record

KEYS: Final[dict[str, tuple[str, ...]]] = {
    "project": ("id",),
    "codebook": ("version",),
    "guidelines": ("version",),
    "story": ("id",),
    "revision": ("revision_id",),
    "annotation": ("id",),
    "carried": ("carried_from",),
    "claim": ("claim_id",),
    "mention": ("mention_id",),
    "cell": ("claim_id", "article_id", "annotator_id"),
    "suggestion_exposure": ("revision_id", "annotator_id"),
    "suggestion_answer": ("suggestion_id", "annotator_id"),
    "counterpart_answer": ("counterpart_id", "annotator_id"),
    "link": ("link_id",),
    "origin": ("article_id",),
    "comment": ("comment_id",),
    "thread": ("annotation_id",),
    "decision": ("decision_id",),
    "cell_decision": ("claim_id", "article_id"),
    "mention_decision": ("claim_id", "decision_id"),
}
"""What a record of each type is known by, also in another dataset of its project."""

_WHAT: Final = ("added", "removed", "changed")
_QUERY: Final = """
    SELECT kind, 'added', ident FROM later WHERE NOT EXISTS
        (SELECT 1 FROM earlier WHERE earlier.kind = later.kind AND earlier.ident = later.ident)
    UNION ALL
    SELECT kind, 'removed', ident FROM earlier WHERE NOT EXISTS
        (SELECT 1 FROM later WHERE earlier.kind = later.kind AND earlier.ident = later.ident)
    UNION ALL
    SELECT kind, 'changed', ident FROM later JOIN earlier USING (kind, ident)
        WHERE earlier.digest <> later.digest
"""


class Changes:
    """The changes from one dataset to a later one, both as records with their `type`.

    They are to be of one kind: both with texts or both without, people by pseudonym in both. The ids are on
    the disk.
    """

    def __init__(self, earlier: Iterable[Record], later: Iterable[Record]) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA synchronous = OFF")
        self._rows.execute("BEGIN")
        self._put("earlier", earlier)
        self._put("later", later)
        self._rows.execute("CREATE TABLE changes (kind, what, ident)")
        self._rows.execute(f"INSERT INTO changes {_QUERY}")
        self._rows.execute("CREATE INDEX by_kind ON changes (kind, what, ident)")

    def _put(self, table: str, records: Iterable[Record]) -> None:
        self._rows.execute(
            f"CREATE TABLE {table} (kind, ident, digest, PRIMARY KEY (kind, ident)) WITHOUT ROWID"
        )
        self._rows.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", map(_told, records))  # noqa: S608

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Of each type of record that has any, how many were added, removed and changed."""
        found: dict[str, dict[str, int]] = {}
        rows = self._rows.execute("SELECT kind, what, count(*) FROM changes GROUP BY kind, what")
        for kind, what, count in rows:
            found.setdefault(kind, dict.fromkeys(_WHAT, 0))[what] = count
        return {kind: found[kind] for kind in KEYS if kind in found}

    def chunks(self) -> Iterator[bytes]:
        """Yield `changes.json`: of each type the ids that were added, removed and changed, in their order."""
        yield b"{"
        for number, kind in enumerate(self.counts):
            yield b"%s\n%s: {" % (b"," if number else b"", orjson.dumps(kind))
            for place, what in enumerate(_WHAT):
                yield b"%s\n  %s: [" % (b"," if place else b"", orjson.dumps(what))
                rows = self._rows.execute(
                    "SELECT ident FROM changes WHERE kind = ? AND what = ? ORDER BY ident", (kind, what)
                )
                for row, (ident,) in enumerate(rows):
                    yield (b", " if row else b"") + orjson.dumps(ident)
                yield b"]"
            yield b"}"
        yield b"\n}\n" if self.counts else b"}\n"

    def lines(self, version: str, before: str) -> Iterator[str]:
        """Yield `CHANGES.md`."""
        yield f"# Changes in {version} since {before}"
        yield ""
        if not self.counts:
            yield "Nothing changed."
            return
        yield "| records | added | removed | changed |"
        yield "| --- | --- | --- | --- |"
        for kind, found in self.counts.items():
            yield f"| `{kind}` | {found['added']} | {found['removed']} | {found['changed']} |"
        yield ""
        yield "`changes.json` has the ids."

    def close(self) -> None:
        """Give the disk back."""
        self._rows.close()


def _told(record: Record) -> tuple[str, str, bytes]:
    ident = "/".join(str(record.get(key)) for key in KEYS[record["type"]])
    return record["type"], ident, hashlib.blake2b(line(record), digest_size=16).digest()
