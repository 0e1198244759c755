"""The calls about trials and quality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.api.call import Call, least
from tests.trying import decided

if TYPE_CHECKING:
    from tests.api.world import World


def with_a_key(world: World) -> dict[str, Any]:
    decided(world.team, world.team.article, "may resign")
    return {"kind": "gold"}


TRIED = [
    Call("quality", "get", least("curator", 200)),  # the project does not show annotators their own
    Call("trials", "get", least("curator", 200)),
    Call("article-trial", "put", least("curator", 200), with_a_key),
    Call("article-trial", "delete", least("curator", 204)),
    # It is no trial: of one that is not for training, nobody is told either.
    Call("article-feedback", "get", (404,) * 5 + (401,)),
]
