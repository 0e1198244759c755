"""What comparing accounts costs, through the real worker and a real browser: `python bench/compare.py`.

Stories of 2, 5 and 20 made-up accounts of 800 words, half of whose sentences tell the same in other words.
Each is uploaded through the pages. Told are the seconds from the upload until all are accounts of the story,
and from there to the first side-by-side page with links, of up to three; until all pairs stand; and what the
page of up to five costs the server, with its queries. Beside it, in the same run, the baseline: the
sentences of the same pairs, each with each, by difflib's quick ratio, and the program's own comparison in
this process.

Then a matrix of 200 claims by 30 accounts: the page, the table over the API, one cell set, and in the browser
the time from the start of loading until the table answers keys, and from a key to the cell that shows it.
Trust the ratios of one run, not the milliseconds of two.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
_FOLDER = tempfile.TemporaryDirectory(prefix="bench-compare-")
os.environ["DATA_DIR"] = str(Path(_FOLDER.name) / "data")  # the site's own: queries are counted on it
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in this thread; nothing else uses it

import django  # noqa: E402 - the folder is chosen first

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from annotator.models import Article, Cell, Claim, Comparison, Project, Story, User  # noqa: E402
from annotator.services import articles  # noqa: E402
from annotator.services.articles import ArticleFacts  # noqa: E402
from annotator.text.comparing import compare  # noqa: E402
from annotator.text.segments import sentences  # noqa: E402
from bench.corpus import _revised, _sentence, _text, _words  # noqa: E402
from tests.browser.acts import make_project, sign_up  # noqa: E402
from tests.browser.conftest import FLAGS, chromium  # noqa: E402
from tests.deadlines import until  # noqa: E402
from tests.sites import Site  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = (2, 5, 20)
SENTENCES = 40  # of 20 words
CLAIMS, SOURCES = 200, 30
RUNS = 5
ALIKE = 0.6  # of difflib's ratio
PATIENCE = 120_000  # ms

# The table answers keys: the focus goes to the next cell.
MOVES = """() => {
  const here = document.activeElement;
  const given = { key: "ArrowRight", bubbles: true, cancelable: true };
  here.dispatchEvent(new KeyboardEvent("keydown", given));
  return document.activeElement !== here;
}"""
# A key sets a cell: milliseconds until it is shown, or -1 after so many frames.
SETS = """async (frames) => {
  const cell = document.activeElement.closest("td");
  const before = cell.innerHTML;
  const key = before.includes("cell-denied") ? "n" : "d";
  const began = performance.now();
  const given = { key, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", given));
  for (let at = 0; cell.innerHTML === before; at += 1) {
    if (at === frames) return -1;
    await new Promise(requestAnimationFrame);
  }
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""


def accounts(number: int) -> list[str]:
    """Return texts of one event: half of each is shared in other words and another order."""
    rng = random.Random(number)
    vocabulary = _words(rng)
    event = [_sentence(rng.choices(vocabulary, k=20)) for _ in range(SENTENCES)]
    made = []
    for _ in range(number):
        told = [_revised(rng, each, vocabulary, share=0.3) for each in rng.sample(event, SENTENCES // 2)]
        told += [_sentence(rng.choices(vocabulary, k=20)) for _ in range(SENTENCES // 2)]
        rng.shuffle(told)
        made.append(_text(told))
    return made


def served(address: str, method: str = "get", **sent: Any) -> tuple[float, int, int]:  # noqa: ANN401
    """Return milliseconds (median), queries and bytes of a request, in this process."""
    browser = Client()
    browser.force_login(User.objects.get(username="ada"))
    times, asked, size = [], 0, 0
    for _ in range(RUNS):
        with CaptureQueriesContext(connection) as captured:
            start = time.perf_counter()
            answer = getattr(browser, method)(address, **sent)
            times.append((time.perf_counter() - start) * 1000)
        if answer.status_code >= 300:  # noqa: PLR2004
            raise AssertionError(f"{address}: {answer.status_code} {answer.content[:300]!r}")
        told = [each["sql"] for each in captured.captured_queries]
        asked = sum(not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for sql in told)
        size = len(answer.content)
    return statistics.median(times), asked, size


def side_by_side(page: Page, folder: Path) -> None:
    print(f"{'accounts':>8}{'pairs':>7}{'upload s':>10}{'links s':>9}{'all s':>8}", end="")
    print(f"{'page ms':>9}{'queries':>9}{'kB':>7}{'ours ms':>9}{'difflib ms':>12}")
    for number in SIZES:
        texts = accounts(number)
        files = []
        for at, text in enumerate(texts):
            files.append(folder / f"account {number} {at}.txt")
            files[-1].write_text(f"Account {at} of event {number}\n\n{text}", encoding="utf-8")
        make_project(page, f"Event of {number}")
        page.get_by_role("link", name="Add articles").first.click()
        page.get_by_label("Title of the new story").fill(f"Event of {number}")
        page.get_by_label("Or choose files").set_input_files([str(file) for file in files])
        start = time.perf_counter()
        page.get_by_role("button", name="Read them").click()
        page.get_by_role("button", name=f"Add all {number} as they are").click()
        page.get_by_role("heading", level=1, name=f"Event of {number}").wait_for()
        uploaded = time.perf_counter()
        story = page.url
        page.goto(f"{story}side-by-side/")
        page.locator(".ribbon").first.wait_for(state="attached")
        linked = time.perf_counter()
        pairs = number * (number - 1) // 2
        of_story = Comparison.objects.filter(
            left__article__story__title=f"Event of {number}", result__isnull=False
        )
        until(lambda rows=of_story, wanted=pairs: rows.count() == wanted, seconds=120)
        done = time.perf_counter()
        told = "/" + story.split("/", 3)[3]
        ids = Article.objects.filter(story__title=f"Event of {number}").values_list("pk", flat=True)[:5]
        spent, asked, size = served(f"{told}side-by-side/?accounts={','.join(map(str, ids))}")
        ours, theirs = by_hand(texts)
        print(
            f"{number:>8}{pairs:>7}{uploaded - start:10.1f}{linked - uploaded:9.1f}{done - uploaded:8.1f}"
            f"{spent:9.0f}{asked:>9}{size / 1000:7.0f}{ours:9.0f}{theirs:12.0f}",
            flush=True,
        )


def by_hand(texts: list[str]) -> tuple[float, float]:
    """Return the milliseconds of all pairs by the program's comparison, and by difflib."""
    start = time.perf_counter()
    for one, other in combinations(texts, 2):
        compare(one, other)
    middle = time.perf_counter()
    told = [[span.of(text) for span in sentences(text)] for text in texts]
    for one, other in combinations(told, 2):
        matcher = SequenceMatcher(autojunk=False)
        for theirs in other:
            matcher.set_seq2(theirs)  # what it prepares is kept for this side
            for mine in one:
                matcher.set_seq1(mine)
                _ = matcher.real_quick_ratio() > ALIKE and matcher.quick_ratio() > ALIKE
    return (middle - start) * 1000, (time.perf_counter() - middle) * 1000


def matrix(page: Page) -> None:
    story, cell = filled()
    print(f"\nmatrix of {CLAIMS} x {SOURCES}{'ms':>12}{'queries':>9}{'kB':>9}")
    put = {
        "data": {"status": "denied", "certainty": 3, "note": ""},
        "content_type": "application/json",
    }
    rows: list[tuple[str, str, str, dict[str, Any]]] = [
        ("the story's page", "get", f"/stories/{story}/", {}),
        ("the table, API", "get", f"/api/v1/stories/{story}/matrix/", {}),
        ("a cell set, API", "put", f"/api/v1{cell}", put),
    ]
    for what, method, address, sent in rows:
        spent, asked, size = served(address, method, **sent)
        print(f"  {what:<22}{spent:12.0f}{asked:>9}{size / 1000:9.0f}", flush=True)
    moves, sets, shown = [], [], []
    for _ in range(3):
        page.goto(f"/stories/{story}/")
        cells = page.locator("#matrix tbody tr").nth(100).locator("td a.cell")
        cells.nth(10).focus()
        until(lambda: page.evaluate(MOVES), seconds=60)
        moves.append(page.evaluate("performance.now()"))
        cells.nth(15).focus()
        until(lambda: page.evaluate(SETS, 2) >= 0, seconds=60)
        sets.append(page.evaluate("performance.now()"))
        cells.nth(20).focus()
        shown.append(page.evaluate(SETS, 600))
    print(f"  {'browser: keys move':<22}{statistics.median(moves):12.0f}")
    print(f"  {'browser: keys set':<22}{statistics.median(sets):12.0f}")
    print(f"  {'browser: key to cell':<22}{statistics.median(shown):12.0f}")


def filled() -> tuple[int, str]:
    """Write the story of the matrix straight into the tables; return its number, and a cell's address."""
    ada = User.objects.get(username="ada")
    rng = random.Random(1)
    with transaction.atomic():
        project = Project.objects.filter(members__user=ada, is_demo=False).latest("pk")
        story = Story.objects.create(project=project, title="Matrix", created_by=ada)
        sources = [
            articles.write_article(
                actor=ada,
                project=project,
                story=story,
                facts=ArticleFacts(title=f"Account {number}", source_name=f"Paper {number}"),
                raw=f"Account {number} of the matrix is short, and tells of {number} things.",
            )
            for number in range(SOURCES)
        ]
        claims = [
            Claim(id=uuid.uuid4(), story=story, wording=f"Claim number {at}", position=at, created_by=ada)
            for at in range(CLAIMS)
        ]
        Claim.objects.bulk_create(claims)
        statuses = ["asserted", "denied", "differs", "not_reported"]
        cells = []
        for claim in claims:
            for article in sources:
                status = rng.choice(statuses)
                certainty = None if status == "not_reported" else rng.randint(1, 4)
                cells.append(
                    Cell(claim=claim, article=article, annotator=ada, status=status, certainty=certainty)
                )
        Cell.objects.bulk_create(cells, batch_size=1000)
    return story.pk, f"/claims/{claims[150].pk}/cells/{sources[3].pk}/"


def main() -> None:
    folder = Path(_FOLDER.name)
    settings.ALLOWED_HOSTS = ["*"]
    with sync_playwright() as playwright:
        site = Site(folder)
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=site.address)
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.goto("/")
            sign_up(page, "ada", "Ada Bench")
            page.wait_for_url("**/")
            side_by_side(page, folder)
            matrix(page)
        finally:
            browser.close()
            site.stop()


if __name__ == "__main__":
    main()
