"""What may tell of the same event, on the pages: shown to those who may act on it, one press each."""

from __future__ import annotations

import pytest
from django.urls import reverse

from annotator.services import articles
from tests.people import add_article, client
from tests.text.test_stories import FERRY

QUESTION = "may tell of the same event"


@pytest.fixture
def ferry(team, do_jobs):
    """A story of the ferry with one account, and another account without a story."""
    story = articles.create_story(actor=team.owner, project_id=team.project.pk, title="The ferry sinks")
    account, loose = (
        add_article(team.project, into, text, title)
        for into, (title, text) in zip((story, None), FERRY, strict=False)
    )
    do_jobs()
    return story, account, loose


def page(user, name, *args):
    return client(user).get(reverse(name, args=args)).content.decode()


def test_a_story_shows_what_may_belong_to_it_and_takes_it_in_by_one_press(team, ferry):
    story, _, loose = ferry
    shown = page(team.curator, "story", story.pk)
    accept = reverse("candidate-accept", args=[story.pk, loose.pk])
    assert QUESTION in shown
    assert f'action="{accept}"' in shown
    client(team.curator).post(accept)
    shown = page(team.curator, "story", story.pk)
    assert loose.title in shown
    assert QUESTION not in shown


def test_those_who_may_not_act_on_it_are_not_asked(team, ferry):
    for who in (team.annotator, team.reader):
        assert QUESTION not in page(who, "story", ferry[0].pk)


def test_what_is_declined_is_shown_no_more_here_nor_there(team, ferry):
    story, account, loose = ferry
    decline = reverse("candidate-decline", args=[story.pk, loose.pk])
    assert f'formaction="{decline}"' in page(team.owner, "article-edit", loose.pk)
    answer = client(team.owner).post(decline, {"article": loose.pk})
    assert answer["Location"] == reverse("article-edit", args=[loose.pk])
    assert client(team.owner).post(decline, {"article": "no number"})["Location"] == reverse(
        "story", args=[story.pk]
    )
    for name, pk in (("story", story.pk), ("article-edit", loose.pk), ("article-edit", account.pk)):
        assert QUESTION not in page(team.owner, name, pk)


def test_an_article_can_be_put_where_what_it_is_like_is(team, ferry):
    story, account, loose = ferry
    shown = page(team.owner, "article-edit", loose.pk)
    assert account.title in shown
    assert "Put this article there" in shown
    assert reverse("candidate-accept", args=[story.pk, loose.pk]) in shown
    shown = page(team.owner, "article-edit", account.pk)
    assert "Add to this story" in shown
    assert reverse("candidate-accept", args=[story.pk, loose.pk]) in shown
