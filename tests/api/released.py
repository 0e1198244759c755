"""The calls about releases."""

from __future__ import annotations

from tests.api.call import Call, least

DRAFT = {"release_id": "draft_id"}
LEADS_ALONE = (404, 404, 401)  # who does not lead has not even heard of a draft

RELEASES = [
    Call("releases", "get", least("reader", 200)),
    Call(
        "releases",
        "post",
        least("curator", 201),
        lambda w: {
            "version": "2.0",
            "title": "The bridge",
            "released_on": "2026-07-01",
            "licence": "CC-BY-4.0",
            "authors": [{"family": "Lovelace", "given": "Ada"}],
            "stories": [w.team.story.pk],
        },
    ),
    Call("release", "get", least("reader", 200)),
    Call("release", "delete", (204, 204, 404, *LEADS_ALONE), keys=DRAFT),
    Call(
        "release-publish",
        "post",
        (200, 200, 404, *LEADS_ALONE),
        lambda _: {"sha256": "ab" * 32},
        keys=DRAFT,
    ),
    Call("release-withdraw", "post", least("curator", 200), lambda _: {"reason": "Names were left in it."}),
    Call("release-file", "get", least("reader", 200)),
]
