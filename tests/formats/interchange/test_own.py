"""Our own JSONL, read line by line; what is documented of it is what is checked."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.interchange import own
from annotator.formats.interchange.checking import Wrong, address, time, tree, whole
from annotator.formats.interchange.incoming import Refused
from annotator.formats.interchange.packed import LIMITS, Limits, Packed
from annotator.formats.interchange.shapes import SHAPES
from annotator.formats.interchange.source import FURTHER

DOCS = Path(__file__).parents[3] / "docs" / "datasets.md"
PROJECT = b'{"type": "project", "id": "00000000-0000-4000-8000-000000000001", "name": "N", "description": ""}'


def lines(data, limits=LIMITS):
    return list(own.read(Packed("data.jsonl", io.BytesIO(data), limits), "data.jsonl"))


def test_each_key_of_each_type_is_documented():
    section = DOCS.read_text("utf-8").split("## Records of the JSONL\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    told = {row[0].strip("`"): re.findall(r"`(\w+)`", row[1]) for row in rows}
    assert told == {kind: list(shape) for kind, shape in SHAPES.items()}


def test_each_type_that_is_written_is_read():
    assert set(FURTHER) <= set(SHAPES)


def test_a_line_has_its_number_and_blank_lines_are_nothing():
    first, second = lines(b"\xef\xbb\xbf" + PROJECT + b"\r\n\n" + PROJECT)
    assert (first.number, second.number, second.kind) == (1, 3, "project")


def test_a_key_that_no_record_has_is_told_and_not_read():
    (line,) = lines(PROJECT.replace(b'"name"', b'"mood": 1, "name"'))
    assert line.unknown == ("mood",)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (PROJECT + b"\n" + b"x" * 500, "This line has more than %(most)s characters."),
        (PROJECT + b"\n\x00", "This line has a NUL character"),
        (PROJECT + b"\n\xff", "Byte %(byte)s is not %(encoding)s."),
        (PROJECT + b"\n\xed\xa0\x80", "begins half of a character"),
        (PROJECT + b"\nnull", "A line is an object with named fields."),
        (PROJECT + b'\n{"type": ["project"]}', "There is no record of the type"),
    ],
)
def test_what_stands_before_a_bad_place_is_read(data, why):
    first, last = lines(data, Limits(line=300))
    assert isinstance(first, own.Line)
    assert isinstance(last, Refused)
    assert why in last.why
    assert last.place.line == 2


@given(st.binary(max_size=200))
def test_whatever_stands_in_a_file_is_a_record_or_refused(data):
    for each in lines(PROJECT + b"\n" + data):
        assert isinstance(each, own.Line | Refused)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_no_value_of_any_key_breaks_the_check(value):
    for kind, shape in SHAPES.items():
        record = {"type": kind, **dict.fromkeys(shape, value)}
        try:
            told = json.dumps(record).encode()
        except ValueError:
            continue
        for each in lines(told):
            assert isinstance(each, own.Line | Refused)


@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "http://a b", "//a.example", "data:text/html,x", "ftp://a"]
)
def test_only_a_page_is_an_address(value):
    with pytest.raises(Wrong):
        address(value, "url")


@pytest.mark.parametrize("value", ["2026-02-30T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00+02:00", 7])
def test_a_time_is_in_utc(value):
    with pytest.raises(Wrong):
        time(value, "at")


@pytest.mark.parametrize("value", [True, 1.0, "1", 2**40, -1])
def test_a_whole_number_is_one(value):
    with pytest.raises(Wrong):
        whole()(value, "n")


def test_what_can_not_be_kept_is_found_however_deep_it_lies():
    with pytest.raises(Wrong) as wrong:
        tree({"a": [1, {"b": "x\x00"}]}, "layers")
    assert wrong.value.path == "layers.a[1].b"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["data.jsonl", "manifest.json"], "data.jsonl"),
        (["export/data.jsonl", "export/manifest.json"], "export/data.jsonl"),
        (["a/b/data.jsonl", "a/data.jsonl"], "a/data.jsonl"),
        (["mine.jsonl"], "mine.jsonl"),
        (["a.csv", "b.csv"], None),
    ],
)
def test_the_data_of_a_zip_is_found(names, found):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, "x")
    assert own.file_of(Packed("a.zip", file)) == found
