"""The calls about what is brought in: documents, and files with marks of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.api.call import Call, least
from tests.intaken import MAPPED

if TYPE_CHECKING:
    from tests.api.world import World


def facts(w: World) -> dict[str, Any]:
    return {
        "title": "T",
        "byline": "B",
        "source": "S",
        "url": "https://news.example/a",
        "published_at": "2026-05-04T10:00:00Z",
        "published_precision": "minute",
        "story": w.team.story.pk,
    }


def mapping(world: World) -> dict[str, Any]:
    return MAPPED.as_dict() | {"nobody": "Team", "story": world.team.story.pk, "story_title": ""}


BROUGHT = [
    Call(
        "imports", "post", least("annotator", 201),
        lambda w: {"story": w.team.story.pk, "texts": ["A text."], "addresses": ["https://news.example/"]},
    ),
    Call("import", "get", least("reader", 200)),
    Call("import-dismiss", "post", least("annotator", 200)),
    Call("import-item-accept", "post", least("annotator", 201), lambda w: facts(w) | {"again": False}),
    Call("import-item-adopt", "post", least("annotator", 200), keys={"item_id": "same_item_id"}),
    Call("import-item-discard", "post", least("annotator", 200)),
    Call("intakes", "get", least("curator", 200)),
    Call(
        "intakes", "post", least("curator", 201),
        lambda _: {"name": "a.ann", "content": "T1\tClaim 0 1\tT", "format": "brat"},
    ),
    Call("intake", "get", least("curator", 200)),
    Call("intake", "delete", least("curator", 204)),
    Call(
        "intake-reading", "post", least("curator", 200),
        lambda _: {"format": "brat", "unit": "UTF-16", "columns": {"words": "quote"}},
    ),
    Call("intake-mapping", "put", least("curator", 200), mapping),
    Call("intake-taking", "post", least("curator", 200)),
    Call("intake-refused", "get", least("curator", 200)),
]  # fmt: skip
