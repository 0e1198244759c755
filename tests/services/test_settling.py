"""Documents without texts: how their articles are found, that it is said beforehand, and that all adds up."""

from __future__ import annotations

import uuid

import pytest

from annotator.formats.interchange.mapping import LabelRule, Mapping
from annotator.formats.interchange.relating import RelationRule
from annotator.models import Article
from annotator.queries import intakes as queries
from tests.intaken import BRAT, CERTAIN, imported, sure, whys
from tests.people import add_article

ROWS = "article,quote,label,certainty\n{name},may resign,Claim,certain\n{name},nowhere at all,Claim,certain\n"


def table(name: object) -> bytes:
    return ROWS.format(name=name).encode()


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("title", lambda team: "mayor  MAY resign"),
        ("title", lambda team: "texts/Mayor may resign.txt"),
        ("id", lambda team: team.article.uid),
        ("id", lambda team: team.revision.uid),
        ("address", lambda team: "https://news.example/bridge"),
    ],
)
def test_an_article_is_found_as_the_file_names_it_and_the_dry_run_says_how(team, bring, take, told, name):
    Article.objects.filter(pk=team.article.pk).update(url="https://news.example/bridge")
    found = bring(table(name(team)), "marks.csv")
    places = found.found["places"]
    assert places["counts"] == {told: 1}
    (first,) = places["first"]
    assert (first["by"], first["article"], first["title"]) == (told, team.article.pk, "Mayor may resign")
    # What is not in that article is known before anything goes in.
    assert [each.line for each in queries.refused_of(found)] == [3]
    done = take(found, sure())
    assert [each.revision for each in imported()] == [team.revision]
    assert done.documents.get().found_by == told


def test_one_that_is_not_found_says_what_was_tried_of_each_row(team, bring, take):
    found = bring(table("The flood"), "marks.csv")
    assert found.found["places"]["counts"] == {"nothing": 1}
    assert [each.line for each in queries.refused_of(found)] == [2, 3]
    assert "title or id (The flood)" in queries.refused_of(found)[0].reason
    assert found.found["labels"]["Claim"]["count"] == 2  # it may be added until they go in
    add_article(team.project, team.story, "Some say they may resign.", "The flood")
    done = take(found, sure())
    assert [each.revision.article.title for each in imported()] == ["The flood"]
    assert done.documents.get().found_by == "title"


def test_a_title_that_two_articles_have_tells_nothing(team, bring, take):
    for text in ("One. may resign", "Two. may resign"):
        add_article(team.project, team.story, text, "The flood")
    done = take(bring(table("The flood"), "marks.csv"), sure())
    assert imported() == []
    assert whys(done)[0].startswith("2 articles of the project are called \u201cThe flood\u201d.")
    assert len(whys(done)) == 2


def test_an_article_of_another_project_or_a_deleted_one_is_not_found(team, bring):
    add_article(team.elsewhere, None, "They may resign.", "Elsewhere")
    there = add_article(team.project, None, "They may resign today.", "Deleted")
    Article.objects.filter(pk=there.pk).update(deleted_at=there.created_at)
    for name in ("Elsewhere", "Deleted", there.uid, uuid.uuid4()):
        assert bring(table(name), "marks.csv").found["places"]["counts"] == {"nothing": 1}


def test_texts_are_known_by_themselves_or_new(team, bring):
    found = bring(BRAT | {"two.txt": team.revision.text, "two.ann": "T1\tClaim 0 9\tThe mayor\n"})
    places = found.found["places"]
    assert places["counts"] == {"new": 1, "text": 1}
    assert [(each["name"], each.get("article")) for each in places["first"]] == [
        ("one", None),
        ("two", team.article.pk),
    ]


ODD = {
    "one.txt": "The bridge may be closed. The road is open.",
    "one.ann": (
        "T1\tClaim 0 10\tThe bridge\n"  # goes in
        "T2\tClaim 3 13\tbe closed.\n"  # is repaired
        "T3\tClaim 0 10\tThe bridge\n"  # was there already
        "T4\tHedge 11 14\tmay\n"  # is left out
        "T5\tClaim 900 909\tnowhere\n"  # stands nowhere
        "T6 no\n"  # is no line of brat's
        "R1\tElaborates Arg1:T1 Arg2:T2\n"  # goes in
        "R2\tElaborates Arg1:T1 Arg2:T5\n"  # has no end
        "R3\tOther Arg1:T1 Arg2:T2\n"  # is left out
    ),
    "alone.ann": "T1\tClaim 0 1\ta\n",  # has no text
    "empty.txt": " ",
}


def test_every_row_of_a_file_is_accounted_for(team, bring, take):
    mapped = Mapping(
        {"Claim": LabelRule("claim", {}, CERTAIN), "Hedge": LabelRule()},
        relations={"Elaborates": RelationRule("more_specific")},
    )
    done = take(bring(ODD), mapped)
    tally = {each.kind: each for each in queries.tally(done.report["counts"])}
    for each in tally.values():
        assert each.read == each.taken + each.there + each.left_out + each.refused
    marks = tally["marks"]
    assert (marks.read, marks.taken, marks.repaired, marks.there, marks.left_out, marks.refused) == (
        5, 2, 1, 1, 1, 1,
    )  # fmt: skip
    ties = tally["relations"]
    assert (ties.read, ties.taken, ties.left_out, ties.refused) == (3, 1, 1, 1)
    refused = queries.refused_of(done).count()
    assert sum(each.refused for each in tally.values()) == done.report["counts"]["refused"] == refused


def test_a_text_that_is_too_long_or_of_no_unit_refuses_each_of_its_marks(team, bring, take, monkeypatch):
    monkeypatch.setattr("annotator.formats.interchange.standing.LONGEST_TEXT", 10)
    found = bring(ODD)
    in_text = [each for each in queries.refused_of(found) if "more than 10 characters" in each.reason]
    assert {each.line for each in in_text} == {1, 2, 3, 4, 5, 7, 8, 9}
    done = take(found, Mapping({"Claim": LabelRule("claim", {}, CERTAIN), "Hedge": LabelRule()}))
    for each in queries.tally(done.report["counts"]):
        assert each.read == each.taken + each.there + each.left_out + each.refused
    assert imported() == []
