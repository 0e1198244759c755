"""Clusters to be adjudicated, and their majorities."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.findings.decisions import (
    Kind,
    Majority,
    Marking,
    Question,
    gather,
    likeness,
    majority,
    median,
    overruled,
)
from annotator.text.spans import Span

STEPS = ("unclear", "possible", "likely", "certain")
QUESTIONS = {
    "certainty": Question(Kind.ORDINAL, STEPS),
    "family": Question(Kind.NOMINAL, ("word", "frame")),
    "marks": Question(Kind.MULTI, ("a", "b", "c")),
}


def mark(name: str, person: int, start: int, end: int, layer: str = "claim", **answers: str) -> Marking:
    return Marking(
        name, person, layer, (Span(start, end),), {key: tuple(each.split()) for key, each in answers.items()}
    )


def names(markings: list[Marking]) -> list[str]:
    return ["".join(each.id for each in cluster.markings) for cluster in gather(markings)]


def decided(*markings: Marking, voters: int = 3) -> Majority:
    (cluster,) = gather(markings)
    return majority(cluster, voters=voters, questions=QUESTIONS)


def test_what_several_people_marked_alike_is_one() -> None:
    assert names([mark("a", 1, 0, 10), mark("b", 2, 0, 10), mark("c", 3, 2, 10)]) == ["abc"]


def test_layers_are_apart() -> None:
    assert names([mark("a", 1, 0, 10), mark("b", 2, 0, 10, layer="bias")]) == ["b", "a"]


def test_what_one_person_marked_twice_is_two_and_others_join_the_nearer_one() -> None:
    outer, inner = mark("o", 1, 0, 40), mark("i", 1, 10, 20)
    assert names([outer, inner, mark("x", 2, 11, 20), mark("y", 2, 0, 39)]) == ["yo", "ix"]


def test_the_same_range_marked_twice_by_each_is_told_apart_by_answers() -> None:
    found = gather(
        [
            mark("a", 1, 0, 9, family="word"),
            mark("b", 1, 0, 9, family="frame"),
            mark("c", 2, 0, 9, family="frame"),
            mark("d", 2, 0, 9, family="word"),
        ]
    )
    assert sorted("".join(each.id for each in cluster.markings) for cluster in found) == ["ad", "bc"]


def test_a_chain_is_cut_where_it_is_weakest() -> None:
    assert names([mark("a", 1, 0, 10), mark("b", 2, 1, 12), mark("c", 1, 11, 30)]) == ["ab", "c"]


def test_neighbours_that_touch_do_not_overlap() -> None:
    assert names([mark("a", 1, 0, 10), mark("b", 2, 10, 20)]) == ["a", "b"]


def test_a_passage_between_the_ranges_of_another_does_not_overlap_it() -> None:
    split = Marking("s", 1, "claim", (Span(0, 5), Span(20, 25)))
    assert names([split, mark("m", 2, 8, 12)]) == ["s", "m"]


def test_more_than_half_make_it_one_fewer_make_it_none_and_half_leave_it_open() -> None:
    two = (mark("a", 1, 0, 5), mark("b", 2, 0, 5))
    assert decided(*two, voters=3).kept is True
    assert decided(*two, voters=4).kept is None
    assert decided(*two, voters=5).kept is False


def test_borders_are_those_of_most_or_those_nearest_to_all() -> None:
    assert decided(mark("a", 1, 0, 5), mark("b", 2, 0, 5), mark("c", 3, 0, 9)).ranges == (Span(0, 5),)
    assert decided(mark("a", 1, 0, 4), mark("b", 2, 0, 6), mark("c", 3, 0, 9)).ranges == (Span(0, 6),)
    assert decided(mark("a", 1, 0, 4), mark("b", 2, 0, 6)).ranges is None


def test_codes_are_what_more_than_half_say() -> None:
    most = decided(
        mark("a", 1, 0, 5, family="word", marks="a b"),
        mark("b", 2, 0, 5, family="word", marks="a"),
        mark("c", 3, 0, 5, family="frame", marks="b c"),
    )
    assert most.answers["family"] == ("word",)
    assert most.answers["marks"] == ("a", "b")
    assert (
        decided(mark("a", 1, 0, 5, family="word"), mark("b", 2, 0, 5, family="frame")).answers["family"]
        is None
    )


def test_a_scale_without_a_majority_takes_the_step_in_the_middle() -> None:
    three = [mark(f"m{person}", person, 0, 5, certainty=step) for person, step in enumerate(STEPS[:3])]
    assert decided(*three).answers["certainty"] == ("possible",)
    assert decided(*three[:2]).answers["certainty"] is None
    assert decided(three[0], three[2], mark("d", 9, 0, 5)).answers["certainty"] is None


def test_all_saying_nothing_is_an_answer() -> None:
    assert decided(mark("a", 1, 0, 5), mark("b", 2, 0, 5), mark("c", 3, 0, 5)).unanimous


def test_only_what_everybody_marked_with_the_same_borders_and_codes_is_unanimous() -> None:
    same = [mark("a", 1, 0, 5, certainty="certain"), mark("b", 2, 0, 5, certainty="certain")]
    assert decided(*same, voters=2).unanimous
    assert not decided(*same, voters=3).unanimous
    assert not decided(*same, mark("c", 3, 0, 6, certainty="certain")).unanimous
    assert not decided(*same, mark("c", 3, 0, 5, certainty="likely")).unanimous


def test_who_decides_against_more_than_half_overrules_and_in_what() -> None:
    (cluster,) = gather(
        [mark(name, person, 0, 5, family="word", marks="a b") for person, name in enumerate("abc")]
    )
    most = majority(cluster, voters=3, questions=QUESTIONS)
    same = {"kept": True, "ranges": (Span(0, 5),), "answers": {"family": ("word",), "marks": ("b", "a")}}
    assert overruled(cluster, most, **same) == ()
    assert overruled(cluster, most, **same | {"kept": False}) == ("kept",)
    assert overruled(cluster, most, **same | {"ranges": (Span(0, 6),)}) == ("ranges",)
    assert overruled(cluster, most, **same | {"answers": {"family": ("frame",)}}) == ("family", "marks")


def test_where_nobody_agrees_nobody_is_overruled() -> None:
    (cluster,) = gather([mark("a", 1, 0, 4, family="word"), mark("b", 2, 0, 6, family="frame")])
    most = majority(cluster, voters=4, questions={"family": QUESTIONS["family"]})
    answers = {"family": ("word",)}
    assert overruled(cluster, most, kept=True, ranges=(Span(0, 5),), answers=answers) == ()
    assert overruled(cluster, most, kept=False, ranges=(Span(0, 5),), answers={}) == ()


def test_the_middle() -> None:
    assert [median(each) for each in ([1, 2, 4], [2, 2, 3, 4], [2, 2], [])] == [2, None, 2, None]


spans = st.tuples(st.integers(0, 60), st.integers(1, 25)).map(lambda it: Span(it[0], it[0] + it[1]))
marks = st.lists(
    st.tuples(
        st.integers(1, 4), st.sampled_from(["claim", "bias"]), spans, st.sampled_from(["word", "frame"])
    ),
    max_size=25,
).map(
    lambda rows: [
        Marking(f"{number:03}", person, layer, (span,), {"family": (code,)})
        for number, (person, layer, span, code) in enumerate(rows)
    ]
)


@given(marks, st.randoms())
def test_clusters_part_the_markings_whatever_their_order(found: list[Marking], random: object) -> None:
    clusters = gather(found)
    assert sorted(each.id for cluster in clusters for each in cluster.markings) == [each.id for each in found]
    for cluster in clusters:
        people = [each.person for each in cluster.markings]
        assert len(people) == len(set(people))
        assert {each.layer for each in cluster.markings} == {cluster.layer}
    mixed = list(found)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert gather(mixed) == clusters


@given(marks)
def test_nobody_is_left_alone_beside_somebody_they_overlap_who_is_alone_too(found: list[Marking]) -> None:
    alone = [cluster.markings[0] for cluster in gather(found) if len(cluster.markings) == 1]
    for one in alone:
        for other in alone:
            if one.person != other.person and one.layer == other.layer:
                assert likeness(one.ranges, other.ranges) == 0


@given(marks, st.permutations([1, 2, 3, 4]))
def test_people_are_only_told_apart_never_ranked(found: list[Marking], names: list[int]) -> None:
    renamed = [
        Marking(each.id, names[each.person - 1], each.layer, each.ranges, each.answers) for each in found
    ]
    ids = [[each.id for each in cluster.markings] for cluster in gather(found)]
    assert ids == [[each.id for each in cluster.markings] for cluster in gather(renamed)]
