"""What changed in a note, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.edits import edits


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("It may rain.", "It will rain.", [("=", "It "), ("-", "may"), ("+", "will"), ("=", " rain.")]),
        ("", "New", [("+", "New")]),
        ("Gone", "", [("-", "Gone")]),
        ("same", "same", [("=", "same")]),
        ("", "", []),
    ],
)
def test_words_that_stay_go_and_come(old, new, parts):
    assert edits(old, new) == parts


@given(st.text(), st.text())
def test_the_parts_are_both_texts(old, new):
    parts = edits(old, new)
    assert "".join(words for sign, words in parts if sign != "+") == old
    assert "".join(words for sign, words in parts if sign != "-") == new
