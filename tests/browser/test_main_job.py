"""The main job, end to end: two accounts, marked, compared, tabled, exported."""

from __future__ import annotations

import hashlib
import json
import zipfile
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from annotator.text.segments import sentences
from tests.browser.acts import (
    add_files,
    invitation,
    make_project,
    mark,
    page_data,
    put_on_claim,
    put_on_new_claim,
    sign_up,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

CERTAINTIES = ("certain", "probable", "possible", "unclear", "certain")


def quotes_in(text: str, count: int) -> list[str]:
    """Choose sentences to mark: of a middling length, each once in the text, spread over it."""
    found = [span.of(text) for span in sentences(text)]
    fit = [each for each in found if 40 <= len(each) <= 240 and "\n" not in each and text.count(each) == 1]
    assert len(fit) >= count
    return [fit[number * len(fit) // count] for number in range(count)]


def mark_five(page: Page, article: str) -> tuple[str, list[str]]:
    page.goto(article)
    text = text_of(page)
    chosen = quotes_in(text, 5)
    for quote, certainty in zip(chosen, CERTAINTIES, strict=True):
        mark(page, quote, layer="claim", certainty=certainty)
    biased = " ".join(chosen[0].split()[1:4])
    mark(page, biased, layer="bias", family="lexical")
    return text, chosen


def test_two_accounts_from_import_to_export(
    visit: Callable[..., Page], accounts_of_one_story: list[Path], tmp_path: Path
) -> None:
    page = visit()
    page.goto("/")
    expect(page.get_by_role("heading", name="Make the first account")).to_be_visible()
    sign_up(page, "ida", "Ida Quist")
    make_project(page, "Two accounts")
    add_files(page, accounts_of_one_story, story="One general, two accounts")
    story = page.url
    links = page.locator("table.table tbody a[href^='/articles/']:not([href*='edit'])")
    expect(links).to_have_count(2)
    one, other = (links.nth(number).get_attribute("href") or "" for number in range(2))

    # Five claims in each, with their certainty, and a bias code.
    first_text, first = mark_five(page, one)
    for number, quote in enumerate(first[:3]):
        put_on_new_claim(page, quote, f"Claim {number + 1}")
    second_text, second = mark_five(page, other)
    for number, quote in enumerate(second[:2]):
        put_on_claim(page, quote, f"Claim {number + 1}")

    # Three rows of the table, one cell of them attested as not reported.
    page.goto(story)
    rows = page.locator("#matrix tbody tr")
    expect(rows).to_have_count(3)
    last = rows.nth(2).locator("td").nth(1)
    last.locator("a.cell").focus()
    page.keyboard.press("n")
    expect(last.locator(".cell-not_reported")).to_be_visible()
    page.reload()
    expect(rows.nth(2).locator("td").nth(1).locator(".cell-not_reported")).to_be_visible()
    expect(page.locator("#matrix .cell-asserted")).to_have_count(5)

    # Side by side, once the worker has compared them.
    page.get_by_role("link", name="Side by side").click()
    expect(page.locator("#side-1 .passage-paraphrased, #side-1 .passage-differs").first).to_be_visible()
    assert page.locator("#side-2 .run-claimed").count() >= 5
    expect(page.locator("#strip")).to_contain_text("in common")

    # Out as a dataset, whose quotes stand in the texts where its offsets say.
    page.goto(story)
    page.locator(".crumbs a").first.click()
    page.get_by_role("link", name="Exports").click()
    page.get_by_role("button", name="Write it").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download").click()
    target = tmp_path / "export.zip"
    downloading.value.save_as(target)
    check_export(target, {first_text: first, second_text: second})
    assert hashlib.sha256(target.read_bytes()).hexdigest() in page.locator(".checksum").inner_text()


def check_export(target: Path, marked: dict[str, list[str]]) -> None:
    with zipfile.ZipFile(target) as archive:
        data = archive.read("data.jsonl")
        manifest = json.loads(archive.read("manifest.json"))
    assert hashlib.sha256(data).hexdigest() == manifest["files"]["data.jsonl"]["sha256"]
    assert manifest["offset_unit"].startswith("Unicode code points")
    assert manifest["codebook_version"] == 1
    records = [json.loads(row) for row in data.decode().splitlines()]
    texts = {each["revision_id"]: each["text"] for each in records if each["type"] == "revision"}
    assert set(texts.values()) == set(marked)
    annotations = [each for each in records if each["type"] == "annotation"]
    assert manifest["counts"]["annotation"] == len(annotations) == 12
    for each in annotations:
        for part in each["ranges"]:
            assert texts[each["revision"]][part["start"] : part["end"]] == part["quote"]
    claimed = {each["ranges"][0]["quote"] for each in annotations if each["layer"] == "claim"}
    assert claimed == {quote for quotes in marked.values() for quote in quotes}
    assert [each["status"] for each in records if each["type"] == "cell"].count("not_reported") == 1


def test_a_second_person_joins_and_marks_the_same_words_and_a_stranger_finds_nothing(
    visit: Callable[..., Page], accounts_of_one_story: list[Path]
) -> None:
    first = visit()
    first.goto("/")
    sign_up(first, "ida", "Ida Quist")
    make_project(first, "Together")
    add_files(first, accounts_of_one_story, story="One general, two accounts")
    story = first.url
    article = first.locator("table.table tbody a[href^='/articles/']").first.get_attribute("href") or ""
    first.locator(".crumbs a").first.click()
    project = first.url
    first.get_by_role("link", name="People").click()
    link = invitation(first)

    second = visit()
    second.goto(link)
    second.get_by_role("link", name="Make an account and join").click()
    sign_up(second, "bo", "Bo Larsen")
    expect(second.get_by_role("heading", level=1, name="Together")).to_be_visible()

    first.goto(article)
    quote = quotes_in(text_of(first), 2)[0]
    mark(first, quote, layer="claim", certainty="certain")
    second.goto(article)
    expect(second.locator(".mark-card")).to_have_count(1)
    mark(second, quote, layer="claim", certainty="possible")
    expect(second.locator(".mark-card")).to_have_count(2)
    first.reload()
    expect(first.locator(".mark-card")).to_have_count(2)
    expect(first.locator(".mark-card").filter(has_text="Bo Larsen")).to_have_count(1)
    expect(first.locator(".mark-card").filter(has_text="Possible")).to_have_count(1)

    # A third account, by an invitation into another project, may see nothing of this one.
    revision = page_data(first)["revision"]["id"]
    make_project(first, "Elsewhere")
    first.get_by_role("link", name="People").click()
    elsewhere = invitation(first)
    stranger = visit()
    stranger.goto(elsewhere)
    stranger.get_by_role("link", name="Make an account and join").click()
    sign_up(stranger, "zoe", "Zoe Stranger")
    expect(stranger.get_by_role("heading", level=1, name="Elsewhere")).to_be_visible()
    for address in (project, story, article, f"/api/v1/revisions/{revision}/annotations/"):
        assert stranger.request.get(address).status == 404


def test_what_was_corrected_is_not_left_out_unasked(
    visit: Callable[..., Page], accounts_of_one_story: list[Path]
) -> None:
    page = visit()
    page.goto("/")
    sign_up(page, "ida", "Ida Quist")
    make_project(page, "Two accounts")
    page.get_by_role("link", name="Add articles").first.click()
    page.get_by_label("Or choose files").set_input_files([str(file) for file in accounts_of_one_story])
    page.get_by_role("button", name="Read them").click()
    together = page.get_by_role("button", name="Add all 2 as they are")
    expect(together).to_be_visible(timeout=30_000)  # typing before that keeps the page as it is
    page.get_by_label("Source").first.fill("The Corrected Courier")
    page.once("dialog", lambda asked: asked.dismiss())
    together.click()
    expect(page.get_by_label("Source").first).to_have_value("The Corrected Courier")
    page.once("dialog", lambda asked: asked.accept())
    together.click()
    # It was never told what the story is about, and is named after the first file.
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(accounts_of_one_story[0].stem.replace("_", " ").replace("-", " "))
