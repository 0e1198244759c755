"""Calling the API as somebody, and taking back what that did."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from django.test import Client

    from tests.api.call import Call
    from tests.api.world import World


def ask(
    browser: Client,
    method: str,
    address: str,
    body: Any = None,
    *,
    version: int | None = None,
    **headers: str,
) -> HttpResponse:
    """Call an address with a JSON body; bytes go as they are."""
    sent = {} if version is None else {"If-Match": f'"{version}"'}
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    answer = browser.generic(
        method.upper(), address, data, content_type="application/json", headers=sent | headers
    )
    if answer.streaming:  # read to its end, so that its file is closed also where nobody looks at it
        answer.streaming_content = [b"".join(answer.streaming_content)]
    return answer


def do(browser: Client, call: Call, world: World, body: Any = ...) -> HttpResponse:
    """Do a call of the table, with its own body or another."""
    sent = call.body(world) if body is ... else body
    return ask(browser, call.method, call.address(world), sent, version=call.version)


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever the block writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def is_problem(response: HttpResponse, status: int, slug: str | None = None) -> dict[str, Any]:
    """Hold a refusal to its one shape, and return it."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    told = json.loads(response.content)
    assert told["type"].startswith("/problems/")
    assert told["status"] == status
    assert told["title"]
    assert told["detail"].endswith((".", "?", "!"))
    if slug is not None:
        assert told["type"] == f"/problems/{slug}"
    return told
