"""Every page: who gets it, who may not, and who may not even know that it is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLResolver, get_resolver, reverse

from annotator.models import Import, User
from annotator.services import projects
from annotator.web import account_urls
from tests.api.asking import undone
from tests.people import EVERYBODY, client
from tests.web.account_rows import ACCOUNT_ELSEWHERE, ACCOUNT_ROWS
from tests.web.rows import ELSEWHERE, FACTS, ROWS, Row

if TYPE_CHECKING:
    from tests.web.world import World


def ask(row: Row, world: World, who: str) -> Any:
    address = reverse(row.name, args=row.args(world))
    browser = client(world.team.who(who))
    return browser.post(address, row.post(world)) if row.post else browser.get(address)


@pytest.mark.parametrize("row", [*ROWS, *ACCOUNT_ROWS], ids=str)
def test_each_gets_what_is_theirs(row: Row, world: World) -> None:
    User.objects.filter(pk=world.team.owner.pk).update(is_superuser=True)  # the instance is not new
    told = {}
    for who in EVERYBODY:
        with undone():
            answer = ask(row, world, who)
            told[who] = answer.status_code
            refused = {404: "There is nothing here", 403: "may"}.get(answer.status_code, "")
            assert refused in b"".join(answer).decode(errors="replace")
            if who == "anonymous" and answer.status_code == 302 and row.name != "home":
                assert answer["Location"].startswith("/sign-in/?next=")
    assert told == dict(zip(EVERYBODY, row.expected, strict=True))


def test_every_page_has_its_rows() -> None:
    patterns = [*get_resolver().url_patterns, *account_urls.urlpatterns]
    names = {pattern.name for pattern in patterns if not isinstance(pattern, URLResolver)}
    assert names - ELSEWHERE - ACCOUNT_ELSEWHERE == {row.name for row in [*ROWS, *ACCOUNT_ROWS]}


def test_what_is_absent_looks_like_what_is_hidden(world: World) -> None:
    browser = client(world.team.stranger)
    hidden = browser.get(reverse("story", args=[world.team.story.pk]))
    absent = browser.get(reverse("story", args=[10**9]))
    # But for the tokens, which are other ones each time.
    without_token = re.compile(rb'"[A-Za-z0-9]{64}"')
    assert without_token.sub(b"", hidden.content) == without_token.sub(b"", absent.content)


def test_a_page_is_asked_for_with_a_token_only(world: World) -> None:
    browser = client(world.team.owner, checks=True)
    assert browser.post(reverse("project-delete", args=[world.team.project.pk])).status_code == 403


def test_a_codes_markup_in_a_text_stays_text(world: World) -> None:
    hostile = world.team.add_account(
        "<script>alert(1)</script> said <img src=x onerror=alert(1)>.", "<b>Bold</b>"
    )
    browser = client(world.team.owner)
    for name, args in (("article", [hostile.pk]), ("story", [world.team.story.pk])):
        page = browser.get(reverse(name, args=args)).content.decode()
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page
        assert "<b>Bold" not in page


def test_markup_in_a_comment_stays_text(world: World) -> None:
    for who, address in (("owner", reverse("inbox")), ("reader", reverse("thread", args=[world.mark]))):
        page = client(world.team.who(who)).get(address).content.decode()
        assert "Is that so, <span" in page
        assert "<script>alert(1)" not in page


def test_who_opens_a_thread_has_read_it(world: World) -> None:
    browser = client(world.team.owner)
    assert b"inbox-unread" in browser.get(reverse("inbox")).content
    browser.get(reverse("thread", args=[world.mark]))
    assert b"inbox-unread" not in browser.get(reverse("inbox")).content


def test_what_was_deleted_can_be_brought_back(world: World) -> None:
    browser = client(world.team.owner)
    for name, args, shown in (
        ("claim", [world.claim], reverse("claim-edit", args=[world.claim])),
        ("article", [world.team.article.pk], reverse("article", args=[world.team.article.pk])),
        ("story", [world.team.story.pk], reverse("story", args=[world.team.story.pk])),
    ):
        assert b"Undo" in browser.post(reverse(f"{name}-delete", args=args)).content
        assert browser.get(shown).status_code == 404
        assert browser.post(reverse(f"{name}-restore", args=args)).status_code == 302
        assert browser.get(shown).status_code == 200


def test_what_is_wrong_in_a_form_is_said_beside_its_field(world: World) -> None:
    browser = client(world.team.owner)
    answer = browser.post(reverse("project-new"), {"name": "  "})
    assert answer.status_code == 422
    assert b"errorlist" in answer.content
    empty = browser.post(reverse("add", args=[world.team.project.pk]), {"story": ""})
    assert empty.status_code == 422
    assert b"Paste a text, choose a file, or give an address." in empty.content


def test_the_link_of_an_invitation_is_shown_once(world: World) -> None:
    browser = client(world.team.owner)
    address = reverse("members", args=[world.team.project.pk])
    browser.post(address, {"role": "reader"})
    assert b"/join/" in browser.get(address).content
    assert b"/join/" not in browser.get(address).content


def test_who_joins_twice_stays_as_they_are(world: World) -> None:
    browser = client(world.team.curator)
    answer = browser.post(reverse("invitation", args=[world.secret]))
    assert answer.status_code == 302
    assert world.team.project.members.get(user=world.team.curator).role == "curator"
    assert list(get_messages(answer.wsgi_request))


def test_a_link_that_does_not_work_says_so(world: World) -> None:
    browser = client(world.team.who("anonymous"))
    assert browser.get(reverse("invitation", args=["guessed"])).status_code == 404
    projects.revoke(actor=world.team.owner, invitation_id=world.invitation.pk)
    gone = browser.get(reverse("invitation", args=[world.secret]))
    assert gone.status_code == 410
    assert b"Ask for a new link" in gone.content


def test_signing_up_twice_by_a_double_click_signs_one_in(db: None) -> None:
    form = {"username": "ida", "name": "", "password": "a-long-enough-password"}
    first, second = client(AnonymousUser()), client(AnonymousUser())
    assert first.post(reverse("sign-up"), form).status_code == 302
    # The browser drops the first answer and sends the form again, still as nobody.
    again = second.post(reverse("sign-up"), form)
    assert (again.status_code, again["Location"]) == (302, "/")
    assert second.get(reverse("home")).status_code == 200
    assert client(AnonymousUser()).post(reverse("sign-up"), form | {"password": "guessed"}).status_code == 403


def test_a_title_means_a_new_story_and_a_new_story_needs_one(world: World) -> None:
    browser = client(world.team.owner)
    address = reverse("add", args=[world.team.project.pk])
    untitled = browser.post(address, {"story": "new", "text": "News.\n\nIt rains."})
    assert untitled.status_code == 422
    assert b"Say what the new story is about" in untitled.content
    named = SimpleUploadedFile("wet-monday.txt", b"News.\n\nIt rains.")
    browser.post(address, {"story": "new", "documents": [named]})
    assert Import.objects.order_by("created_at").last().story_title == "wet monday"
    browser.post(
        address, {"story": str(world.team.story.pk), "story_title": "Rain", "text": "News.\n\nIt rains."}
    )
    assert Import.objects.order_by("created_at").last().story_title == "Rain"


def test_a_document_that_was_accepted_is_not_accepted_again(world: World) -> None:
    browser = client(world.team.owner)
    address = reverse("item-accept", args=[world.item.pk])
    form = {f"{world.item.pk}-{name}": value for name, value in FACTS.items()}
    browser.post(address, form)
    articles = world.team.project.articles.count()
    assert browser.post(address, form)["Location"] == reverse("import", args=[world.batch.pk])
    assert world.team.project.articles.count() == articles
