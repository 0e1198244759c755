"""Whose turn it is: a flood of one project, a person who waits, limits, and what is told of a burst."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from annotator.errors import TooOften
from annotator.models import Job, Project, User
from annotator.models.jobs import JobState, Lane
from annotator.queries import turns
from annotator.services import jobs as service
from annotator.services import running
from tests.services.attempts import die_at, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def projects() -> list[Project]:
    return [Project.objects.create(name=name) for name in "ABC"]


def order(*lanes: Lane) -> list[Job]:
    """Do everything that waits, and return it in the order in which it was done."""
    done: list[Job] = []
    while running.execute_next(
        handlers={"count": lambda run: done.append(run.job)}, lanes=lanes or tuple(Lane)
    ):
        pass
    return done


def test_projects_take_turns_however_many_jobs_one_has(projects):
    flooding, other, third = projects
    for _ in range(4):
        submit(project=flooding)
    for _ in range(2):
        submit(project=other)
    submit(project=third)
    assert "".join(job.project.name for job in order()) == "ABCABAA"


def test_who_comes_to_a_flood_stands_beside_it_and_who_floods_later_too(projects):
    flooding, late, _ = projects
    for _ in range(6):
        submit(project=flooding)
    for _ in range(3):
        running.execute_next(handlers={"count": lambda run: None})
    for _ in range(3):
        submit(project=late)
    names = "".join(job.project.name for job in order())
    assert names in {"ABABAB", "BABABA"}, "three each: neither waits for all of the other"


def test_what_somebody_waits_for_goes_first():
    bulk, export, waited = (submit(lane=lane) for lane in (Lane.COMPUTE, Lane.EXPORT, Lane.INTERACTIVE))
    assert order() == [waited, export, bulk]


def test_a_worker_of_some_lanes_leaves_the_others_alone():
    submit(lane=Lane.INTERACTIVE)
    bulk = submit(lane=Lane.COMPUTE)
    assert order(Lane.COMPUTE) == [bulk]


def test_each_lane_has_a_queue(monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(service.jobs, "_send", lambda job_id, queue: sent.append(queue))
    with django_capture_on_commit_callbacks(execute=True):
        for kind in ("import", "export", "comparison"):
            submit(kind=kind)
    assert sent == ["interactive", "export", "compute"]


def test_what_was_begun_is_taken_up_before_what_waits(monkeypatch):
    left = submit()
    die_at(left, monkeypatch)
    submit(lane=Lane.INTERACTIVE)
    assert order()[0] == left


def test_a_message_asks_on_for_what_it_leaves(asked):
    submit()
    second = submit()
    assert running.execute_next(handlers={"count": lambda run: None}) is True
    assert asked == [str(second.pk)]
    running.execute_next(handlers={"count": lambda run: None})
    assert asked == [str(second.pk)], "nothing is left"


def test_a_job_that_somebody_waits_for_now_goes_over_into_their_lane(
    django_capture_on_commit_callbacks, asked
):
    submit(dedupe_key="first")
    later = submit(dedupe_key="k")
    with django_capture_on_commit_callbacks(execute=True):
        assert submit(dedupe_key="k", lane=Lane.INTERACTIVE) == later
    assert asked == [str(later.pk)]
    assert order()[0] == later
    assert submit(dedupe_key="first", lane=Lane.COMPUTE).lane == Lane.COMPUTE


# -- limits


def while_one_runs(job: Job) -> list[tuple[object, Lane]]:
    """Return what would be offered while a job is at work."""
    seen = []
    running.execute(
        job_id=job.pk, handlers={"count": lambda run: seen.extend(turns.offered(tuple(Lane), timezone.now()))}
    )
    return [pk for pk, _ in seen]


def test_a_project_has_no_more_at_work_in_a_lane_than_its_limit(settings, projects):
    settings.JOB_MOST_RUNNING_PROJECT, settings.JOB_MOST_RUNNING_BULK = 1, 0
    first = submit(project=projects[0])
    submit(project=projects[0])
    waited, other = submit(project=projects[0], lane=Lane.INTERACTIVE), submit(project=projects[1])
    assert while_one_runs(first) == [waited.pk, other.pk]


def test_so_has_a_person_and_who_is_nobody_has_none(settings):
    settings.JOB_MOST_RUNNING_PERSON, settings.JOB_MOST_RUNNING_BULK = 1, 0
    busy = User.objects.create(username="busy")
    first, nobodys = submit(actor=busy), submit()
    submit(actor=busy)
    assert while_one_runs(first) == [nobodys.pk]


def test_bulk_leaves_a_process_to_what_somebody_waits_for(settings):
    settings.JOB_MOST_RUNNING_BULK = 1
    first = submit()
    submit(lane=Lane.EXPORT)
    waited = submit(lane=Lane.INTERACTIVE)
    assert while_one_runs(first) == [waited.pk]


@pytest.mark.parametrize("limit", ["JOB_MOST_WAITING_PERSON", "JOB_MOST_WAITING_PROJECT"])
def test_too_much_in_line_is_refused_with_a_sentence(settings, limit, projects):
    setattr(settings, limit, 2)
    who = {"actor": User.objects.create(username="busy"), "project": projects[0], "kind": "export"}
    for _ in range(2):
        job = submit(**who)
    with pytest.raises(TooOften, match=r"2 jobs of (yours|this project) wait already"):
        submit(**who)
    submit(**who | {"actor": User.objects.create(username="other"), "project": projects[1]})
    submit(**who | {"kind": "comparison"})  # it follows from what they may do: that is not taken back
    service.cancel(job=job)
    submit(**who)


def test_a_long_line_is_asked_for_a_few_times_not_each(settings, asked):
    for _ in range(service.SWEEP_LIMIT + 5):
        submit()
    Job.objects.update(asked_at=None)
    assert service.sweep() == service.SWEEP_LIMIT
    Job.objects.filter(asked_at=None).update(asked_at=timezone.now() - timedelta(hours=1))
    assert service.sweep() == 1, "those on their way find the first in line as well"


# -- bursts


def test_jobs_of_a_kind_that_come_together_are_a_burst(projects):
    one, two, other = submit(project=projects[0]), submit(project=projects[0]), submit(project=projects[1])
    assert (one.first, two.first, other.first) == (None, one, None)
    order()
    assert submit(project=projects[0]).first is None, "the burst was over"


# -- forgetting


def test_what_ended_long_ago_goes_a_bounded_number_at_once(settings, monkeypatch, projects):
    settings.JOB_KEEP_DAYS = 30
    old, member, fresh, waiting = (submit(project=projects[0]) for _ in range(4))
    long_ago = timezone.now() - timedelta(days=31)
    Job.objects.filter(pk__in=[old.pk, member.pk]).update(
        state=JobState.DONE, finished_at=long_ago, created_at=long_ago
    )
    Job.objects.filter(pk=fresh.pk).update(state=JobState.DONE, finished_at=timezone.now())
    assert service.prune() == 1, "the first of the burst is kept for the others"
    assert set(Job.objects.all()) == {old, fresh, waiting}
    Job.objects.filter(pk__in=[fresh.pk, waiting.pk]).update(first=None)
    monkeypatch.setattr(service, "PRUNED_AT_ONCE", 1)
    assert service.prune() == 1
    assert service.prune() == 0
    settings.JOB_KEEP_DAYS = 0
    assert service.prune() == 0
