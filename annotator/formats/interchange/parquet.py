"""Tables as Parquet: typed columns, a row group at a time, the same bytes for the same rows."""

from __future__ import annotations

from operator import itemgetter
from typing import IO, TYPE_CHECKING, Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from annotator.formats.interchange.tabulating import about, spooled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Record, Source
    from annotator.formats.interchange.tables import Columns, Kind

GROUP = 20_000  # rows of a row group; they wait for it as Arrow has them,
STEP = 1_000  # after so many have waited as Python has them,
HELD = 16 << 20  # or as many characters of text

_TYPES: dict[Kind, pa.DataType] = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "text": pa.string(),
    "boolean": pa.bool_(),
    "time": pa.timestamp("us", tz="UTC"),
    "UUID": pa.string(),
    "UUIDs": pa.list_(pa.string()),
    "person": pa.string(),
    "JSON": pa.string(),
}

# Columns whose values come again and again, and those of text where they don't: the writer need not try.
_OFTEN: frozenset[Kind] = frozenset({"text", "person", "integer"})
_SELDOM = frozenset({"text", "quote", "prefix", "suffix", "note", "body", "reason", "sha256", "start", "end"})


def write(source: Source, archive: Archive, losses: Losses) -> None:  # noqa: ARG001 - nothing is lost
    """Write a file for each table, and `project.jsonl`. All that a record has is in one of them."""
    archive.write("project.jsonl", about(source))
    with spooled(source, ParquetSink) as sinks:
        for name, sink in sinks:
            archive.add(f"{name}.parquet", sink.file, sink.rows, packed=True)


class ParquetSink:
    """A table's file while its rows come: those of one row group are in memory."""

    def __init__(self, columns: Columns, file: IO[bytes]) -> None:
        self.file = file
        self.rows = 0
        self._kinds = columns
        self._schema = pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])
        often = [name for name, kind in columns.items() if kind in _OFTEN and name not in _SELDOM]
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd", use_dictionary=often)
        self._values = itemgetter(*columns)
        self._waiting: list[Record] = []
        self._batches: list[pa.RecordBatch] = []
        self._long = "text" if "text" in columns else None  # a column whose values may be long
        self._grouped = self._size = 0

    def put(self, row: Record) -> None:
        """Take one row."""
        self._waiting.append(row)
        if self._long:
            self._size += len(row[self._long])
        if len(self._waiting) >= STEP or self._size > HELD:
            self._step()
            if self._grouped >= GROUP or self._size > HELD:
                self._flush()

    def close(self) -> None:
        """Write the last row group, and what is in the file."""
        self._step()
        self._flush()
        self._writer.close()

    def leave(self) -> None:
        """Let go of the file: the writer would write into it when it goes."""
        self._writer.close()

    def _flush(self) -> None:
        if self._batches:
            self._writer.write_table(pa.Table.from_batches(self._batches, schema=self._schema))
        self._batches, self._grouped, self._size = [], 0, 0

    def _step(self) -> None:
        if not self._waiting:
            return
        try:
            rows = list(map(self._values, self._waiting))
        except KeyError:  # a file of old has rows without the newest columns
            rows = [tuple(row.get(name) for name in self._kinds) for row in self._waiting]
        columns = zip(*rows, strict=True)
        arrays = [_array(values, kind) for values, kind in zip(columns, self._kinds.values(), strict=True)]
        self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        self.rows += len(rows)
        self._grouped += len(rows)
        self._waiting = []


def _array(values: Sequence[Any], kind: Kind) -> pa.Array:
    if kind == "time":  # "2026-01-31T12:00:00Z": Arrow reads them faster than Python
        return pc.cast(pa.array(values, pa.string()), _TYPES[kind])
    if kind == "person":
        values = [None if each is None else str(each) for each in values]
    elif kind == "JSON":
        values = [
            None if each is None else orjson.dumps(each, option=orjson.OPT_SORT_KEYS).decode()
            for each in values
        ]
    return pa.array(values, _TYPES[kind])
