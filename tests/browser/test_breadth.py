"""What stands beside each other has room: tabs, and five accounts in the table, at the desk, as columns."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.acts import add_files, make_project, page_data, sign_up
from tests.browser.test_matrix import call

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

TITLES = [
    f"Ferry strikes the stone pier at Skerry, {count} hurt" for count in ("one", "two", "six", "ten", "no")
]
LINES = """() => new Set([...document.querySelectorAll(".tabs a")].map((tab) => tab.offsetTop)).size"""
EDGES = """() => [...document.querySelectorAll("#matrix tr")].map((row) =>
  [...row.children].map((cell) => Math.round(cell.getBoundingClientRect().left)).concat(
    Math.round(row.lastElementChild.getBoundingClientRect().right)))"""
CUT = """(selector) => {
  const box = document.querySelector(selector);
  return box.scrollWidth - box.clientWidth;
}"""


def test_five_accounts_and_all_tabs_stand_beside_each_other(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    page = visit()
    page.goto("/")
    sign_up(page, "ida", "Ida Quist")
    make_project(page, "Ferries")
    files = [tmp_path / f"{number}.txt" for number in range(5)]
    for file, title in zip(files, TITLES, strict=True):
        file.write_text(f"{title}\n\nA ferry struck the pier, {title[-8:]}.", encoding="utf-8")
    add_files(page, files, story="The ferry")
    story, project = page_data(page)["story"], page_data(page)["project"]
    for wording in (
        "The ferry struck the pier.",
        "Somebody was hurt when the ferry struck the old stone pier.",
    ):
        claim = str(uuid.uuid4())
        call(page, "POST", f"/stories/{story}/claims/", {"id": claim, "wording": wording})
    call(page, "PUT", f"/projects/{project}/blind/", {"blind": "own_done"})

    wide = page.context.new_page()  # the story's page loads itself anew when its comparisons are there
    wide.goto(f"/stories/{story}/")
    expect(wide.locator("#matrix thead th")).to_have_count(6)
    for width in (1440, 1800):
        wide.set_viewport_size({"width": width, "height": 900})
        head, *rows = wide.evaluate(EDGES)
        assert all(row == head for row in rows)
        assert wide.evaluate(CUT, "#matrix-wrap") == 0
        table = wide.locator("#matrix-wrap").bounding_box()
        assert table
        assert table["x"] + table["width"] - head[-1] <= 2

    wide.set_viewport_size({"width": 1440, "height": 900})
    wide.goto(f"/stories/{story}/adjudicate/")
    expect(wide.locator("#rows .gold-cell").first).to_be_visible()
    assert wide.evaluate(CUT, ".table-wrap") == 0

    wide.set_viewport_size({"width": 1280, "height": 700})
    wide.goto(f"/stories/{story}/side-by-side/")
    wide.get_by_role("link", name="show all 5").click()
    expect(wide.locator(".side")).to_have_count(5)
    assert wide.evaluate(CUT, "#sides") == 0

    for language in ("en", "de"):
        german = visit(locale=language)
        german.context.add_cookies(page.context.cookies())
        german.goto(f"/projects/{project}/")
        assert german.locator(".tabs a").count() >= 14
        assert german.evaluate(LINES) == 1
