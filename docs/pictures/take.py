"""Takes the README's pictures from the demo story: `make pictures`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from tests.browser.acts import sign_up  # noqa: E402 - the checkout is put on the path above
from tests.browser.conftest import FLAGS, chromium  # noqa: E402
from tests.sites import Site  # noqa: E402


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = browser.new_page(
            viewport={"width": 1440, "height": 900}, base_url=site.address, color_scheme="light"
        )
        page.goto("/")
        sign_up(page, "ida", "Ida Quist")
        page.locator("a.card-link").first.click()
        page.locator("a.card-link").first.click()
        page.locator("#claims").screenshot(path=HERE / "matrix.png")
        page.locator("table.table tbody a[href^='/articles/']").nth(1).click()
        page.locator(".mark-card").first.wait_for()
        page.screenshot(path=HERE / "article.png")
        page.go_back()
        page.get_by_role("link", name="Side by side").click()
        page.locator('.passage[tabindex="0"]').first.wait_for()
        page.locator(".passage-differs[tabindex]").first.click()
        page.screenshot(path=HERE / "side-by-side.png")
        browser.close()
        site.stop()


if __name__ == "__main__":
    main()
