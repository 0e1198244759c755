"""A slow network: a story's page is there, what fills its table is not. What is done meanwhile counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_matrix import CLAIMS, ready, story

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

__all__ = ["story"]
TABLE = re.compile(r"/stories/\d+/matrix/")


@pytest.fixture
def come(story: Page) -> Callable[[str], Callable[[], None]]:
    """Load the page with a query, let somebody act while its table is on its way; return how it comes."""
    late: list[Route] = []
    story.route(TABLE, lambda route: route.continue_() if late else late.append(route))

    def coming(query: str = "") -> Callable[[], None]:
        with story.expect_request(TABLE):
            story.goto(story.url.split("?")[0] + query)

        def arrives() -> None:
            late[0].continue_()

        return arrives

    return coming


def test_what_is_chosen_before_the_table_is_loaded_counts(
    story: Page, come: Callable[[str], Callable[[], None]]
) -> None:
    arrives = come("?people=mine")
    story.get_by_label("Findings of").select_option("")
    story.get_by_label("Columns").select_option("source")
    arrives()
    expect(story).to_have_url(re.compile(r"/\?columns=source$"))
    ready(story)
    expect(story.get_by_label("Findings of")).to_have_value("")
    expect(story.get_by_label("Columns")).to_have_value("source")


def test_claims_that_are_added_before_the_table_is_loaded_come_into_it(
    story: Page, come: Callable[[str], Callable[[], None]]
) -> None:
    arrives = come("")
    field = story.get_by_label("New claim")
    for wording in ("The river rises.", "The bridge is closed."):
        field.fill(wording)
        field.press("Enter")
        expect(field).to_have_value("")
    field.fill("The mayor")  # and typed on
    arrives()
    expect(story.locator("#matrix tbody .wording")).to_have_text(
        [*CLAIMS, "The river rises.", "The bridge is closed."]
    )
    expect(field).to_have_value("The mayor")


def test_a_claim_that_is_sent_before_the_scripts_are_there_leaves_the_field_to_the_next(story: Page) -> None:
    story.route(re.compile(r"/js/pages/story\b"), lambda route: route.abort())
    story.reload()
    field = story.get_by_label("New claim")
    field.fill("The river rises.")
    field.press("Enter")
    expect(story.locator("#matrix tbody .wording")).to_have_text([*CLAIMS, "The river rises."])
    expect(field).to_be_focused()
