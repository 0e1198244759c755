"""An article was edited: what its annotator hears of it, reads of it, and says of their marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.acts import page_data, saved
from tests.browser.keyboard import Typing
from tests.browser.mill import article, cards, joined, listed, put
from tests.browser.unsaved import mark_only
from tests.deadlines import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

__all__ = ["article"]

NEWER = (
    "The old mill will be sold on Monday, the owner said.\n\n"
    "It is not clear whether the roof is safe.\n\n"
    "The price fell by a third, brokers said."
)
SOLD = "The old mill may be sold on Monday"
HURT = "Nobody was hurt when a beam fell in March."
PRICE = "The price probably fell."
SAFE = "It is not clear whether the roof is safe."
REVISIONS = re.compile(r"/articles/\d+/revisions/")
REVIEW = re.compile(r"/articles/\d+/review/")


def waiting(page: Page) -> list[dict]:
    """Return what waits for this page's person, from the API."""
    return page.request.get("/api/v1/review/").json()


def add_text(page: Page, text: str) -> None:
    """Give the article a new text over the API, as this page's person."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    answer = page.request.post(
        f"/api/v1/articles/{page_data(page)['revision']['article']}/revisions/",
        data={"text": text},
        headers={"X-CSRFToken": token, "Referer": page.url},
    )
    assert answer.status == 201, answer.text()


def test_a_new_text_is_added_read_and_looked_over_by_keyboard_alone(article: Page) -> None:
    page, hand = article, Typing(article)
    for quote in (SOLD, SAFE, HURT, PRICE):
        put(page, quote)
    page.reload()
    saved(page)
    hand.tab_to(page.get_by_role("link", name="Revision 1"))
    hand.follow(REVISIONS)
    hand.tab_to(page.get_by_role("link", name="Add a revision"))
    hand.follow(re.compile("/revisions/add/"))
    hand.tab_to(page.get_by_label("The new text"))
    page.keyboard.insert_text(NEWER)
    hand.tab_to(page.get_by_role("button", name="Add the revision"))
    hand.follow(REVISIONS)

    reads_the_redline(page, hand)
    looks_over(page, hand)
    assert waiting(page) == []
    newest = listed_on_newest(page)
    assert sorted(newest) == [SAFE, "The old mill will be sold on Monday"]
    assert {each["anchor"] for each in newest.values()} == {"exact"}


def reads_the_redline(page: Page, hand: Typing) -> None:
    expect(page.locator(".told-certainty strong")).to_contain_text("certainty")
    hand.tab_to(page.locator("#redline"))
    hand.keys("j")
    hand.hears("Taken out: may. Put in: will.")
    hand.keys("j", "k")
    hand.hears("Put in: will.")
    # The page itself comes again when the marks are carried; what is read then is the same.
    until(lambda: len(waiting(page)) == 3)
    page.reload()
    hand.tab_to(page.get_by_role("link", name="Look over 3 marks of yours"))
    hand.follow(REVIEW)


def looks_over(page: Page, hand: Typing) -> None:
    """Take each of the acts once, and one of them back."""
    where = page.locator("#item-facts")
    expect(where).to_contain_text("1 of 3")
    hand.keys("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    hand.keys("Escape")
    hand.keys("a")  # what was sold is sold
    expect(page.locator("#said")).to_contain_text("Kept where it was found")
    reads_on(page)
    expect(where).to_contain_text("1 of 2")
    expect(page.locator("#item-facts .chip")).to_have_text("no place found")
    expect(page.locator("[data-key=a]")).to_have_count(0)  # nothing was found

    hand.keys("p")  # nothing is selected yet: it says so, and goes to the text
    hand.hears("Select words in the newer text first.")
    text = page.locator("#now-text")
    expect(text).to_be_focused()
    hand.keys("ArrowDown", "Shift+ArrowRight")
    expect(page.locator("#selected")).not_to_be_empty()
    hand.keys("Escape")
    expect(page.locator("#selected")).to_be_empty()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    hand.keys("ArrowRight", "ArrowRight", "Shift+ArrowRight")
    expect(page.locator("#selected")).to_have_text("old mill")
    hand.keys("p")
    expect(page.locator("#said")).to_contain_text("Put where you selected")
    assert "old mill" in listed_on_newest(page)

    hand.keys("u")
    expect(where).to_contain_text("1 of 2")
    expect(page.locator("#was-text mark")).to_have_text(HURT)
    reads_on(page)
    assert "old mill" not in listed_on_newest(page)
    hand.keys("1")  # the passage is gone
    expect(page.locator("#said")).to_contain_text("Given up")
    expect(page.locator("#was-text mark")).to_have_text(PRICE)
    reads_on(page)

    hand.keys("x")
    expect(page.locator("#reason")).to_be_focused()
    hand.write("Other words.")
    hand.keys("Enter")
    expect(page.get_by_role("heading", name="Nothing waits to be looked over")).to_be_visible()
    expect(page.locator("#said")).to_contain_text("Given up")
    expect(page.locator(".review-last button")).to_be_focused()
    hand.keys("u")
    expect(page.locator("#was-text mark")).to_have_text(PRICE)
    reads_on(page)
    hand.keys("2")
    expect(page.get_by_role("heading", name="Nothing waits to be looked over")).to_be_visible()


def reads_on(page: Page) -> None:
    """Wait for what is next: it has the focus once the page hears keys."""
    expect(page.locator("#item")).to_be_focused()


def listed_on_newest(page: Page) -> dict[str, dict]:
    """Return the marks on the newest text, by their words."""
    number = re.search(r"/articles/(\d+)/", page.url)
    assert number
    read = page.request.get(f"/api/v1/articles/{number[1]}/").json()
    rows = page.request.get(f"/api/v1/revisions/{read['revisions'][0]}/annotations/").json()["results"]
    return {each["ranges"][0]["quote"]: each for each in rows}


def test_two_annotate_while_a_new_text_arrives_and_nothing_is_lost(
    article: Page, visit: Callable[..., Page]
) -> None:
    page, other = article, visit()
    joined(page, other)
    saved(page)
    saved(other)
    put(page, SOLD)
    put(other, HURT)
    mark_only(page, "the owner said")
    add_text(page, NEWER)
    mark_only(other, "a beam fell")
    mark_only(page, "whether the roof is safe")
    for each in (page, other):
        saved(each)
        expect(each.locator(".live-notice")).to_contain_text("There is a newer text of this article.")
    # Each is carried, or waits for whoever made it: the job asks for itself again until nothing is left.
    until(lambda: (len(waiting(page)), len(waiting(other))) == (1, 2))
    expected = {"The old mill will be sold on Monday", "the owner said", "whether the roof is safe"}
    until(
        lambda: set(listed_on_newest(page)) == expected,
        seconds=60,
        say=lambda: f"{sorted(listed_on_newest(page))}",
    )
    other.locator(".live-notice").get_by_role("button").click()
    expect(other.get_by_role("link", name="2 marks of yours wait to be looked over")).to_be_visible()
    expect(cards(other).first).to_be_visible()
    assert len(listed(other)) == len(expected)


def test_who_reads_the_newer_text_before_all_is_carried_is_told_what_waits(article: Page) -> None:
    page = article
    put(page, HURT)
    add_text(page, NEWER)
    page.reload()  # at once: the job may be done by now, or not
    expect(page.locator("[data-waiting]")).to_contain_text("to be looked over")


def test_on_a_phone_a_place_is_selected_and_kept(article: Page) -> None:
    page = article
    put(page, SOLD)
    add_text(page, NEWER)
    until(lambda: len(waiting(page)) == 1)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/articles/{page_data(page)['revision']['article']}/review/")
    text = page.locator("#now-text")
    text.scroll_into_view_if_needed()
    text.locator("p").first.dblclick(position={"x": 30, "y": 10})
    expect(page.locator("#selected")).not_to_be_empty()
    chosen = page.locator("#selected").inner_text().strip()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Put it where I selected").click()
    expect(page.locator("#said")).to_contain_text("Put where you selected")
    assert list(listed_on_newest(page)) == [chosen]
