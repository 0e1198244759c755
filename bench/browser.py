"""What the article page costs in a browser: `python bench/browser.py [WORDS:MARKS ...]`.

Starts the program on a folder of its own, fills it with made-up articles (`bench/marked.py`), opens each in
chromium and prints, as medians of three visits:

- in sight, all: ms from the start of the script until the marks in sight are painted, and all of them are;
- add, remove: ms of script that changes the highlights when a mark is made by keyboard or deleted; beside it
  in brackets all script of that moment: the answer of the server, the card, filters, map and counts;
- hover, scroll: ms, the 95th percentile of the frames while the pointer goes over the text, and while the
  page is scrolled; beside it in brackets the processor's time on the page's own thread for each frame, which
  other programs on the machine change little;
- the heap after a collection, and the kilobytes of JavaScript over the wire.

Beside it, in the same run, the baseline: the same marks of the same page as plain `<mark>` elements wrapped
around the words by script (`bench/baseline.js`), without margin, filters or saving. A frame takes 16.7 ms at
best. Trust the ratios of one run, not the milliseconds of two.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import brotli  # noqa: E402
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
TIMED = """async () => {
  const { Painter } = await import("/static/js/paint.js");
  const { paint } = Painter.prototype;
  window.painting = 0;
  Painter.prototype.paint = function (changed) {
    const began = performance.now();
    paint.call(this, changed);
    painting += performance.now() - began;
  };
}"""
SETTLED = "new Promise((done) => requestAnimationFrame(() => requestIdleCallback(done, { timeout: 1000 })))"
CHANGES = 5  # marks that one visit makes and deletes
HEADS = ("in sight", "all", "add", "remove", "hover p95", "scroll p95", "heap MB", "JS kB")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one visit cost; milliseconds, megabytes, kilobytes."""

    sight: float
    painted: float
    add: float
    add_all: float
    remove: float
    remove_all: float
    hover: float
    hover_thread: float
    scroll: float
    scroll_thread: float
    heap: float
    bytes: float

    def told(self) -> tuple[str, ...]:
        """Return what stands below `HEADS`."""
        return (
            f"{self.sight:.0f}",
            f"{self.painted:.0f}",
            f"{self.add:.1f} ({self.add_all:.0f})",
            f"{self.remove:.1f} ({self.remove_all:.0f})",
            f"{self.hover:.0f} ({self.hover_thread:.1f})",
            f"{self.scroll:.0f} ({self.scroll_thread:.1f})",
            f"{self.heap:.1f}",
            f"{self.bytes:.1f}",
        )


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
    print(f"{'words':>7}{'marks':>7}  {'how':<18}" + "".join(f"{head:>13}" for head in HEADS))
    for size, article in zip(sizes, filled.stdout.split(), strict=True):
        words, marks = size.split(":")
        for how, visit in (("highlights", ours), ("<mark> elements", baseline)):
            cells = [visit(browser, context.storage_state(), site.address, article) for _ in range(RUNS)]
            row = Cell(*(statistics.median(values) for values in zip(*map(astuple, cells), strict=True)))
            print(
                f"{words:>7}{marks:>7}  {how:<18}" + "".join(f"{each:>13}" for each in row.told()), flush=True
            )


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
    session = measured(page)
    frames = moving(page, session)
    page.evaluate(TIMED)
    page.locator("#text").focus()
    changes = [change(page, session) for _ in range(CHANGES)]
    cell = Cell(
        sight, painted, *map(statistics.median, zip(*changes, strict=True)), *frames, heap(session), size
    )
    page.context.close()
    return cell


def change(page: Page, session: CDPSession) -> tuple[float, float, float, float]:
    """Make a mark by keyboard and delete it; return the ms of each, of its highlights and of all script."""
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".composer").wait_for()
    page.keyboard.press("1")
    made = acted(page, session, "Enter", "POST")
    return *made, *acted(page, session, "Delete", "DELETE")


def acted(page: Page, session: CDPSession, key: str, method: str) -> tuple[float, float]:
    before = metric(session, "ScriptDuration"), page.evaluate("painting")
    with page.expect_response(
        lambda answer: answer.request.method == method and "/annotations/" in answer.url
    ):
        page.keyboard.press(key)
    page.locator("#saved").filter(has_text="All saved").wait_for()
    page.evaluate(SETTLED)
    after = metric(session, "ScriptDuration"), page.evaluate("painting")
    return after[1] - before[1], (after[0] - before[0]) * 1000


def measured(page: Page) -> CDPSession:
    """Return a session whose durations are the processor's time on the page's thread."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return session


def wire(page: Page) -> float:
    """Return the kilobytes of JavaScript that were loaded, as production sends them: lean and compressed."""
    sources = (page.request.get(name).text() for name in page.evaluate(LOADED))
    return sum(len(brotli.compress(lean(source).encode())) for source in sources) / 1024


def baseline(browser: Browser, state: Any, address: str, article: str) -> Cell:  # noqa: ANN401
    page = opened(browser, state, address)
    page.route(SCRIPT, lambda route: route.abort())
    page.goto(f"/articles/{article}/")
    painted = page.evaluate((ROOT / "bench" / "baseline.js").read_text(encoding="utf-8"))
    session = measured(page)
    frames = moving(page, session)
    add, remove = (
        page.evaluate(
            f"() => {{ const began = performance.now(); {act}; return performance.now() - began; }}"
        )
        for act in ("addOne()", "removeOne()")
    )
    cell = Cell(painted, painted, add, add, remove, remove, *frames, heap(session), 0.0)
    page.context.close()
    return cell


def moving(page: Page, session: CDPSession) -> tuple[float, float, float, float]:
    """Point at the text, then scroll it: the 95th percentile of the frames, and the thread's time for one."""
    left, width = page.evaluate(WHERE)
    before = metric(session, "TaskDuration")
    page.evaluate(FRAMES)
    for number in range(MOVES):
        x = left + 20 + (number * 37) % (width - 40)
        page.mouse.move(x, 300 + (number * 8) % 450)
    hover = page.evaluate("endFrames()")
    between = metric(session, "TaskDuration")
    page.mouse.move(2, 2)
    page.evaluate(FRAMES)
    page.evaluate(SCROLL, MOVES)
    scroll = page.evaluate("endFrames()")
    after = metric(session, "TaskDuration")
    page.evaluate("scrollTo(0, 0)")
    return (
        percentile(hover),
        (between - before) * 1000 / len(hover),
        percentile(scroll),
        (after - between) * 1000 / len(scroll),
    )


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
