"""Three people on one article at once, 200 marks each; one is offline meanwhile, the server restarted."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.acts import page_data, saved, sign_up
from tests.browser.unsaved import mark_only, open_article
from tests.deadlines import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.sites import Site

EACH = 200
NAMES = ("ida", "bo", "cem")

# Every stretch of text that a page has under a line or tint. Neighbouring marks of one style are one stretch:
# this says where marks are, and the count in the bar that none is missing or double.
SHOWN = """() => {
  const paragraphs = [...document.querySelectorAll("#text [data-start]")];
  const stretches = [];
  for (const [name, highlight] of CSS.highlights) {
    if (!name.includes("-")) continue;
    for (const range of highlight) {
      const at = paragraphs.findIndex((each) => each.contains(range.startContainer));
      stretches.push(`${name} ${at} ${range.startOffset} ${range.endOffset}`);
    }
  }
  return stretches.sort();
}"""


@pytest.fixture
def people(visit: Callable[..., Page], tmp_path: Path) -> list[Page]:
    """Three people, each in a browser of their own, on the same article."""
    first, address = open_article(visit, tmp_path)
    project = page_data(first)["project"]["id"]
    others = []
    for name in NAMES[1:]:
        invited = first.request.post(
            f"/api/v1/projects/{project}/invitations/",
            data={"role": "annotator"},
            headers={"X-CSRFToken": token(first), "Referer": first.url},
        ).json()
        page = visit()
        page.goto(f"/join/{invited['secret']}/")
        page.get_by_role("link", name="Make an account and join").click()
        sign_up(page, name, name.title())
        expect(page.get_by_role("heading", level=1, name="The mill")).to_be_visible()
        page.goto(address)
        saved(page)
        others.append(page)
    return [first, *others]


def token(page: Page) -> str:
    return page.locator('meta[name="csrf-token"]').get_attribute("content") or ""


def annotate(page: Page, marks: int, chance: random.Random) -> None:
    """Mark by keyboard as the last mark was: a word or a few, behind the last one, or further on."""
    text = page.locator("#text")
    text.focus()
    for _ in range(marks):
        text.press("ArrowRight")
        for _ in range(chance.randrange(3)):
            text.press("Shift+ArrowRight")
        text.press(".")


def test_all_browsers_and_the_database_agree(people: list[Page], site: Site) -> None:
    chances = [random.Random(name) for name in NAMES]
    for page in people:
        mark_only(page, "sentence00")  # a first one, for the key that does the same again
        saved(page)
    done = 1
    while done < EACH:
        step = min(20, EACH - done)
        for page, chance in zip(people, chances, strict=True):
            annotate(page, step, chance)
        done += step
        if done == 61:
            people[1].context.set_offline(True)
        if done == 101:
            site.process.kill()
        if done == 121:
            site.start()
        if done == 161:
            people[1].context.set_offline(False)

    for page in people:
        expect(page.locator("#saved")).to_have_text("All saved", timeout=120_000)
        expect(page.locator(".bar-count")).to_have_text(f"{EACH * len(NAMES)} marks", timeout=60_000)
    revision = page_data(people[0])["revision"]["id"]
    listed: list[dict[str, Any]] = (
        people[0].request.get(f"/api/v1/revisions/{revision}/annotations/").json()["results"]
    )
    assert Counter(each["author"]["name"] for each in listed) == dict.fromkeys(
        ["Ida Quist", *(name.title() for name in NAMES[1:])], EACH
    )
    assert len({each["id"] for each in listed}) == len(listed)
    until(
        lambda: people[0].evaluate(SHOWN) == people[1].evaluate(SHOWN) == people[2].evaluate(SHOWN),
        seconds=20,
    )
    live = people[0].evaluate(SHOWN)
    assert live
    people[0].reload()
    saved(people[0])
    until(
        lambda: people[0].evaluate(SHOWN) == live, seconds=20
    )  # what came bit by bit is what the database has
