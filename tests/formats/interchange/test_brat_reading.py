"""brat, read: all its kinds of lines, and files that are not what they seem."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.formats.interchange import brat
from annotator.formats.interchange.incoming import Span
from tests.formats.interchange.made import a_packed, found, whys

CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "brat"
FOREIGN = "Sony formed a joint venture with Ericsson, a mobile phone company based in Sweden."


def read_ann(ann: str, text: str = FOREIGN):
    documents, refused = found(brat.read, a_packed(doc__ann=ann, doc__txt=text))
    (document,) = documents
    return document, whys(refused)


def test_all_kinds_of_lines_are_read():
    document, refused = read_ann(
        "T1\tOrganization 0 4\tSony\n"
        "T2\tMERGE-ORG 14 27\tjoint venture\n"
        "T3\tOrganization 33 41\tEricsson\n"
        "T4\tCountry 75 81\tSweden\n"
        "E1\tMERGE-ORG:T2 Org1:T1 Org2:T3\n"
        "R1\tOrigin Arg1:T3 Arg2:T4\t\n"
        "*\tEquiv T1 T3 T4\n"
        "A1\tNegation E1\n"
        "A2\tConfidence E1 L1\n"
        "M1\tSpeculation T4\n"
        "N1\tReference T1 Wikipedia:534366\tSony\n"
        "#1\tAnnotatorNotes T1\tthis annotation is suspect\n"
        "#2\tAnnotationError T4\tnot in the list\n"
    )
    assert refused == []
    one, merge, _, country = document.marks
    assert (merge.label, merge.codes) == ("MERGE-ORG", {"Negation": ["true"], "Confidence": ["L1"]})
    assert one.note == "this annotation is suspect"
    assert one.further == {"Reference": ["Wikipedia:534366 Sony"]}
    assert country.codes == {"Speculation": ["true"]}
    assert country.further == {"AnnotationError": ["not in the list"]}
    assert [(each.kind, each.one, each.other) for each in document.relations] == [
        ("Origin", "T3", "T4"),
        ("Equiv", "T1", "T3"),
        ("Equiv", "T1", "T4"),
        ("Org1", "T2", "T1"),
        ("Org2", "T2", "T3"),
    ]
    assert (document.unit, document.name, one.person) == ("code points", "doc", None)


def test_two_events_of_one_trigger_are_two_marks():
    document, refused = read_ann(
        "T1\tMerge 5 11\tformed\nE1\tMerge:T1\nE2\tMerge:T1 Of:E1\nA1\tNegation E2\nA2\tCertain E1\n"
    )
    assert refused == []
    assert [(each.ident, each.label, dict(each.codes)) for each in document.marks] == [
        ("T1", "Merge", {"Certain": ["true"]}),
        ("E2", "Merge", {"Negation": ["true"]}),
    ]
    assert [(each.one, each.other) for each in document.relations] == [("E2", "T1")]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("T1 Organization 0 4 Sony", "no id of brat's"),
        ("T1\tOrganization 0 four\tSony", "not how brat writes a line T1"),
        ("T1\tOrganization 4 0\tSony", "not how brat writes a line T1"),
        ("T1\tOrganization 0 9999999999999999999999\tSony", "not how brat writes a line T1"),
        ("A1\tNegation", "not how brat writes a line A1"),
        ("A1\tNegation T9", "no T9 in this file"),
        ("R1\tOrigin Arg1:T1 Arg2:T9", "no T1 in this file"),
        ("E1\tMerge:T9 Org:T1", "no T9 in this file"),
        ("N1\tReference T1", "not how brat writes a line N1"),
        ("#1\tAnnotatorNotes T5\tWhat?", "no T5 in this file"),
        ("*\tEquiv T1", "not how brat writes a line *"),
        ("X1\tNovelty T1", "no id of brat's"),
    ],
)
def test_a_bad_line_is_refused_with_its_place_and_the_rest_is_read(line, why):
    documents, refused = found(
        brat.read, a_packed(doc__ann=f"T7\tFirm 33 41\tEricsson\n{line}\n", doc__txt=FOREIGN)
    )
    assert [each.ident for each in documents[0].marks] == ["T7"]
    assert why in " ".join(whys(refused))
    assert {(each.place.file, each.place.line) for each in refused} == {("doc.ann", 2)}


def test_an_id_counts_once_and_a_note_on_a_relation_has_no_place():
    document, refused = read_ann(
        "T1\tFirm 0 4\tSony\nT1\tFirm 33 41\tEricsson\nT2\tFirm 33 41\tEricsson\n"
        "R1\tTies Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes R1\tSure?\nA1\tWeak R1\n"
    )
    assert [each.ident for each in document.marks] == ["T1", "T2"]
    assert refused == [
        "The id T1 stands on a line before.",
        "Weak is said of the relation R1. Only of marks is anything taken over.",
        "AnnotatorNotes is said of the relation R1. Only of marks is anything taken over.",
    ]


@pytest.mark.parametrize(
    ("places", "quote", "spans", "unit"),
    [
        ("8 11", "mayor", [Span(8, 11, "mayor")], None),
        ("2 7", "mayor", [Span(2, 7, "mayor")], "code points"),
        ("3 8", "mayor", [Span(3, 8, "mayor")], None),  # UTF-16
        ("5 10", "mayor", [Span(5, 10, "mayor")], None),  # bytes
        ("2 7;8 11", "mayor may", [Span(2, 7, "mayor"), Span(8, 11, "may")], "code points"),
        ("2 7;8 11", "mayormay", [Span(2, 7, "mayor"), Span(8, 11, "may")], "code points"),  # before brat 1.3
        ("3 8;9 12", "mayor may", [Span(3, 8, "mayor"), Span(9, 12, "may")], None),
        ("0 2;3 8", "🦊 mayor", [Span(0, 2, "🦊"), Span(3, 8, "mayor")], None),
        ("0 4;5 10", "🦊 mayor", [Span(0, 4, "🦊"), Span(5, 10, "mayor")], None),
        ("3 8;9 12", "may", [Span(3, 8, None), Span(9, 12, None)], None),
        ("8 11;12 14", "may go", [Span(8, 14, "may\ngo")], "code points"),
    ],
)
def test_the_unit_is_left_open_where_the_words_stand_elsewhere(places, quote, spans, unit):
    document, refused = read_ann(f"T1\tPerson {places}\t{quote}\n", "🦊 mayor may\ngo, or not.")
    assert refused == []
    assert (list(document.marks[0].spans), document.unit) == (spans, unit)


def test_a_mark_without_words_is_where_it_says():
    document, _ = read_ann("T1\tFirm 0 4\n")
    assert document.marks[0].spans == [Span(0, 4, "Sony")]


def test_the_two_files_of_a_shared_task_are_one():
    documents, refused = found(
        brat.read,
        a_packed(
            d__txt=FOREIGN, d__a1="T1\tFirm 0 4\tSony\n", d__a2="T2\tForm 5 11\tformed\nE1\tForm:T2 By:T1\n"
        ),
    )
    assert refused == []
    assert len(documents[0].marks) == 2


def test_what_is_alone_or_no_brat_is_refused():
    packed = a_packed(
        alone__ann="T1\tFirm 0 4\tSony\n",
        read__txt="Hello.",
        picture__png=b"\x89PNG",
        annotation__conf="[entities]",
    )
    documents, refused = found(brat.read, packed)
    assert documents == []
    assert whys(refused) == [
        "There is no text beside it (alone.txt).",
        "This is neither a text nor annotations of brat.",
        "There are no annotations beside it (read.ann).",
    ]


@pytest.mark.parametrize(
    ("text", "ann", "why"),
    [
        (b"S\xf3ny", b"", "is not UTF-8"),
        (b"Sony\x00", b"", "NUL"),
        (b"\xed\xa0\x80", b"", "lone surrogate"),
        (b"Sony", b"T1\tFirm 0 4\tS\xf3ny\n", "is not UTF-8"),
        (b"Sony", b"T1\tFirm 0 4\tSon\x00\n", "NUL"),
    ],
)
def test_what_is_no_text_is_refused(text, ann, why):
    documents, refused = found(brat.read, a_packed(d__txt=text, d__ann=ann))
    assert documents == []
    assert why in whys(refused)[0]


def test_byte_order_marks_and_crlf_do_no_harm():
    documents, refused = found(
        brat.read,
        a_packed(d__txt="\ufeffOne.\r\nTwo.", d__ann="\ufeffT1\tFirm 6 9\tTwo\r\nT2\tFirm 0 9\tOne.\r\n"),
    )
    assert refused == []
    assert documents[0].text == "One.\r\nTwo."
    assert documents[0].marks[0].spans == [Span(6, 9, "Two")]


def test_broken_tables_of_ours_are_told():
    broken = "document,title\n1-1,One\rtwo\n"
    documents, refused = found(brat.read, a_packed(d__txt="One.", d__ann="", articles__csv=broken))
    assert len(documents) == 1
    assert "are no CSV" in whys(refused)[0]


def test_the_corpus_reads():
    if not CORPUS.is_dir():
        pytest.skip("shared/corpora/brat is not here")
    files = {str(each.relative_to(CORPUS)): each.read_bytes() for each in CORPUS.rglob("*") if each.is_file()}
    documents, refused = found(brat.read, a_packed(**files))
    said = "AnnotatorNotes is said of the relation R1. Only of marks is anything taken over."
    assert whys(refused) == [said]
    assert len(documents) == sum(name.endswith(".ann") for name in files)
    marks = [mark for document in documents for mark in document.marks]
    bound = sum(
        line.startswith(b"T")
        for name, data in files.items()
        if name.endswith(".ann")
        for line in data.splitlines()
    )
    assert len(marks) == bound
    assert {document.unit for document in documents} == {"code points"}
