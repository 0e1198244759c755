"""Marking without waiting for the server, and what it has then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.acts import add_files, card_of, choose, drag_over, make_project, page_data, saved, sign_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

WORDS = [f"sentence{number:02}" for number in range(40)]
TEXT = "\n\n".join(f"The {word} says that the mill by the river may close soon." for word in WORDS)


def open_article(visit: Callable[..., Page], tmp_path: Path) -> tuple[Page, str]:
    """Return the page of somebody who has just opened an article, and its address."""
    files = [tmp_path / "mill.txt", tmp_path / "other.txt"]
    for file, text in zip(files, (TEXT, "Another account of it."), strict=True):
        file.write_text(text, encoding="utf-8")
    page = visit()
    page.goto("/")
    sign_up(page, "ida", "Ida Quist")
    make_project(page, "The mill")
    add_files(page, files, story="The mill closes")
    address = page.locator("table.table tbody a[href^='/articles/']").first.get_attribute("href") or ""
    page.goto(address)
    saved(page)
    return page, address


def mark_only(page: Page, quote: str) -> None:
    """Mark words, without waiting for the server."""
    drag_over(page, quote)
    composer = page.locator(".composer")
    expect(composer).to_be_visible()
    choose(composer, "layer", "claim")
    choose(composer, "certainty", "possible")
    composer.get_by_role("button", name="Save").click()
    expect(composer).to_be_hidden()


def note(page: Page, quote: str, words: str) -> None:
    """Write a note on a mark."""
    card_of(page, quote).get_by_role("button", name="Edit").click()
    composer = page.locator(".composer")
    composer.get_by_label("Note").fill(words)
    composer.get_by_role("button", name="Save").click()
    expect(composer).to_be_hidden()


def on_server(page: Page) -> dict[str, dict[str, Any]]:
    """Return the marks that the server has, by their words; each there once."""
    revision = page_data(page)["revision"]["id"]
    listed = page.request.get(f"/api/v1/revisions/{revision}/annotations/").json()["results"]
    found = {each["ranges"][0]["quote"]: each for each in listed}
    assert len(found) == len(listed)
    return found


def events(page: Page) -> list[str]:
    project = page_data(page)["project"]["id"]
    listed = page.request.get(f"/api/v1/projects/{project}/events/?limit=500").json()["results"]
    return [each["verb"] for each in listed if each["verb"].startswith("annotation.")]


def cards(page: Page) -> Locator:
    return page.locator(".mark-card")
