"""The article on paper, read back from the PDF that the browser prints."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser import mill
from tests.browser.mill import cards, put
from tests.deadlines import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

article = mill.article
# The page fetches the module after all else; whoever imports it after the page did has it after the page has.
LOADED = """async () => {
  const isIt = ({ name }) => /[/]js[/]printing[.]/.test(name);
  const fetched = performance.getEntriesByType("resource").find(isIt);
  return fetched !== undefined && Boolean(await import(fetched.name));
}"""
PARAGRAPHS = """() => [...document.querySelectorAll("#text p")].map((each) => each.innerHTML)"""
LINE = re.compile(rb"(\S+) 3 re\s+f\b")  # a filled rectangle as high as the line of a certain claim
SWATCH = 30  # px: the sign beside a note is the same line, and narrower


def test_the_printed_article_shows_its_marks_and_a_note_of_each(article: Page) -> None:
    put(article, "the roof is safe")
    put(article, "Nobody was hurt")
    article.reload()
    expect(cards(article)).to_have_count(2)
    until(lambda: article.evaluate(LOADED))
    before = article.evaluate(PARAGRAPHS)
    paper = PdfReader(BytesIO(article.pdf()))
    told = " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
    assert "the roof is safe1. Nobody was hurt2 when a beam fell" in told
    assert "1. Claim · Certain · you “the roof is safe” 2. Claim · Certain · you “Nobody was hurt”" in told
    drawn = b"".join(sheet.get_contents().get_data() for sheet in paper.pages)
    assert sum(float(width) > SWATCH for width in LINE.findall(drawn)) == 2
    assert article.evaluate(PARAGRAPHS) == before
    expect(article.locator(".print-notes")).to_have_count(0)
