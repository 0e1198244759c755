"""What machines that watch are told: how long requests take, who listens, and which queries were slow."""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connections
from prometheus_client import Gauge, Histogram

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

log = logging.getLogger(__name__)

LONGEST_SQL = 600  # characters of a slow query that are told; never its parameters, which are people's texts
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)  # seconds

REQUESTS = Histogram(
    "annotator_request_seconds",
    "How long requests took, by route: the pattern of the address, never the address itself.",
    ("method", "route", "status"),
    buckets=BUCKETS,
)
LISTENERS = Gauge("annotator_feed_listeners", "Open event streams.", multiprocess_mode="livesum")


@contextmanager
def slow_queries() -> Iterator[None]:
    """Tell each query in here that takes longer than `SLOW_QUERY_MS`, without its parameters."""
    if not settings.SLOW_QUERY_MS:
        yield
        return
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(_timed))
        yield


def _timed(execute: Callable[..., Any], sql: str, params: object, many: bool, context: object) -> Any:  # noqa: ANN401, FBT001 - Django's
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = 1000 * (time.perf_counter() - began)
        if took >= settings.SLOW_QUERY_MS:
            log.warning("A query took %d ms: %s", took, " ".join(str(sql).split())[:LONGEST_SQL])
