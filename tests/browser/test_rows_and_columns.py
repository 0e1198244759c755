"""Columns and rows by keyboard, links of others, words put on a claim from side by side, a ladder kept."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.acts import page_data
from tests.browser.test_matrix import CLAIMS, call, cell, join, mark, ready, row, story

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

__all__ = ["story"]
PNG = b"\x89PNG\r\n\x1a\n"


def test_columns_are_moved_by_keyboard_filtered_rows_stepped_over_and_links_shown_live(
    story: Page, visit: Callable[..., Page]
) -> None:
    first, second, third = CLAIMS
    heads = story.locator("#matrix thead th a")
    before = heads.all_inner_texts()
    names = story.locator("#matrix tbody tr").first.locator("td")
    heads.first.focus()
    story.keyboard.press("Alt+ArrowRight")
    expect(heads).to_have_text([before[1], before[0], before[2]])
    expect(heads.nth(1)).to_be_focused()
    assert [each.get_attribute("data-name") for each in names.all()] == [before[1], before[0], before[2]]
    story.keyboard.press("Alt+ArrowRight")
    expect(heads).to_have_text([before[1], before[2], before[0]])
    shared = story.url  # the order is in the address: whoever has it sees the same
    assert "columns=" in shared
    cell(story, first, "Notes of Monday").locator("a").press("a")
    expect(cell(story, first, "Notes of Monday").locator("a")).to_have_class("cell cell-asserted")
    expect(row(story, first).locator(".row-told")).to_have_text("1 account without a source, 1 origin")

    ben = join(visit, story, "ben")
    ben.goto(shared)
    expect(ben.locator("#matrix thead th a")).to_have_text([before[1], before[2], before[0]])
    story.keyboard.press("Control+z")  # the cell
    story.keyboard.press("Control+z")
    story.keyboard.press("Control+z")
    expect(heads).to_have_text(before)

    # A row that the filter hides is no stop.
    story.get_by_label("Claims with").fill("in")
    expect(row(story, second)).to_be_hidden()
    cell(story, first, "Notes of Monday").locator("a").focus()
    story.keyboard.press("ArrowDown")
    expect(cell(story, third, "Notes of Monday").locator("a")).to_be_focused()
    story.get_by_label("Claims with").fill("")

    # What one links the other sees on the row, and that it is taken away.
    ids = {wording: row(story, wording).get_attribute("data-claim") for wording in CLAIMS}
    link = {"id": str(uuid.uuid4()), "kind": "qualifies", "to": ids[third]}
    ready(ben)
    call(story, "POST", f"/claims/{ids[first]}/links/", link)
    expect(row(ben, first).locator(".link-mark")).to_have_text("qualifies 1")
    expect(row(ben, third).locator(".link-mark")).to_have_text("qualified by 1")
    call(story, "DELETE", f"/links/{link['id']}/")
    expect(ben.locator(".link-mark")).to_have_count(0)


def test_words_are_put_on_a_claim_from_side_by_side_and_its_ladder_is_kept_as_a_picture(story: Page) -> None:
    first = CLAIMS[0]
    address = story.url
    number = page_data(story)["story"]
    mark(story, "Notes of Monday", "The mill may close in May", first)
    story.goto(f"/stories/{number}/side-by-side/")
    passage = story.locator("#side-2 .passage", has_text="The mill will close in May.")
    expect(story.locator("#strip")).to_be_visible(timeout=60_000)
    expect(passage).to_have_attribute("tabindex", "0")
    passage.press("Enter")
    story.keyboard.press("c")
    dialog = story.get_by_role("dialog")
    dialog.get_by_role("button", name=first, exact=True).press("Enter")
    expect(dialog.locator("input[type=radio]").first).to_be_focused()
    story.keyboard.press("Space")  # the first step of certainty, which the codebook asks for
    story.keyboard.press("Enter")
    expect(story.locator("#toasts")).to_contain_text("Put on a claim of the story")
    expect(passage).to_be_focused()

    def quotes() -> list[str]:
        rows = call(story, "GET", f"/stories/{number}/matrix/")["rows"]
        return sorted(quote["text"] for each in rows for cell in each["cells"] for quote in cell["quotes"])

    assert quotes() == ["The mill may close in May", "The mill will close in May."]
    story.locator("#toasts").get_by_role("button", name="Take it back").click()
    expect(story.locator("#toasts")).not_to_contain_text("Put on a claim of the story")

    # Words that somebody selects, over the border of two sentences.
    story.evaluate(
        """() => {
          const at = (words) => {
            const walker = document.createTreeWalker(document.querySelector("#side-2"), NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
              const found = node.data.indexOf(words);
              if (found >= 0) return [node, found];
            }
          };
          const [start, from] = at("May");
          const [end, to] = at("people");
          getSelection().setBaseAndExtent(start, from, end, to + "people".length);
        }"""
    )
    story.get_by_role("button", name="Put these words on a claim").click()
    dialog.get_by_role("button", name=first, exact=True).click()
    dialog.locator("input[type=radio]").last.check(force=True)
    dialog.get_by_role("button", name="Put it there").click()
    expect(story.locator("#toasts")).to_contain_text("Put on a claim of the story")
    words = ["The mill may close in May", "May.\n\nAbout 60 people"]
    assert quotes() == sorted(words)

    story.goto(f"/stories/{number}/ladder/")
    png = story.get_by_role("button", name="PNG").first
    with story.expect_download() as waiting:
        png.press("Enter")
    download = waiting.value
    assert download.suggested_filename == "the-mill-closes-in-may.png"
    assert download.path().read_bytes().startswith(PNG)
    story.goto(address)
    with story.expect_download() as waiting:
        story.goto(row(story, first).locator(".row-told").get_attribute("href") or "")
        story.get_by_role("link", name="Keep the drawing").press("Enter")
    assert waiting.value.suggested_filename.endswith(".svg")
