"""The page of background work: a flood is one line, failures say what to do, tracebacks are the owner's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from annotator.models import Job, User
from annotator.models.jobs import JobState
from annotator.services import running
from tests.people import client
from tests.services.attempts import submit

pytestmark = pytest.mark.django_db


def page(user, name="/activity/", **asked) -> str:
    return client(user).get(name, asked).content.decode()


def fail(job: Job, error: Exception) -> None:
    def raising(run: running.Run) -> None:
        raise error

    Job.objects.filter(pk=job.pk).update(max_attempts=1)
    running.execute(job_id=job.pk, handlers={job.kind: raising})


@pytest.fixture(autouse=True)
def nothing_else(team) -> None:
    """Leave out the jobs that the team's article asked for."""
    Job.objects.all().delete()


@pytest.fixture
def flood(team) -> list[Job]:
    """Sixty comparisons that came together, of which fourteen are done."""
    made = [submit(kind="comparison", project=team.project, actor=team.annotator) for _ in range(60)]
    for each in made[:14]:
        running.execute(job_id=each.pk, handlers={"comparison": lambda run: None})
    return made


@pytest.mark.parametrize("whose", ["mine", "project"])
def test_a_flood_is_one_line(team, flood, whose):
    name = "/activity/" if whose == "mine" else f"/projects/{team.project.pk}/activity/"
    shown = page(team.annotator, name)
    assert shown.count('class="activity-line"') == 1
    assert "14 of 60 done" in shown
    assert "next in line" in shown


def test_however_many_jobs_there_are_the_page_takes_as_many_queries(
    team, flood, django_assert_max_num_queries
):
    browser = client(team.annotator)
    browser.get("/activity/")
    with django_assert_max_num_queries(9):
        browser.get("/activity/")


def test_the_rest_of_a_flood_is_cancelled_and_tried_again_at_once(team, flood):
    browser = client(team.annotator)
    browser.post(f"/activity/{flood[0].pk}/cancel/", {"burst": 1, "back": "activity"})
    assert Job.objects.filter(state=JobState.CANCELLED).count() == 46
    browser.post(f"/activity/{flood[0].pk}/retry/", {"burst": 1, "back": "activity"})
    assert Job.objects.filter(state=JobState.QUEUED).count() == 46


def test_what_failed_says_what_to_do_and_shows_its_traceback_to_the_owner_of_the_instance_only(team):
    job = submit(kind="export", project=team.project, actor=team.owner)
    fail(job, ZeroDivisionError("by nothing"))
    root = User.objects.create_superuser("root", password="x")
    said = page(team.owner)
    assert "ZeroDivisionError" in said
    assert f"tell whoever looks after this site the number {str(job.pk)[:8]}" in said
    assert "by nothing" not in said + page(team.owner, f"/projects/{team.project.pk}/activity/")
    assert "by nothing" in page(root, "/activity/all/")
    assert client(root).post(f"/activity/{job.pk}/retry/", {"back": "activity-all"}).url == "/activity/all/"


@pytest.mark.parametrize(
    ("state", "shown"), [("unfinished", 1), ("failed", 0), ("cancelled", 0), ("nonsense", 2)]
)
def test_it_can_be_narrowed_by_state(team, state, shown):
    submit(kind="export", project=team.project, actor=team.owner)
    done = submit(kind="agreement", project=team.project, actor=team.owner)
    running.execute(job_id=done.pk, handlers={"agreement": lambda run: None})
    assert page(team.owner, state=state).count('class="activity-line"') == shown


def test_a_rest_is_told_only_where_it_is_no_guess(team):
    job = submit(kind="export", project=team.project, actor=team.owner)
    said: list[str] = []

    def work(run: running.Run) -> None:
        run.progress(1, 100)
        said.append(page(team.owner))
        long_ago = timezone.now() - timedelta(minutes=2)
        Job.objects.filter(pk=job.pk).update(started_at=long_ago, progress_done=50)
        said.append(page(team.owner))

    running.execute(job_id=job.pk, handlers={"export": work})
    assert ["left</span>" in each for each in said] == [False, True]
    assert "about 2 min left" in said[1]


def test_the_header_hears_of_what_runs_and_what_failed_lately(team):
    submit(kind="export", project=team.project, actor=team.owner)
    old, fresh = (submit(kind="agreement", project=team.project, actor=team.owner) for _ in range(2))
    for each in (old, fresh):
        fail(each, ZeroDivisionError())
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=2))
    told = client(team.owner).get("/api/v1/activity/").json()
    assert (told["running"], told["waiting"]) == (0, 1)
    assert [each["id"] for each in told["failed"]] == [str(fresh.pk)]
    nothing = {"running": 0, "waiting": 0, "failed": []}
    assert client(team.annotator).get("/api/v1/activity/").json() == nothing
