"""One article that somebody has just opened, and what is done to it over the API."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.acts import add_files, invitation, make_project, page_data, saved, sign_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

TEXT = (
    "The old mill may be sold on Monday, the owner said.\n\n"
    "It is not clear whether the roof is safe. Nobody was hurt when a beam fell in March.\n\n"
    "The price probably fell."
)
POST = """async ([path, body]) => {
  const token = document.querySelector("meta[name=csrf-token]").content;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const answer = await fetch(`/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return answer.status;
}"""


@pytest.fixture
def article(visit: Callable[..., Page], tmp_path: Path) -> Page:
    """Return the page of somebody who has just opened an article."""
    files = [tmp_path / "mill.txt", tmp_path / "other.txt"]
    for file, text in zip(files, (TEXT, "Another account of it."), strict=True):
        file.write_text(text, encoding="utf-8")
    page = visit()
    page.goto("/")
    sign_up(page, "ida", "Ida Quist")
    make_project(page, "The mill")
    add_files(page, files, story="The mill is sold")
    page.goto(page.locator("table.table tbody a[href*='/articles/']").first.get_attribute("href") or "")
    saved(page)
    return page


def put(
    page: Page, quote: str, *, layer: str = "claim", dimension: str = "certainty", code: str = "certain"
) -> None:
    """Mark words as this page's person, over the API."""
    start = TEXT.index(quote)
    revision = page_data(page)["revision"]["id"]
    body = {
        "id": str(uuid.uuid4()),
        "layer": layer,
        "ranges": [{"start": start, "end": start + len(quote)}],
        "codes": [{"dimension": dimension, "code": code}],
        "note": "",
    }
    assert page.evaluate(POST, [f"/revisions/{revision}/annotations/", body]) == 201


def listed(page: Page) -> list[dict]:
    revision = page_data(page)["revision"]["id"]
    return page.request.get(f"/api/v1/revisions/{revision}/annotations/").json()["results"]


def cards(page: Page) -> Locator:
    return page.locator("#margin-cards .mark-card")


def active(page: Page) -> Locator:
    return page.locator(".mark-active .mark-quote")


def joined(page: Page, other: Page) -> None:
    """Let a second person into the project, on the same article."""
    article = page.url
    page.locator(".crumbs a").first.click()
    page.get_by_role("link", name="People").click()
    other.goto(invitation(page))
    other.get_by_role("link", name="Make an account and join").click()
    sign_up(other, "bo", "Bo Larsen")
    expect(other.get_by_role("heading", level=1, name="The mill")).to_be_visible()
    other.goto(article)
    page.goto(article)
