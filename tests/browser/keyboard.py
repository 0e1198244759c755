"""A person without a mouse: keys, where the focus is after them, and what a screen reader is told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.acts import saved
from tests.browser.conftest import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FAR = 80  # presses of the tab key after which something counts as out of reach
WHERE = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return "nowhere";
  const { left, top, right, bottom, width, height } = at.getBoundingClientRect();
  if (!width || !height || !at.checkVisibility({ visibilityProperty: true })) return "on what is not shown";
  if (right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight) return "out of sight";
  return at.closest("[aria-hidden=true], [inert]") ? "on what is hidden from screen readers" : "";
}"""


class Typing:
    """The keyboard of one page: nothing here moves a pointer."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.announcer = page.locator("#announcer")

    def keys(self, *pressed: str) -> None:
        """Press keys one after the other; each leaves the focus somewhere that one can see."""
        for key in pressed:
            self.page.keyboard.press(key)
            self.is_somewhere(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.is_somewhere(text)

    def follow(self, address: str | re.Pattern[str]) -> None:
        """Press Enter on a link or button that leads to another page, and wait for that."""
        self.page.keyboard.press("Enter")
        expect(self.page).to_have_url(address)
        self.page.wait_for_load_state()

    def tab_to(self, target: Locator, *, back: bool = False) -> None:
        """Go there with the tab key alone."""
        expect(target).to_be_visible()
        for _ in range(FAR):
            if target.evaluate("it => it === document.activeElement"):
                self.is_somewhere("Tab")
                return
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"the tab key does not come to {target}")

    def is_somewhere(self, after: str) -> None:
        """Hold that the focus is on something that is there and in sight; it may take the page a moment."""
        try:
            self.page.wait_for_function(f"() => !({WHERE})()", timeout=5000)
        except Exception as error:
            raise AssertionError(f"after {after} the focus is {self.page.evaluate(WHERE)}") from error

    def hears(self, words: str | re.Pattern[str]) -> None:
        expect(self.announcer).to_contain_text(words)


def come_in(page: Page, hand: Typing) -> None:
    """Sign in; open project, story and article by their links."""
    page.goto("/")
    hand.tab_to(page.get_by_label("User name"))
    hand.write("ida")
    hand.tab_to(page.get_by_label("Password"))
    hand.write(PASSWORD)
    hand.follow(re.compile(r"/$"))
    for name, address in (
        ("The mill", re.compile(r"/projects/\d+/$")),
        ("The mill is sold", re.compile(r"/stories/\d+/$")),
    ):
        hand.tab_to(page.locator("main").get_by_role("link", name=name).first)
        hand.follow(address)
    hand.tab_to(page.locator("table.table tbody a[href*='/articles/']").first)
    hand.follow(re.compile(r"/articles/\d+/$"))
    saved(page)
    hand.tab_to(page.locator("#text"))


def fill_a_cell(page: Page, hand: Typing) -> None:
    hand.tab_to(page.locator(".crumbs").get_by_role("link", name="The mill is sold"), back=True)
    hand.follow(re.compile(r"/stories/\d+/$"))
    expect(page.locator("#matrix-apply")).to_have_count(0)
    cell = page.locator("#matrix tbody td a.cell").first
    hand.tab_to(cell)
    hand.keys("n")
    hand.hears("checked: not reported")
    expect(cell).to_have_class(re.compile("cell-not_reported"))
    hand.keys("ArrowRight", "3")
    hand.hears("probable")
    hand.keys("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(":focus")).to_have_count(1)
    hand.keys("Escape")
    expect(page.locator("#matrix tbody td a.cell").nth(1)).to_be_focused()
    page.reload()
    expect(page.locator("#matrix tbody td a.cell").nth(1)).to_have_class(re.compile("cell-asserted"))
