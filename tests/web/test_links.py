"""A claim's page and the form that links it: what they show, what they refuse, what they cost."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from annotator.models import Link
from annotator.services import claims, links
from tests.people import client, mark
from tests.queries.test_counts import queries
from tests.web.linked import linked


@pytest.fixture
def claim(team):
    made = mark(team.annotator, team.revision, "may resign")
    return claims.create(
        actor=team.annotator,
        story_id=team.story.pk,
        claim_id=uuid.uuid4(),
        wording="The mayor resigns",
        annotation_id=uuid.UUID(made.data["id"]),
    )


def test_a_claims_page_takes_at_most_twelve_queries_whatever_stands_on_it(team, claim):
    linked(team, claim.pk)
    browser, address = client(team.reader), reverse("claim", args=[claim.pk])
    few = len(queries(lambda: browser.get(address)))
    for number in range(4):
        account = team.add_account(f"Account {number}: the mayor resigns.", source=f"Source {number}")
        made = mark(team.curator, account.revisions.get(), "the mayor resigns")
        claims.put(actor=team.curator, claim_id=claim.pk, annotation_id=made.data["id"])
    assert len(queries(lambda: browser.get(address))) == few <= 12


def test_a_quote_stands_in_its_sentence_and_says_how_it_is_linked(team, claim):
    linked(team, claim.pk)
    page = client(team.reader).get(reverse("claim", args=[claim.pk])).content.decode()
    assert "The mayor <mark>may resign</mark> on Monday, officials said." in page
    assert "Nobody is hurt" in page
    assert "updates" in page


def test_a_story_marks_its_rows_with_how_they_are_linked(team, claim):
    linked(team, claim.pk)
    page = client(team.reader).get(reverse("story", args=[team.story.pk])).content.decode()
    assert "link-updates" in page
    assert "updated by" in page


def test_the_form_says_why_it_links_nothing(team, claim):
    other, _, _ = linked(team, claim.pk)
    browser = client(team.annotator)
    address = reverse("claim-link", args=[other])
    answer = browser.post(address, {"way": "updates", "to": str(claim.pk)})
    assert answer.status_code == 422
    assert "It is there the other way round" in answer.content.decode()
    assert browser.post(address, {"way": "updates:back", "to": str(claim.pk)}).status_code == 422  # twice
    assert browser.post(address, {"way": "same", "to": str(other)}).status_code == 422  # not offered
    assert browser.post(address, {"way": "qualifies:back", "to": str(claim.pk)}).status_code == 302
    made = Link.objects.get(kind="qualifies")
    assert made.ends == (claim.pk, other)


def test_a_link_that_was_taken_away_can_be_brought_back(team, claim):
    _, _, link = linked(team, claim.pk)
    browser = client(team.annotator)
    assert b"Undo" in browser.post(reverse("link-delete", args=[link])).content
    browser.post(reverse("link-restore", args=[link]))
    assert links.queries.link_for(team.annotator, link).it.deleted_at is None
