"""Values of a dataset's columns as Arrow has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.formats.interchange.tables import Columns, Kind

TYPES: dict[Kind, pa.DataType] = {
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


def schema(columns: Columns) -> pa.Schema:
    """Return a table's columns with their types."""
    return pa.schema([(name, TYPES[kind]) for name, kind in columns.items()])


def array(values: Sequence[Any], kind: Kind) -> pa.Array:
    """Return the values of a column as `docs/datasets.md` says of its kind; None is null."""
    if kind == "time":  # "2026-01-31T12:00:00Z": Arrow reads them faster than Python
        return pc.cast(pa.array(values, pa.string()), TYPES[kind])
    if kind == "person":
        values = [None if each is None else str(each) for each in values]
    elif kind == "JSON":
        values = [
            None if each is None else orjson.dumps(each, option=orjson.OPT_SORT_KEYS).decode()
            for each in values
        ]
    return pa.array(values, TYPES[kind])
