"""Accounts side by side, by keyboard alone, and on a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.acts import add_files, make_project, page_data, sign_up
from tests.deadlines import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

TEXTS = {
    "1 Packet": "The ferry Linnet may have lost her steering, the harbour master said.",
    "2 Meridian": "The inquiry has not begun. The ferry Linnet lost her steering, the harbour master said.",
    "3 Beacon": "Skerry Line kept silent. The ferry Linnet lost her steering, the harbour master said.",
}
FILLING = "\n\n".join(
    f"Paragraph {number} of the {{paper}} tells of something that nobody else does, at some length, so that "
    f"the column has to scroll: the {{paper}} counted {number} gulls on pier {number} of the old harbour."
    for number in range(1, 16)
)


@pytest.fixture
def story(visit: Callable[..., Page], tmp_path: Path) -> tuple[Page, str]:
    files = []
    for number, (name, text) in enumerate(TEXTS.items()):
        file = tmp_path / f"{name}.txt"
        filling = FILLING.replace("{paper}", name.split()[1]).split("\n\n")
        body = [*filling[: number * 6], text, *filling[number * 6 :]]
        file.write_text("\n\n".join([f"{name} tells of the ferry", *body]), encoding="utf-8")
        files.append(file)
    page = visit()
    page.goto("/")
    sign_up(page, "ida", "Ida Quist")
    make_project(page, "Ferries")
    add_files(page, files, story="The ferry")
    return page, page.url


def side_by_side(page: Page, story: str) -> None:
    page.goto(f"{story}side-by-side/")
    # While the worker compares, the page says so, and comes anew by itself.
    expect(page.locator("#strip")).to_be_visible(timeout=30_000)
    expect(page.locator("#waiting")).to_have_count(0, timeout=30_000)
    expect(page.locator('.passage[tabindex="0"]').first).to_be_visible()


def tops(page: Page) -> list[float]:
    return [box["y"] for each in page.locator(".passage-active").all() if (box := each.bounding_box())]


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def test_everything_by_keyboard(story: tuple[Page, str]) -> None:
    page, address = story
    side_by_side(page, address)
    expect(page.locator(".side")).to_have_count(3)
    page.locator("#side-1 .passage-hedged").first.focus()
    page.keyboard.press("Enter")

    # All three stand at one height, whatever the place in their texts, and the words say what differs.
    expect(page.locator(".passage-active")).to_have_count(3)
    assert max(tops(page)) - min(tops(page)) <= 2
    expect(page.locator("#beside")).to_contain_text("“may”")
    expect(page.locator("#beside")).to_contain_text("without a hedge")
    expect(page.locator(".run-cue").first).to_have_text("may")

    # The link that leaves out the middle column is a number in the gutters, and crosses nothing.
    for gutter, number in ((0, "3"), (1, "1")):
        stub = page.locator(".gutter").nth(gutter).locator(".stub.ribbon-active")
        expect(stub).to_have_count(1)
        expect(stub.locator("text").first).to_have_text(number)
    for svg in page.locator("svg.ribbons").all():
        outside = svg.evaluate(
            """(svg) => [...svg.querySelectorAll(".ribbon:not([hidden]) .line")].filter((line) => {
              const { x, width } = line.getBBox();
              return x < 0 || x + width > svg.clientWidth;
            }).length"""
        )
        assert outside == 0

    # Across to each, around the ends, and by number.
    page.keyboard.press("ArrowRight")
    assert focused(page).evaluate("(e) => e.closest('.side').id") == "side-2"
    page.keyboard.press("3")
    assert focused(page).evaluate("(e) => e.closest('.side').id") == "side-3"
    page.keyboard.press("ArrowRight")
    assert focused(page).evaluate("(e) => e.closest('.side').id") == "side-1"

    # Filters, and back.
    page.keyboard.press("f")
    expect(page.locator("#strip [aria-pressed=true]")).to_have_count(1)
    page.locator("#strip [data-filter=only]").press("Enter")
    page.locator("#side-2 .passage-only").first.focus()
    page.keyboard.press("j")
    expect(page.locator("#beside")).to_contain_text("without counterpart")
    page.keyboard.press("Escape")
    expect(page.locator("#beside")).to_be_hidden()
    page.locator("#strip [data-filter=only]").press("Enter")

    # Scrolled away, what is linked piles up at the column's edge.
    page.locator("#side-1 .side-text").evaluate("(e) => { e.scrollTop = e.scrollHeight; }")
    expect(page.locator(".pile-left").first).to_have_text(re.compile(r"↑\d+"))

    # The same content as a list, and from there to the texts.
    page.locator("#links summary").first.press("Enter")
    page.locator("#links").get_by_role("button", name="Show in the texts").first.press("Enter")
    expect(page.locator("#beside")).to_be_visible()


def test_accounts_are_chosen_and_ordered_in_the_page_and_kept_in_its_address(
    story: tuple[Page, str],
) -> None:
    page, address = story
    side_by_side(page, address)
    first, second, third = (each["id"] for each in page_data(page)["accounts"])
    page.locator(".chooser summary").press("Enter")
    page.locator(".chooser-row").first.get_by_role("link", name="to the right").press("Enter")
    page.wait_for_url(f"**/side-by-side/?accounts={second},{first},{third}")
    page.locator(".chooser summary").press("Enter")
    page.locator(".chooser-row").last.get_by_role("checkbox").press("Space")
    page.get_by_role("button", name="Show these").press("Enter")
    page.wait_for_url(f"**/side-by-side/?accounts={second},{first}")
    expect(page.locator(".side")).to_have_count(2)
    page.get_by_role("link", name="Word by word").press("Enter")
    expect(page.locator(".word-come").first).to_be_visible()


def test_columns_scroll_together_when_they_are_asked_to(story: tuple[Page, str]) -> None:
    page, address = story
    side_by_side(page, address)
    other = page.locator("#side-2 .side-text")
    scroll = "(e) => { e.scrollTop = 400; }"
    page.locator("#side-1 .side-text").evaluate(scroll)
    assert other.evaluate("(e) => e.scrollTop") == 0
    page.locator("#side-1 .passage-hedged").first.focus()
    page.keyboard.press("s")
    expect(page.locator("#together")).to_be_checked()
    page.locator("#side-1 .side-text").evaluate("(e) => { e.scrollTop = 500; }")
    until(lambda: other.evaluate("(e) => e.scrollTop") > 0, seconds=10)
    page.reload()
    expect(page.locator("#together")).to_be_checked()


def test_on_a_phone_one_account_stands_there_with_a_switch_to_its_counterpart(
    story: tuple[Page, str], visit: Callable[..., Page]
) -> None:
    page, address = story
    page.set_viewport_size({"width": 390, "height": 844})
    side_by_side(page, address)
    expect(page.locator(".side:visible")).to_have_count(1)
    page.locator("#side-1 .passage-hedged").first.click()
    expect(page.locator("#beside")).to_contain_text("leaves it open")
    page.locator("#switch button").nth(2).click()
    expect(page.locator("#side-3")).to_be_visible()
    expect(page.locator("#side-1")).to_be_hidden()
    active = page.locator("#side-3 .passage-active")
    expect(active).to_be_in_viewport()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
