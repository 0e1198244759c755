from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.normalise import normalise
from annotator.text.redline import is_trivial, redline
from annotator.text.tokens import tokens

OLD = """The fire at the Adler mill may have destroyed the archive, officials said.

Police believe that two men fled. Nobody was hurt.

Updated 10:32 GMT"""

alphabet = st.sampled_from(
    [
        "fire",
        "may",
        "men",
        "the",
        "\u0301",
        "👩\u200d🚒",
        "שלום",
        ".",
        " ",
        " ",
        "\n\n",
        "\u00a0",
        "—",
        "2011",
    ]
)
texts = st.lists(alphabet, max_size=24).map("".join).map(normalise)


def told(old: str, new: str) -> list[tuple[str, str]]:
    """What changed, as kind and words."""
    pieces = redline(old, new).pieces
    return [(piece.kind, piece.text.strip()) for piece in pieces if piece.kind != "same"]


@given(old=texts, new=texts)
def test_the_new_text_stands_in_the_redline_to_the_code_point(old, new):
    pieces = redline(old, new).pieces
    assert "".join(piece.text for piece in pieces if piece.kind in {"same", "add", "to"}) == new


@given(old=texts, new=texts)
def test_the_words_of_the_old_text_stand_in_the_redline_in_their_order(old, new):
    pieces = redline(old, new).pieces
    left = [piece.text for piece in pieces if piece.kind in {"same", "delete", "from"}]
    assert "".join("".join(left).split()) == "".join(old.split())


@given(old=texts, new=texts)
def test_each_piece_says_where_it_stands_in_its_own_text(old, new):
    for piece in redline(old, new).pieces:
        own = old if piece.kind in {"delete", "from"} else new
        assert own[slice(*piece.place)] == piece.text.removeprefix(
            piece.text[: len(piece.text) - (piece.place[1] - piece.place[0])]
        )


@given(old=texts, new=texts)
def test_every_token_stayed_or_moved_or_came_or_went(old, new):
    found = redline(old, new)
    kept = sum(count for _, _, count in found.kept)
    assert (len(tokens(old).keys), len(tokens(new).keys)) == (kept + found.deleted, kept + found.added)
    for i, j, count in found.kept:
        assert found.a.keys[i : i + count] == found.b.keys[j : j + count]


@given(text=texts)
def test_a_text_has_no_changes_to_itself(text):
    assert redline(text, text).changes == ()


def test_words_that_were_replaced_stand_beside_those_that_came():
    assert told("It may have become worse.", "It has become worse.") == [
        ("delete", "may have"),
        ("add", "has"),
    ]


def test_a_sentence_that_was_put_in_is_told_whole_though_it_begins_like_its_neighbour():
    old = "The cat came. The end was near."
    assert told(old, "The cat came. The dog barked. The end was near.") == [("add", "The dog barked.")]
    (change,) = redline(old, "The cat came. The dog barked. The end was near.").changes
    assert change.scale == "sentence"


def test_a_sentence_that_was_taken_out_is_told_whole():
    assert told("The cat came. The dog barked. The end was near.", "The cat came. The end was near.") == [
        ("delete", "The dog barked.")
    ]


def test_a_passage_that_stands_elsewhere_has_moved_and_its_two_places_have_one_number():
    one = "The mayor said on Tuesday that the town would rebuild the mill within two years."
    rest = "Nobody was hurt. The crews of three towns worked through the night, and the school was closed."
    found = redline(f"{one}\n\n{rest}", f"{rest}\n\n{one}")
    (change,) = [change for change in found.changes if change.kind == "move"]
    assert {piece.kind for piece in found.pieces if piece.change == found.changes.index(change)} == {
        "from",
        "to",
    }
    assert (found.added, found.deleted) == (0, 0)


def test_a_word_taken_out_at_the_end_does_not_touch_the_word_before():
    pieces = redline("He is alive barely.", "He is alive.").pieces
    assert [piece.text for piece in pieces] == ["He is alive", " barely", "."]


def test_paragraphs_are_counted_from_one_in_the_new_text():
    (change,) = redline(OLD, OLD.replace("two men", "three men")).changes
    assert change.paragraph == 2


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('He said: "No" - and left.', "He said: “No” – and left.", "typography"),
        ("It ended ... there.", "It ended … there.", "typography"),
        ("It burned -- all of it.", "It burned — all of it.", "typography"),
        (OLD, OLD.replace("10:32", "11:40"), "clock"),
        ("It burned.\n\nPublished 2 hours ago", "It burned.\n\nPublished 3 hours ago", "clock"),
        ("It burned.\n\nLast updated: 3 May 2024, 10:32 GMT", "It burned.", "clock"),
        ("It burned.", "It burned.\n\nSign up for our newsletter and never miss a fire", "boilerplate"),
        ("It burned.\n\n© 2023 The Courier", "It burned.\n\n© 2024 The Courier", "boilerplate"),
    ],
)  # fmt: skip
def test_what_nobody_need_look_at_is_told_with_its_reason(old, new, why):
    assert {change.trivial for change in redline(old, new).changes} == {why}
    assert is_trivial(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The bomb went off at 6.40.", "The bomb went off at 7.40."),
        ("Share prices fell.", "Share prices fell sharply."),
        ("Print is dead.", "Print is alive."),
        ('The "reform" passed.', "The reform passed."),
        ("It is over.", "It is over?"),
        ("The president met us.", "The president met US."),
        ("On 3 May 2024 it burned.", "On 4 May 2024 it burned."),
    ],
)  # fmt: skip
def test_what_tells_something_otherwise_is_never_trivial(old, new):
    assert not is_trivial(old, new)


def test_white_space_alone_is_no_change_and_trivial():
    assert redline("One. Two.", "One.\n\nTwo.").changes == ()
    assert is_trivial("One. Two.", "One.\n\nTwo.")
