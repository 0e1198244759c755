from __future__ import annotations

import pytest
from hypothesis import given, settings

from annotator.text.comparing import compare, explanations
from annotator.text.conflicts import datings, differences
from annotator.text.spans import Span
from tests.text.hostile import raw_texts

EXCHANGED = {"added": "removed", "removed": "added", "weakened": "strengthened", "strengthened": "weakened"}


def told(a, b):
    found = differences(a, Span(0, len(a)), b, Span(0, len(b)))
    return [(one.kind, one.change, one.a.of(a), one.b.of(b)) for one in found]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Rebels took him in the late 80s.", "Rebels took him in 1987.", []),
        ("Rebels took him in 1996.", "Rebels took him in 1987.", [("date", "differs", "1996", "1987")]),
        (
            "The bank paid $40 billion.",
            "The bank paid $35 billion.",
            [("money", "differs", "$40 billion", "$35 billion")],
        ),
        (
            "It lasted two weeks.",
            "It lasted three weeks.",
            [("duration", "differs", "two weeks", "three weeks")],
        ),
        ("Prices rose 5 per cent.", "Prices rose 7%.", [("percent", "differs", "5 per cent", "7%")]),
        ("12 people drowned.", "12 people and 2 dogs drowned.", []),
        ("It sank at 6.40 p.m.", "It sank at 7.15 p.m.", [("time", "differs", "6.40 p.m.", "7.15 p.m.")]),
        ("It sank on Friday.", "It sank on Sunday.", []),
        ("It sank on Friday, May 14.", "It sank on Sunday.", []),
        (
            "It sank on Friday, May 14.",
            "It sank on Saturday, May 14.",
            [("date", "differs", "Friday", "Saturday")],
        ),
        ("He never was named to a post of any power.", "He never came to power.", []),
        (
            "The mayor resigned.",
            "The mayor did not resign.",
            [("negation", "added", "resigned", "not resign")],
        ),
        ("He didn't pay.", "He pays.", [("negation", "removed", "didn't pay", "pays")]),
        ("He never paid.", "He paid.", [("negation", "removed", "never paid", "paid")]),
        ("He left.", "He may have left.", [("hedge", "added", "He left.", "may")]),
        ("He probably left.", "He left.", [("hedge", "removed", "probably", "He left.")]),
        ("He possibly left.", "He probably left.", [("hedge", "strengthened", "possibly", "probably")]),
        ("He probably left.", "He possibly left.", [("hedge", "weakened", "probably", "possibly")]),
        (
            "The bank failed.",
            "The bank failed, police said.",
            [("attribution", "added", "The bank failed.", "police said")],
        ),
    ],
)
def test_cases(a, b, expected):
    assert told(a, b) == expected


def test_places_are_those_of_the_whole_text():
    a, b = "Before. Twelve people died.", "It rained all day. Some 14 people died."
    (found,) = differences(a, Span(8, len(a)), b, Span(19, len(b)))
    assert (found.a.of(a), found.b.of(b)) == ("Twelve", "Some 14")


@pytest.mark.parametrize(
    ("a", "b", "sentence"),
    [
        ("12 people died.", "14 people died.", "The first says “12”, the second “14”: no number fits both."),
        ("He left.", "He did not leave.", None),
        ("It fell.", "It may fall.", "The first tells it without a hedge, the second as possible (“may”)."),
        ("It fell.", "It did not fell.", "Only the second negates it: “not fell” against “fell”."),
        ("It fell.", "It fell, she said.", "Only the second says where it is from: “she said”."),
    ],
)
def test_explanations(a, b, sentence):
    found = differences(a, Span(0, len(a)), b, Span(0, len(b)))
    assert [one.explanation for one in found] == ([sentence] if sentence else [])


@settings(max_examples=60)
@given(raw_texts.filter(bool), raw_texts.filter(bool))
def test_the_other_way_round_changes_are_exchanged(a, b):
    there = sorted(told(a, b))
    back = sorted(
        (kind, EXCHANGED.get(change, change), one, other) for kind, change, other, one in told(b, a)
    )
    assert there == back


def test_quantities_are_paired_in_their_order_both_ways():
    a, b = "First 12 people, then 30 people died.", "First 14 people, then 25 people, then 40 people died."
    assert [(one, other) for _, _, one, other in told(a, b)] == [("12", "14"), ("30", "25")]
    assert [(one, other) for _, _, one, other in told(b, a)] == [("14", "12"), ("25", "30")]


ABROAD = "She moved to Lyon in 1979, and lived there through 2004."
AT_SEA = "After moving to Grenoble she led a failed revolt in 1989, and left France in 2004."


def test_a_date_that_only_one_account_gives_is_told():
    (found,) = datings(ABROAD, Span(0, len(ABROAD)), AT_SEA + " In 1979 it rained.", Span(0, len(AT_SEA)))
    assert (found.kind, found.change, found.a.of(ABROAD), found.b.of(AT_SEA)) == (
        "date",
        "added",
        ABROAD,
        "1989",
    )
    assert found.explanation == "Only the second says “1989”: the first account gives no such date anywhere."


def test_a_date_is_not_missed_where_the_other_sentence_gives_none():
    a, b = "She moved to Lyon.", "She moved to Lyon in 1979."
    assert datings(a, Span(0, len(a)), b, Span(0, len(b))) == []


@settings(max_examples=60)
@given(raw_texts.filter(bool), raw_texts.filter(bool))
def test_dates_of_one_account_mirror(a, b):
    a, b = f"In 1987 {a}", f"In 2011 {b}"
    there = datings(a, Span(0, len(a)), b, Span(0, len(b)))
    back = datings(b, Span(0, len(b)), a, Span(0, len(a)))
    assert sorted((one.a, one.b) for one in there) == sorted((one.b, one.a) for one in back)


def test_the_explanations_of_a_comparison_can_be_had_from_either_side():
    a = "The ferry Aurora sank off Lindau with 40 people on board."
    b = "The ferry Aurora may have sunk off Lindau with 38 people on board."
    there, back = compare(a, b).as_dict()["passages"][0], compare(b, a).as_dict()["passages"][0]
    assert explanations(a, b, there) == [each["explanation"] for each in there["differences"]]
    assert explanations(b, a, back) == [each["explanation"] for each in back["differences"]]
    assert len(explanations(a, b, there)) == 2


def test_a_hedge_has_its_cues_and_the_clause_it_governs():
    a = "The ferry sank off Lindau, but the crew was saved."
    b = "The ferry probably sank off Lindau, but the crew may have been saved."
    (data,) = compare(a, b).as_dict()["passages"]
    (hedge,) = [each for each in data["differences"] if each["kind"] == "hedge"]
    assert [b[slice(*place)] for place in hedge["b_cues"]] == ["probably", "may"]
    assert b[slice(*hedge["b_clause"])] == "the crew may have been saved"
    assert (hedge["a_cues"], hedge["a_clause"]) == ([], None)
