"""Each request has an id, in its answer and in each line of the log; how long it took is told once."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from django.conf import settings

from annotator.tracing import begin_request
from annotator.watching import REQUESTS, slow_queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

log = logging.getLogger("annotator.requests")
METHODS = frozenset(
    {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
)  # no stranger makes new ones
QUIET = frozenset({"healthz", "readyz", "metrics"})  # asked every few seconds by machines


class Told:
    """Middleware, the outermost: names the request, and tells of it when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the id that came, or a new one, in `X-Request-ID`.

        The line tells the route, not the address, which may hold the secret of a link.
        """
        began = time.perf_counter()
        name = begin_request(request.headers.get("X-Request-ID"))
        with slow_queries():
            answer = self.get_response(request)
            took = time.perf_counter() - began
            match = request.resolver_match
            is_static = request.path.startswith(settings.STATIC_URL)
            route = f"/{match.route}" if match else settings.STATIC_URL if is_static else "nowhere"
            method = request.method if request.method in METHODS else "other"
            REQUESTS.labels(method, route, answer.status_code).observe(took)
            if not (is_static or (match and match.view_name in QUIET)):
                log.info("%s %s %s in %d ms", request.method, route, answer.status_code, 1000 * took)
        answer["X-Request-ID"] = name
        return answer
