"""An annotator's queue without a mouse: begin, mark, done, next, until nothing is left; time is counted."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.acts import add_files, make_project, page_data, saved, sign_up
from tests.browser.keyboard import Typing
from tests.browser.mill import TEXT, listed
from tests.browser.test_matrix import call
from tests.deadlines import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

ARTICLE = re.compile(r"/articles/\d+/$")


def assigned(page: Page, tmp_path: Path) -> None:
    """Three articles that are assigned to Ida, the last one in the list overdue."""
    files = [tmp_path / f"{name}.txt" for name in ("mill", "other", "third")]
    for file, text in zip(files, (TEXT, "Another account of it.", "A third one."), strict=True):
        file.write_text(text, encoding="utf-8")
    page.goto("/")
    sign_up(page, "ida", "Ida Quist")
    make_project(page, "The mill")
    add_files(page, files, story="The mill is sold")
    me = call(page, "GET", "/me/")["id"]
    project = page_data(page)["project"]
    articles = [each["id"] for each in call(page, "GET", f"/projects/{project}/articles/")["results"]]
    yesterday = (date.today() - timedelta(days=2)).isoformat()  # noqa: DTZ011 - the server's own day
    for due, some in ((None, sorted(articles)[:2]), (yesterday, sorted(articles)[2:])):
        body = {"people": [me], "articles": some, "due": due}
        call(page, "POST", f"/projects/{project}/assignments/", body)


def test_the_queue_by_keyboard(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit()
    assigned(page, tmp_path)
    hand = Typing(page)
    page.goto("/")
    hand.tab_to(page.get_by_role("link", name="3 articles wait for you"))
    hand.follow(re.compile(rf"{reverse('my-work')}$"))
    expect(page.get_by_text("1 is overdue.")).to_be_visible()
    expect(page.locator(".tasks .list-title").first).to_contain_text("third")  # by due date
    hand.tab_to(page.get_by_role("link", name="Begin the next"))
    hand.follow(ARTICLE)
    strip = page.get_by_role("region", name="Your task")
    expect(strip).to_contain_text("1 of 3")
    expect(strip).to_contain_text("overdue")
    saved(page)
    hand.tab_to(page.locator("#text"))
    hand.keys("ArrowDown", "c", "3", "Enter")
    saved(page)
    assert len(listed(page)) == 1
    first = page.url
    page.keyboard.press("Shift+D")
    expect(strip).to_contain_text("done")
    expect(page.locator("#text")).to_be_focused()
    page.reload()
    expect(strip).to_contain_text("done")
    hand.tab_to(page.locator("#text"))
    for number in (2, 3):
        page.keyboard.press("Shift+N")
        expect(strip).to_contain_text(f"{number} of 3")
        expect(page.locator("#text")).to_be_focused()
        page.keyboard.press("Shift+D")
        expect(strip).to_contain_text("done")
        expect(page.locator("#text")).to_be_focused()
    page.keyboard.press("Shift+P")
    expect(strip).to_contain_text("2 of 3")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.press("Shift+N")
    expect(page).to_have_url(re.compile(r"/my-work/$"))
    expect(page.get_by_text("3 of 3 done")).to_be_visible()
    page.get_by_text("3 done", exact=True).click()
    expect(page.locator(f"a[href='{'/' + first.split('/', 3)[3]}']")).to_be_visible()
    page.goto("/")
    expect(page.get_by_text("wait for you")).to_have_count(0)


def test_active_work_is_counted_and_begins_the_task(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit()
    assigned(page, tmp_path)
    page.goto(reverse("my-work"))
    page.get_by_role("link", name="Begin the next").click()
    saved(page)
    page.locator("#text").focus()
    page.clock.install()
    page.reload()
    saved(page)
    page.locator("#text").focus()
    for _ in range(6):  # the first keys may come before the script that counts
        page.keyboard.press("ArrowDown")
        page.clock.run_for(10_000)

    def task() -> dict:
        return call(page, "GET", "/assignments/")[0]["open"][0]

    until(lambda: task()["seconds"] >= 15, seconds=20)
    assert task()["state"] == "in_progress"
    assert task()["seconds"] <= 60
