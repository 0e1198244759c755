"""Two copies of one mark, chosen from by keyboard; deeds taken back and done again across reloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.acts import card_of, saved
from tests.browser.unsaved import WORDS, cards, mark_only, note, on_server, open_article

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.sites import Site


@pytest.fixture
def article(visit: Callable[..., Page], tmp_path: Path) -> tuple[Page, str]:
    return open_article(visit, tmp_path)


def changed_elsewhere(page: Page, quote: str, **change: object) -> None:
    """Change a mark over the API, or delete it, as another window would."""
    had = on_server(page)[quote]
    token = next(each["value"] for each in page.context.cookies() if each["name"] == "csrftoken")
    headers = {"If-Match": f'"{had["version"]}"', "X-CSRFToken": token}
    address = f"/api/v1/annotations/{had['id']}/"
    answer = (
        page.request.patch(address, data=change, headers=headers)
        if change
        else page.request.delete(address, headers=headers)
    )
    assert answer.ok


def composing(page: Page, quote: str, words: str) -> None:
    """Begin to write a note on a mark."""
    card_of(page, quote).get_by_role("button", name="Edit").click()
    page.locator(".composer").get_by_label("Note").fill(words)


def save(page: Page) -> None:
    page.locator(".composer").get_by_role("button", name="Save").click()


def question(page: Page) -> Locator:
    return page.get_by_role("dialog", name="This mark was")


def test_of_both_copies_of_a_mark_fields_are_chosen_with_keys_alone(
    article: tuple[Page, str],
) -> None:
    page, _ = article
    mark_only(page, WORDS[0])
    saved(page)
    composing(page, WORDS[0], "mine")
    codes = [{"dimension": "certainty", "code": "certain"}]
    changed_elsewhere(page, WORDS[0], note="theirs", codes=codes, confidence=4)
    save(page)
    dialog = question(page)
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("3 differences")
    assert on_server(page)[WORDS[0]]["note"] == "theirs"
    # Put off, it stays in sight with its reason; asked again, from its card.
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#saved")).to_have_text("1 mark is not saved")
    page.locator(".mark-failed").get_by_role("button", name="Compare both").focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Save what I chose")).to_be_focused()
    expect(dialog.locator("input:checked")).to_have_count(3)
    # What they alone changed is proposed as theirs; the note, which both changed, as mine.
    mine = dialog.locator("input[name='conflict note'][value=yours]")
    expect(mine).to_be_checked()
    mine.focus()
    page.keyboard.press("ArrowRight")
    expect(mine).not_to_be_checked()
    page.keyboard.press("ArrowLeft")
    expect(mine).to_be_checked()
    dialog.get_by_role("button", name="Save what I chose").focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator(".mark-head")).to_be_focused()
    saved(page)
    found = on_server(page)[WORDS[0]]
    assert (found["note"], found["confidence"], found["version"]) == ("mine", 4, 3)
    assert found["codes"] == codes


def test_what_was_deleted_meanwhile_is_brought_back_with_mine_or_let_go(article: tuple[Page, str]) -> None:
    page, _ = article
    for word in WORDS[:2]:
        mark_only(page, word)
    saved(page)
    for word, choice in zip(WORDS[:2], ("Bring it back with mine", "Let it go"), strict=True):
        composing(page, word, "mine")
        changed_elsewhere(page, word)
        save(page)
        expect(question(page)).to_be_visible()
        question(page).get_by_role("button", name=choice).click()
        saved(page)
    found = on_server(page)
    assert {quote: each["note"] for quote, each in found.items()} == {WORDS[0]: "mine"}
    expect(cards(page)).to_have_count(1)


def button(page: Page, way: str) -> Locator:
    return page.locator(".past button").nth(0 if way == "undo" else 1)


def test_what_was_done_is_taken_back_and_done_again_after_a_reload(article: tuple[Page, str]) -> None:
    page, _ = article
    expect(button(page, "undo")).to_have_attribute("aria-disabled", "true")
    mark_only(page, WORDS[0])
    mark_only(page, WORDS[1])
    note(page, WORDS[1], "a note")
    saved(page)
    page.reload()
    expect(button(page, "undo")).to_have_accessible_name(f"Undo: change of “{WORDS[1]}”")
    page.locator("#text").focus()
    page.keyboard.press("Control+z")
    expect(page.locator(".mark-note")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(cards(page)).to_have_count(1)
    assert set(on_server(page)) == {WORDS[0]}
    page.reload()
    expect(cards(page)).to_have_count(1)
    button(page, "redo").click()
    expect(cards(page)).to_have_count(2)
    expect(button(page, "redo")).to_be_focused()
    page.keyboard.press("Control+Shift+z")
    expect(page.locator(".mark-note")).to_have_text("a note")
    expect(button(page, "redo")).to_have_attribute("aria-disabled", "true")
    # A deletion says how it is taken back.
    card_of(page, WORDS[0]).get_by_role("button", name="Delete").click()
    expect(cards(page)).to_have_count(1)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(cards(page)).to_have_count(2)
    saved(page)
    assert {quote: each["note"] for quote, each in on_server(page).items()} == {
        WORDS[0]: "",
        WORDS[1]: "a note",
    }


def test_what_waits_is_taken_back_where_it_waits(article: tuple[Page, str], site: Site) -> None:
    page, address = article
    mark_only(page, WORDS[0])
    saved(page)
    site.stop()
    for word in WORDS[1:4]:
        mark_only(page, word)
    expect(cards(page)).to_have_count(4)
    expect(page.locator("#saved")).to_have_text("3 marks wait for the network")
    for left in (3, 2):
        page.keyboard.press("Control+z")
        expect(cards(page)).to_have_count(left)
    page.keyboard.press("Control+Shift+z")
    expect(cards(page)).to_have_count(3)
    page.goto("about:blank")
    site.start()
    page.goto(address)
    expect(cards(page)).to_have_count(3)  # what waits is read again; until then nothing waits
    saved(page)
    assert set(on_server(page)) == set(WORDS[:3])
    page.locator("#text").focus()
    page.keyboard.press("Control+z")
    expect(cards(page)).to_have_count(2)
    assert set(on_server(page)) == set(WORDS[:2])
