"""What most say of a cell, and what overrules them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.findings.cells import most_say, overrules

SAID = st.one_of(
    st.tuples(st.sampled_from(["asserted", "denied", "differs"]), st.none() | st.integers(1, 4)),
    st.tuples(st.just("not_reported"), st.none()),
)


def test_more_than_half_make_a_majority_and_half_do_not() -> None:
    assert most_say([("asserted", 4), ("denied", None)]).status == ""
    most = most_say([("asserted", 4), ("asserted", 2), ("asserted", 3), ("denied", None)])
    assert (most.status, most.certainty, most.votes, most.voters) == ("asserted", 3, 3, 4)
    assert most_say([("asserted", 4), ("asserted", 2)]).certainty is None
    assert most_say([]).voters == 0


@given(st.lists(SAID, max_size=7))
def test_whoever_decides_as_most_say_overrules_nobody(said: list[tuple[str, int | None]]) -> None:
    most = most_say(said)
    if most.status:
        assert not overrules(said, (most.status, most.certainty))


@given(st.lists(SAID, max_size=7), SAID)
def test_the_order_in_which_people_come_says_nothing(
    said: list[tuple[str, int | None]], decided: tuple[str, int | None]
) -> None:
    assert most_say(said) == most_say(said[::-1]) or not most_say(said).status
    assert overrules(said, decided) == overrules(said[::-1], decided)
