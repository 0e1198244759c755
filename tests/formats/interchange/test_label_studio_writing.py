"""Label Studio, written: tasks as its own reader expects them, a page that fits, and there and back."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

from hypothesis import given, settings

from annotator.formats.interchange import held, label_studio
from tests.formats.interchange.made import (
    CODEBOOK,
    PEOPLE,
    a_link,
    a_mark,
    datasets,
    found,
    one_text,
    written,
)

TEXT = "The mayor 🦊 may resign.\nNobody knows <why>."


def tasks(out) -> list[dict]:
    return json.loads(out.text("tasks.json"))


def test_a_mark_is_a_region_and_what_is_said_of_it_has_its_id():
    codes = [
        {"dimension": "tag", "code": "spin"},
        {"dimension": "tag", "code": "slant"},
        {"dimension": "target", "words": "the mayor"},
    ]
    mark = a_mark(TEXT, "may resign", layer="bias", codes=codes, note="Two\nlines.")
    (task,) = tasks(written(label_studio.write, one_text(TEXT, mark)))
    assert task["data"]["text"] == TEXT
    assert task["data"]["offset_unit"] == "code points"
    assert task["data"]["annotators"] == ["Ada Lovelace"]
    (annotation,) = task["annotations"]
    assert "completed_by" not in annotation, "Label Studio refuses people that it does not know"
    place = {"start": 12, "end": 22}
    assert [(row["id"], row["from_name"], row["type"], row["value"]) for row in annotation["result"]] == [
        ("a1", "layer", "labels", place | {"text": "may resign", "labels": ["bias"]}),
        ("a1", "bias-HAS-tag", "choices", place | {"choices": ["spin", "slant"]}),
        ("a1", "bias-HAS-target", "textarea", place | {"text": ["the mayor"]}),
        ("a1", "note", "textarea", place | {"text": ["Two\nlines."]}),
    ]


def test_ranges_of_one_mark_are_tied_and_links_are_relations():
    marks = a_mark(TEXT, "The", "may resign", ident="a"), a_mark(TEXT, "Nobody", ident="b")
    mentions = [{"mention_id": f"m-{each['id']}", "annotation_id": each["id"]} for each in marks]
    links = [a_link(1, "qualifies", "m-a", "m-b"), a_link(2, "same", "x", "y", of="claim")]
    out = written(label_studio.write, one_text(TEXT, *marks, mention=mentions, link=links))
    result = tasks(out)[0]["annotations"][0]["result"]
    assert [row["id"] for row in result if row["type"] == "labels"] == ["a", "a_2", "b"]
    assert [row for row in result if row["type"] == "relation"] == [
        {"type": "relation", "from_id": "a", "to_id": "a_2", "direction": "bi", "labels": ["part_of_one"]},
        {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right", "labels": ["qualifies"]},
    ]
    assert out.lost("link") == {"l2"}


def test_each_person_has_an_annotation_and_a_text_without_marks_is_a_task():
    marks = (
        a_mark(TEXT, "The", ident="a", who=1),
        a_mark(TEXT, "The", ident="b"),
        a_mark(TEXT, "may", ident="c", who=1),
    )
    (task,) = tasks(written(label_studio.write, one_text(TEXT, *marks)))
    assert task["data"]["annotators"] == ["=1+1", "Ada Lovelace"]
    assert [len(each["result"]) for each in task["annotations"]] == [2, 1]
    (bare,) = tasks(written(label_studio.write, one_text(TEXT)))
    assert bare["annotations"] == []
    assert tasks(written(label_studio.write, type(one_text(TEXT))())) == []


def test_the_page_asks_what_the_codebook_asks():
    page = ET.fromstring(written(label_studio.write, one_text(TEXT)).text("config.xml"))
    assert [each.get("value") for each in page.iter("Label")] == [
        layer["key"] for layer in CODEBOOK["layers"]
    ]
    assert all(re.fullmatch("#[0-9a-f]{6}", each.get("background")) for each in page.iter("Label"))
    (text,) = page.iter("Text")
    controls = [*page.iter("Labels"), *page.iter("Choices"), *page.iter("TextArea")]
    assert {each.get("toName") for each in controls} == {text.get("name")}
    names = [each.get("name") for each in controls]
    assert len(names) == len(set(names))
    for layer in CODEBOOK["layers"]:
        for dimension in layer["dimensions"]:
            name = f"{layer['key']}-HAS-{dimension['key']}"
            (control,) = (each for each in controls if each.get("name") == name)
            assert [each.get("alias") for each in control] == [code["key"] for code in dimension["codes"]]
            assert (control.get("choice") == "multiple") == (dimension["kind"] == "multi")


def test_what_has_no_place_is_lost_by_its_id():
    out = written(
        label_studio.write, one_text(TEXT, a_mark(TEXT, "may", confidence=3), cell=[{"claim_id": "c9"}])
    )
    assert out.counts == {"cell": 1, "confidence": 1, "history": 1, "made_at": 1}
    assert out.lost("cell") == {"c9"}


@settings(max_examples=80)
@given(datasets())
def test_what_is_written_is_read_again_but_for_what_was_told_as_lost(source):
    out = written(label_studio.write, source)
    assert written(label_studio.write, source).data == out.data
    documents, refused = found(label_studio.read, out.packed)
    assert refused == []
    assert len(documents) == len(source.texts)
    assert set(out.counts) <= {"confidence", "history", "link", "made_at", "mention"}
    relations = []
    for document, theirs in zip(source.texts, documents, strict=True):
        assert theirs.text == document.revision["text"]
        assert theirs.name == held.called(document.revision)
        assert theirs.unit == "code points"
        facts = {key: document.revision[key] for key in held.OF_A_DOCUMENT}
        assert theirs.facts == {key: value for key, value in facts.items() if value}
        read = {mark.ident: mark for mark in theirs.marks}
        assert set(read) == {each["id"] for each in document.annotations}
        for annotation in document.annotations:
            mark = read[annotation["id"]]
            assert mark.label == annotation["layer"]
            assert mark.person == annotation["author"]["name"]
            assert mark.note == annotation["note"]
            assert mark.codes == held.answers(annotation)
            spans = [(span.start, span.end, span.quote) for span in mark.spans]
            assert spans == [(each["start"], each["end"], each["quote"]) for each in annotation["ranges"]]
        assert {mark.person for mark in theirs.marks} <= {person["name"] for person in PEOPLE}
        relations += [(each.kind, each.one, each.other) for each in theirs.relations]
    behind = {each["mention_id"]: each["annotation_id"] for each in source.rows("mention")}
    assert sorted(relations) == sorted(
        (each["kind"], behind[each["from_id"]], behind[each["to_id"]])
        for each in source.rows("link")
        if each["link_id"] not in out.lost("link")
    )
