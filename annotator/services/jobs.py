"""Background work: asking for it, cancelling it, trying it again, and finding what was left lying.

`services.running` does the work itself. Both live by one rule: a job changes hands by one conditional UPDATE,
so that two workers, or a worker and a person, never both believe that they were first.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from annotator import jobs
from annotator.errors import Conflict
from annotator.models.jobs import Job, JobState
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from annotator.models.people import User
    from annotator.models.projects import Project

SWEEP_LIMIT = 100  # jobs asked for again at once: a backlog of thousands must not flood the broker

NO_HOLDER: dict[str, Any] = {"token": None, "lease_until": None}
"""What every job has that does not run."""

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
) -> Job:
    """Write a job's row into the caller's transaction; a worker is asked for when that commits.

    While a job with the same `dedupe_key` has not ended, that one is returned and nothing is written.
    """
    now = timezone.now()
    fields: dict[str, Any] = {
        "kind": kind,
        "params": dict(params),
        "project": project,
        "created_by": actor,
        "available_at": now,
        "asked_at": now,
        "created_at": now,
    }
    if dedupe_key is None:
        job, made = Job.objects.create(**fields), True
    else:
        job, made = Job.objects.get_or_create(dedupe_key=dedupe_key, defaults=fields)
    if made:
        transaction.on_commit(partial(jobs.ask, job.pk))
    return job


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
def retry(*, job: Job) -> Job:
    """Start a failed or cancelled job afresh, with all its attempts.

    Raises :class:`Conflict` when it did not fail.
    """
    now = timezone.now()
    ended = Job.objects.filter(pk=job.pk, state__in=(JobState.FAILED, JobState.CANCELLED))
    fresh: dict[str, Any] = {"attempts": 0, "available_at": now, "asked_at": now, "started_at": None}
    if not ended.update(state=JobState.QUEUED, finished_at=None, error="", traceback="", **fresh):
        raise Conflict("Only work that failed or was cancelled can be tried again.")
    transaction.on_commit(partial(jobs.ask, job.pk))
    job.refresh_from_db()
    return job


@own_transactions("each row is settled by one conditional UPDATE, so that any number of sweepers may run")
def sweep() -> int:
    """Settle what dead workers left and ask again for jobs nobody heard of; return how many were asked for.

    Every worker sweeps every `JOB_SWEEP_SECONDS`. Cost: four queries, and one more for each job asked for.
    """
    now = timezone.now()
    _settle_abandoned(now)
    unheard = Q(asked_at__isnull=True) | Q(
        asked_at__lte=now - timedelta(seconds=settings.JOB_ASK_AGAIN_SECONDS)
    )
    waits = Q(state=JobState.QUEUED, available_at__lte=now)
    # The second half: it fell due after it was last asked for, by its backoff or by its worker's death.
    queued = waits & (unheard | Q(asked_at__lt=F("available_at")))
    left = Q(state=JobState.RUNNING, lease_until__lt=now) & (unheard | Q(asked_at__lt=F("lease_until")))
    found = [
        *Job.objects.filter(queued).order_by("available_at").values_list("pk", "asked_at")[:SWEEP_LIMIT],
        *Job.objects.filter(left).order_by("lease_until").values_list("pk", "asked_at")[:SWEEP_LIMIT],
    ]
    return sum(_ask_again(pk, asked_at, now) for pk, asked_at in found)


def _settle_abandoned(now: datetime) -> None:
    """End the jobs whose worker died and that nobody is to take up."""
    abandoned = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)
    abandoned.filter(cancel_requested=True).update(state=JobState.CANCELLED, finished_at=now, **ENDED)
    abandoned.filter(attempts__gte=F("max_attempts")).update(
        state=JobState.FAILED,
        finished_at=now,
        error="The worker died at this every time it was tried, so it is not tried again by itself.",
        **ENDED,
    )


def _ask_again(pk: UUID, asked_at: datetime | None, now: datetime) -> bool:
    """Ask for one job, unless another sweeper just did."""
    unchanged = Job.objects.filter(pk=pk)
    unchanged = (
        unchanged.filter(asked_at__isnull=True) if asked_at is None else unchanged.filter(asked_at=asked_at)
    )
    return bool(unchanged.update(asked_at=now)) and jobs.ask(pk)
