"""Fact-checks of others: the claims they are about, and never what they found."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats.interchange.claim_review import read
from annotator.formats.interchange.incoming import Place, Proposition, Refused
from tests.formats.interchange.worlds import attempt, packed


def check(**parts) -> dict:
    whole = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://checks.example/dam",
        "claimReviewed": " The dam broke. ",
        "datePublished": "2026-05-05",
        "author": {"@type": "Organization", "name": "Checkers"},
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "The mayor"},
            "datePublished": "2026-05-04",
            "appearance": [
                {"@type": "CreativeWork", "url": "https://news.example/2"},
                "https://news.example/3",
                "https://news.example/1",
            ],
            "firstAppearance": {"@type": "CreativeWork", "url": "https://news.example/1"},
        },
        "reviewRating": {"@type": "Rating", "ratingValue": 1, "alternateName": "False"},
    }
    return {key: value for key, value in (whole | parts).items() if value is not None}


WHOLE = {
    "wording": "The dam broke.",
    "url": "https://checks.example/dam",
    "author": "The mayor",
    "date": "2026-05-04",
    "appearances": ("https://news.example/1", "https://news.example/2", "https://news.example/3"),
    "checker": "Checkers",
}


def outcome(value) -> list:
    return list(read(packed(json.dumps(value).encode(), "a.json")))


def test_a_check_is_a_claim_with_who_said_it_when_and_where():
    assert outcome(check()) == [Proposition(Place("a.json"), **WHOLE)]


@pytest.mark.parametrize(
    ("wrapped", "path"),
    [
        (lambda each: [each], "[0]"),
        (
            lambda each: {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, each]},
            "@graph[1]",
        ),
        (
            lambda each: {
                "@type": "DataFeed",
                "dataFeedElement": [{"@type": "DataFeedItem", "item": [each]}],
            },
            "dataFeedElement[0].item[0]",
        ),
        (
            lambda each: {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": each}]},
            "itemListElement[0].item",
        ),
        (lambda each: {"@type": "NewsArticle", "hasPart": each}, "hasPart"),
    ],
)
def test_checks_stand_in_lists_graphs_and_feeds(wrapped, path):
    (found,) = outcome(wrapped(check()))
    assert found == Proposition(Place("a.json", path=path), **WHOLE)


def test_answers_of_the_fact_check_tools_api_are_checks():
    (found,) = outcome(
        {
            "claims": [
                {
                    "text": "The dam broke.",
                    "claimant": "The mayor",
                    "claimDate": "2026-05-04T00:00:00Z",
                    "claimReview": [
                        {
                            "publisher": {"name": "Checkers", "site": "checks.example"},
                            "url": "https://checks.example/dam",
                            "textualRating": "False",
                        }
                    ],
                }
            ]
        }
    )
    assert (found.wording, found.author, found.date) == (
        "The dam broke.",
        "The mayor",
        "2026-05-04T00:00:00Z",
    )
    assert (found.url, found.checker) == ("https://checks.example/dam", "Checkers")


def test_types_may_be_addresses_or_several_and_parts_may_be_missing():
    for kind in ("http://schema.org/ClaimReview", "schema:ClaimReview", ["Review", "ClaimReview"]):
        (found,) = outcome({"@type": kind, "claimReviewed": ["The dam broke."], "author": ["Checkers"]})
        assert found == Proposition(Place("a.json"), "The dam broke.", checker="Checkers")
    (found,) = outcome(check(claimReviewed=None, itemReviewed={"text": "It broke."}))
    assert (found.wording, found.date) == ("It broke.", "2026-05-05")


def test_what_was_found_of_the_claim_is_not_taken_over():
    assert "False" not in repr(outcome(check()))


def test_only_addresses_of_the_web_are_addresses():
    (found,) = outcome(
        check(url="javascript:alert(1)", itemReviewed={"appearance": ["file:///etc/passwd", 7]})
    )
    assert (found.url, found.appearances) == ("", ())


def test_json_lines_are_checks_one_by_one():
    data = (json.dumps(check()) + "\n" + json.dumps({"@type": "Recipe"}) + "\n").encode()
    found, refused = read(packed(data, "a.jsonl"))
    assert (found.wording, refused.place.line) == ("The dam broke.", 2)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({}, "no ClaimReview"),
        ([], "no ClaimReview"),
        ("text", "no ClaimReview"),
        ({"@type": "Recipe"}, "no ClaimReview"),
        (check(claimReviewed=None), "which claim"),
        (check(claimReviewed=7), "which claim"),
        (check(claimReviewed=" "), "which claim"),
        (check(claimReviewed="x" * 2001), "more than 2000"),
        (check(claimReviewed="a\x00"), "can't be kept"),
        (check(claimReviewed="a\ud800"), "can't be kept"),
    ],
)
def test_what_is_no_check_of_a_claim_says_why(value, why):
    (refused,) = outcome(value)
    assert why in refused.why % dict(refused.facts)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("ClaimReview"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["@type", "@id", "@graph", "item", "name", "url", "author", "claimReview", "appearance"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*check(), "@graph", "claimReview"]), _json), st.binary(max_size=60))
def test_whatever_comes_is_read_or_refused_and_nothing_else(parts, data):
    for each in [*outcome(check() | parts), *attempt(read, data, "a.json")]:
        assert isinstance(each, Proposition | Refused)
