"""Marking where things are awkward: by finger, without storage, after going back, over plain http."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser import furnished as furnishing
from tests.browser.acts import page_data, saved, text_of
from tests.browser.conftest import FLAGS, chromium
from tests.browser.furnished import PLAIN, come_in
from tests.browser.mill import POST
from tests.browser.unsaved import mark_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Locator, Page

    from tests.sites import Site

site, furnished, owner = furnishing.site, furnishing.furnished, furnishing.owner

REFUSED = """Object.defineProperty(window, "indexedDB", { get: () => ({ open() {
  throw new DOMException("The operation is insecure.", "SecurityError");
} }) });"""
BLOCKED = """Object.defineProperty(window, "indexedDB", { value: { open() {
  const asked = {};
  setTimeout(() => asked.onerror?.(new Event("error")));
  return asked;
} } });"""
KEPT = """() => {
  window.shows = [];
  addEventListener("pageshow", (event) => shows.push(event.persisted));
}"""
# Whether leaving the page asks first.
HELD = """() => {
  const leaving = new Event("beforeunload", { cancelable: true });
  dispatchEvent(leaving);
  return leaving.defaultPrevented;
}"""


def listed(page: Page) -> list[dict[str, Any]]:
    revision = page_data(page)["revision"]["id"]
    return page.request.get(f"/api/v1/revisions/{revision}/annotations/").json()["results"]


def made_of(page: Page, quote: str) -> list[dict[str, Any]]:
    return [each for each in listed(page) if each["ranges"][0]["quote"] == quote]


def counted(page: Page) -> int:
    """Return how many marks there are: a crowded line does not show a card for each."""
    return int((page.locator(".bar-count").text_content() or "0").split()[0])


def shows(page: Page, count: int) -> None:
    expect(page.locator(".bar-count")).to_have_text(f"{count} marks")


def opened(page: Page, address: str) -> None:
    """Open an article, and wait for all of it: without a network nothing more can be loaded."""
    page.goto(address)
    saved(page)
    expect(page.locator("#review .filter")).to_be_visible()
    expect(page.locator("#minimap canvas").first).to_be_attached()


def put(page: Page, quote: str) -> None:
    """Mark words from elsewhere, over the API."""
    start = text_of(page).index(quote)
    body = {
        "id": str(uuid.uuid4()),
        "layer": "claim",
        "ranges": [{"start": start, "end": start + len(quote)}],
        "codes": [{"dimension": "certainty", "code": "certain"}],
    }
    revision = page_data(page)["revision"]["id"]
    assert page.evaluate(POST, [f"/revisions/{revision}/annotations/", body]) == 201


# -- by finger


def test_the_handles_are_dragged_by_a_finger_on_a_phone(
    furnished: dict[str, Any], visit: Callable[..., Page], site: Site
) -> None:
    page = visit(width=390, height=844, touch=True)
    come_in(page, furnished, site.address)
    page.goto(furnished["pages"]["article"])
    saved(page)
    finger = page.context.new_cdp_session(page)
    before = len(made_of(page, "clear whether the bridge"))

    def touch(kind: str, *points: tuple[float, float]) -> None:
        sent = [{"x": x, "y": y} for x, y in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": sent})

    def middle(quote: str) -> tuple[float, float]:
        box = page.evaluate(
            """(quote) => {
              const walker = document.createTreeWalker(document.querySelector("#text"), NodeFilter.SHOW_TEXT);
              for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(quote);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + quote.length);
                const { left, top, width, height } = range.getBoundingClientRect();
                return [left + width / 2, top + height / 2];
              }
              throw new Error(quote);
            }""",
            quote,
        )
        return box[0], box[1]

    def drag(handle: Locator, to: str) -> None:
        box = handle.bounding_box()
        assert box
        # The finger takes hold below the line, where the knob is, and stays that far below.
        x, y, below = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["height"] / 2 + 14
        to_x, to_y = middle(to)
        touch("touchStart", (x, y + below))
        for step in range(1, 6):
            touch("touchMove", (x + (to_x - x) * step / 5, y + below + (to_y - y) * step / 5))
        touch("touchEnd")

    # The browser's own handles select words; what they leave is a selection.
    page.touchscreen.tap(*middle("whether"))
    page.evaluate(
        """() => {
          const all = [...document.querySelectorAll("#text p")];
          const node = all.find((each) => each.textContent.includes("whether")).firstChild;
          const at = node.data.indexOf("the bridge");
          getSelection().setBaseAndExtent(node, at, node, at + "the bridge".length);
        }"""
    )
    composer = page.locator(".composer")
    expect(composer).to_be_visible()
    expect(composer.locator("q")).to_have_text("the bridge")
    drag(page.locator(".handle-end"), "closed")
    expect(composer.locator("q")).to_have_text("the bridge was closed")
    drag(page.locator(".handle-start"), "clear")
    expect(composer.locator("q")).to_have_text("clear whether the bridge was closed")
    drag(page.locator(".handle-end"), "bridge")
    expect(composer.locator("q")).to_have_text("clear whether the bridge")
    composer.locator("label").filter(has_text=re.compile("^Claim")).tap()
    composer.locator("label").filter(has_text="Possible").tap()
    composer.get_by_role("button", name="Save").tap()
    saved(page)
    assert len(made_of(page, "clear whether the bridge")) == before + 1


# -- without storage


@pytest.mark.parametrize("script", [REFUSED, BLOCKED], ids=["throws", "fails"])
def test_without_indexeddb_what_waits_is_in_sight_and_said_to_be_in_this_page_only(
    furnished: dict[str, Any], owner: Page, script: str
) -> None:
    owner.add_init_script(script)
    opened(owner, furnished["pages"]["article"])
    words = {REFUSED: "mayor may", BLOCKED: "on Monday"}[script]
    waits_in_this_page_only(owner, words)


def test_with_a_full_disk_what_waits_is_in_sight_and_said_to_be_in_this_page_only(
    furnished: dict[str, Any], owner: Page, site: Site
) -> None:
    session = owner.context.new_cdp_session(owner)
    session.send("Storage.overrideQuotaForOrigin", {"origin": site.address, "quotaSize": 1})
    opened(owner, furnished["pages"]["article"])
    waits_in_this_page_only(owner, "It is not")
    session.send("Storage.overrideQuotaForOrigin", {"origin": site.address})


def waits_in_this_page_only(page: Page, words: str) -> None:
    """Mark offline: it stays, with a sentence, and leaving asks first; then it is sent, once."""
    before = len(made_of(page, words))
    page.context.set_offline(True)
    mark_only(page, words)
    expect(page.locator("#saved")).to_have_text("1 mark waits for the network, in this page only")
    expect(page.locator("#toasts")).to_contain_text("Leave this page open until all is saved.")
    mark = page.locator(".mark-active")
    expect(mark.locator(".mark-quote")).to_have_text(words)
    expect(mark).to_have_class(re.compile("mark-waiting"))
    assert page.evaluate(HELD)
    page.context.set_offline(False)
    saved(page)
    expect(mark).not_to_have_class(re.compile("mark-waiting"))
    assert not page.evaluate(HELD)
    assert len(made_of(page, words)) == before + 1


# -- going back


@pytest.fixture
def remembering(browser: Browser) -> Iterator[Browser]:
    """A browser that keeps pages to go back to, which Playwright's own flags forbid."""
    launched = browser.browser_type.launch(
        executable_path=chromium(),
        args=list(FLAGS),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield launched
    launched.close()


def test_who_goes_back_to_an_article_sees_what_was_missed_and_what_comes(
    furnished: dict[str, Any], owner: Page, remembering: Browser, site: Site
) -> None:
    article = furnished["pages"]["article"]
    owner.goto(article)
    page = remembering.new_context(base_url=site.address, viewport={"width": 1440, "height": 900}).new_page()
    come_in(page, furnished, site.address)
    opened(page, article)
    before = counted(page)
    page.evaluate(KEPT)
    page.goto("/account/")
    put(owner, "Nobody")
    page.evaluate("() => history.back()")
    expect(page.locator("#text")).to_be_visible()
    assert page.evaluate("() => window.shows") == [True], "the page was loaded anew, not kept"
    shows(page, before + 1)
    put(owner, "was hurt")
    shows(page, before + 2)
    # And it saves.
    mark_only(page, "the bridge was")
    saved(page)
    shows(owner, before + 3)


def test_a_part_that_cannot_be_fetched_is_said_and_comes_with_the_network(
    furnished: dict[str, Any], owner: Page
) -> None:
    opened(owner, furnished["pages"]["article"])
    owner.route("**/js/keyboard/dialog*", lambda route: route.abort())
    button = owner.locator("button[data-help]")
    button.click()
    expect(owner.locator("#toasts")).to_contain_text("A part of this page could not be fetched.")
    owner.unroute("**/js/keyboard/dialog*")
    button.click()
    expect(owner.get_by_role("dialog", name="Keys")).to_be_visible()


# -- over plain http


def test_over_plain_http_words_are_marked_and_others_see_it(
    furnished: dict[str, Any], visit: Callable[..., Page], site: Site
) -> None:
    address = f"http://{PLAIN}:{site.port}"
    page, other = visit(), visit()
    for each in (page, other):
        come_in(each, furnished, address)
        opened(each, address + furnished["pages"]["article"])
    assert (
        page.evaluate("() => [isSecureContext, crypto.randomUUID, navigator.locks].map(Boolean)")
        == [False] * 3
    )
    before = counted(other)
    mark_only(page, "whether")
    saved(page)
    shows(other, before + 1)
    page.context.set_offline(True)
    mark_only(page, "clear")
    expect(page.locator("#saved")).to_have_text("1 mark waits for the network")
    page.context.set_offline(False)
    saved(page)
    shows(other, before + 2)
