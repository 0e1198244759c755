"""The claim x source table: filled by three at once, arranged, its suggestions answered by keyboard."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.acts import add_files, make_project, page_data, sign_up
from tests.deadlines import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

STORY = "The mill"
TEXTS = {
    "Notes of Monday": "The mill may close in May, the owner said.\n\nAbout 40 people work there.",
    "Evening edition": "The mill will close in May.\n\nAbout 60 people work there, a union said.",
    "River watch": "The river is high again.\n\nA bridge was closed on Sunday.",
}
CLAIMS = ("The mill closes in May.", "Forty people work at the mill.", "The owner is in debt.")


def call(page: Page, method: str, path: str, body: Any = None) -> Any:
    """Ask the API as the person of that browser."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    answer = page.request.fetch(
        f"/api/v1{path}",
        method=method,
        data=json.dumps(body) if body is not None else None,
        headers={"X-CSRFToken": token, "Referer": page.url, "Content-Type": "application/json"},
    )
    assert answer.ok, answer.text()
    return answer.json() if answer.status != 204 else None


@pytest.fixture
def story(visit: Callable[..., Page], tmp_path: Path) -> Page:
    """Ada on the page of a story with three accounts and three claims, none of them checked."""
    files = []
    for title, text in TEXTS.items():
        files.append(tmp_path / f"{title}.txt")
        files[-1].write_text(f"{title}\n\n{text}\n", encoding="utf-8")
    ada = visit()
    ada.goto("/")
    sign_up(ada, "ada", "Ada Lovelace")
    make_project(ada, "Mills")
    add_files(ada, files, story=STORY)
    number = page_data(ada)["story"]
    for wording in CLAIMS:
        call(ada, "POST", f"/stories/{number}/claims/", {"id": str(uuid.uuid4()), "wording": wording})
    ada.reload()
    ready(ada)
    return ada


def ready(page: Page) -> None:
    """Wait until the table answers keys: its script puts filters to work, and takes the button away.

    A page that nobody touched is loaded again once its accounts are compared.
    """
    expect(page.locator("[data-job][data-then]")).to_have_count(0, timeout=60_000)
    expect(page.locator("#matrix-filters")).to_be_visible()
    expect(page.locator("#matrix-apply")).to_have_count(0)


def cell(page: Page, wording: str, account: str) -> Locator:
    article = page.locator(f"thead th:has(a[title='{account}'])").get_attribute("data-article")
    return row(page, wording).locator(f"td[data-article='{article}']")


def row(page: Page, wording: str) -> Locator:
    return page.locator("#matrix tbody tr").filter(has=page.locator(".wording", has_text=wording))


def order(page: Page) -> list[str]:
    return page.locator("#matrix tbody .wording").all_inner_texts()


def join(visit: Callable[..., Page], owner: Page, username: str) -> Page:
    data = page_data(owner)
    invited = call(owner, "POST", f"/projects/{data['project']}/invitations/", {"role": "annotator"})
    page = visit()
    page.goto(f"/join/{invited['secret']}/")
    page.get_by_role("link", name="Make an account and join").click()
    sign_up(page, username, username.title())
    expect(page.get_by_role("heading", level=1, name="Mills")).to_be_visible()
    page.goto(f"/stories/{data['story']}/")
    ready(page)
    return page


def mark(page: Page, account: str, quote: str, claim: str | None = None) -> str:
    """Mark words of an account as a certain claim, over the API, and put them on a claim."""
    href = page.locator(f"thead a[title='{account}']").get_attribute("href") or ""
    article = call(page, "GET", f"/articles/{href.strip('/').rsplit('/', 1)[1]}/")
    revision = article["revisions"][0]
    text = call(page, "GET", f"/revisions/{revision}/")["text"]
    start = text.index(quote)
    key = str(uuid.uuid4())
    body = {
        "id": key,
        "layer": "claim",
        "ranges": [{"start": start, "end": start + len(quote), "quote": quote}],
        "codes": [{"dimension": "certainty", "code": "certain"}],
    }
    call(page, "POST", f"/revisions/{revision}/annotations/", body)
    if claim:
        claim_id = row(page, claim).get_attribute("data-claim")
        call(page, "POST", f"/claims/{claim_id}/mentions/", {"annotation": key})
    return key


def test_three_people_fill_one_table_at_once_and_no_cell_is_lost(story, visit):
    people = [story, *(join(visit, story, name) for name in ("ben", "cem"))]
    keys = ["a", "d", "2"]
    for wording in CLAIMS:  # all three in the same cells, one after the other without waiting
        for account in TEXTS:
            for page, key in zip(people, keys, strict=True):
                cell(page, wording, account).locator("a").press(key)
    number = page_data(story)["story"]

    def findings() -> list[tuple[str, str, int | None]]:
        rows = call(story, "GET", f"/stories/{number}/matrix/")["rows"]
        return sorted(
            (each["annotator"]["name"], each["status"], each["certainty"])
            for row in rows
            for cell in row["cells"]
            for each in cell["findings"]
        )

    expected = sorted(
        [("Ada Lovelace", "asserted", None), ("Ben", "denied", None), ("Cem", "asserted", 2)] * 9,
        key=lambda each: (each[0], each[1], each[2] or 0),
    )
    until(lambda: findings() == expected)
    for page in people:
        expect(page.locator("#matrix td.disagree")).to_have_count(9)
        expect(page.locator("#matrix .cell-people .person")).to_have_count(27)
        expect(page.locator("#matrix-progress .number")).to_have_text("9 of 9 cells checked")
    # One person's layer has no disagreement, and is in the address.
    story.get_by_label("Findings of").select_option(label="Ben")
    expect(story.locator("#matrix td.disagree")).to_have_count(0)
    expect(story.locator("#matrix .cell-denied")).to_have_count(9)
    story.reload()
    expect(story.locator("#matrix .cell-denied")).to_have_count(9)


def test_rows_are_moved_merged_split_and_all_of_it_taken_back_by_keyboard(story):
    first, second, third = CLAIMS
    mark(story, "Notes of Monday", "The mill may close in May", first)
    mark(story, "Evening edition", "The mill will close in May", second)
    expect(story.locator("#matrix q")).to_have_count(2)
    link = row(story, third).locator(".row-edit")
    link.press("Alt+ArrowUp")
    until(lambda: order(story) == [first, third, second])
    expect(link).to_be_focused()
    story.keyboard.press("Control+z")
    until(lambda: order(story) == [first, second, third])

    cell(story, first, "Evening edition").locator("a").press("a")  # here one asserts it barely, there
    row(story, first).locator(".row-edit").press("Enter")
    dialog = story.get_by_role("dialog")
    dialog.get_by_text("Merge with another claim").click()
    dialog.get_by_label("The claim that goes into this one").select_option(label=second)
    expect(
        dialog.get_by_text("Ada Lovelace, Evening edition: here asserted, there asserted, certain")
    ).to_be_visible()
    dialog.get_by_role("button", name="Merge them").press("Enter")
    until(lambda: order(story) == [first, third])
    expect(row(story, first).locator("q")).to_have_count(2)
    expect(cell(story, first, "Evening edition")).to_have_class("disagree")
    story.keyboard.press("Control+z")
    until(lambda: order(story) == [first, second, third])
    expect(story.locator("#matrix td.disagree")).to_have_count(0)

    row(story, first).locator(".row-edit").press("m")
    dialog.get_by_text("Split it in two").click()
    dialog.get_by_label("“The mill may close in May”").check()
    dialog.get_by_label("The new claim").fill("The owner says that it closes.")
    dialog.get_by_role("button", name="Split it").press("Enter")
    until(lambda: order(story) == [first, "The owner says that it closes.", second, third])
    story.keyboard.press("Control+z")
    until(lambda: order(story) == [first, second, third])


def test_a_highlight_is_dragged_onto_a_row_or_sent_there_or_makes_one(story):
    first, second, _ = CLAIMS
    mark(story, "Notes of Monday", "The mill may close in May")
    mark(story, "Evening edition", "About 60 people work there")
    unplaced = story.locator("#unplaced")
    unplaced.get_by_text("2 highlights on no claim yet").click()
    unplaced.locator("li", has_text="The mill may close").drag_to(row(story, first))
    expect(cell(story, first, "Notes of Monday")).to_contain_text("the owner said")
    expect(cell(story, first, "Notes of Monday")).to_contain_text("certain")
    story.locator("#toasts").get_by_role("button", name="Take it back").click()
    expect(row(story, first).locator("q")).to_have_count(0)
    expect(unplaced.get_by_text("2 highlights on no claim yet")).to_be_visible()

    unplaced.locator("li", has_text="60 people").get_by_role("button").press("Enter")
    dialog = story.get_by_role("dialog").filter(has=story.locator("#claim-wording"))
    dialog.locator("#claim-wording").fill("Sixty people work at the mill.")
    dialog.get_by_role("button", name="Add the claim").press("Enter")
    expect(row(story, "Sixty people").locator("q")).to_have_text("About 60 people work there")
    # What is on a row is dragged to another.
    row(story, "Sixty people").locator("q").drag_to(row(story, second).locator("th"))
    expect(row(story, second).locator("q")).to_have_count(1)
    expect(row(story, "Sixty people").locator("q")).to_have_count(0)


def test_suggestions_are_answered_in_a_run_and_taken_back(story):
    first = CLAIMS[0]
    mark(story, "Notes of Monday", "The mill may close in May", first)
    button = story.get_by_role("button", name="Review 1 suggestion")

    def suggested() -> bool:
        story.reload()
        ready(story)
        return story.locator("#review-counterparts:not([hidden])").count() == 1

    until(suggested)  # the comparisons are a worker's
    button.press("Enter")
    review = story.get_by_role("dialog").filter(has=story.locator("#review-title"))
    expect(review.locator("mark")).to_have_text("The mill will close in May.")
    story.keyboard.press("}")  # what is after it belongs to another paragraph; then back
    story.keyboard.press("{")
    # It has no hedge that the machine knows: how certain that is nobody confirms in a hurry.
    expect(review.locator("[aria-pressed=true]")).to_have_text("asserted A")
    story.keyboard.press("y")
    expect(review.get_by_role("alert")).to_contain_text("how certain")
    story.keyboard.press("3")
    story.keyboard.press("y")
    expect(review).to_be_hidden()
    there = cell(story, first, "Evening edition")
    expect(there).to_contain_text("probable")
    expect(there.locator("q")).to_contain_text("The mill will close in May.")
    story.locator("#toasts").get_by_role("button", name="Take it back").click()
    expect(there.locator("q")).to_have_count(0)
    expect(there.locator("a")).to_have_class("cell cell-unchecked")


def test_rows_are_filtered_and_columns_ordered_in_the_address(story):
    first, second, third = CLAIMS
    cell(story, first, "Notes of Monday").locator("a").press("2")
    cell(story, first, "Evening edition").locator("a").press("4")
    cell(story, second, "Notes of Monday").locator("a").press("d")
    shown = story.locator("#matrix tbody tr:visible .wording")
    story.get_by_label("Show").select_option("hedged")
    expect(shown).to_have_text([first])
    story.get_by_label("Show").select_option("one")
    expect(shown).to_have_text([second])
    assert "show=one" in story.url
    story.reload()
    expect(shown).to_have_text([second])
    ready(story)
    story.get_by_label("Show").select_option("")
    story.get_by_label("Claims with").fill("debt")
    expect(shown).to_have_text([third])
    story.get_by_label("Claims with").fill("")
    heads = story.locator("#matrix thead th a")
    before = heads.all_inner_texts()
    heads.nth(2).drag_to(heads.nth(0))
    expect(heads).to_have_text([before[2], *before[:2]])
    story.goto(story.url.split("?")[0])  # this browser remembers it
    expect(heads).to_have_text([before[2], *before[:2]])
