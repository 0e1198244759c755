"""The calls about assignments."""

from __future__ import annotations

from tests.api.call import Call, least, signed_in

ASSIGNMENTS = [
    Call("my-assignments", "get", signed_in(200)),
    Call("assignments", "get", least("reader", 200)),
    Call(
        "assignments",
        "post",
        least("curator", 201),
        lambda w: {
            "people": [w.team.owner.pk],
            "articles": [w.team.article.pk],
            "pool": 1,
            "due": "2030-05-03",
        },
    ),
    Call("assignment-pool", "get", least("annotator", 200)),
    Call(
        "assignment-rule",
        "post",
        least("curator", 200),
        lambda w: {
            "people": [w.team.owner.pk],
            "each": 2,
            "by_story": "apart",
            "preview": False,
            "pool": True,
        },
    ),
    Call(
        "assignments-due",
        "put",
        least("curator", 200),
        lambda w: {"assignments": [w.keys["assignment_id"]], "due": None},
    ),
    Call("assignment", "get", (200, 200, 200, 404, 404, 401)),  # it is the annotator's
    Call("assignment", "patch", (200, 200, 403, 404, 404, 401), lambda _: {"person": None}),
    Call("assignment", "delete", (204, 204, 403, 404, 404, 401)),
    Call("assignment-done", "post", (403, 403, 200, 404, 404, 401)),
    Call(
        "assignment-reopen",
        "post",
        (200, 200, 200, 404, 404, 401),
        lambda _: {"note": "Look again"},
        keys={"assignment_id": "done_assignment_id"},
    ),
    Call("assignment-pause", "post", (403, 403, 200, 404, 404, 401)),
    Call("assignment-resume", "post", (403, 403, 200, 404, 404, 401)),
    Call("assignment-give-up", "post", (403, 403, 200, 404, 404, 401), lambda _: {"reason": "No time"}),
    Call("assignment-take", "post", least("annotator", 200), keys={"assignment_id": "pooled_assignment_id"}),
    Call("article-done", "post", least("annotator", 200)),
    Call("article-time", "post", least("reader", 200), lambda _: {"seconds": 5}),
]
