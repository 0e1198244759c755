from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from annotator.text.segments import headings, paragraphs, sentences
from tests.text.hostile import raw_texts

# "|" marks the borders; none stands in the texts themselves.
CASES = [
    "The vote was held.| It passed.",
    "Mr. Smith met Gen. Khalifa Hifter and Sen. J. R. Jones on Jan. 5.| They spoke.",
    "He works for Acme Inc.| The firm is in Ohio.",
    "He works for Acme Inc. Chairman Ann Lee.",
    "The U.S. Senate sat.| It was the U.S.| He left.",
    "See No. 5 and Fig. 3.| No.| He said no.| Then he left.",
    "It began at 5 p.m. Tuesday.| It ended at 9 p.m.| Nobody stayed.",
    "It began at 9 a.m. EST.| He lives in Fresno, Calif.| Police came.| In Fresno, Calif. Gov. Lee spoke.",
    '"Will they get back pay?" Justice Elena Kagan asked.| Nobody knew.',
    '"Will they get back pay?" he asked.',
    '"Will they get back pay?"| The court did not say.',
    '"Stop!" Ann Lee shouted.| "Stop!"| He ran.',
    "He joined Yahoo! Inc. in May.| He left Yahoo! News in June.| So did Yahoo!| The end.",
    "He waited... and waited.| And waited …| Nothing came.",
    "“We won,” she said.| “We won it all.”| He agreed.",
    '"We won. |We won it all." |He agreed.',
    "(He had left.)| She stayed (in Rome, they say).| It rained.",
    "iPhone sales rose.| iPhone prices fell.| It was al-Qaeda.| al-Qaeda denied it.| de Blasio won.",
    "They met in 2009.| 20 people came.| $5 was the price.",
    "He said: ‘No.’| Nobody heard it.",
    "Prices rose 3.5 percent, to 1.2 million.| Visit example.com today.",
    "J. Smith came.| A. Jones did not.",
    "1. First item\n|2. Second item\n|• A bullet\n|- A dash",
    "A headline without a stop\n|By Ann Lee\n|The text starts here. |It goes on.",
    "A headline\n\n|Its text.",
    "今天下雨。|他没来！|真的？",
    "यह सच है।| वह गया।",
    "It is so . '' |He left . |`` No '' , she said .",
    "Why?!| Because.",
    "The L. A. Times and George W. Bush.| Plan B.| The end.",
    "He spoke to E! News about it.",
    "Dr. No.| The film.",
    "He has a Ph.D. in law.| She is a member of the E.U.| It is big.",
    "He has cats, dogs, etc.| They bark.",
]


@pytest.mark.parametrize("marked", CASES)
def test_borders(marked):
    text = marked.replace("|", "")
    assert [s.of(text) for s in sentences(text)] == [piece.strip() for piece in marked.split("|")]


def test_a_text_broken_at_a_width_is_joined_and_one_of_short_lines_is_not():
    wrapped = (
        "The council met on Monday evening in the old town hall\n"
        "and spoke for three hours about the bridge over the\n"
        "river, which Mayor Ann Lee wants to close. Nothing was\n"
        "decided."
    )
    assert [s.of(wrapped) for s in sentences(wrapped)] == [
        wrapped.split(" Nothing", maxsplit=1)[0],
        "Nothing was\ndecided.",
    ]
    listed = "Rome\nParis\nThe city of London and all the towns that lie around it, near and far"
    assert len(sentences(listed)) == 3


def test_paragraphs_lie_between_blank_lines():
    text = " One\ntwo \n \t\nThree\n\n\n\u00a0\nFour\n"
    assert [p.of(text) for p in paragraphs(text)] == ["One\ntwo", "Three", "Four"]


@pytest.mark.parametrize("empty", ["", " ", "\n\n", "\u00a0\n"])
def test_nothing_has_no_parts(empty):
    assert paragraphs(empty) == []
    assert sentences(empty) == []


def _between(spans, start, end):
    """The stretches of [start, end) that no span covers."""
    places = [start, *(x for s in spans for x in (s.start, s.end)), end]
    return list(zip(places[::2], places[1::2], strict=True))


@given(raw_texts)
def test_paragraphs_tile_the_text(text):
    assert all(not text[a:b].strip() for a, b in _between(paragraphs(text), 0, len(text)))


@given(raw_texts)
def test_sentences_tile_their_paragraphs(text):
    found = sentences(text)
    assert found == sorted(found)
    for paragraph in paragraphs(text):
        inside = [s for s in found if paragraph.start <= s.start < paragraph.end]
        assert inside
        assert inside[-1].end <= paragraph.end
        assert all(not text[a:b].strip() for a, b in _between(inside, paragraph.start, paragraph.end))
        found = [s for s in found if s not in inside]
    assert found == []


HEADED = [
    ("Ferry aground\n\nA ferry ran aground.", "", ["Ferry aground"]),
    ("Is the ferry lost?\n\nNobody knew.", "", []),
    ("Is the ferry lost?\n\nNobody knew.", "Is the  ferry lost?", ["Is the ferry lost?"]),
    ("Ferry aground.\nIt was dark.", "ferry aground.", ["Ferry aground."]),
    ("It was dark.\n\nNight of fear\n\nNobody slept.", "", ["Night of fear"]),
    ("Ferry aground\nBy Jo Lund, The Echo\n\nIt was dark.", "", ["Ferry aground\nBy Jo Lund, The Echo"]),
    ("He said:\n\n“It was dark.”\n\n- two boats\n- one ferry", "", []),
    ("渡轮搁浅\n\n没有人受伤。", "", ["渡轮搁浅"]),
    ("word " * 40, "", []),
]


@pytest.mark.parametrize(("text", "title", "expected"), HEADED)
def test_headings_are_short_paragraphs_that_are_no_sentence(text, title, expected):
    assert [each.of(text) for each in headings(text, title)] == expected


@given(raw_texts)
def test_headings_stand_in_their_paragraphs_one_after_the_other(text):
    found = headings(text, text[:20])
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all(
        any(one.start <= each.start and each.end <= one.end for one in paragraphs(text)) for each in found
    )


@given(raw_texts)
def test_no_white_space_at_the_ends(text):
    for span in [*sentences(text), *paragraphs(text)]:
        assert span.of(text) == span.of(text).strip()


@pytest.mark.parametrize("unit", [". ", '." ', "Mr. ", "1. ", "?", '?" Aa Bb ', "“", "\n", "x\n", "U.S. "])
def test_long_runs_of_one_thing_are_tiled(unit):
    text = unit * (30_000 // len(unit))
    assert sum(len(s.of(text)) for s in sentences(text)) >= len("".join(text.split()))
