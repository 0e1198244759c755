"""B-cubed and pairwise F1 of clusterings: against what they mean item by item, and a library."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import pair_confusion_matrix

from annotator.agreement import clusters
from annotator.agreement.pairs import PairTally
from annotator.agreement.records import Caution, Rating
from tests.agreement.making import clustering, ratings, renamed

PAIR = ("a", "b")
MEASURES = {"b_cubed": clusters.b_cubed, "pairwise": clusters.pairwise}
any_measure = pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
both_complete = st.lists(st.tuples(st.sampled_from("pqr"), st.sampled_from("pqr")), min_size=1, max_size=9)


def placed(labels):
    return [
        Rating(item, rater, value)
        for item, pair in enumerate(labels)
        for rater, value in zip("ab", pair, strict=True)
    ]


@settings(max_examples=60, deadline=None)
@given(both_complete)
def test_b_cubed_item_by_item(labels):
    found = clusters.b_cubed_scores(clusters.tally(placed(labels), "s"))[PAIR]
    precision = recall = 0
    for one, other in labels:
        mine = {item for item, pair in enumerate(labels) if pair[0] == one}
        theirs = {item for item, pair in enumerate(labels) if pair[1] == other}
        precision += len(mine & theirs) / len(theirs)
        recall += len(mine & theirs) / len(mine)
    n = len(labels)
    assert (found.precision, found.recall) == (pytest.approx(precision / n), pytest.approx(recall / n))
    assert found.f1 == pytest.approx(2 * precision * recall / (precision + recall) / n)
    assert found.n == n


@settings(max_examples=60, deadline=None)
@given(both_complete)
def test_links_as_the_library_counts_them(labels):
    (_, only_other), (only_one, both) = pair_confusion_matrix(*zip(*labels, strict=True))
    found = clusters.pairwise(clusters.tally(placed(labels), "s"), resampling=None)
    if both + only_one + only_other == 0:
        assert found.cautions == {Caution.NOTHING_MARKED}
    else:
        assert found.value == pytest.approx(2 * both / (2 * both + only_one + only_other))


@any_measure
@settings(max_examples=40, deadline=None)
@given(ratings(raters="abc"), st.permutations("abc"), st.permutations("pqrs"))
def test_names_make_no_difference_and_the_value_is_a_share(measure, made, raters, values):
    found = measure(clusters.tally(made, "s"), resampling=None)
    other = renamed(made, "rater", dict(zip("abc", raters, strict=True)))
    other = [Rating(each.item, each.rater, f"{each.rater} {each.value}") for each in reversed(other)]
    assert measure(clusters.tally(other, "s"), resampling=None).value == pytest.approx(found.value)
    assert (found.value is None) is any(each.undefined for each in found.cautions)
    assert found.value is None or 0 <= found.value <= 1 + 1e-9


@any_measure
def test_the_same_clusters_by_other_names_agree(measure):
    made = clustering(a=["123", "45", "6"], b=["6", "123", "45"])
    assert measure(clusters.tally(made, "s")).value == 1


def test_only_items_of_both_are_compared():
    made = clustering(a=["123", "45"], b=["12", "4"])
    found = clusters.b_cubed_scores(clusters.tally(made, "s"))[PAIR]
    assert (found.precision, found.recall, found.n) == (1, 1, 3)


@any_measure
@pytest.mark.parametrize(
    ("made", "caution"),
    [
        ([], Caution.NO_ITEMS),
        (clustering(a=["12"]), Caution.ONE_RATER),
        (clustering(a=["12"], b=["34"]), Caution.NO_ITEM_TWICE),
    ],
)
def test_nothing_to_compare(measure, made, caution):
    assert measure(clusters.tally(made, "s")).cautions == {caution}
    assert measure(PairTally()).cautions == {Caution.NO_ITEMS}
    assert measure(clusters.tally(made, "s")).value is None


def test_nobody_links_anything():
    made = clustering(a=["1", "2"], b=["1", "2"])
    assert clusters.pairwise(clusters.tally(made, "s")).cautions == {Caution.NOTHING_MARKED}
    assert clusters.b_cubed(clusters.tally(made, "s")).value == 1


@settings(max_examples=40, deadline=None)
@given(ratings(raters="abc"), ratings(raters="abc"))
def test_stories_add_up(one, other):
    parts = clusters.tally(one, "s"), clusters.tally(other, "t")
    whole = parts[0] + parts[1]
    assert PairTally.of(json.loads(json.dumps(whole.plain()))) == whole == parts[1] + parts[0]
    together = [
        *(Rating(f"s{each.item}", each.rater, f"s{each.value}") for each in one),
        *(Rating(f"t{each.item}", each.rater, f"t{each.value}") for each in other),
    ]
    for measure in MEASURES.values():
        told = measure(clusters.tally(together, "both"), resampling=None).value
        assert measure(whole, resampling=None).value == pytest.approx(told)
    with pytest.raises(ValueError, match="twice"):
        whole + parts[0]


def test_behind_the_number_stand_the_items_in_other_company():
    made = clustering(a=["123", "45"], b=["12", "345"], c=["1"])
    assert clusters.behind(made, "a", "b") == [
        clusters.Differing("3", ("1", "2"), ("4", "5")),
        clusters.Differing("1", ("3",), ()),
        clusters.Differing("2", ("3",), ()),
        clusters.Differing("4", (), ("3",)),
        clusters.Differing("5", (), ("3",)),
    ]
    assert clusters.behind(made, "a", "c") == []  # of the one item of both there is nothing to say


def test_an_item_is_in_one_cluster():
    with pytest.raises(ValueError, match="twice"):
        clusters.tally([Rating(1, "a", "p"), Rating(1, "a", "q")], "s")
