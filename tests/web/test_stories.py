"""A story's pages: at most 12 queries whatever the size, what they say, the drawing as a file."""

from __future__ import annotations

import uuid
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse

from annotator.models import Event
from annotator.services import claims
from tests.people import client, mark

PAGES = ["story", "story-ladder", "story-coverage", "story-origins"]
REPORTS = [
    "The mayor will resign on Monday, officials said. The bridge stays open.",
    "The mayor resigned, it is said. The bridge was closed for a day.",
    "Nobody knows whether the mayor resigns. It rains in the hills.",
]


def fill(team, number):
    for n in range(number):
        account = team.add_account(f"{REPORTS[n % 3]} Report number {n}.", f"Report {n}", source=f"Paper {n}")
        made = mark(
            team.annotator, account.revisions.get(), "The mayor" if n % 3 < 2 else "the mayor resigns"
        )
        claim = claims.create(
            actor=team.annotator,
            story_id=team.story.pk,
            claim_id=uuid.uuid4(),
            wording=f"The mayor resigns ({n})",
            annotation_id=uuid.UUID(made.data["id"]),
        )
        claims.set_cell(
            actor=team.owner, claim_id=claim.pk, article_id=team.article.pk, status="not_reported"
        )


def settle(team, do_jobs):
    """Open the story until nothing is left to be asked for."""
    browser = client(team.owner)
    browser.get(reverse("story", args=[team.story.pk]))
    while do_jobs():
        browser.get(reverse("story", args=[team.story.pk]))
    return browser


@pytest.mark.parametrize("name", PAGES)
def test_a_storys_page_takes_at_most_twelve_queries_whatever_its_size(
    name, team, do_jobs, django_assert_max_num_queries
):
    for number in (1, 5):
        fill(team, number)
        browser = settle(team, do_jobs)
        with django_assert_max_num_queries(12):
            assert browser.get(reverse(name, args=[team.story.pk])).status_code == 200


def test_a_sources_page_takes_at_most_twelve_queries(team, do_jobs, django_assert_max_num_queries):
    fill(team, 4)
    browser = settle(team, do_jobs)
    for address in (
        reverse("sources", args=[team.project.pk]),
        reverse("source", args=[team.article.source_id]),
    ):
        with django_assert_max_num_queries(12):
            assert browser.get(address).status_code == 200


def test_a_story_says_something_before_anybody_annotated(team, do_jobs):
    team.add_account("The mayor will resign on Monday, officials said.\n\nIt rains.", source="The Echo")
    said = settle(team, do_jobs).get(reverse("story", args=[team.story.pk])).content.decode()
    assert "What most of them tell" in said
    assert "2 of 2 accounts" in said
    assert "1 differs in certainty" in said


def test_a_ladder_is_a_file_that_stands_by_itself_and_escapes_what_people_wrote(team, do_jobs):
    fill(team, 2)
    hostile = claims.create(
        actor=team.annotator,
        story_id=team.story.pk,
        claim_id=uuid.uuid4(),
        wording="<script>alert(1)</script> & \u201cso\u201d",
    )
    browser = settle(team, do_jobs)
    for claim in (hostile, team.story.claims.first()):
        answer = browser.get(reverse("claim-ladder", args=[claim.pk]), {"download": ""})
        assert answer["Content-Type"] == "image/svg+xml"
        assert answer["Content-Disposition"].endswith('.svg"')
        drawn = ET.fromstring(answer.content)
        assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
        assert not list(drawn.iter("{http://www.w3.org/2000/svg}script"))
        assert b"style=" not in answer.content


def test_the_drawing_and_its_table_have_the_same_points(team, do_jobs):
    fill(team, 2)
    said = settle(team, do_jobs).get(reverse("story-ladder", args=[team.story.pk])).content.decode()
    for section in said.split('class="sheet stack ladder-sheet"')[1:]:
        rows = section.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>")
        assert section.count('class="ladder-link"') == rows == 2


def test_what_was_done_is_undone_from_the_page_that_says_it(team):
    other = team.add_account("It rains.")
    browser = client(team.owner)
    asked = browser.get(reverse("account-remove", args=[team.story.pk, other.pk]))
    assert "stays in the project" in asked.content.decode()
    done = browser.post(reverse("account-remove", args=[team.story.pk, other.pk])).content.decode()
    event = Event.objects.get(verb="account.removed")
    address = reverse("story-undo", args=[team.story.pk, event.seq])
    assert f'action="{address}"' in done
    browser.post(address)
    other.refresh_from_db()
    assert other.story == team.story


def test_an_origin_is_said_with_a_form_and_shown(team, do_jobs):
    other = team.add_account("The mayor may resign on Monday, officials said.", source="The Echo")
    browser = settle(team, do_jobs)
    address = reverse("origin-choose", args=[team.story.pk, other.pk])
    browser.post(address, {"origin": str(team.article.pk)})
    said = browser.get(reverse("story-origins", args=[team.story.pk])).content.decode()
    assert "2 accounts of one text" in said
    assert "said by a person" in said
    assert browser.post(address, {"origin": "nonsense"}).status_code == 422
    browser.post(address, {"origin": "machine"})
    assert not hasattr(type(other).objects.get(pk=other.pk), "origin_choice")


def test_a_source_is_counted_with_its_n_and_without_a_score(team, do_jobs):
    fill(team, 1)
    said = settle(team, do_jobs).get(reverse("source", args=[team.article.source_id])).content.decode()
    assert "It is no measure of the source" in said
    assert "1 of 1" in said
    assert "score" not in said.partition("<main")[2].partition("</main>")[0]
