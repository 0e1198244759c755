"""In which format a file is, told at a glance; and what a dry run counts of it."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from annotator.formats.interchange import finding, standing
from annotator.formats.interchange.finding import Finder
from annotator.formats.interchange.incoming import (
    Incoming,
    Mark,
    Place,
    Proposition,
    Refused,
    Relation,
    Span,
    Unreadable,
)
from annotator.formats.interchange.packed import Packed
from annotator.formats.interchange.readers import READERS, recognised, table

ROW = {"id": 1, "text": "The bridge.", "label": [[0, 3, "X"]]}
TASK = {"id": 1, "data": {"text": "The bridge."}, "annotations": [{"result": []}]}
WEB = {"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "target": "x"}
API_ROW = {"uri": "https://news.example/", "target": [{"selector": [{"type": "TextQuoteSelector"}]}]}
CHECK = {"@context": "https://schema.org", "@type": "ClaimReview", "claimReviewed": "The bridge is closed."}
RECORD = '{"name":"P","type":"project"}\n'
CAS = '<?xml version="1.0"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI"/>'


def packed(files: dict[str, str]) -> Packed:
    if len(files) == 1:
        ((name, text),) = files.items()
        return Packed(name, io.BytesIO(text.encode()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return Packed("set.zip", out)


@pytest.mark.parametrize(
    ("files", "key"),
    [
        ({"data.jsonl": RECORD, "manifest.json": "{}"}, "jsonl"),
        ({"export.txt": RECORD}, "jsonl"),
        ({"a.xmi": CAS, "TypeSystem.xml": "<x/>"}, "xmi"),
        ({"a.xml": CAS}, "xmi"),
        ({"a.json": '{"%FEATURE_STRUCTURES": []}'}, "json_cas"),
        ({"a.tsv": "#FORMAT=WebAnno TSV 3.3\n"}, "webanno_tsv"),
        ({"d/a.txt": "x", "d/a.ann": "T1\tX 0 1\tx"}, "brat"),
        ({"a.xml": '<TEI xmlns="http://www.tei-c.org/ns/1.0"/>'}, "tei"),
        ({"a.json": '{"phrase-level-annotations": []}'}, "basil"),
        ({"a.json": json.dumps(CHECK)}, "claim_review"),
        ({"a.json": json.dumps({"rows": [API_ROW]})}, "hypothesis"),
        ({"a.json": json.dumps(WEB)}, "web_annotation"),
        ({"a.json": json.dumps([TASK])}, "label_studio"),
        ({"a.jsonl": json.dumps(ROW)}, "doccano"),
        ({"a.conll": "The\tO\n"}, "conll"),
        ({"a.txt": "The DT O\nbridge NN B-X\n"}, "conll"),
        ({"a.csv": "text,label\nx,y\n"}, "csv"),
    ],
)
def test_each_format_is_known_at_a_glance(files, key):
    assert recognised(packed(files)).key == key


@pytest.mark.parametrize("key", READERS)
def test_every_format_has_its_reader_which_answers_to_anything(key):
    for text in ("", "Only words.", "{}", "[1]", "<x/>"):
        for each in READERS[key].read(packed({"a.bin": text})):
            assert isinstance(each, Refused | Incoming)


@pytest.mark.parametrize("text", ["Only words.", "", "{}", "<x/>"])
def test_what_is_in_no_format_says_which_there_are(text):
    with pytest.raises(Unreadable) as caught:
        recognised(packed({"a.bin": text}))
    assert "brat" in caught.value.refused.facts["known"]


def test_a_file_that_can_not_be_decoded_is_looked_at_all_the_same():
    assert recognised(Packed("a.csv", io.BytesIO(b"caf\xe9,b\n"))).key == "csv"
    utf_16 = "\ufeff" + json.dumps(WEB)
    assert recognised(Packed("a.json", io.BytesIO(utf_16.encode("utf-16-le")))).key == "web_annotation"


def test_a_member_that_was_set_aside_is_told_by_every_reader():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../a.ann", "T1\tX 0 1\tx")
        archive.writestr("a.txt", "x")
    found = list(READERS["brat"].read(Packed("set.zip", out)))
    assert found[0].why == "This name leads out of the archive."


def test_a_table_is_shown_with_its_first_rows():
    found = table(packed({"a.csv": "text,x\none,=1\n", "b.txt": "no"}))
    assert (found["name"], found["columns"], found["rows"]) == ("a.csv", ["text", "x"], [["one", "=1"]])
    assert found["roles"] == {"text": "text"}
    assert table(packed({"a.csv": ""})) is None


# -- Counting


def document(*marks: Mark, text: str | None = "The bridge may be closed.", **facts: str) -> Incoming:
    return Incoming(Place("a.txt"), "a", text, marks, (Relation(Place("a"), "r", "1", "2"),), facts)


def mark(label: str = "X", person: str | None = "Bo", note: str = "", **codes: list[str]) -> Mark:
    return Mark(Place("a.ann", 1), (Span(0, 3, "The"),), label, codes=codes, person=person, note=note)


def test_a_dry_run_counts_labels_values_people_and_what_is_refused():
    finder = Finder()
    assert finder.take(document(mark(a=["1", "2"]), mark("Y", None), story="The flood")) == []
    assert finder.take(Refused(Place("b"), "No.")) == [Refused(Place("b"), "No.")]
    assert finder.take(Proposition(Place("c"), "The bridge is closed.")) == []
    wrong = finder.take(document(Mark(Place("a", 2), (Span(0, 3, "road"),), "X")))
    assert [each.place.line for each in wrong] == [2]
    found = finder.told()
    assert found["labels"]["X"] == {"count": 2, "attributes": {"a": {"1": 1, "2": 1}}, "more": {}}
    assert (found["people"], found["nameless"]) == ({"Bo": 1}, 2)
    assert (found["documents"], found["marks"], found["placed"], found["refused"]) == (2, 3, 2, 2)
    assert (found["relations"], found["with_story"], found["claims"]) == (2, 1, 1)
    assert found["first_claims"] == ["The bridge is closed."]
    assert json.loads(json.dumps(found)) == found


def test_of_many_values_only_some_are_listed(monkeypatch):
    monkeypatch.setattr(finding, "MOST_VALUES", 2)
    finder = Finder()
    finder.take(document(mark(a=["1", "2", "3", "4", "1"])))
    assert finder.told()["labels"]["X"] == {
        "count": 1,
        "attributes": {"a": {"1": 2, "2": 1}},
        "more": {"a": 2},
    }


def test_too_many_labels_or_people_refuse_the_file(monkeypatch):
    monkeypatch.setattr(finding, "MOST_LABELS", 2)
    monkeypatch.setattr(finding, "MOST_PEOPLE", 2)
    with pytest.raises(Unreadable):
        Finder().take(document(*(mark(str(number)) for number in range(3))))
    with pytest.raises(Unreadable):
        Finder().take(document(*(mark(person=str(number)) for number in range(3))))


@pytest.mark.parametrize(
    "bad", [mark("a\x00"), mark(person="\ud800"), mark(note="\udfff"), mark(a=["\x00"]), mark("x" * 201)]
)
def test_a_mark_that_no_database_keeps_is_refused(bad):
    finder = Finder()
    assert len(finder.take(document(bad, mark()))) == 1
    assert finder.told()["marks"] == 1


def test_a_text_that_is_too_long_to_work_on_is_refused(monkeypatch):
    monkeypatch.setattr(standing, "LONGEST_TEXT", 10)
    refused = Finder().take(document(mark()))
    assert [(each.place.file, each.facts) for each in refused] == [
        ("a.ann", {"most": 10}),  # the mark
        ("a", {"most": 10}),  # the relation
    ]


def test_memory_does_not_grow_with_the_marks():
    finder = Finder()
    for _ in range(50):
        finder.take(document(*(mark() for _ in range(20))))
    assert len(finder.first) == finding.FIRST
    assert finder.told()["marks"] == 1000
