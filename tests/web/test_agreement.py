"""The pages of agreement: what they say, what each costs, and what a blind project keeps from a lead."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from annotator.agreement.records import Caution
from annotator.models import Assignment, Blindness, Project
from annotator.queries.agreements import Scope
from annotator.services import agreements
from annotator.services.annotations import Answer
from annotator.web.measuring import CAUTIONS, MEASURES
from tests.people import client, mark

QUOTE = "The mayor may resign"


@pytest.fixture
def lead(team, do_jobs):
    """The curator's browser in a project in which three people differ, with its report."""
    for who, step in ((team.owner, "certain"), (team.curator, "possible"), (team.annotator, "possible")):
        mark(who, team.revision, QUOTE, answers=[Answer("certainty", step)], note=f"so says {who.name}")
        mark(who, team.revision, "Nobody was hurt")
    agreements.ask(actor=team.curator, project_id=team.project.pk, scope=Scope())
    do_jobs()
    return client(team.curator)


def address(team, name="agreement", **asked):
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(name, args=[team.project.pk]) + f"?{query}"


def words(browser, *args, **asked):
    answer = browser.get(address(*args, **asked))
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_caution_and_measure_has_words():
    assert set(CAUTIONS) == set(Caution)
    assert {"f1_exact", "alpha_u", "gamma", "alpha_ordinal", "gwet_ac1", "fleiss", "percent"} <= set(MEASURES)


def test_the_report_tells_each_figure_with_what_to_know(team, lead):
    page = words(lead, team)
    assert "Krippendorff’s alpha, by steps" in page
    assert "Only 2 things were compared." in page
    assert "the library pygamma-agreement is not installed" in page or "gamma" in page
    assert "Nothing has changed since." in page
    mark(team.annotator, team.revision, "officials said")
    assert "1 change in the project since." in words(lead, team)


def test_it_is_said_in_german(team, lead):
    lead.cookies["django_language"] = "de"
    page = words(lead, team)
    assert "Übereinstimmung" in page
    assert "lesen Sie das Intervall und nicht den Wert" in page


def test_nothing_computed_yet_says_what_to_do_and_a_form_does_it(team, do_jobs):
    browser = client(team.owner)
    assert "Compute agreement" in words(browser, team)
    browser.post(address(team), {"round": "", "story": str(team.story.pk)})
    assert "data-job=" in words(browser, team, story=team.story.pk)
    do_jobs()
    assert "At a glance" in words(browser, team, story=team.story.pk)


@pytest.mark.parametrize(
    ("name", "asked", "shown"),
    [
        ("agreement-part", {"of": "claim.certainty"}, "Pairs of people"),
        ("agreement-part", {"of": "claim.certainty", "by": "codes"}, "Of each code"),
        ("agreement-part", {"of": "claim", "by": "articles", "sort": "tokens"}, "Mayor may resign"),
        ("agreement-part", {"of": "claim.certainty", "by": "stories"}, "The bridge is closed"),
        ("agreement-part", {"of": "claim.certainty", "by": "values"}, "Possible"),
        ("agreement-behind", {"of": "claim.certainty"}, "so says Owner"),
        ("agreement-behind", {"of": "claim"}, "None: wherever"),
        ("agreement-behind", {"of": "cells.status"}, "None: wherever"),
        ("agreement-behind", {"of": "mentions"}, "None: wherever"),
        ("agreement-behind", {"of": "links"}, "None: wherever"),
        ("agreement", {}, "At a glance"),
    ],
)
def test_no_page_costs_more_than_twelve_queries(
    team, lead, name, asked, shown, django_assert_max_num_queries
):
    words(lead, team, name, **asked)  # the codebook is read once a process
    with django_assert_max_num_queries(12):
        assert shown in words(lead, team, name, **asked)


def test_a_square_opens_the_passages_of_two_people(team, lead):
    pair = f"{team.owner.pk}-{team.curator.pk}"
    page = words(lead, team, "agreement-behind", of="claim.certainty", pair=pair)
    assert "row=certain&amp;column=possible" in page
    square = {"of": "claim.certainty", "pair": pair, "row": "certain", "column": "possible"}
    page = words(lead, team, "agreement-behind", **square)
    assert "so says Owner" in page
    assert "so says Annotator" not in page
    assert reverse("article", args=[team.article.pk]) + "#annotation-" in page


def test_what_one_did_not_mark_is_behind_f1(team, lead):
    mark(team.owner, team.revision, "officials said")
    page = words(lead, team, "agreement-behind", of="claim", pair=f"{team.owner.pk}-{team.curator.pk}")
    assert "officials said" in page
    assert "not marked" in page


def test_a_lead_who_is_still_to_annotate_sees_nothing_behind(team, lead):
    Project.objects.filter(pk=team.project.pk).update(blind=Blindness.REVEALED)
    assert "so says Owner" in words(lead, team, "agreement-behind", of="claim.certainty")
    Assignment.objects.create(article=team.article, person=team.curator)
    page = words(lead, team, "agreement-behind", of="claim.certainty")
    assert "so says Owner" not in page
    assert "1 article is left out" in page
    told = lead.get(
        reverse("api:agreement-behind", args=[team.project.pk]), {"dimension": "claim.certainty"}
    ).json()
    assert (told["hidden"], told["disagreements"]) == (1, [])


def test_the_figures_leave_as_csv(team, lead):
    answer = lead.get(address(team, "agreement-figures"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    (row,) = [
        each for each in rows if (each["part"], each["measure"]) == ("claim.certainty", "alpha_ordinal")
    ]
    assert row["round"] == "now"
    assert "few_items" in row["cautions"]
    assert float(row["low"]) <= float(row["value"]) <= float(row["high"])


def test_the_api_asks_gives_and_opens(team, lead, do_jobs):
    there = reverse("api:agreement", args=[team.project.pk])
    asked = lead.post(there, {"story": team.story.pk}, content_type="application/json")
    assert (asked.status_code, asked.json()["kind"]) == (202, "agreement")
    do_jobs()
    told = lead.get(there, {"story": team.story.pk}).json()
    assert told["figures"]["dimensions"]["claim.certainty"]["measures"][0]["measure"] == "alpha_ordinal"
    assert (told["round"], told["story"], told["since"]) == (0, team.story.pk, 0)
    pair = f"{team.owner.pk}-{team.curator.pk}"
    found = lead.get(
        reverse("api:agreement-behind", args=[team.project.pk]),
        {"dimension": "claim.certainty", "pair": pair},
    ).json()
    cells = {(each["row"], each["column"]): len(each["items"]) for each in found["confusion"]}
    assert cells == {("certain", "possible"): 1, ("certain", "certain"): 1}
    assert found["disagreements"][0]["item"]["given"][0]["quote"] == QUOTE


@pytest.mark.parametrize(
    "asked", [{"round": "7"}, {"story": "x"}, {"pair": "1"}, {"pair": "2-2"}, {"dimension": "x"}]
)
def test_what_cannot_be_read_is_refused_by_name(team, lead, asked):
    answer = lead.get(
        reverse("api:agreement-behind", args=[team.project.pk]), {"dimension": "claim.certainty"} | asked
    )
    assert answer.status_code == 422
    assert answer.json()["field"] in asked
