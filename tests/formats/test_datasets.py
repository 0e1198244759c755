"""Datasets, as bytes: what is written is what is read, and the manifest tells the truth about it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.datasets import Archive, line, spoken
from annotator.formats.interchange.csv_tables import CsvTable
from annotator.formats.interchange.tables import TABLES
from tests.text.hostile import texts

values = st.one_of(
    texts, st.none(), st.integers(0, 2**53), st.sampled_from(["=1+1", "-5", "@x", "'=1", "''+", "'it is'"])
)
records = st.dictionaries(texts, st.one_of(values, st.lists(values, max_size=3)), max_size=5)


def packed(members: dict[str, list[bytes]], manifest: dict) -> bytes:
    out = io.BytesIO()
    archive = Archive(out)
    for name, chunks in members.items():
        archive.write(name, iter(chunks))
    archive.close(manifest)
    return out.getvalue()


# -- JSONL


@given(st.lists(records, max_size=5))
def test_lines_are_read_back_as_they_were(rows):
    written = b"".join(line(row) for row in rows)
    assert written.count(b"\n") == len(rows)
    assert [json.loads(each) for each in written.splitlines()] == rows


def test_equal_records_give_equal_bytes_whatever_their_order():
    assert line({"a": 1, "b": "\u00e9"}) == line({"b": "\u00e9", "a": 1}) == '{"a":1,"b":"\u00e9"}\n'.encode()


# -- CSV


@given(st.lists(st.tuples(texts, texts), max_size=5))
def test_a_table_is_read_back_as_it_was_once_its_guards_are_off(rows):
    table = CsvTable(("one", "two"))
    written = table.header() + b"".join(table.rows({"one": one, "two": two} for one, two in rows))
    read = list(csv.reader(io.StringIO(written.decode(), newline="")))
    assert read[0] == ["one", "two"]
    assert [tuple(CsvTable.plain(each) for each in row) for row in read[1:]] == rows


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        ("\uff1d1", "'\uff1d1"),
        ("'=1", "''=1"),  # or it would be taken for a guarded =1
        ("'quoted'", "'quoted'"),
        ("1-1", "1-1"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_compute_is_guarded_and_can_be_had_back(value, written):
    table = CsvTable(("value",))
    (row,) = table.rows([{"value": value}])
    assert next(csv.reader(io.StringIO(row.decode(), newline="")), [""]) == [written]
    assert CsvTable.plain(written) == value
    assert table.escaped == (value != written)


def test_numbers_lists_and_nothing_are_written_as_they_are():
    table = CsvTable(("a", "b", "c"))
    assert list(table.rows([{"a": -1, "b": ["x", "y"], "c": None}])) == [b"-1,x y,\r\n"]
    assert table.escaped == 0


def test_codes_are_spoken_in_one_value():
    codes = [{"dimension": "certainty", "code": "probable"}, {"dimension": "target", "words": "the mayor"}]
    assert spoken(codes) == "certainty=probable; target=the mayor"
    assert spoken([]) == ""


# -- archives


def test_an_archive_says_of_each_member_what_it_is():
    data = packed({"data.jsonl": [b"one\n", b"two\n"], "empty.csv": []}, {"a": 1})
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        assert read.testzip() is None
        assert read.namelist() == ["data.jsonl", "empty.csv", "manifest.json"]
        assert read.read("data.jsonl") == b"one\ntwo\n"
        assert json.loads(read.read("manifest.json")) == {"a": 1}


def test_members_are_counted_and_checksummed():
    archive = Archive(io.BytesIO())
    archive.write("data.jsonl", iter([b"one\n", b"two\n"]))
    expected = {"rows": 2, "bytes": 8, "sha256": hashlib.sha256(b"one\ntwo\n").hexdigest()}
    assert archive.members == {"data.jsonl": expected}


def test_the_same_data_gives_the_same_bytes():
    assert packed({"a.csv": [b"x\n"]}, {"b": 1}) == packed({"a.csv": [b"x\n"]}, {"b": 1})


def test_no_column_stands_twice_in_a_table():
    assert all(len(set(columns)) == len(columns) for columns in TABLES.values())
