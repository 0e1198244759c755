"""What annotators hear and see of decisions: on their own marks, where it is shown, once it is open."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from annotator.models import Blindness, Event, Layer, Member, Role, User
from annotator.queries import history, projects, verdicts
from annotator.services import adjudication, assigning, assignments
from annotator.services.adjudication import Decided
from annotator.services.annotations import Answer
from tests.people import SURE, at, client, mark


@pytest.fixture
def ann(team):
    ann = User.objects.create(username="ann", name="Ann")
    Member.objects.create(project=team.project, user=ann, role=Role.ANNOTATOR)
    return ann


@pytest.fixture
def decided(team, ann):
    """Ann's mark is kept with other borders and codes; another's is dropped."""
    own = mark(ann, team.revision, "may resign", answers=SURE).data
    other = mark(team.annotator, team.revision, "Nobody was hurt", answers=SURE).data
    told = [
        adjudication.decide(
            actor=team.curator,
            revision_id=team.revision.pk,
            decision_id=uuid.uuid4(),
            decided=Decided(
                "claim",
                kept,
                [at(team.revision, words)],
                [Answer("certainty", "possible")],
                {uuid.UUID(each["id"]): 1},
                reason="It says may.",
            ),
        )
        for each, words, kept in ((own, "mayor may resign", True), (other, "Nobody was hurt", False))
    ]
    return own, told


def switch(team, **what):
    for name, on in what.items():
        setattr(team.project, name, on)
    team.project.save(update_fields=list(what))
    team.revision.article.project.refresh_from_db()


def heard(team, who):
    return {each.verb for each in history.in_sight(who.pk, team.project, Event.objects.all())}


def test_what_was_decided_is_told_of_ones_own_marks_alone(team, ann, decided):
    own, _ = decided
    (told,) = verdicts.on_text(ann, team.revision.pk)
    assert told["annotation"] == own["id"]
    assert (told["kept"], told["borders"], told["codes"]) == (True, True, ["certainty"])
    assert (told["decided_quote"], told["reason"]) == ("mayor may resign", "It says may.")
    (dropped,) = verdicts.on_text(team.annotator, team.revision.pk)
    assert (dropped["kept"], dropped["borders"], dropped["codes"]) == (False, False, [])
    assert verdicts.of_project(ann, team.project.pk)[1].count() == 1
    assert verdicts.on_text(team.reader, team.revision.pk) == []


def test_a_decision_that_is_taken_back_is_told_no_more(team, ann, decided):
    _, (first, _) = decided
    adjudication.withdraw(actor=team.curator, decision_id=first["id"], version=1)
    assert verdicts.on_text(ann, team.revision.pk) == []


def test_nothing_is_told_where_the_project_does_not_show_it(team, ann, decided):
    assert "decision.made" in heard(team, ann)
    switch(team, decisions_shown=False)
    assert verdicts.on_text(ann, team.revision.pk) == []
    assert not verdicts.of_project(ann, team.project.pk)[1].exists()
    assert "decision.made" not in heard(team, ann)
    assert "decision.made" in heard(team, team.owner)
    assert not any(each.verb == "decision.made" for each in projects.latest_events(ann, team.project.pk))


def test_nothing_is_told_before_the_article_is_open(team, ann, decided):
    (task,) = assigning.assign(
        actor=team.owner, project_id=team.project.pk, people=[ann.pk], articles=[team.article.pk]
    )
    switch(team, blind=Blindness.OWN_DONE)
    assert verdicts.on_text(ann, team.revision.pk) == []
    assert not verdicts.of_project(ann, team.project.pk)[1].exists()
    assert "decision.made" not in heard(team, ann)
    assignments.done(actor=ann, assignment_id=task.pk)
    assert len(verdicts.on_text(ann, team.revision.pk)) == 1
    assert "decision.made" in heard(team, ann)


def test_a_lead_who_annotates_blind_hears_of_no_decision(team, decided):
    assigning.assign(
        actor=team.owner, project_id=team.project.pk, people=[team.curator.pk], articles=[team.article.pk]
    )
    switch(team, blind=Blindness.REVEALED)
    assert "decision.made" not in heard(team, team.curator)
    assert "decision.made" in heard(team, team.owner)


def test_the_page_says_it_in_the_codebooks_words_not_by_key(team, ann, decided):
    layer = Layer.objects.get(codebook__project=team.project, key="claim")
    Layer.objects.filter(pk=layer.pk).update(label="What is claimed")
    question = layer.dimensions.get(key="certainty")
    question.codes.filter(key="possible").update(label="may be so")
    type(question).objects.filter(pk=question.pk).update(label="How sure")
    page = client(ann).get(reverse("verdicts", args=[team.project.pk])).content.decode()
    assert "What is claimed" in page
    assert "How sure: may be so" in page
    assert "certainty: possible" not in page
