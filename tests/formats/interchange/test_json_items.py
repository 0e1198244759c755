"""Large JSON, item by item: whatever stands in it, and wherever a chunk ends."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.interchange import json_items
from annotator.formats.interchange.incoming import Unreadable
from annotator.formats.interchange.json_items import items
from tests.formats.interchange.made import a_packed

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from('ab"\\[]{}'), inner, max_size=3)
    ),
    max_leaves=12,
)
objects = st.lists(
    st.dictionaries(st.sampled_from(["a", "b", '"', "}{", "\\"]), values, max_size=3), max_size=5
)


def read(data: str | bytes, **limits: int) -> list:
    return [value for _, value in items(a_packed(a__json=data), "a.json", **limits)]


@given(objects, st.integers(1, 9), st.sampled_from([None, 0, 2]), st.booleans())
def test_an_array_has_its_items_wherever_chunks_end(given_items, chunk, indent, ascii_only):
    data = json.dumps(given_items, indent=indent, ensure_ascii=ascii_only)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_items, "_CHUNK", chunk)
        assert read(f" \n{data}\n") == given_items


@given(objects.filter(bool), st.sampled_from(["\n", "", "  "]), st.sampled_from([None, 1]))
def test_values_that_follow_each_other_are_items_too(given_items, between, indent):
    assert read(between.join(json.dumps(each, indent=indent) for each in given_items)) == given_items


def test_places_are_lines_and_paths():
    found = [
        (place.line, place.path) for place, _ in items(a_packed(a__json='[\n{"a":\n1},\n\n{}]'), "a.json")
    ]
    assert found == [(2, "[0]"), (5, "[1]")]
    found = [(place.line, place.path) for place, _ in items(a_packed(a__json='{"a":\n1}\n{}'), "a.json")]
    assert found == [(1, ""), (3, "")]


def test_a_byte_order_mark_is_not_in_the_way():
    assert read("\ufeff[{}]") == [{}]


@pytest.mark.parametrize(
    ("data", "why", "line"),
    [
        (b"", "This file is empty.", None),
        (b" \n ", "This file is empty.", None),
        (b"hello", "No JSON array or object begins here.", 1),
        (b"\x89PNG\x00", "No JSON array or object begins here.", 1),
        (b"[{}, 1]", "What stands here is no JSON object.", 1),
        (b'{}\n{"a": 1', "This is no JSON (a bracket or a quotation mark has no end).", 2),
        (b"[{}\n", "The array has no end: the file was cut off.", 2),
        (b"[{}]\n[{}]", "Something stands behind the end of the array.", 2),
        (b'{}\n{"a": "\xf6"}', "This is not UTF-8. Save it as that.", 2),
        (b'[\n{"a": 1,}]', "This is no JSON (%(why)s).", 2),
        (b'[\n{"a": 1]]', "This is no JSON (%(why)s).", 2),
        (b'[\n{"a": ' + b"[" * 3000 + b"]" * 3000 + b"}]", "This is nested too deep to be read.", 2),
    ],
)
def test_what_is_no_json_is_refused_with_its_line(data, why, line):
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert (caught.value.refused.why, caught.value.refused.place.line) == (why, line)


def test_an_item_over_the_limit_is_not_held():
    with pytest.raises(Unreadable) as caught:
        read(b'[{"a": "' + b"x" * 400_000, largest=100_000)
    assert caught.value.refused.facts == {"most": 100_000}
