"""That an article is a trial is seen by nobody who annotates it: its pages stay the same to the byte."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from annotator.models import Annotation, Assignment, Event, Project, Trial
from annotator.services import adjudication, assignments, trials
from annotator.services.adjudication import Decided
from annotator.services.annotations import RangeIn
from tests.blind.test_leaks import addresses, differing, seen, told
from tests.people import SURE, client
from tests.trying import decided

REASON = "zq9key because"


@pytest.fixture
def task(blind):
    """Ann's task with the article."""
    blind.turn("off")
    # What was decided before it became a trial may have been heard of; from then on nobody hears of it.
    Event.objects.filter(verb__startswith="decision.").delete()
    return Assignment.objects.create(article=blind.team.article, person=blind.ann, state="in_progress")


def try_it(team, kind):
    decided(team, team.article, "Nobody was hurt", reason=REASON)
    trials.put(actor=team.owner, article_id=team.article.pk, kind=kind)


@pytest.mark.parametrize(
    ("kind", "shown"), [("training", False), ("training", True), ("gold", True), ("attention", True)]
)
def test_a_trial_looks_like_any_other_article(blind, task, kind, shown):
    Project.objects.update(quality_shown=shown, decisions_shown=True)
    browser = client(blind.ann)
    seen(browser, blind.keys)
    before = seen(browser, blind.keys)
    try_it(blind.team, kind)
    assert differing(before, seen(browser, blind.keys)) == []


@pytest.mark.parametrize("kind", ["gold", "attention"])
def test_nor_is_it_told_of_when_one_is_done(blind, task, kind):
    """Done with it, everything is as it would be with an article like any other."""
    Project.objects.update(quality_shown=True, decisions_shown=True)
    browser = client(blind.ann)
    assignments.done(actor=blind.ann, assignment_id=task.pk)
    seen(browser, blind.keys)
    before = seen(browser, blind.keys)
    try_it(blind.team, kind)
    assert differing(before, seen(browser, blind.keys)) == []
    assert Trial.objects.exists()


@pytest.mark.parametrize("who", ["ann", "reader", "stranger"])
def test_the_key_of_a_trial_is_told_to_nobody_else(blind, task, who):
    Project.objects.update(decisions_shown=True)
    try_it(blind.team, "training")
    browser = blind.who(who)
    where = [name for name, address in addresses(blind.keys).items() if REASON in told(browser, address)[1]]
    assert where == []


def test_training_is_told_at_once_when_one_is_done(blind, task):
    try_it(blind.team, "training")
    browser = client(blind.ann)
    address = reverse("article-feedback", args=[blind.team.article.pk])
    assert browser.get(address).status_code == 404
    assert browser.get(f"/api/v1{address}").status_code == 404
    answer = browser.post(reverse("assignment-done", args=[task.pk]))
    assert answer["Location"] == address
    page = browser.get(address).content.decode()
    assert REASON in page
    assert "Nobody was hurt" in page
    found = browser.get(f"/api/v1{address}").json()
    assert REASON in [each["reason"] for each in found["missed"]]
    assert found["person"]["id"] == blind.ann.pk
    assert address in browser.get(reverse("article", args=[blind.team.article.pk])).content.decode()
    again = browser.post(reverse("assignment-reopen", args=[task.pk]), {"back": "article"})
    assert again["Location"] == reverse("article", args=[blind.team.article.pk])
    assert browser.get(address).status_code == 404


def test_a_lead_sees_how_somebody_did_and_nobody_else_does(blind, task):
    try_it(blind.team, "gold")
    address = reverse("article-feedback", args=[blind.team.article.pk])
    for who, status in (("owner", 200), ("curator", 200), ("ann", 404), ("reader", 404), ("stranger", 404)):
        for path in (address, f"/api/v1{address}"):
            assert blind.who(who).get(path, {"person": blind.ann.pk}).status_code == status
    assert Event.objects.filter(verb="trial.made").exists()


def test_ones_own_figures_name_nobody_else(blind, task):
    browser, address = client(blind.ann), reverse("quality", args=[blind.team.project.pk])
    assert browser.get(address).status_code == 403
    owner = client(blind.team.owner)
    owner.post(
        reverse("project-settings", args=[blind.team.project.pk]), {"name": "P", "quality_shown": "on"}
    )
    main = browser.get(address).content.decode().partition("<main")[2]
    assert ">Ann<" in main
    assert ">Annotator<" not in main
    assert [each["person"]["name"] for each in browser.get(f"/api/v1{address}").json()["people"]] == ["Ann"]
    names = {each["person"]["name"] for each in owner.get(f"/api/v1{address}").json()["people"]}
    assert {"Ann", "Annotator"} <= names


@pytest.mark.parametrize("kind", ["training", "gold", "attention"])
def test_what_was_decided_on_ones_own_marks_of_a_trial_is_not_told(blind, task, kind):
    """Nor the log of it: the key was made by adjudicating other people's marks, and one's own."""
    Project.objects.update(decisions_shown=True)
    team = blind.team
    own = Annotation.objects.filter(author=blind.ann).first()
    adjudication.decide(
        actor=team.curator,
        revision_id=team.revision.pk,
        decision_id=uuid.uuid4(),
        decided=Decided(
            layer="claim",
            kept=True,
            ranges=[RangeIn(each.start, each.end) for each in own.ranges.all()],
            answers=SURE,
            basis={own.pk: own.version},
            reason=REASON,
        ),
    )
    browser = client(blind.ann)
    keys = blind.keys

    def where():
        return [name for name, address in addresses(keys).items() if REASON in told(browser, address)[1]]

    assert where(), "where it is no trial, annotators see what was decided on theirs"
    trials.put(actor=team.owner, article_id=team.article.pk, kind=kind)
    assert where() == []
