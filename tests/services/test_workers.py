"""Real workers, really killed. What a job leaves is counted in rows that nothing keeps from being doubled."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import connection

from annotator.models import Job
from annotator.models.jobs import Lane
from annotator.services import jobs, running
from tests.deadlines import until
from tests.processes import ROOT, Process, descendants, environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUICK = {"JOB_LEASE_SECONDS": 2, "JOB_SWEEP_SECONDS": 0.3, "JOB_ASK_AGAIN_SECONDS": 1}


class Embedded:
    """SQLite in a file and the embedded broker, seen from outside."""

    def __init__(self, folder: Path, migrated: Path) -> None:
        self.folder = folder
        self.env = environment(DATA_DIR=folder / "data", **QUICK)
        (folder / "data").mkdir()
        shutil.copy(migrated, folder / "data" / "db.sqlite3")

    def submit(self, go: Path, lane: str = "compute") -> str:
        asked = [sys.executable, "-m", "tests.services.counting", str(go), lane]
        done = subprocess.run(asked, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True)
        return UUID(done.stdout.strip()).hex

    def job(self, pk: str) -> dict[str, Any]:
        with sqlite3.connect(self.folder / "data" / "db.sqlite3", timeout=20) as database:
            database.row_factory = sqlite3.Row
            row = dict(database.execute("SELECT * FROM annotator_job WHERE id = ?", [pk]).fetchone())
        return row | {"result": json.loads(row["result"] or "null")}

    def effects(self) -> int:
        with sqlite3.connect(self.folder / "data" / "db.sqlite3", timeout=20) as database:
            return int(
                database.execute("SELECT count(*) FROM annotator_job WHERE kind = 'effect'").fetchone()[0]
            )


class Served:
    """The database and broker that the environment names."""

    def __init__(self, folder: Path) -> None:
        name = connection.settings_dict["NAME"]  # the one that pytest-django made for the tests
        url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
        broker = os.environ["CELERY_BROKER_URL"]
        self.env = environment(DATA_DIR=folder / "data", DATABASE_URL=url, CELERY_BROKER_URL=broker, **QUICK)

    def submit(self, go: Path, lane: str = "compute") -> str:
        asked = {"kind": "count", "params": {"go": str(go)}, "lane": Lane[lane.upper()]}
        return str(jobs.submit(**asked, project=None, actor=None).pk)

    def job(self, pk: str) -> dict[str, Any]:
        return Job.objects.values().get(pk=pk)

    def effects(self) -> int:
        return Job.objects.filter(kind="effect").count()


SERVED = pytest.param("served", marks=[pytest.mark.services, pytest.mark.django_db(transaction=True)])


@pytest.fixture(params=["embedded", SERVED])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Embedded | Served:
    if request.param == "embedded":
        return Embedded(tmp_path, request.getfixturevalue("migrated"))
    request.getfixturevalue("transactional_db")
    return Served(tmp_path)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file with all tables."""
    folder = tmp_path_factory.mktemp("migrated")
    migrate = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(migrate, cwd=ROOT, env=environment(DATA_DIR=folder), check=True)
    return folder / "db.sqlite3"


class Workers:
    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.env = folder, env
        self.started: list[Process] = []

    def start(self, *more: str) -> Process:
        argv = ["-m", "celery", "-A", "tests.services.counting", "worker", "-c", "1", "-l", "INFO", *more]
        made = Process(self.folder / "worker.log", *argv, env=self.env)
        self.started.append(made)
        return made


@pytest.fixture
def workers(world: Embedded | Served, tmp_path: Path) -> Iterator[Workers]:
    made = Workers(tmp_path, world.env)
    yield made
    for worker in made.started:
        worker.kill()


def test_a_job_whose_worker_is_killed_in_the_middle_is_done_once(world, workers, tmp_path):
    go, worker = tmp_path / "go", workers.start()
    pk = world.submit(go)
    until(lambda: world.job(pk)["progress_note"] == "attempt 1", seconds=60, say=worker.said)
    worker.kill()
    assert world.job(pk)["state"] == "running", "nobody could write down that it stopped"

    again = workers.start()
    until(lambda: world.job(pk)["progress_note"] == "attempt 2", say=again.said)
    go.touch()
    until(lambda: world.job(pk)["state"] == "done", say=again.said)
    assert world.job(pk)["result"] == {"attempt": 2}
    assert world.effects() == 1


def test_a_worker_of_one_queue_does_that_lane_only(world, workers, tmp_path):
    go, worker = tmp_path / "go", workers.start("--queues", "interactive")
    go.touch()
    bulk, waited = world.submit(go), world.submit(go, "interactive")
    until(lambda: world.job(waited)["state"] == "done", seconds=60, say=worker.said)
    assert world.job(bulk)["state"] == "queued"
    another = workers.start("--queues", "compute,export")
    until(lambda: world.job(bulk)["state"] == "done", seconds=60, say=another.said)


@pytest.mark.parametrize("world", [SERVED], indirect=True)
def test_a_job_whose_process_is_killed_goes_on_in_the_same_worker(world, workers, tmp_path):
    go, worker = tmp_path / "go", workers.start()
    pk = world.submit(go)
    until(lambda: world.job(pk)["progress_note"] == "attempt 1", seconds=60, say=worker.said)
    for child in descendants(worker.pid):
        os.kill(child, signal.SIGKILL)
    until(lambda: world.job(pk)["progress_note"] == "attempt 2", say=worker.said)
    go.touch()
    until(lambda: world.job(pk)["state"] == "done", say=worker.said)
    assert world.effects() == 1


@pytest.mark.parametrize("world", [SERVED], indirect=True)
def test_a_worker_told_to_end_finishes_its_job_first(world, workers, tmp_path):
    go, worker = tmp_path / "go", workers.start()
    pk = world.submit(go)
    until(lambda: world.job(pk)["progress_note"] == "attempt 1", seconds=60, say=worker.said)
    os.kill(worker.pid, signal.SIGTERM)
    worker.until_it_says("Warm shutdown")
    go.touch()
    assert worker.ends() == 0
    assert (world.job(pk)["state"], world.job(pk)["attempts"]) == ("done", 1)


def test_a_lost_message_only_costs_time(tmp_path, migrated):
    world = Embedded(tmp_path, migrated)
    pk = world.submit(ROOT)  # it exists: nothing to wait for
    shutil.rmtree(tmp_path / "data" / "broker")
    workers = Workers(tmp_path, world.env)
    worker = workers.start()
    try:
        until(lambda: world.job(pk)["state"] == "done", seconds=60, say=worker.said)
    finally:
        worker.kill()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_many_deliveries_at_the_same_time_one_does_the_job():
    job = jobs.submit(kind="count", params={}, project=None, actor=None)
    calls = []

    def deliver(_: int) -> bool:
        try:
            return running.execute(job_id=job.pk, handlers={"count": calls.append})
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(deliver, range(24)))
    assert (sum(done), len(calls)) == (1, 1)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_running_job_is_cancelled_from_outside(tmp_path):
    world = Served(tmp_path)
    worker = Workers(tmp_path, world.env).start()
    try:
        pk = world.submit(tmp_path / "never")
        until(lambda: world.job(pk)["state"] == "running", seconds=60, say=worker.said)
        jobs.cancel(job=Job.objects.get(pk=pk))
        until(lambda: world.job(pk)["state"] == "cancelled", say=worker.said)
        assert world.effects() == 0
    finally:
        worker.kill()
