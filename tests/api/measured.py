"""The calls about agreement."""

from __future__ import annotations

from tests.api.call import Call, least

MEASURED = [
    Call("agreement", "get", (404, 404, 403, 403, 404, 401)),  # nobody asked for a report
    Call("agreement", "post", least("curator", 202), lambda w: {"round": 0, "story": w.team.story.pk}),
    Call("agreement-behind", "get", (422, 422, 403, 403, 404, 401)),  # of which question?
]
