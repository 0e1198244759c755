"""TEI: the characters of the body are the text, and the marks point into them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from lxml import etree

from annotator.formats.interchange.incoming import Incoming, Refused
from annotator.formats.interchange.source import FURTHER, Document, Lists
from annotator.formats.interchange.tei import read, write
from annotator.formats.interchange.xml_files import for_xml
from tests.formats.interchange.worlds import (
    HEAD,
    all_kinds,
    datasets,
    expected,
    found,
    linked,
    members,
    packed,
    reasons,
    ties,
    written,
)

NS = {"t": "http://www.tei-c.org/ns/1.0"}
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


@given(datasets())
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_read_back_whole(source):
    data, losses = written(write, source)
    assert found(read(packed(data))) == expected(source, but=for_xml)
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
def test_a_reader_by_the_guidelines_finds_the_same_passages_and_categories(source):
    """Written from the Guidelines: `string-range(pointer, offset, length)` counts an element's characters."""
    inside = members(written(write, source)[0])
    categories = {
        each.get(XML_ID) for each in etree.fromstring(inside["codebook.xml"]).iterfind(".//t:category", NS)
    }
    for document in source.texts:
        revision = document.revision
        root = etree.fromstring(inside[f"tei/{revision['article_id']}-{revision['revision']}.xml"])
        (body,) = root.xpath("//*[@xml:id='text']")
        told = root.findall(".//t:annotation", NS)
        assert len({each.get(XML_ID) for each in told}) == len(told)
        for element, annotation in zip(told, document.annotations, strict=True):
            quotes = [
                str(body.xpath("string()"))[int(start) : int(start) + int(length)]
                for start, length in re.findall(r"string-range\(text,(\d+),(\d+)\)", element.get("target"))
            ]
            assert quotes == [each["quote"] for each in annotation["ranges"]]
            pointers = [each.partition("#") for each in element.get("ana").split()]
            assert {file for file, _, _ in pointers} == {"codebook.xml"}
            assert {ident for _, _, ident in pointers} <= categories
        for change in root.findall(".//t:change[@who]", NS):
            assert root.xpath("//t:respStmt[@xml:id=$who]", who=change.get("who")[1:], namespaces=NS)


def test_paragraphs_are_elements_and_nothing_comes_or_goes():
    revision = {"article_id": 1, "revision": 1, "title": "T", "text": "One\nline.\n\nTwo.\n\nThree \u2028."}
    inside = members(written(write, Lists(HEAD, [Document(revision)]))[0])
    root = etree.fromstring(inside["tei/1-1.xml"])
    assert [each.text for each in root.iterfind(".//t:body/t:p", NS)] == [
        "One\nline.",
        "Two.",
        "Three \u2028.",
    ]
    assert "".join(root.find(".//t:body", NS).itertext()) == revision["text"]


def test_a_text_that_is_not_there_or_that_xml_cannot_hold_is_lost_with_its_marks():
    mark = {"id": "m", "layer": "claim", "ranges": [{"start": 0, "end": 1, "quote": "a"}], "codes": []}
    for text in (None, "a\x0bb"):
        source = Lists(
            HEAD, [Document({"article_id": 1, "revision": 1, "revision_id": 9, "text": text}, [mark])]
        )
        assert written(write, source)[1].counts == {"annotation": 1, "revision": 1}


# -- others' files


def tei(body: str, marks: str = "", header: str = "") -> bytes:
    return (
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader>{header}</teiHeader>'
        f"<text><body>{body}</body></text><standOff><listAnnotation>{marks}</listAnnotation></standOff></TEI>"
    ).encode()


def only(data: bytes) -> Incoming:
    (document,) = read(packed(data, "a.xml"))
    assert isinstance(document, Incoming)
    return document


def test_elements_with_ids_are_passages_and_ranges_count_from_them():
    document = only(
        tei(
            '<p>A <!-- not <p> --><seg xml:id="s">b\U0001f60ac</seg> d</p>',
            '<annotation xml:id="a" motivation="linking" target="#s"/>'
            '<annotation xml:id="b" target="#string-range(s,1,2) #s" ana="#x #y"/>',
        )
    )
    assert document.text == "A b\U0001f60ac d"
    passages = [[document.text[span.start : span.end] for span in mark.spans] for mark in document.marks]
    assert passages == [["b\U0001f60ac"], ["\U0001f60ac", "b\U0001f60ac"]]
    assert [(mark.label, mark.codes) for mark in document.marks] == [("linking", {}), ("x", {"ana": ["y"]})]


@pytest.mark.parametrize(
    "target", ["#none", "#string-range(s,0,9)", "#string-range(s,1,0)", "other.xml#s", "#xpath(//p)", "#s s"]
)
def test_a_pointer_that_leads_nowhere_is_told(target):
    refused, document = read(
        packed(tei('<p xml:id="s">abc</p>', f'<annotation xml:id="a" target="{target}"/>'), "a.xml")
    )
    assert "does not point at a passage" in refused.why
    assert (refused.place.path, list(document.marks)) == ("a", [])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<a/>", "no TEI"),
        (b"<TEI/>", "no TEI"),
        (b'<TEI xmlns="http://www.tei-c.org/ns/1.0"/>', "no text"),
        (tei("<p>x</p>", '<annotation xml:id="a"/>'), "points at nothing"),
        (tei("<p>x</p>", "<spanGrp><span/></spanGrp>"), "spanGrp"),
        (b"rubbish", "no XML"),
    ],
)
def test_what_is_not_read_says_why(data, why):
    assert why in reasons(read(packed(data, "a.xml")))[0]


def test_a_corpus_has_several_texts():
    one = tei("<p>x</p>", header="<fileDesc><titleStmt><title>First</title></titleStmt></fileDesc>").decode()
    corpus = f'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">{one}{one}</teiCorpus>'
    documents = list(read(packed(corpus.encode(), "a.xml")))
    assert [(each.name, each.facts) for each in documents] == [
        ("a#TEI[1]", {"title": "First"}),
        ("a#TEI[2]", {"title": "First"}),
    ]
    assert not any(isinstance(each, Refused) for each in documents)
