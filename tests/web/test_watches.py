"""Watches on their pages and over the API, in both languages."""

from __future__ import annotations

import pytest
from django.utils import timezone

from annotator.models import Watch
from annotator.services import watches
from tests.people import TEXT, add_article, client
from tests.revised import revise

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(team):
    url = "https://news.example/story"
    return add_article(team.project, team.story, f"{TEXT} More.", "Watched", url=url)


def told(browser, address, **headers):
    answer = browser.get(address, **headers)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_page_is_watched_changed_and_stopped_from_the_revisions(team, article):
    browser, here = client(team.curator), f"/articles/{article.pk}/revisions/"
    assert "Watch this page" in told(browser, here)
    done = browser.post(f"/articles/{article.pk}/watch/", {"every": "24"})
    assert (done.status_code, done["Location"]) == (302, f"{here}#watch")
    page = told(browser, here)
    assert "every day" in page
    assert "Nobody has looked yet." in page
    browser.post(f"/articles/{article.pk}/watch/look/")
    browser.post(f"/articles/{article.pk}/watch/stop/")
    revise(team.curator, article)
    page = told(browser, here)
    assert "Watch again" in page
    assert "Look now" not in page


@pytest.mark.parametrize("every", ["", "2", "x"])
def test_an_unknown_pace_is_refused_with_a_sentence(team, article, every):
    browser = client(team.curator)
    answer = browser.post(f"/articles/{article.pk}/watch/", {"every": every}, follow=True)
    assert "A watch looks every 1, 6, 24 hours." in answer.content.decode()
    assert not Watch.objects.exists()


def test_a_reader_sees_what_is_watched_and_no_buttons(team, article):
    browser = client(team.reader)
    assert 'id="watch"' not in told(browser, f"/articles/{article.pk}/revisions/")
    watches.start(actor=team.owner, article_id=article.pk)
    for page in (f"/articles/{article.pk}/revisions/", f"/projects/{team.project.pk}/watches/"):
        words = told(browser, page)
        assert "every six hours" in words
        assert "Stop watching" not in words


def test_what_came_of_a_look_is_told_in_the_readers_language(team, article):
    watches.start(actor=team.owner, article_id=article.pk)
    Watch.objects.update(
        looked_at=timezone.now(),
        outcome="failed",
        failures=2,
        sentence="%(host)s answered with status %(answer)s.",
        facts={"host": "news.example", "answer": 500},
    )
    here = f"/projects/{team.project.pk}/watches/"
    page = told(client(team.owner), here)
    assert "news.example answered with status 500." in page
    assert "2 looks in a row came to no text" in page
    german = told(client(team.owner), here, HTTP_ACCEPT_LANGUAGE="de")
    assert "2-mal nacheinander kam das Nachsehen zu keinem Text" in german
    assert "answered with status" not in german


def test_one_goes_back_to_the_list_that_one_came_from(team, article):
    watches.start(actor=team.owner, article_id=article.pk)
    done = client(team.owner).post(f"/articles/{article.pk}/watch/stop/", {"back": "watches"})
    assert done["Location"] == f"/projects/{team.project.pk}/watches/"


def test_where_watching_is_forbidden_nothing_offers_it(team, article, settings):
    watches.start(actor=team.owner, article_id=article.pk)
    settings.WATCHING = False
    page = told(client(team.owner), f"/articles/{article.pk}/revisions/")
    assert "allows no watching" in page
    assert "Look now" not in page
    Watch.objects.all().delete()
    assert 'id="watch"' not in told(client(team.owner), f"/articles/{article.pk}/revisions/")


def test_the_history_tells_of_watches(team, article):
    watches.start(actor=team.owner, article_id=article.pk)
    watches.end(article_id=article.pk, why=Watch.Why.QUIET)
    page = told(client(team.owner), f"/projects/{team.project.pk}/history/")
    assert "began to watch “Watched”" in page
    assert "“Watched” is not watched any more: it ended by itself" in page


def test_a_watch_over_the_api(team, article):
    browser, here = client(team.curator), f"/api/v1/articles/{article.pk}/watch/"
    assert browser.get(here).status_code == 404
    made = browser.put(here, {"every": 1}, content_type="application/json")
    assert made.status_code == 200
    assert (made.json()["state"], made.json()["every"], made.json()["outcome"]) == ("on", 1, "")
    assert made.json()["address"] == article.url
    assert browser.post(f"{here}look/").status_code == 202
    (listed,) = browser.get(f"/api/v1/projects/{team.project.pk}/watches/").json()["results"]
    assert listed == browser.get(here).json()
    assert browser.delete(here).json()["state"] == "stopped"
    assert browser.delete(here).status_code == 409
    assert browser.put(here, {"every": 5}, content_type="application/json").status_code in {400, 422}
