"""Groups of one origin: what ties, and that a person's word stands above it."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.findings.origins import Tie, groups, numbered

ACCOUNTS = [1, 2, 3, 4, 5]
TIES = st.lists(
    st.builds(
        Tie,
        one=st.sampled_from(ACCOUNTS),
        other=st.sampled_from(ACCOUNTS),
        share=st.floats(0, 1),
        words=st.integers(0, 100),
        agency=st.sampled_from(["", "AP"]),
    ).filter(lambda tie: tie.one != tie.other),
    max_size=8,
)
CHOSEN = st.dictionaries(
    st.sampled_from(ACCOUNTS), st.one_of(st.none(), st.sampled_from([*ACCOUNTS, 99])), max_size=3
).map(lambda said: {one: other for one, other in said.items() if one != other})


def tie(one, other, share, agency=""):
    return Tie(one, other, share, 100, agency)


def members(*ties, chosen=None):
    return [each.accounts for each in groups(ACCOUNTS, ties, chosen)]


def test_half_of_the_words_is_one_text_and_a_fifth_is_where_both_credit_one_agency():
    assert members(tie(1, 2, 0.5), tie(3, 4, 0.3, "AP")) == [(1, 2), (3, 4), (5,)]
    assert members(tie(1, 2, 0.49), tie(3, 4, 0.19, "AP")) == [(1,), (2,), (3,), (4,), (5,)]


def test_a_reprint_of_a_reprint_has_the_same_origin():
    assert members(tie(1, 3, 0.9), tie(3, 5, 0.9)) == [(1, 3, 5), (2,), (4,)]


def test_what_a_person_says_stands_above_the_machine():
    assert members(tie(1, 2, 0.9), tie(2, 3, 0.9), chosen={1: None}) == [(1,), (2, 3), (4,), (5,)]
    assert members(tie(1, 2, 0.9), chosen={2: 5}) == [(1,), (2, 5), (3,), (4,)]


def test_what_was_said_of_an_account_that_is_gone_counts_for_nothing():
    assert members(tie(1, 2, 0.9), chosen={2: 99, 98: 1}) == [(1, 2), (3,), (4,), (5,)]


@given(TIES, CHOSEN, st.randoms(use_true_random=False))
def test_each_account_is_in_one_group_whatever_the_order(ties, chosen, chance):
    found = groups(ACCOUNTS, ties, chosen)
    assert sorted(account for each in found for account in each.accounts) == ACCOUNTS
    mixed = list(ties)
    chance.shuffle(mixed)
    assert [each.accounts for each in groups(ACCOUNTS, mixed, chosen)] == [each.accounts for each in found]
    number = numbered(found)
    for one, other in chosen.items():
        if other in ACCOUNTS:
            assert number[one] == number[other]
