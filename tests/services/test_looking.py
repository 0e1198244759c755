"""What a watch does with what a site answers: the site is a real one on this machine."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.utils.http import http_date

from annotator.models import Article, Event, Job, Watch
from annotator.services import fetching, looking, revisions
from annotator.services.revisions import Incoming
from tests.people import TEXT
from tests.revised import NEWER
from tests.services import watched as given
from tests.services.watched import HOUR, NOON, text_page
from tests.serving import serving, url_of

pytestmark = pytest.mark.django_db


clock, site, it = given.clock, given.site, given.it


# -- the text


def test_a_page_that_changed_becomes_a_revision(it):
    it.page(NEWER)
    watch = it.look()
    assert (watch.outcome, watch.facts, watch.failures, watch.quiet) == ("changed", {"number": 2}, 0, 0)
    assert it.revisions() == [TEXT, NEWER]
    assert watch.looked_at == watch.changed_at == NOON
    assert 0.9 <= it.waits() <= 1.1
    made = it.article.revisions.get(number=2)
    assert (made.created_by, made.url) == (None, it.article.url)
    event = Event.objects.get(verb="revision.added")
    assert (event.actor, event.after["watched"]) == (None, True)


def test_a_headline_that_changed_above_the_same_text_becomes_a_revision(it):
    paragraphs = "".join(f"<p>{each}</p>" for each in TEXT.split("\n\n"))
    for title in ("Mayor may resign", "Mayor will resign"):
        it.page(
            200,
            {"Content-Type": "text/html"},
            f"<html><head><title>{title}</title></head><body><article>{paragraphs}"
            "</article></body></html>".encode(),
        )
        watch = it.look()
    assert watch.outcome == "changed"
    *_, before, newest = it.article.revisions.order_by("number")
    it.article.refresh_from_db()
    assert (newest.text, it.article.title) == (before.text, "Mayor will resign")


def test_a_page_that_changed_in_trifles_is_told_as_that(it):
    it.page(TEXT.replace(" ", "  ", 1).replace("Nobody", "Nobody\u200a") + "\n\nShare this article")
    watch = it.look()
    assert (watch.outcome, len(it.revisions())) == ("trivial", 2)
    assert (watch.quiet, watch.changed_at) == (1, watch.started_at)


def test_an_unchanged_page_makes_nothing(it):
    watch = it.look()
    assert (watch.outcome, len(it.revisions())) == ("same", 1)
    assert watch.quiet == 1


def test_what_somebody_wrote_themselves_is_not_overwritten_by_what_was_seen_before(it):
    it.look()
    revisions.add(actor=it.team.curator, article_id=it.article.pk, incoming=Incoming(NEWER))
    it.do_jobs()
    assert it.look().outcome == "same"
    assert it.revisions()[-1] == NEWER


def test_the_server_is_told_what_is_known_and_answers_304(it, site):
    modified = http_date(NOON.timestamp())
    it.page(TEXT, ETag='"a"', Last_Modified=modified)
    it.look()
    it.page(304)
    watch = it.look()
    assert (watch.outcome, watch.failures, watch.quiet) == ("not_modified", 0, 2)
    it.look()
    sent = [(each["If-None-Match"], each["If-Modified-Since"]) for each in site.heard[1:]]
    assert sent == [(None, None), ('"a"', modified), ('"a"', modified)]
    assert len(it.revisions()) == 1


def test_another_address_is_asked_without_what_is_known_of_the_old_one(it, site):
    it.page(TEXT, ETag='"a"')
    it.look()
    site.pages["/moved"] = text_page(NEWER)
    Article.objects.filter(pk=it.article.pk).update(url=url_of(site, "moved"))
    assert it.look().outcome == "changed"
    assert site.heard[-1]["If-None-Match"] is None


def test_the_archived_copy_that_a_page_names_is_kept(it):
    it.page(NEWER, Link='<https://archive.example/1/page>; rel="memento"; datetime="x", </next>; rel=next')
    it.look()
    assert it.article.revisions.get(number=2).archive_url == "https://archive.example/1/page"


def test_it_slows_down_while_the_text_rests_and_ends_by_itself(it):
    it.start(every=24)
    waited = []
    while it.watch().state == "on":
        it.look()
        if it.watch().state == "on":
            waited.append(it.waits() / 24)
    assert all(0.9 <= days <= 1.1 for days in waited[:5])
    assert all(1.8 <= days <= 2.2 for days in waited[5:11])
    assert all(3.6 <= days <= 4.4 for days in waited[11:])
    watch = it.watch()
    assert (watch.state, watch.why, watch.due_at) == ("ended", "quiet", None)
    assert timedelta(days=30) <= watch.looked_at - watch.changed_at <= timedelta(days=35)
    assert Event.objects.get(verb="watch.ended").after["why"] == "quiet"


def test_a_change_makes_it_quick_again(it):
    for _ in range(8):
        it.look()
    assert it.waits() >= 1.8
    it.page(NEWER)
    it.look()
    assert it.waits() <= 1.1


# -- what is no text


def test_a_page_that_is_missing_is_asked_for_ever_more_seldom(it):
    it.page(404)
    watch = it.look()
    assert (watch.state, watch.outcome, watch.failures) == ("on", "missing", 1)
    assert watch.facts["answer"] == 404
    assert 1.8 <= it.waits() <= 2.2
    it.look()
    assert 3.6 <= it.waits() <= 4.4
    it.page(TEXT)
    watch = it.look()
    assert (watch.outcome, watch.failures) == ("same", 0)
    assert it.waits() <= 1.1


def test_a_page_that_stays_missing_ends_the_watch_with_that_reason(it):
    it.start(every=24)
    it.page(404)
    while it.watch().state == "on":
        it.look()
    assert (it.watch().why, it.watch().outcome) == ("failing", "missing")


def test_a_page_that_is_gone_ends_the_watch(it):
    it.page(410)
    watch = it.look()
    assert (watch.state, watch.why, watch.outcome, watch.due_at) == ("ended", "gone", "gone", None)


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_for_patience_gets_it(status, it):
    it.page(status, {"Retry-After": "18000"})
    watch = it.look()
    assert (watch.outcome, watch.due_at - it.now()) == ("wait", 5 * HOUR)
    assert watch.host.free_at - it.now() == 5 * HOUR  # its other pages wait as well


def test_a_date_to_wait_for_is_waited_for(it):
    it.page(429, {"Retry-After": http_date((NOON + timedelta(days=2)).timestamp())})
    assert it.look().due_at - it.now() == timedelta(days=2)


@pytest.mark.parametrize("said", ["", "soon", "-5", "1", "99999999999999999999", "Mon, 99 Foo 2026"])
def test_what_is_no_time_to_wait_is_taken_for_none_or_the_longest(said, it):
    it.page(429, {"Retry-After": said})
    it.look()
    assert 1.8 <= it.waits() <= 30 * 24


def test_another_error_is_told_by_its_status(it):
    it.page(500)
    watch = it.look()
    assert (watch.outcome, watch.sentence % watch.facts) == (
        "failed",
        "127.0.0.1 answered with status 500.",
    )
    assert 1.8 <= it.waits() <= 2.2


def test_a_redirect_into_a_private_network_is_refused(it, site):
    with serving(secret=text_page("secret")) as inner:
        it.page(302, {"Location": url_of(inner, "secret")})
        watch = it.look()
        assert inner.asked == []
    assert (watch.outcome, watch.failures) == ("failed", 1)
    assert "private network" in watch.sentence
    assert len(it.revisions()) == 1
    assert 1.8 <= it.waits() <= 2.2


def test_a_server_that_hangs_is_given_up(it, site, monkeypatch):
    monkeypatch.setattr(fetching, "PATIENCE", 0.1)
    done = threading.Event()
    site.pages["/page"] = lambda _: done.wait(10)
    watch = it.look()
    done.set()
    assert watch.outcome == "failed"
    assert "takes too long" in watch.sentence
    assert 1.8 <= it.waits() <= 2.2


def test_a_hundred_megabytes_are_cut_off(it, site):
    sent = []

    def flood(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"x" * 1_000_000)
                sent.append(1)
        except OSError:
            pass

    site.pages["/page"] = flood
    watch = it.look()
    assert (watch.outcome, watch.sentence % watch.facts) == ("failed", "The page is larger than 10 MB.")
    assert len(sent) < 100
    assert 1.8 <= it.waits() <= 2.2


def test_a_page_without_a_text_is_told(it):
    it.page("   ")
    watch = it.look()
    assert (watch.outcome, watch.sentence) == ("failed", "There is no text in it.")


# -- the job


def test_the_last_look_alone_keeps_its_job(it):
    for _ in range(3):
        it.look()
    assert [job.pk for job in Job.objects.filter(kind="watch")] == [it.watch().job_id]


def test_a_worker_that_dies_at_a_page_leaves_it_for_later(it, monkeypatch):
    monkeypatch.setattr(looking.refetching, "incoming_of", lambda _: 1 / 0)
    watch = it.look()
    assert (watch.looked_at, watch.failures) == (None, 1)
    assert watch.due_at - it.now() == looking.CRASHED
    it.clock.shift(60)
    it.do_jobs()  # the job is tried again; the look is not
    assert Watch.objects.get().due_at == watch.due_at
