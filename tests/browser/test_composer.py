"""The form at the selected words: all of it in the window, and nothing half made is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from tests.browser.acts import add_files, card_of, choose, drag_over, make_project, page_data, saved, sign_up
from tests.browser.mill import listed
from tests.browser.test_matrix import call

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

LONG = (
    "The old mill may be sold on Monday, the owner said, although nobody in the village could tell who would "
    "buy a house without a roof, without a wheel and, since the flood of last spring, without a stream to "
    "drive it, and although the council had announced that it would not hear of a hotel at that place."
)
FIRST, LAST = "The old mill", "Nobody was hurt"


@pytest.fixture
def task(visit: Callable[..., Page], tmp_path: Path) -> Page:
    """Return the page of an article that is one's task, open at its text."""
    file, other = tmp_path / "mill.txt", tmp_path / "other.txt"
    other.write_text("Another account of it.", encoding="utf-8")
    paragraphs = [
        f"{FIRST} was built in {year}, and burnt down in the year after." for year in range(1801, 1813)
    ]
    file.write_text("\n\n".join([*paragraphs, LONG, f"{LAST} when a beam fell."]), encoding="utf-8")
    page = visit()
    page.goto("/")
    sign_up(page, "ida", "Ida Quist")
    make_project(page, "The mill")
    add_files(page, [file, other], story="The mill is sold")
    project = page_data(page)["project"]
    articles = call(page, "GET", f"/projects/{project}/articles/")["results"]
    article = min(articles, key=lambda each: each["id"])
    people = [call(page, "GET", "/me/")["id"]]
    call(page, "POST", f"/projects/{project}/assignments/", {"people": people, "articles": [article["id"]]})
    # A tab of its own: the story's page loads itself anew when its comparison is there.
    task = page.context.new_page()
    task.goto(f"/articles/{article['id']}/")
    saved(task)
    return task


def compose(page: Page, quote: str, layer: str) -> Locator:
    drag_over(page, quote)
    composer = page.locator(".composer")
    expect(composer).to_be_visible()
    choose(composer, "layer", layer)
    return composer


OUT_OF_SIGHT = """() => {
  const box = document.querySelector(".composer").getBoundingClientRect();
  const bar = document.querySelector(".bar").getBoundingClientRect();
  const floor = bar.height ? window.innerHeight - bar.height : window.innerHeight;
  const ends = { top: box.top >= 0, bottom: box.bottom <= floor + 0.5,
    sides: box.left >= 0 && box.right <= document.documentElement.clientWidth };
  return Object.keys(ends).filter((end) => !ends[end]);
}"""


def comes_into_sight(page: Page) -> bool:
    """Whether the composer stands in the window's free part, once it took its place there."""
    try:
        page.wait_for_function(f"() => ({OUT_OF_SIGHT})().length === 0", timeout=5000)
    except PlaywrightTimeout:
        return False
    return True


def test_all_of_it_is_in_the_window(task: Page) -> None:
    for width, height in ((1440, 900), (1280, 700), (1024, 560), (390, 844)):
        task.set_viewport_size({"width": width, "height": height})
        for quote in (FIRST, LONG, LAST):
            composer = compose(task, quote, "bias")
            more = composer.locator("details.more")
            for _ in range(2):
                assert comes_into_sight(task), (width, height, quote[:20], task.evaluate(OUT_OF_SIGHT))
                was = more.get_attribute("open")
                more.locator("summary").click()
                expect(composer.locator("details.more[open]")).to_have_count(0 if was is not None else 1)
            task.keyboard.press("Escape")
            expect(composer).to_be_hidden()


def test_done_does_not_drop_a_mark_that_is_half_made(task: Page) -> None:
    strip = task.get_by_role("region", name="Your task")
    composer = compose(task, FIRST, "claim")
    choose(composer, "certainty", "possible")
    strip.get_by_role("button", name="Done").click()
    expect(composer.get_by_role("alert")).to_contain_text("not saved yet")
    expect(composer).to_be_focused()
    expect(strip.get_by_role("button", name="Done")).to_be_visible()
    task.keyboard.press("Enter")
    saved(task)
    strip.get_by_role("button", name="Done").click()
    expect(strip).to_contain_text("done")
    assert len(listed(task)) == 1


def test_words_that_were_only_selected_hold_nobody_back(task: Page) -> None:
    strip = task.get_by_role("region", name="Your task")
    drag_over(task, FIRST)
    expect(task.locator(".composer")).to_be_visible()
    strip.get_by_role("button", name="Done").click()
    expect(strip).to_contain_text("done")


def test_leaving_the_page_asks_first(task: Page) -> None:
    asked = []
    task.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    composer = compose(task, FIRST, "claim")
    composer.get_by_label("Note").fill("I am not sure yet.")
    task.evaluate("location.reload()")
    expect(composer.get_by_label("Note")).to_have_value("I am not sure yet.")
    assert asked == ["beforeunload"]
    task.keyboard.press("Escape")


def test_changing_a_mark_waits_for_the_one_that_is_half_made(task: Page) -> None:
    composer = compose(task, FIRST, "claim")
    choose(composer, "certainty", "certain")
    composer.get_by_role("button", name="Save").click()
    saved(task)
    compose(task, LAST, "claim")
    choose(composer, "certainty", "possible")
    card_of(task, FIRST).get_by_role("button", name="Edit").click()
    expect(composer.get_by_role("alert")).to_contain_text("not saved yet")
    expect(composer.locator("q")).to_contain_text(LAST)
