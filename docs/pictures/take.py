"""Takes the README's pictures from the demo story: `make pictures`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from tests.browser.acts import sign_up  # noqa: E402 - the checkout is put on the path above
from tests.browser.conftest import FLAGS, chromium  # noqa: E402
from tests.sites import Site  # noqa: E402

MOST = 300_000  # bytes of a picture: a README is read on a phone as well


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(Path(folder))
        try:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            page = browser.new_page(
                viewport={"width": 1280, "height": 800},
                base_url=site.address,
                color_scheme="light",
                reduced_motion="reduce",
                locale="en-GB",
            )
            take_all(page)
            browser.close()
        finally:
            site.stop()


def take_all(page: Page) -> None:
    page.goto("/")
    sign_up(page, "ida", "Ida Quist")
    page.locator("a.card-link").first.click()
    page.locator("a.card-link").first.click()
    story = page.url.split("#")[0]
    side_by_side(page, story)  # first: a story's page comes anew while its accounts are still being compared
    matrix(page, story)
    article(page, story)
    ladder(page, story)


def matrix(page: Page, story: str) -> None:
    page.goto(story)
    # The script has put the filters to work: they stand as they will.
    expect(page.locator("#matrix-apply")).to_have_count(0)
    page.locator("#claims").evaluate("claims => scrollBy(0, claims.getBoundingClientRect().top - 16)")
    save(page, "matrix")


def article(page: Page, story: str) -> None:
    page.goto(story)
    page.locator(".accounts tbody a[href^='/articles/']").last.click()
    expect(page.locator(".mark-card").first).to_be_visible()
    page.locator(".mark-card .mark-head").nth(2).click()
    save(page, "article")


def side_by_side(page: Page, story: str) -> None:
    page.goto(f"{story}side-by-side/")
    expect(page.locator("#strip")).to_be_visible(timeout=60_000)
    expect(page.locator("#waiting")).to_have_count(0, timeout=60_000)
    expect(page.locator('.passage[tabindex="0"]').first).to_be_visible()
    page.locator(".passage-hedged[tabindex]").first.click()
    expect(page.locator("#beside")).to_be_visible()
    save(page, "side-by-side")


def ladder(page: Page, story: str) -> None:
    page.goto(f"{story}ladder/?only=drift")
    figure = page.locator(".ladder-sheet").filter(has_text="steering").first
    expect(figure).to_be_visible()
    save(figure, "ladder")


def save(what: Page | Locator, name: str) -> None:
    """Write one picture. Raises where it is too heavy."""
    taken = what.screenshot(animations="disabled", path=HERE / f"{name}.png")
    print(f"{name}.png: {len(taken):,} bytes")
    if len(taken) > MOST:
        raise SystemExit(f"{name}.png is heavier than {MOST:,} bytes.")


if __name__ == "__main__":
    main()
