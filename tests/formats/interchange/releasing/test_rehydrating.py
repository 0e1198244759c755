"""Texts taken out of a dataset and put back: whole where they are the same, searched where they are not."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.formats.datasets import line
from annotator.formats.interchange.releasing import stand_off
from annotator.formats.interchange.releasing.rehydrating import rehydrate
from annotator.formats.interchange.releasing.stand_off import MOST, WithoutTexts
from annotator.formats.interchange.source import Document, Lists, records_of
from annotator.text.normalise import fingerprint
from tests.formats.interchange.releasing.made import a_range, account, mark, project
from tests.formats.interchange.tabled import whole
from tests.formats.interchange.worlds import members, written

TEXT = (
    "The old bridge over the river was closed on Monday after cracks were found in two of its pillars. "
    "The mayor said that the repairs might take until the spring of next year, and that the town would pay "
    "for a ferry in the meantime. Shop owners on the far bank fear for their Christmas business, and some "
    "of them have hired boats of their own. Nobody was hurt."
)
LONG = "The mayor said that the repairs might take until the spring of next year"
SHORT = "Nobody was hurt."


def of(text, *quotes, **further):
    found = account(1, 1, text, marks=0)
    marks = [
        mark(f"m{n}", "r0001", text, text.index(quote), text.index(quote) + len(quote))
        for n, quote in enumerate(quotes)
    ]
    return Lists([], [Document(found.revision, marks)], further)


def back(source, texts):
    """What comes of a dataset whose texts were taken out, and what is told of it."""
    told = []
    records = list(rehydrate(records_of(WithoutTexts(source)), texts, told.append))
    return records, told


def annotation(source, text):
    records, told = back(source, lambda _: text)
    (found,) = (each for each in records if each["type"] == "annotation")
    (state,) = (each.state for each in told if each.kind == "annotation")
    return found, state


def test_no_text_and_no_long_quote_is_in_it():
    data, losses = written(stand_off.write, of(TEXT, LONG, SHORT))
    told = members(data)["data.jsonl"].decode()
    records = [json.loads(each) for each in told.splitlines()]
    revision, *marks = records
    assert "text" not in revision
    assert revision["sha256"] == fingerprint(TEXT)
    assert (revision["length"], revision["url"]) == (len(TEXT), "https://beacon.example/1")
    cut, kept = (each["ranges"][0] for each in marks)
    assert (cut["quote"], cut["quote_end"]) == (LONG[: MOST // 2], LONG[-MOST // 2 :])
    assert cut["quote_sha256"] == fingerprint(LONG)
    assert kept == a_range(TEXT, TEXT.index(SHORT), len(TEXT))
    assert LONG[20:60] not in told
    assert losses.counts == {"text": 1, "quote": 1}


@pytest.mark.parametrize("letter", ["\U0001f468\u200d\U0001f469\u200d\U0001f467", "e\u0301" + "\u0302" * 30])
def test_no_character_is_cut_in_two(letter):
    text = letter * 30
    (document,) = WithoutTexts(Lists([], [Document({"revision_id": "r", "text": text}, [
        mark("m", "r", text, 0, len(text))])])).documents()  # fmt: skip
    (cut,) = document.annotations[0]["ranges"]
    for part in (cut["quote"], cut["quote_end"]):
        assert len(part) <= MOST // 2
        assert part == letter * (len(part) // len(letter))


def real(source: Lists) -> Lists:
    """A dataset whose texts have their checksums, without answers that quote what is no part of a text."""
    texts = [
        Document(each.revision | {"sha256": fingerprint(each.revision["text"])}, each.annotations)
        for each in source.texts
    ]
    further = {kind: rows for kind, rows in source.further.items() if not kind.endswith("_answer")}
    return Lists(source.head, texts, further)


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(whole().map(real), st.integers(0, 6))
def test_the_same_texts_give_the_same_bytes(source, most):
    texts = {each.revision["revision_id"]: each.revision["text"] for each in source.texts}
    told = []
    out = WithoutTexts(source, most=most)
    found = rehydrate(records_of(out), lambda each: texts[each["revision_id"]], told.append)
    assert list(map(line, found)) == list(map(line, records_of(source)))
    assert {each.state for each in told} <= {"exact"}


def test_what_answers_and_decisions_quote_comes_back_too():
    start = TEXT.index(LONG)
    place = {"revision_id": "r0001", "start": start, "end": start + len(LONG), "quote": LONG}
    source = of(
        TEXT,
        suggestion_answer=[{"suggestion_id": "s", **place}],
        counterpart_answer=[{"counterpart_id": "c", **place}],
        decision=[
            {"decision_id": "d", "revision_id": "r0001", "ranges": [a_range(TEXT, start, place["end"])]}
        ],
    )
    assert LONG not in b"".join(map(line, records_of(WithoutTexts(source)))).decode()
    records, told = back(source, lambda _: TEXT)
    assert records == list(records_of(source))
    assert Counter(each.state for each in told) == {"exact": 4}


@pytest.mark.parametrize("quote", [LONG, SHORT])
def test_a_new_first_sentence_moves_everything(quote):
    text = f"Updated on Tuesday.\n\n{TEXT}"
    found, state = annotation(of(TEXT, quote), text)
    assert state == found["anchor"] == "moved"
    (place,) = found["ranges"]
    assert text[place["start"] : place["end"]] == place["quote"] == quote
    assert "quote_end" not in place
    assert text[: place["start"]].endswith(place["prefix"])
    assert place["prefix"]


def test_what_stands_before_the_change_is_exact_and_the_text_is_told_as_changed():
    text = TEXT.replace(SHORT, "Two people were hurt.")
    records, told = back(of(TEXT, LONG, SHORT), lambda _: text)
    assert {each.ident: each.state for each in told} == {"r0001": "changed", "m0": "exact", "m1": "orphan"}
    revision, kept, gone = records
    assert (revision["sha256"], revision["length"], revision["text"]) == (fingerprint(text), len(text), text)
    assert kept["anchor"] == "exact"
    assert (gone["anchor"], gone["ranges"]) == ("orphan", [])


def test_other_words_between_the_same_ends_are_a_change():
    text = TEXT.replace("might take until", "will probably go on until")
    found, state = annotation(of(TEXT, LONG), text)
    assert state == "changed"
    assert found["ranges"][0]["quote"] == LONG.replace("might take", "will probably go on")


def test_a_passage_that_stands_twice_is_ambiguous():
    once = "Nobody was hurt, as far as is known. "
    found, state = annotation(of(f"one {once}two", once.strip()), f"red {once}green {once}blue")
    assert state == found["anchor"] == "ambiguous"


def test_ends_that_went_far_apart_are_no_passage():
    text = TEXT.replace("that the repairs", f"that {'it is all very hard to tell and ' * 9}the repairs")
    assert annotation(of(TEXT, LONG), text)[1] == "orphan"


@pytest.mark.parametrize("nothing", [None, "", " \n"])
def test_a_text_that_is_missing_stays_out(nothing):
    source = of(TEXT, LONG)
    records, told = back(source, lambda _: nothing)
    assert records == list(records_of(WithoutTexts(source)))
    assert [each.state for each in told] == ["missing", "missing"]


def test_a_text_as_it_came_is_made_canonical_first():
    told = back(of(TEXT, LONG), lambda _: TEXT.replace(". ", ".  \r\n").replace("  \r\n", " ") + " \r\n")[1]
    assert {each.state for each in told} == {"exact"}


def test_a_release_with_texts_is_left_as_it_is():
    source, told = project(stories=1), []
    assert list(rehydrate(records_of(source), lambda _: pytest.fail("not asked for"), told.append)) == list(
        records_of(source)
    )
    assert told == []
