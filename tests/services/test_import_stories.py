"""The story of an import: made with its first article, or one that is there already; and an import let go."""

from __future__ import annotations

import pytest

from annotator.errors import NotAllowed, NotFound
from annotator.models import Story
from annotator.services import articles, fetching, imports
from annotator.services.articles import ArticleFacts
from annotator.services.fetching import Page
from annotator.services.imports import Upload
from tests.people import add_article
from tests.text.test_stories import FERRY, QUAKE


def told(article):
    """Return a text as it would be pasted."""
    title, text = article
    return f"{title}\n\n{text}"


@pytest.fixture
def bring(team, do_jobs):
    """Return a function that brings documents in, has them read, and returns the import."""

    def start(**brought):
        batch = imports.start(**{"actor": team.annotator, "project_id": team.project.pk} | brought)
        do_jobs()
        return batch

    return start


@pytest.fixture
def ferry(team, do_jobs):
    """A story with two accounts of one event."""
    story = articles.create_story(actor=team.owner, project_id=team.project.pk, title="The ferry sinks")
    for title, text in FERRY[:2]:
        add_article(team.project, story, text, title)
    do_jobs()
    return story


def accept(team, item, **kwargs):
    kwargs = {"story_id": None} | kwargs
    facts = ArticleFacts(title=item.title)
    return imports.accept(actor=team.annotator, item_id=item.pk, facts=facts, **kwargs)


# -- a story that is still to be made


def test_a_new_story_is_made_with_the_first_article_and_once(team, bring):
    batch = bring(story_title=" A  ferry\nsinks ", pasted=[told(each) for each in FERRY[:2]])
    assert (batch.story_title, batch.story) == ("A ferry sinks", None)
    assert not Story.objects.filter(title="A ferry sinks").exists()
    one, other = (accept(team, item, as_meant=True) for item in batch.items.all())
    assert (one.story.title, one.story) == ("A ferry sinks", other.story)
    batch.refresh_from_db()
    assert (batch.story_title, batch.story) == ("", one.story)


def test_an_import_of_which_nothing_comes_leaves_no_story(team, bring):
    before = Story.objects.count()
    batch = bring(story_title="Nothing", files=[Upload("a.exe", b"MZ")], pasted=[told(FERRY[0])])
    imports.discard(actor=team.annotator, item_id=batch.items.get(state="read").pk)
    assert Story.objects.count() == before


def test_an_adopted_article_without_a_story_makes_the_new_one(team, bring):
    alone = add_article(team.project, None, told(FERRY[0]), "Alone")
    batch = bring(story_title="A ferry sinks", pasted=[told(FERRY[0])])
    adopted = imports.adopt(actor=team.annotator, item_id=batch.items.get().pk)
    assert (adopted, adopted.story.title) == (alone, "A ferry sinks")


def test_an_adopted_article_stays_in_its_story_and_makes_none(team, bring):
    add_article(team.project, team.story, told(FERRY[0]), "There")
    batch = bring(story_title="A ferry sinks", pasted=[told(FERRY[0])])
    assert imports.adopt(actor=team.annotator, item_id=batch.items.get().pk).story == team.story
    assert not Story.objects.filter(title="A ferry sinks").exists()


def test_what_was_meant_for_a_story_that_is_deleted_meanwhile_has_none(team, bring):
    batch = bring(story_id=team.story.pk, pasted=[told(FERRY[0])])
    articles.delete_story(actor=team.owner, story_id=team.story.pk)
    assert accept(team, batch.items.get(), as_meant=True).story is None


# -- a story that is there


def test_a_document_that_is_like_a_storys_accounts_says_so_and_goes_nowhere_by_itself(team, ferry, bring):
    batch = bring(story_title="Another ferry", pasted=[told(FERRY[2]), told(QUAKE[0])])
    like, unlike = batch.items.all()
    assert (like.offered_story, unlike.offered_story) == (ferry, None)
    assert accept(team, like, as_meant=True).story.title == "Another ferry"


def test_a_story_that_is_deleted_meanwhile_is_not_offered(team, ferry, bring):
    batch = bring(pasted=[told(FERRY[2])])
    articles.delete_story(actor=team.owner, story_id=ferry.pk)
    assert batch.items.get().offered_story is None


def test_a_story_of_another_project_is_nobodys_business(team, ferry, do_jobs):
    team.elsewhere.members.create(user=team.annotator, role="annotator")
    batch = imports.start(actor=team.annotator, project_id=team.elsewhere.pk, pasted=[told(FERRY[2])])
    do_jobs()
    assert batch.items.get().likely_story is None


# -- letting an import go


def test_dismissing_leaves_out_what_is_open_and_keeps_what_was_added(team, bring):
    batch = bring(pasted=[told(each) for each in FERRY[:3]])
    article = accept(team, batch.items.first())
    for _ in range(2):  # the second time changes nothing
        imports.dismiss(actor=team.curator, import_id=batch.pk)
    items = list(batch.items.all())
    assert [item.state for item in items] == ["accepted", "discarded", "discarded"]
    assert (items[0].article, items[1].raw, items[1].text) == (article, "", "")


def test_dismissing_an_import_that_waits_ends_its_job(team, do_jobs):
    batch = imports.start(actor=team.annotator, project_id=team.project.pk, pasted=["One.", "Two."])
    assert imports.dismiss(actor=team.annotator, import_id=batch.pk).job.state == "cancelled"
    do_jobs()
    assert {item.state for item in batch.items.all()} == {"discarded"}


def test_dismissing_while_a_worker_reads_stops_it(team, do_jobs, monkeypatch):
    asked = []

    def fetch(url):
        asked.append(url)
        imports.dismiss(actor=team.annotator, import_id=batch.pk)
        return Page(url, "text/plain", told(FERRY[0]).encode())

    monkeypatch.setattr(fetching, "fetch", fetch)
    addresses = ["https://news.example/1", "https://news.example/2"]
    batch = imports.start(actor=team.annotator, project_id=team.project.pk, addresses=addresses)
    do_jobs()
    batch.job.refresh_from_db()
    assert batch.job.state == "cancelled"
    assert {(item.state, item.text) for item in batch.items.all()} == {("discarded", "")}


def test_only_those_who_may_add_articles_dismiss(team, bring):
    batch = bring(pasted=["One."])
    with pytest.raises(NotAllowed):
        imports.dismiss(actor=team.reader, import_id=batch.pk)
    with pytest.raises(NotFound):
        imports.dismiss(actor=team.stranger, import_id=batch.pk)
