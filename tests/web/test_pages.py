"""Every page: who gets it, who may not, and who may not even know that it is there."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.urls import URLResolver, get_resolver, reverse

from annotator.models import Export, Import, ImportItem, Invitation, User
from annotator.services import claims, comparisons, exports, imports, projects
from tests.api.asking import undone
from tests.people import EVERYBODY, client, mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people import Team

# What each of the six gets, in the order of EVERYBODY. 302 to an anonymous person is the sign-in page.
ALL = (200, 200, 200, 200, 404, 302)
WORKERS = (200, 200, 200, 403, 404, 302)
LEADS = (200, 200, 403, 403, 404, 302)
OWNER = (200, 403, 403, 403, 404, 302)
DONE_BY_WORKERS = (302, 302, 302, 403, 404, 302)
DONE_BY_LEADS = (302, 302, 403, 403, 404, 302)
DONE_BY_OWNER = (302, 403, 403, 403, 404, 302)
ANYBODY_SIGNED_IN = (200, 200, 200, 200, 200, 302)


@dataclass(frozen=True, slots=True)
class Row:
    """A page, how it is asked for, and what each of the six gets."""

    name: str
    expected: tuple[int, ...]
    args: Callable[[World], list[Any]] = lambda _: []
    post: Callable[[World], dict[str, Any]] | None = None

    def __str__(self) -> str:
        return f"{'POST' if self.post else 'GET'} {self.name}"


@dataclass
class World:
    """A project in which there is one of everything."""

    team: Team
    claim: uuid.UUID
    batch: Import
    item: ImportItem
    export: Export
    job: uuid.UUID
    invitation: Invitation
    secret: str
    other_article: int
    reader_member: int


@pytest.fixture
def world(team: Team, do_jobs: Callable[[], int], django_capture_on_commit_callbacks: Any) -> World:
    made = mark(team.annotator, team.revision, "The mayor may resign")
    claim = claims.create(
        actor=team.owner,
        story_id=team.story.pk,
        claim_id=uuid.uuid4(),
        wording="The mayor resigns",
        annotation_id=uuid.UUID(made.data["id"]),
    )
    other = team.add_account("The mayor will resign on Monday. The bridge stays open.")
    with django_capture_on_commit_callbacks(execute=True):
        comparisons.ask_for_story(actor=team.owner, story_id=team.story.pk)
        export = exports.start(actor=team.owner, project_id=team.project.pk, form="csv")
        batch = imports.start(
            actor=team.owner,
            project_id=team.project.pk,
            pasted=["A new report\n\nIt rains.", "Another.\n\nNo."],
        )
    do_jobs()
    waiting = exports.start(actor=team.owner, project_id=team.project.pk, form="csv")
    invited = projects.invite(actor=team.owner, project_id=team.project.pk, role="reader")
    export.refresh_from_db()
    assert waiting.job is not None
    return World(
        team=team,
        claim=claim.pk,
        batch=batch,
        item=batch.items.first(),
        export=export,
        job=waiting.job.pk,
        invitation=invited.invitation,
        secret=invited.secret,
        other_article=other.pk,
        reader_member=team.project.members.get(user=team.reader).pk,
    )


def project(world: World) -> list[Any]:
    return [world.team.project.pk]


def story(world: World) -> list[Any]:
    return [world.team.story.pk]


def article(world: World) -> list[Any]:
    return [world.team.article.pk]


def claim(world: World) -> list[Any]:
    return [world.claim]


def cell(world: World) -> list[Any]:
    return [world.claim, world.team.article.pk]


def offered(world: World) -> list[Any]:
    return [world.team.story.pk, world.other_article]


def item(world: World) -> list[Any]:
    return [world.item.pk]


def nothing(_: World) -> dict[str, Any]:
    return {}


FACTS = {"title": "A new title", "source_name": "", "byline": "", "url": "", "story": ""}
ROWS = [
    Row("home", ANYBODY_SIGNED_IN),
    Row("account", ANYBODY_SIGNED_IN),
    Row("account", (302,) * 6, post=lambda _: {"name": "New", "email": ""}),
    Row("project-new", ANYBODY_SIGNED_IN),
    Row("project-new", (302,) * 6, post=lambda _: {"name": "Mine"}),
    Row("sign-in", (302, 302, 302, 302, 302, 200)),
    Row("sign-up", (302, 302, 302, 302, 302, 403)),
    Row("invitation", (200,) * 6, lambda world: [world.secret]),
    Row("project", ALL, project),
    Row("project-settings", OWNER, project),
    Row("project-settings", DONE_BY_OWNER, project, lambda _: {"name": "Renamed"}),
    Row("project-delete", DONE_BY_OWNER, project, nothing),
    Row("members", ALL, project),
    Row("members", DONE_BY_LEADS, project, lambda _: {"role": "annotator"}),
    Row("member-change", DONE_BY_OWNER, lambda world: [world.reader_member], lambda _: {"role": "annotator"}),
    # A reader may leave by themselves: it is their own membership.
    Row("member-remove", (302, 403, 403, 302, 404, 302), lambda world: [world.reader_member], nothing),
    Row("invitation-revoke", DONE_BY_LEADS, lambda world: [world.invitation.pk], nothing),
    Row("codebook", ALL, project),
    Row("add", WORKERS, project),
    Row("add", DONE_BY_WORKERS, project, lambda _: {"text": "News.\n\nIt rains.", "story": ""}),
    Row("import", WORKERS, lambda world: [world.batch.pk]),
    Row("import-accept-all", DONE_BY_WORKERS, lambda world: [world.batch.pk], nothing),
    Row(
        "item-accept",
        DONE_BY_WORKERS,
        item,
        lambda world: {f"{world.item.pk}-{k}": v for k, v in FACTS.items()},
    ),
    # Nothing in the project has the same text.
    Row("item-adopt", (409, 409, 409, 403, 404, 302), item, nothing),
    Row("item-discard", DONE_BY_WORKERS, item, nothing),
    Row("story-new", WORKERS, project),
    Row("story-new", DONE_BY_WORKERS, project, lambda _: {"title": "Another event"}),
    Row("story", ALL, story),
    Row("story-edit", LEADS, story),
    Row("story-edit", DONE_BY_LEADS, story, lambda _: {"title": "Renamed"}),
    Row("story-delete", LEADS, story, nothing),
    Row("story-restore", DONE_BY_LEADS, story, nothing),
    Row("candidate-accept", DONE_BY_LEADS, offered, nothing),
    Row("candidate-decline", DONE_BY_LEADS, offered, nothing),
    Row("claim-create", DONE_BY_WORKERS, story, lambda _: {"wording": "It rains"}),
    Row("claim-edit", ALL, claim),
    Row("claim-edit", DONE_BY_WORKERS, claim, lambda _: {"wording": "It rains"}),
    # An annotator deletes only their own claims.
    Row("claim-delete", (200, 200, 403, 403, 404, 302), claim, nothing),
    Row("claim-restore", (302, 302, 403, 403, 404, 302), claim, nothing),
    Row("cell", ALL, cell),
    Row("cell", DONE_BY_WORKERS, cell, lambda _: {"status": "denied", "certainty": "4"}),
    Row("article", ALL, article),
    Row("article-edit", LEADS, article),
    Row("article-edit", DONE_BY_LEADS, article, lambda _: FACTS),
    Row("article-delete", LEADS, article, nothing),
    Row("article-restore", DONE_BY_LEADS, article, nothing),
    Row("compare", ALL, lambda world: [world.team.article.pk, world.other_article]),
    Row("exports", ALL, project),
    Row("exports", DONE_BY_WORKERS, project, lambda _: {"form": "csv"}),
    Row("export-file", ALL, lambda world: [world.export.pk]),
    Row("export-delete", DONE_BY_LEADS, lambda world: [world.export.pk], nothing),
    Row("jobs", ALL, project),
    Row("job-cancel", DONE_BY_LEADS, lambda world: [world.job], nothing),
    # It waits: there is nothing to try again.
    Row("job-retry", (409, 409, 403, 403, 404, 302), lambda world: [world.job], nothing),
]
# Not of a project: the load balancer's question, and signing out, which Django tests.
ELSEWHERE = {"healthz", "sign-out"}


def ask(row: Row, world: World, who: str) -> Any:
    address = reverse(row.name, args=row.args(world))
    browser = client(world.team.who(who))
    return browser.post(address, row.post(world)) if row.post else browser.get(address)


@pytest.mark.parametrize("row", ROWS, ids=str)
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
    names = {pattern.name for pattern in get_resolver().url_patterns if not isinstance(pattern, URLResolver)}
    assert names - ELSEWHERE == {row.name for row in ROWS}


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
    browser.post(
        address, {"story": str(world.team.story.pk), "story_title": "Rain", "text": "News.\n\nIt rains."}
    )
    assert Import.objects.order_by("created_at").last().story.title == "Rain"


def test_a_document_that_was_accepted_is_not_accepted_again(world: World) -> None:
    browser = client(world.team.owner)
    address = reverse("item-accept", args=[world.item.pk])
    form = {f"{world.item.pk}-{name}": value for name, value in FACTS.items()}
    browser.post(address, form)
    articles = world.team.project.articles.count()
    assert browser.post(address, form)["Location"] == reverse("import", args=[world.batch.pk])
    assert world.team.project.articles.count() == articles
