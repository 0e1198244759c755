"""Passages are put together in one way: where agreement is measured, and where curators decide."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement import matching
from annotator.agreement.records import Marking as Measured
from annotator.findings.decisions import Marking as Decided
from annotator.findings.decisions import gather
from annotator.text.joining import joined, share, shared, touching
from annotator.text.spans import Span


@st.composite
def places(draw: st.DrawFn) -> list[tuple[int, int]]:
    borders = sorted(draw(st.sets(st.integers(0, 30), min_size=2, max_size=6)))
    return list(zip(borders[::2], borders[1::2], strict=False))


marked = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["claim", "cue"]), places()), max_size=12)


@given(marked)
def test_what_is_one_passage_to_a_figure_is_one_to_a_curator(found):
    measured = [
        Measured("d", who, layer, tuple(place), id=f"{who} {number:02}")
        for number, (who, layer, place) in enumerate(found)
    ]
    decided = [
        Decided(f"{who} {number:02}", who, layer, tuple(Span(*each) for each in place))
        for number, (who, layer, place) in enumerate(found)
    ]
    one = {frozenset(each.id for each in passage.markings) for passage in matching.passages(measured)}
    other = {frozenset(each.id for each in cluster.markings) for cluster in gather(decided)}
    assert one == other


@given(st.lists(places(), max_size=8))
def test_what_touches_is_what_shares_a_code_point(found):
    points = [{at for start, end in place for at in range(start, end)} for place in found]
    wanted = {(i, j) for j in range(len(found)) for i in range(j) if points[i] & points[j]}
    assert touching(found) == wanted
    for i, j in wanted:
        assert shared(found[i], found[j]) == len(points[i] & points[j])
        assert share(found[i], found[j]) == len(points[i] & points[j]) / len(points[i] | points[j])


@given(
    st.lists(st.integers(1, 3), max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20),
)
def test_no_group_has_one_owner_twice_and_each_number_is_in_one(owners, pairs):
    groups = joined(owners, [pair for pair in pairs if max(pair) < len(owners) and pair[0] != pair[1]])
    assert sorted(each for group in groups for each in group) == list(range(len(owners)))
    assert all(len({owners[each] for each in group}) == len(group) for group in groups)
