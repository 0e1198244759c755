from __future__ import annotations

import pytest
from hypothesis import given, settings

from annotator.text.conflicts import differences
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
