"""Rows of the Hypothesis API: marks on pages that are only named by their address."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats.interchange.hypothesis import read
from annotator.formats.interchange.incoming import Incoming, Refused, Span
from tests.formats.interchange.worlds import attempt, packed, reasons

QUOTE = {"type": "TextQuoteSelector", "exact": "the dam", "prefix": "that ", "suffix": " broke"}
POSITION = {"type": "TextPositionSelector", "start": 10, "end": 17}
RANGE = {"type": "RangeSelector", "startContainer": "/p[1]", "endContainer": "/p[1]", "startOffset": 0}


def row(*selectors, **parts) -> dict:
    whole = {
        "id": "abc",
        "created": "2026-05-04T10:00:00.123456+00:00",
        "updated": "2026-05-05T10:00:00.123456+00:00",
        "user": "acct:ann@hypothes.is",
        "uri": "https://news.example/1",
        "text": "Says who?",
        "tags": ["claim", "hedged"],
        "group": "__world__",
        "target": [{"source": "https://news.example/1", "selector": list(selectors)}],
        "document": {"title": ["The dam broke"]},
    }
    return {key: value for key, value in (whole | parts).items() if value is not None}


def outcome(value) -> list:
    return list(read(packed(json.dumps(value).encode(), "rows.json")))


def test_a_row_is_a_mark_with_its_page_person_and_time():
    (document,) = outcome({"total": 1, "rows": [row(RANGE, POSITION, QUOTE)]})
    assert (document.name, document.text, document.unit) == ("https://news.example/1", None, "UTF-16")
    assert document.facts == {"title": "The dam broke", "url": "https://news.example/1"}
    (mark,) = document.marks
    assert mark.spans == [Span(10, 17, "the dam", "that ", " broke")]
    assert (mark.label, mark.codes, mark.note) == ("claim", {"tag": ["hedged"]}, "Says who?")
    assert (mark.ident, mark.person) == ("abc", "ann@hypothes.is")
    assert mark.made_at == "2026-05-04T10:00:00.123456+00:00"
    assert mark.further == {"group": "__world__", "updated_at": "2026-05-05T10:00:00.123456+00:00"}
    assert mark.place.path == "rows[0]"


def test_rows_of_one_page_are_one_document():
    rows = [row(QUOTE), row(QUOTE, uri="https://news.example/2"), row(QUOTE)]
    assert [(each.name[-1], len(each.marks)) for each in outcome(rows)] == [("1", 2), ("2", 1)]


@pytest.mark.parametrize(
    ("parts", "label"),
    [({"tags": []}, "annotation"), ({"tags": [], "text": ""}, "highlight"), ({"tags": ["a"]}, "a")],
)
def test_without_tags_the_label_is_what_hypothesis_calls_it(parts, label):
    (document,) = outcome(row(QUOTE, **parts))
    assert document.marks[0].label == label


def test_rows_may_be_json_lines():
    data = "\n".join(json.dumps(row(QUOTE, id=str(n))) for n in range(3)).encode()
    (document,) = read(packed(data, "rows.jsonl"))
    assert [mark.place.line for mark in document.marks] == [1, 2, 3]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"rows": [7]}, "no row"),
        ({"rows": [{}]}, "no row"),
        ({"error": "x"}, "no row"),
        (row(), "whole page"),
        (row(target=[]), "whole page"),
        (row(QUOTE, references=["xyz"]), "answer to another"),
        (row(RANGE), "told by"),
        (row({**POSITION, "end": 3}), "A position"),
        (row(QUOTE, text="a\x00"), "can't be kept"),
        (row(QUOTE, tags=["\ud800"]), "can't be kept"),
    ],
)
def test_what_marks_no_passage_says_why(value, why):
    assert why in reasons(outcome(value))[0]


def test_one_bad_row_leaves_the_others():
    refused, document = outcome({"rows": [row(QUOTE), row(), row(QUOTE)]})
    assert (refused.place.path, len(document.marks)) == ("rows[1]", 2)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("TextQuoteSelector"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "selector", "exact", "start", "end", "title"]), inner, max_size=4
        )
    ),
    max_leaves=10,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*row(QUOTE), "references", "rows"]), _json), st.binary(max_size=60))
def test_whatever_comes_is_read_or_refused_and_nothing_else(parts, data):
    for each in [*outcome(row(QUOTE) | parts), *attempt(read, data, "rows.json")]:
        assert isinstance(each, Incoming | Refused)
