"""Omission counts only what somebody attested; prominence reads the layout of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.findings.coverage import ATTESTED, corroborated, coverage, layout, told

STATUSES = st.sampled_from(["asserted", "denied", "differs", "not_reported", "unchecked"])
TEXT = "Ferry aground\n\nA ferry ran aground. Nobody was hurt.\n\nIt was dark. " + "The sea was calm. " * 20


@given(st.lists(STATUSES))
def test_what_nobody_checked_never_counts(statuses):
    found = coverage(statuses)
    assert found.n == sum(each in ATTESTED for each in statuses)
    assert found.n + found.open == len(statuses)
    assert (found.share is None) is (found.n == 0)
    assert coverage([*statuses, "unchecked"]).share == found.share


@given(st.dictionaries(st.integers(1, 6), STATUSES))
def test_only_here_and_everywhere_but_here_need_all_accounts_checked(statuses):
    found = told(statuses)
    if found.only is not None or found.all_but is not None:
        assert not found.open
    if found.only is not None:
        assert [a for a, s in statuses.items() if s != "not_reported"] == [found.only]
    if found.all_but is not None:
        assert statuses[found.all_but] == "not_reported"
        assert len(found.by) == len(statuses) - 1 > 1


def test_five_outlets_of_two_origins():
    origin = {1: 1, 2: 1, 3: 1, 4: 1, 5: 2, 6: 2}
    outlet = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 5}
    assert corroborated([1, 2, 3, 4, 5, 6], origin, outlet) == (5, 0, 2)


def test_accounts_without_a_source_are_no_outlets():
    assert corroborated([1, 2, 3], {1: 1, 2: 2, 3: 3}, {1: None, 2: None, 3: 7}) == (1, 2, 3)


@pytest.mark.parametrize(
    ("quote", "where"),
    [("Ferry", "headline"), ("Nobody", "lead"), ("It was dark", "body")],
)
def test_headline_lead_and_body(quote, where):
    assert layout(TEXT).place(TEXT.index(quote)).where == where


def test_without_a_headline_the_first_paragraph_is_the_lead():
    text = "A ferry ran aground.\n\nNobody was hurt."
    assert layout(text).place(0).where == "lead"
    assert layout(text).place(text.index("Nobody")).where == "body"
    assert layout(text, "A ferry ran aground.").place(0).where == "headline"


@given(st.text(min_size=1).filter(str.strip), st.data())
def test_a_tenth_is_from_one_to_ten_and_grows_with_the_place(text, data):
    read = layout(text)
    start = data.draw(st.integers(0, len(text) - 1))
    assert 1 <= read.place(start).decile <= 10
    assert read.place(0).decile == 1
    with pytest.raises(ValueError, match="outside"):
        read.place(len(text))
