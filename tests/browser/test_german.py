"""Everything in German: two German accounts, and a walk over every page that leads on from them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.acts import card_of, choose, drag_over
from tests.browser.conftest import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

ACCOUNTS = {
    "Brücke am Hafen gesperrt": (
        "Die alte Brücke am Hafen wurde am Montag um zwölf Uhr gesperrt. Etwa 1.200 Haushalte könnten "
        "tagelang ohne Bus bleiben, sagte die Sprecherin Lena Ruiz.\n\n"
        "Warum ein Pfeiler nachgab, ist unklar. Niemand wurde verletzt."
    ),
    "Hafenbrücke zu, Ursache offen": (
        "Die Hafenbrücke wurde am Montag gegen Mittag gesperrt. Rund 1.500 Haushalte sind betroffen, "
        "sagte die Sprecherin Lena Ruiz.\n\n"
        "Ein Pfeiler gab offenbar wegen eines Risses nach. Zwei Menschen wurden verletzt."
    ),
}
# Words that hold every English sentence together, and none of which is a German word.
ENGLISH = re.compile(
    r"\b(?:the|and|of|with|this|that|your?|are|is|to|it|by|from|for|no|yet|or)\b", re.IGNORECASE
)
# What is English by itself: names, addresses, and the demo project.
PROPER = re.compile(
    r"Annotator|English|Demo: .*|\S+/pytest-\S+|Fictional\. .*|https?://\S+|/api/v1/\S*|`[^`]*`"
)
SEEN = """() => {
  const words = [document.title, document.body.innerText];
  for (const name of ["aria-label", "title", "placeholder", "alt"]) {
    for (const each of document.querySelectorAll(`[${name}]`)) words.push(each.getAttribute(name));
  }
  return words.join("\\n");
}"""
LINKS = """() => [...document.querySelectorAll("main a[href], header a[href]")]
  .filter((link) => link.origin === location.origin && !link.download)
  .map((link) => link.pathname)"""
OTHERS = re.compile(
    r"^/(?:api|static|admin)/|/(?:file|csv|jsonl)/$|\\.svg$|^/projects/1/"
)  # no pages; the demo's is English
MOST = 45


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_no_page_says_anything_in_english_or_is_too_wide(
    visit: Callable[..., Page], tmp_path: Path, width: int, height: int
) -> None:
    page = visit(width=width, height=height, locale="de-DE")
    project = _begin(page, tmp_path)
    todo, seen = [project], set()
    wrong: list[str] = []
    while todo and len(seen) < MOST:
        here = todo.pop(0)
        if here in seen or OTHERS.search(here):
            continue
        seen.add(here)
        answer = page.goto(here)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        said = PROPER.sub("", page.evaluate(SEEN))
        lines = [line for line in said.splitlines() if ENGLISH.search(line)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            lines.append("is too wide")
        wrong += [f"{here}: {line}" for line in lines]
        todo += page.evaluate(LINKS)
    assert not wrong, "\n".join(wrong)
    assert len(seen) > 15


def test_what_opens_on_an_article_is_german(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit(locale="de-DE")
    page.goto(_begin(page, tmp_path))
    page.get_by_role("link", name="Hafen", exact=True).first.click()
    page.locator("table a", has_text="Brücke am Hafen gesperrt").first.click()
    expect(page.locator("#margin-cards")).to_contain_text("Noch hat niemand etwas markiert.")
    drag_over(page, "könnten tagelang ohne Bus bleiben")
    composer = page.locator(".composer")
    expect(composer).to_be_visible()
    choose(composer, "layer", "claim")
    choose(composer, "certainty", "possible")
    assert not ENGLISH.search(composer.inner_text())
    composer.get_by_role("button", name="Speichern").click()
    expect(page.locator("#saved")).to_have_text("Alles gespeichert")
    card = card_of(page, "könnten tagelang ohne Bus")
    expect(card).to_contain_text("Möglich")
    assert not ENGLISH.search(card.inner_text())
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Tasten").click()
    expect(page.get_by_role("dialog")).to_contain_text("nächstes, voriges Wort")
    assert not ENGLISH.search(page.get_by_role("dialog").inner_text())


def _begin(page: Page, folder: Path) -> str:
    """Sign up and bring both accounts into one story; return the project's address."""
    page.goto("/")
    page.get_by_label("Benutzername").fill("anna")
    page.get_by_label("Name, den andere sehen").fill("Anna Berg")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Mein Konto anlegen").click()
    page.get_by_role("link", name="Neues Projekt").first.click()
    page.get_by_label("Name").fill("Hochwasser")
    page.get_by_role("button", name="Projekt anlegen").click()
    expect(page.get_by_role("heading", level=1, name="Hochwasser")).to_be_visible()
    project = page.url
    files = []
    for title, text in ACCOUNTS.items():
        files.append(folder / f"{title}.txt")
        files[-1].write_text(f"{title}\n\n{text}", encoding="utf-8")
    page.get_by_role("link", name="Artikel hinzufügen").first.click()
    page.get_by_label("Titel des neuen Ereignisses").fill("Hafen")
    page.get_by_label("Oder wählen Sie Dateien").set_input_files([str(each) for each in files])
    page.get_by_role("button", name="Lesen").click()
    page.get_by_role("button", name="Alle 2 so hinzufügen").click()
    expect(page.get_by_role("heading", level=1, name="Hafen")).to_be_visible()
    page.get_by_label("Neue Aussage").fill("Die Brücke wurde gesperrt.")
    page.get_by_role("button", name="Aussage hinzufügen").click()
    expect(page.locator(".matrix")).to_contain_text("Die Brücke wurde gesperrt.")
    return project
