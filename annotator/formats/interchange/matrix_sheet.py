"""The table of claims and accounts as a workbook with a sheet for each story, and as a long CSV.

The records are put into a database on the disk first: one claim's row is in memory at a time.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Final, cast

from annotator.formats.interchange.book import Book
from annotator.formats.interchange.csv_tables import CsvSink
from annotator.formats.interchange.sqlite_file import fill, index

if TYPE_CHECKING:
    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Source
    from annotator.formats.interchange.tables import Columns

COLUMNS: Final[Columns] = {
    "story_id": "UUID", "story": "text", "claim_id": "UUID", "claim": "text", "position": "integer",
    "article_id": "UUID", "source": "text", "title": "text", "published_at": "time", "gold": "boolean",
    "annotator_id": "person", "annotator": "text", "status": "text", "certainty": "integer", "note": "text",
    "quotes": "text", "said_by": "text",
}  # fmt: skip
"""Of `matrix.csv`: a row for each finding of a person, and for each gold cell."""

_NEEDED = (
    "stories", "articles", "revisions", "annotations", "carried", "claims", "mentions", "cells",
    "adjudications", "adjudicated_cells", "adjudicated_mentions",
)  # fmt: skip
_STEPS = {1: "unclear", 2: "possible", 3: "probable", 4: "certain"}
_STATUSES = {"not_reported": "checked: not reported"}

_STANDS = """NOT EXISTS (SELECT 1 FROM carried AS later WHERE later.carried_from = {mark}
              AND (later.annotation_id IS NOT NULL OR later.review = 'given_up'))"""
"""What an annotation is that none on a later text stands for, nor was given up there: each counts once."""

_FOUND = f"""
SELECT story.story_id, story.title AS story, claim.claim_id, claim.wording AS claim, claim.position,
       article.article_id, article.source, article.title, article.published_at, found.*
FROM (
  SELECT cell.article_id, 1 AS gold, cell.annotator_id, cell.annotator, cell.status, cell.certainty,
         cell.reason AS note,
         (SELECT group_concat(quote, ' | ') FROM (
            SELECT made.quote FROM adjudicated_mentions AS said JOIN adjudications AS made USING (decision_id)
            JOIN revisions AS text USING (revision_id)
            WHERE said.claim_id = cell.claim_id AND said.holds AND text.article_id = cell.article_id
            ORDER BY made.rowid)) AS quotes,
         NULL AS said_by
  FROM adjudicated_cells AS cell WHERE cell.claim_id = :claim
  UNION ALL
  SELECT cell.article_id, 0, cell.annotator_id, cell.annotator, cell.status, cell.certainty, cell.note,
         (SELECT group_concat(quote, ' | ') FROM (
            SELECT mark.quote FROM mentions AS said JOIN annotations AS mark USING (annotation_id)
            WHERE said.claim_id = cell.claim_id AND said.article_id = cell.article_id
              AND said.annotator_id = cell.annotator_id AND said.state = 'confirmed'
              AND {_STANDS.format(mark="said.annotation_id")}
            ORDER BY said.rowid)),
         (SELECT group_concat(said_by, ' | ') FROM (
            SELECT DISTINCT said.said_by FROM mentions AS said
            WHERE said.claim_id = cell.claim_id AND said.article_id = cell.article_id
              AND said.annotator_id = cell.annotator_id AND said.state = 'confirmed'
              AND {_STANDS.format(mark="said.annotation_id")}
              AND said.said_by IS NOT NULL ORDER BY said.rowid))
  FROM cells AS cell WHERE cell.claim_id = :claim
) AS found
JOIN claims AS claim ON claim.claim_id = :claim
JOIN stories AS story USING (story_id)
JOIN articles AS article ON article.article_id = found.article_id
ORDER BY article.published_at IS NULL, article.published_at, article.rowid, found.gold DESC,
         found.annotator, found.annotator_id
"""  # noqa: S608 - ours
_CLAIMS = "SELECT claim_id, wording FROM claims WHERE story_id = ? ORDER BY rowid"
_ACCOUNTS = """
SELECT article_id, source, title, published_at FROM articles WHERE story_id = ?
ORDER BY published_at IS NULL, published_at, rowid
"""


def write(source: Source, archive: Archive, losses: Losses) -> None:
    """Write `matrix.xlsx` and `matrix.csv`. Whatever is not of a cell is lost."""
    with (
        closing(sqlite3.connect("", isolation_level=None)) as rows,
        TemporaryFile() as sheets,
        TemporaryFile() as lines,
    ):
        rows.row_factory = sqlite3.Row
        fill(rows, source, _NEEDED)
        index(rows, _NEEDED)
        long, book = CsvSink(COLUMNS, cast("IO[bytes]", lines)), Book(losses)
        for story in rows.execute("SELECT story_id, title FROM stories ORDER BY rowid"):
            _tell(rows, story, long, book)
        lines.seek(0)
        archive.add("matrix.csv", cast("IO[bytes]", lines), long.rows)
        archive.escaped += long.table.escaped
        book.save(cast("IO[bytes]", sheets))
        sheets.seek(0)
        archive.add("matrix.xlsx", cast("IO[bytes]", sheets), book.rows, packed=True)
        _lose(rows, source, losses)


def _tell(rows: sqlite3.Connection, story: sqlite3.Row, long: CsvSink, book: Book) -> None:
    """Write one story: a sheet with a row for each claim and a column for each account, and its lines."""
    accounts = rows.execute(_ACCOUNTS, (story["story_id"],)).fetchall()
    book.begin(story["title"], columns=len(accounts) + 1)
    heads = [(each["source"], each["title"], (each["published_at"] or "")[:10]) for each in accounts]
    book.write(story["story_id"], ["Claim", *("\n".join(filter(None, head)) for head in heads)], bold=True)
    for claim in rows.execute(_CLAIMS, (story["story_id"],)):
        told: dict[str, list[str]] = {}
        for found in rows.execute(_FOUND, {"claim": claim["claim_id"]}):
            long.put(dict(found))
            told.setdefault(found["article_id"], []).append(_said(found))
        cells = ["\n".join(told.get(each["article_id"], ())) for each in accounts]
        book.write(claim["claim_id"], [claim["wording"], *cells])
    book.end()


def _said(found: sqlite3.Row) -> str:
    """Return what one person found, or what was decided, in a line: `Ada: denied, possible: "no" (Bob)`."""
    who = "Decided" if found["gold"] else found["annotator"]
    words = [_STATUSES.get(found["status"], found["status"]), _STEPS.get(found["certainty"], "")]
    quotes = f": \u201c{found['quotes']}\u201d" if found["quotes"] else ""
    by = f" ({found['said_by']})" if found["said_by"] else ""
    note = f" [{found['note']}]" if found["note"] else ""
    return f"{who}: {', '.join(filter(None, words))}{quotes}{by}{note}"


def _lose(rows: sqlite3.Connection, source: Source, losses: Losses) -> None:
    """Count what has no place in a cell: texts, the codebook, all of a mark but its quote."""
    for record in source.header():
        if record["type"] not in {"project", "story"}:
            told = f"{record['type']} {record.get('version')}"
            losses.lose(record["type"], told, "A table of claims and accounts has no place for it.")
    for (ident,) in rows.execute("SELECT revision_id FROM revisions ORDER BY rowid"):
        losses.lose("text", ident, "The table of claims and accounts has quotes, and no whole texts.")
    for (ident,) in rows.execute("SELECT carried_from FROM carried ORDER BY rowid"):
        losses.lose("carried", ident, "A cell has the quote of the newest text, and not what became of it.")
    on_claims = "annotation_id IN (SELECT annotation_id FROM mentions WHERE state = 'confirmed')"
    stands = _STANDS.format(mark="annotations.annotation_id")
    marks = f"SELECT annotation_id FROM annotations WHERE {stands}"  # noqa: S608 - ours
    for (ident,) in rows.execute(f"{marks} AND NOT {on_claims} ORDER BY rowid"):
        losses.lose("annotation", ident, "It is on no claim, so that it stands in no cell.")
    for (ident,) in rows.execute(f"{marks} AND {on_claims} ORDER BY rowid"):
        losses.lose("mark", ident, "Its quote is in a cell; its place, layer, codes and note are not.")
    for (ident,) in rows.execute("SELECT DISTINCT decision_id FROM adjudications ORDER BY rowid"):
        losses.lose("decision", ident, "Where it is on a claim its quote is in a cell, and no more of it.")
