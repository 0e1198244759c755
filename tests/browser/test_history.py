"""The history of a mark, and a codebook that changed under it, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.acts import add_files, card_of, make_project, mark, page_data, sign_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

TEXT = "The old mill may be sold on Monday.\n\nNobody knows who will buy it.\n\nIt stood empty for years."


def send(page: Page, method: str, path: str, body: dict, version: int | None = None) -> dict:
    """Ask the API as a second window would."""
    token = next(each["value"] for each in page.context.cookies() if each["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": page.url} | ({"If-Match": f'"{version}"'} if version else {})
    answer = page.request.fetch(f"/api/v1{path}", method=method, data=body, headers=headers)
    assert answer.ok, answer.text()
    return answer.json()


def history(page: Page) -> list[str]:
    """Open the history of the active mark by its button, read it, and close it."""
    page.get_by_role("button", name="History").click()
    dialog = page.get_by_role("dialog", name="History of this mark")
    expect(dialog.get_by_role("listitem").first).to_be_visible()
    told = dialog.locator(".feed > li").all_inner_texts()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    return told


def test_who_changed_what_and_what_a_new_codebook_left_behind(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    page = visit()
    page.goto("/")
    sign_up(page, "bea", "Bea")
    make_project(page, "The mill")
    files = [tmp_path / "mill.txt", tmp_path / "other.txt"]
    for file, text in zip(files, (TEXT, "The price of the mill fell."), strict=True):
        file.write_text(text)
    add_files(page, files, story="The mill is sold")
    page.locator("table.table tbody a[href^='/articles/']").filter(has_text="mill may").first.click()
    expect(page.locator("#saved")).to_have_text("All saved")
    mark(page, "may be sold", layer="claim", certainty="possible")
    data = page_data(page)
    revision, project = data["revision"]["id"], data["project"]["id"]
    made = page.request.get(f"/api/v1/revisions/{revision}/annotations/").json()["results"][0]
    probable = [{"dimension": "certainty", "code": "probable"}]
    send(page, "PATCH", f"/annotations/{made['id']}/", {"codes": probable}, 1)
    send(page, "POST", f"/revisions/{revision}/undo/", {})
    card_of(page, "may be sold")
    told = history(page)
    assert len(told) == 3
    assert "You made it" in told[0]
    assert "Certainty: from “Possible” to “Probable”" in told[1]
    assert "(undo)" in told[2]
    page.locator("#text").focus()
    page.keyboard.press("h")
    expect(page.get_by_role("dialog", name="History of this mark")).to_be_visible()
    page.get_by_role("button", name="Close").click()

    book = page.request.get(f"/api/v1/projects/{project}/codebook/").json()
    (claim,) = [layer for layer in book["layers"] if layer["key"] == "claim"]
    (certainty,) = [each for each in claim["dimensions"] if each["key"] == "certainty"]
    certainty["codes"] = [code for code in certainty["codes"] if code["key"] != "possible"]
    send(page, "PUT", f"/projects/{project}/codebook/", {"layers": book["layers"]}, book["version"])
    page.reload()
    page.get_by_role("link", name="1 mark of an older codebook").click()
    expect(page.get_by_role("heading", name="“Possible” is gone")).to_be_visible()
    page.get_by_label("What is to become of them").select_option(label="Unclear")
    page.get_by_role("button", name="Only count").click()
    expect(page.get_by_text("1 mark would be re-coded.")).to_be_visible()
    page.get_by_role("button", name="Re-code", exact=True).click()
    expect(page.get_by_text("1 mark was re-coded.")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="“Possible” is gone")).to_be_visible()
