from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from annotator import jobs
from annotator.errors import Conflict, Invalid
from annotator.models import Job
from annotator.models.jobs import JobState
from annotator.services import jobs as service
from annotator.services import running

pytestmark = pytest.mark.django_db


def submit(**kwargs: object) -> Job:
    return service.submit(**{"kind": "count", "params": {"to": 3}, "project": None, "actor": None} | kwargs)


def do(job: Job, handler: running.Handler) -> Job:
    running.execute(job_id=job.pk, handlers={"count": handler})
    job.refresh_from_db()
    return job


def expire(job: Job) -> None:
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(
        asked_at=now - timedelta(seconds=2), lease_until=now - timedelta(seconds=1)
    )


class Killed(BaseException):
    """Stands for a worker that is gone: nothing of `_work` gets to write."""


def die_at(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the job as a worker does that was killed while at it: running, with a lease that ran out."""
    with monkeypatch.context() as patch:
        patch.setattr(running, "_work", lambda run, handlers: None)
        running.execute(job_id=job.pk, handlers={})
    expire(job)


# -- asking


def test_a_worker_is_asked_for_once_the_row_is_committed(asked, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = submit()
        assert asked == []
    assert asked == [str(job.pk)]


def test_a_broker_that_is_down_changes_nothing_and_is_left_alone_for_a_while(
    monkeypatch, django_capture_on_commit_callbacks
):
    tries = []

    def down(job_id: str) -> None:
        tries.append(job_id)
        raise ConnectionRefusedError

    monkeypatch.setattr(jobs, "_send", down)
    with django_capture_on_commit_callbacks(execute=True):
        made = [submit(), submit()]
    assert len(tries) == 1
    assert [job.state for job in made] == [JobState.QUEUED] * 2


def test_the_same_key_gives_the_same_job_until_it_ends():
    first = submit(dedupe_key="comparison of 1 and 2")
    assert submit(dedupe_key="comparison of 1 and 2") == first
    do(first, lambda run: None)
    assert submit(dedupe_key="comparison of 1 and 2") != first


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


# -- dying


def test_the_job_of_a_dead_worker_is_asked_for_again_and_done(asked, monkeypatch):
    job = submit()
    die_at(job, monkeypatch)
    assert service.sweep() == 1
    assert asked == [str(job.pk)]
    assert do(job, lambda run: "done").attempts == 2
    assert (job.state, job.result) == (JobState.DONE, "done")


def test_sweepers_ask_once_for_one_waiting(asked, monkeypatch):
    die_at(submit(), monkeypatch)
    assert [service.sweep(), service.sweep()] == [1, 0]


def test_the_sweeper_asks_for_what_was_not_heard_and_for_what_fell_due(asked, settings):
    fresh, unheard, due, later = submit(), submit(), submit(), submit()
    now = timezone.now()
    long_ago = now - timedelta(seconds=settings.JOB_ASK_AGAIN_SECONDS + 1)
    Job.objects.filter(pk=unheard.pk).update(asked_at=long_ago)
    Job.objects.filter(pk=due.pk).update(
        asked_at=now - timedelta(seconds=2), available_at=now - timedelta(seconds=1)
    )
    Job.objects.filter(pk=later.pk).update(asked_at=long_ago, available_at=now + timedelta(seconds=9))
    service.sweep()
    assert set(asked) == {str(unheard.pk), str(due.pk)}
    assert str(fresh.pk) not in asked


def test_a_job_that_kills_its_workers_is_given_up(asked, monkeypatch):
    job = submit()
    for _ in range(3):
        die_at(job, monkeypatch)
    assert service.sweep() == 0
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 3)
    assert "died" in job.error
    assert running.execute(job_id=job.pk, handlers={}) is False


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


# -- cancelling and trying again


def test_a_waiting_job_is_cancelled_at_once():
    job = service.cancel(job=submit(dedupe_key="k"))
    assert (job.state, job.dedupe_key) == (JobState.CANCELLED, None)
    assert running.execute(job_id=job.pk, handlers={}) is False


@pytest.mark.parametrize("step", ["progress", "finish"])
def test_a_running_job_stops_at_its_next_step_and_leaves_no_effect(step):
    job = submit()

    def work(run: running.Run) -> None:
        assert service.cancel(job=job).state == JobState.RUNNING
        with transaction.atomic():
            Job.objects.create(kind="effect")
            run.progress(1, 2) if step == "progress" else run.finish()

    assert do(job, work).state == JobState.CANCELLED
    assert not Job.objects.filter(kind="effect").exists()


def test_a_cancelled_job_whose_worker_died_ends_as_cancelled(monkeypatch):
    job = submit()
    die_at(job, monkeypatch)
    service.cancel(job=job)
    service.sweep()
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_what_ended_can_not_be_cancelled_and_what_went_well_not_be_tried_again():
    job = do(submit(), lambda run: None)
    with pytest.raises(Conflict):
        service.cancel(job=job)
    with pytest.raises(Conflict):
        service.retry(job=job)


def test_trying_again_starts_afresh(asked, django_capture_on_commit_callbacks):
    job = service.cancel(job=submit())
    with django_capture_on_commit_callbacks(execute=True):
        service.retry(job=job)
    assert (job.state, job.attempts, job.finished_at) == (JobState.QUEUED, 0, None)
    assert asked[-1] == str(job.pk)
    assert do(job, lambda run: None).state == JobState.DONE
