"""A real server with its worker, a real browser, and what a person does in it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.processes import ROOT
from tests.sites import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

# Chromium as root in a container, and without its own calls home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A name that is no secure context, as many a team's own server has; only one test asks for it.
    "--host-resolver-rules=MAP annotator.test 127.0.0.1",
)
# Said in the console of requests that were refused, which tests look at themselves, and of plain http.
EXPECTED = ("Failed to load resource", "Cross-Origin-Opener-Policy header has been ignored")
PASSWORD = "a-long-enough-password"
expect.set_options(timeout=15_000)  # as long as for acts; a busy machine with two cores has needed 6 s


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium() -> str:
    """Return the browser of the machine, from CHROMIUM or the path."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "No chromium: install it, or name it in CHROMIUM."
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A server that nobody has visited."""
    started = Site(tmp_path)
    yield started
    started.stop()


@pytest.fixture
def visit(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open a browser of one more person; nothing may go wrong in its console."""
    contexts = []
    wrong: list[str] = []
    recorded = os.environ.get("RECORD_DIR") or None  # `playwright show-trace` plays what comes to lie there

    def open_one(
        *,
        width: int = 1440,
        height: int = 900,
        scheme: str = "light",
        locale: str = "en-GB",
        touch: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale=locale,
            has_touch=touch,
            is_mobile=touch,
            base_url=site.address,
        )
        context.set_default_timeout(15_000)
        if recorded:
            context.tracing.start(screenshots=True, snapshots=True)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: (
                wrong.append(said.text)
                if said.type == "error" and not any(each in said.text for each in EXPECTED)
                else None
            ),
        )
        return page

    yield open_one
    for number, context in enumerate(contexts, 1):
        if recorded:
            context.tracing.stop(path=Path(recorded) / f"{request.node.name}-{number}.zip")
        context.close()
    assert not wrong


@pytest.fixture(scope="session")
def accounts_of_one_story() -> list[Path]:
    """Two accounts as files: the real ones when they lie beside the checkout, else two of the demo's."""
    real = sorted(Path(os.environ.get("SAMPLE_ARTICLES", ROOT.parent / "shared" / "articles")).glob("0*.txt"))
    return real[:2] if len(real) > 1 else sorted((ROOT / "annotator/formats/demo").glob("*.txt"))[:2]
