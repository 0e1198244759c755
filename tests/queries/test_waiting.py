"""What of each story waits for a curator: counted without reading it, and as its desk has it."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.models import Blindness, Project
from annotator.queries import gold as gold_queries
from annotator.queries import gold_mentions as mention_queries
from annotator.queries import projects as project_queries
from annotator.queries import waiting
from annotator.services import adjudication, articles, assigning, claims, gold, gold_mentions, mentions
from annotator.services.adjudication import Decided
from tests.people import SURE, at, client, mark


def wanted(team, who="curator"):
    seen = project_queries.project_for(team.who(who), team.project.pk)
    return waiting.stories_of(team.who(who), seen.it)


def desk(team):
    """Return what the story's own desk counts: cells and mentions."""
    return [
        each(team.curator, team.story.pk).counts
        for each in (gold_queries.gold_for, mention_queries.mentions_for)
    ]


def agrees(team):
    """Return the one story's counts, which are those of its desk."""
    (row,) = wanted(team)
    cells, said = desk(team)
    assert (row.cells.open, row.cells.decided, row.cells.changed) == tuple(
        cells[each] for each in ("open", "decided", "changed")
    )
    assert (row.mentions.open, row.mentions.decided, row.mentions.changed) == tuple(
        said[each] for each in ("open", "decided", "changed")
    )
    return row


@pytest.fixture
def claim(team):
    return claims.create(
        actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="The mayor resigns."
    )


def find(team, claim, who, status="asserted"):
    claims.set_cell(
        actor=team.who(who), claim_id=claim.pk, article_id=team.article.pk, status=status, certainty=None
    )


def test_a_story_without_cells_and_mentions_is_not_listed(team, claim):
    assert wanted(team) == []


def test_cells_are_counted_once_whoever_set_them(team, claim):
    for who in ("annotator", "owner"):
        find(team, claim, who)
    find(team, claim, "curator", "unchecked")
    assert agrees(team).cells.open == 1
    told = gold.decide_cell(
        actor=team.curator, claim_id=claim.pk, article_id=team.article.pk, status="asserted"
    )
    assert agrees(team).waits is False
    find(team, claim, "annotator", "denied")
    row = agrees(team)
    assert (row.cells.changed, row.waits) == (1, True)
    gold.withdraw_cell(
        actor=team.curator, claim_id=claim.pk, article_id=team.article.pk, version=told["version"]
    )
    assert agrees(team).cells.open == 1


def test_mentions_are_counted_by_claim_and_passage(team, claim):
    marked = [mark(team.who(who), team.revision, "may resign").data for who in ("annotator", "owner")]
    for who, each in zip(("annotator", "owner"), marked, strict=True):
        # A cell comes with it, and is decided on its own.
        claims.put(actor=team.who(who), claim_id=claim.pk, annotation_id=uuid.UUID(each["id"]))
    row = agrees(team)
    assert (row.mentions.open, row.mentions.later, row.cells.open) == (0, 2, 1)
    kept = adjudication.decide(
        actor=team.curator,
        revision_id=team.revision.pk,
        decision_id=uuid.uuid4(),
        decided=Decided(
            "claim",
            True,
            [at(team.revision, "may resign")],
            SURE,
            {uuid.UUID(each["id"]): each["version"] for each in marked},
        ),
    )
    row = agrees(team)
    assert (row.mentions.open, row.mentions.later) == (1, 0)
    gold_mentions.decide(actor=team.curator, claim_id=claim.pk, decision_id=uuid.UUID(kept["id"]), holds=True)
    assert agrees(team).mentions.decided == 1
    mentions.take_off(actor=team.owner, claim_id=claim.pk, annotation_id=uuid.UUID(marked[1]["id"]))
    assert agrees(team).mentions.changed == 1


def test_a_story_with_an_account_that_one_annotates_blind_is_not_listed(team, claim):
    find(team, claim, "annotator")
    Project.objects.filter(pk=team.project.pk).update(blind=Blindness.REVEALED)
    assigning.assign(
        actor=team.owner, project_id=team.project.pk, people=[team.curator.pk], articles=[team.article.pk]
    )
    assert [len(wanted(team, who)) for who in ("owner", "curator")] == [1, 0]


def test_it_costs_four_queries_however_many_stories(team, claim):
    find(team, claim, "annotator")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            waiting.stories_of(team.curator, Project.objects.get(pk=team.project.pk))
        counts.append(len(asked) - 1)
        story = articles.create_story(actor=team.owner, project_id=team.project.pk, title="Rain")
        claims.create(actor=team.owner, story_id=story.pk, claim_id=uuid.uuid4(), wording="It rains.")
    assert counts == [4, 4]


def test_the_overview_tells_how_much_waits(team, claim):
    mark(team.annotator, team.revision, "may resign")
    find(team, claim, "annotator")
    page = client(team.curator).get(reverse("adjudication", args=[team.project.pk])).content.decode()
    assert "1 of 1 article waits" in page
    assert "1 of 1 story waits" in page
    assert reverse("story-adjudicate", args=[team.story.pk]) in page
