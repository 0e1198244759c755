"""Which request or job a line of the log belongs to; carried along by the context, not by arguments."""

from __future__ import annotations

import re
import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

request_id: ContextVar[str] = ContextVar("request_id", default="")
job_id: ContextVar[str] = ContextVar("job_id", default="")

_GIVEN = re.compile(r"[A-Za-z0-9._:-]{1,64}")  # what a proxy may call a request: nothing that breaks a line


def begin_request(given: str | None) -> str:
    """Name what happens from here on after a request: as the proxy called it, or anew; return the name.

    It stays until the next request in this context: Django tells of an answer after the last middleware.
    """
    name = given if given and _GIVEN.fullmatch(given) else uuid.uuid4().hex
    request_id.set(name)
    return name


@contextmanager
def tracing_job(name: object) -> Iterator[None]:
    """Name what happens within after a job."""
    token = job_id.set(str(name))
    try:
        yield
    finally:
        job_id.reset(token)
