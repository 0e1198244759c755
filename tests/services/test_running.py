from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from annotator.errors import Invalid
from annotator.models import Job
from annotator.models.jobs import JobState
from annotator.services import running
from tests.services.attempts import do, expire, submit

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Stands for a worker that must stop at once."""


# -- doing


def test_a_job_is_done_once_however_often_it_is_delivered():
    job = submit()
    calls = []
    for _ in range(3):
        do(job, lambda run: calls.append(run.params))
    assert calls == [{"to": 3}]
    assert (job.state, job.attempts, job.token, job.lease_until) == (JobState.DONE, 1, None, None)
    assert job.started_at <= job.finished_at


def test_what_a_handler_returns_or_finishes_with_is_the_result():
    assert do(submit(), lambda run: {"rows": 3}).result == {"rows": 3}
    assert do(submit(), lambda run: run.finish({"rows": 4})).result == {"rows": 4}


def test_progress_is_written_at_once_and_then_at_most_twice_a_second(django_assert_num_queries):
    job = submit()

    def count(run: running.Run) -> None:
        run.progress(1, 10, "one")
        job.refresh_from_db()
        assert (job.progress_done, job.progress_total, job.progress_note, job.percent) == (1, 10, "one", 10)
        with django_assert_num_queries(0):
            for done in range(2, 10):
                run.progress(done, 10, "one")

    assert do(job, count).percent == 100


def test_a_held_job_is_not_taken_over(monkeypatch):
    job = submit()
    assert do(job, lambda run: running.execute(job_id=job.pk, handlers={})).result is False


def test_a_job_is_not_done_before_its_time():
    job = submit()
    Job.objects.filter(pk=job.pk).update(available_at=timezone.now() + timedelta(seconds=5))
    assert running.execute(job_id=job.pk, handlers={}) is False


# -- failing


def test_an_error_is_tried_again_later_and_at_last_fails():
    job = submit()

    def stumble(run: running.Run) -> None:
        raise ZeroDivisionError

    for attempt, delay in ((1, 2), (2, 4)):
        do(job, stumble)
        wait = (job.available_at - timezone.now()).total_seconds()
        assert (job.state, job.attempts) == (JobState.QUEUED, attempt)
        assert delay - 1 < wait <= delay
        Job.objects.filter(pk=job.pk).update(available_at=timezone.now())
    do(job, stumble)
    assert (job.state, job.attempts) == (JobState.FAILED, 3)
    assert "ZeroDivisionError" in job.error
    assert "raise ZeroDivisionError" in job.traceback


def test_a_refusal_fails_at_once_with_its_sentence():
    def refuse(run: running.Run) -> None:
        raise Invalid("There is nothing to export yet.")

    job = do(submit(), refuse)
    assert (job.state, job.error, job.traceback) == (JobState.FAILED, "There is nothing to export yet.", "")


def test_an_unknown_kind_fails_with_a_sentence():
    job = submit(kind="brew")
    running.execute(job_id=job.pk, handlers={})
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "This version knows no work of the kind 'brew'.")


def test_a_worker_that_must_stop_now_hands_its_job_back():
    job = submit()

    def interrupted(run: running.Run) -> None:
        raise Killed

    with pytest.raises(Killed):
        do(job, interrupted)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.asked_at) == (JobState.QUEUED, 0, None)


# -- overtaken


def test_a_zombie_neither_finishes_nor_leaves_an_effect(monkeypatch):
    job = submit()

    def overtaken(run: running.Run) -> None:
        expire(job)
        do(job, lambda other: "by the other")
        with transaction.atomic():
            Job.objects.create(kind="effect")
            run.finish("by the zombie")

    do(job, overtaken)
    assert (job.state, job.result, job.attempts) == (JobState.DONE, "by the other", 2)
    assert not Job.objects.filter(kind="effect").exists()


def test_a_zombie_does_not_get_past_a_fence():
    job = submit()

    def overtaken(run: running.Run) -> None:
        with transaction.atomic():
            Job.objects.create(kind="effect")
            run.fence()
        expire(job)
        do(job, lambda other: None)
        with transaction.atomic():
            Job.objects.create(kind="effect")
            run.fence()

    do(job, overtaken)
    assert Job.objects.filter(kind="effect").count() == 1


def test_a_zombie_learns_of_it_at_its_next_step(monkeypatch):
    job = submit()
    reached = []

    def overtaken(run: running.Run) -> None:
        expire(job)
        do(job, lambda other: None)
        assert run.renew() is False
        run.progress(1, 2)
        reached.append("after")

    do(job, overtaken)
    assert reached == []


def test_the_heartbeat_extends_the_lease():
    job = submit()

    def work(run: running.Run) -> None:
        expire(job)
        assert run.renew() is True
        job.refresh_from_db()
        assert job.lease_until > timezone.now()

    assert do(job, work).state == JobState.DONE
