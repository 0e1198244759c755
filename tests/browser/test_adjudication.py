"""A lead decides on an article of 150 overlapping passages without touching the mouse."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.crowded import ALONE, PASSAGES, TIED
from tests.browser.furnished import come_in
from tests.processes import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.sites import Site

REASON = "It is a claim: it is said of a pier."


@pytest.fixture
def crowded(site: Site) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.crowded"],
        env=site.env | {"DJANGO_SETTINGS_MODULE": "annotator.config.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def keys(page: Page, *pressed: str) -> None:
    for each in pressed:
        page.keyboard.press(each)


def test_150_overlapping_passages_are_decided_by_keyboard_alone(
    site: Site, crowded: dict[str, Any], visit: Callable[..., Page]
) -> None:
    page = visit()
    come_in(page, crowded, site.address)
    page.goto(crowded["address"])
    progress = page.locator("#progress")
    expect(progress).to_have_text(f"0 of {PASSAGES} decided")
    expect(page.locator("#panel")).to_be_focused()

    # One step back, and done again.
    keys(page, "Enter")
    expect(progress).to_have_text(f"1 of {PASSAGES} decided")
    keys(page, "Backspace")
    expect(progress).to_have_text(f"0 of {PASSAGES} decided")

    for number in range(PASSAGES):
        kind = number % 5
        if kind == TIED:
            keys(page, "Enter")  # half marked it: it asks, and decides nothing
            keys(page, "y", "2", "Enter")
        elif kind == ALONE and number % 2:
            keys(page, "y", "Enter")  # against most: it asks why
            expect(page.locator("#desk-reason")).to_be_focused()
            page.keyboard.type(REASON)
            keys(page, "Enter")
        else:
            keys(page, "Enter")
    expect(progress).to_have_text(f"{PASSAGES} of {PASSAGES} decided")
    expect(page.locator("#saved")).to_have_text("All saved", timeout=120_000)
    assert page.evaluate("document.getElementById('desk').contains(document.activeElement)")

    table = page.request.get(f"/api/v1/revisions/{crowded['revision']}/adjudication/").json()
    assert table["counts"] == {
        "all": PASSAGES, "open": 0, "decided": PASSAGES, "changed": 0, "unanimous": 0,
    }  # fmt: skip
    decided = [each["decision"] for each in table["results"]]
    assert [each["kept"] for each in decided] == [
        number % 5 != ALONE or number % 2 == 1 for number in range(PASSAGES)
    ]
    assert [each["overrules"] for each in decided] == [
        number % 5 == ALONE and number % 2 == 1 for number in range(PASSAGES)
    ]
    assert {each["reason"] for each in decided} == {"", REASON}
    (base,) = site.folder.rglob("*.sqlite3")
    with sqlite3.connect(f"file:{base}?mode=ro", uri=True) as rows:
        (gold,) = rows.execute("SELECT count(*) FROM annotator_decision WHERE deleted_at IS NULL").fetchone()
        (taken,) = rows.execute(
            "SELECT count(DISTINCT annotation_id) FROM annotator_decisionbasis"
        ).fetchone()
        (marks,) = rows.execute(
            "SELECT count(*) FROM annotator_annotation WHERE revision_id = ?", [crowded["revision"]]
        ).fetchone()
    assert gold == PASSAGES
    assert taken == marks
