"""Two people at one article, two tabs of one browser: what one does, the other sees without loading anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.acts import add_files, card_of, make_project, mark, page_data, put_on_new_claim, sign_up
from tests.deadlines import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

STORY = "The bridge"
WORDS = "The mayor may resign on Monday, officials said"
OTHERS = "Nobody was hurt"


def two_people(visit, tmp_path) -> tuple[Page, Page, str]:
    """Ada, who owns a project with one article, and Ben, who annotates in it; both have the article open."""
    file = tmp_path / "bridge.txt"
    file.write_text(f"Bridge closed\n\n{WORDS}.\n\n{OTHERS}, and it is not clear why.\n", encoding="utf-8")
    other = tmp_path / "other.txt"
    other.write_text("Another account\n\nThe bridge stays open.\n", encoding="utf-8")
    ada, ben = visit(), visit()
    ada.goto("/")
    sign_up(ada, "ada", "Ada Lovelace")
    make_project(ada, "Bridges")
    project = ada.url.rstrip("/").rsplit("/", 1)[1]
    add_files(ada, [file, other], story=STORY)
    article = ada.get_by_role("link", name="Bridge closed").first.get_attribute("href") or ""
    token = ada.locator("meta[name=csrf-token]").get_attribute("content") or ""
    invited = ada.request.post(
        f"/api/v1/projects/{project}/invitations/",
        data={"role": "annotator"},
        headers={"X-CSRFToken": token, "Referer": ada.url},
    ).json()
    ben.goto(f"/join/{invited['secret']}/")
    ben.get_by_role("link", name="Make an account and join").click()
    sign_up(ben, "ben", "Ben Bitdiddle")
    expect(ben.get_by_role("heading", level=1, name="Bridges")).to_be_visible()
    for page in (ada, ben):
        page.goto(article)
    return ada, ben, article


def streams(page: Page) -> list[str]:
    """Collect the streams that the browser of a page asks for."""
    asked: list[str] = []
    page.context.on(
        "request", lambda request: asked.append(request.url) if "/events/" in request.url else None
    )
    return asked


def test_what_one_does_the_other_sees(visit, tmp_path):
    ada, ben, _ = two_people(visit, tmp_path)
    here = ben.locator("#here")
    expect(here).to_contain_text("1 other person is here")
    expect(ben.locator(".here-beside .person")).to_have_count(1)
    here.get_by_role("button").first.focus()
    ben.keyboard.press("Enter")
    expect(here.get_by_role("listitem")).to_contain_text("Ada Lovelace, at “")

    mark(ada, WORDS, layer="claim", certainty="possible")
    cards = ben.locator(".mark-card")
    expect(cards).to_have_count(1, timeout=3000)
    expect(cards).to_contain_text("Ada Lovelace")

    card_of(ada, WORDS).get_by_role("button", name="Edit").click()
    ada.locator(".composer").get_by_label("Note", exact=True).fill("Who says so?")
    ada.locator(".composer").get_by_role("button", name="Save").click()
    expect(cards).to_contain_text("Who says so?", timeout=3000)

    put_on_new_claim(ada, WORDS, "The mayor resigns.")
    card_of(ben, WORDS)
    expect(cards).to_contain_text("The mayor resigns.", timeout=3000)

    card_of(ada, WORDS).get_by_role("button", name="Delete").click()
    expect(cards).to_have_count(0, timeout=3000)

    ada.close()
    expect(here).to_be_hidden(timeout=3000)
    expect(ben.locator(".here-beside .person")).to_have_count(0)


def test_two_tabs_share_one_stream_and_the_second_goes_on_when_the_first_is_closed(visit, tmp_path):
    ada, ben, article = two_people(visit, tmp_path)
    ben.close()
    asked = streams(ada)
    ada.reload()
    until_stream = lambda count: until(lambda: ada.wait_for_timeout(50) or len(asked) == count)  # noqa: E731
    until_stream(1)
    other = ada.context.new_page()
    other.goto(article)
    mark(ada, WORDS, layer="claim", certainty="possible")
    expect(other.locator(".mark-card")).to_have_count(1, timeout=3000)
    story = ada.context.new_page()
    story.goto(f"/stories/{page_data(ada)['story']['id']}/")
    assert len(asked) == 1
    ada.close()
    mark(other, OTHERS, layer="claim", certainty="possible")
    story.close()
    third = other.context.new_page()
    third.goto(article)
    card_of(other, OTHERS).get_by_role("button", name="Delete").click()
    expect(third.locator(".mark-card")).to_have_count(1, timeout=5000)


def test_who_was_offline_and_a_server_that_was_away_cost_nothing(visit, tmp_path, site):
    ada, ben, _ = two_people(visit, tmp_path)
    expect(ben.locator("#here")).to_be_visible()
    ben.context.set_offline(True)
    mark(ada, WORDS, layer="claim", certainty="possible")
    ben.context.set_offline(False)
    marks = ben.locator("#filters")
    expect(marks).to_contain_text("1 mark", timeout=5000)
    site.stop()
    site.start()
    mark(ada, OTHERS, layer="claim", certainty="certain")
    expect(marks).to_contain_text("2 marks", timeout=20_000)


def test_what_is_news_about_the_article_does_not_move_its_text(visit, tmp_path):
    """Somebody may be about to point at a word."""
    ada, ben, article = two_people(visit, tmp_path)
    expect(ben.locator("#here")).to_contain_text("1 other person is here")
    text, notice = ben.locator("#text"), ben.locator(".live-notice")
    before = text.bounding_box()
    token = ada.locator("meta[name=csrf-token]").get_attribute("content") or ""
    answer = ada.request.post(
        f"/api/v1{article}revisions/",
        data={"text": f"{WORDS}.\n\n{OTHERS}."},
        headers={"X-CSRFToken": token, "Referer": ada.url},
    )
    assert answer.status == 201, answer.text()
    expect(notice).to_contain_text("There is a newer text of this article.")
    expect(notice).to_be_in_viewport(ratio=1)
    assert text.bounding_box() == before
