"""Suggestions: gone through by keys, by mouse and on a phone; each person answers for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.acts import add_files, invitation, make_project, page_data, saved, sign_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

PLAIN = (
    "The mill stands by the river, two miles above the weir, and has four floors and a tower. "
    "It was built of brick in 1881 and has stood empty since the fire of 1996. "
    "Its wheel was taken to the museum in the same year, where children turn it by hand."
)
TEXT = (
    "The old mill may be sold on Monday.\n\n"
    f"{PLAIN}\n\n"
    "It is not clear whether the roof is safe.\n\n"
    "The regime in the hall slept.\n\n"
    f"{PLAIN.replace('mill', 'tower')}\n\n"
    "The price probably fell."
)
DOTS = """() => [...CSS.highlights].filter(([name]) => name.startsWith("suggested-"))
  .reduce((sum, [, ranges]) => sum + ranges.size, 0)"""  # how many dotted lines are painted
QUOTES = ["may", "not clear", "regime", "probably"]


def open_count(page: Page) -> Locator:
    return page.locator("#review .filter")


def looked_at(page: Page) -> Locator:
    return page.locator(".suggestion .mark-quote")


def settled(page: Page) -> None:
    """Wait until every answer has reached the server."""
    saved(page)
    page.wait_for_load_state("networkidle")


def read_article(page: Page, address: str, count: int) -> None:
    page.goto(address)
    expect(open_count(page)).to_have_text(f"{count} suggestion{'s' if count != 1 else ''}")


def by_keys(page: Page) -> None:
    """Accept, reject, take back and do again, and change one in the composer."""
    page.locator("#text").focus()
    page.keyboard.press("s")
    expect(looked_at(page)).to_have_text(QUOTES[0])
    page.keyboard.press("a")
    expect(page.locator(".mark-card:not(.suggestion)")).to_have_count(1)
    expect(looked_at(page)).to_have_text(QUOTES[1])
    page.keyboard.press("x")
    expect(looked_at(page)).to_have_text(QUOTES[2])
    expect(open_count(page)).to_have_text("2 suggestions")
    page.keyboard.press("Control+z")
    expect(open_count(page)).to_have_text("3 suggestions")
    page.keyboard.press("Control+Shift+z")
    expect(open_count(page)).to_have_text("2 suggestions")
    page.keyboard.press("e")
    composer = page.locator(".composer")
    expect(composer).to_be_visible()
    composer.get_by_role("button", name="start one word earlier").click()
    composer.get_by_role("button", name="Save").click()
    expect(page.locator(".mark-card:not(.suggestion)")).to_have_count(2)
    expect(looked_at(page)).to_have_text(QUOTES[3])
    settled(page)


def by_mouse(page: Page) -> None:
    """Accept the last one and take that back: the mark goes, the suggestion is open again."""
    page.locator("#review").get_by_role("button", name="Review").click()
    page.locator(".suggestion").get_by_role("button", name="Accept").click()
    expect(page.locator(".mark-card")).to_have_count(3)
    expect(page.locator("#announcer")).to_contain_text("All suggestions are answered")
    page.keyboard.press("Control+z")
    expect(page.locator(".mark-card")).to_have_count(2)
    settled(page)


def on_a_phone(page: Page) -> None:
    """Reject one, close the card, hide the others."""
    page.locator("#review").get_by_role("button", name="Review").click()
    page.locator(".suggestion").get_by_role("button", name="Reject").click()
    expect(looked_at(page)).to_have_text(QUOTES[1])
    expect(open_count(page)).to_have_text("3 suggestions")
    page.locator(".suggestion").get_by_role("button", name="Close").click()
    open_count(page).click()
    expect(open_count(page)).to_have_attribute("aria-pressed", "false")
    settled(page)
    page.reload()
    expect(open_count(page)).to_have_attribute("aria-pressed", "false")
    assert not page.evaluate(DOTS)


def join(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("link", name="Make an account and join").click()
    sign_up(page, "bo", "Bo Larsen")
    expect(page.get_by_role("heading", level=1, name="The mill")).to_be_visible()


def test_each_person_answers_suggestions_by_keys_mouse_or_thumb(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    files = [tmp_path / "mill.txt", tmp_path / "plain.txt"]
    for file, text in zip(files, (TEXT, PLAIN), strict=True):
        file.write_text(text, encoding="utf-8")
    page = visit()
    page.goto("/")
    sign_up(page, "ida", "Ida Quist")
    make_project(page, "The mill")
    add_files(page, files, story="The mill is sold")
    article = page.locator("table.table tbody a[href^='/articles/']").first.get_attribute("href") or ""
    read_article(page, article, 4)
    assert page.evaluate(DOTS) == 4
    by_keys(page)

    # What was answered is gone for good, and says what it was.
    read_article(page, article, 1)
    expect(page.locator(".mark-card")).to_have_count(2)
    revision = page_data(page)["revision"]["id"]
    listed = page.request.get(f"/api/v1/revisions/{revision}/annotations/").json()["results"]
    told = {(each["ranges"][0]["quote"], each["origin"]) for each in listed}
    assert told == {("may", "suggestion"), ("The regime", "edited")}
    by_mouse(page)
    read_article(page, article, 1)

    # Another person still has all of them.
    page.locator(".crumbs a").first.click()
    project = page.url
    page.get_by_role("link", name="People").click()
    link = invitation(page)
    other = visit(width=390, height=844)
    join(other, link)
    read_article(other, article, 4)
    on_a_phone(other)
    read_article(page, article, 1)

    # Switched off for the project, nothing of it is left on the page.
    page.goto(project)
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("Suggest marks").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(project)
    page.goto(article)
    expect(page.locator(".mark-card").first).to_be_visible()
    expect(page.locator("#review")).to_be_hidden()
    assert not page.evaluate(DOTS)
