"""The simulated team: its figures are those of an independent computation from the plan."""

from __future__ import annotations

import itertools
from collections import defaultdict

import krippendorff
import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from annotator.errors import Conflict
from annotator.formats.demo_team import STEPS, Size, plan
from annotator.models import Annotation, Event, Keeping, Project, User
from annotator.queries import agreements as queries
from annotator.queries.agreements import Scope
from annotator.services import agreements, people, staging

SMALL = Size(people=4, stories=3, articles=6, annotations=900, together=4, revealed=2)


@pytest.fixture
def staged(db):
    people.sign_up(username="lead", password="a-long-enough-password", name="Lead", email="")
    return staging.stage(size=SMALL, seed=2)


@pytest.fixture
def reported(staged, do_jobs):
    lead = User.objects.get(username="lead")
    for number in (0, 1):
        agreements.ask(actor=lead, project_id=staged.project.pk, scope=Scope(number))
    do_jobs()
    return [queries.newest_of(staged.project, Scope(number)).report.data for number in (0, 1)]


def measured(found, name):
    return {each["measure"]: each for each in found["measures"]}[name]


def answers(planned, layer, question):
    """What each person answered about each passage, straight from the plan."""
    found = defaultdict(dict)
    for each in planned.marks:
        if each.layer == layer:
            found[each.unit][each.person] = each.answers[question][0]
    return found


def table(given, persons):
    return np.array(
        [[STEPS.index(each[who]) if who in each else np.nan for each in given.values()] for who in persons],
        dtype=float,
    )


def has_the_figures_of_the_plan(staged, reported):
    planned, told = staged.plan, reported[0]
    persons = range(SMALL.people)
    given = answers(planned, "claim", "certainty")
    found = told["dimensions"]["claim.certainty"]
    for level, name in (("ordinal", "alpha_ordinal"), ("nominal", "alpha_nominal")):
        expected = krippendorff.alpha(
            reliability_data=table(given, persons), level_of_measurement=level, value_domain=[0, 1, 2, 3]
        )
        assert measured(found, name)["value"] == pytest.approx(expected, abs=1e-4)
    ids = [each.pk for each in staged.people]
    for one, other in itertools.combinations(persons, 2):
        both = [each for each in given.values() if one in each and other in each]
        kappa = cohen_kappa_score([each[one] for each in both], [each[other] for each in both], labels=STEPS)
        (line,) = [each for each in found["pairs"] if each["raters"] == sorted((ids[one], ids[other]))]
        assert line["kappa"] == pytest.approx(kappa, abs=1e-4)
        assert line["n"] == len(both)


def has_the_f1_of_the_planned_passages(staged, reported, layer):
    spans = defaultdict(set)
    units = defaultdict(set)
    for each in staged.plan.marks:
        if each.layer == layer:
            spans[each.person].add((each.article, each.start, each.end))
            units[each.person].add(each.unit)
    for name, found in (("f1_exact", spans), ("f1_overlap", units)):
        scores = [
            2 * len(found[one] & found[other]) / (len(found[one]) + len(found[other]))
            for one, other in itertools.combinations(sorted(found), 2)
        ]
        value = measured(reported[0]["layers"][layer], name)["value"]
        assert value == pytest.approx(sum(scores) / len(scores), abs=1e-4)


def shows_who_was_planned_to_be_better(staged, reported):
    alphas = defaultdict(list)
    for each in reported[0]["dimensions"]["claim.certainty"]["pairs"]:
        for person in each["raters"]:
            alphas[person].append(each["alpha"])
    means = [sum(alphas[each.pk]) / len(alphas[each.pk]) for each in staged.people]
    assert staged.plan.noise == sorted(staged.plan.noise)
    assert means == sorted(means, reverse=True)


def tells_of_a_skewed_code(reported):
    found = reported[0]["dimensions"]["bias.family"]
    assert "skewed" in {note["caution"] for note in measured(found, "alpha_nominal")["notes"]}
    assert measured(found, "gwet_ac1")["value"] > measured(found, "alpha_nominal")["value"] + 0.3


def knows_that_people_agreed_less_before_the_reveal(reported):
    now, first = (
        measured(each["dimensions"]["claim.certainty"], "alpha_ordinal")["value"] for each in reported
    )
    assert first < now


def compares_links_between_quotes(reported):
    found = reported[0]["links"]
    assert found["values"].keys() >= {"contradicts", "same"}
    assert measured(found, "percent")["pairable"] > 0


def test_a_report_on_the_team_says_what_was_planted(staged, reported):
    """All of one report: computing it takes most of the time."""
    has_the_figures_of_the_plan(staged, reported)
    for layer in ("claim", "cue", "attribution", "bias"):
        has_the_f1_of_the_planned_passages(staged, reported, layer)
    shows_who_was_planned_to_be_better(staged, reported)
    tells_of_a_skewed_code(reported)
    knows_that_people_agreed_less_before_the_reveal(reported)
    compares_links_between_quotes(reported)


def test_all_that_was_planned_is_there(staged):
    assert Annotation.objects.count() == len(staged.plan.marks) == SMALL.annotations
    assert Event.objects.filter(verb="annotation.created").count() == SMALL.annotations
    assert Keeping.objects.count() == SMALL.revealed * SMALL.together
    for row, each in zip(staged.marks, staged.plan.marks, strict=True):
        place = row.ranges.get()
        assert (place.start, place.end) == (each.start, each.end)
        assert row.revision.text[place.start : place.end] == place.quote


def test_it_is_made_once_and_belongs_to_somebody(staged):
    with pytest.raises(Conflict, match="already"):
        staging.stage(size=SMALL)
    assert Project.objects.count() == 1


def test_nobody_owns_it_where_nobody_signed_up(db):
    with pytest.raises(Conflict, match="signed up"):
        staging.stage(size=SMALL)


def test_one_seed_is_one_plan():
    assert plan(SMALL, 3) == plan(SMALL, 3)
    assert plan(SMALL, 3).marks != plan(SMALL, 4).marks
