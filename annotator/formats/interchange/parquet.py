"""Tables as Parquet: typed columns, a row group at a time, the same bytes for the same rows."""

from __future__ import annotations

from operator import itemgetter
from typing import IO, TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from annotator.formats.interchange.arrays import array, schema
from annotator.formats.interchange.mark_columns import MarkColumns
from annotator.formats.interchange.tabulating import about, spooled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Record, Source
    from annotator.formats.interchange.tables import Columns, Kind

HELD = 4 << 20  # bytes of a row group; they wait for it as Arrow has them,
STEP = 1_000  # after so many rows have waited as Python has them, or that many characters of long text

# Columns whose values come again and again, and those of text where they don't: the writer need not try.
_OFTEN: frozenset[Kind] = frozenset({"text", "person", "integer"})
_SELDOM = frozenset({"text", "quote", "prefix", "suffix", "note", "body", "reason", "sha256", "start", "end"})


def write(source: Source, archive: Archive, losses: Losses) -> None:  # noqa: ARG001 - nothing is lost
    """Write a file for each table, and `project.jsonl`. All that a record has is in one of them."""
    archive.write("project.jsonl", about(source))
    with spooled(source, ParquetSink, marks=columns) as sinks:
        for name, sink in sinks:
            archive.add(f"{name}.parquet", sink.file, sink.rows, packed=True)


def columns(sinks: Mapping[str, ParquetSink]) -> MarkColumns:
    """Return who takes the annotations for the tables that they are rows of."""
    return MarkColumns(lambda table, batch: sinks[table].put_all(batch))


class ParquetSink:
    """A table's file while its rows come: those of one row group are in memory."""

    def __init__(self, columns: Columns, file: IO[bytes]) -> None:
        self.file = file
        self.rows = 0
        self._kinds = columns
        self._schema = schema(columns)
        often = [name for name, kind in columns.items() if kind in _OFTEN and name not in _SELDOM]
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd", use_dictionary=often)
        self._values = itemgetter(*columns)
        self._waiting: list[Record] = []
        self._batches: list[pa.RecordBatch] = []
        self._long = "text" if "text" in columns else None  # a column whose values may be long
        self._held = self._size = 0

    def put(self, row: Record) -> None:
        """Take one row."""
        self._waiting.append(row)
        if self._long:
            self._size += len(row[self._long] or "")
        if len(self._waiting) >= STEP or self._size > HELD:
            self._step()

    def put_all(self, batch: pa.RecordBatch) -> None:
        """Take many rows at once, those that came before first."""
        self._step()
        self._hold(batch)

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
        self._batches, self._held = [], 0

    def _step(self) -> None:
        if not self._waiting:
            return
        try:
            rows = list(map(self._values, self._waiting))
        except KeyError:  # a file of old has rows without the newest columns
            rows = [tuple(row.get(name) for name in self._kinds) for row in self._waiting]
        columns = zip(*rows, strict=True)
        arrays = [array(values, kind) for values, kind in zip(columns, self._kinds.values(), strict=True)]
        self._waiting, self._size = [], 0
        self._hold(pa.RecordBatch.from_arrays(arrays, schema=self._schema))

    def _hold(self, batch: pa.RecordBatch) -> None:
        self._batches.append(batch)
        self.rows += batch.num_rows
        self._held += batch.nbytes
        if self._held >= HELD:
            self._flush()
