"""Web Annotations of others: read whoever wrote them, whatever stands in them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats.interchange.incoming import Incoming, Refused, Span
from annotator.formats.interchange.source import Document, Lists
from annotator.formats.interchange.web_annotation import read, write
from tests.formats.interchange.worlds import (
    HEAD,
    attempt,
    members,
    packed,
    reasons,
    written,
)

ANNO = "http://www.w3.org/ns/anno.jsonld"


def annotation(**parts) -> dict:
    whole = {
        "@context": ANNO,
        "id": "https://x.example/1",
        "type": "Annotation",
        "target": {
            "source": "https://x.example/page",
            "selector": {"type": "TextQuoteSelector", "exact": "word", "prefix": "a ", "suffix": " b"},
        },
    }
    return {key: value for key, value in (whole | parts).items() if value is not None}


def outcome(value, name="a.json") -> list:
    return list(read(packed(json.dumps(value).encode(), name)))


def only_mark(value):
    (document,) = outcome(value)
    (mark,) = document.marks
    return mark


def target(*selectors, **parts) -> dict:
    return {"source": "https://x.example/page", "selector": list(selectors), **parts}


QUOTE = {"type": "TextQuoteSelector", "exact": "word"}
POSITION = {"type": "TextPositionSelector", "start": 3, "end": 7}


def test_a_quote_alone_and_a_position_alone_are_passages():
    (document,) = outcome(annotation())
    assert (document.name, document.text, document.unit) == ("https://x.example/page", None, None)
    assert document.facts == {"url": "https://x.example/page"}
    assert document.marks[0].spans == [Span(None, None, "word", "a ", " b")]
    assert only_mark(annotation(target=target(POSITION))).spans == [Span(3, 7)]
    assert only_mark(annotation(target=target(POSITION, QUOTE))).spans == [Span(3, 7, "word")]


def test_several_targets_are_several_marks_and_a_list_is_one():
    two = [target(QUOTE), target(POSITION)]
    (document,) = outcome(annotation(target=two))
    assert [(mark.ident, len(mark.spans)) for mark in document.marks] == [
        ("https://x.example/1[0]", 1),
        ("https://x.example/1[1]", 1),
    ]
    for kind in ("List", "Composite"):
        mark = only_mark(annotation(target={"type": kind, "items": two}))
        assert mark.spans == [Span(None, None, "word"), Span(3, 7)]
    (apart,) = outcome(annotation(target={"type": "Independents", "items": two}))
    assert len(apart.marks) == 2


def test_bodies_are_label_codes_and_note():
    mark = only_mark(
        annotation(
            motivation="commenting",
            creator={"name": "Ann", "id": "https://x.example/ann"},
            created="2026-01-01T00:00:00Z",
            body=[
                {"type": "TextualBody", "purpose": "tagging", "value": "bias"},
                {"type": "TextualBody", "purpose": "tagging", "value": "loaded"},
                {"type": "TextualBody", "value": "Look"},
                {
                    "type": "Choice",
                    "items": [{"type": "TextualBody", "value": "here"}, "https://x.example/b"],
                },
                "https://x.example/thing",
            ],
        )
    )
    assert (mark.label, mark.codes, mark.note) == ("bias", {"tag": ["loaded"]}, "Look\n\nhere")
    assert (mark.person, mark.made_at) == ("Ann", "2026-01-01T00:00:00Z")
    assert mark.further == {"bodies": ["https://x.example/thing"]}


def test_without_a_tag_the_motivation_is_the_label():
    assert only_mark(annotation(motivation="highlighting")).label == "highlighting"
    assert only_mark(annotation(bodyValue="Look")).label == "annotation"
    assert only_mark(annotation(bodyValue="Look")).note == "Look"


def test_what_others_tag_ours_with_is_kept_beside():
    data, _ = written(write, one_claim())
    page = json.loads(members(data)["pages/1-1.jsonld"])
    page["items"][0]["body"].append({"type": "TextualBody", "purpose": "tagging", "value": "mine"})
    mark = only_mark(page)
    assert (mark.label, mark.codes) == ("claim", {"certainty": ["possible"]})
    assert mark.further["tags"] == ["mine"]


def one_claim() -> Lists:
    mark = {
        "id": "m", "layer": "claim", "author": {"id": 1, "name": "A"}, "note": "", "confidence": 4,
        "ranges": [{"start": 0, "end": 3, "quote": "One", "prefix": "", "suffix": " two"}],
        "codes": [{"dimension": "certainty", "code": "possible"}],
    }  # fmt: skip
    return Lists(HEAD, [Document({"article_id": 1, "revision": 1, "text": "One two"}, [mark])])


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda each: [each, each],
        lambda each: {"@context": ANNO, "type": "AnnotationPage", "items": [each, each]},
        lambda each: {"@context": ANNO, "@graph": [each, each]},
        lambda each: {
            "@context": ANNO,
            "type": "AnnotationCollection",
            "first": {
                "type": "AnnotationPage",
                "items": [each],
                "next": {"type": "AnnotationPage", "items": [each]},
            },
        },
    ],
)
def test_annotations_stand_in_lists_pages_graphs_and_collections(wrapped):
    (document,) = outcome(wrapped(annotation()))
    assert len(document.marks) == 2


def test_json_lines_are_read_one_by_one():
    lines = json.dumps(annotation()) + "\n\n" + json.dumps(annotation(type="Squirrel")) + "\n"
    refused, document = read(packed(lines.encode(), "a.jsonl"))
    assert (refused.place.line, len(document.marks)) == (3, 1)


def test_recogitos_own_model_is_read_and_counts_utf_16():
    (document,) = outcome(
        [
            {
                "id": "r1",
                "bodies": [{"purpose": "tagging", "value": "place"}, {"purpose": "commenting", "value": "n"}],
                "target": {
                    "selector": [{"quote": "Rome", "start": 3, "end": 7}],
                    "creator": {"id": "u"},
                    "created": "2026-01-01T00:00:00Z",
                },
            }
        ]
    )
    (mark,) = document.marks
    assert document.unit == "UTF-16"
    assert (mark.label, mark.note, mark.person, mark.spans) == ("place", "n", "u", [Span(3, 7, "Rome")])


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({}, "context"),
        ([], None),
        ("text", "bare value"),
        (annotation(**{"@context": None}), "context"),
        (annotation(**{"@context": ["https://x.example/other"]}), "context"),
        (annotation(type="Squirrel"), "type"),
        (annotation(type=None), "type"),
        (annotation(id=["a", "b"]), "one id"),
        (annotation(target=None), "without a target"),
        (annotation(target="https://x.example/page"), "whole resource"),
        (annotation(target={"id": "https://x.example/page"}), "whole resource"),
        (annotation(target=target({"type": "CssSelector", "value": "p"})), "told by"),
        (annotation(target={"source": "x", "selector": "https://x.example/selector"}), "told by"),
        (annotation(target=target({"type": "FragmentSelector", "refinedBy": POSITION})), "told by"),
        (annotation(target=target({"type": "TextQuoteSelector", "exact": ["a", "b"]})), "A quote"),
        (annotation(target=target({"type": "TextQuoteSelector", "exact": ""})), "A quote"),
        (annotation(target=target({"type": "TextPositionSelector", "start": "3", "end": 7})), "A position"),
        (annotation(target=target({"type": "TextPositionSelector", "start": True, "end": 7})), "A position"),
        (annotation(target=target({"type": "TextPositionSelector", "start": 7, "end": 3})), "A position"),
        (annotation(target=target({"type": "TextPositionSelector", "start": -1, "end": 3})), "A position"),
        (annotation(target={"source": ["a", "b"], "selector": QUOTE}), "one source"),
        (annotation(target={"type": "Choice", "items": [target(QUOTE)]}), "leaves open"),
        (annotation(target={"type": "List", "items": []}), "several texts"),
        (annotation(target={"type": "List", "items": [target(QUOTE), target(QUOTE, source="y")]}), "several"),
        (annotation(body=[7]), "A body"),
        (annotation(body={"type": "TextualBody", "value": ["a", "b"]}), "one value"),
        (annotation(bodyValue=["a", "b"]), "bodyValue"),
        (annotation(bodyValue="a", body="b"), "bodyValue"),
        (annotation(creator=6), "creator"),
        (annotation(created=["a", "b"]), "time"),
        ({"@context": ANNO, "type": "AnnotationPage", "items": "x"}, "no list"),
        ({"@context": ANNO, "type": "AnnotationPage", "items": ["x"]}, "bare value"),
        ({"@context": ANNO, "type": "AnnotationPage", "items": [], "next": "x"}, "next page"),
        ({"@context": ANNO, "type": "AnnotationCollection", "first": "x"}, "addresses of its pages"),
        (annotation(bodyValue="a\x00b"), "can't be kept"),
        (annotation(bodyValue="a\ud800b"), "can't be kept"),
    ],
)  # fmt: skip
def test_what_is_no_annotation_of_a_passage_says_why(value, why):
    said = reasons(outcome(value))
    assert (why is None and not said) or why in said[0]


def test_one_bad_annotation_leaves_the_others():
    good, bad = annotation(), annotation(bodyValue="\ud800")
    refused, document = outcome([good, bad, good])
    assert refused.place.path == "[1]"
    assert len(document.marks) == 2


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"this is not json", "no JSON"),
        (b'{"a": 1', "no JSON"),
        (b'{"a": "\xff"}', "as UTF-8"),
        (b'{"a": "\x00"}', "NUL"),
        (b"[" * 100_000, "no JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "too deep"),
        (b'{"a":' * 100_000, "too deep"),
    ],
)
def test_what_is_no_json_says_where(data, why):
    (refused,) = read(packed(data, "a.json"))
    assert isinstance(refused, Refused)
    assert why in refused.why % dict(refused.facts)


def test_what_stands_before_a_broken_place_is_read():
    whole = json.dumps(annotation()).encode()
    refused, document = read(packed(b"[" + whole + b", " + whole + b", nonsense", "a.json"))
    assert (isinstance(refused, Refused), len(document.marks)) == (True, 2)
    refused, document = read(packed(whole + b"\nnonsense\n" + whole, "a.jsonl"))
    assert (refused.place.line, len(document.marks)) == (2, 2)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_hindrance(encoding):
    data = json.dumps(annotation(bodyValue="\u05d0"), ensure_ascii=False).encode(encoding)
    (document,) = read(packed(data, "a.json"))
    assert document.marks[0].note == "\u05d0"


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([ANNO, "List"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["type", "items", "selector", "source", "exact", "start", "end", "refinedBy", "value", "first",
             "state", "cached", "name", "purpose", "@graph"]
        ),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["id", "type", "target", "body", "bodyValue", "bodies", "creator", "created",
                         "motivation", "items", "next", "first", "@context", "annotator:revision"]),
        _json,
    )
)  # fmt: skip
def test_whatever_stands_in_it_is_read_or_refused_and_nothing_else(parts):
    for value in (annotation(**parts), {"@context": ANNO, "type": "AnnotationPage", "items": [], **parts}):
        for each in outcome(value):
            assert isinstance(each, Incoming | Refused)


@settings(deadline=None)
@given(st.binary(max_size=100))
def test_whatever_bytes_come_are_read_or_refused(data):
    for each in attempt(read, data, "a.json"):
        assert isinstance(each, Incoming | Refused)
