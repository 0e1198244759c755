"""The calls about an article's further texts."""

from __future__ import annotations

from tests.api.call import Call, least, signed_in

REVISED = [
    Call("article-revisions", "post", least("curator", 201), lambda _: {"text": "Quite another text."}),
    Call("article-refetch", "post", least("curator", 422)),  # the article has no address
    Call("carry", "get", least("reader", 200)),
    Call("carry", "post", least("curator", 202)),
    Call("carry", "delete", least("curator", 200)),
    Call("review", "get", signed_in(200)),
    Call("article-watch", "get", (404, 404, 404, 404, 404, 401)),  # it never was
    Call("article-watch", "put", least("curator", 422), lambda _: {"every": 6}),  # it has no address
    Call("article-watch", "delete", least("curator", 409)),
    Call("article-watch-look", "post", least("curator", 409)),
    Call("project-watches", "get", least("reader", 200)),
    Call("settle", "post", (404, 404, 404, 404, 404, 401), lambda _: {"do": "accept"}),
]
