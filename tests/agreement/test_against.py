"""A person's marks against a key: counted by hand, and bounds that hold of any."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.against import Outcome, Sums, against
from annotator.agreement.counting import Answered, Dimension
from annotator.agreement.records import Level, Marking
from annotator.agreement.spans import Kind

CERTAINTY = Dimension("claim", "certainty", Level.ORDINAL, ("possible", "certain"))
REASON = Dimension("claim", "reason", Level.NOMINAL, ("weasel", "source"), several=True)


def put(key, start, end, layer="claim", **answers):
    return Answered(Marking(1, 1, layer, ((start, end),), key), answers)


def test_what_is_found_missed_extra_and_coded_differently():
    key = [
        put("a", 0, 10, certainty=["certain"], reason=["weasel"]),
        put("b", 20, 30, certainty=["possible"]),
        put("c", 40, 50),
        put("d", 60, 70, layer="cue"),
    ]
    own = [
        put("1", 0, 10, certainty=["possible"], reason=["source"]),
        put("2", 25, 35),
        put("3", 60, 70),  # another layer than the key's
    ]
    held = against(key, own, [CERTAINTY, REASON])
    assert [(each.key.marking.id, each.own.marking.id, each.exact) for each in held.both] == [
        ("a", "1", True), ("b", "2", False),
    ]  # fmt: skip
    assert [each.differing for each in held.both] == [("certainty", "reason"), ("certainty",)]
    assert [each.marking.id for each in held.missed] == ["c", "d"]
    assert [each.marking.id for each in held.extra] == ["3"]
    assert held.outcome.spans == {"claim": Sums(1, 2, 3, 3), "cue": Sums(0, 0, 1, 0)}
    assert held.outcome.codes == {
        "claim.certainty": Counter({("certain", "possible"): 1, ("possible", ""): 1}),
        "claim.reason": Counter({("yes", "no"): 1, ("no", "yes"): 1}),
    }
    assert held.outcome.answers == (0, 4)
    same = put("5", 0, 10, certainty=["certain"], reason=["weasel"])
    assert against(key[:1], [same], [REASON]).outcome.answers == (1, 1), "what neither says is no answer"
    score = held.outcome.spans["claim"].score(Kind.OVERLAP)
    assert (score.precision, score.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert held.outcome.all_spans == Sums(1, 2, 4, 3)


def test_nothing_against_nothing_has_no_score():
    assert against([], [], [CERTAINTY]).outcome.all_spans.score() is None
    assert against([put("a", 0, 1)], [], [CERTAINTY]).outcome.all_spans.score().precision is None


places = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6), st.sampled_from(["claim", "cue"]), st.booleans()),
    max_size=6,
)


def made(drawn, prefix):
    return [
        put(f"{prefix}{n}", at, at + size, layer, certainty=["certain" if sure else "possible"])
        for n, (at, size, layer, sure) in enumerate(drawn)
    ]


@given(places, places)
def test_each_passage_is_told_once_and_sums_add_up(first, second):
    key, own = made(first, "k"), made(second, "o")
    held = against(key, own, [CERTAINTY])
    assert len(held.both) + len(held.missed) == len(key)
    assert len(held.both) + len(held.extra) == len(own)
    whole = held.outcome.all_spans
    assert whole.exact <= whole.overlap <= min(whole.key, whole.own)
    assert (held.outcome + Outcome()) == held.outcome
    turned = against(own, key, [CERTAINTY]).outcome.all_spans
    assert (turned.overlap, turned.key, turned.own) == (whole.overlap, whole.own, whole.key)


@given(places)
def test_who_marks_as_the_key_does_has_all_of_it(drawn):
    key = made({each[:3]: each for each in drawn}.values(), "k")
    outcome = against(key, key, [CERTAINTY]).outcome
    assert outcome.all_spans.exact == len(key)
    assert not key or outcome.all_spans.score(Kind.EXACT).f1 == 1
