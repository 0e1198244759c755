"""Tables, read back by others' readers: each row that was written is there, in CSV, Parquet and SQLite."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from datetime import datetime

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

from annotator.formats.interchange import csv_tables, parquet, sqlite_file
from annotator.formats.interchange.csv_tables import CsvTable
from annotator.formats.interchange.tables import TABLES
from annotator.formats.interchange.tabulating import rows_of
from tests.formats.interchange.tabled import whole
from tests.formats.interchange.worlds import members, written

NO_DEADLINE = settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))


def expected(source):
    """Return the rows of each table as plain values, in order of the columns."""
    found = {name: [] for name in TABLES}
    for name, row in rows_of(source):
        found[name].append(tuple(told(row.get(column), kind) for column, kind in TABLES[name].items()))
    return found


def told(value, kind):
    return str(value) if kind == "person" and value is not None else value


def from_csv(data):
    found = {}
    for name, columns in TABLES.items():
        rows = list(csv.reader(io.StringIO(data[f"{name}.csv"].decode(), newline="")))
        assert rows[0] == list(columns)
        found[name] = [tuple(map(CsvTable.plain, row)) for row in rows[1:]]
    return found


def in_csv(value, kind):
    if value is None:
        return ""
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "UUIDs":
        return " ".join(value)
    return (
        json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if kind == "JSON"
        else str(value)
    )


@NO_DEADLINE
@given(whole())
def test_csv_has_each_row_whole_once_its_guards_are_off(source):
    data, losses = written(csv_tables.write, source)
    assert not losses.counts
    assert from_csv(members(data)) == {
        name: [
            tuple(in_csv(value, kind) for value, kind in zip(row, TABLES[name].values(), strict=True))
            for row in rows
        ]
        for name, rows in expected(source).items()
    }


@NO_DEADLINE
@given(whole())
def test_parquet_has_each_row_whole_with_its_types(source):
    data, losses = written(parquet.write, source)
    assert not losses.counts
    packed = members(data)
    for name, rows in expected(source).items():
        table = pq.read_table(io.BytesIO(packed[f"{name}.parquet"]))
        assert table.column_names == list(TABLES[name])
        read = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
        assert read == [
            tuple(in_parquet(value, kind) for value, kind in zip(row, TABLES[name].values(), strict=True))
            for row in rows
        ]


def in_parquet(value, kind):
    if value is not None and kind == "time":
        return datetime.fromisoformat(value)
    return value if value is None or kind != "JSON" else in_csv(value, kind)


@NO_DEADLINE
@given(whole())
def test_sqlite_has_each_row_whole(source):
    data, losses = written(sqlite_file.write, source)
    assert not losses.counts
    file = sqlite3.connect(":memory:")
    file.deserialize(members(data)["dataset.sqlite"])
    for name, rows in expected(source).items():
        read = file.execute(
            f'SELECT {", ".join(f"{chr(34)}{c}{chr(34)}" for c in TABLES[name])} FROM "{name}"'
        ).fetchall()
        assert read == [
            tuple(
                in_csv(value, "JSON") if kind in {"JSON", "UUIDs"} and value is not None else value
                for value, kind in zip(row, TABLES[name].values(), strict=True)
            )
            for row in rows
        ]
    told_of_it = [json.loads(record) for (record,) in file.execute("SELECT record FROM project")]
    assert told_of_it == [each for each in source.head if each["type"] != "story"]
    file.close()


@pytest.mark.parametrize("form", [csv_tables, parquet, sqlite_file])
@settings(NO_DEADLINE, max_examples=5)
@given(source=whole())
def test_the_same_data_give_the_same_bytes(form, source):
    assert written(form.write, source)[0] == written(form.write, source)[0]


@NO_DEADLINE
@given(whole())
def test_each_quote_stands_in_its_text_by_a_join_in_sqlite(source):
    file = sqlite3.connect(":memory:")
    file.deserialize(members(written(sqlite_file.write, source)[0])["dataset.sqlite"])
    (wrong,) = file.execute(
        "SELECT count(*) FROM spans JOIN revisions USING (revision_id)"
        ' WHERE substr(text, start + 1, "end" - start) <> quote'
    ).fetchone()
    (spans,) = file.execute("SELECT count(*) FROM spans").fetchone()
    file.close()
    assert wrong == 0
    assert spans == sum(len(mark["ranges"]) for text in source.texts for mark in text.annotations)
