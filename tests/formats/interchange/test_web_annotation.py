"""Web Annotations: written so that others read them, and read whoever wrote them."""

from __future__ import annotations

import json

import jsonschema
from hypothesis import given, settings

from annotator.formats.interchange.incoming import Span
from annotator.formats.interchange.source import FURTHER, Document, Lists
from annotator.formats.interchange.web_annotation import read, write
from tests.formats.interchange.worlds import (
    HEAD,
    all_kinds,
    datasets,
    expected,
    found,
    linked,
    members,
    packed,
    ties,
    written,
)

ANNO = "http://www.w3.org/ns/anno.jsonld"

# The standard's own rules, in our words: Web Annotation Data Model, chapters 3 to 5.
_IRI = {"type": "string", "minLength": 1, "pattern": "^[^\\s]+$"}
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}
_BODY = {
    "type": "object",
    "required": ["type"],
    "oneOf": [
        {
            "properties": {"type": {"const": "TextualBody"}, "value": {"type": "string"}},
            "required": ["value"],
        },
        {"properties": {"type": {"const": "SpecificResource"}, "source": _IRI}, "required": ["source"]},
    ],
    "properties": {"purpose": {"enum": ["tagging", "classifying", "describing", "commenting"]}},
}
_PLACE = {
    "type": "object",
    "required": ["type", "source", "selector", "state"],
    "properties": {
        "type": {"const": "SpecificResource"},
        "source": _IRI,
        "state": {
            "type": "object",
            "required": ["type", "cached"],
            "properties": {"type": {"const": "TimeState"}, "sourceDate": _MOMENT, "cached": _IRI},
        },
        "selector": {
            "type": "array",
            "prefixItems": [
                {
                    "required": ["type", "exact", "prefix", "suffix"],
                    "properties": {
                        "type": {"const": "TextQuoteSelector"},
                        "exact": {"type": "string", "minLength": 1},
                    },
                },
                {
                    "required": ["type", "start", "end"],
                    "properties": {
                        "type": {"const": "TextPositionSelector"},
                        "start": {"type": "integer", "minimum": 0},
                        "end": {"type": "integer", "minimum": 1},
                    },
                },
            ],
            "minItems": 2,
            "maxItems": 2,
        },
    },
}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["@context", "id", "type", "items", "partOf", "startIndex"],
    "properties": {
        "@context": {"type": "array", "contains": {"const": ANNO}},
        "id": _IRI,
        "type": {"const": "AnnotationPage"},
        "partOf": _IRI,
        "next": _IRI,
        "prev": _IRI,
        "startIndex": {"type": "integer", "minimum": 0},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "type", "target", "motivation", "creator", "created", "modified"],
                "properties": {
                    "id": _IRI,
                    "canonical": _IRI,
                    "type": {"const": "Annotation"},
                    "created": _MOMENT,
                    "modified": _MOMENT,
                    "creator": {"required": ["id", "type", "name"], "properties": {"id": _IRI}},
                    "body": {"type": "array", "minItems": 2, "items": _BODY},
                    "target": {
                        "oneOf": [
                            _PLACE,
                            {
                                "required": ["type", "items"],
                                "properties": {
                                    "type": {"const": "List"},
                                    "items": {"type": "array", "minItems": 2, "items": _PLACE},
                                },
                            },
                        ]
                    },
                },
            },
        },
    },
}


@given(datasets())
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_read_back_whole(source):
    data, losses = written(write, source)
    assert found(read(packed(data))) == expected(source)
    assert losses.counts == {kind: len(rows) for kind, rows in source.further.items()}


@given(datasets())
@settings(max_examples=30, deadline=None)
def test_the_same_data_gives_the_same_bytes(source):
    assert written(write, source)[0] == written(write, source)[0]


@given(linked())
@settings(max_examples=20, deadline=None)
def test_links_between_marks_of_one_text_come_back_and_others_are_counted(source):
    data, losses = written(write, source)
    told = [(tie.kind, tie.one, tie.other) for each in read(packed(data)) for tie in each.relations]
    assert sorted(told) == sorted(ties(source))
    assert losses.counts["link"] == len(source.further["link"]) - len(told)


def test_what_has_no_place_is_counted():
    assert set(written(write, all_kinds())[1].counts) == set(FURTHER)


@given(datasets())
@settings(max_examples=30, deadline=None)
def test_pages_keep_to_the_standard(source):
    inside = members(written(write, source)[0])
    for name, data in inside.items():
        if name.startswith("pages/"):
            jsonschema.validate(json.loads(data), SCHEMA)


@given(datasets())
@settings(max_examples=30, deadline=None)
def test_both_selectors_find_the_same_words_and_all_addresses_lead_somewhere(source):
    inside = members(written(write, source)[0])
    known = {each["id"] for each in json.loads(inside["codebook.jsonld"])["@graph"]}
    for name, data in inside.items():
        for item in json.loads(data)["items"] if name.startswith("pages/") else []:
            for body in item["body"]:
                assert body["type"] != "SpecificResource" or body["source"] in known
            target = item["target"]
            for place in target.get("items", [target]):
                quote, position = place["selector"]
                text = inside[place["state"]["cached"]].decode()
                assert text[position["start"] : position["end"]] == quote["exact"]
                before, after = text[: position["start"]], text[position["end"] :]
                assert before.endswith(quote["prefix"])
                assert after.startswith(quote["suffix"])


@given(datasets())
@settings(max_examples=30, deadline=None)
def test_pages_lead_to_each_other_and_count_on(source):
    inside = members(written(write, source)[0])
    collection = json.loads(inside["collection.jsonld"])
    name, before, total = collection.get("first"), None, 0
    while name:
        page = json.loads(inside[name])
        assert (page.get("prev"), page["startIndex"], page["id"]) == (before, total, name)
        total, before, name = total + len(page["items"]), name, page.get("next")
    assert collection["total"] == total
    assert collection.get("last") == before


def test_a_dataset_without_its_texts_still_refers_to_them():
    revision = {"article_id": 1, "revision": 2, "title": "T", "url": "https://x.example/a", "text": None}
    mark = {
        "id": "m", "layer": "claim", "author": {"id": 1, "name": "A"}, "note": "", "codes": [],
        "ranges": [{"start": 0, "end": 3, "quote": "One", "prefix": "", "suffix": " two"}],
    }  # fmt: skip
    data, _ = written(write, Lists(HEAD, [Document(revision, [mark])]))
    (document,) = read(packed(data))
    assert document.text is None
    assert document.facts == {"title": "T", "url": "https://x.example/a"}
    assert document.marks[0].spans == [Span(0, 3, "One", "", " two")]
