"""The web application: one port, one process, two sides.

Event streams stay open for hours and are Django's ASGI side. Everything else is Django's WSGI side in a fixed
pool of threads, which keep their database connections: 1.5 times the throughput of sync views under ASGI.
Run it under uvicorn; under granian a2wsgi failed nearly every POST.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, cast

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
streams = get_asgi_application()

from django.conf import settings  # noqa: E402 - configured just above

from annotator.config.wsgi import application as pages  # noqa: E402 - the same

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Message = MutableMapping[str, Any]

STREAMS = "/events/"

# Any: a2wsgi, Django and asgiref spell the same protocols in three ways
_pages: Any = WSGIMiddleware(cast("Any", pages), workers=settings.WEB_THREADS)


async def application(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """Hand event streams to ASGI and all other requests to WSGI."""
    if scope["type"] == "http" and scope["path"].startswith(STREAMS):
        await streams(scope, receive, send)  # type: ignore[arg-type]  # django-stubs wants asgiref's exact types
    else:
        await _pages(scope, receive, send)
