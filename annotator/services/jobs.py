"""Background work: asking for it, cancelling it, trying it again, and finding what was left lying.

`services.running` does the work itself. Both live by one rule: a job changes hands by one conditional UPDATE,
so that two workers, or a worker and a person, never both believe that they were first.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from annotator import jobs
from annotator.errors import Conflict, TooOften
from annotator.models.jobs import LANES, TRIES, Job, JobState, Lane
from annotator.queries import turns
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models.people import User
    from annotator.models.projects import Project

SWEEP_LIMIT = 20  # messages a lane that the sweepers keep on their way: any of them finds whose turn it is
PRUNED_AT_ONCE = 500  # rows: a sweep that deletes a year's at once would hold up everybody else

NO_HOLDER: dict[str, Any] = {"token": None, "lease_until": None}
"""What every job has that does not run."""

DIED = "The worker died at this every time it was tried, so it is not tried again by itself."

ENDED: dict[str, Any] = {**NO_HOLDER, "dedupe_key": None, "cancel_requested": False}
"""What every job has that ended: its key is free for the next of its kind."""


@transaction.atomic
def submit(
    *,
    kind: str,
    params: Mapping[str, object],
    project: Project | None,
    actor: User | None,
    dedupe_key: str | None = None,
    lane: Lane | None = None,
) -> Job:
    """Write a job's row into the caller's transaction; a worker is asked for when that commits.

    While a job with the same `dedupe_key` has not ended, that one is returned and nothing is written,
    except that it goes over into a lane further ahead. `lane` is the kind's own unless somebody waits for
    this one. 1 query, 2 for what people wait for. Raises :class:`TooOften` for that, when too much of it
    waits already.
    """
    now = timezone.now()
    lane = LANES.get(kind, Lane.COMPUTE) if lane is None else lane
    if lane != Lane.COMPUTE and kind in LANES:
        _refuse_too_many(actor, project)
    fields: dict[str, Any] = {
        "kind": kind,
        "params": dict(params),
        "project": project,
        "created_by": actor,
        "lane": lane,
        "turn": turns.turn_of(lane=lane, project=project, actor=actor, now=now),
        "first_id": turns.burst_of(kind=kind, lane=lane, project=project, actor=actor),
        "available_at": now,
        "asked_at": now,
        "created_at": now,
    }
    if dedupe_key is None:
        job, made = Job.objects.create(**fields), True
    else:
        job, made = Job.objects.get_or_create(dedupe_key=dedupe_key, defaults=fields)
    if made:
        for name in ("turn", "first_id"):  # the database knows: it is read when somebody asks
            job.__dict__.pop(name)
        transaction.on_commit(partial(jobs.ask, job.pk, lane.queue))
    else:
        hasten(job=job, lane=lane)
    return job


def _refuse_too_many(actor: User | None, project: Project | None) -> None:
    """Refuse what people wait for when a person, or a project, has too much of it in line (1 query)."""
    person_most, project_most = settings.JOB_MOST_WAITING_PERSON, settings.JOB_MOST_WAITING_PROJECT
    if not person_most and not project_most:
        return
    mine, of_project = turns.waiting_of(actor=actor, project=project)
    if person_most and mine >= person_most:
        raise TooOften(
            "%(most)s jobs of yours wait already. Wait until some are done, or cancel some under Activity.",
            most=person_most,
        )
    if project_most and of_project >= project_most:
        raise TooOften(
            "%(most)s jobs of this project wait already. Wait until some are done, or cancel some under "
            "Activity.",
            most=project_most,
        )


@transaction.atomic
def hasten(*, job: Job, lane: Lane) -> None:
    """Let a waiting job go over into a lane further ahead: somebody waits for it now (2 queries or none)."""
    if job.state != JobState.QUEUED or job.lane <= lane:
        return
    turn = turns.turn_of(lane=lane, project=job.project, actor=job.created_by, now=timezone.now())
    if Job.objects.filter(pk=job.pk, state=JobState.QUEUED, lane__gt=lane).update(lane=lane, turn=turn):
        job.lane = lane
        transaction.on_commit(partial(jobs.ask, job.pk, lane.queue))


@transaction.atomic
def cancel(*, job: Job) -> Job:
    """End a waiting job at once; tell a running one to stop, which it does at its next step (0.5 s).

    Raises :class:`Conflict` when it has ended already.
    """
    now = timezone.now()
    mine = Job.objects.filter(pk=job.pk)
    waiting = mine.filter(state=JobState.QUEUED)
    if not waiting.update(state=JobState.CANCELLED, finished_at=now, **ENDED):
        running = mine.filter(state=JobState.RUNNING)
        if not running.update(cancel_requested=True):
            raise Conflict("This work has ended already.")
    job.refresh_from_db()
    return job


@transaction.atomic
def cancel_burst(*, job: Job) -> int:
    """Cancel all jobs of a burst that have not ended, as :func:`cancel` does; return how many (2 queries)."""
    burst = _burst(job)
    waiting = burst.filter(state=JobState.QUEUED)
    ended = waiting.update(state=JobState.CANCELLED, finished_at=timezone.now(), **ENDED)
    return ended + burst.filter(state=JobState.RUNNING).update(cancel_requested=True)


@own_transactions("each job is tried again for itself: what another person did meanwhile stands")
def retry_burst(*, job: Job) -> int:
    """Try all jobs of a burst again that failed or were cancelled; return how many (3 queries each)."""
    tried = 0
    for each in _burst(job).filter(state__in=(JobState.FAILED, JobState.CANCELLED)).order_by("turn"):
        with suppress(Conflict):
            retry(job=each)
            tried += 1
    return tried


def _burst(job: Job) -> QuerySet[Job]:
    head = job.first_id or job.pk
    return Job.objects.filter(Q(pk=head) | Q(first=head)).select_related("project", "created_by")


@transaction.atomic
def retry(*, job: Job) -> Job:
    """Start a failed or cancelled job afresh, with all its attempts.

    Raises :class:`Conflict` when it did not fail.
    """
    now = timezone.now()
    lane = Lane(job.lane)
    if lane != Lane.COMPUTE:
        _refuse_too_many(job.created_by, job.project)
    ended = Job.objects.filter(pk=job.pk, state__in=(JobState.FAILED, JobState.CANCELLED))
    fresh: dict[str, Any] = {
        "attempts": 0,
        "max_attempts": TRIES,
        "available_at": now,
        "asked_at": now,
        "started_at": None,
        "turn": turns.turn_of(lane=lane, project=job.project, actor=job.created_by, now=now),
    }
    if not ended.update(state=JobState.QUEUED, finished_at=None, error="", traceback="", **fresh):
        raise Conflict("Only work that failed or was cancelled can be tried again.")
    transaction.on_commit(partial(jobs.ask, job.pk, lane.queue))
    job.refresh_from_db()
    return job


@own_transactions("each row is settled by one conditional UPDATE, so that any number of sweepers may run")
def sweep() -> int:
    """Settle what dead workers left and ask again for jobs nobody heard of; return how many were asked for.

    Every worker sweeps every `JOB_SWEEP_SECONDS`. Cost: seven queries, and one more for each job asked for.
    A message only says that something waits, so a few in each lane are enough, however long the line.
    """
    now = timezone.now()
    _settle_abandoned(now)
    asked = 0
    for lane in Lane:
        found = list(_unheard(lane, now))
        if not found:
            continue
        # Those that went out lately find the first in line as well.
        lately = Job.objects.filter(state=JobState.QUEUED, lane=lane, asked_at__gt=_again(now))
        room = SWEEP_LIMIT - lately.order_by()[:SWEEP_LIMIT].count()
        asked += sum(_ask_again(pk, asked_at, now, lane) for pk, asked_at in found[: max(room, 1)])
    return asked


def _again(now: datetime) -> datetime:
    return now - timedelta(seconds=settings.JOB_ASK_AGAIN_SECONDS)


def _unheard(lane: Lane, now: datetime) -> Iterable[tuple[UUID, datetime | None]]:
    """Return what waits in a lane and nobody heard of: first what was begun, then in order (2 queries)."""
    unheard = Q(asked_at__isnull=True) | Q(asked_at__lte=_again(now))
    rows = Job.objects.filter(lane=lane)
    left = Q(state=JobState.RUNNING, lease_until__lt=now) & (unheard | Q(asked_at__lt=F("lease_until")))
    yield from rows.filter(left).order_by("lease_until").values_list("pk", "asked_at")[:SWEEP_LIMIT]
    # The second half: it fell due after it was last asked for, by its backoff.
    queued = Q(state=JobState.QUEUED, available_at__lte=now) & (unheard | Q(asked_at__lt=F("available_at")))
    yield from rows.filter(queued).order_by("turn", "created_at").values_list("pk", "asked_at")[:SWEEP_LIMIT]


def _settle_abandoned(now: datetime) -> None:
    """End the jobs whose worker died and that nobody is to take up (2 queries, and one for each of them)."""
    abandoned = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)
    abandoned.filter(cancel_requested=True).update(state=JobState.CANCELLED, finished_at=now, **ENDED)
    for job in abandoned.filter(attempts__gte=F("max_attempts")).order_by("lease_until")[:SWEEP_LIMIT]:
        abandoned.filter(pk=job.pk, token=job.token).update(
            state=JobState.FAILED, finished_at=now, error=DIED, traceback=_last_words(job), **ENDED
        )


def _last_words(job: Job) -> str:
    """Return what is known of a job whose worker was killed, where an error leaves a traceback."""
    return (
        f"No traceback: the worker's process was gone at attempt {job.attempts}. It was last heard of at "
        f"{job.heartbeat_at}, at step {job.progress_done} of {job.progress_total} ({job.progress_note}). "
        f"The system's log tells whether memory ran out.\n\n{job.traceback}"
    )


def _ask_again(pk: UUID, asked_at: datetime | None, now: datetime, lane: Lane) -> bool:
    """Ask for one job, unless another sweeper just did."""
    unchanged = Job.objects.filter(pk=pk)
    unchanged = (
        unchanged.filter(asked_at__isnull=True) if asked_at is None else unchanged.filter(asked_at=asked_at)
    )
    return bool(unchanged.update(asked_at=now)) and jobs.ask(pk, lane.queue)


@own_transactions(
    "each step deletes a bounded number of rows, so that nobody waits long for the one write lock"
)
def prune() -> int:
    """Delete jobs that ended longer ago than `JOB_KEEP_DAYS`; return how many (2 queries when none did).

    At most 500 at once. What came of them stays: imports, exports, comparisons only lose sight of their
    job. The job that a burst began with goes last.
    """
    if not settings.JOB_KEEP_DAYS:
        return 0
    before = timezone.now() - timedelta(days=settings.JOB_KEEP_DAYS)
    old = Job.objects.filter(finished_at__lt=before)
    kept = Exists(Job.objects.filter(first=OuterRef("pk")).order_by())
    deleted = 0
    for rows in (old.filter(first__isnull=False), old.filter(~kept, first=None)):
        keys = list(rows.order_by("finished_at").values_list("pk", flat=True)[: PRUNED_AT_ONCE - deleted])
        if keys:
            deleted += len(keys)
            Job.objects.filter(pk__in=keys).delete()
    return deleted
