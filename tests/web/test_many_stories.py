"""A project's page with more stories and articles than are read at once."""

from __future__ import annotations

import re

import pytest

from annotator.models import Story
from annotator.web import projects
from tests.people import Team, add_article, made_team


@pytest.fixture
def team(db: None) -> Team:
    team = made_team()
    Story.objects.bulk_create(
        [Story(project=team.project, title=f"The flood of {1900 + number}") for number in range(70)]
    )
    return team


@pytest.fixture
def page(client, team: Team):
    client.force_login(team.owner)

    def read(query: str = "") -> str:
        return client.get(f"/projects/{team.project.pk}/{query}").content.decode()

    return read


def test_stories_come_in_pages_the_newest_first(page):
    first, second = page(), page("?page=2")
    assert first.count('class="card-link"') == projects.STORIES_ON_A_PAGE
    assert "The flood of 1969" in first
    assert "The flood of 1969" not in second
    assert "The flood of 1900" in second
    assert 'href="?page=2"' in first
    assert 'href="?page=1"' in second


def test_stories_are_found_by_their_title_and_the_pages_keep_to_it(page):
    found = page("?q=of+196")
    assert found.count('class="card-link"') == 10
    assert 'href="?q=of%20&amp;page=2"' in page("?q=of%20") or 'href="?q=of&amp;page=2"' in page("?q=of%20")
    assert "No story has “drought” in its title." in page("?q=drought")
    assert "Add articles" in page("?q=a%00b")


def test_articles_without_a_story_come_in_pages(page, team, monkeypatch):
    monkeypatch.setattr(projects, "LOOSE_ON_A_PAGE", 2)
    for number in range(3):
        add_article(team.project, None, f"It rains. {number}", f"Alone {number}")
    listed = [
        set(re.findall(r'class="list-title"[^>]*>(Alone \d)<', page(query))) for query in ("", "?loose=2")
    ]
    assert [len(each) for each in listed] == [2, 1]
    assert set.union(*listed) == {"Alone 0", "Alone 1", "Alone 2"}


def test_what_is_on_other_pages_costs_no_query(page, django_assert_max_num_queries):
    page()
    with django_assert_max_num_queries(16):
        page()
