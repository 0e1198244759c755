"""The web application: one port, one process, two sides.

Event streams stay open for hours and are Django's ASGI side. Everything else is Django's WSGI side in a fixed
pool of threads, which keep their database connections: 1.5 times the throughput of sync views under ASGI.
Run it under uvicorn; under granian a2wsgi failed nearly every POST.

Django's ASGI side has a thread for each request as long as that lives, for what is not asynchronous in it:
who asks, and for what. Of a stream that is its first moment, so streams share a few threads for it, and none
stays.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import TYPE_CHECKING, Any, cast

from a2wsgi import WSGIMiddleware
from asgiref.sync import ThreadSensitiveContext
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
streams = get_asgi_application()

from django.conf import settings  # noqa: E402 - configured just above

from annotator.config.settling import settle  # noqa: E402 - the same
from annotator.config.wsgi import application as pages  # noqa: E402 - the same

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Message = MutableMapping[str, Any]

STREAMS = "/events/"
DOORS = 4  # streams that are let in at the same time, each by a thread of its own

# Any: a2wsgi, Django and asgiref spell the same protocols in three ways
_pages: Any = WSGIMiddleware(cast("Any", pages), workers=settings.WEB_THREADS)
_doors = cycle([ThreadPoolExecutor(max_workers=1, thread_name_prefix="door") for _ in range(DOORS)])
settle(pages=True)


async def application(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """Hand event streams to ASGI and all other requests to WSGI."""
    if scope["type"] == "http" and scope["path"].startswith(STREAMS):
        async with ThreadSensitiveContext(executor=next(_doors)):
            await streams(scope, receive, send)  # type: ignore[arg-type]  # django-stubs wants asgiref's types
    else:
        await _pages(scope, receive, send)
