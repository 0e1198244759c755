"""CoNLL, written: by a reader of columns that knows nothing of ours, and there and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from annotator.formats.interchange import conll, held
from annotator.text import tokens
from annotator.text.segments import sentences
from tests.formats.interchange.made import CODEBOOK, PEOPLE, a_mark, datasets, found, one_text, written

TEXT = "The mayor 🦊 may resign. Nobody knows why.\n\n# שלום, he said."
FILE = "annotations.conllup"


def rows(file: str) -> list[dict[str, str]]:
    """The tokens of a CoNLL-U Plus file, by its columns; comments and borders of sentences are left out."""
    first, *lines = file.split("\n")
    names = first.removeprefix("# global.columns = ").split(" ")
    assert lines.pop() == ""
    table = [line.split("\t") for line in lines if line and (not line.startswith("#") or "\t" in line)]
    assert all(len(row) == len(names) and all(row) for row in table)
    return [dict(zip(names, row, strict=True)) for row in table]


def tags(file: str, column: str) -> list[str]:
    return [row[column] for row in rows(file)]


def test_a_token_is_a_line_and_a_layer_a_column():
    codes = [{"dimension": "certainty", "code": "possible"}, {"dimension": "reason", "code": "weasel"}]
    codes.append({"dimension": "reason", "code": "condition"})
    marks = a_mark(TEXT, "may resign", codes=codes), a_mark(TEXT, "mayor", layer="cue")
    out = written(conll.write, one_text(TEXT, *marks))
    table = rows(out.text(FILE))
    assert [row["FORM"] for row in table[:6]] == ["The", "mayor", "🦊", "may", "resign", "."]
    assert [(row["START"], row["END"]) for row in table[1:4]] == [("4", "9"), ("10", "11"), ("12", "15")]
    assert [row["claim"] for row in table[2:6]] == ["O", "B-claim", "I-claim", "O"]
    assert [row["cue"] for row in table[:3]] == ["O", "B-cue", "O"]
    assert [row["claim.certainty"] for row in table[2:6]] == ["_", "possible", "possible", "_"]
    assert table[3]["claim.reason"] == "weasel,condition"
    assert [row["FORM"] for row in table].count("#") == 1


def test_the_head_says_the_columns_the_tokeniser_and_the_policies():
    lines = written(conll.write, one_text(TEXT)).text(FILE).split("\n")
    assert lines[0].startswith("# global.columns = FORM START END claim claim.certainty claim.polarity")
    assert not any("rewrite" in name for name in lines[0].split())
    head = "\n".join(lines[1:6])
    assert "# offset_unit = Unicode code points, half-open" in head
    assert f"# tokeniser = {tokens.NAME}" in head
    assert "# overlaps = one mark a token and column" in head


def test_an_empty_line_is_a_border_of_sentences():
    file = written(conll.write, one_text(TEXT)).text(FILE)
    body = file.split("\n# text = ")[1].split("\n", 1)[1]
    forms = [[line.split("\t")[0] for line in part.split("\n") if line] for part in body.split("\n\n")]
    assert [part[0] for part in forms] == [each.of(TEXT).split(maxsplit=1)[0] for each in sentences(TEXT)]


def test_a_longer_mark_stays_and_of_equals_the_first_and_each_range_is_a_chunk():
    marks = [
        a_mark(TEXT, "mayor 🦊", ident="short"),
        a_mark(TEXT, "The mayor", "may resign", ident="long"),
        a_mark(TEXT, "knows why", ident="first"),
        a_mark(TEXT, "why.", ident="second"),
        a_mark(TEXT, "hy", ident="cut", who=1),
    ]
    out = written(conll.write, one_text(TEXT, *marks))
    assert out.lost("overlap") == {"short", "second"}
    assert out.lost("several_ranges") == {"long"}
    assert out.lost("token_border") == {"cut"}
    claims = tags(out.text(FILE), "claim")
    first, second = claims[: len(claims) // 2], claims[len(claims) // 2 :]
    assert first[:10] == [
        "B-claim",
        "I-claim",
        "O",
        "B-claim",
        "I-claim",
        "O",
        "O",
        "B-claim",
        "I-claim",
        "O",
    ]
    assert second.count("B-claim") == 1


def test_what_has_no_column_is_lost_by_its_id():
    codes = [{"dimension": "target", "words": "the mayor"}]
    bias = a_mark(TEXT, "mayor", layer="bias", note="Hm.", codes=codes)
    source = one_text(TEXT, bias, a_mark(TEXT, "may", layer="x", ident="x"), link=[{"link_id": "l"}])
    out = written(conll.write, source)
    assert out.lost("note") == out.lost("words") == {"a1"}
    assert out.lost("mark") == {"x"}
    assert out.lost("link") == {"l"}
    assert out.lost("history") == {"a1", "x"}


@pytest.mark.parametrize("title", ["Vitamin B-12", "O", "-", 'a "quoted"\ttab'])
def test_titles_and_names_are_no_tokens(title):
    source = one_text(TEXT)
    source.texts[0].revision["title"] = title
    (document,), refused = found(conll.read, written(conll.write, source).packed)
    assert (document.facts["title"], document.text, refused) == (title, TEXT, [])


def touched(text: str, annotation: dict) -> set[int]:
    told = tokens.tokens(text)
    return {
        number
        for each in annotation["ranges"]
        for number in range(len(told.keys))
        if told.starts[number] < each["end"] and each["start"] < told.ends[number]
    }


@settings(max_examples=80)
@given(datasets())
def test_what_is_written_is_read_again_but_for_what_was_told_as_lost(source):
    out = written(conll.write, source)
    assert written(conll.write, source).data == out.data
    documents, refused = found(conll.read, out.packed)
    assert refused == []
    lost = out.lost("overlap") | out.lost("mark")
    read = {}
    for each in documents:
        for mark in each.marks:
            (span,) = mark.spans
            assert each.text[span.start : span.end] == span.quote
            assert mark.note == ""
            codes = tuple(sorted((key, tuple(value)) for key, value in mark.codes.items()))
            read.setdefault((each.name, mark.person, mark.label, codes), []).append((span.start, span.end))
    for document in source.texts:
        name, text = held.called(document.revision), document.revision["text"]
        theirs = [each for each in documents if each.name == name]
        assert {each.text for each in theirs} == {text}
        facts = {key: document.revision[key] for key in held.OF_A_DOCUMENT}
        assert theirs[0].facts == {key: value for key, value in facts.items() if value is not None}
        for annotation in document.annotations:
            if annotation["id"] in lost:
                continue
            words = held.in_words(annotation)
            assert bool(words) == (annotation["id"] in out.lost("words"))
            codes = {k: tuple(v) for k, v in held.answers(annotation).items() if k not in words}
            key = (name, annotation["author"]["name"], annotation["layer"], tuple(sorted(codes.items())))
            if annotation["id"] not in out.lost("token_border"):
                for one in annotation["ranges"]:
                    read[key].remove((one["start"], one["end"]))
            else:
                told, inside = tokens.tokens(text), touched(text, annotation)
                for place in list(read[key]):
                    mine = {n for n in range(len(told.keys)) if place[0] <= told.starts[n] < place[1]}
                    if mine <= inside:
                        inside -= mine
                        read[key].remove(place)
                assert not inside
    assert not any(read.values())


@settings(max_examples=40)
@given(datasets())
def test_who_is_dropped_shares_a_token_with_one_that_is_not_shorter(source):
    out = written(conll.write, source)
    lost = out.lost("overlap")
    for document in source.texts:
        text = document.revision["text"]
        for person in PEOPLE:
            for layer in CODEBOOK["layers"]:
                marks = [
                    (each["id"], touched(text, each))
                    for each in document.annotations
                    if each["author"] == person and each["layer"] == layer["key"]
                ]
                kept = [inside for ident, inside in marks if ident not in lost]
                assert sum(map(len, kept)) == len(set().union(*kept)), "no token is in two"
                for ident, inside in marks:
                    if ident in lost:
                        assert any(inside & one and len(one) >= len(inside) for one in kept)
