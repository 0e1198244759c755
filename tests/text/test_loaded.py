from __future__ import annotations

import pytest
from hypothesis import given

from annotator.errors import Invalid
from annotator.text.loaded import Family, Tag, english, loaded, parse_lexicon
from annotator.text.segments import sentences
from tests.text.hostile import raw_texts


@pytest.mark.parametrize("row", [r for r in english().rows if r.kind != "none"], ids=lambda r: r.pattern[:40])
def test_every_row_is_found_in_its_own_example(row):
    assert row.pattern in [one.entry for one in loaded(row.remark)]


@pytest.mark.parametrize(
    "row", [r for r in english().rows if r.kind == "none" and ": " in r.remark], ids=lambda r: r.pattern[:40]
)
def test_no_look_alike_is_found_in_its_own_example(row):
    assert loaded(row.remark.split(": ", 1)[1]) == []


@pytest.mark.parametrize(
    "text",
    [
        "The council met on Monday and voted for the new bridge.",
        "Police said two people were hurt when a bus hit a wall.",
        "The company reported a loss of 20 million dollars.",
        "She slammed the door. The reactor had a partial meltdown.",
        "The tax regime was changed.",
    ],
)
def test_plain_news_has_none(text):
    assert loaded(text) == []


def test_what_it_tells():
    (one,) = loaded("The regime fell.")
    assert (one.tag, one.family, one.neutral, one.in_quotation) == (
        Tag.WORD_CHOICE,
        Family.LEXICAL,
        "government",
        False,
    )
    (other,) = loaded("Sadly, it rained.")
    assert other.family is Family.EPISTEMOLOGICAL


def test_a_quoted_judgement_is_told_apart():
    text = "He called it a “total fiasco” and a debacle."
    assert [(one.span.of(text), one.in_quotation) for one in loaded(text)] == [
        ("fiasco", True),
        ("debacle", False),
    ]


def test_a_project_brings_its_own():
    own = parse_lexicon("wonky\tadjective\t\ta wonky plan\nregime\tnone\t\toff\n", "own.tsv")
    text = "The regime has a wonky plan."
    assert [one.span.of(text) for one in loaded(text, lexicon=english().merged(own))] == ["wonky"]


def test_a_bad_row_is_named():
    with pytest.raises(Invalid, match="line 1: 'hedge'"):
        parse_lexicon("may\thedge\t\tx", "own.tsv")


@given(raw_texts)
def test_spans_lie_in_their_sentences_and_never_overlap(text):
    inside = sentences(text)
    end = 0
    for one in loaded(text):
        assert one.sentence in inside
        assert max(end, one.sentence.start) <= one.span.start < one.span.end <= one.sentence.end
        end = one.span.end
