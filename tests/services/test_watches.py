"""Watches begin, are stopped, and end by themselves; hosts are asked one at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from annotator.errors import AddressRefused, Conflict, Invalid, NotAllowed, NotFound
from annotator.models import Article, Event, Job, Member, Watch, WatchedHost
from annotator.services import fetching, hosts, looking, projects, watches
from tests.people import TEXT, add_article
from tests.services import watched as given
from tests.services.watched import text_page
from tests.serving import serving, url_of

pytestmark = pytest.mark.django_db
clock, site, it = given.clock, given.site, given.it


def verbs():
    return list(
        Event.objects.filter(verb__startswith="watch.").order_by("seq").values_list("verb", flat=True)
    )


def other(it, path="other"):
    """Watch another page of the same host."""
    it.site.pages[f"/{path}"] = text_page(TEXT)
    url = url_of(it.site, path)
    article = add_article(it.team.project, it.team.story, f"{TEXT} {path}", path, url=url)
    return watches.start(actor=it.team.owner, article_id=article.pk)


# -- beginning and stopping


def test_nothing_is_watched_until_somebody_says_so(team, clock):
    assert not Watch.objects.exists()
    assert looking.sweep() == 0


def test_a_watch_is_started_changed_stopped_and_started_anew(it):
    started = it.watch()
    assert (started.state, started.every, started.due_at, started.started_by) == (
        "on", 1, it.now(), it.team.curator,
    )  # fmt: skip
    it.start(every=24)
    it.start(every=24)  # says nothing new
    stopped = watches.stop(actor=it.team.owner, article_id=it.article.pk)
    assert (stopped.state, stopped.due_at) == ("stopped", None)
    assert it.start(every=6).state == "on"
    assert verbs() == ["watch.started", "watch.changed", "watch.stopped", "watch.started"]


@pytest.mark.parametrize("who", ["annotator", "reader", "stranger"])
def test_who_may_not_change_articles_watches_none(it, who):
    refused = NotFound if who == "stranger" else NotAllowed
    for do in (watches.start, watches.stop, watches.look_now):
        with pytest.raises(refused):
            do(actor=it.team.who(who), article_id=it.article.pk)


def test_what_can_not_be_watched_is_refused(it):
    owner, article = it.team.owner, it.team.article
    with pytest.raises(Invalid, match="no address"):
        watches.start(actor=owner, article_id=article.pk)
    with pytest.raises(Invalid, match="every"):
        it.start(every=2)
    with pytest.raises(Conflict):
        watches.stop(actor=owner, article_id=article.pk)
    Article.objects.filter(pk=article.pk).update(url="ftp://example.org/")
    with pytest.raises(AddressRefused):
        watches.start(actor=owner, article_id=article.pk)


def test_a_site_can_forbid_watching(it, settings):
    settings.WATCHING = False
    assert looking.sweep() == 0
    for do in (watches.start, watches.look_now):
        with pytest.raises(Conflict, match="allows no watching"):
            do(actor=it.team.owner, article_id=it.article.pk)
    watches.stop(actor=it.team.owner, article_id=it.article.pk)


def test_watching_is_off_for_jobs_that_wait_as_well(it, settings):
    assert looking.sweep() == 1
    settings.WATCHING = False
    it.do_jobs()
    assert it.site.asked == []


# -- ending by itself


def leaves(it):
    Member.objects.filter(user=it.team.curator).update(removed_at=it.now())


def is_demoted(it):
    Member.objects.filter(user=it.team.curator).update(role="annotator")


def is_closed(it):
    type(it.team.curator).objects.filter(pk=it.team.curator.pk).update(is_active=False)


def is_gone(it):
    Watch.objects.update(started_by=None)


def loses_its_address(it):
    Article.objects.filter(pk=it.article.pk).update(url="")


def gets_no_address(it):
    Article.objects.filter(pk=it.article.pk).update(url="http://[bad/")


def goes_with_its_project(it):
    projects.delete(actor=it.team.owner, project_id=it.team.project.pk)


def becomes_a_trial(it):
    from annotator.models import Trial

    Trial.objects.create(article=it.article, kind="training")


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (leaves, "starter"), (is_demoted, "starter"), (is_closed, "starter"), (is_gone, "starter"),
        (loses_its_address, "article"), (gets_no_address, "article"), (goes_with_its_project, "article"),
        (becomes_a_trial, "trial"),
    ],
)  # fmt: skip
def test_it_ends_when_nobody_may_look_for_it_any_more(it, happens, why):
    happens(it)
    watch = it.look()
    assert (watch.state, watch.why, it.site.asked) == ("ended", why, [])
    event = Event.objects.get(verb="watch.ended")
    assert (event.actor, event.after["why"]) == (None, why)


def test_what_was_stopped_while_the_page_came_is_not_written(it):
    def stopped(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/plain")
        handler.end_headers()
        handler.wfile.write(b"Quite another text.")

    it.site.pages["/page"] = stopped
    take = hosts.give_back

    def stops(**told):
        Watch.objects.update(state="stopped", due_at=None)
        take(**told)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(looking.hosts, "give_back", stops)
        it.clock.shift(1)
        looking.sweep()
        it.do_jobs()
    assert (it.watch().state, it.revisions()) == ("stopped", [TEXT])


# -- hosts


def test_a_host_is_asked_one_page_at_a_time_with_a_pause_between(it, settings):
    settings.WATCH_HOST_SECONDS = 30
    others = [other(it, f"other{n}") for n in range(3)]
    assert (looking.sweep(), looking.sweep()) == (1, 0)
    it.do_jobs()
    assert len(it.site.asked) == 2  # the rules, and one page
    assert looking.sweep() == 0
    asked = []
    for _ in range(3):
        it.clock.shift(timedelta(seconds=30))
        asked.append(looking.sweep())
        it.do_jobs()
    assert asked == [1, 1, 1]
    assert all(Watch.objects.get(article=each.article).looked_at for each in others)


def test_who_comes_while_a_host_is_asked_comes_later(it, settings):
    turn = hosts.take(name="127.0.0.1")
    with pytest.raises(hosts.Busy) as busy:
        hosts.take(name="127.0.0.1")
    assert busy.value.until == turn.until == it.now() + hosts.LONGEST
    job = watches.look_now(actor=it.team.owner, article_id=it.article.pk)
    it.do_jobs()
    watch = it.watch()
    assert (watch.looked_at, watch.failures, it.site.asked) == (None, 0, [])
    assert turn.until <= watch.due_at <= turn.until + timedelta(seconds=settings.WATCH_HOST_SECONDS)
    assert Job.objects.get(pk=job.pk).state == "done"


def test_a_host_whose_worker_died_is_free_again_and_the_dead_one_frees_nothing(it):
    dead = hosts.take(name="slow.example")
    it.clock.shift(hosts.LONGEST)
    hosts.take(name="slow.example")
    before = WatchedHost.objects.get(name="slow.example").free_at
    hosts.give_back(turn=dead)
    assert WatchedHost.objects.get(name="slow.example").free_at == before


def test_a_host_that_a_page_leads_to_has_its_own_turn(it, monkeypatch):
    with serving(page=text_page(TEXT)) as there:
        ports = {it.site.server_port, there.server_port}
        monkeypatch.setattr(fetching, "is_public", lambda address, port: port in ports)
        it.page(302, {"Location": f"http://localhost:{there.server_port}/page"})
        taken = hosts.take(name="localhost")
        watch = it.look()
        assert (watch.looked_at, watch.failures, there.asked) == (None, 0, [])
        assert watch.due_at >= taken.until
        hosts.give_back(turn=taken)
        assert it.look().outcome == "same"
        assert [path for path, _ in there.asked] == ["/robots.txt", "/page"]
    assert WatchedHost.objects.get(name="localhost").free_at > it.now()


def test_looking_now_waits_for_nobody_but_the_host(it):
    it.look()
    it.clock.shift(60)
    watches.look_now(actor=it.team.owner, article_id=it.article.pk)
    it.do_jobs()
    assert it.watch().looked_at == it.now()


def test_the_sweeper_asks_one_thing_while_nothing_is_due(it, django_assert_num_queries):
    it.look()
    with django_assert_num_queries(1):
        assert looking.sweep() == 0


def test_the_looks_are_a_line_of_their_project_and_of_who_started_them(it):
    looking.sweep()
    job = Job.objects.get(kind="watch")
    assert (job.project, job.created_by, job.lane) == (it.team.project, it.team.curator, 2)
    assert job.dedupe_key == "watch:127.0.0.1"
