"""The article page: overlapping marks, borders and ranges, filters in the address, keys of one's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser import mill
from tests.browser.acts import choose, drag_over, saved
from tests.browser.mill import active, cards, joined, listed, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

article = mill.article


def test_overlapping_marks_of_several_people_are_all_reached_by_mouse_keyboard_and_cards(
    article: Page, visit: Callable[..., Page]
) -> None:
    other = visit()
    joined(article, other)
    same, inside, across = "the roof is safe", "roof", "safe. Nobody was hurt"
    for person in (article, other):
        put(person, same)
    put(article, inside, layer="bias", dimension="family", code="lexical")
    put(other, across, code="possible")
    article.reload()
    expect(cards(article)).to_have_count(4)

    # A click takes the shortest; the next ones there what lies around it, and the picker lists all.
    where = article.evaluate(
        """() => {
          const node = [...document.querySelectorAll("#text p")][1].firstChild;
          const range = document.createRange();
          range.setStart(node, node.data.indexOf("roof") + 1);
          range.setEnd(node, node.data.indexOf("roof") + 2);
          const { left, top, width, height } = range.getBoundingClientRect();
          return [left + width / 2, top + height / 2];
        }"""
    )
    seen = []
    for _ in range(3):
        article.mouse.click(*where)
        seen.append(article.locator(".mark-active").get_attribute("data-id"))
        expect(article.locator(".picker-row")).to_have_count(3)
    assert len(set(seen)) == 3
    article.locator(".picker-row").first.click()
    expect(active(article)).to_have_text(inside)

    # By keyboard: round all four of them; Enter goes to the card.
    article.locator("#text").focus()
    article.keyboard.press("Escape")
    seen = []
    for _ in range(4):
        article.keyboard.press("]")
        seen.append(article.locator(".mark-active").get_attribute("data-id"))
    assert len(set(seen)) == 4
    article.keyboard.press("Enter")
    expect(article.locator(".mark-active .mark-head")).to_be_focused()
    article.keyboard.press("ArrowUp")
    expect(article.locator(".mark-head:focus")).to_have_count(1)


def test_borders_move_by_handle_and_key_and_a_mark_has_several_ranges_and_a_confidence(article: Page) -> None:
    drag_over(article, "old mill")
    composer = article.locator(".composer")
    expect(composer).to_be_visible()
    choose(composer, "layer", "claim")
    choose(composer, "certainty", "probable")
    handle = article.get_by_role("button", name="End of the marked words")
    box = handle.bounding_box()
    assert box
    article.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    article.mouse.down()
    article.mouse.move(box["x"] + 75, box["y"] + box["height"] / 2, steps=4)
    article.mouse.up()
    expect(composer.locator("q")).to_have_text(re.compile("^old mill may( be)?$"))
    handle.press("ArrowLeft")
    handle.press("Alt+ArrowLeft")
    quote = composer.locator("q").inner_text().strip("“”")
    assert "old mill may be".startswith(quote)
    article.get_by_role("button", name="Start of the marked words").press("Alt+ArrowRight")
    expect(composer.locator("q")).to_have_text(quote[1:])
    article.get_by_role("button", name="Start of the marked words").press("ArrowLeft")
    expect(composer.locator("q")).to_have_text(quote)

    # More words: asked for in the composer, chosen in the text.
    composer.press("Shift+Enter")
    drag_over(article, "price probably fell")
    expect(composer.locator(".range-chip")).to_have_count(2)
    composer.get_by_role("button", name="Add words").click()
    drag_over(article, "Nobody")
    expect(composer.locator(".range-chip")).to_have_count(3)
    composer.get_by_role("button", name="Take these words out: Nobody").click()
    expect(composer.locator(".range-chip")).to_have_count(2)
    composer.locator("summary").click()
    choose(composer, "confidence", "4")
    composer.get_by_role("button", name="Save").click()
    saved(article)
    [made] = listed(article)
    assert [each["quote"] for each in made["ranges"]] == [quote, "price probably fell"]
    assert made["confidence"] == 4
    expect(article.locator(".mark-active")).to_contain_text("4 of 5")

    # The same again with one key, also after a reload.
    article.reload()
    article.locator("#text").focus()
    article.keyboard.press("ArrowDown")
    article.keyboard.press("ArrowDown")
    article.keyboard.press(".")
    expect(cards(article)).to_have_count(2)
    saved(article)
    assert {each["codes"][0]["code"] for each in listed(article)} == {"probable"}
    expect(article.locator("#text")).to_be_focused()


def test_filters_are_in_the_address_with_counts_and_chips_and_on_a_phone(
    article: Page, visit: Callable[..., Page]
) -> None:
    put(article, "the roof is safe")
    put(article, "Nobody was hurt", code="possible")
    put(article, "old", layer="bias", dimension="family", code="lexical")
    article.reload()
    article.locator("#text").focus()
    article.keyboard.press("f")
    sheet = article.get_by_role("dialog", name="Filters")
    expect(article.get_by_label("Find in quotes, notes and codes")).to_be_focused()
    article.keyboard.type("nobody")
    expect(cards(article)).to_have_count(1)
    assert "q=nobody" in article.url
    article.get_by_label("Find in quotes, notes and codes").fill("")
    expect(cards(article)).to_have_count(3)
    sheet.get_by_role("button", name="Possible 1").click()
    expect(cards(article)).to_have_count(1)
    expect(sheet.get_by_role("button", name="Possible 1")).to_be_focused()
    assert "codes=claim.certainty.possible" in article.url
    article.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(article.locator("#text")).to_be_focused()

    article.reload()
    expect(cards(article)).to_have_count(1)
    article.get_by_role("button", name="Without this filter: Possible").click()
    expect(cards(article)).to_have_count(3)
    assert "codes" not in article.url

    phone = visit(width=390, height=844)
    phone.context.add_cookies(article.context.cookies())
    phone.goto(article.url)
    expect(cards(phone)).to_have_count(3)
    phone.get_by_role("button", name="Filter", exact=True).click()
    phone.get_by_role("dialog", name="Filters").get_by_role("button", name="Bias 1").click()
    expect(cards(phone)).to_have_count(1)
    expect(phone.locator("#minimap")).to_be_hidden()


def test_a_key_is_changed_conflicts_are_told_and_all_come_back(article: Page) -> None:
    put(article, "the roof is safe")
    article.reload()
    text = article.locator("#text")
    text.focus()
    article.keyboard.press("?")
    dialog = article.locator("#help")
    dialog.get_by_role("button", name="Change the key: next mark").click()
    article.keyboard.press("c")
    expect(dialog.get_by_role("status")).to_contain_text("is the key for: comment on it")
    article.keyboard.press("w")
    expect(dialog.get_by_role("status")).to_contain_text("w is now the key for: next mark")
    article.keyboard.press("Escape")
    article.reload()
    text.focus()
    article.keyboard.press("]")
    expect(article.locator(".mark-active")).to_have_count(0)
    article.keyboard.press("w")
    expect(article.locator(".mark-active")).to_have_count(1)
    article.keyboard.press("?")
    article.get_by_role("button", name="All keys as they came").click()
    dialog.locator("#letters").uncheck()
    article.keyboard.press("Escape")
    text.focus()
    article.keyboard.press("Escape")
    article.keyboard.press("]")
    expect(article.locator(".mark-active")).to_have_count(0)
