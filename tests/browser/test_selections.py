"""Words selected in the browser, over all that makes counting hard: what is stored stands at its offsets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.acts import add_files, choose, make_project, page_data, saved, sign_up, text_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

FAMILY = "\U0001f468‍\U0001f469‍\U0001f467‍\U0001f466"
TEXT = "\r\n\r\n".join(
    [
        f"A family {FAMILY} went home, a firefighter \U0001f469\U0001f3fd‍\U0001f692 stayed behind.",
        "Flags \U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7 stand side by side, "
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f too.",
        "Zu\u0308rich, e\u0301te\u0301, n̈ and ȃ̱ keep their marks; वाक्यं and ห้อง too.",
        "قال المتحدث إن الجسر قد يُغلق يوم الاثنين.",
        "הדובר אמר שהגשר עשוי להיסגר ביום שני.",
        "Mixed: the word سلام and שָׁלוֹם in one line, with \U0001d4d0\U0001d4d1 letters.",
        "One line,\r\nanother line,\r\nand a third one.",
        "Hard\u00a0spaces\u00a0hold 12\u00a0000\u00a0people, "
        "soft hy\u00adphens hide in Ver\u00adwal\u00adtung.",
    ]
)
# Every word, and every pair of neighbours in the DOM's own units, also such as lie inside of a character.
SELECT = """([index, from, to]) => {
  const node = document.querySelectorAll("#text p")[index].firstChild;
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, Math.min(to, node.length));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return range.toString();
}"""
LENGTHS = """() => [...document.querySelectorAll("#text p")].map((each) => each.firstChild?.length ?? 0)"""
STEPS = ((0, 9), (7, 16), (9, 11), (3, 30))  # UTF-16 units, into the middle of families, flags and marks


def select_and_save(page: Page, index: int, start: int, end: int) -> bool:
    """Select units of a paragraph and save them as a claim; say whether there was anything to mark."""
    said = page.evaluate(SELECT, [index, start, end])
    if not said.strip():
        return False
    composer = page.locator(".composer")
    expect(composer).to_be_visible()
    choose(composer, "layer", "claim")
    choose(composer, "certainty", "certain")
    composer.get_by_role("button", name="Save").click()
    expect(composer).to_be_hidden()
    return True


def test_what_is_stored_of_a_selection_is_the_text_at_its_offsets(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    files = [tmp_path / "hard.txt", tmp_path / "other.txt"]
    for file, text in zip(files, (TEXT, "Another account of it."), strict=True):
        file.write_bytes(text.encode())
    page = visit()
    page.goto("/")
    sign_up(page, "ida", "Ida Quist")
    make_project(page, "Letters")
    add_files(page, files, story="All letters")
    links = page.locator("table.table tbody a[href*='/articles/']")
    hrefs = [links.nth(number).get_attribute("href") or "" for number in range(links.count())]
    for href in hrefs:
        page.goto(href)
        if "firefighter" in text_of(page):
            break
    text = text_of(page)
    made = 0
    for index, length in enumerate(page.evaluate(LENGTHS)):
        for start, end in (*STEPS, (max(0, length - 8), length)):
            made += start < length and select_and_save(page, index, start, end)
    saved(page)
    revision = page_data(page)["revision"]["id"]
    stored = page.request.get(f"/api/v1/revisions/{revision}/annotations/").json()["results"]
    assert len(stored) == made > 25
    for each in stored:
        for part in each["ranges"]:
            assert text[part["start"] : part["end"]] == part["quote"]
            assert part["quote"] == part["quote"].strip()
            # No half of a family, a flag or an accented letter at either end.
            assert not part["quote"].startswith(("‍", "\u0308", "\u0301", "\U0001f3fd"))
            assert not part["quote"].endswith("‍")
