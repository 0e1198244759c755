from __future__ import annotations

import pytest
from hypothesis import given

from annotator.text.redline import redline
from annotator.text.rewordings import reworded, rewordings
from tests.text.test_redline import texts

BEFORE = "The mill stood empty for a year."
AFTER = "The crews of three towns came."


def found(old: str, new: str) -> list[tuple[str, str, str, str]]:
    return [
        (each.difference.kind, each.difference.change, each.said, each.became)
        for each in rewordings(old, new, redline(old, new))
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "The fire may have destroyed the archive.",
            "The fire has destroyed the archive.",
            ("hedge", "removed", "may have", "has"),
        ),
        (
            "The fire destroyed the archive.",
            "The fire possibly destroyed the archive.",
            ("hedge", "added", "", "possibly"),
        ),
        (
            "The fire will possibly destroy the whole archive.",
            "The fire will probably destroy the whole archive.",
            ("hedge", "strengthened", "possibly", "probably"),
        ),
        (
            "Two men fled over the bridge, police said.",
            "Two men fled over the bridge.",
            ("attribution", "removed", ", police said", ""),
        ),
        (
            "Two men fled over the old bridge.",
            "Three men fled over the old bridge.",
            ("number", "differs", "Two", "Three"),
        ),
        (
            "The mayor knew of the danger in May.",
            "The mayor never knew of the danger in May.",
            ("negation", "added", "", "never"),
        ),
    ],
)
def test_a_reworded_sentence_says_what_it_tells_otherwise(old, new, told):
    assert told in found(f"{BEFORE} {old}\n\n{AFTER}", f"{BEFORE} {new}\n\n{AFTER}")


def test_a_sentence_that_was_moved_and_reworded_at_once_is_recognised():
    rest = f"{BEFORE} {AFTER} Nobody was hurt, and the school was closed until Monday."
    said = "according to the company that runs it"
    old = f"There were 212 people in it, {said}: 190 guests and 22 of the staff.\n\n{rest}"
    new = f"{rest}\n\nThere were 209 people in it, 190 guests and 22 of the staff."
    assert {told[:2] for told in found(old, new)} == {("attribution", "removed"), ("number", "differs")}


def test_a_clock_time_is_nothing_told_otherwise():
    assert found(f"{BEFORE}\n\nUpdated 10:32 GMT", f"{BEFORE}\n\nUpdated 11:40 GMT") == []


def test_sentences_that_came_or_went_are_no_rewordings():
    assert found(f"{BEFORE} It may rain.", f"{BEFORE} {AFTER}") == []


def test_the_place_is_the_paragraph_of_the_new_text():
    old, new = (
        f"{BEFORE}\n\n{AFTER}\n\nThe fire {words} the archive." for words in ("may destroy", "destroys")
    )
    (told,) = rewordings(old, new, redline(old, new))
    assert (told.paragraph, told.old.of(old), told.new.of(new)) == (
        3, "The fire may destroy the archive.", "The fire destroys the archive.",
    )  # fmt: skip


@given(old=texts, new=texts)
def test_no_sentence_is_paired_twice_and_no_pair_is_equal(old, new):
    pairs = reworded(old, new, redline(old, new))
    assert len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(pairs)
    assert all(one.of(old) != other.of(new) for one, other in pairs)
