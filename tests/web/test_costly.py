"""What begins work for a worker is counted, so that nobody fills its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import get_resolver, reverse

from annotator.config import costly
from annotator.models import Job
from annotator.services import attempts
from tests.api.asking import undone
from tests.people import client
from tests.web.rows import ROWS
from tests.web.test_pages import ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.world import World

# What begins work and is not counted: at most one job at a time for a thing that somebody has made, and what
# was read was counted when it was brought.
BOUNDED = {
    "article-delete", "article-edit", "story-split", "import-accept-all", "item-accept",
    "api:article", "api:story-split", "api:import-item-accept",
}  # fmt: skip


def begins_work(act: Callable[[], object]) -> bool:
    before = Job.objects.count()
    with undone():
        act()
        return Job.objects.count() > before


def test_each_page_that_begins_work_is_counted(world: World) -> None:
    begins = {row.name for row in ROWS if row.post and begins_work(lambda row=row: ask(row, world, "owner"))}
    assert {"exports", "release-new", "revision-add"} <= begins
    assert begins <= costly.COSTLY | BOUNDED


def test_what_is_costly_are_addresses_that_there_are() -> None:

    known = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    api = {
        f"api:{key}" for key in get_resolver().namespace_dict["api"][1].reverse_dict if isinstance(key, str)
    }
    assert not (costly.COSTLY | costly.SHARED) - known - api


def test_too_much_work_at_once_is_put_off(world: World, monkeypatch) -> None:

    monkeypatch.setitem(attempts.LIMITS, "costly", attempts.Limit(2, 60, "Wait %(minutes)s min."))
    browser, other = client(world.team.owner), client(world.team.curator)
    page, api = (reverse(name, args=[world.team.project.pk]) for name in ("exports", "api:exports"))
    assert browser.post(page, {"form": "csv"}).status_code == 302
    assert browser.post(api, {"format": "csv"}, content_type="application/json").status_code in {201, 202}
    held = browser.post(page, {"form": "csv"})
    assert (held.status_code, b"Wait 1 min." in held.content) == (429, True)
    refused = browser.post(api, {"format": "csv"}, content_type="application/json")
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert 0 < int(refused["Retry-After"]) <= 60
    assert browser.get(page).status_code == 200
    assert other.post(page, {"form": "csv"}).status_code == 302
