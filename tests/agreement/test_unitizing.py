"""Krippendorff's alpha for unitizing: its definition written out, and our policy on overlaps."""

import pytest
from hypothesis import given, settings

from annotator.agreement import unitizing
from annotator.agreement.records import Caution
from tests.agreement.making import LENGTH, mark, marked, text


@settings(max_examples=60, deadline=None)
@given(marked(raters="abc", documents=2))
def test_alpha_u_is_what_its_definition_says(given_):
    """Code point by code point, for each ordered pair of raters; squared lengths unit by unit."""
    texts, made = given_
    found = unitizing.alpha_u(unitizing.tally(made, texts), resampling=None)
    if found.value is None:
        return
    apart = within = 0
    totals = {}
    for each in (each for each in texts if len(each.raters) > 1):
        own = {
            rater: unitizing.units(mark for mark in made if (mark.document, mark.rater) == (each.id, rater))
            for rater in each.raters
        }
        given_to = {
            rater: [
                next((value for start, end, value in cut if start <= at < end), ()) for at in range(LENGTH)
            ]
            for rater, cut in own.items()
        }
        within += sum((end - start) ** 2 for cut in own.values() for start, end, _ in cut)
        within += sum(values.count(()) for values in given_to.values())
        for one, mine in given_to.items():
            for at, value in enumerate(mine):
                totals[value] = totals.get(value, 0) + 1
                differing = sum(theirs[at] != value for other, theirs in given_to.items() if other != one)
                apart += differing / (len(each.raters) - 1)
    n = sum(totals.values())
    chance = sum(a * b for v, a in totals.items() for w, b in totals.items() if v != w) * n / (n * n - within)
    assert found.value == pytest.approx(1 - apart / chance)


def test_same_label_overlaps_are_one_unit_and_other_labels_a_value_of_their_own():
    made = [*mark("a", (0, 10), (5, 15), (15, 20)), *mark("a", (8, 12), label="y")]
    assert unitizing.units(made) == [(0, 8, ("x",)), (8, 12, ("x", "y")), (12, 15, ("x",)), (15, 20, ("x",))]


def test_which_label_matters_to_alpha_u_and_not_to_the_binary_one():
    made = [*mark("a", (0, 10), (20, 30)), *mark("b", (0, 10)), *mark("b", (20, 30), label="y")]
    tally = unitizing.tally(made, [text("a", "b")])
    assert unitizing.alpha_u(tally).value < unitizing.alpha_u_binary(tally).value == 1


def test_the_more_apart_the_less_alpha_u():
    found = [
        unitizing.alpha_u(
            unitizing.tally([*mark("a", (10, 30)), *mark("b", (10 + by, 30 + by))], [text("a", "b")])
        )
        for by in (0, 5, 10, 20)
    ]
    values = [each.value for each in found]
    assert values == sorted(values, reverse=True)
    assert values[0] == 1 > values[-1]
    assert values[-1] < 0


def test_everything_marked_by_everybody_is_no_difference_to_tell():
    made = mark("a", (0, 100)) + mark("b", (0, 100))
    found = unitizing.alpha_u(unitizing.tally(made, [text("a", "b")]))
    assert found.cautions == {Caution.ONE_CATEGORY}
