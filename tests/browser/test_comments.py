"""Comments: two people talk about a mark, mention each other, settle it; what was not sent is not lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.acts import add_files, card_of, invitation, make_project, mark, sign_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

TEXT = "The old mill may be sold on Monday.\n\nIts wheel was taken to the museum in 1996."
QUOTE = "may be sold"


def thread(page: Page) -> Locator:
    return page.locator(".talk")


def field(page: Page) -> Locator:
    return thread(page).locator(".talk-write textarea")


def two_people(visit: Callable[..., Page], tmp_path: Path) -> tuple[Page, Page, str]:
    """Return the browsers of two members, and the address of an article on which the first has a mark."""
    files = [tmp_path / "mill.txt", tmp_path / "other.txt"]
    for file, text in zip(files, (TEXT, "Another account."), strict=True):
        file.write_text(text, encoding="utf-8")
    first, second = visit(), visit(width=390, height=844)
    first.goto("/")
    sign_up(first, "ida", "Ida Quist")
    make_project(first, "The mill")
    add_files(first, files, story="The mill is sold")
    article = first.locator("table.table tbody a[href^='/articles/']").first.get_attribute("href") or ""
    first.locator(".crumbs a").first.click()
    first.get_by_role("link", name="People").click()
    second.goto(invitation(first))
    second.get_by_role("link", name="Make an account and join").click()
    sign_up(second, "bo", "Bo Larsen")
    expect(second.get_by_role("heading", level=1, name="The mill")).to_be_visible()
    first.goto(article)
    mark(first, QUOTE, layer="claim", certainty="possible")
    return first, second, article


def test_two_people_talk_about_a_mark_and_settle_it(visit: Callable[..., Page], tmp_path: Path) -> None:
    ida, bo, article = two_people(visit, tmp_path)

    # Ida asks Bo, by keyboard alone.
    card_of(ida, QUOTE)
    ida.locator("#text").focus()
    ida.keyboard.press("c")
    expect(field(ida)).to_be_focused()
    ida.keyboard.type("Is that **sure**, @la")
    expect(thread(ida).get_by_role("option")).to_have_count(1)
    ida.keyboard.press("Enter")
    expect(field(ida)).to_have_value("Is that **sure**, @bo ")
    ida.keyboard.press("Control+Enter")
    said = thread(ida).locator(".talk-comment")
    expect(said.locator("strong", has_text="sure")).to_be_visible()
    expect(said.locator(".mention")).to_have_text("@Bo Larsen")
    expect(field(ida)).to_be_focused()
    ida.keyboard.press("Escape")
    expect(thread(ida)).to_be_hidden()
    expect(ida.locator(".mark-active .mark-head")).to_be_focused()
    expect(ida.locator(".mark-active .talk-button")).to_have_text("1 comment")

    # Bo finds it in the inbox on the phone, opens it there and answers.
    bo.goto("/inbox/")
    expect(bo.locator("#inbox-link .inbox-badge")).to_have_text("1")
    expect(bo.locator(".inbox-item")).to_contain_text("mentioned you")
    bo.get_by_role("link", name="Open in the article").click()
    expect(thread(bo)).to_contain_text("Is that sure")
    expect(bo.locator("#inbox-link .inbox-badge")).to_be_hidden()
    field(bo).fill("No. <script>alert(1)</script> [look](javascript:alert(1))")
    thread(bo).get_by_role("button", name="Send").click()
    expect(thread(bo).locator(".talk-comment:not(.mark-pending)")).to_have_count(2)
    expect(thread(bo).locator(".talk-comment").last).to_contain_text("<script>alert(1)</script>")
    expect(thread(bo).locator(".talk-comment a, .talk-comment script")).to_have_count(0)

    # It is in Ida's inbox: the mark is hers. Opened, it is read; she settles the thread.
    ida.goto("/inbox/")
    expect(ida.locator(".inbox-item.inbox-unread")).to_contain_text("commented on your mark")
    ida.get_by_role("link", name="Open in the article").click()
    expect(thread(ida).locator(".talk-comment").last).to_contain_text("new")
    thread(ida).get_by_role("button", name="Settle").click()
    expect(thread(ida)).to_contain_text("Settled by you")
    ida.goto("/inbox/")
    expect(ida.locator("#inbox-count")).to_have_text("0 unread comments")
    expect(ida.locator(".inbox-item")).to_contain_text("settled")

    # What Bo changes and deletes, and takes back.
    bo.goto(article)
    card_of(bo, QUOTE).locator(".talk-button").click()
    expect(thread(bo)).to_contain_text("Settled by Ida Quist")
    thread(bo).get_by_role("button", name="Edit").click()
    thread(bo).get_by_label("Change your comment").fill("Not yet.")
    thread(bo).get_by_role("button", name="Save").click()
    expect(thread(bo).locator(".talk-comment").last).to_contain_text("Not yet.")
    thread(bo).get_by_role("button", name="Delete").click()
    expect(thread(bo).locator(".talk-gone")).to_contain_text("A comment by you was deleted.")
    bo.locator(".toast").get_by_role("button", name="Undo").click()
    expect(thread(bo).locator(".talk-comment").last).to_contain_text("Not yet.")
    thread(bo).get_by_role("button", name="Open again").click()
    expect(thread(bo).get_by_role("button", name="Settle")).to_be_visible()


def test_what_is_not_sent_yet_is_kept_and_sent(visit: Callable[..., Page], tmp_path: Path) -> None:
    ida, _, article = two_people(visit, tmp_path)
    card_of(ida, QUOTE).locator(".talk-button").click()
    field(ida).fill("Half a thought")
    ida.keyboard.press("Escape")
    expect(thread(ida)).to_be_hidden()
    ida.reload()
    card_of(ida, QUOTE).locator(".talk-button").click()
    expect(field(ida)).to_have_value("Half a thought")

    # Without a network it stays in sight, through a reload too, and goes when the server is back.
    ida.route(
        "**/comments/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    field(ida).press("Control+Enter")
    expect(thread(ida).locator(".talk-comment.mark-failed")).to_contain_text("Half a thought")
    expect(field(ida)).to_have_value("")
    ida.keyboard.press("Escape")
    expect(ida.locator(".mark-active .talk-button")).to_contain_text("not sent")
    ida.reload()
    ida.locator(".mark-card .talk-button", has_text="not sent").click()
    failed = thread(ida).locator(".talk-comment.mark-failed")
    expect(failed).to_contain_text("Half a thought")
    failed.get_by_role("button", name="Try again").click()
    expect(failed).to_contain_text("Not sent")
    ida.unroute("**/comments/")
    ida.goto(article)
    card_of(ida, QUOTE).locator(".talk-button", has_text="1 comment").click()
    expect(thread(ida).locator(".talk-comment")).to_have_count(1)
    expect(thread(ida).locator(".mark-failed")).to_have_count(0)


def test_an_open_inbox_says_at_once_that_something_was_said(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    ida, bo, _ = two_people(visit, tmp_path)
    bo.goto("/inbox/")
    expect(bo.locator("#inbox-count")).to_have_text("0 unread comments")
    expect(bo.locator("#inbox-new")).to_be_hidden()
    card_of(ida, QUOTE).locator(".talk-button").click()
    field(ida).fill("What do you think, @bo?")
    field(ida).press("Control+Enter")
    # By the feed: the header asks by itself every minute only.
    expect(bo.locator("#inbox-new")).to_be_visible()
    expect(bo.locator("#inbox-link .inbox-badge")).to_have_text("1")
    bo.locator("#inbox-new a").click()
    expect(bo.locator(".inbox-item")).to_contain_text("What do you think")
