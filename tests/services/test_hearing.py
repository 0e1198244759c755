"""A worker that no longer hears: told by what it does, and ended."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from annotator.models.jobs import Job, JobState, Lane
from annotator.services import hearing, jobs
from tests.deadlines import until
from tests.processes import Process, descendants
from tests.services.test_workers import Embedded, migrated

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["migrated"]


@pytest.fixture
def waiting(db: None) -> Job:
    return jobs.submit(kind="count", params={}, project=None, actor=None)


def looked(ears: hearing.Hearing, taken: int = 0, *, is_busy: bool = False) -> list[bool]:
    """Look as often as it takes."""
    return [ears.is_lost(taken=taken, is_busy=is_busy) for _ in range(hearing.LOOKS + 1)]


def test_who_takes_nothing_of_what_waits_is_deaf(waiting, settings):
    settings.JOB_DEAF_SECONDS = 0
    assert looked(hearing.Hearing(list(Lane))) == [False] * hearing.LOOKS + [True]


def test_nobody_is_deaf_before_the_time_is_over(waiting, settings):
    settings.JOB_DEAF_SECONDS = 3600
    assert not any(looked(hearing.Hearing(list(Lane))))


@pytest.mark.parametrize("why", ["nothing waits", "another lane", "at work", "it takes"])
def test_who_has_a_reason_is_not_deaf(waiting, settings, why):
    settings.JOB_DEAF_SECONDS = 0
    ears = hearing.Hearing([Lane.EXPORT] if why == "another lane" else list(Lane))
    if why == "nothing waits":
        Job.objects.filter(pk=waiting.pk).update(state=JobState.QUEUED, available_at="2100-01-01T00:00Z")
    if why == "it takes":
        assert not any(ears.is_lost(taken=taken, is_busy=False) for taken in range(9))
    else:
        assert not any(looked(ears, is_busy=why == "at work"))


def test_looking_costs_two_queries_and_none_at_work(waiting, django_assert_num_queries):
    ears = hearing.Hearing(list(Lane))
    ears.is_lost(taken=0, is_busy=False)
    with django_assert_num_queries(2 + bool(hearing.settings.JOB_MOST_RUNNING_BULK)):
        ears.is_lost(taken=0, is_busy=False)
    with django_assert_num_queries(0):
        ears.is_lost(taken=0, is_busy=True)


@pytest.mark.services
def test_a_worker_that_cannot_hear_any_more_ends_and_the_next_one_does_the_work(
    migrated: Path, tmp_path: Path
):
    world, go = Embedded(tmp_path, migrated), tmp_path / "go"
    go.touch()
    env = world.env | {"JOB_DEAF_SECONDS": "2"}
    argv = ("-m", "celery", "-A", "tests.services.counting", "worker", "-c", "1", "-l", "INFO")
    worker = Process(tmp_path / "worker.log", *argv, env=env)
    again = None
    try:
        first = world.submit(go)
        until(lambda: world.job(first)["state"] == "done", seconds=60, say=worker.said)
        # A process that waits for work holds the lock by which it is handed out, and now for ever.
        for pid in descendants(worker.pid):
            os.kill(pid, signal.SIGKILL)
        second = world.submit(go)
        assert worker.ends(seconds=60) == os.EX_TEMPFAIL, worker.said()
        assert "no longer hears" in worker.said()
        assert not descendants(worker.pid)
        assert world.job(second)["state"] == "queued"
        again = Process(tmp_path / "worker.log", *argv, env=env)
        until(lambda: world.job(second)["state"] == "done", seconds=60, say=again.said)
    finally:
        for each in (worker, again):
            if each:
                each.kill()
