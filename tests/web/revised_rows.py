"""The pages of an article's further texts, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.web.row import ALL, ANYBODY_SIGNED_IN, DONE_BY_LEADS, LEADS, Row

if TYPE_CHECKING:
    from tests.web.world import World


def article(world: World) -> list[Any]:
    return [world.team.article.pk]


def revision(world: World) -> list[Any]:
    return [world.team.revision.pk]


def project(world: World) -> list[Any]:
    return [world.team.project.pk]


REVISED = [
    Row("watches", ALL, project),
    Row("watch-start", DONE_BY_LEADS, article, lambda _: {"every": "6"}),
    Row("watch-look", DONE_BY_LEADS, article, lambda _: {}),
    Row("watch-stop", DONE_BY_LEADS, article, lambda _: {}),
    Row("revision-add", LEADS, article),
    Row("revision-add", DONE_BY_LEADS, article, lambda _: {"text": "Quite another text."}),
    Row("revision-fetch", DONE_BY_LEADS, article, lambda _: {}),
    Row("carry-undo", DONE_BY_LEADS, revision, lambda _: {}),
    Row("carry-again", DONE_BY_LEADS, revision, lambda _: {}),
    Row("review", ANYBODY_SIGNED_IN),
    Row("article-review", ALL, article),
    # Nothing was carried: there is nothing to say anything of. What may be said is in the services' tests.
    Row("placing", (404, 404, 404, 404, 404, 302), lambda w: [w.mark], lambda _: {"do": "accept"}),
]
