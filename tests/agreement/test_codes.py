"""Coefficients of codes: against independent libraries, their laws, and every case without a value."""

import json
import math
from itertools import permutations

import krippendorff
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from annotator.agreement import codes
from annotator.agreement.coefficients import alpha, cohen, fleiss, gwet, percent
from annotator.agreement.records import Caution, Level, Rating, Weights
from tests.agreement.making import FEW, columns, grouped, matrix, ratings, renamed, table

SCALE = "pqrs"


def first_two(tally):
    return (*sorted(tally.given), "nobody", "nobody")[:2]


MEASURES = {
    "percent": lambda tally: percent(tally, resampling=None),
    "cohen": lambda tally: cohen(tally, *first_two(tally), resampling=None),
    "fleiss": lambda tally: fleiss(tally, resampling=None),
    "ac1": lambda tally: gwet(tally, resampling=None),
    "alpha": lambda tally: alpha(tally, resampling=None),
}
SCALED = {
    "ordinal alpha": lambda tally: alpha(tally, Level.ORDINAL, scale=SCALE, resampling=None),
    "ac2": lambda tally: gwet(tally, Weights.ORDINAL, scale=SCALE, resampling=None),
    "linear kappa": lambda tally: cohen(
        tally, *first_two(tally), weights=Weights.LINEAR, scale=SCALE, resampling=None
    ),
}
ALL = MEASURES | SCALED
any_measure = pytest.mark.parametrize("measure", ALL.values(), ids=ALL)


@pytest.mark.parametrize("level", Level)
@settings(max_examples=40, deadline=None)
@given(ratings(least=1))
def test_alpha_is_that_of_the_library(level, made):
    numbers = [Rating(each.item, each.rater, SCALE.index(each.value)) for each in made]
    found = alpha(codes.tally(numbers), level, scale=range(4), resampling=None).value
    if found is None:
        return
    data = matrix(made, SCALE)
    # Ordinal distances count the ratings between: the library takes its values from the data, as do we.
    told = krippendorff.alpha(reliability_data=data, level_of_measurement=str(level))
    assert found == pytest.approx(told)


@pytest.mark.parametrize(
    ("weights", "name"),
    [(Weights.IDENTITY, None), (Weights.LINEAR, "linear"), (Weights.QUADRATIC, "quadratic")],
)
@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SCALE), st.sampled_from(SCALE)), min_size=1))
def test_cohen_is_that_of_the_library(weights, name, given_):
    ones, others = zip(*given_, strict=True)
    found = cohen(
        codes.tally(columns(a=ones, b=others)), "a", "b", weights=weights, scale=SCALE, resampling=None
    ).value
    if found is None:
        return
    assert found == pytest.approx(cohen_kappa_score(ones, others, labels=list(SCALE), weights=name))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*[st.sampled_from(SCALE)] * 3), min_size=2, max_size=12))
def test_fleiss_without_gaps_follows_from_the_librarys_alpha(rows):
    """Where nothing is missing, 1 - alpha = (1 - kappa) (n - 1) / n, with n ratings in all."""
    made = columns(**dict(zip("abc", zip(*rows, strict=True), strict=True)))
    found = fleiss(codes.tally(made), resampling=None).value
    if found is None:
        return
    told = krippendorff.alpha(reliability_data=matrix(made, SCALE), level_of_measurement="nominal")
    assert 1 - told == pytest.approx((1 - found) * (len(made) - 1) / len(made))


@pytest.mark.parametrize("weights", Weights)
@settings(max_examples=40, deadline=None)
@given(ratings(least=1))
def test_gwet_is_what_its_definition_says(weights, made):
    """Written out: pairs of raters item by item, and chance from each value's mean share of an item."""
    items = list(grouped(made, "item").values())
    if all(len(each) == 1 for each in items):
        return

    def weight(one, other):
        apart = abs(SCALE.index(one.value) - SCALE.index(other.value))
        return {
            Weights.IDENTITY: float(apart == 0),
            Weights.LINEAR: 1 - apart / 3,
            Weights.QUADRATIC: 1 - apart**2 / 9,
            Weights.ORDINAL: 1 - math.comb(apart + 1, 2) / math.comb(4, 2),
        }[weights]

    agreed = [
        sum(weight(*pair) for pair in permutations(each, 2)) / (len(each) * (len(each) - 1))
        for each in items
        if len(each) > 1
    ]
    shares = [
        sum(sum(one.value == value for one in each) / len(each) for each in items) / len(items)
        for value in SCALE
    ]
    total = sum(weight(Rating(0, 0, one), Rating(0, 0, other)) for one in SCALE for other in SCALE)
    chance = total / 12 * sum(share * (1 - share) for share in shares)
    told = (sum(agreed) / len(agreed) - chance) / (1 - chance)
    assert gwet(codes.tally(made), weights, scale=SCALE, resampling=None).value == pytest.approx(told)


@any_measure
@settings(max_examples=40, deadline=None)
@given(ratings(raters="ab"))
def test_who_is_first_makes_no_difference(measure, made):
    swapped = renamed(made, "rater", {"a": "b", "b": "a"})
    assert measure(codes.tally(made)).value == pytest.approx(measure(codes.tally(swapped)).value)


@any_measure
@settings(max_examples=40, deadline=None)
@given(ratings(), st.randoms(use_true_random=False), st.permutations("abcd"))
def test_order_and_names_of_raters_and_items_make_no_difference(measure, made, chance, names):
    if measure in {ALL["cohen"], ALL["linear kappa"]}:
        made = [each for each in made if each.rater in "ab"]
    other = renamed(made, "rater", dict(zip("abcd", names, strict=True)))
    other = renamed(other, "item", {item: f"item {-item}" for item in range(8)})
    chance.shuffle(other)
    assert measure(codes.tally(made)).value == pytest.approx(measure(codes.tally(other)).value)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
@settings(max_examples=40, deadline=None)
@given(ratings(), st.permutations(SCALE))
def test_names_of_values_make_no_difference(measure, made, names):
    other = renamed(made, "value", dict(zip(SCALE, names, strict=True)))
    assert measure(codes.tally(made)).value == pytest.approx(measure(codes.tally(other)).value)


@pytest.mark.parametrize("measure", SCALED.values(), ids=SCALED)
@settings(max_examples=40, deadline=None)
@given(ratings())
def test_a_scale_turned_round_makes_no_difference(measure, made):
    other = renamed(made, "value", dict(zip(SCALE, reversed(SCALE), strict=True)))
    assert measure(codes.tally(made)).value == pytest.approx(measure(codes.tally(other)).value)


@any_measure
@settings(max_examples=40, deadline=None)
@given(ratings())
def test_at_most_one_and_one_only_where_all_agree(measure, made):
    made = (
        made if measure not in {ALL["cohen"], ALL["linear kappa"]} else [e for e in made if e.rater in "ab"]
    )
    found = measure(codes.tally(made)).value
    if found is None:
        return
    assert found <= 1 + 1e-9
    if measure in {ALL["cohen"], ALL["ac1"]}:  # the others have no floor of -1 where ratings are missing
        assert found >= -1 - 1e-9
    all_agree = all(len({each.value for each in item}) == 1 for item in grouped(made, "item").values())
    assert (found == pytest.approx(1)) is all_agree


@any_measure
@settings(max_examples=40, deadline=None)
@given(ratings())
def test_a_value_or_a_reason(measure, made):
    tally = codes.tally(made)
    found = measure(tally)
    reasons = [each for each in found.cautions if each.undefined]
    assert (found.value is None) is bool(reasons)
    assert len(reasons) <= 1
    assert 0 <= found.coverage <= 1
    assert found.value is None or math.isfinite(found.value)


@settings(max_examples=40, deadline=None)
@given(ratings(items=12), st.sets(st.integers(0, 11)))
def test_parts_add_up_to_the_whole(made, first):
    one = codes.tally(each for each in made if each.item in first)
    other = codes.tally(each for each in made if each.item not in first)
    whole = codes.tally(made)
    assert one + other == other + one == whole
    assert whole + codes.CodeTally() == whole
    for measure in ALL.values():
        assert measure(one + other) == measure(whole)


@settings(max_examples=40, deadline=None)
@given(ratings())
def test_through_json_and_back(made):
    tally = codes.tally(made)
    assert codes.CodeTally.of(json.loads(json.dumps(tally.plain()))) == tally


def test_adding_changes_neither_part():
    one, other = codes.tally(columns(a="pq", b="pq")), codes.tally(columns(a="..p", b="..q"))
    before = json.dumps([one.plain(), other.plain()])
    assert (one + other).items == 3
    assert json.dumps([one.plain(), other.plain()]) == before


@settings(max_examples=40, deadline=None)
@given(ratings())
def test_two_raters_of_many_are_those_two_alone(made):
    pair = codes.tally(made).between("b", "a")
    alone = codes.tally(each for each in made if each.rater in "ab")
    assert (pair.pairable, pair.items, pair.given) == (alone.pairable, alone.items, alone.given)
    assert alpha(pair, resampling=None).value == pytest.approx(alpha(alone, resampling=None).value)
    assert cohen(pair, "a", "b", resampling=None) == cohen(alone, "b", "a", resampling=None)


@settings(max_examples=40, deadline=None)
@given(ratings(), st.sampled_from(SCALE))
def test_one_code_against_the_rest_is_a_recoding(made, value):
    recoded = [Rating(e.item, e.rater, value if e.value == value else codes.REST) for e in made]
    assert codes.tally(made).only(value) == codes.tally(recoded)


def test_two_values_of_one_rater_for_one_item_are_refused():
    with pytest.raises(ValueError, match="twice"):
        codes.tally([Rating(1, "a", "p"), Rating(1, "a", "q")])


def test_words_have_no_distances():
    with pytest.raises(TypeError, match="no number"):
        alpha(codes.tally(columns(a="pq", b="qq")), Level.INTERVAL)


@any_measure
@pytest.mark.parametrize(
    ("made", "caution"),
    [
        ([], Caution.NO_ITEMS),
        (columns(a="pqp"), Caution.ONE_RATER),
        (columns(a="pq..", b="..pq"), Caution.NO_ITEM_TWICE),
    ],
)
def test_nothing_to_compare(measure, made, caution):
    found = measure(codes.tally(made))
    assert (found.value, found.interval, found.cautions) == (None, None, {caution})


@pytest.mark.parametrize("measure", [MEASURES[name] for name in ("cohen", "fleiss", "ac1", "alpha")])
def test_one_value_throughout_tells_nothing(measure):
    found = measure(codes.tally(columns(a="pppp", b="pppp")))
    assert (found.value, found.cautions) == (None, {Caution.ONE_CATEGORY})


def test_one_value_throughout_of_several_that_could_be_chosen_is_agreement_to_gwet():
    tally = codes.tally(columns(a="pppp", b="pppp"))
    assert percent(tally).value == 1
    assert gwet(tally, scale=SCALE).value == 1


def test_a_pair_that_never_met():
    tally = codes.tally(columns(a="pq..", b="pqpq", c="..pq"))
    found = cohen(tally, "a", "c")
    assert (found.cautions, found.items, found.raters) == ({Caution.NO_ITEM_TWICE}, 4, 2)
    assert cohen(tally, "a", "nobody").cautions == {Caution.ONE_RATER}


def test_what_misleads_is_said_with_its_figures():
    skewed = table([[95, 2], [2, 1]], values="pq")
    found = cohen(codes.tally(skewed), "a", "b", resampling=FEW)
    assert [(each.caution, each.figures) for each in found.notes if each.caution != "shaky_interval"] == [
        (Caution.SKEWED, {"value": "p", "share": 0.97})
    ]
    assert Caution.SKEWED not in gwet(codes.tally(skewed), resampling=FEW).cautions
    assert Caution.SKEWED not in percent(codes.tally(skewed), resampling=FEW).cautions

    lonely = columns(a="pqpqpqpqpq", b="pq........")
    notes = {each.caution: each.figures for each in alpha(codes.tally(lonely), resampling=FEW).notes}
    assert notes[Caution.FEW_ITEMS] == {"n": 2, "least": 30}
    assert notes[Caution.MOSTLY_ONE_RATER] == {"rater": "a", "share": 10 / 12}
    assert notes[Caution.LOW_COVERAGE] == {"share": 0.2}


def test_nothing_to_warn_of():
    tally = codes.tally(table([[20, 5], [5, 20]]))
    assert alpha(tally, resampling=FEW).notes == ()
    assert alpha(tally).coverage == 1
