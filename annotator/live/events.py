"""`/events/`: the live feed as server-sent events. On the ASGI side only."""

from __future__ import annotations

import asyncio
import signal
import threading
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connection, connections
from django.http import StreamingHttpResponse
from django.views.decorators.http import require_GET
from rest_framework.exceptions import APIException
from rest_framework.views import APIView

from annotator.errors import Invalid, NotFound, NotSignedIn, Refusal
from annotator.http import problem_json, refusal_of, signed_in
from annotator.live import cursors, waking
from annotator.live.asking import Database
from annotator.live.hub import Hub
from annotator.live.listening import Listener
from annotator.queries import feed

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

MOST_PROJECTS = 50  # on one stream

_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """Return the hub of the running loop: a process has one loop, and so one hub."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        listen = waking.by_postgresql if connection.vendor == "postgresql" else None
        _hubs[loop] = Hub(Database(), listen=listen)
        _end_with_the_server(_hubs[loop], loop)
    return _hubs[loop]


def _end_with_the_server(over: Hub, loop: asyncio.AbstractEventLoop) -> None:
    """Let streams end when the server is told to stop; else it waits for them until its patience is over."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        servers = signal.getsignal(number)
        if callable(servers):

            def told(number: int, frame: FrameType | None, servers: Callable[..., object] = servers) -> None:
                loop.call_soon_threadsafe(partial(over.end, for_good=True))
                servers(number, frame)

            signal.signal(number, told)


@require_GET
async def events(request: HttpRequest) -> HttpResponseBase:
    """Stream what happens in projects, from `Last-Event-ID` or `after` on, else from now on (3 queries)."""
    if not isinstance(request, ASGIRequest):
        return problem_json(NotFound("Streams are given by the ASGI server only."))
    try:
        listener, heads = await sync_to_async(_let_in)(request)
    except (Refusal, APIException) as error:
        return problem_json(refusal_of(error) or NotFound())
    response = StreamingHttpResponse(hub().listen(listener, heads), content_type="text/event-stream")
    response["Cache-Control"] = "no-cache, no-transform"
    response["X-Accel-Buffering"] = "no"  # nginx would collect it
    return response


def _let_in(request: HttpRequest) -> tuple[Listener, dict[int, int]]:
    """Return who listens to what, and the number of each project's newest event.

    The thread lives as long as the stream, and with it its connection: closed before the stream begins.
    """
    try:
        asked = _numbers(request.GET.getlist("project"))
        cursor = cursors.read(request.headers.get("Last-Event-ID") or request.GET.get("after", ""))
        known = APIView().initialize_request(request)  # a session, or a token as the API takes it
        user = signed_in(known)
        if request.GET.get("actor", str(user.pk)) != str(user.pk):
            raise NotSignedIn  # a page of somebody else's, who has signed out; as X-Actor says elsewhere
        opened = feed.open_to(user, asked)
        session = None if known.auth else request.session.session_key
        heads = {project: opened[project].head for project in asked}
        listener = Listener(
            user_id=user.pk,
            heard={project: cursor.get(project, head) for project, head in heads.items()},
            roles={project: opened[project].role for project in asked},
            session=session,
        )
        return listener, heads
    finally:
        connections.close_all()


def _numbers(asked: list[str]) -> list[int]:
    given = {each for each in asked if each.isascii() and each.isdigit() and len(each) < 19}  # noqa: PLR2004 - 64 bits
    if not asked or len(given) < len(set(asked)) or len(given) > MOST_PROJECTS:
        raise Invalid(
            "Name the projects: ?project=3&project=5, at most %(most)s.", field="project", most=MOST_PROJECTS
        )
    return sorted(int(each) for each in given)
