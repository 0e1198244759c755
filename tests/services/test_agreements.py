"""Agreement: a report of what people really marked, set against an independent computation."""

from __future__ import annotations

import itertools
import random
import uuid
from collections import Counter

import krippendorff
import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from annotator import tasks
from annotator.errors import Invalid, NotAllowed, NotFound
from annotator.models import AgreementReport, AgreementTally, Annotation, Job
from annotator.queries import agreements as queries
from annotator.queries.agreements import Scope
from annotator.queries.behind import behind
from annotator.queries.codebooks import current_for_project
from annotator.services import agreements, annotations, claims, links
from annotator.services.annotations import Answer, Change
from tests.people import SURE, add_article, mark

STEPS = ["unclear", "possible", "probable", "certain"]
WORDS = "one two three four five six seven eight nine ten eleven twelve"


@pytest.fixture
def report(team, do_jobs):
    """Make a report as a worker does, and return it."""

    def make(scope: Scope = Scope()) -> AgreementReport:  # noqa: B008 - it never changes
        asked = agreements.ask(actor=team.curator, project_id=team.project.pk, scope=scope)
        do_jobs()
        assert Job.objects.get(pk=asked.pk).state == "done"
        return queries.newest_of(team.project, scope).report

    return make


@pytest.fixture
def rated(team):
    """Three people mark the same words, with planted differences: `(item, person) -> step`."""
    chance = random.Random(7)
    given = {}
    people = [team.owner, team.curator, team.annotator]
    for number in range(6):
        text = " ".join(f"{word}{number}" for word in WORDS.split())
        article = add_article(team.project, team.story, text, f"Account {number}")
        for word in text.split():
            truth = chance.randrange(4)
            for who in people:
                if chance.random() < 0.15:
                    continue
                step = truth if chance.random() < 0.6 else chance.randrange(4)
                mark(who, article.revisions.get(), word, answers=[Answer("certainty", STEPS[step])])
                given[word, who.pk] = step
    return given


def table(given):
    items, people = ({key[place] for key in given} for place in (0, 1))
    return np.array([[given.get((item, who), np.nan) for item in sorted(items)] for who in sorted(people)])


def measured(found, name):
    return {each["measure"]: each for each in found["measures"]}[name]


def test_the_figures_are_those_of_an_independent_computation(team, report, rated):
    found = report().data["dimensions"]["claim.certainty"]
    expected = krippendorff.alpha(
        reliability_data=table(rated), level_of_measurement="ordinal", value_domain=[0, 1, 2, 3]
    )
    alpha = measured(found, "alpha_ordinal")
    assert alpha["value"] == pytest.approx(expected, abs=1e-4)
    low, high = alpha["interval"]
    assert low < alpha["value"] < high
    for one, other in itertools.combinations(sorted({who for _, who in rated}), 2):
        both = [item for item, who in rated if who == one and (item, other) in rated]
        (line,) = [each for each in found["pairs"] if each["raters"] == [one, other]]
        kappa = cohen_kappa_score(
            [rated[item, one] for item in both], [rated[item, other] for item in both], labels=[0, 1, 2, 3]
        )
        assert line["kappa"] == pytest.approx(kappa, abs=1e-4)
        assert line["n"] == len(both)


def test_spans_are_counted_with_what_each_left_unmarked(team, report, rated):
    found = report().data["layers"]["claim"]
    marked = {who: {item for item, by in rated if by == who} for _, who in rated}
    pairs = list(itertools.combinations(sorted(marked), 2))
    scores = [2 * len(marked[a] & marked[b]) / (len(marked[a]) + len(marked[b])) for a, b in pairs]
    assert measured(found, "f1_exact")["value"] == pytest.approx(sum(scores) / len(scores), abs=1e-4)


def test_only_what_changed_is_counted_again(team, report, rated):
    first = report()
    made = dict(AgreementTally.objects.values_list("article", "at"))
    changed = Annotation.objects.filter(author=team.annotator).select_related("revision").first()
    annotations.revise(
        actor=team.annotator,
        annotation_id=changed.pk,
        version=1,
        change=Change(answers=[Answer("certainty", "unclear")]),
    )
    second = report()
    again = dict(AgreementTally.objects.values_list("article", "at"))
    assert {key for key in made if made[key] != again[key]} == {changed.revision.article_id}
    AgreementTally.objects.all().delete()
    assert report().data == second.data
    assert first.pk != second.pk


def test_a_report_says_of_when_it_is(team, report, rated):
    report()
    team.project.refresh_from_db()
    assert queries.newest_of(team.project, Scope()).since == 0
    mark(team.annotator, team.revision, "may resign", answers=SURE)
    team.project.refresh_from_db()
    assert queries.newest_of(team.project, Scope()).since == 1


def test_each_number_opens_the_passages_behind_it(team, report, rated):
    one, other = sorted({who for _, who in rated})[:2]
    found = behind(
        team.curator,
        team.project,
        Scope(),
        current_for_project(team.project.pk),
        "claim.certainty",
        (one, other),
    )
    counted = Counter(
        (STEPS[rated[item, one]], STEPS[rated[item, other]])
        for item, who in rated
        if who == one and (item, other) in rated
    )
    cells = {cell: len(items) for cell, items in found.confusion.cells.items()}
    assert cells == dict(counted)
    for items in found.confusion.cells.values():
        for each in items:
            words = {found.places[each.row]["quote"], *(found.places[key]["quote"] for key in each.columns)}
            assert len(words) == 1


def test_cells_of_the_matrix_are_compared_too(team, report):
    other = team.add_account("The bridge is closed, they said.")
    claim = claims.create(
        actor=team.curator, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="The bridge is closed."
    )
    for who, status in (
        (team.curator, "asserted"),
        (team.annotator, "asserted"),
        (team.owner, "not_reported"),
    ):
        for article in (team.article, other):
            claims.set_cell(actor=who, claim_id=claim.pk, article_id=article.pk, status=status)
    found = report().data["cells"]["status"]
    assert measured(found, "percent")["value"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["values"] == {"asserted": 4, "not_reported": 2}


def test_what_does_not_count_is_not_compared(team, report, rated):
    names = report().data["dimensions"].keys()
    assert "claim.certainty" in names
    with pytest.raises(Invalid):
        behind(team.curator, team.project, Scope(), current_for_project(team.project.pk), "claim.nothing")


def test_a_project_without_work_has_a_report_that_says_so(team, report):
    found = report().data
    assert found["people"] == []
    assert measured(found["dimensions"]["claim.certainty"], "alpha_ordinal")["value"] is None


def test_a_story_is_a_scope_and_one_of_elsewhere_is_not(team, report, rated):
    assert report(Scope(story=team.story.pk)).data["annotations"] == len(rated)
    with pytest.raises(Invalid):
        agreements.ask(actor=team.curator, project_id=team.project.pk, scope=Scope(story=10**6))


def test_only_leads_read_figures_and_others_may_not_even_know(team):
    for who, refused in ((team.annotator, NotAllowed), (team.reader, NotAllowed), (team.stranger, NotFound)):
        with pytest.raises(refused):
            agreements.ask(actor=who, project_id=team.project.pk, scope=Scope())


def test_asking_twice_is_one_job(team):
    jobs = [agreements.ask(actor=team.curator, project_id=team.project.pk, scope=Scope()) for _ in "ab"]
    assert jobs[0].pk == jobs[1].pk
    assert agreements.KIND in tasks.HANDLERS


def test_links_between_quotes_are_compared_by_claim_and_account(team, report):
    """Two of three link the quotes of the same claims; the third links others."""
    rows = [
        claims.create(actor=team.curator, story_id=team.story.pk, claim_id=uuid.uuid4(), wording=wording)
        for wording in ("The mayor resigns.", "The bridge is closed.", "Nobody was hurt.")
    ]
    quotes = ["may resign", "bridge was closed", "Nobody was hurt"]
    said = {team.owner: (0, 1, "contradicts"), team.curator: (0, 1, "same"), team.annotator: (0, 2, "same")}
    for who, (one, other, kind) in said.items():
        ends = [
            claims.put(
                actor=who,
                claim_id=rows[place].pk,
                annotation_id=mark(who, team.revision, quotes[place]).data["id"],
            ).pk
            for place in (one, other)
        ]
        links.link_mentions(actor=who, link_id=uuid.uuid4(), kind=kind, from_id=ends[0], to_id=ends[1])
    found = report().data["links"]
    # 0-1: contradicts, same, none; 0-2: none, none, same.
    assert found["values"] == {"contradicts": 1, "none": 3, "same": 2}
    table = [[0, 2], [1, 2], [2, 1]]  # of each person, both items
    expected = krippendorff.alpha(reliability_data=table, level_of_measurement="nominal")
    assert measured(found, "alpha_nominal")["value"] == pytest.approx(expected, abs=1e-4)
    assert measured(found, "percent")["value"] == pytest.approx(1 / 6, abs=1e-4)
    told = behind(
        team.curator, team.project, Scope(), current_for_project(team.project.pk), "links",
        (team.owner.pk, team.curator.pk),
    )  # fmt: skip
    assert {cell: len(items) for cell, items in told.confusion.cells.items()} == {
        ("contradicts", "same"): 1,
        ("none", "none"): 1,
    }
