"""The article page: overlapping marks, borders, ranges, filters, keys of one's own, many at once, reading."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.acts import add_files, choose, drag_over, make_project, page_data, saved, sign_up
from tests.deadlines import until

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
LINES = """() => [...CSS.highlights.keys()].filter((name) => name.startsWith("lane-")
  && CSS.highlights.get(name).size).map((name) => name.slice(0, 6)).sort()"""


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
    page.get_by_role("button", name="Make a link").click()
    other.goto(page.get_by_label("Link").input_value())
    other.get_by_role("link", name="Make an account and join").click()
    sign_up(other, "bo", "Bo Larsen")
    expect(other.get_by_role("heading", level=1, name="The mill")).to_be_visible()
    other.goto(article)
    page.goto(article)


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


def test_several_marks_are_changed_and_deleted_in_one_step_each(article: Page) -> None:
    for quote in ("old mill", "the roof is safe", "Nobody was hurt"):
        put(article, quote)
    article.reload()
    expect(cards(article)).to_have_count(3)
    article.locator("#text").focus()
    article.keyboard.press("]")
    article.keyboard.press("x")
    expect(article.locator(".bulk")).to_contain_text("1 mark selected")
    article.keyboard.press("Shift+X")
    expect(article.locator(".bulk")).to_contain_text("3 marks selected")
    article.get_by_role("button", name="Change…").click()
    dialog = article.get_by_role("dialog", name="Change 3 marks")
    choose(dialog, "certainty", "possible")
    dialog.get_by_role("button", name="Change them").click()
    expect(article.locator(".mark-code").filter(has_text="Possible")).to_have_count(3)
    expect(article.locator("#text")).to_be_focused()
    article.keyboard.press("Control+z")
    expect(article.locator(".mark-code").filter(has_text="Certain")).to_have_count(3)

    boxes = article.get_by_role("checkbox", name="Select this mark")
    boxes.nth(0).click()
    boxes.nth(1).click(modifiers=["Shift"])
    article.get_by_role("button", name="Delete…").click()
    article.get_by_role("dialog", name="Delete 2 marks?").get_by_role("button", name="Delete them").click()
    expect(cards(article)).to_have_count(1)
    until(lambda: len(listed(article)) == 1)
    article.get_by_role("button", name="Undo", exact=True).click()
    expect(cards(article)).to_have_count(3)


def test_to_read_there_is_one_line_under_a_place_and_nothing_to_mark_with(article: Page) -> None:
    put(article, "the roof is safe")
    put(article, "roof", layer="bias", dimension="family", code="lexical")
    article.reload()
    expect(cards(article)).to_have_count(2)
    assert article.evaluate(LINES) == ["lane-0", "lane-1"]
    article.get_by_role("button", name="Read", exact=True).click()
    assert "view=read" in article.url
    until(lambda: article.evaluate(LINES) == ["lane-0"])
    drag_over(article, "Nobody was hurt")
    cards(article).first.locator(".mark-head").click()
    expect(article.locator(".composer")).to_be_hidden()
    expect(article.locator(".mark-active").get_by_role("button", name="Edit")).to_have_count(0)
    article.reload()
    expect(article.get_by_role("button", name="Read", exact=True)).to_have_attribute("aria-pressed", "true")
    article.locator("#text").focus()
    article.keyboard.press("v")
    until(lambda: article.evaluate(LINES) == ["lane-0", "lane-1"])
    assert "view" not in article.url


def test_a_bias_has_a_target_and_what_a_neutral_sentence_would_say(article: Page) -> None:
    drag_over(article, "Nobody was hurt when a beam fell")
    composer = article.locator(".composer")
    choose(composer, "layer", "bias")
    choose(composer, "family", "lexical")
    composer.locator("summary").click()
    composer.get_by_label("Target").fill("the owner")
    composer.get_by_label("A neutral sentence would read").fill("A beam fell; there were no injuries.")
    composer.get_by_role("button", name="Save").click()
    saved(article)
    expect(article.locator(".mark-active .mark-rewrite")).to_contain_text(
        "A beam fell; there were no injuries."
    )
    expect(article.locator(".mark-active .facts")).to_contain_text("the owner")
    article.locator("#text").focus()
    article.keyboard.press("d")
    expect(article.locator(".mark-codes")).to_contain_text("Use it when")
