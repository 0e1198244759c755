from itertools import pairwise

import pytest

from annotator.formats import codebook, demo
from annotator.text.normalise import normalise
from annotator.text.origins import origins
from annotator.text.spans import snap

STORY = demo.load()
TEXTS = {article.key: article.text for article in STORY.articles}
BOOK = {
    layer.key: {dimension.key: dimension for dimension in layer.dimensions}
    for layer in codebook.default().layers
}
NAMED = [
    pytest.param(mark, id=f"{mark.annotator}-{mark.article}-{mark.layer}-{mark.ranges[0].start}")
    for mark in STORY.annotations
]


def test_four_accounts_by_four_sources_on_three_days():
    assert len({article.source for article in STORY.articles}) == 4
    assert {article.source for article in STORY.articles} == {source.name for source in STORY.sources}
    days = [article.published_at.date() for article in STORY.articles]
    assert [(later - earlier).days for earlier, later in pairwise(days)] == [0, 1, 1]
    assert all(article.published_at.tzinfo for article in STORY.articles)


def test_nothing_in_it_can_be_mistaken_for_a_real_site():
    for source in STORY.sources:
        assert source.domain.endswith(".example")
    for article in STORY.articles:
        domain = next(source.domain for source in STORY.sources if source.name == article.source)
        assert article.url.startswith(f"https://{domain}/")


@pytest.mark.parametrize("article", STORY.articles, ids=list(TEXTS))
def test_a_text_is_canonical_as_it_lies_there_and_of_the_length_of_a_news_story(article):
    kept = (demo.HERE / f"{article.key}.txt").read_text(encoding="utf-8")
    assert kept == article.text + "\n"
    assert normalise(article.text) == article.text
    assert 350 <= len(article.text.split()) <= 500


def test_two_accounts_share_an_agency_passage_word_for_word():
    shared = set(TEXTS["meridian"].split(". ")) & set(TEXTS["beacon"].split(". "))
    assert any("voyage recorder" in sentence for sentence in shared)
    assert "voyage recorder" not in TEXTS["packet"]
    assert "Northern Press Agency" in TEXTS["meridian"]
    assert "Northern Press Agency" not in TEXTS["beacon"]


def test_one_prints_another_without_its_hedges_and_sources():
    assert origins([TEXTS["packet"], TEXTS["gazette"]]).groups == ((0, 1),)
    assert "may have lost her steering" in TEXTS["packet"]
    assert "may have" not in TEXTS["gazette"]
    assert "according to" not in TEXTS["gazette"]


def test_each_account_leaves_out_what_the_others_have():
    assert "August" not in TEXTS["packet"]
    assert "fishing" not in TEXTS["meridian"]
    assert "p.m." not in TEXTS["beacon"]


def test_the_accounts_hedge():
    everything = " ".join(TEXTS.values())
    for words in ("may have", "appears to", "suggests", "unclear", "reportedly", "likely", "probably"):
        assert words in everything


@pytest.mark.parametrize("mark", NAMED)
def test_a_marking_stands_where_a_selection_would(mark):
    text = TEXTS[mark.article]
    assert mark.annotator in STORY.annotators
    assert [snap(text, each.start, each.end) for each in mark.ranges] == list(mark.ranges)
    assert all(first.end < second.start for first, second in pairwise(mark.ranges))
    assert mark.claim is None or (mark.layer == "claim" and mark.claim in range(len(STORY.claims)))


@pytest.mark.parametrize("mark", NAMED)
def test_a_marking_answers_by_the_default_codebook(mark):
    dimensions = BOOK[mark.layer]
    assert {key for key, dimension in dimensions.items() if dimension.required} <= set(mark.codes)
    for key, answer in mark.codes.items():
        dimension = dimensions[key]
        assert isinstance(answer, list) is (dimension.kind == "multi")
        if dimension.kind == "text":
            assert answer.strip()
        else:
            given = answer if isinstance(answer, list) else [answer]
            assert given
            assert len(given) == len(set(given))
            assert set(given) <= {code.key for code in dimension.codes}


def test_every_layer_is_shown_in_use():
    assert {mark.layer for mark in STORY.annotations} == set(BOOK)


def test_one_marking_lies_in_two_parts():
    assert any(len(mark.ranges) == 2 for mark in STORY.annotations)


def test_ada_has_done_most_and_ben_disagrees_with_some_of_it():
    by = {who: [mark for mark in STORY.annotations if mark.annotator == who] for who in STORY.annotators}
    assert len(by["Ada"]) > 2 * len(by["Ben"]) > 10
    steps = {
        who: {(m.article, m.claim): m.codes["certainty"] for m in marks if m.claim is not None}
        for who, marks in by.items()
    }
    both = steps["Ada"].keys() & steps["Ben"].keys()
    assert any(steps["Ada"][each] == steps["Ben"][each] for each in both)
    assert any(steps["Ada"][each] != steps["Ben"][each] for each in both)


def test_a_cell_says_something_that_the_table_can_hold():
    places = [(cell.annotator, cell.claim, cell.article) for cell in STORY.cells]
    assert len(places) == len(set(places))
    for cell in STORY.cells:
        assert cell.annotator in STORY.annotators
        assert cell.article in TEXTS
        assert cell.claim in range(len(STORY.claims))
        assert cell.status in {"differs", "denied", "not_reported"}
        assert cell.certainty is None or (cell.status != "not_reported" and cell.certainty in range(1, 5))


def test_nobody_marks_as_unreported_what_they_marked_in_the_text():
    mentioned = {(mark.annotator, mark.claim, mark.article) for mark in STORY.annotations}
    unreported = {(c.annotator, c.claim, c.article) for c in STORY.cells if c.status == "not_reported"}
    assert not mentioned & unreported
    assert unreported


def test_something_is_left_for_the_visitor():
    assert len(STORY.claims) == 8
    done = {(m.claim, m.article) for m in STORY.annotations if m.claim is not None}
    done |= {(cell.claim, cell.article) for cell in STORY.cells}
    left = {(claim, key) for claim in range(8) for key in TEXTS} - done
    # Two omissions to check, and a number to highlight.
    assert left == {(1, "beacon"), (6, "beacon"), (2, "beacon")}
    assert "more than 250 people" in TEXTS["beacon"]


def test_a_quote_has_to_stand_there_once_or_say_which_it_means():
    assert demo.find("abcabc", "ab", 2) == demo.Span(3, 5)
    assert demo.find("abc", "c") == demo.Span(2, 3)
    for quote, occurrence in (("ab", None), ("x", None), ("ab", 3), ("ab", 0), ("", None)):
        with pytest.raises(ValueError, match="stands in the text"):
            demo.find("abcabc", quote, occurrence)
