"""Annotations as Arrow's columns: their rows of `annotations`, `spans` and `codes`.

What an annotation's rows share is told once, for many annotations, and Arrow repeats it in the other tables.
Row by row, putting these together took longer than reading the annotations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from annotator.formats.datasets import spoken
from annotator.formats.interchange.arrays import array, schema
from annotator.formats.interchange.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from annotator.formats.interchange.source import Document, Record

    Arrays = dict[str, pa.Array]
    Values = dict[str, Sequence[Any]]

STEP = 1_000  # annotations that wait for their columns to be made

_OF_RANGE = ("start", "end", "quote", "prefix", "suffix")
_OF_CODE = ("dimension", "code", "words")
_SCHEMAS = {table: schema(TABLES[table]) for table in ("annotations", "spans", "codes")}
_KINDS = TABLES["codes"] | TABLES["spans"] | TABLES["annotations"]


class MarkColumns:
    """Takes documents, and hands on the rows of their annotations a step at a time, by the table's name."""

    def __init__(self, put: Callable[[str, pa.RecordBatch], None]) -> None:
        self._put = put
        self._marks: list[Record] = []
        self._articles: list[object] = []

    def take(self, document: Document) -> Iterable[tuple[str, Record]]:
        """Take a document's annotations. No row of theirs is left to be told by itself."""
        self._marks += document.annotations
        self._articles += [document.revision["article_id"]] * len(document.annotations)
        if len(self._marks) >= STEP:
            self.close()
        return ()

    def close(self) -> None:
        """Hand on what waits."""
        marks, articles = self._marks, self._articles
        self._marks, self._articles = [], []
        if not marks:
            return
        shared = _arrays({**_shared(marks), "article_id": articles})
        ranges = [each["ranges"] for each in marks]
        codes = [each["codes"] for each in marks]
        self._tell("annotations", shared | _arrays(_whole(ranges)))
        self._tell(
            "spans", _repeated(shared, "spans", ranges) | _arrays(_each(ranges, _OF_RANGE, at="range"))
        )
        self._tell("codes", _repeated(shared, "codes", codes) | _arrays(_each(codes, _OF_CODE)))

    def _tell(self, table: str, arrays: Arrays) -> None:
        columns = [arrays[name] for name in TABLES[table]]
        self._put(table, pa.RecordBatch.from_arrays(columns, schema=_SCHEMAS[table]))


def _arrays(values: Values) -> Arrays:
    return {name: array(each, _KINDS[name]) for name, each in values.items()}


def _column(marks: Sequence[Record], key: str) -> list[Any]:
    try:
        return [each[key] for each in marks]
    except KeyError:  # a file of old has records without the newest keys
        return [each.get(key) for each in marks]


def _shared(marks: Sequence[Record]) -> Values:
    """Return what all rows of a mark say, by column, as `tabulating.marked` tells it for one."""
    authors = [each["author"] for each in marks]
    as_they_are = (
        "layer",
        "confidence",
        "origin",
        "suggested",
        "anchor",
        "version",
        "created_at",
        "updated_at",
    )
    return {
        **{key: _column(marks, key) for key in (*as_they_are, "suggestions_shown_at", "carried_from")},
        "annotation_id": _column(marks, "id"),
        "revision_id": _column(marks, "revision"),
        "codebook_version": _column(marks, "codebook"),
        "claim_ids": _column(marks, "claims"),
        "codes": [spoken(each["codes"]) or None for each in marks],
        "note": [each["note"] or None for each in marks],
        "annotator_id": [each["id"] for each in authors],
        "annotator": [each["name"] for each in authors],
    }


def _whole(ranges: Sequence[Sequence[Record]]) -> Values:
    """Return what an annotation's own row says of its ranges together."""
    return {
        "ranges": [len(each) for each in ranges],
        "start": [min((one["start"] for one in each), default=None) for each in ranges],
        "end": [max((one["end"] for one in each), default=None) for each in ranges],
        "quote": [" \u2026 ".join([one["quote"] for one in each]) for each in ranges],
    }


def _each(groups: Sequence[Sequence[Record]], keys: Sequence[str], at: str = "") -> Values:
    """Return what is said of each range or code by itself, and `at` which place it stands in its mark."""
    found: Values = {key: [one.get(key) for each in groups for one in each] for key in keys}
    return found | ({at: [place for each in groups for place in range(len(each))]} if at else {})


def _repeated(shared: Arrays, table: str, groups: Sequence[Sequence[Record]]) -> Arrays:
    """Return the columns that a table shares, each mark's as often as it has rows there."""
    wanted = {name: shared[name] for name in TABLES[table] if name in shared}
    if all(len(each) == 1 for each in groups):
        return wanted
    rows = pa.array([number for number, each in enumerate(groups) for _ in each], pa.int64())
    return {name: column.take(rows) for name, column in wanted.items()}
