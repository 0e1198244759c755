"""From the sign-in page to a filled cell of the table, without a mouse."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.acts import add_files, make_project, page_data, saved, sign_up
from tests.browser.keyboard import Typing, come_in, fill_a_cell
from tests.browser.mill import TEXT, active, cards, listed
from tests.browser.test_matrix import call

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

CLAIM = "The mill is sold."
LINES = [line for line in TEXT.split("\n\n") if line]


@pytest.fixture
def page(visit: Callable[..., Page], tmp_path: Path) -> Page:
    """A browser in which nobody is signed in; Ida has a story with two accounts and a claim."""
    files = [tmp_path / "mill.txt", tmp_path / "other.txt"]
    for file, text in zip(files, (TEXT, "Another account of it."), strict=True):
        file.write_text(text, encoding="utf-8")
    ida = visit()
    ida.goto("/")
    sign_up(ida, "ida", "Ida Quist")
    make_project(ida, "The mill")
    add_files(ida, files, story="The mill is sold")
    story = page_data(ida)["story"]
    call(ida, "POST", f"/stories/{story}/claims/", {"id": str(uuid.uuid4()), "wording": CLAIM})
    return visit()


def test_the_whole_way_by_keyboard(page: Page) -> None:
    hand = Typing(page)
    come_in(page, hand)
    read_the_keys(page, hand)
    choose_words(page, hand)
    write_a_mark(page, hand)
    mark_again_and_take_back(page, hand)
    walk_and_change(page, hand)
    find(page, hand)
    talk(page, hand)
    answer_suggestions(page, hand)
    change_a_key(page, hand)
    switch_letters_off(page, hand)
    fill_a_cell(page, hand)


def read_the_keys(page: Page, hand: Typing) -> None:
    hand.keys("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    expect(dialog.locator(":focus")).to_have_count(1)
    expect(dialog).to_contain_text("next place with many marks")
    hand.keys("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#text")).to_be_focused()


def choose_words(page: Page, hand: Typing) -> None:
    """Sentence and word cursor, extended and taken back, then a layer's key."""
    hand.keys("ArrowDown")
    hand.hears(LINES[0])
    hand.keys("ArrowDown")
    hand.hears("It is not clear whether the roof is safe.")
    hand.keys("ArrowUp", "ArrowRight")
    hand.hears(re.compile("^The$"))
    hand.keys("ArrowRight", "Shift+ArrowRight")
    hand.hears("Selected: old mill")
    hand.keys("Shift+ArrowRight")
    hand.hears("Selected: old mill may")
    hand.keys("Shift+ArrowLeft")
    hand.hears(re.compile("Selected: old mill$"))
    hand.keys("c")
    expect(page.get_by_role("dialog", name="Mark these words")).to_be_focused()


def write_a_mark(page: Page, hand: Typing) -> None:
    """A code, other borders, a second range, a note, a confidence; Enter saves."""
    composer = page.locator(".composer")
    hand.keys("3")
    expect(composer.locator("input[name=certainty][value=probable]")).to_be_checked()
    hand.keys("Shift+ArrowRight")
    hand.hears(re.compile("^old mill may$"))
    hand.keys("Control+Shift+ArrowLeft")
    hand.hears(re.compile("^old mill ma$"))
    hand.keys("Control+Shift+ArrowRight", "Alt+ArrowLeft")
    hand.hears(re.compile("^The old mill may$"))
    hand.keys("Shift+Enter")
    hand.hears("Now select the words to add.")
    expect(page.locator("#text")).to_be_focused()
    hand.keys("ArrowDown", "ArrowDown", "Enter")
    expect(composer).to_be_focused()
    expect(composer.locator(".range-chip")).to_have_count(2)
    hand.tab_to(composer.locator("summary"))
    hand.keys("Enter")
    hand.tab_to(composer.locator("input[name=confidence]").first)
    hand.keys("Space", "ArrowRight", "ArrowRight")
    expect(composer.locator("input[name=confidence][value='3']")).to_be_checked()
    hand.tab_to(composer.get_by_label("Note"))
    hand.write("so they say")
    hand.keys("Enter")
    hand.hears("Marked as Claim: The old mill may")
    expect(page.locator("#text")).to_be_focused()
    saved(page)
    [made] = listed(page)
    assert made["ranges"][0]["quote"] == "The old mill may"
    assert (len(made["ranges"]), made["note"], made["confidence"]) == (2, "so they say", 3)


def mark_again_and_take_back(page: Page, hand: Typing) -> None:
    """The last codes with one key; undo and redo."""
    hand.keys("Escape", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", ".")
    hand.hears("Marked as Claim:")
    expect(cards(page)).to_have_count(2)
    saved(page)
    assert {each["codes"][0]["code"] for each in listed(page)} == {"probable"}
    hand.keys("Control+z")
    hand.hears("Undone: mark")
    expect(cards(page)).to_have_count(1)
    hand.keys("Control+Shift+z")
    hand.hears("Redone: mark")
    expect(cards(page)).to_have_count(2)
    expect(page.locator("#text")).to_be_focused()


def walk_and_change(page: Page, hand: Typing) -> None:
    """From mark to mark, to its card and back; its codes explained; its borders changed from the card."""
    hand.keys("Escape", "]")
    hand.hears(re.compile("Claim by you, . of 2"))
    first = active(page).inner_text()
    hand.keys("]")
    expect(active(page)).not_to_have_text(first)
    hand.keys("[")
    expect(active(page)).to_have_text(first)
    hand.keys("g")
    hand.hears("Marks around here:")
    hand.keys("Escape", "]", "Enter")
    head = page.locator(".mark-active .mark-head")
    expect(head).to_be_focused()
    hand.keys("d")
    meaning = page.locator(".mark-active .mark-codes")
    expect(meaning).to_have_attribute("open", "")
    expect(meaning.locator("summary")).to_be_focused()
    expect(meaning).to_contain_text("Use it when")
    hand.keys("d")
    expect(head).to_be_focused()
    hand.keys("e")
    expect(page.get_by_role("dialog", name="Change this mark")).to_be_focused()
    hand.keys("Shift+ArrowLeft", "4", "Enter")
    hand.hears("Changed.")
    expect(head).to_be_focused()
    saved(page)
    expect(page.locator(".mark-active")).to_contain_text("Certain")
    hand.keys("h")
    past = page.get_by_role("dialog")
    expect(past).to_contain_text("You changed it")
    expect(past.locator(":focus")).to_have_count(1)
    hand.keys("Escape")
    expect(head).to_be_focused()


def find(page: Page, hand: Typing) -> None:
    hand.keys("f")
    field = page.get_by_label("Find in quotes, notes and codes")
    expect(field).to_be_focused()
    hand.write("so they say")
    hand.hears("1 of 2 marks")
    expect(cards(page)).to_have_count(1)
    hand.keys("Control+a", "Delete")
    hand.hears("2 of 2 marks")
    hand.keys("Escape")
    expect(page.locator("#text")).to_be_focused()


def talk(page: Page, hand: Typing) -> None:
    """Comment on a mark, settle that, and come back to its card."""
    hand.keys("]", "c")
    field = page.get_by_label("Write a comment")
    expect(field).to_be_focused()
    hand.write("Who says so?")
    hand.keys("Control+Enter")
    hand.hears("Sent.")
    hand.tab_to(page.get_by_role("button", name="Settle"), back=True)
    hand.keys("Enter")
    hand.hears("Settled.")
    expect(page.get_by_role("button", name="Open again")).to_be_focused()
    hand.keys("Escape")
    expect(page.locator(".mark-active .mark-head")).to_be_focused()
    hand.keys("Escape")
    expect(page.locator("#text")).to_be_focused()


def answer_suggestions(page: Page, hand: Typing) -> None:
    """Accept one from the text, reject the next from its card."""
    expect(page.locator("#review .filter")).to_contain_text(re.compile(r"[2-9] suggestions"))
    count = cards(page)
    before = count.count()
    hand.keys("s")
    hand.hears(re.compile(r"Suggestion 1 of \d.* a accepts, e changes, x rejects\."))
    expect(page.locator("#text")).to_be_focused()
    hand.keys("a")
    hand.hears("Accepted.")
    expect(page.locator(".mark-card:not(.suggestion)")).to_have_count(before + 1)
    hand.tab_to(page.locator(".suggestion").get_by_role("button", name="Reject"))
    hand.keys("x")
    hand.hears("Rejected.")
    hand.keys("Escape")
    expect(page.locator("#text")).to_be_focused()
    saved(page)


def change_a_key(page: Page, hand: Typing) -> None:
    """Other keys for the next mark and for accepting a suggestion: they do it, the old ones do nothing."""
    hand.keys("?")
    dialog = page.get_by_role("dialog", name="Keys")
    for what, key in (("next mark", "w"), ("accept it", "y")):
        hand.tab_to(dialog.get_by_role("button", name=f"Change the key: {what}"))
        hand.keys("Enter", key)
        expect(dialog.get_by_role("status")).to_contain_text(f"{key} is now the key for: {what}.")
    hand.keys("Escape")
    expect(page.locator("#text")).to_be_focused()
    hand.keys("Escape", "]")
    expect(page.locator(".mark-active")).to_have_count(0)
    hand.keys("w")
    expect(page.locator(".mark-active")).to_have_count(1)
    hand.keys("s")
    accept = page.locator(".suggestion").get_by_role("button", name="Accept")
    expect(accept).to_have_text("Accept y")
    left = page.locator("#review .number")
    before = int(left.inner_text())
    hand.tab_to(accept)
    hand.keys("a")
    expect(left).to_have_text(str(before))
    hand.keys("y")
    hand.hears("Accepted.")
    saved(page)


def switch_letters_off(page: Page, hand: Typing) -> None:
    """Letters do nothing then, and stand on no button; arrows and Enter go on."""
    hand.tab_to(page.locator("#text"), back=True)
    hand.keys("?")
    dialog = page.get_by_role("dialog", name="Keys")
    switch = dialog.get_by_label("Use single letters and signs as keys")
    hand.tab_to(switch)
    hand.keys("Space", "Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#text")).to_be_focused()
    hand.keys("Escape", "w", "?")
    expect(page.locator(".mark-active")).to_have_count(0)
    expect(dialog).to_be_hidden()
    hand.keys("ArrowDown", "c")
    expect(page.locator(".composer")).to_be_hidden()
    hand.keys("Enter")
    expect(page.locator(".composer")).to_be_focused()
    hand.keys("Escape")
    expect(page.locator("#text")).to_be_focused()
    # The way back, by the button at the foot.
    hand.tab_to(page.locator(".bar").get_by_role("button", name="Keys"))
    hand.keys("Enter")
    hand.tab_to(switch)
    hand.keys("Space", "Escape")
    expect(page.locator(".bar").get_by_role("button", name="Keys")).to_be_focused()
