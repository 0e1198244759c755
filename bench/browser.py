"""What the article page costs in a browser: `python bench/browser.py [WORDS:MARKS ...]`.

Starts the program on a folder of its own, fills it with made-up articles (`bench/marked.py`), opens each in
chromium and prints, as medians of three visits: milliseconds from the start of the script until the marks in
sight are painted, and until all of them are; the script's time to add one mark by keyboard, from the key that
saves it, with everything that follows; the 95th percentile of the frames while the pointer goes over the text
and while the page is scrolled; the heap after a collection; and the bytes of JavaScript over the wire.

Beside it, in the same run, the baseline: the same marks of the same page as plain `<mark>` elements wrapped
around the words by script (`bench/baseline.js`), without margin, filters or saving. A frame takes 16.7 ms at
best. Trust the ratios of one run, not the milliseconds of two.
"""

from __future__ import annotations

import gzip
import statistics
import subprocess
import sys
import tempfile
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402 - the checkout is put on the path above

from annotator.config.staticfiles import lean  # noqa: E402
from tests.browser.acts import sign_up  # noqa: E402
from tests.browser.conftest import FLAGS, chromium  # noqa: E402
from tests.deadlines import until  # noqa: E402
from tests.processes import environment  # noqa: E402
from tests.sites import Site  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

SIZES = ("1500:200", "1500:2000", "5000:2000", "100000:2000")
RUNS = 3
MOVES = 60  # of the pointer, and of the wheel
PATIENCE = 120_000  # ms: the baseline takes long
SCRIPT = "**/pages/article*.js"  # where it is blocked, the page has no script of its own

FRAMES = """async (moves) => {
  const frames = [];
  let last = performance.now();
  let running = true;
  const look = (now) => { frames.push(now - last); last = now; if (running) requestAnimationFrame(look); };
  requestAnimationFrame(look);
  window.endFrames = () => { running = false; return frames.slice(1); };
}"""
SCROLL = """(moves) => new Promise((done) => {
  const step = () => {
    window.scrollBy(0, 90);
    moves -= 1;
    if (moves > 0) requestAnimationFrame(step); else requestAnimationFrame(done);
  };
  requestAnimationFrame(step);
})"""
MARKED = """["painted", "all"].every((name) => performance.getEntriesByName(`annotator:${name}`).length)"""
LOADED = """performance.getEntriesByType("resource").map(({ name }) => name)
  .filter((name) => name.endsWith(".js"))"""
WHERE = """(() => {
  const { left, width } = document.querySelector("#text").getBoundingClientRect();
  return [left, width];
})()"""
HEADS = ("in sight", "painted", "add", "hover p95", "scroll p95", "heap MB", "JS kB")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one visit cost; milliseconds, megabytes, kilobytes."""

    sight: float
    painted: float
    add: float
    hover: float
    scroll: float
    heap: float
    bytes: float


def main(sizes: list[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-browser-") as folder, sync_playwright() as playwright:
        site = Site(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            measure(site, browser, sizes)
        finally:
            browser.close()
            site.stop()


def measure(site: Site, browser: Browser, sizes: list[str]) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=site.address)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/")
    sign_up(page, "ada", "Ada Bench")
    page.wait_for_url("**/")
    env = environment(DATA_DIR=site.folder / "data")
    filled = subprocess.run(  # noqa: S603 - our own script, with our own numbers
        [sys.executable, "bench/marked.py", "ada", *sizes],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    print(f"{'words':>7}{'marks':>7}  {'how':<18}" + "".join(f"{head:>12}" for head in HEADS))
    for size, article in zip(sizes, filled.stdout.split(), strict=True):
        words, marks = size.split(":")
        for how, visit in (("highlights", ours), ("<mark> elements", baseline)):
            cells = [visit(browser, context.storage_state(), site.address, article) for _ in range(RUNS)]
            row = (statistics.median(values) for values in zip(*map(astuple, cells), strict=True))
            print(f"{words:>7}{marks:>7}  {how:<18}" + "".join(f"{value:12.1f}" for value in row), flush=True)


def opened(browser: Browser, state: Any, address: str) -> Page:  # noqa: ANN401 - Playwright's own shape
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, base_url=address, storage_state=state
    )
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def ours(browser: Browser, state: Any, address: str, article: str) -> Cell:  # noqa: ANN401
    page = opened(browser, state, address)
    page.goto(f"/articles/{article}/")
    until(lambda: page.evaluate(MARKED), seconds=60)
    since = """(name) => performance.getEntriesByName(name).at(-1).startTime
      - performance.getEntriesByName('annotator:start')[0].startTime"""
    sight, painted = page.evaluate(since, "annotator:painted"), page.evaluate(since, "annotator:all")
    size = wire(page)
    frames = moving(page)
    page.locator("#text").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".composer").wait_for()
    page.keyboard.press("1")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    before = metric(session, "ScriptDuration")
    page.keyboard.press("Enter")
    page.locator("#saved").filter(has_text="All saved").wait_for()
    add = (metric(session, "ScriptDuration") - before) * 1000
    cell = Cell(sight, painted, add, *frames, heap(session), size)
    page.context.close()
    return cell


def wire(page: Page) -> float:
    """Return the kilobytes of JavaScript that were loaded, as production sends them: lean and compressed."""
    sources = (page.request.get(name).text() for name in page.evaluate(LOADED))
    return sum(len(gzip.compress(lean(source).encode())) for source in sources) / 1024


def baseline(browser: Browser, state: Any, address: str, article: str) -> Cell:  # noqa: ANN401
    page = opened(browser, state, address)
    page.route(SCRIPT, lambda route: route.abort())
    page.goto(f"/articles/{article}/")
    painted = page.evaluate((ROOT / "bench" / "baseline.js").read_text(encoding="utf-8"))
    frames = moving(page)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    add = page.evaluate(
        "() => { const began = performance.now(); addOne(); return performance.now() - began; }"
    )
    cell = Cell(painted, painted, add, *frames, heap(session), 0.0)
    page.context.close()
    return cell


def moving(page: Page) -> tuple[float, float]:
    """Go over the text with the pointer, then scroll; return the 95th percentile of the frames of each."""
    left, width = page.evaluate(WHERE)
    page.evaluate(FRAMES)
    for number in range(MOVES):
        x = left + 20 + (number * 37) % (width - 40)
        page.mouse.move(x, 300 + (number * 8) % 450)
    hover = percentile(page.evaluate("endFrames()"))
    page.mouse.move(2, 2)
    page.evaluate(FRAMES)
    page.evaluate(SCROLL, MOVES)
    scroll = percentile(page.evaluate("endFrames()"))
    page.evaluate("scrollTo(0, 0)")
    return hover, scroll


def percentile(frames: list[float]) -> float:
    return sorted(frames)[int(len(frames) * 0.95)]


def metric(session: CDPSession, name: str) -> float:
    listed = session.send("Performance.getMetrics")["metrics"]
    return next(each["value"] for each in listed if each["name"] == name)


def heap(session: CDPSession) -> float:
    session.send("HeapProfiler.collectGarbage")
    return metric(session, "JSHeapUsedSize") / 1024 / 1024


if __name__ == "__main__":
    main(sys.argv[1:] or list(SIZES))
