from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from annotator import jobs
from annotator.errors import Conflict
from annotator.models import Job
from annotator.models.jobs import JobState
from annotator.services import jobs as service
from annotator.services import running
from tests.services.attempts import die_at, do, expire, submit

pytestmark = pytest.mark.django_db


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

    def down(job_id: str, queue: str) -> None:
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
    assert "gone at attempt 3" in job.traceback
    assert running.execute(job_id=job.pk, handlers={}) is False


def test_a_job_that_gets_somewhere_between_deaths_goes_on(monkeypatch):
    job = submit()

    def one_step(run: running.Run) -> None:
        with transaction.atomic():
            run.fence(further=True)

    for _ in range(4):
        with monkeypatch.context() as patch:
            patch.setattr(running, "_work", lambda run, handlers: one_step(run))
            running.execute(job_id=job.pk, handlers={})
        expire(job)
    service.sweep()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.RUNNING, 4)
    for _ in range(2):
        die_at(job, monkeypatch)
    service.sweep()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 6), "then it got nowhere three times"


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
