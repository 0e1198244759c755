"""What a person does in the browser, in the words of the pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page


def sign_up(page: Page, username: str, name: str) -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Name shown to others").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()


def make_project(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="New project").first.click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the project").click()


def add_files(page: Page, files: list[Path], *, story: str) -> None:
    """Import files into a new story and accept them as they are."""
    page.get_by_role("link", name="Add articles").first.click()
    page.get_by_label("Title of the new story").fill(story)
    page.get_by_label("Or choose files").set_input_files([str(file) for file in files])
    page.get_by_role("button", name="Read them").click()
    page.get_by_role("button", name=f"Add all {len(files)} as they are").click()
    expect(page.get_by_role("heading", level=1, name=story)).to_be_visible()


def drag_over(page: Page, quote: str) -> None:
    """Select words of the open article with the mouse, from their first letter to their last."""
    ends = page.evaluate(
        """(quote) => {
          const walker = document.createTreeWalker(document.querySelector("#text"), NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(quote);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + quote.length);
            range.startContainer.parentElement.scrollIntoView({ block: "center" });
            const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
            const middle = (box) => box.top + box.height / 2;
            const [first, last] = [boxes[0], boxes[boxes.length - 1]];
            return [first.left + 0.5, middle(first), last.right - 0.5, middle(last)];
          }
          throw new Error(`not in the text: ${quote}`);
        }""",
        quote,
    )
    page.mouse.move(ends[0], ends[1])
    page.mouse.down()
    page.mouse.move((ends[0] + ends[2]) / 2, (ends[1] + ends[3]) / 2, steps=3)
    page.mouse.move(ends[2], ends[3], steps=3)
    page.mouse.up()


def mark(page: Page, quote: str, *, layer: str, **codes: str) -> None:
    """Mark words: select them, choose layer and codes in the composer, save."""
    drag_over(page, quote)
    composer = page.locator(".composer")
    expect(composer).to_be_visible()
    choose(composer, "layer", layer)
    for dimension, code in codes.items():
        choose(composer, dimension, code)
    composer.get_by_role("button", name="Save").click()
    expect(composer).to_be_hidden()
    saved(page)


def choose(form: Locator, name: str, value: str) -> None:
    option = form.locator(f"input[name='{name}'][value='{value}']")
    if not option.is_checked():
        # The box is drawn by its label; a person clicks that.
        option.locator("xpath=ancestor::label[1]").click()
    expect(option).to_be_checked()


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("All saved")


def page_data(page: Page) -> dict:
    return json.loads(page.locator("#page-data").text_content() or "{}")


def text_of(page: Page) -> str:
    """Return the article's canonical text, from the API."""
    revision = page_data(page)["revision"]["id"]
    return page.request.get(f"/api/v1/revisions/{revision}/").json()["text"]


def card_of(page: Page, quote: str) -> Locator:
    """Return the margin card of a mark, opened."""
    card = page.locator(".mark-card").filter(has_text=quote[:40]).first
    if card.locator(".mark-head").get_attribute("aria-expanded") != "true":
        card.locator(".mark-head").click()
    return page.locator(".mark-card.mark-active")


def put_on_new_claim(page: Page, quote: str, wording: str) -> None:
    card_of(page, quote).get_by_role("button", name="Put on a claim").click()
    dialog = page.get_by_role("dialog").filter(has=page.locator("#claim-wording"))
    dialog.locator("#claim-wording").fill(wording)
    dialog.get_by_role("button", name="Add the claim").click()
    expect(page.locator(".mark-claims").filter(has_text=wording)).to_be_visible()


def put_on_claim(page: Page, quote: str, wording: str) -> None:
    card_of(page, quote).get_by_role("button", name="Put on a claim").click()
    page.get_by_role("dialog").get_by_role("button", name=wording, exact=True).click()
    expect(page.locator(".mark-claims").filter(has_text=wording)).to_be_visible()


def drag_on_row(what: Locator, row: Locator) -> None:
    """Drag a highlight onto a row of the table, which is brought in sight first."""
    row.evaluate("row => row.scrollIntoView({ block: 'center' })")
    what.drag_to(row.locator("th"))


def invitation(page: Page) -> str:
    """Make a link that lets somebody in, on the page of a project's people."""
    page.get_by_role("button", name="Invite", exact=True).click()
    return page.locator("#link").input_value()
