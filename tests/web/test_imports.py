"""Looking an import over in the browser: the story a document is like, and letting an import go."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.services import articles, imports
from annotator.services.articles import ArticleFacts
from annotator.text.words import words
from tests.people import add_article, client
from tests.text.test_stories import FERRY, QUAKE

SENTENCE = "This looks like an account of “The ferry sinks” (1 article)."


@pytest.fixture
def ferry(team, do_jobs):
    """A story of the ferry with one account."""
    story = articles.create_story(actor=team.owner, project_id=team.project.pk, title="The ferry sinks")
    add_article(team.project, story, FERRY[0][1], FERRY[0][0])
    do_jobs()
    return story


@pytest.fixture
def bring(team, do_jobs):
    """Return a function that brings texts in, has them read, and returns the import."""

    def start(*texts, **kwargs):
        batch = imports.start(
            actor=team.annotator,
            project_id=team.project.pk,
            pasted=["\n\n".join(each) for each in texts],
            **kwargs,
        )
        do_jobs()
        return batch

    return start


def page(team, batch):
    return client(team.annotator).get(reverse("import", args=[batch.pk])).content.decode()


def facts(item, **others):
    given = {"title": "A title", "story": ""} | others
    return {f"{item.pk}-{name}": value for name, value in given.items()}


def test_the_page_says_which_story_a_document_is_like(team, ferry, bring):
    shown = page(team, bring(FERRY[1], QUAKE[0]))
    assert shown.count(SENTENCE) == 1
    assert shown.count('name="into"') == 1


def test_nothing_is_said_of_the_story_that_is_chosen_already(team, ferry, bring):
    assert SENTENCE not in page(team, bring(FERRY[1], story_id=ferry.pk))


def test_one_press_puts_a_document_into_the_story_it_is_like(team, ferry, bring):
    item = bring(FERRY[1], story_title="Another").items.get()
    address = reverse("item-accept", args=[item.pk])
    answer = client(team.annotator).post(address, facts(item, story="new") | {"into": str(ferry.pk)})
    assert answer.status_code == 302
    assert ferry.articles.filter(title="A title").exists()
    assert not team.project.stories.filter(title="Another").exists()


def test_the_key_enter_presses_the_button_that_puts_it_where_the_form_says(team, ferry, bring):
    shown = page(team, bring(FERRY[1]))
    form = shown[shown.index("item-") :]
    assert form.index("Add the article") < form.index('name="into"')


@pytest.mark.parametrize("into", ["0", "no number", "999999"])
def test_a_story_that_is_none_is_refused_by_the_form(into, team, ferry, bring):
    item = bring(FERRY[1]).items.get()
    answer = client(team.annotator).post(reverse("item-accept", args=[item.pk]), facts(item) | {"into": into})
    assert answer.status_code == 422
    assert ferry.articles.count() == 1


def test_a_new_story_is_the_choice_it_was_made_for_and_all_go_into_it(team, ferry, bring):
    batch = bring(FERRY[1], QUAKE[0], story_title="Two things")
    assert page(team, batch).count("A new story: “Two things”") == 2
    answer = client(team.annotator).post(reverse("import-accept-all", args=[batch.pk]))
    made = team.project.stories.get(title="Two things")
    assert answer["Location"] == reverse("story", args=[made.pk])
    assert made.articles.count() == 2


def test_one_by_one_they_go_into_one_new_story_even_from_an_old_page(team, bring):
    batch = bring(FERRY[0], QUAKE[0], story_title="Two things")
    for item in batch.items.all():
        client(team.annotator).post(reverse("item-accept", args=[item.pk]), facts(item, story="new"))
    assert team.project.stories.get(title="Two things").articles.count() == 2


def test_what_could_not_be_read_keeps_the_title_that_was_typed(team, bring):
    batch = imports.start(
        actor=team.annotator, project_id=team.project.pk, story_title="Storm & “sea”",
        files=[imports.Upload("a.exe", b"MZ")],
    )  # fmt: skip
    bring(QUAKE[0])
    shown = page(team, batch)
    start = shown.index(reverse("add", args=[team.project.pk]) + "?title=")
    again = client(team.annotator).get(shown[start : shown.index('"', start)])
    assert again.context["page"].form["story_title"].value() == "Storm & “sea”"


def test_an_import_is_dismissed_from_the_projects_page(team, bring):
    batch = bring(FERRY[0], QUAKE[0])
    home, dismiss = (reverse("project", args=[team.project.pk]), reverse("import-dismiss", args=[batch.pk]))
    assert dismiss not in client(team.reader).get(home).content.decode()
    assert f'action="{dismiss}"' in client(team.annotator).get(home).content.decode()
    assert client(team.annotator).get(dismiss).status_code == 405
    assert client(team.annotator).post(dismiss)["Location"] == home
    assert dismiss not in client(team.annotator).get(home).content.decode()


def test_looking_over_many_documents_asks_the_database_no_more_than_for_two(team, ferry, bring):
    def queries(batch):
        with CaptureQueriesContext(connection) as caught:
            page(team, batch)
        return len(caught)

    few = queries(bring(*FERRY[1:3]))
    assert queries(bring(*FERRY[1:3] * 4)) == few


def test_words_are_counted_as_on_the_page_of_the_story(team, bring, do_jobs):
    text = "The ferry, as it were, ran aground \u2013 nobody was hurt. It\u2019s 9 p.m."
    batch = bring(["A ferry ran aground", text], story_id=team.story.pk)
    (item,) = batch.items.all()
    expected = len(words(item.text))
    assert expected != len(item.text.split())
    assert f"The text: {expected} words" in page(team, batch)
    facts_of_it = ArticleFacts(title="A ferry ran aground")
    imports.accept(actor=team.annotator, item_id=item.pk, facts=facts_of_it, story_id=team.story.pk)
    client(team.annotator).get(reverse("story", args=[team.story.pk]))  # which asks for the counts
    do_jobs()
    told = client(team.annotator).get(reverse("story", args=[team.story.pk])).content.decode()
    assert f'<td class="number wide-only">{expected}</td>' in told
