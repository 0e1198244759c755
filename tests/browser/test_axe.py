"""axe finds nothing: on every page and in each dialog, light and dark, wide and on a phone."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, expect

from tests.browser import furnished as furnishing
from tests.browser.acts import choose, drag_over, page_data, saved
from tests.browser.conftest import PASSWORD
from tests.browser.test_history import send
from tests.browser.test_matrix import ready
from tests.deadlines import until
from tests.web.test_signing_in import code_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# These are files, not pages.
FILES = {
    "claim-ladder", "export-file", "release-file", "history-csv", "history-jsonl", "agreement-figures",
    "intake-refused-csv", "restoration-csv", "restoration-jsonl",
}  # fmt: skip
RUN = """async (options) => {
  // What is still moving has other colours than it will have; what never ends is not waited for.
  const ends = (each) => Number.isFinite(each.effect?.getComputedTiming().endTime);
  await Promise.all(document.getAnimations().filter(ends).map((each) => each.finished.catch(() => {})));
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...options });
  const why = (node) => node.failureSummary.split("\\n").slice(1).join(" ").trim();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} at ${node.target.join(" ")}: ${node.html.slice(0, 160)} (${why(node)})`));
}"""
site, furnished, owner = furnishing.site, furnishing.furnished, furnishing.owner
WORDS = """(text) => {
  text.scrollIntoView({ block: "center" });
  const range = document.createRange();
  const { firstChild } = text.querySelector("p");
  range.setStart(firstChild, firstChild.data.indexOf("officials"));
  range.setEnd(firstChild, firstChild.data.length);
  const { left, top, width, height } = range.getBoundingClientRect();
  return [left + width / 3, top + height / 2];
}"""  # where one points at them
COLOURS = {"runOnly": ["color-contrast"]}  # what another scheme may spoil


class Looking:
    """Everything that axe found so far, and on what."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[str] = []

    def at(self, name: str, *, dialog: bool = False) -> None:
        """Look at what is open: in light and wide, and in dark on a phone; a dialog in wide and dark too."""
        page = self.page
        looks = [("", WIDE, "light", {}), (" (dark, on a phone)", PHONE, "dark", {})]
        if dialog:
            looks.insert(1, (" (dark)", WIDE, "dark", COLOURS))
        for how, size, scheme, options in looks:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            self.found += [f"{name}{how}: {each}" for each in self.violations(options)]
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")

    def violations(self, options: dict[str, Any]) -> list[str]:
        """Run axe; once more where the page was loaded anew meanwhile, because a job of it was done."""
        for again in (True, True, False):
            try:
                if not self.page.evaluate("() => 'axe' in window"):
                    self.page.evaluate(Axe().axe_script)
                return self.page.evaluate(RUN, options)
            except Error as error:
                if not again or "navigation" not in error.message:
                    raise
                self.page.wait_for_load_state()
        raise AssertionError("not reached")

    def at_dialog(self, name: str) -> None:
        """Look at the dialog that is being opened, with all of it unfolded, and close it."""
        dialog = self.page.locator("dialog[open]")
        expect(dialog).to_be_visible()
        dialog.evaluate("(it) => it.querySelectorAll('details').forEach((each) => (each.open = true))")
        self.at(name, dialog=True)
        self.page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)


def test_axe_finds_nothing_on_any_page(
    furnished: dict[str, Any], owner: Page, visit: Callable[..., Page]
) -> None:
    looking = Looking(owner)
    seen = set()
    for name, address in furnished["pages"].items():
        if name in FILES:
            continue
        owner.goto(address)
        where = urlparse(owner.url).path
        if where in seen:
            continue
        seen.add(where)
        looking.at(name)
        for opener in owner.locator("[data-opens]:visible").all():
            opener.click()
            looking.at_dialog(f"{name}, {opener.inner_text()}")
    owner.goto("/projects/999999/")
    looking.at("what is not there")
    nobody = Looking(visit())
    for name in ("sign-in", "invitation", "shared"):
        nobody.page.goto(furnished["pages"][name])
        nobody.at(f"{name}, nobody signed in")
    assert len(seen) > 30
    assert looking.found + nobody.found == []


def test_axe_finds_nothing_while_marking(furnished: dict[str, Any], owner: Page) -> None:
    page, looking = owner, Looking(owner)
    page.goto(furnished["pages"]["article"])
    saved(page)
    for number in range(2):  # both on the same words
        drag_over(page, "officials said")
        composer = page.locator(".composer")
        expect(composer).to_be_visible()
        choose(composer, "layer", "claim")
        composer.locator("details").evaluate_all("(all) => all.forEach((each) => (each.open = true))")
        if not number:
            looking.at("composer", dialog=True)
        choose(composer, "certainty", "certain")
        composer.get_by_role("button", name="Save").click()
        saved(page)
    looking.at("the open card", dialog=True)
    mine = page.locator(".mark-active").get_attribute("data-id") or ""
    text = page.locator("#text")
    for key, name in (("?", "keys"), ("h", "history"), ("m", "claims")):
        text.press(key)
        looking.at_dialog(name)
        page.locator(f"[data-id='{mine}']:not(.mark-active) .mark-head").evaluate_all(
            "(heads) => heads[0]?.click()"
        )
    text.press("c")
    page.get_by_label("Write a comment").fill("Who says *so*?")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".talk")).to_contain_text("Who says so?")
    looking.at("comments", dialog=True)
    page.keyboard.press("Escape")
    text.press("f")
    expect(page.get_by_role("dialog", name="Filters")).to_be_visible()
    looking.at("filters", dialog=True)
    page.keyboard.press("Escape")
    text.press("Shift+X")
    expect(page.locator(".bulk")).to_be_visible()
    looking.at("several marks", dialog=True)
    for name in ("Change", "Delete"):
        page.locator(".bulk").get_by_role("button", name=name).click()
        looking.at_dialog(f"several marks, {name}")
    page.locator(".bulk").get_by_role("button").last.click()

    def offered() -> bool:
        page.mouse.click(*text.evaluate(WORDS))
        return page.locator(".picker-row").count() > 1

    until(offered)  # the page may still be settling after its size was another one
    expect(page.locator(".picker-row").first).to_be_visible()
    looking.at("all marks at a place", dialog=True)
    page.keyboard.press("Escape")
    text.press("s")
    expect(page.locator(".suggestion")).to_be_visible()
    looking.at("suggestion", dialog=True)
    page.keyboard.press("Escape")
    in_conflict(page, mine)
    looking.at_dialog("conflict")
    assert looking.found == []


def in_conflict(page: Page, mark: str) -> None:
    """Change a mark in two places at once."""
    page.goto(f"{page.url.split('#')[0]}#mark={mark}")
    page.reload()
    saved(page)
    page.locator(".mark-active").get_by_role("button", name="Edit").click()
    composer = page.locator(".composer")
    composer.get_by_label("Note").fill("Mine.")
    listed = page.request.get(f"/api/v1/revisions/{page_data(page)['revision']['id']}/annotations/").json()
    [version] = [each["version"] for each in listed["results"] if each["id"] == mark]
    send(page, "PATCH", f"/annotations/{mark}/", {"note": "Theirs."}, version)
    composer.get_by_role("button", name="Save").click()


def test_axe_finds_nothing_in_the_dialogs_of_the_table(furnished: dict[str, Any], owner: Page) -> None:
    page, looking = owner, Looking(owner)
    page.goto(furnished["pages"]["story"])
    ready(page)
    page.locator("#matrix td a.cell").first.press("Enter")
    looking.at_dialog("a cell")
    page.locator("#matrix .row-edit").first.press("Enter")
    looking.at_dialog("a row")
    page.locator("#share").click()
    looking.at_dialog("share")
    page.locator("#unplaced summary").evaluate_all("(all) => all.forEach((each) => each.click())")
    looking.at("highlights on no claim", dialog=True)
    assert looking.found == []


def test_axe_finds_nothing_where_a_text_was_edited(furnished: dict[str, Any], owner: Page) -> None:
    page, looking = owner, Looking(owner)
    page.goto(furnished["pages"]["article"])
    saved(page)
    data = page_data(page)
    text = page.request.get(f"/api/v1/revisions/{data['revision']['id']}/").json()["text"]
    body = {"layer": "claim", "codes": [{"dimension": "certainty", "code": "certain"}], "note": "As it was."}
    for words in ("may resign on Monday", "Nobody was hurt."):
        at = text.index(words)
        ranges = [{"start": at, "end": at + len(words)}]
        key = {"id": str(uuid.uuid4()), "ranges": ranges}
        send(page, "POST", f"/revisions/{data['revision']['id']}/annotations/", body | key)
    newer = text.replace("may resign on Monday", "will resign on Monday").replace(" Nobody was hurt.", "")
    article = data["revision"]["article"]
    send(page, "POST", f"/articles/{article}/revisions/", {"text": newer})
    until(lambda: len(page.request.get("/api/v1/review/").json()) > 1)
    page.goto(f"/articles/{article}/revisions/")
    looking.at("time line and redline")
    page.locator("#redline").press("j")
    looking.at("a change that was walked to")
    for number in (1, 2):
        page.goto(f"/articles/{article}/review/")
        looking.at(f"mark {number} to look over")
        page.keyboard.press("?")
        looking.at_dialog("keys of the review")
        page.keyboard.press("1")
        expect(page.locator("#said")).to_be_visible()
        looking.at(f"mark {number} was given up")
    page.goto(f"/articles/{article}/review/?whose=left")
    looking.at("marks of people who left")
    assert looking.found == []


def test_axe_finds_nothing_on_the_way_to_a_second_factor(furnished: dict[str, Any], owner: Page) -> None:
    page, looking = owner, Looking(owner)
    page.goto(furnished["pages"]["mfa_activate_totp"])
    looking.at("the password once more")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    secret = page.locator(".secret")
    expect(secret).to_be_visible()
    looking.at("two-factor on")
    page.locator("input[name=code]").fill(code_of(secret.inner_text()))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="codes")).to_be_visible()
    looking.at("recovery codes")
    for name in ("mfa_index", "mfa_generate_recovery_codes", "mfa_deactivate_totp", "instance-people"):
        page.goto(furnished["pages"][name])
        looking.at(f"{name}, two-factor on")
    assert looking.found == []
