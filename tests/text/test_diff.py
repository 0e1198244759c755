from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.text.chains import heaviest_chain
from annotator.text.diff import offset_map
from annotator.text.redline import redline
from annotator.text.spans import Span
from annotator.text.tokens import fold, tokens
from tests.text.hostile import raw_texts

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
MOVED = "The ferry turned over within minutes of leaving the harbour."
OTHER = "Nobody had expected it to be this bad, the mayor of the town said on Sunday."


def diff(old, new):
    return list(redline(old, new).changes)


def told(old, new):
    return [(change.kind, old[slice(*change.old)], new[slice(*change.new)]) for change in diff(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("It may rain.", "It may rain.", []),
        ("It may  rain.", "It\u00a0may\r\nrain.\u2028", []),
        ("It rains.", "It probably rains.", [("add", "", "probably")]),
        ("It probably rains.", "It rains.", [("delete", "probably", "")]),
        ("It may rain.", "It will rain.", [("edit", "may", "will")]),
        ("It rains", "It rains.", [("add", "", ".")]),
        (f"{MOVED} {OTHER}", f"{OTHER} {MOVED}", [("move", MOVED, MOVED)]),
        (f"Ha {FAMILY}!", "Ha \U0001f468!", [("edit", FAMILY, "\U0001f468")]),
        ("", "It rains", [("add", "", "It rains")]),
        ("It rains", "", [("delete", "It rains", "")]),
    ],
    ids=[
        "same",
        "white space",
        "add",
        "delete",
        "edit",
        "punctuation",
        "move",
        "a family",
        "from nothing",
        "to nothing",
    ],
)
def test_changes(old, new, changes):
    assert told(old, new) == changes


def test_a_place_of_nothing_lies_between_its_neighbours():
    (change,) = diff("one three", "one two three")
    assert change.old == (3, 3)


@example("\u0600\r\n")
@given(raw_texts)
def test_a_text_does_not_differ_from_itself(text):
    assert diff(text, text) == []
    assert diff(text, "".join(f" {char}" if char.isspace() else char for char in text)) == []


@given(raw_texts, raw_texts)
def test_what_no_change_covers_is_the_same_on_both_sides(old, new):
    changes = diff(old, new)
    assert untouched(old, [change.old for change in changes]) == untouched(
        new, [change.new for change in changes]
    )


def untouched(text, ranges):
    found = tokens(text)
    return [
        key
        for key, start in zip(found.keys, found.starts, strict=True)
        if not any(first <= start < last for first, last in ranges)
    ]


@given(raw_texts, raw_texts)
def test_offsets_never_go_back_and_stay_inside(old, new):
    places = offset_map(old, new)
    mapped = [places.offset(at) for at in range(len(old) + 1)]
    assert mapped == sorted(mapped)
    assert all(0 <= at <= len(new) for at in mapped)


@given(raw_texts, raw_texts)
def test_kept_stretches_have_the_same_text(old, new):
    for start, new_start, length in offset_map(old, new).kept:
        assert fold(old[start : start + length]) == fold(new[new_start : new_start + length])


@given(raw_texts)
def test_folding_keeps_offsets(text):
    assert len(fold(text)) == len(text)


@given(raw_texts)
def test_tokens_are_all_but_white_space(text):
    found = tokens(text)
    left = list(text)
    for start, end in zip(found.starts, found.ends, strict=True):
        left[start:end] = " " * (end - start)
    assert not "".join(left).strip()


def test_an_offset_in_a_deleted_passage_goes_to_where_it_was():
    places = offset_map("one two three", "one three")
    assert [places.offset(at) for at in (0, 3, 5, 8, 13)] == [0, 3, 3, 4, 9]
    assert places.span(Span(0, 13)) == ((0, 9), 8)
    assert places.span(Span(4, 7)) == (None, 0)


def test_long_texts_are_cut_at_what_they_share():
    shared = [f"word{number}" for number in range(3000)]
    old = " ".join([*shared, *(f"old{number}" for number in range(3000)), "end"])
    new = " ".join([*(f"new{number}" for number in range(3000)), *shared, "end"])
    kinds = [change.kind for change in diff(old, new)]
    assert kinds in (["add", "edit"], ["add", "delete"])


def test_unlike_long_texts_are_replaced_as_a_whole():
    old, new = (" ".join(f"{side}{number}" for number in range(2500)) for side in ("old", "new"))
    assert [change.kind for change in diff(old, new)] == ["edit"]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(1, 5)), max_size=7))
def test_the_chain_is_the_heaviest(runs):
    apart, last = [], 0
    for i, j, size in sorted(runs):
        if i >= last:
            apart.append((i, j, size))
            last = i + size
    chain = heaviest_chain(apart)
    assert all(first[1] + first[2] <= second[1] for first, second in itertools.pairwise(chain))
    assert sum(size for _, _, size in chain) == max(map(weight, subsets(apart)))


def subsets(runs):
    return [[run for at, run in enumerate(runs) if chosen >> at & 1] for chosen in range(2 ** len(runs))]


def weight(chain):
    rises = all(first[1] + first[2] <= second[1] for first, second in itertools.pairwise(chain))
    return sum(size for _, _, size in chain) if rises else 0
