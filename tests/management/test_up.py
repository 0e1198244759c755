from __future__ import annotations

import json
import os
import signal
import sqlite3
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from annotator.management.commands import up
from tests.deadlines import until
from tests.processes import Process, alive, descendants, environment, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Up(Process):
    def __init__(self, folder: Path, *, port: int) -> None:
        self.port, self.folder = port, folder
        settings = environment(DATA_DIR=folder, PORT=port, JOB_SWEEP_SECONDS=0.3)
        super().__init__(folder.parent / "log", "manage.py", "up", "--no-demo", env=settings)

    def health(self) -> object:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return json.load(answer)
        except urllib.error.URLError:
            return None

    def worker(self) -> int | None:
        """Return the main process of the worker."""
        found = [pid for pid, command in descendants(self.pid).items() if "celery" in command]
        return min(found, default=None)

    def pids(self) -> set[int]:
        return {self.pid, *descendants(self.pid)}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Up]:
    made = Up(tmp_path / "data", port=free_port())
    try:
        made.until_it_says("Annotator is ready: ")
        yield made
    finally:
        pids = made.pids()
        made.kill()
        until(lambda: not alive(pids), seconds=20, say=lambda: f"{alive(pids)} {made.said()}")


def put_job(folder: Path) -> None:
    """Write a job that no version knows: it fails, and so shows that a worker looked at it."""
    with sqlite3.connect(folder / "db.sqlite3") as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(annotator_job)") if row[3]]
        values = dict.fromkeys(columns, 0) | {
            "id": os.urandom(16).hex(),
            "kind": "brew",
            "params": "{}",
            "state": "queued",
            "max_attempts": 3,
            "available_at": "2020-01-01 00:00:00",
            "created_at": "2020-01-01 00:00:00",
            "progress_note": "",
            "error": "",
            "traceback": "",
        }
        marks = ", ".join("?" * len(values))
        database.execute(
            f"INSERT INTO annotator_job ({', '.join(values)}) VALUES ({marks})", list(values.values())
        )


def waiting(folder: Path) -> int:
    with sqlite3.connect(folder / "db.sqlite3") as database:
        return int(
            database.execute("SELECT count(*) FROM annotator_job WHERE state != 'failed'").fetchone()[0]
        )


def test_it_serves_works_heals_and_ends(running: Up):
    assert running.health() == {"database": "ok"}

    put_job(running.folder)  # no message was sent: the sweeper finds the row
    until(lambda: not waiting(running.folder), say=running.said)

    dead = until(running.worker)
    os.kill(dead, signal.SIGKILL)
    put_job(running.folder)
    until(lambda: running.worker() not in {None, dead} and not waiting(running.folder), say=running.said)
    assert running.health() == {"database": "ok"}

    pids = running.pids()
    assert len(pids) >= 5, "supervisor, web, worker and its two processes"
    os.kill(running.pid, signal.SIGINT)
    assert running.ends() == 0
    assert "Annotator has stopped." in running.said()
    assert not alive(pids)


def test_nothing_outlives_a_killed_supervisor_and_a_second_one_is_refused(running: Up):
    second = Up(running.folder, port=free_port())
    assert second.ends() == 1
    assert f"runs already on {running.folder}, at http://127.0.0.1:{running.port}/" in second.said()

    pids = running.pids()
    os.kill(running.pid, signal.SIGKILL)
    running.ends()
    until(lambda: not alive(pids), seconds=20, say=lambda: str(alive(pids)))


def test_a_busy_port_is_one_sentence(tmp_path):
    busy = free_port()
    with up.socket.socket() as taken:
        taken.bind(("127.0.0.1", busy))
        taken.listen()
        refused = Up(tmp_path / "data", port=busy)
        assert refused.ends() == 1
    assert refused.said().strip() == (
        f"CommandError: Port {busy} on 127.0.0.1 is in use or not to be had (Address already in use)."
        f" Take another one: PORT={busy + 1} make run"
    )


@pytest.mark.parametrize(
    ("hosts", "site"), [([], "127.0.0.1"), (["*"], "127.0.0.1"), ([".example.org"], "example.org")]
)
def test_health_is_asked_for_under_a_name_the_site_knows(monkeypatch, settings, hosts, site):
    asked = []

    class Answer:
        status = 200

    class Client:
        def __init__(self, host, port, timeout): ...
        def request(self, method, path, headers):
            asked.append(headers["Host"])

        def getresponse(self):
            return Answer

        def close(self): ...

    monkeypatch.setattr(up.http.client, "HTTPConnection", Client)
    settings.ALLOWED_HOSTS = hosts
    assert up.is_healthy("127.0.0.1", 80)
    assert asked == [site]
