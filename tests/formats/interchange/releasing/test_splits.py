"""Parts to learn from and to test with: no story, text or origin is on two sides."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import Invalid
from annotator.formats.interchange.releasing.leakage import leakage
from annotator.formats.interchange.releasing.splits import SHARES, split
from annotator.formats.interchange.source import Lists
from tests.formats.interchange.releasing.made import account, project, prose


def parts(found):
    told = defaultdict(set)
    for article, part in found.part_of.items():
        told[part].add(article)
    return dict(told)


def test_each_story_is_in_one_part_and_each_part_has_its_share():
    source = project(stories=40)
    found = split(source, seed=1)
    assert found.part_of.keys() == {each.revision["article_id"] for each in source.texts}
    of_story = defaultdict(set)
    for article, part in found.part_of.items():
        of_story[found.story_of[article]].add(part)
    assert all(len(each) == 1 for each in of_story.values())
    sizes = {part: found.counts[part]["units"] for part in SHARES}
    assert sum(sizes.values()) == 40
    assert 30 <= sizes["train"] <= 34
    assert min(sizes["dev"], sizes["test"]) >= 3


def test_labels_are_balanced_and_not_only_stories():
    source = project(stories=120)
    found = split(source, seed=3)
    for label in ("layer:claim", "layer:5-cue_d", "texts"):
        whole = sum(found.counts[part].get(label, 0) for part in SHARES)
        for part, share in SHARES.items():
            assert abs(found.counts[part].get(label, 0) / whole - share / 100) < 0.03, (label, part)


def test_the_seed_alone_decides_and_another_decides_otherwise():
    source = project(stories=30)
    assert split(source, seed=7) == split(source, seed=7)
    turned = Lists(source.head, source.texts[::-1], source.further)
    assert split(turned, seed=7).part_of == split(source, seed=7).part_of
    assert len({frozenset(split(source, seed=each).part_of.items()) for each in range(5)}) == 5


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_few_stories_fill_as_many_parts_as_they_can(count):
    found = split(project(stories=count), seed=1)
    assert sum(bool(each.get("units")) for each in found.counts.values()) == count


def test_equal_texts_of_two_stories_make_them_one_unit():
    text = prose("wire")
    source = Lists(
        [], [account(1, 1, text), account(2, 2, text), account(3, 2, prose(3)), account(4, 3, prose(4))]
    )
    found = split(source, seed=1, shares={"train": 1, "test": 1})
    assert (
        found.unit_of["a0001"] == found.unit_of["a0002"] == found.unit_of["a0003"] != found.unit_of["a0004"]
    )
    assert not leakage(source, found.part_of)


def test_a_reprint_with_a_new_top_goes_with_what_it_reprints():
    source = Lists(
        [],
        [
            account(1, 1, prose("wire", 100)),
            account(2, None, f"{prose('top', 30)}. {prose('wire', 100)}"),
            account(3, None, prose("another", 100)),
        ],
    )
    found = split(source, seed=1, shares={"train": 1, "test": 1})
    assert found.unit_of["a0001"] == found.unit_of["a0002"] != found.unit_of["a0003"]
    torn = leakage(source, {"a0001": "train", "a0002": "test", "a0003": "test"})
    assert torn.similar == (("a0001", "a0002"),)
    assert torn.closest == 1.0


def test_what_people_say_of_origins_counts():
    said = [{"article_id": "a0001", "same_as": "a0002"}, {"article_id": "a0001", "same_as": "gone"}]
    source = Lists([], [account(n, n, prose(n)) for n in (1, 2, 3)], {"origin": said})
    found = split(source, seed=1)
    assert found.unit_of["a0001"] == found.unit_of["a0002"] != found.unit_of["a0003"]
    assert leakage(source, {"a0001": "train", "a0002": "test", "a0003": "test"}).origins == (
        ("a0001", "a0002"),
    )


def test_boilerplate_ties_nothing_together():
    foot = prose("all rights reserved", 15)
    source = Lists([], [account(n, n, f"{prose(n)} {foot}") for n in range(1, 31)])
    found = split(source, seed=1)
    assert len(set(found.unit_of.values())) == 30
    checked = leakage(source, found.part_of)
    assert not checked
    assert 0 < checked.closest < 0.5


def test_the_check_finds_a_story_and_a_text_on_two_sides_and_what_is_in_no_part():
    source = project(stories=2, accounts=2)
    same = source.texts[0].revision
    texts = [*source.texts, account(9, 3, same["text"])]
    torn = dict.fromkeys((each.revision["article_id"] for each in texts[1:]), "test")
    told = leakage(replace(source, texts=texts), torn)
    assert told.unsplit == (same["article_id"],)
    assert told.stories == (same["story_id"],)
    assert told.texts == (same["sha256"],)
    assert "stories in more than one part: 1" in list(told.lines())
    assert told.as_dict()["equal_texts"] == [same["sha256"]]


@pytest.mark.parametrize("shares", [{}, {"train": 0}, {"train": -1, "test": 5}])
def test_shares_that_are_none_are_refused(shares):
    with pytest.raises(Invalid):
        split(project(stories=1), seed=1, shares=shares)


@st.composite
def tangled(draw):
    """Accounts with stories, texts and origins in common, here and there."""
    count = draw(st.integers(1, 12))
    texts = [prose(draw(st.integers(0, 9)), draw(st.sampled_from([12, 60]))) for _ in range(count)]
    stories = [draw(st.none() | st.integers(1, 6)) for _ in range(count)]
    ids = st.sampled_from([f"a{number:04}" for number in range(count)])
    said = draw(st.lists(st.fixed_dictionaries({"article_id": ids, "same_as": ids}), max_size=3))
    dealt = [account(n, story, text) for n, (story, text) in enumerate(zip(stories, texts, strict=True))]
    return Lists([], dealt, {"origin": said})


@settings(deadline=None, max_examples=60)
@given(tangled(), st.integers(0, 3))
def test_nothing_leaks_ever(source, seed):
    found = split(source, seed=seed, shares={"train": 2, "dev": 1, "test": 1, "none": 0})
    assert not leakage(source, found.part_of)
    assert len(list(found.rows())) == len(source.texts)
    assert Counter(row[3] for row in found.rows()).keys() <= {"train", "dev", "test"}
