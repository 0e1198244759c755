"""Label Studio, read: exports old and new, what is no person's mark, files that are not what they seem."""

from __future__ import annotations

import json

import pytest

from annotator.formats.interchange import label_studio
from annotator.formats.interchange.incoming import Span
from tests.formats.interchange.made import a_packed, found, whys

POO = "💩This is an annotation."  # of Label Studio's issue 1347


def region(ident: str, start: int, end: int, text: str, *labels: str, **more) -> dict:
    value = {"start": start, "end": end, "text": text, "labels": list(labels)}
    return {"id": ident, "from_name": "label", "to_name": "text", "type": "labels", "value": value} | more


def task(*results, data=None, **more) -> dict:
    annotation = {"id": 3, "result": list(results), "completed_by": 9, "created_at": "2024-03-09T22:16:08Z"}
    return {"id": 1, "data": data or {"text": POO}, "annotations": [annotation]} | more


def read(*told: dict, name: str = "export__json"):
    documents, refused = found(label_studio.read, a_packed(**{name: json.dumps(told)}))
    return documents, refused


def one(*results, **more):
    (document,), refused = read(task(*results, **more))
    return document, whys(refused)


@pytest.mark.parametrize(("start", "end"), [(12, 22), (13, 23)])
def test_offsets_are_handed_on_with_their_quote_and_the_unit_is_left_open(start, end):
    document, refused = one(region("r1", start, end, "annotation", "Annotation"))
    (mark,) = document.marks
    assert (mark.spans, document.unit, refused) == ([Span(start, end, "annotation")], None, [])
    assert (mark.label, mark.ident, mark.person, mark.made_at) == (
        "Annotation",
        "r1",
        "9",
        "2024-03-09T22:16:08Z",
    )
    assert mark.place.path == "[0].annotations[0].result[0]"
    assert document.name == "1"


def test_what_is_said_of_a_region_are_its_codes():
    said = [
        ("choices", {"choices": ["sure", "bold"]}),
        ("taxonomy", {"taxonomy": [["News", "Local"], ["Sport"]]}),
        ("textarea", {"text": ["why?"]}),
        ("rating", {"rating": 4}),
        ("number", {"number": 2.5}),
    ]
    rows = [{"id": "r1", "from_name": f"my-{kind}", "type": kind, "value": value} for kind, value in said]
    document, refused = one(*rows, region("r1", 12, 22, "annotation", "A"))
    assert refused == []
    assert document.marks[0].codes == {
        "my-choices": ["sure", "bold"],
        "my-taxonomy": ["News > Local", "Sport"],
        "my-textarea": ["why?"],
        "my-rating": ["4"],
        "my-number": ["2.5"],
    }


def test_several_labels_are_several_marks_and_relations_have_a_direction():
    rows = [
        region("r1", 1, 5, "This", "A", "B"),
        region("r2", 12, 22, "annotation", "C"),
        {"type": "relation", "from_id": "r1", "to_id": "r2", "direction": "left", "labels": ["of", "by"]},
        {"type": "relation", "from_id": "r1", "to_id": "r2", "direction": "right"},
        {"type": "relation", "from_id": "r1", "to_id": "r9"},
    ]
    document, refused = one(*rows)
    assert [(mark.ident, mark.label) for mark in document.marks] == [("r1", "A"), ("r1#2", "B"), ("r2", "C")]
    assert [(each.kind, each.one, each.other) for each in document.relations] == [
        ("of", "r2", "r1"),
        ("by", "r2", "r1"),
        ("relation", "r1", "r2"),
    ]
    assert refused == ["This relation ties what is no region of text."]


def test_labels_of_two_tags_on_one_region_are_both_read():
    document, _ = one(region("r", 1, 5, "This", "A"), region("r", 1, 5, "This", "B", from_name="other"))
    assert [(mark.label, len(mark.spans)) for mark in document.marks] == [("A", 1), ("B", 1)]


def test_machines_drafts_and_skipped_tasks_are_no_person_s_marks():
    result = [region("p", 12, 22, "annotation", "Guess")]
    whole = task(predictions=[{"result": result, "model_version": "m1"}] * 2, drafts=[{"result": result}])
    whole["annotations"][0] |= {"was_cancelled": True, "result": result}
    (document,), refused = read(whole)
    assert document.marks == []
    assert [(each.place.path, each.why) for each in refused] == [
        ("[0].predictions[0]", "This is what a machine predicted, and no person's mark."),
        ("[0].predictions[1]", "This is what a machine predicted, and no person's mark."),
        ("[0].drafts[0]", "This is a draft that nobody handed in."),
        ("[0].annotations[0]", "This was skipped or taken back (was_cancelled)."),
    ]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (
            {"type": "choices", "from_name": "tone", "value": {"choices": ["x"]}},
            "tone is said of the whole text, and no region.",
        ),
        (
            {"type": "rectanglelabels", "id": "b", "value": {"x": 1, "rectanglelabels": ["Cat"]}},
            "rectanglelabels has no place here: only regions of plain text do.",
        ),
        (
            {
                "type": "hypertextlabels",
                "id": "b",
                "value": {"start": "/p[1]/text()[1]", "end": "/p", "labels": ["A"]},
            },
            "hypertextlabels has no place here: only regions of plain text do.",
        ),
        (
            {"type": "labels", "id": "b", "value": {"start": -1, "end": 4, "labels": ["A"]}},
            "labels has no place here",
        ),
        (
            {"type": "labels", "id": "b", "value": {"start": True, "end": 4, "labels": ["A"]}},
            "labels has no place here",
        ),
        (
            {"type": "labels", "id": "b", "value": {"start": 1, "end": 4, "labels": []}},
            "This region has no label.",
        ),
        ({"type": "brush", "id": "b", "value": {"rle": [1]}}, "brush is said of the whole text"),
        ({"type": "video"}, "video has no place here"),
        (7, "A result is an object with names."),
    ],
)
def test_what_has_no_place_in_a_text_is_told(row, why):
    document, refused = one(row, region("r", 1, 5, "This", "A"))
    assert [mark.ident for mark in document.marks] == ["r"]
    assert refused[0].startswith(why) or (row["type"] == "brush" and len(refused) == 1)


def test_json_min_and_completions_of_old_are_read():
    flat = {
        "id": 4,
        "text": POO,
        "label": [{"start": 1, "end": 5, "text": "This", "labels": ["A"]}],
        "annotator": 2,
    }
    old = {"data": {"text": POO}, "completions": [{"result": [region("r", 1, 5, "This", "B")], "id": 1}]}
    (one_, other), refused = read(flat, old)
    assert refused == []
    assert [(mark.label, mark.person) for mark in [*one_.marks, *other.marks]] == [("A", "2"), ("B", None)]
    assert one_.name == "4"


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (7, "7"),
        ("ada@x.example", "ada@x.example"),
        ({"email": "a@b.example", "id": 3}, "a@b.example"),
        ({"id": 3}, "3"),
        (True, None),
        ([], None),
    ],
)
def test_who_made_it(told, name):
    whole = task(region("r", 1, 5, "This", "A"))
    whole["annotations"][0]["completed_by"] = told
    (document,), _ = read(whole)
    assert document.marks[0].person == name


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"title": "A", "body": "Longer words."}, "Longer words."),
        ({"text": "x", "body": "Longer words."}, "x"),
        ({"image": "https://x.example/a.png"}, None),
        ({"text": ""}, None),
        ({"text": {"a": 1}}, None),
    ],
)
def test_the_text_is_found_in_the_data(data, text):
    documents, refused = read({"data": data, "annotations": []})
    assert [each.text for each in documents] == ([text] if text else [])
    assert len(refused) == (text is None)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "This file is empty."),
        (b"[]x", "Something stands behind the end of the array."),
        (b"\x89PNG", "No JSON array or object begins here."),
        (b'[{"data": {"text": "a\xf6"}}]', "This is not UTF-8. Save it as that."),
        (b'[{"data": {"text": "a"}, "id": "\\u0000", "annotations": []}]', "can't be kept"),
        (b'[{"data": {"text": "a\\ud800"}, "annotations": []}]', "can't be kept"),
        (b'[{"data": {"text": "a"}, "annotations": [3]}]', "An annotation has a list of results."),
        (b'[{"data": {"text": "a"}}', "The array has no end: the file was cut off."),
        (b"[[1]]", "A task is an object with names."),
    ],
)
def test_what_is_no_export_is_refused(data, why):
    _, refused = found(label_studio.read, a_packed(a__json=data))
    assert why in " ".join(whys(refused))


def test_a_bad_task_leaves_those_before_it_and_byte_order_marks_do_no_harm():
    data = "\ufeff[" + json.dumps(task(region("r", 1, 5, "This", "A"))) + ', {"data": }]'
    documents, refused = found(label_studio.read, a_packed(a__json=data))
    assert (len(documents), len(refused)) == (1, 1)
    assert "This is no JSON" in refused[0].why


def test_other_files_beside_it_are_told():
    _, refused = found(label_studio.read, a_packed(a__json="[]", config__xml="<View/>", notes__txt="x"))
    assert whys(refused) == ["This is no JSON file."]
