"""What a site asks of programs in its robots.txt, and what a watch makes of that."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from annotator.services import fetching
from tests.services import watched as given
from tests.services.watched import text_page

pytestmark = pytest.mark.django_db
clock, site, it = given.clock, given.site, given.it


def pages_asked(site):
    return [path for path, _ in site.asked if path != "/robots.txt"]


def test_a_page_that_robots_may_not_read_is_not_asked_for(it, site):
    site.pages["/robots.txt"] = text_page("User-agent: *\nDisallow: /pa*e\n")
    watch = it.look()
    assert (watch.outcome, watch.failures, pages_asked(site)) == ("forbidden", 1, [])
    assert 1.8 <= it.waits() <= 2.2


def test_rules_that_name_us_come_before_those_for_all(it, site):
    site.pages["/robots.txt"] = text_page("User-agent: *\nDisallow: /\n\nUser-agent: annotator\nAllow: /\n")
    assert it.look().outcome == "same"


@pytest.mark.parametrize("answer", [(500, {}, b""), (429, {}, b"")])
def test_while_the_rules_can_not_be_read_nothing_is(answer, it, site):
    site.pages["/robots.txt"] = answer
    watch = it.look()
    assert (watch.outcome, pages_asked(site)) == ("failed", [])
    assert watch.sentence.startswith("robots.txt of")
    del site.pages["/robots.txt"]
    assert it.look().outcome == "same"


def test_a_site_whose_rules_hang_is_not_asked_for_more(it, site, monkeypatch):
    monkeypatch.setattr(fetching, "PATIENCE", 0.1)
    done = threading.Event()
    site.pages["/robots.txt"] = lambda _: done.wait(10)
    watch = it.look()
    done.set()
    assert (watch.outcome, pages_asked(site)) == ("failed", [])
    assert "takes too long" in watch.sentence


def test_the_rules_are_kept_for_a_day_and_say_who_asks(it, site, settings):
    settings.WATCH_CONTACT = "https://annotator.example/about"
    it.look()
    it.look()
    assert [path for path, _ in site.asked] == ["/robots.txt", "/page", "/page"]
    assert {each["User-Agent"] for each in site.heard} == {
        "Annotator/0.1 (looks whether articles have changed; https://annotator.example/about)"
    }
    it.clock.shift(timedelta(days=1))
    it.look()
    assert [path for path, _ in site.asked].count("/robots.txt") == 2


def test_the_pause_that_a_site_asks_for_is_kept(it, site):
    site.pages["/robots.txt"] = text_page("User-agent: *\nCrawl-delay: 45\n")
    assert it.look().host.free_at - it.now() == timedelta(seconds=45)
