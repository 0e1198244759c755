"""Nothing that was marked is lost: offline, while the server restarts, when answers get lost, in two tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.acts import card_of, invitation, page_data, saved, sign_up
from tests.browser.conftest import PASSWORD
from tests.browser.unsaved import WORDS, cards, events, mark_only, note, on_server, open_article
from tests.deadlines import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from tests.sites import Site

UNSENT = """() => new Promise((done) => {
  const opening = indexedDB.open("annotator");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("ops").objectStore("ops").getAll();
    asked.onsuccess = () => { opening.result.close(); done(asked.result.length); };
  };
})"""  # how much lies in the outbox


@pytest.fixture
def article(visit: Callable[..., Page], tmp_path: Path) -> tuple[Page, str]:
    return open_article(visit, tmp_path)


def test_marks_made_offline_wait_in_sight_and_are_sent_once(article: tuple[Page, str]) -> None:
    page, _ = article
    page.context.set_offline(True)
    for word in WORDS[:3]:
        mark_only(page, word)
    expect(page.locator("#saved")).to_have_text("3 marks wait for the network")
    expect(page.locator(".mark-waiting")).to_have_count(3)
    page.get_by_role("button", name="Try now").click()
    expect(page.locator("#saved")).to_have_text("3 marks wait for the network")
    assert not on_server(page)
    page.context.set_offline(False)
    saved(page)
    assert set(on_server(page)) == set(WORDS[:3])
    assert events(page) == ["annotation.created"] * 3
    assert page.evaluate(UNSENT) == 0


def test_a_server_that_is_away_gets_it_after_a_reload(article: tuple[Page, str], site: Site) -> None:
    page, address = article
    mark_only(page, WORDS[0])
    saved(page)
    site.stop()
    mark_only(page, WORDS[1])
    note(page, WORDS[0], "while it was away")
    expect(page.locator("#saved")).to_have_text("2 marks wait for the network")
    assert page.evaluate(UNSENT) == 2
    # Whatever the page knew is gone with it; the article is not served meanwhile.
    page.goto("about:blank")
    site.start()
    page.goto(address)
    expect(cards(page)).to_have_count(2)
    saved(page)
    found = on_server(page)
    assert set(found) == set(WORDS[:2])
    assert (found[WORDS[0]]["note"], found[WORDS[0]]["version"]) == ("while it was away", 2)
    page.reload()
    expect(cards(page)).to_have_count(2)
    assert sorted(events(page)) == ["annotation.changed", "annotation.created", "annotation.created"]


def test_a_server_killed_in_the_middle_of_twenty_marks_has_each_once(
    article: tuple[Page, str], site: Site
) -> None:
    page, _ = article
    for word in WORDS[:20]:
        mark_only(page, word)
        if word == WORDS[6]:
            site.process.kill()
        if word == WORDS[13]:
            site.start()
    saved(page)
    assert set(on_server(page)) == set(WORDS[:20])
    assert events(page) == ["annotation.created"] * 20
    expect(cards(page)).to_have_count(20)


def test_an_answer_that_gets_lost_makes_no_double_and_no_false_conflict(article: tuple[Page, str]) -> None:
    page, _ = article
    lost: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method == "GET" or route.request.method in lost:
            route.continue_()
            return
        lost.append(route.request.method)
        route.fetch()
        route.abort()

    page.route("**/api/v1/**/annotations/**", lose)
    page.route("**/api/v1/annotations/**", lose)
    mark_only(page, WORDS[0])
    saved(page)
    note(page, WORDS[0], "once")
    saved(page)
    card_of(page, WORDS[0]).get_by_role("button", name="Delete").click()
    saved(page)
    assert lost == ["POST", "PATCH", "DELETE"]
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert not on_server(page)
    assert sorted(events(page)) == ["annotation.changed", "annotation.created", "annotation.deleted"]


def test_two_tabs_send_it_once_and_both_show_it(article: tuple[Page, str]) -> None:
    page, address = article
    sent: list[str] = []
    page.context.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    other = page.context.new_page()
    other.goto(address)
    saved(other)
    page.context.set_offline(True)
    mark_only(page, WORDS[0])
    mark_only(other, WORDS[1])
    for tab in (page, other):
        expect(cards(tab)).to_have_count(2)
        expect(tab.locator("#saved")).to_have_text("2 marks wait for the network")
    sent.clear()
    page.context.set_offline(False)
    for tab in (page, other):
        saved(tab)
    assert set(on_server(page)) == set(WORDS[:2])
    assert len([url for url in sent if url.endswith("/annotations/")]) == 2


def test_who_signs_in_next_in_the_same_browser_neither_sees_nor_sends_it(
    article: tuple[Page, str], visit: Callable[..., Page]
) -> None:
    page, address = article
    page.route(
        "**/annotations/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    mark_only(page, WORDS[0])
    expect(page.locator("#saved")).to_have_text("1 mark waits for the network")
    # Signed out in another tab, and somebody else, a member too, signed in.
    project = page_data(page)["project"]["id"]
    other = page.context.new_page()
    other.goto(f"/projects/{project}/members/")
    link = invitation(other)
    sign_out(other)
    page.unroute("**/annotations/")
    page.get_by_role("button", name="Try now").click()
    expect(page.locator("#saved")).to_have_text("1 mark is kept here")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    other.goto(link)
    other.get_by_role("link", name="Make an account and join").click()
    sign_up(other, "bo", "Bo Larsen")
    expect(other.get_by_role("heading", level=1, name="The mill")).to_be_visible()
    other.goto(address)
    saved(other)
    expect(cards(other)).to_have_count(0)
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#saved")).to_have_text("1 mark is kept here")
    assert not on_server(other)
    other.bring_to_front()
    mark_only(other, WORDS[1])
    saved(other)
    # The first one comes back by the link, and what they did goes on by itself.
    sign_out(other)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("User name").fill("ida")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(cards(page)).to_have_count(2)
    saved(page)
    found = on_server(page)
    assert {quote: each["author"]["name"] for quote, each in found.items()} == {
        WORDS[0]: "Ida Quist",
        WORDS[1]: "Bo Larsen",
    }


def sign_out(page: Page) -> None:
    page.request.post(
        "/sign-out/",
        headers={
            "X-CSRFToken": next(
                each["value"] for each in page.context.cookies() if each["name"] == "csrftoken"
            )
        },
    )
    page.goto("/")
    until(lambda: page.get_by_label("Password").count() == 1)
