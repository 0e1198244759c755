"""Celery's way in: a task is one call to a service. A kind of job and what does it stand in `HANDLERS`."""

# mypy: disable-error-code="untyped-decorator"
# Celery's decorators have no types.

from __future__ import annotations

import logging
import os
import signal
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import billiard
from celery import current_app, shared_task
from celery.signals import worker_ready, worker_shutting_down
from django.conf import settings
from django.db import connections

from annotator.jobs import RUN_JOB
from annotator.models.jobs import Lane
from annotator.services import (
    agreements,
    candidates,
    carries,
    comparisons,
    exports,
    imports,
    invitations,
    jobs,
    looking,
    overviews,
    refetching,
    releasing,
    resetting,
    restoring,
    running,
    sifting,
    suggestions,
    taking,
    workers,
)
from annotator.services.hearing import Hearing

if TYPE_CHECKING:
    from annotator.services.running import Handler

log = logging.getLogger(__name__)

HANDLERS: dict[str, Handler] = {
    agreements.KIND: agreements.run,
    imports.KIND: imports.run,
    candidates.KIND: candidates.run,
    carries.KIND: carries.run,
    comparisons.KIND: comparisons.run,
    exports.KIND: exports.run,
    invitations.KIND: invitations.run,
    looking.KIND: looking.run,
    overviews.KIND: overviews.run,
    refetching.KIND: refetching.run,
    releasing.KIND: releasing.run,
    resetting.KIND: resetting.run,
    restoring.KIND: restoring.run,
    sifting.KIND: sifting.run,
    suggestions.KIND: suggestions.run,
    taking.KIND: taking.run,
}

_stopping = threading.Event()


@shared_task(name=RUN_JOB, ignore_result=True)  # acknowledged early: the row's lease is what recovers it
def run_job(job_id: str) -> None:
    """Do the job whose turn it is, which need not be the one that the message was sent for."""
    log.debug("A message for job %s came.", job_id)
    running.execute_next(handlers=HANDLERS, lanes=served())


def served() -> tuple[Lane, ...]:
    """Return the lanes of this worker: those of its `--queues`, else all."""
    consumed = current_app.amqp.queues.consume_from
    return tuple(lane for lane in Lane if lane.queue in consumed) or tuple(Lane)


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
    from celery.worker import state  # noqa: PLC0415 - only a worker has it

    hearing = Hearing(served())
    while True:
        try:
            jobs.sweep()
            jobs.prune()
            workers.here()
            looking.sweep()
            if hearing.is_lost(taken=state.all_total_count[0], is_busy=bool(state.active_requests)):
                end_deaf()
        except Exception:
            log.exception("The sweeper could not look for waiting jobs; it tries again.")
        finally:
            connections.close_all()  # this thread's: a process that is forked now inherits no open connection
        if _stopping.wait(settings.JOB_SWEEP_SECONDS):
            return


def end_deaf() -> None:
    """End this worker at once: it has nothing to lose, and whatever started it starts another."""
    log.critical(
        "Work has waited for %g s, and this worker, which has nothing to do, took none of it: it no longer "
        "hears that it is asked. It ends, to be started again.",
        settings.JOB_DEAF_SECONDS,
    )
    workers.gone()
    for process in billiard.active_children():  # they wait for this one, and would for ever
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    logging.shutdown()
    os._exit(os.EX_TEMPFAIL)
