"""The matrix as it was decided: for whom it is there, what is in it, and what never is."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.errors import NotAllowed
from annotator.models import Assignment, Blindness, Project, Trial
from annotator.queries import articles as article_queries
from annotator.queries import claims as claim_queries
from annotator.queries import gold_matrix
from annotator.services import adjudication, assigning, assignments, claims, gold, gold_mentions
from annotator.services.adjudication import Decided
from tests.people import SURE, at


@pytest.fixture
def claim(team):
    return claims.create(
        actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="The mayor resigns."
    )


@pytest.fixture
def decided(team, claim):
    """What one person found is decided otherwise; a passage that nobody marked states the claim."""
    claims.set_cell(
        actor=team.annotator, claim_id=claim.pk, article_id=team.article.pk, status="denied", certainty=None
    )
    gold.decide_cell(
        actor=team.curator,
        claim_id=claim.pk,
        article_id=team.article.pk,
        status="asserted",
        certainty=2,
        reason="It says may.",
    )
    kept = adjudication.decide(
        actor=team.curator,
        revision_id=team.revision.pk,
        decision_id=uuid.uuid4(),
        decided=Decided("claim", True, [at(team.revision, "may resign")], SURE),
    )
    gold_mentions.decide(actor=team.curator, claim_id=claim.pk, decision_id=uuid.UUID(kept["id"]), holds=True)


def shown(team, who):
    """Return each cell of the decided matrix: status, certainty, quotes, and whom it names."""
    actor = team.who(who)
    seen = article_queries.story_for(actor, team.story.pk)
    matrix = gold_matrix.matrix_of(actor, seen, claim_queries.matrix_of(actor, seen.it))
    return [
        (
            cell.status,
            cell.certainty,
            [each.text for each in cell.quotes],
            [each.annotator.pk for each in cell.findings],
        )
        for row in matrix.rows
        for cell in row.cells
    ]


FULL = [("asserted", 2, ["may resign"], [gold_matrix.NOBODY])]
EMPTY = [("unchecked", None, [], [])]


def test_it_has_what_was_decided_and_nobodys_own(team, decided):
    for who in ("owner", "curator", "annotator", "reader"):
        assert shown(team, who) == FULL


def test_where_decisions_are_for_leads_it_is_for_leads(team, decided):
    Project.objects.filter(pk=team.project.pk).update(decisions_shown=False)
    assert shown(team, "curator") == FULL
    for who in ("annotator", "reader"):
        with pytest.raises(NotAllowed):
            shown(team, who)


@pytest.mark.parametrize("kind", ["training", "gold", "attention"])
def test_what_is_a_trial_is_left_out_for_all_but_leads(team, decided, kind):
    Trial.objects.create(article=team.article, kind=kind)
    assert shown(team, "owner") == FULL
    assert shown(team, "annotator") == shown(team, "reader") == EMPTY


def test_of_a_trial_for_training_it_is_there_once_one_is_done(team, decided):
    Trial.objects.create(article=team.article, kind="training")
    (task,) = assigning.assign(
        actor=team.owner, project_id=team.project.pk, people=[team.annotator.pk], articles=[team.article.pk]
    )
    assert shown(team, "annotator") == EMPTY
    assignments.done(actor=team.annotator, assignment_id=task.pk)
    assert shown(team, "annotator") == FULL


def test_what_is_not_open_is_left_out_for_leads_too(team, decided):
    Project.objects.filter(pk=team.project.pk).update(blind=Blindness.REVEALED)
    (task,) = assigning.assign(
        actor=team.owner, project_id=team.project.pk, people=[team.curator.pk], articles=[team.article.pk]
    )
    assert shown(team, "owner") == FULL
    assert shown(team, "curator") == shown(team, "annotator") == shown(team, "reader") == EMPTY
    Assignment.objects.filter(pk=task.pk).delete()
    assert shown(team, "curator") == FULL


def test_it_costs_three_queries(team, decided):
    seen = article_queries.story_for(team.reader, team.story.pk)
    matrix = claim_queries.matrix_of(team.reader, seen.it)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        gold_matrix.matrix_of(team.reader, seen, matrix)
    assert len(asked) == 3


def test_the_page_and_the_api_show_it_to_who_may_see_it(client, team, decided):
    address = f"/stories/{team.story.pk}/?people=adjudicated"
    api = f"/api/v1/stories/{team.story.pk}/matrix/?people=adjudicated"
    client.force_login(team.annotator)
    page = client.get(address).content.decode()
    assert '<option value="adjudicated"' in page
    assert "may resign" in page
    ((row,),) = (client.get(api).json()["rows"],)
    assert (row["cells"][0]["status"], row["cells"][0]["certainty"]) == ("asserted", 2)
    Project.objects.filter(pk=team.project.pk).update(decisions_shown=False)
    page = client.get(address).content.decode()
    assert '<option value="adjudicated"' not in page
    assert client.get(api).status_code == 403
