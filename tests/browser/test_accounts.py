"""From a new account and an empty project to a filled table, with nothing but what the pages say.

With the two real accounts, where they lie beside the checkout or where SAMPLE_ARTICLES says, and with two of
our own.
"""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.acts import drag_on_row, make_project, mark, sign_up, text_of
from tests.browser.careers import COLONEL, COLONEL_TEXTS, GENERAL, Career, Passage, Row
from tests.processes import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

STORY = "One career, two accounts"
DATES = ("2014-05-19", "2016-12-01")  # as a person knows them who has the papers


def test_two_real_accounts(visit: Callable[..., Page], tmp_path: Path) -> None:
    folder = Path(os.environ.get("SAMPLE_ARTICLES", ROOT.parent / "shared" / "articles"))
    files = sorted(folder.glob("0*.txt"))
    if len(files) != 2:
        pytest.skip("The two real articles are not here: name their folder in SAMPLE_ARTICLES.")
    journey(visit(), files, GENERAL, tmp_path)


def test_two_accounts_of_our_own(visit: Callable[..., Page], tmp_path: Path) -> None:
    files = []
    for name, text in COLONEL_TEXTS.items():
        files.append(tmp_path / f"{name}.txt")
        files[-1].write_text(text, encoding="utf-8")
    journey(visit(), files, COLONEL, tmp_path)


def journey(page: Page, files: list[Path], career: Career, folder: Path) -> None:
    page.goto("/")
    sign_up(page, "ida", "Ida Quist")
    make_project(page, "Careers")
    bring_in(page, files)
    story = page.url
    links = page.locator(".accounts tbody a[href^='/articles/']:not([href*='edit'])")
    expect(links).to_have_count(2)
    articles = [each.get_attribute("href") or "" for each in links.all()]
    side_by_side(page, career)
    texts = mark_the_first(page, articles, career)
    page.goto(story)
    claims_from_highlights(page, career, texts[0])
    answer_suggestions(page, career, texts[1])
    mark_what_was_not_suggested(page, articles[1], career, texts[1])
    page.goto(story)
    fill_by_keyboard(page, career)
    difference_and_its_note(page, career)
    findings_on_pages(page, career)
    check_dataset(export(page, folder), career)


def bring_in(page: Page, files: list[Path]) -> None:
    """Import both into a new story, and give each the date that its text does not tell."""
    page.get_by_role("link", name="Add articles").first.click()
    page.get_by_label("Title of the new story").fill(STORY)
    page.get_by_label("Or choose files").set_input_files([str(file) for file in files])
    page.get_by_role("button", name="Read them").click()
    for date in DATES:
        item = page.locator("section.sheet").filter(has=page.get_by_label("Date")).first
        item.get_by_label("Date").fill(date)
        item.get_by_role("button", name="Add the article").click()
    expect(page.get_by_role("heading", level=1, name=STORY)).to_be_visible()


def side_by_side(page: Page, career: Career) -> None:
    """Every passage that belongs together stands so, in the words of the page."""
    page.get_by_role("link", name="Side by side").click()
    expect(page.locator("#waiting")).to_have_count(0, timeout=30_000)
    expect(page.locator('.passage[tabindex="0"]').first).to_be_visible()
    pairs = [
        tuple(each.locator("blockquote").all_inner_texts()) for each in page.locator("[id^='link-']").all()
    ]
    left, right = ("\n\n".join(column) for column in zip(*pairs, strict=True))
    missing = {
        told
        for told, (one, other) in career.pairs.items()
        if not any(has(one, here) and has(other, there) for here, there in pairs)
    }
    assert not missing, (left, right)


def has(passage: Passage, words: str) -> bool:
    return all(word in words for word in passage.words.split())


def mark_the_first(page: Page, articles: list[str], career: Career) -> list[str]:
    """Mark what the first account tells of each claim; return both texts."""
    page.goto(articles[1])
    other = text_of(page)
    page.goto(articles[0])
    text = text_of(page)
    for row in career.rows:
        if row.first:
            mark(page, row.first.of(text), layer="claim", certainty=row.certainty)
    return [text, other]


def claims_from_highlights(page: Page, career: Career, text: str) -> None:
    """The first highlight makes the table; claims are written; highlights are sent or dragged to them."""
    unplaced = page.locator("#unplaced")
    told = [row for row in career.rows if row.first]
    unplaced.get_by_text(f"{len(told)} highlights on no claim yet").click()
    highlight(page, told[0], text).get_by_role("button").click()
    dialog = page.get_by_role("dialog").filter(has=page.locator("#claim-wording"))
    dialog.locator("#claim-wording").fill(career.rows[0].wording)
    dialog.get_by_role("button", name="Add the claim").click()
    expect(page.locator("#matrix tbody tr")).to_have_count(1)
    ready(page)  # the page is new: going to its fragment takes the focus from who types already
    for number, row in enumerate(career.rows[1:], 2):
        page.get_by_label("New claim").fill(row.wording)
        page.get_by_label("New claim").press("Enter")
        expect(page.locator("#matrix tbody tr")).to_have_count(number)
    ready(page)
    unplaced.get_by_text(f"{len(told) - 1} highlights on no claim yet").click()
    for number, row in enumerate(told[1:]):
        source = highlight(page, row, text)
        if number % 2:
            drag_on_row(source, row_of(page, row.wording))
        else:
            source.get_by_role("button").press("Enter")
            page.get_by_role("dialog").get_by_role("button", name=row.wording, exact=True).press("Enter")
        expect(cell(page, row, 0).locator("q")).to_have_count(1)
        expect(page.locator("#unplaced li")).to_have_count(len(told) - 2 - number)


def highlight(page: Page, row: Row, text: str) -> Locator:
    assert row.first
    return page.locator("#unplaced li").filter(has_text=row.first.of(text)[:60])


def ready(page: Page) -> None:
    """Wait until the table answers keys."""
    expect(page.locator("#matrix-filters")).to_be_visible()
    expect(page.locator("#matrix-apply")).to_have_count(0)


def row_of(page: Page, wording: str) -> Locator:
    return page.locator("#matrix tbody tr").filter(has=page.get_by_text(wording, exact=True))


def cell(page: Page, row: Row, account: int) -> Locator:
    return row_of(page, row.wording).locator("td").nth(account)


def answer_suggestions(page: Page, career: Career, other: str) -> None:
    """Go through them in a run: accept what tells of the claim, reject the rest."""
    told = {row.wording: row.second.of(other) for row in career.rows if row.second}
    page.get_by_role("button", name="Review").click()
    review = page.get_by_role("dialog").filter(has=page.locator("#review-title"))
    expect(review).to_be_visible()
    tally = {"y": 0, "x": 0}
    while review.is_visible():
        place, wording = (review.locator(each).inner_text() for each in (".eyebrow", ".review-claim"))
        fits = told.get(wording, "\0") in review.locator(".review-text").inner_text()
        if fits and review.locator("[aria-pressed=true]").count() == 1:
            page.keyboard.press("4")  # no hedge was read in it
        page.keyboard.press("y" if fits else "x")
        tally["y" if fits else "x"] += 1
        expect(review.filter(has_text=place)).to_be_hidden()
    assert tally["y"] >= 4, tally
    expect(page.locator("#toasts")).to_contain_text(f"{tally['y']}")
    ready(page)


def mark_what_was_not_suggested(page: Page, article: str, career: Career, other: str) -> None:
    """What the machine did not find is marked in the article and sent to its row."""
    rows = [row for row in career.rows if row.second and not cell(page, row, 1).locator("q").count()]
    story = page.url
    page.goto(article)
    for row in rows:
        assert row.second
        mark(page, row.second.of(other), layer="claim", certainty="certain")
    page.goto(story)
    ready(page)
    if rows:
        page.locator("#unplaced summary").click()
    for number, row in enumerate(rows):
        assert row.second
        expect(page.locator("#unplaced li")).to_have_count(len(rows) - number)
        quote = row.second.of(other)[:60]
        drag_on_row(page.locator("#unplaced li").filter(has_text=quote), row_of(page, row.wording))
        expect(cell(page, row, 1).locator("q")).to_have_count(1)


def fill_by_keyboard(page: Page, career: Career) -> None:
    """Go through the table with arrow keys and set what the quotes alone do not say."""
    ready(page)
    cell(page, career.rows[0], 0).locator("a.cell").focus()
    for row in career.rows:
        expect(cell(page, row, 0).locator("a.cell")).to_be_focused()
        for key in row.first_keys:
            page.keyboard.press(key)
        page.keyboard.press("ArrowRight")
        for key in ("a" if row.status == "asserted" else "") + row.keys:
            page.keyboard.press(key)
        expect(cell(page, row, 1).locator(f".cell-{row.status}")).to_be_visible()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowDown")
    done = 2 * len(career.rows)
    expect(page.locator("#matrix-progress .number")).to_have_text(f"{done} of {done} cells checked")


def difference_and_its_note(page: Page, career: Career) -> None:
    """`differs` is said with what differs; the filter finds what is hedged here and bare there."""
    [differing] = [row for row in career.rows if row.wording == career.differs]
    cell(page, differing, 1).locator("a.cell").press("Enter")
    dialog = page.locator("#cell-dialog")
    expect(dialog.get_by_label("tells it differently")).to_be_checked()
    dialog.get_by_label("Note").fill("A rebellion of his own in between.")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    page.get_by_label("Show").select_option("hedged")
    shown = page.locator("#matrix tbody tr:visible .wording")
    expect(shown.filter(has_text=career.hedged)).to_have_count(1)
    expect(shown.filter(has_text=career.rows[0].wording)).to_have_count(0)
    page.get_by_label("Show").select_option("")


def findings_on_pages(page: Page, career: Career) -> None:
    """Ladder with its table, coverage with what is only here."""
    page.get_by_role("link", name="Certainty", exact=True).click()
    expect(page.locator("svg").first).to_be_visible()
    expect(page.get_by_role("heading", name="Who hedges what")).to_be_visible()
    page.get_by_role("link", name="Only claims that change").click()
    expect(page.locator("main")).to_contain_text(career.hedged)
    page.get_by_role("link", name="Omission", exact=True).click()
    only = page.locator("section[aria-labelledby='only-here']")
    for row in career.rows:
        expected = 1 if "n" in row.first_keys + row.keys else 0
        expect(only.get_by_text(row.wording, exact=True)).to_have_count(expected)


def export(page: Page, folder: Path) -> Path:
    page.locator(".crumbs a").first.click()
    page.get_by_role("link", name="Exports").click()
    page.get_by_role("button", name="Write it").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download").click()
    downloading.value.save_as(folder / "export.zip")
    return folder / "export.zip"


def check_dataset(path: Path, career: Career) -> None:
    with zipfile.ZipFile(path) as archive:
        records = [json.loads(each) for each in archive.read("data.jsonl").splitlines()]
    claims = {each["claim_id"]: each["wording"] for each in records if each["type"] == "claim"}
    assert set(claims.values()) == {row.wording for row in career.rows}
    cells: dict[str, list[dict]] = {}
    for each in records:
        if each["type"] == "cell":
            cells.setdefault(claims[each["claim_id"]], []).append(each)
    order = [each["article_id"] for each in records if each["type"] == "revision"]
    for both in cells.values():
        both.sort(key=lambda each: order.index(each["article_id"]))
    found = {wording: [each["status"] for each in both] for wording, both in cells.items()}
    assert found == {
        row.wording: [{"": "asserted", "d": "denied", "n": "not_reported"}[row.first_keys], row.status]
        for row in career.rows
    }
    assert [each["certainty"] for each in cells[career.hedged]] == [4, 2]
    assert cells[career.differs][1]["note"] == "A rebellion of his own in between."
