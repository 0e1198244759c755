"""A lead decides by keyboard which passages state which claims, and looks at the table as it was decided."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.furnished import come_in
from tests.processes import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.sites import Site


@pytest.fixture
def mentioned(site: Site) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.mentioned"],
        env=site.env | {"DJANGO_SETTINGS_MODULE": "annotator.config.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_mentions_are_decided_by_keyboard_and_shown_as_decided(
    site: Site, mentioned: dict[str, Any], visit: Callable[..., Page]
) -> None:
    page = visit()
    come_in(page, mentioned, site.address)
    page.goto(mentioned["address"])
    progress, rows = page.locator("#mention-progress"), page.locator("#mentions button")
    expect(progress).to_have_text("0 of 3 decided")
    rows.first.focus()

    page.keyboard.press("Enter")  # as all say
    expect(progress).to_have_text("1 of 3 decided")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("y")  # against two of three: it asks why
    expect(page.locator("#why-reason")).to_be_focused()
    page.keyboard.type("The bridge is why he goes.")
    page.keyboard.press("Enter")
    expect(progress).to_have_text("2 of 3 decided")
    expect(rows.nth(2)).to_be_focused()
    page.keyboard.press("Enter")
    expect(progress).to_have_text("3 of 3 decided")
    page.keyboard.press("u")
    expect(progress).to_have_text("2 of 3 decided")

    # What nobody put on a claim is put on the second one.
    page.locator("#spare select").select_option(index=1)
    page.locator("#spare button").click()
    expect(progress).to_have_text("3 of 4 decided")
    expect(page.locator("#saved")).to_have_text("All saved")

    told = page.request.get(f"/api/v1/stories/{mentioned['story']}/gold-mentions/").json()
    assert told["counts"] == {"all": 4, "open": 1, "decided": 3, "changed": 0}
    decided = [
        (each["quote"], each["decision"] and (each["decision"]["holds"], each["decision"]["overrules"]))
        for row in told["rows"]
        for each in row["mentions"]
    ]
    assert decided == [
        ("may resign", (True, False)),
        ("the bridge was closed", (True, True)),
        ("the bridge was closed", None),
        ("Nobody was hurt", (True, False)),
    ]

    page.goto(f"/stories/{mentioned['story']}/")
    page.locator("select[name=people]").select_option("adjudicated")
    quotes = page.locator("#matrix tbody q")
    expect(quotes).to_have_text(["may resign", "Nobody was hurt"])
    expect(page.locator("#matrix tbody .more")).to_have_text("2 passages")
    page.locator("select[name=people]").select_option("")
    expect(page.locator("#matrix tbody .cell-people").first).to_be_visible()
