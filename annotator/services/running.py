"""Doing a job: claim it, keep it by a heartbeat, report how far it is, and end it, once.

A worker may be killed, paused or cut off at any moment and come back when another has taken over. What it
does then is fenced: `Run.finish` stands in the transaction of the job's effects and raises when the job is no
longer this worker's, so the effects of only one attempt are ever committed.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from annotator import jobs
from annotator.errors import Refusal
from annotator.models.jobs import TRIES, Job, JobState, Lane
from annotator.queries import turns
from annotator.services.jobs import ENDED, NO_HOLDER
from annotator.services.transactions import own_transactions
from annotator.tracing import tracing_job
from annotator.watching import slow_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.db.models import QuerySet

log = logging.getLogger(__name__)

PROGRESS_SECONDS = 0.5  # progress is written, and a wish to cancel noticed, at most twice a second
TRACEBACK_CHARACTERS = 20_000  # the end of it, where the error is


class Stopped(Exception):  # noqa: N818 - neither is an error; a handler lets them pass
    """The job is not to go on here."""


class Cancelled(Stopped):
    """Somebody cancelled the job."""


class LeaseLost(Stopped):
    """Another worker has the job now, or it ended. Nothing of this attempt may be kept."""


class Run:
    """One attempt at a job, as its handler sees it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.params: dict[str, Any] = job.params
        self.finished = False
        self._lost = threading.Event()
        self._written = 0.0  # when progress was last written, on the monotonic clock
        self._written_note = ""

    def held(self) -> QuerySet[Job]:
        """Return the job's row while it is this attempt's, else nothing: every write goes through it."""
        return Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, token=self.job.token)

    def progress(self, done: int, total: int = 0, note: str = "") -> None:
        """Say how far it is; call it at every step, outside of a transaction. Two queries a second at most.

        Raises :class:`Cancelled` or :class:`LeaseLost`: let them pass.
        """
        if self._lost.is_set():
            raise LeaseLost
        now = time.monotonic()
        if now - self._written < PROGRESS_SECONDS and note == self._written_note:
            return
        self._write(
            progress_done=min(done, total) if total else done, progress_total=total, progress_note=note[:200]
        )
        self._written, self._written_note = now, note

    def fence(self, *, further: bool = False) -> None:
        """Make sure of the job inside the transaction of a step that is kept for itself (1 query).

        The row stays locked until that transaction ends, so nobody can take the job over in between. With
        `further` the step is one that no other attempt does again: the job has all its tries again, since
        only one that gets nowhere is given up. Raises
        :class:`Cancelled` or :class:`LeaseLost`, and the transaction rolls back.
        """
        now = timezone.now()
        self._write(
            heartbeat_at=now,
            lease_until=now + timedelta(seconds=settings.JOB_LEASE_SECONDS),
            **({"max_attempts": F("attempts") + Value(TRIES - 1)} if further else {}),
        )

    def finish(self, result: object = None) -> None:
        """End the job as done. Call it last in the transaction that writes the job's effects (1 query).

        `result` is JSON. Raises :class:`Cancelled` or :class:`LeaseLost`, and the transaction rolls back.
        """
        self._write(
            state=JobState.DONE,
            finished_at=timezone.now(),
            result=result,
            progress_done=Greatest(F("progress_total"), F("progress_done")),
            **ENDED,
        )
        self.finished = True

    def _write(self, **values: object) -> None:
        if not self.held().filter(cancel_requested=False).update(**values):
            raise Cancelled if self.held().exists() else LeaseLost

    def renew(self) -> bool:
        """Extend the lease; return whether the job is still this attempt's. The heartbeat's part."""
        now = timezone.now()
        until = now + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        renewed = bool(self.held().update(lease_until=until, heartbeat_at=now))
        if not renewed:
            self._lost.set()
        return renewed


Handler = Callable[[Run], object]
"""Does the work of one kind of job. It may run twice, so its effects stand in one transaction with
`Run.finish`; effects outside of the database carry the job's id. One that has none may just return."""


@own_transactions("claiming, working and ending are apart; the work may take minutes")
def execute(*, job_id: uuid.UUID, handlers: Mapping[str, Handler]) -> bool:
    """Do a job, if it is there to be done; return whether this call did anything. Safe to call twice.

    Refusals end the job as failed, with their sentence. Other errors are tried again after 2, 4, 8 seconds.
    """
    job = _claim(job_id)
    if job is None:
        return False
    _do(job, handlers)
    return True


@own_transactions("claiming, working and ending are apart; the work may take minutes")
def execute_next(*, handlers: Mapping[str, Handler], lanes: Collection[Lane] = tuple(Lane)) -> bool:
    """Do the job of these lanes whose turn it is; return whether there was one. Safe to call at any time.

    Then a worker is asked for the next one, if there is one: a limit may have kept its own message from
    finding anything. Four queries before the work, five with limits set, and as many after it.
    """
    job = _claim_next(lanes)
    if job is None:
        return False
    _do(job, handlers)
    for pk, lane in turns.offered(lanes, timezone.now())[:1]:
        jobs.ask(pk, lane.queue)
    return True


def _claim_next(lanes: Collection[Lane]) -> Job | None:
    """Take the job whose turn it is, or the one behind it where another worker was first."""
    while found := turns.offered(lanes, timezone.now()):
        for pk, _ in found:
            if (job := _claim(pk)) is not None:
                return job
    return None


def _do(job: Job, handlers: Mapping[str, Handler]) -> None:
    """Work at a job that was claimed, with its lease renewed all the while."""
    run = Run(job)
    stop = threading.Event()
    heartbeat = threading.Thread(target=_beat, args=(run, stop), name=f"heartbeat of {job.pk}", daemon=True)
    heartbeat.start()
    try:
        with tracing_job(job.pk), slow_queries():
            _work(run, handlers)
    finally:
        stop.set()
        heartbeat.join()


def _claim(job_id: uuid.UUID) -> Job | None:
    """Take the job by one UPDATE (2 queries); None when it is not to be had: done, held, or not yet due."""
    now = timezone.now()
    free = Q(state=JobState.QUEUED, available_at__lte=now) | Q(state=JobState.RUNNING, lease_until__lt=now)
    token = uuid.uuid4()
    claimed = Job.objects.filter(
        free, pk=job_id, attempts__lt=F("max_attempts"), cancel_requested=False
    ).update(
        state=JobState.RUNNING,
        token=token,
        attempts=F("attempts") + 1,
        lease_until=now + timedelta(seconds=settings.JOB_LEASE_SECONDS),
        heartbeat_at=now,
        started_at=Coalesce(F("started_at"), now),
        progress_done=0,
        progress_total=0,
        progress_note="",
    )
    return Job.objects.filter(pk=job_id, token=token).first() if claimed else None


def _beat(run: Run, stop: threading.Event) -> None:
    """Renew the lease three times in its length, until told to stop or the job is lost."""
    try:
        while not stop.wait(settings.JOB_LEASE_SECONDS / 3):
            try:
                if not run.renew():
                    return
            except DatabaseError:  # busy or away: the next beat may still come in time, and finish is fenced
                log.warning("The lease of job %s was not renewed.", run.job.pk, exc_info=True)
    finally:
        connection.close()  # this thread's own


def _work(run: Run, handlers: Mapping[str, Handler]) -> None:
    """Call the handler and write down how it went."""
    job = run.job
    try:
        handler = handlers.get(job.kind)
        if handler is None:
            raise Refusal("This version knows no work of the kind '%(kind)s'.", kind=job.kind)  # noqa: TRY301
        result = handler(run)
        if not run.finished:
            run.finish(result)
    except Cancelled:
        run.held().update(state=JobState.CANCELLED, finished_at=timezone.now(), **ENDED)
    except LeaseLost:
        log.warning("Job %s is no longer this worker's; nothing of this attempt is kept.", job.pk)
    except Refusal as refusal:
        run.held().update(state=JobState.FAILED, finished_at=timezone.now(), error=refusal.message, **ENDED)
    except Exception as error:
        log.exception("Job %s (%s) stopped at attempt %d.", job.pk, job.kind, job.attempts)
        _fail(run, error)
    except BaseException:  # the worker is told to stop now: hand the job back, it is nobody's fault
        run.held().update(state=JobState.QUEUED, asked_at=None, attempts=F("attempts") - 1, **NO_HOLDER)
        raise


def _fail(run: Run, error: Exception) -> None:
    """Put the job back with a delay, or end it when its attempts are used up."""
    job, now = run.job, timezone.now()
    trace = "".join(traceback.format_exception(error))[-TRACEBACK_CHARACTERS:]
    sentence = f"It stopped because of an error in the program ({type(error).__name__})."
    again = now + timedelta(seconds=2 ** min(job.attempts, TRIES))
    more = run.held().filter(attempts__lt=F("max_attempts"))
    if not more.update(
        state=JobState.QUEUED, available_at=again, error=sentence, traceback=trace, **NO_HOLDER
    ):
        run.held().update(state=JobState.FAILED, finished_at=now, error=sentence, traceback=trace, **ENDED)
