"""Agreement on where: matching one to one, F1 by exact place, overlap and tokens, alpha-U; and their laws."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from annotator.agreement import matching, spans, unitizing
from annotator.agreement.pairs import PairTally
from annotator.agreement.records import Caution, Document, Marking
from annotator.agreement.resampling import Resampling
from annotator.agreement.spans import Kind
from annotator.text import joining
from tests.agreement.making import FEW, mark, marked, renamed, text

PAIR = ("a", "b")
MEASURES = {
    **{
        kind: lambda texts, made, k=kind: spans.f1(spans.tally(made, texts), k, resampling=None)
        for kind in Kind
    },
    "alpha_u": lambda texts, made: unitizing.alpha_u(unitizing.tally(made, texts), resampling=None),
    "binary": lambda texts, made: unitizing.alpha_u_binary(unitizing.tally(made, texts), resampling=None),
}
any_measure = pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)


def scored(kind, one, other, **document):
    return spans.scores(spans.tally([*one, *other], [text("a", "b", **document)]), kind)[PAIR]


def test_by_exact_place_overlap_and_length():
    one, other = mark("a", (0, 10), (20, 30), (50, 60)), mark("b", (0, 10), (25, 35))
    exact, overlap = scored(Kind.EXACT, one, other), scored(Kind.OVERLAP, one, other)
    assert (exact.precision, exact.recall, exact.f1) == (1 / 2, 1 / 3, 2 / 5)
    assert (overlap.precision, overlap.recall, overlap.f1) == (1, 2 / 3, 4 / 5)
    weighted = scored(Kind.TOKENS, one, other)
    assert (weighted.precision, weighted.recall) == (15 / 20, 15 / 30)


def test_a_token_counts_when_any_of_it_is_marked():
    tokens = ((0, 3), (4, 9), (10, 14), (15, 20))
    found = scored(Kind.TOKENS, mark("a", (4, 14)), mark("b", (6, 12)), tokens=tokens)
    assert (found.f1, found.n) == (1, 4)
    found = scored(Kind.TOKENS, mark("a", (4, 15)), mark("b", (9, 15)), tokens=tokens)
    assert (found.precision, found.recall) == (1, 1 / 2)  # what ends where a token begins does not mark it


def test_another_label_is_no_agreement():
    one, other = mark("a", (0, 10)), mark("b", (0, 10), label="y")
    assert [scored(kind, one, other).f1 for kind in Kind] == [0, 0, 0]


def test_overlaps_of_one_rater_stay_apart_where_matched_and_count_once_in_tokens():
    one, other = mark("a", (0, 10), (0, 10), (5, 15)), mark("b", (0, 15))
    assert scored(Kind.EXACT, one, other).f1 == 0
    assert scored(Kind.OVERLAP, one, other).recall == 1 / 3
    assert scored(Kind.TOKENS, one, other).f1 == 1
    assert scored(Kind.EXACT, one, mark("b", (0, 10), (0, 10))).recall == 2 / 3


def test_partners_change_so_that_nobody_is_left_over():
    """The best pair (20-40 with 15-40) would leave the other two markings alone."""
    one, other = mark("a", (0, 16), (15, 40)), mark("b", (12, 14), (14, 40))
    pairs = matching.overlapping(one, other)
    assert [(mine.id, theirs.id) for mine, theirs in pairs] == [("a0", "b12"), ("a15", "b14")]
    one, other = mark("a", (10, 20), (18, 30)), mark("b", (15, 40), (30, 50))
    assert len(matching.overlapping(one, other)) == 1


@settings(max_examples=60, deadline=None)
@given(marked(raters="ab", documents=1, labels="xy", most=8))
def test_overlap_matches_as_many_as_the_library(given_):
    _, made = given_
    one, other = ([each for each in made if each.rater == rater] for rater in "ab")
    if not (one and other):
        return
    touching = [
        [int(a.label == b.label and joining.shared(a.ranges, b.ranges) > 0) for b in other] for a in one
    ]
    told = maximum_bipartite_matching(csr_matrix(np.array(touching)))
    pairs = matching.overlapping(one, other)
    assert len(pairs) == np.sum(told >= 0)
    assert len({a.id for a, _ in pairs}) == len({b.id for _, b in pairs}) == len(pairs)
    assert all(a.label == b.label and joining.shared(a.ranges, b.ranges) for a, b in pairs)
    assert {(b.id, a.id) for a, b in matching.exact(one, other)} == {
        (b.id, a.id) for b, a in matching.exact(other, one)
    } or len(matching.exact(one, other)) == len(matching.exact(other, one))


@settings(max_examples=60, deadline=None)
@given(marked(most=6), st.randoms(use_true_random=False))
def test_passages_hold_each_marking_once_and_each_rater_at_most_once(given_, chance):
    _, made = given_
    found = matching.passages(made)
    assert sorted(each.id for passage in found for each in passage.markings) == [each.id for each in made]
    for passage in found:
        raters = [each.rater for each in passage.markings]
        assert len(raters) == len(set(raters))
        assert len({(each.document, each.label) for each in passage.markings}) == 1
    shuffled = list(made)
    chance.shuffle(shuffled)
    assert matching.passages(shuffled) == found


def test_the_nearest_markings_make_a_passage():
    made = [*mark("a", (0, 10)), *mark("b", (1, 10), (0, 4)), *mark("c", (0, 9), label="y")]
    assert [[each.id for each in passage.markings] for passage in matching.passages(made)] == [
        ["b0"],
        ["c0"],
        ["a0", "b1"],
    ]
    joined = matching.passages(made, labelled=False)
    assert [passage.item for passage in joined] == ["b0", "c0"]
    assert len(matching.passages(made, least=0.95)) == 4


@pytest.mark.parametrize("kind", [Kind.EXACT, Kind.OVERLAP])
@settings(max_examples=40, deadline=None)
@given(marked())
def test_behind_the_numbers_stand_their_markings(kind, given_):
    texts, made = given_
    scores = spans.scores(spans.tally(made, texts), kind)
    found = spans.behind(made, texts, *PAIR, kind)
    both, mine, theirs = len(found.both), len(found.only_one), len(found.only_other)
    assert {each.rater for each in found.only_one} <= {"a"}
    assert {each.rater for each in found.only_other} <= {"b"}
    if PAIR in scores:
        assert scores[PAIR].f1 == pytest.approx(2 * both / (2 * both + mine + theirs))
    else:
        assert both + mine + theirs == 0


@any_measure
@settings(max_examples=40, deadline=None)
@given(marked(), st.permutations("abc"), st.permutations("xy"), st.randoms(use_true_random=False))
def test_order_and_names_make_no_difference(measure, given_, raters, labels, chance):
    texts, made = given_
    names = dict(zip("abc", raters, strict=True))
    other = renamed(renamed(made, "rater", names), "label", dict(zip("xy", labels, strict=True)))
    chance.shuffle(other)
    turned = [
        Document(each.id, each.length, frozenset(names[rater] for rater in each.raters))
        for each in reversed(texts)
    ]
    assert measure(texts, made).value == pytest.approx(measure(turned, other).value)


@any_measure
@settings(max_examples=40, deadline=None)
@given(marked())
def test_a_value_or_a_reason_and_never_above_one(measure, given_):
    found = measure(*given_)
    assert (found.value is None) is any(each.undefined for each in found.cautions)
    assert found.value is None or found.value <= 1 + 1e-9
    assert 0 <= found.pairable <= found.items


@any_measure
@settings(max_examples=40, deadline=None)
@given(marked(raters="a", documents=2))
def test_who_marks_the_same_agrees(measure, given_):
    texts, made = given_
    texts = [Document(each.id, each.length, frozenset("ab")) for each in texts]
    found = measure(texts, made + renamed(made, "rater", {"a": "b"}))
    if found.value is None:
        assert found.cautions <= {Caution.NOTHING_MARKED, Caution.ONE_CATEGORY}
    else:
        assert found.value == pytest.approx(1)


@settings(max_examples=40, deadline=None)
@given(marked())
def test_parts_add_up_and_go_through_json(given_):
    texts, made = given_
    for tally in (spans.tally, unitizing.tally):
        whole = tally(made, texts)
        parts = [tally(made, [each]) for each in texts]
        assert sum(parts, type(whole)()) == whole
        assert sum(reversed(parts), type(whole)()) == whole
        assert type(whole).of(json.loads(json.dumps(whole.plain()))) == whole
        with pytest.raises(ValueError, match="twice"):
            whole + parts[0]


@any_measure
@pytest.mark.parametrize(
    ("texts", "made", "caution"),
    [
        ([], [], Caution.NO_ITEMS),
        ([text("a")], mark("a", (0, 5)), Caution.ONE_RATER),
        ([text("a"), Document("e", 9, frozenset("b"))], mark("a", (0, 5)), Caution.NO_ITEM_TWICE),
        ([text("a", "b")], [], Caution.NOTHING_MARKED),
        ([text("a", "b")], mark("c", (0, 5)), Caution.NOTHING_MARKED),
    ],
)
def test_nothing_to_compare(measure, texts, made, caution):
    found = measure(texts, made)
    assert (found.value, found.interval, found.cautions) == (None, None, {caution})


def test_marking_nothing_where_another_marks_is_disagreement_and_not_being_done_is_not():
    done = spans.f1(spans.tally(mark("a", (0, 5)), [text("a", "b")]), Kind.OVERLAP)
    assert (done.value, done.pairable) == (0, 1)
    score = spans.scores(spans.tally(mark("a", (0, 5)), [text("a", "b")]), Kind.OVERLAP)[PAIR]
    assert (score.precision, score.recall) == (None, 0)
    open_ = spans.f1(spans.tally(mark("a", (0, 5)), [text("a")]), Kind.OVERLAP)
    assert open_.value is None


def test_the_mean_is_over_pairs_that_have_something_and_a_pair_can_be_asked_for():
    texts = [
        Document(name, 50, frozenset(raters)) for name, raters in (("d", "ab"), ("e", "ac"), ("f", "bc"))
    ]
    made = [
        *(Marking("d", rater, "x", ((0, 9),)) for rater in "ab"),
        *(Marking("e", rater, "x", ((at, at + 3),)) for rater, at in (("a", 0), ("c", 5))),
    ]
    tally = spans.tally(made, texts)
    found = spans.f1(tally, Kind.EXACT, resampling=FEW)
    assert (found.value, found.items, found.raters, found.pairable) == (0.5, 3, 3, 3)
    assert spans.f1(tally, Kind.EXACT, ("b", "a"), resampling=None).value == 1
    nothing = spans.f1(tally, Kind.EXACT, ("b", "c"), resampling=None)
    assert (nothing.value, nothing.cautions) == (None, {Caution.NOTHING_MARKED})
    assert Caution.FEW_ITEMS in found.cautions
    assert Caution.LOW_COVERAGE not in found.cautions


def test_intervals_draw_documents():
    """Of two documents, one with full and one with no agreement, a resample has 0, half or all of it."""
    texts = [Document(name, 50, frozenset("ab")) for name in "de"]
    made = [Marking("d", rater, "x", ((0, 9),)) for rater in "ab"] + [
        Marking("e", rater, "x", ((at, at + 3),)) for rater, at in (("a", 0), ("b", 5))
    ]
    for found in (
        spans.f1(spans.tally(made, texts), Kind.EXACT),
        spans.f1(spans.tally(made, texts), Kind.EXACT, PAIR),
    ):
        assert (found.value, found.interval) == (0.5, (0, 1))
    assert spans.f1(spans.tally(made, texts[:1]), Kind.EXACT).interval is None
    low, high = unitizing.alpha_u(unitizing.tally(made, texts), resampling=Resampling(200)).interval
    assert low < 0 < high == 1


def test_empty_tallies_add():
    assert PairTally() + PairTally() == PairTally()
    assert unitizing.UnitTally() + unitizing.UnitTally() == unitizing.UnitTally()
