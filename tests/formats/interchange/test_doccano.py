"""doccano: both forms written, and what it and its users write read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from annotator.formats.interchange import doccano, held
from annotator.formats.interchange.incoming import Span
from tests.formats.interchange.made import a_link, a_mark, a_packed, datasets, found, one_text, whys, written

TEXT = "The mayor 🦊 may resign.\nNobody knows why."
NO_SPAN = "A span is [start, end, label], or an object with these."
CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "doccano" / "backend"


def lines(out, name: str) -> list[dict]:
    return [json.loads(each) for each in out.text(name).splitlines()]


def read(data: str | bytes, name: str = "a__jsonl"):
    documents, refused = found(doccano.read, a_packed(**{name: data}))
    return documents, whys(refused)


# -- Writing


def test_both_forms_are_written_a_line_for_each_text_and_person():
    marks = a_mark(TEXT, "The", "may resign", ident="a"), a_mark(TEXT, "Nobody", ident="b", layer="cue")
    other = a_mark(TEXT, "why", ident="c", who=1)
    mentions = [{"mention_id": f"m-{ident}", "annotation_id": ident} for ident in "abc"]
    links = [a_link(1, "updates", "m-a", "m-b"), a_link(2, "same", "m-a", "m-c")]
    out = written(doccano.write, one_text(TEXT, *marks, other, mention=mentions, link=links))
    one, two = lines(out, "entities.jsonl")
    assert (one["text"], one["annotator"], one["offset_unit"]) == (TEXT, "Ada Lovelace", "code points")
    assert one["entities"] == [
        {"id": 1, "label": "claim", "start_offset": 0, "end_offset": 3},
        {"id": 2, "label": "claim", "start_offset": 12, "end_offset": 22},
        {"id": 3, "label": "cue", "start_offset": 24, "end_offset": 30},
    ]
    assert one["relations"] == [
        {"id": 1, "from_id": 1, "to_id": 2, "type": "part_of_one"},
        {"id": 2, "from_id": 1, "to_id": 3, "type": "updates"},
    ]
    assert [each["id"] for each in two["entities"]] == [4]
    spans = lines(out, "spans.jsonl")
    assert [each["label"] for each in spans] == [
        [[0, 3, "claim"], [12, 22, "claim"], [24, 30, "cue"]],
        [[37, 40, "claim"]],
    ]
    assert spans[0].keys() == (one.keys() - {"entities", "relations"}) | {"label"}
    assert out.lost("link") == {"l2"}


def test_what_has_no_place_is_lost_by_its_id():
    mark = a_mark(TEXT, "may", note="Hm.", codes=[{"dimension": "certainty", "code": "possible"}])
    out = written(doccano.write, one_text(TEXT, mark, comment=[{"comment_id": 1}]))
    lost = ["annotation_id", "codes", "comment", "history", "made_at", "note"]
    assert out.counts == dict.fromkeys(lost, 1)


@settings(max_examples=80)
@given(datasets())
def test_what_is_written_is_read_again_but_for_what_was_told_as_lost(source):
    out = written(doccano.write, source)
    assert written(doccano.write, source).data == out.data
    documents, refused = found(doccano.read, out.packed)
    empty = [] if source.texts else ["This file is empty."]
    assert whys(refused) == [*empty, "The same texts stand in entities.jsonl."]
    read_again = sorted(
        (each.name, mark.person, mark.label, [(span.start, span.end) for span in mark.spans])
        for each in documents
        for mark in each.marks
    )
    assert read_again == sorted(
        (
            held.called(document.revision),
            each["author"]["name"],
            each["layer"],
            [(one["start"], one["end"]) for one in each["ranges"]],
        )
        for document in source.texts
        for each in document.annotations
    )
    texts = {held.called(each.revision): each.revision["text"] for each in source.texts}
    assert {each.name: each.text for each in documents} == texts
    assert {each.unit for each in documents} <= {"code points"}
    held_links = [each for each in source.rows("link") if each["link_id"] not in out.lost("link")]
    assert sorted(each.kind for document in documents for each in document.relations) == sorted(
        each["kind"] for each in held_links
    )
    alone, refused = found(doccano.read, a_packed(spans__jsonl=out.text("spans.jsonl") or " "))
    assert sum(len(each.marks) for each in alone) == sum(
        len(each["ranges"]) for document in source.texts for each in document.annotations
    )


# -- Reading


def test_a_plain_line_is_a_text_with_its_spans():
    (document,), refused = read(
        '{"text": "EU rejects", "label": [[0, 2, "ORG"], [3, 10, "ACT", 1]], "id": 7, "title": "T"}\n'
    )
    assert refused == []
    assert (document.name, document.unit, document.facts) == ("7", "code points", {"title": "T"})
    assert [(mark.label, mark.spans) for mark in document.marks] == [
        ("ORG", [Span(0, 2)]),
        ("ACT", [Span(3, 10)]),
    ]


@pytest.mark.parametrize(
    "spans",
    [
        '"labels": [[2, 7, "PER"]]',
        '"entities": [[2, 7, "PER"]]',
        '"entities": [{"id": 4, "start_offset": 2, "end_offset": 7, "label": "PER"}]',
        '"annotations": [{"label": "PER", "start_offset": 2, "end_offset": 7, "user": 1}]',
    ],
)
def test_every_form_of_spans_is_read_and_the_unit_is_open_where_it_matters(spans):
    (document,), refused = read(f'{{"data": "🦊 mayor", {spans}}}')
    (mark,) = document.marks
    assert (mark.label, mark.spans, document.unit, refused) == ("PER", [Span(2, 7)], None, [])
    assert mark.person == ("1" if "user" in spans else None)
    assert document.name == "a.jsonl:1"


def test_relations_tie_spans_and_those_that_tie_nothing_are_told():
    entities = [{"id": n, "start_offset": n, "end_offset": n + 1, "label": "X"} for n in (0, 1)]
    relations = [
        {"id": 0, "from_id": 0, "to_id": 1, "type": "of"},
        {"id": 1, "from_id": 0, "to_id": 9, "type": "of"},
        {"id": 2, "from_id": 1, "to_id": 0},
        3,
    ]
    record = {"text": "ab", "entities": entities, "relations": relations}
    (document,), refused = read(json.dumps(record))
    assert [(each.kind, each.one, each.other) for each in document.relations] == [
        ("of", "0", "1"),
        ("relation", "1", "0"),
    ]
    assert refused == ["This relation ties what is no span of its text."] * 2


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ('{"text": "a", "label": ["positive"]}', "label is said of the whole text, and no range."),
        ('{"text": "a", "label": "positive"}', "label is said of the whole text, and no range."),
        ('{"text": "a", "cats": ["flight"]}', "cats is said of the whole text, and no range."),
        ('{"text": "a", "Comments": ["Sure?"]}', "Comments is said of the whole text, and no range."),
        ('{"text": "a", "label": [[1, 0, "X"]]}', NO_SPAN),
        ('{"text": "a", "label": [[0, true, "X"]]}', NO_SPAN),
        ('{"text": "a", "label": [[0, 1]]}', NO_SPAN),
        ('{"text": "a", "label": [[0.5, 1, "X"]]}', NO_SPAN),
        ('{"text": "a", "label": {"a": 1}}', NO_SPAN),
        ('{"filename": "cat.png", "label": ["cat"]}', "This is about the file cat.png, and has no text."),
        ('{"label": [[0, 1, "X"]]}', "There is no text in it (as text or data)."),
        ('{"text": ["a"]}', "There is no text in it (as text or data)."),
        ("{}", "There is no text in it (as text or data)."),
        ("[1]", "A line is an object with names."),
        ('{"text": "a"', "This is no JSON"),
        ('{"text": "\\ud800"}', "This text has a character that can't be kept: NUL, or half of one."),
        ('{"text": "a", "entities": [{"id": 1, "start_offset": 0, "end_offset": 1, "label": "X"}, '
         '{"id": 1, "start_offset": 0, "end_offset": 1, "label": "X"}]}', "The id 1 stands there before."),
    ],
)  # fmt: skip
def test_what_has_no_place_is_told_with_its_line_and_the_rest_is_read(record, why):
    good = '{"text": "EU", "label": [[0, 2, "ORG"]]}\n'
    documents, refused = found(doccano.read, a_packed(a__jsonl=f"{good}{record}\n{good}"))
    assert sum(len(each.marks) for each in documents) in {2, 3}
    assert whys(refused)[0].startswith(why)
    assert {each.place.line for each in refused} == {2}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "This file is empty."),
        (b"__label__positive exampleA\n", "No JSON array or object begins here."),
        (b"\xff\xd8\xff\xe0", "is not UTF-8"),
        (b'{"text": "a\xe9"}\n', "is not UTF-8"),
        (b'{"text": "a"}\n\x00\n', "NUL"),
    ],
)
def test_what_is_no_json_is_refused(data, why):
    _, refused = read(data)
    assert why in refused[0]


def test_values_over_several_lines_and_byte_order_marks_are_read():
    pretty = json.dumps([{"text": "EU", "label": [[0, 2, "ORG"]]}, {"text": "UN"}], indent=1)
    (one, two), refused = read("\ufeff" + pretty, name="a__json")
    assert (one.text, len(one.marks), two.name, refused) == ("EU", 1, "a.json[1]", [])
    documents, _ = read('{\n"text": "EU"}\n{\n"text": "UN"}')
    assert [each.text for each in documents] == ["EU", "UN"]


def test_every_file_of_the_corpus_reads_or_is_refused_with_a_reason():
    files = sorted(CORPUS.rglob("*.json*"))
    if not files:
        pytest.skip("shared/corpora/doccano is not here")
    told = {}
    for each in files:
        documents, refused = read(each.read_bytes(), name=each.name.replace(".", "__"))
        told[str(each.relative_to(CORPUS))] = (
            len(documents),
            sum(len(one.marks) for one in documents),
            refused,
        )
        assert documents or refused
    export = "data_export/pipeline/examples"
    assert told[f"{export}/sequence_labeling/example.jsonl"] == (3, 4, [])
    assert told[f"{export}/relation_extraction/example.jsonl"] == (1, 4, [])
    assert told["data_import/tests/data/relation_extraction/example.jsonl"][:2] == (1, 4)
    assert told["data_import/tests/data/sequence_labeling/example.jsonl"] == (
        2,
        1,
        ["There is no text in it (as text or data)."],
    )
    (first, *_) = told[f"{export}/image_captioning/example.jsonl"][2]
    assert first == "This is about the file cat.jpg, and has no text."
