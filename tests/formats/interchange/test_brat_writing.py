"""brat, written: read by a parser that was written from brat's description, and by our own reader."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings

from annotator.formats.interchange import brat, held
from annotator.formats.interchange.brat.words import LINE_END
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

TEXT = "The mayor 🦊 may resign.\nNobody knows why.\n\nשלום, he said."


# -- A parser of brat's, from http://brat.nlplab.org/standoff.html


def parsed(text: str, ann: str) -> list[tuple]:
    """Return the annotations of a file, as brat's description says a line is made; wrong lines fail."""
    ids, read = set(), []
    assert ann == "" or ann.endswith("\n")
    # brat reads lines with Python's codecs, which end a line wherever `splitlines` does.
    for line in ann.splitlines():
        ident, rest = line.split("\t", 1)
        assert re.fullmatch(r"[TARN#]\d+", ident), line
        assert ident not in ids
        ids.add(ident)
        told, _, words = rest.partition("\t")
        kind, *more = told.split(" ")
        assert re.fullmatch(r"[A-Za-z0-9_-]+", kind), "storage forms are ASCII"
        if ident[0] == "T":
            spans = [tuple(map(int, pair.split(" "))) for pair in " ".join(more).split(";")]
            for start, end in spans:
                assert 0 <= start < end <= len(text)
                assert "\n" not in text[start:end], "newlines split a span"
            assert all(one[1] <= other[0] for one, other in pairwise(spans))
            assert words == " ".join(text[start:end] for start, end in spans)
            read.append((ident, kind, spans))
        elif ident[0] == "A":
            target, *value = more
            assert len(value) <= 1
            read.append((ident, kind, target, *value))
        elif ident[0] == "#":
            (target,) = more
            read.append((ident, kind, target, words))
        else:
            arguments = [each.split(":") for each in more]
            assert [role for role, _ in arguments] == ["Arg1", "Arg2"]
            read.append((ident, kind, *(target for _, target in arguments)))
    for line in read:
        targets = [line[2]] if line[0][0] in "A#" else line[2:] if line[0][0] == "R" else []
        assert ids.issuperset(targets), "what is referred to is in the file"
    return read


def configured(conf: str) -> dict[str, list[str]]:
    """Return the lines of each section of a configuration."""
    sections: dict[str, list[str]] = {}
    for line in conf.splitlines():
        heading = re.fullmatch(r"\[(.*)\]", line)
        if heading:
            sections[heading[1]] = []
        elif line.strip() and not line.startswith("#"):
            sections[list(sections)[-1]].append(line)
    return sections


# -- Writing


def test_a_mark_is_a_line_with_its_words_and_a_range_ends_at_a_line_end():
    mark = a_mark(TEXT, "🦊 may resign.\nNobody", "he said", note="Who?\nWhen?")
    out = written(brat.write, one_text(TEXT, mark))
    assert out.text("annotator-1/1-1.txt") == TEXT
    assert parsed(TEXT, out.text("annotator-1/1-1.ann")) == [
        ("T1", "claim", [(10, 23), (24, 30), (49, 56)]),
        ("#1", "AnnotatorNotes", "T1", "Who?"),
        ("#2", "AnnotatorNotes", "T1", "When?"),
    ]


def test_codes_are_attributes_several_are_flags_and_words_are_notes():
    codes = [
        {"dimension": "family", "code": "lexical"},
        {"dimension": "tag", "code": "spin"},
        {"dimension": "tag", "code": "slant"},
        {"dimension": "target", "words": "the mayor"},
    ]
    out = written(brat.write, one_text(TEXT, a_mark(TEXT, "resign", layer="bias", codes=codes)))
    assert parsed(TEXT, out.text("annotator-1/1-1.ann"))[1:] == [
        ("A1", "bias-HAS-family", "T1", "lexical"),
        ("A2", "bias-HAS-tag-IS-spin", "T1"),
        ("A3", "bias-HAS-tag-IS-slant", "T1"),
        ("#1", "bias-HAS-target", "T1", "the mayor"),
    ]


def test_ranges_are_in_order_and_codes_that_no_codebook_tells_of_are_not_lost():
    codes = [{"dimension": "mood", "code": "bold"}, {"dimension": "mood", "code": "sad"}]
    mark = a_mark(TEXT, "resign", "mayor", layer="old", codes=codes)
    assert parsed(TEXT, written(brat.write, one_text(TEXT, mark)).text("annotator-1/1-1.ann")) == [
        ("T1", "old", [(4, 9), (16, 22)]),
        ("A1", "old-HAS-mood-IS-bold", "T1"),
        ("A2", "old-HAS-mood-IS-sad", "T1"),
    ]


def test_each_annotator_has_a_folder_and_a_text_that_nobody_marked_has_one_too():
    marks = a_mark(TEXT, "mayor", ident="a"), a_mark(TEXT, "mayor", ident="b", who=1)
    source = one_text(TEXT, *marks)
    names = set(written(brat.write, source).packed.names())
    assert {"annotator-1/1-1.ann", "annotator-2/1-1.ann", "annotators.csv", "articles.csv"} <= names
    assert "nobody/1-1.ann" in written(brat.write, one_text(TEXT)).packed.names()


def test_links_of_one_person_on_one_text_are_relations_and_the_others_are_lost():
    marks = (
        a_mark(TEXT, "mayor", ident="a"),
        a_mark(TEXT, "resign", ident="b"),
        a_mark(TEXT, "Nobody", ident="c", who=1),
    )
    mentions = [{"mention_id": f"m-{each['id']}", "annotation_id": each["id"]} for each in marks]
    links = [
        a_link(1, "contradicts", "m-a", "m-b"),
        a_link(2, "same", "m-a", "m-c"),
        a_link(3, "updates", "k1", "k2", of="claim"),
        a_link(4, "same", "m-a", "m-a"),
        a_link(5, "same", "m-b", "m-a") | {"note": "See the third line."},
    ]
    out = written(brat.write, one_text(TEXT, *marks, mention=mentions, link=links))
    lines = parsed(TEXT, out.text("annotator-1/1-1.ann"))
    assert lines[-2:] == [("R1", "contradicts", "T1", "T2"), ("R2", "same", "T2", "T1")]
    assert out.lost("link") == {"l2", "l3", "l4"}
    assert out.lost("link_note") == {"l5"}
    assert out.lost("mention") == {"m-a", "m-b", "m-c"}


def test_the_configuration_has_every_type_that_the_codebook_allows():
    out = written(brat.write, one_text(TEXT))
    sections = configured(out.text("annotation.conf"))
    assert list(sections) == ["entities", "relations", "events", "attributes"]
    assert sections["entities"] == [layer["key"] for layer in CODEBOOK["layers"]]
    assert "contradicts\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric" in sections["relations"]
    assert "claim-HAS-polarity\tArg:claim, Value:asserted|denied|unspecified" in sections["attributes"]
    assert "claim-HAS-reason-IS-weasel\tArg:claim" in sections["attributes"]
    assert not any("target" in line for line in sections["attributes"]), "words are no attribute"
    visual = configured(out.text("visual.conf"))
    assert "claim-HAS-reason-IS-weasel | Reason for the doubt: Vague source" in visual["labels"]
    assert "bias\tfgColor:white, bgColor:#763ebd, borderColor:darken" in visual["drawing"]
    labelled = {line.split(" |")[0] for line in visual["labels"]}
    types = {
        line.split("\t")[0] for name in ("entities", "relations", "attributes") for line in sections[name]
    }
    assert labelled == types


def test_every_mark_and_every_record_without_a_place_is_lost_by_its_id():
    mark = a_mark(TEXT, "mayor", confidence=4, note="one\u2028two")
    out = written(brat.write, one_text(TEXT, mark, claim=[{"claim_id": "c1"}], comment=[{"comment_id": 5}]))
    lost = ["annotation_id", "claim", "comment", "confidence", "history", "line_end", "made_at"]
    assert out.counts == dict.fromkeys(lost, 1)
    assert out.lost("comment") == {"5"}


# -- There and back


@settings(max_examples=80)
@given(datasets())
def test_what_is_written_is_read_again_but_for_what_was_told_as_lost(source):
    out = written(brat.write, source)
    documents, refused = found(brat.read, out.packed)
    assert refused == []
    merged, broken = out.lost("separate_ranges"), out.lost("line_end")
    assert not out.lost("empty_mark")
    read = {}
    for each in documents:
        name = each.place.file.rpartition("/")[2]
        assert each.unit == "code points"
        for mark in each.marks:
            assert all(each.text[span.start : span.end] == span.quote for span in mark.spans)
            read.setdefault(name, {})[mark.person, mark.ident] = mark
    ties = set()
    for document in source.texts:
        revision = document.revision
        name = f"{held.called(revision)}.txt"
        theirs = [each for each in documents if each.place.file.endswith(f"/{name}")]
        assert {each.text for each in theirs} == {revision["text"]}
        assert theirs[0].facts == {k: v for k in held.OF_A_DOCUMENT if (v := revision[k])}
        for person in PEOPLE:
            ours = [each for each in document.annotations if each["author"] == person]
            for number, annotation in enumerate(ours, 1):
                mark = read[name].pop((person["name"], f"T{number}"))
                assert mark.label == annotation["layer"]
                places = [(span.start, span.end) for span in mark.spans]
                if annotation["id"] in merged:
                    assert places[0][0] == annotation["ranges"][0]["start"]
                    assert places[-1][1] == annotation["ranges"][-1]["end"]
                    assert len(places) < len(annotation["ranges"])
                else:
                    assert places == [(each["start"], each["end"]) for each in annotation["ranges"]]
                codes = {k: list(v) for k, v in mark.codes.items()}
                expected = held.answers(annotation)
                if annotation["id"] in broken:
                    expected = {k: [LINE_END.sub("\n", each) for each in v] for k, v in expected.items()}
                assert codes == expected
                note = annotation["note"]
                assert mark.note == (LINE_END.sub("\n", note) if annotation["id"] in broken else note)
                ties |= {(name, person["name"], annotation["id"], mark.ident)}
        assert not read.get(name)
    by_mark = {(name, person, ident): annotation for name, person, annotation, ident in ties}
    relations = sorted(
        (
            each.kind,
            by_mark[name, document.marks[0].person, each.one],
            by_mark[name, document.marks[0].person, each.other],
        )
        for document in documents
        for name in [document.place.file.rpartition("/")[2]]
        for each in document.relations
    )
    behind = {each["mention_id"]: each["annotation_id"] for each in source.rows("mention")}
    lost = out.lost("link")
    assert relations == sorted(
        (each["kind"], behind[each["from_id"]], behind[each["to_id"]])
        for each in source.rows("link")
        if each["link_id"] not in lost
    )


@settings(max_examples=40)
@given(datasets())
def test_what_is_written_is_brat_s_and_the_same_bytes_each_time(source):
    out = written(brat.write, source)
    assert written(brat.write, source).data == out.data
    packed = out.packed
    for name in packed.names():
        if name.endswith(".ann"):
            parsed(packed.text(name.replace(".ann", ".txt")), packed.text(name))
