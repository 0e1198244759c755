"""The pages of releases as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.web.row import ALL, DONE_BY_LEADS, LEADS, Row

if TYPE_CHECKING:
    from tests.web.world import World

LEADS_ALONE = (200, 200, 404, 404, 404, 302)  # who does not lead has not even heard of a draft
DONE_BY_LEADS_ALONE = (302, 302, 404, 404, 404, 302)
FORM = {
    "version": "2.0", "title": "The bridge", "released_on": "2026-07-01", "licence": "CC-BY-4.0",
    "authors": "Lovelace, Ada", "texts": "without", "people": "pseudonyms", "train": 80, "dev": 10,
    "test": 10, "seed": 1,
}  # fmt: skip


def project(world: World) -> list[Any]:
    return [world.team.project.pk]


def published(world: World) -> list[Any]:
    return [world.release]


def draft(world: World) -> list[Any]:
    return [world.draft]


RELEASES = [
    Row("releases", ALL, project),
    Row("release-new", LEADS, project),
    Row("release-new", DONE_BY_LEADS, project, lambda _: FORM),
    Row("release", ALL, published),
    Row("release", LEADS_ALONE, draft),
    Row("release-file", ALL, published),
    Row("release-file", LEADS_ALONE, draft),
    Row("release-publish", DONE_BY_LEADS_ALONE, draft, lambda _: {"sha256": "ab" * 32}),
    Row("release-discard", DONE_BY_LEADS_ALONE, draft, lambda _: {}),
    Row("release-withdraw", DONE_BY_LEADS, published, lambda _: {"reason": "Names were left in it."}),
]
