from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.origins import credit_lines, origins
from annotator.text.reuse import SHORTEST, _Search, matching_runs, shared
from annotator.text.words import words
from tests.text.hostile import raw_texts

FERRY = "The ferry left the harbour at noon with forty people on board and turned over within minutes."
RESCUE = "Fishermen who had seen it from the beach pulled most of them out of the cold water."
WORDS = [f"word{number}" for number in range(400)]


def test_a_moved_passage_is_found_whole():
    found = shared(f"{FERRY} {RESCUE}", f"{RESCUE} {FERRY}")
    assert [run.words for run in found] == [len(words(FERRY)), len(words(RESCUE))]


def test_spans_are_the_words_and_not_the_punctuation_around_them():
    a, b = f"Yes: {FERRY}", f"“{FERRY.upper()}” he read"
    (run,) = shared(a, b)
    assert run.a.of(a) == FERRY.rstrip(".")
    assert run.b.of(b) == FERRY.rstrip(".").upper()


def test_quotes_and_spaces_of_another_normalisation_do_not_count():
    a = "It’s the mayor’s “first real mistake” in office, one of her friends has said."
    b = "It's the mayor's \"first real\u00a0mistake\" in office, one of her friends has said."
    assert [run.words for run in shared(a, b)] == [len(words(a))]


def test_a_run_shorter_than_eight_words_is_a_phrase():
    seven = " ".join(WORDS[: SHORTEST - 1])
    assert shared(f"{seven} here", f"{seven} there") == []
    assert [run.words for run in shared(f"{seven} same here", f"{seven} same there")] == [SHORTEST]


def test_scripts_without_spaces_have_a_word_a_character():
    chinese = "市长星期五宣布辞职因为渡轮事故"
    (run,) = shared(f"昨天{chinese}。", f"{chinese}，他说。")
    assert run.a.of(f"昨天{chinese}。") == chinese


@given(raw_texts, raw_texts)
def test_both_sides_of_a_passage_have_the_same_words(a, b):
    for run in shared(a, b):
        assert words(run.a.of(a)).keys == words(run.b.of(b)).keys
        assert run.words >= SHORTEST


@given(st.lists(st.sampled_from("abc"), max_size=60), st.lists(st.sampled_from("abc"), max_size=60))
def test_no_word_is_in_two_passages_and_the_mirror_image_is_the_same(a, b):
    one, other = " ".join(a), " ".join(b)
    found = shared(one, other)
    for side in ("a", "b"):
        spans = sorted(getattr(run, side) for run in found)
        assert all(first.end <= second.start for first, second in itertools.pairwise(spans))
    assert sorted((run.b, run.a) for run in shared(other, one)) == sorted((run.a, run.b) for run in found)


@given(st.lists(st.sampled_from(WORDS), min_size=SHORTEST, max_size=80, unique=True), st.data())
def test_swapped_halves_are_found_whole(keys, data):
    cut = data.draw(st.integers(0, len(keys)))
    found = matching_runs(keys, keys[cut:] + keys[:cut])
    assert sum(size for _, _, size in found) == sum(
        size for size in (cut, len(keys) - cut) if size >= SHORTEST
    )


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (["a"] * 50_000, ["a"] * 49_000 + ["b"] * 1000),
        (["a", "b"] * 20_000, ["b", "a", "a"] * 10_000),
        ((WORDS * 50), (WORDS[100:] + WORDS[:100]) * 50),
        (["a"] * 9 * 2000, ["a", "a", "a", "a", "a", "a", "a", "b"] * 2000),
    ],
    ids=["one word", "two words", "a repeated text", "runs just too short"],
)
def test_the_work_stays_in_proportion_to_the_length(monkeypatch, a, b):
    searches = []

    class Counted(_Search):
        def __init__(self, *sides):
            super().__init__(*sides)
            searches.append(self)

    monkeypatch.setattr("annotator.text.reuse._Search", Counted)
    matching_runs(a, b)
    assert searches[0].compared <= 200 * (len(a) + len(b))


def test_reprints_are_one_origin_and_accounts_written_apart_are_not():
    wire = " ".join([FERRY, RESCUE, *WORDS[:100]])
    other = "A boat sank off the coast on Sunday, and divers are still looking for the missing, police said."
    cut = f"From our correspondent. {wire[:300]}"
    found = origins([wire, other, cut, f"Breaking! {wire}", other.upper()])
    assert found.groups == ((0, 2, 3), (1, 4))
    assert {(copy.first, copy.second) for copy in found.copies} == {(0, 2), (0, 3), (2, 3), (1, 4)}
    assert all(copy.share > 0.9 for copy in found.copies)


def test_a_quote_in_common_is_a_copy_but_no_origin():
    found = origins([f"{FERRY} {' '.join(WORDS[:90])}", f"{' '.join(WORDS[100:190])} {FERRY}"])
    assert found.groups == ((0,), (1,))
    assert [copy.words for copy in found.copies] == [len(words(FERRY))]


def test_many_copies_of_one_text_are_one_group_without_all_pairs():
    found = origins([f"{FERRY} {RESCUE} {number}" for number in range(120)])
    assert found.groups == (tuple(range(120)),)
    assert len(found.copies) < 500


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("TRIPOLI (Reuters) - Gunmen stormed the hotel.", ["Reuters"]),
        ("KABUL, May 3 (dpa) – The election is over.", ["DPA"]),
        ("The vote is on Sunday.\n\nThe Associated Press contributed to this report.", ["AP"]),
        ("Reuters and AFP contributed to this story.", ["Reuters", "AFP"]),
        ("Source: AFP", ["AFP"]),
        ("Copyright 2014 The Associated Press. All rights reserved.", ["AP"]),
        ("He told Reuters that the AP office was on fire.", []),
        ("The AP (advanced placement) course", []),
    ],
)
def test_credit_lines(text, agencies):
    found = credit_lines(text)
    assert [credit.agency for credit in found] == agencies
    assert all(credit.span.of(text) for credit in found)


@given(raw_texts, raw_texts, raw_texts)
def test_origins_and_credits_take_any_string(a, b, c):
    groups = origins([a, b, c]).groups
    assert sorted(number for group in groups for number in group) == [0, 1, 2]
    assert all(credit.span.of(a) for credit in credit_lines(a))
