"""Asking for jobs and doing them in this process, and workers that die at them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from annotator.models import Job
from annotator.services import jobs, running

if TYPE_CHECKING:
    import pytest


def submit(**kwargs: object) -> Job:
    return jobs.submit(**{"kind": "count", "params": {"to": 3}, "project": None, "actor": None} | kwargs)


def do(job: Job, handler: running.Handler) -> Job:
    running.execute(job_id=job.pk, handlers={"count": handler})
    job.refresh_from_db()
    return job


def expire(job: Job) -> None:
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(
        asked_at=now - timedelta(seconds=2), lease_until=now - timedelta(seconds=1)
    )


def die_at(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the job as a worker does that was killed while at it: running, with a lease that ran out."""
    with monkeypatch.context() as patch:
        patch.setattr(running, "_work", lambda run, handlers: None)
        running.execute(job_id=job.pk, handlers={})
    expire(job)
