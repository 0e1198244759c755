"""Asking a worker to look at a job. The row is the job: a message that is lost only costs time."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from celery import current_app

if TYPE_CHECKING:
    from uuid import UUID

log = logging.getLogger(__name__)

RUN_JOB = "annotator.run_job"  # the task's name: `tasks` has the task, and nothing below may import it
PAUSE_SECONDS = (
    5.0  # after a failure the broker is left alone, so that each request does not wait for it anew
)


class _Broker:
    """What is known of the broker: before this moment (of the monotonic clock) it is not worth a try."""

    not_before = 0.0


def ask(job_id: UUID, queue: str) -> bool:
    """Tell the workers of a queue that a job waits; return whether that went out. Never raises.

    Call it after the row is committed. A broker that is down costs 1 to 3 ms (refused) or 2 s (no answer at
    all) once in five seconds: the sweeper asks again for what was not heard.
    """
    if time.monotonic() < _Broker.not_before:
        return False
    try:
        _send(str(job_id), queue)
    except Exception:  # noqa: BLE001 - whatever it is, the row is there and the sweeper comes by
        _Broker.not_before = time.monotonic() + PAUSE_SECONDS
        log.warning("The broker can't be reached; job %s waits for the sweeper.", job_id, exc_info=True)
        return False
    return True


def _send(job_id: str, queue: str) -> None:
    """Publish; tests put a fake here."""
    current_app.send_task(RUN_JOB, args=[job_id], queue=queue, retry=False, ignore_result=True)
