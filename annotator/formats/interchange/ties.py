"""Links between marks on one text, found again while that text is written, and the losses of the others."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Source


@dataclass(frozen=True)
class Tie:
    """A link as most tools know it: a kind, and two annotations by their ids."""

    link: str
    kind: str
    one: str
    other: str


class Ties:
    """The links of a dataset whose two ends are marks, in a file of its own: memory does not grow with them.

    Links join mentions; a tool that has no mentions is given the annotations behind them.
    """

    def __init__(self, source: Source) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.executescript(
            "PRAGMA synchronous = OFF; BEGIN;"
            "CREATE TABLE mention (id PRIMARY KEY, annotation) WITHOUT ROWID;"
            "CREATE TABLE link (id, kind, note, one, other, held DEFAULT 0)"
        )
        self._rows.executemany(
            "INSERT OR REPLACE INTO mention VALUES (?, ?)",
            ((each["mention_id"], each["annotation_id"]) for each in source.rows("mention")),
        )
        self._rows.executemany(
            "INSERT INTO link (id, kind, note, one, other) VALUES (?, ?, ?,"
            " (SELECT annotation FROM mention WHERE id = ?), (SELECT annotation FROM mention WHERE id = ?))",
            (
                (each["link_id"], each["kind"], each.get("note"), each["from_id"], each["to_id"])
                for each in source.rows("link")
            ),
        )
        self._rows.execute("CREATE INDEX by_end ON link (one)")

    def among(self, annotations: Collection[str]) -> Iterator[Tie]:
        """Yield the links whose ends are two of these annotations: they count as held from then on."""
        # One query for all of them: a text may have thousands of marks, and most datasets have no link.
        order = {annotation: number for number, annotation in enumerate(annotations)}
        found = self._rows.execute(
            "SELECT link.rowid, link.id, kind, one, other"
            " FROM json_each(?) AS chosen JOIN link ON link.one = chosen.value",
            (orjson.dumps(list(order)).decode(),),
        ).fetchall()
        for row, link, kind, one, other in sorted(found, key=lambda each: (order[each[3]], each[0])):
            if other in order and other != one:
                self._rows.execute("UPDATE link SET held = 1 WHERE rowid = ?", (row,))
                yield Tie(link, kind, one, other)

    def lose(self, losses: Losses) -> None:
        """Count the links that were not held, and the notes of those that were; give the disk back."""
        for link, held, note in self._rows.execute("SELECT id, held, note FROM link ORDER BY rowid"):
            if not held:
                losses.lose(
                    "link",
                    link,
                    "Links tie marks that one person made on one text. Others stay in JSONL.",
                )
            elif note:
                losses.lose("link_note", link, "There is no place for a note on a link.")
        self._rows.close()
