"""Celery's way in: a task is one call to a service. A kind of job and what does it stand in `HANDLERS`."""

# mypy: disable-error-code="untyped-decorator"
# Celery's decorators have no types.

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING
from uuid import UUID

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down
from django.conf import settings
from django.db import connections

from annotator.jobs import RUN_JOB
from annotator.services import (
    agreements,
    candidates,
    comparisons,
    exports,
    imports,
    invitations,
    jobs,
    overviews,
    restoring,
    running,
    sifting,
    suggestions,
    taking,
)

if TYPE_CHECKING:
    from annotator.services.running import Handler

log = logging.getLogger(__name__)

HANDLERS: dict[str, Handler] = {
    agreements.KIND: agreements.run,
    imports.KIND: imports.run,
    candidates.KIND: candidates.run,
    comparisons.KIND: comparisons.run,
    exports.KIND: exports.run,
    invitations.KIND: invitations.run,
    overviews.KIND: overviews.run,
    restoring.KIND: restoring.run,
    sifting.KIND: sifting.run,
    suggestions.KIND: suggestions.run,
    taking.KIND: taking.run,
}

_stopping = threading.Event()


@shared_task(name=RUN_JOB, ignore_result=True)  # acknowledged early: the row's lease is what recovers it
def run_job(job_id: str) -> None:
    """Do one job, if it is still to be done; safe to run twice."""
    running.execute(job_id=UUID(job_id), handlers=HANDLERS)


@worker_ready.connect
def start_sweeper(**_: object) -> None:
    """Sweep in every worker, from a thread of its main process: no scheduler that could be the one to die."""
    threading.Thread(target=sweep_until_stopped, name="sweeper", daemon=True).start()


@worker_shutting_down.connect
def stop_sweeper(**_: object) -> None:
    """Leave what waits to the workers that go on."""
    _stopping.set()


def sweep_until_stopped() -> None:
    """Sweep at once and then every `JOB_SWEEP_SECONDS`, whatever happens to the database meanwhile."""
    while True:
        try:
            jobs.sweep()
        except Exception:
            log.exception("The sweeper could not look for waiting jobs; it tries again.")
        finally:
            connections.close_all()  # this thread's: a process that is forked now inherits no open connection
        if _stopping.wait(settings.JOB_SWEEP_SECONDS):
            return
