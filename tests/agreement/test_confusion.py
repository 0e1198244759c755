"""Behind each number stand the items that made it, by id."""

from itertools import combinations

from hypothesis import given, settings

from annotator.agreement import codes, confusion
from annotator.agreement.coefficients import percent
from annotator.agreement.confusion import Both
from annotator.agreement.records import Rating
from tests.agreement.making import columns, ratings

MADE = columns(a="ppqr", b="pqqp", c="qq.p")


def test_cells_open_their_items():
    found = confusion.between(MADE, "a", "b")
    assert found.values == ("p", "q", "r")
    assert found.cells == {
        ("p", "p"): (Both(0, "a0", ("b0",)),),
        ("p", "q"): (Both(1, "a1", ("b1",)),),
        ("q", "q"): (Both(2, "a2", ("b2",)),),
        ("r", "p"): (Both(3, "a3", ("b3",)),),
    }
    assert (found.count("p", "q"), found.count("q", "p"), found.items) == (1, 0, 4)
    assert found.mixed == [("p", "q", 1), ("p", "r", 1)]
    assert confusion.between(MADE, "a", "b", scale="rqp").values == ("r", "q", "p")


def test_against_most_of_the_others_a_tie_is_left_out():
    found = confusion.with_group(MADE, "a")
    assert found.left_out == (0,)
    assert found.cells["p", "q"] == (Both(1, "a1", ("b1", "c1")),)
    assert found.count("q", "q") == 1  # of two others, only one rated it
    gold = [*MADE, Rating(0, "gold", "p", "g0")]
    assert confusion.with_group(gold, "a").left_out == ()
    assert confusion.with_group(gold, "a", without=["gold"]) == found
    assert confusion.between(gold, "c", "gold").cells == {("q", "p"): (Both(0, "c0", ("g0",)),)}


def test_the_most_disputed_come_first():
    found = confusion.disagreements([*MADE, Rating(3, "d", "q", "d3")])
    assert [(each.item, [value for value, _ in each.given]) for each in found] == [
        (3, ["p", "q", "r"]),
        (0, ["p", "q"]),
        (1, ["q", "p"]),
    ]
    assert [each.id for each in found[0].given[0][1]] == ["b3", "c3"]
    assert found[1].differing == 2 / 3


@settings(max_examples=60, deadline=None)
@given(ratings())
def test_matrices_and_tallies_count_the_same(made):
    tally = codes.tally(made)
    for one, other in combinations("abcd", 2):
        found = confusion.between(made, one, other)
        cells = tally.pairs.get((one, other), {})
        assert {cell: len(items) for cell, items in found.cells.items()} == dict(cells)
        turned = confusion.between(made, other, one)
        assert {(b, a): len(items) for (a, b), items in turned.cells.items()} == dict(cells)


@settings(max_examples=60, deadline=None)
@given(ratings())
def test_what_is_listed_is_what_lowers_the_percentage(made):
    tally = codes.tally(made)
    found = percent(tally, resampling=None)
    if found.value is not None:
        lost = sum(each.differing for each in confusion.disagreements(made))
        assert abs((1 - found.value) * tally.pairable - lost) < 1e-9


def test_nobody_else_rated_it():
    assert confusion.with_group(columns(a="pq"), "a").items == 0
    assert confusion.between([], "a", "b").values == ()
    assert confusion.disagreements([]) == []
