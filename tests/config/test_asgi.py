from __future__ import annotations

import asyncio

import pytest

from annotator.config import asgi


@pytest.mark.parametrize(
    ("scope", "side"),
    [
        ({"type": "http", "path": "/events/projects/1/"}, "streams"),
        ({"type": "http", "path": "/"}, "pages"),
        ({"type": "http", "path": "/eventsomething"}, "pages"),
        ({"type": "http", "path": "/api/v1/events/"}, "pages"),
    ],
)
def test_event_streams_go_one_way_and_pages_the_other(monkeypatch, scope, side):
    went = []

    def way(name):
        async def application(scope, receive, send):
            went.append(name)

        return application

    monkeypatch.setattr(asgi, "streams", way("streams"))
    monkeypatch.setattr(asgi, "_pages", way("pages"))
    asyncio.run(asgi.application(scope, None, None))
    assert went == [side]
