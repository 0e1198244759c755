"""Many marks at once, the view to read, and what a bias carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser import mill
from tests.browser.acts import choose, drag_over, saved
from tests.browser.mill import cards, listed, put
from tests.deadlines import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

article = mill.article
LINES = """() => [...CSS.highlights.keys()].filter((name) => name.startsWith("lane-")
  && CSS.highlights.get(name).size).map((name) => name.slice(0, 6)).sort()"""


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
