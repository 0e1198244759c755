"""Datasets in and out by a browser: marks of another tool come onto an article, and leave it as a file."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.acts import add_files, make_project, mark, saved, sign_up
from tests.browser.keyboard import Typing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

TEXT = "The bridge may be closed. The road is open. Nobody knows the river."
BRAT = {
    "bridge.txt": TEXT,
    "bridge.ann": (
        "T1\tStatement 0 24\tThe bridge may be closed\n"
        "A1\tCertainty T1 possible\n"
        "T2\tStatement 26 42\tThe road is open\n"
        "T3\tPerson 44 50\tNobody\n"
        "T4\tStatement 900 909\tnowhere\n"
        "R1\tClash Arg1:T1 Arg2:T2\n"
    ),
}


def projects(page: Page, tmp_path: Path) -> None:
    """A project with two accounts of the bridge."""
    files = [tmp_path / "bridge.txt", tmp_path / "river.txt"]
    for file, text in zip(files, (TEXT, "Another account, of the river."), strict=True):
        file.write_text(text, encoding="utf-8")
    page.goto("/")
    sign_up(page, "ida", "Ida Quist")
    make_project(page, "The bridge")
    add_files(page, files, story="The bridge is closed")
    page.goto("/")
    page.get_by_role("link", name="The bridge", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/projects/\d+/$"))


def choose_by_key(hand: Typing, select: Locator, option: str) -> None:
    """Choose an option of a closed list as one does without a mouse: by the letters that it begins with."""
    hand.tab_to(select)
    hand.page.keyboard.type(option)
    expect(select.locator("option:checked")).to_have_text(option)


def row_of(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def test_marks_of_another_tool_are_looked_over_mapped_and_taken_in(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    page = visit()
    projects(page, tmp_path)
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as packed:
        for name, data in BRAT.items():
            packed.writestr(name, data)
    hand = Typing(page)
    page.goto(f"{page.url.rstrip('/')}/intakes/")
    page.get_by_label("File").set_input_files(str(tmp_path / "set.zip"))
    hand.tab_to(page.get_by_role("button", name="Read it"))
    hand.follow(re.compile(r"/intakes/[0-9a-f-]{36}/$"))

    # The dry run: nothing is in yet, and it is said where it would go.
    expect(page.get_by_role("heading", name="What is in it")).to_be_visible()
    expect(page.get_by_text("the project has its text").first).to_be_visible()
    expect(page.get_by_text("stands nowhere in the text").first).to_be_visible()
    labels = page.get_by_role("group")
    statement = labels.filter(has_text="Statement").get_by_label("Layer")
    choose_by_key(hand, statement, "Claim")
    hand.tab_to(page.get_by_role("button", name="Keep this and show what goes in"))
    hand.follow(re.compile(r"/intakes/[0-9a-f-]{36}/$"))
    preview = page.get_by_role("region", name="How the first marks go in")
    expect(preview.get_by_role("row").filter(has_text="The bridge may be closed")).to_contain_text("Possible")
    expect(preview.get_by_role("row").filter(has_text="The road is open")).to_contain_text("refused")
    expect(preview.get_by_role("row").filter(has_text="Nobody")).to_contain_text("left out")

    # What the file does not say, a person says.
    choose_by_key(hand, page.get_by_label("Certainty, where the file gives none"), "Certain")
    choose_by_key(hand, page.get_by_label("Clash"), "contradicts")
    hand.tab_to(page.get_by_role("button", name="Take it in"))
    hand.follow(re.compile(r"/intakes/[0-9a-f-]{36}/$"))

    # The report adds up.
    expect(page.get_by_role("heading", name="What went in")).to_be_visible()
    expect(row_of(page, "Marks").get_by_role("cell")).to_have_text(["4", "2", "0", "1", "1"])
    expect(row_of(page, "Relations").get_by_role("cell")).to_have_text(["1", "1", "0", "0", "0"])
    hand.tab_to(page.get_by_role("link", name=re.compile("^The bridge may be closed")).last)
    hand.follow(re.compile(r"/articles/\d+/$"))
    expect(page.locator(".mark-card")).to_have_count(2)
    expect(page.locator(".mark-card").filter(has_text="The road is open")).to_be_visible()


def test_a_part_of_a_project_leaves_as_a_file_that_says_what_it_could_not_hold(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    page = visit()
    projects(page, tmp_path)
    project = page.url
    number = project.rstrip("/").rpartition("/")[2]
    found = page.request.get(f"/api/v1/projects/{number}/articles/").json()["results"]
    (article,) = [each["id"] for each in found if each["title"].startswith("The bridge")]
    page.goto(f"/articles/{article}/")
    saved(page)
    mark(page, "The road is open", layer="claim", certainty="certain")
    page.goto(f"{project.rstrip('/')}/exports/")
    hand = Typing(page)
    hand.tab_to(page.get_by_role("radio", name=re.compile("JSONL")).first)
    while not page.get_by_role("radio", name=re.compile("doccano")).is_checked():
        hand.keys("ArrowDown")
    hand.tab_to(page.get_by_text("Only a part of the project"))
    hand.keys("Enter")
    hand.tab_to(page.get_by_role("checkbox", name="The bridge is closed"))
    hand.keys("Space")
    hand.tab_to(page.get_by_role("button", name="Write it"))
    hand.follow(re.compile(r"/exports/$"))

    link = page.get_by_role("link", name="Download").first
    expect(link).to_be_visible()
    expect(page.get_by_text("Stories: The bridge is closed").first).to_be_visible()
    hand.tab_to(page.get_by_text("This format could not hold").first)
    hand.keys("Enter")
    expect(page.get_by_text("nothing is said of them").first).to_be_visible()  # the codes
    hand.tab_to(link)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as packed:
        rows = [json.loads(line) for line in packed.read("spans.jsonl").splitlines()]
        lost = json.loads(packed.read("loss.json"))
    start = TEXT.index("The road")
    spans = [span for row in rows for span in row["label"]]
    assert [start, start + len("The road is open"), "claim"] in spans
    assert lost["codes"]["count"] == len(spans)
