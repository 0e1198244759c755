from __future__ import annotations

import pytest
from hypothesis import given

from annotator.text.hedging import hedging
from annotator.text.spans import Span
from tests.text.hostile import raw_texts


@pytest.mark.parametrize(
    ("text", "cues", "clause"),
    [
        ("He left.", [], None),
        ("He may have left.", ["may"], "He may have left"),
        ("Perhaps.", ["Perhaps"], None),
        (
            "Ole Berg, a former judge, may resign, and it rained.",
            ["may"],
            "Ole Berg, a former judge, may resign",
        ),
        ("It is unclear whether the bridge will hold.", ["unclear", "whether"], "the bridge will hold"),
        ("The mayor left, although police suspect he was forced.", ["suspect"], "he was forced"),
        ("He has friends, with many speculating he is a spy.", ["many", "speculating"], "he is a spy"),
        ("The bridge will hold, they believe.", ["believe"], "The bridge will hold"),
        ("It rained, and the move likely shows that he is no friend.", ["likely"], None),
    ],
)
def test_cases(text, cues, clause):
    found = hedging(text, Span(0, len(text)))
    assert [span.of(text) for span in found.spans] == cues
    if clause:
        assert found.clause is not None
        assert found.clause.of(text) == clause


def test_places_are_those_of_the_whole_text():
    text = "Before. He may have left. After."
    found = hedging(text, Span(8, 25))
    assert found.cue is not None
    assert (found.cue.of(text), found.clause and found.clause.of(text)) == ("may", "He may have left")


@given(raw_texts.filter(bool))
def test_any_string_is_read(text):
    found = hedging(text, Span(0, len(text)))
    assert (found.cue is None) == (not found.spans)
    assert all(span.of(text).strip() for span in found.spans)
    assert found.clause is None or found.clause.of(text).strip()
