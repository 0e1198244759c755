"""`make chaos`: kill workers and brokers at random over work of every kind, and look what came of it.

Each combination of database and broker is a process of its own, `--one DATABASE BROKER`: settings are read
once. `--seed` decides what is asked for and what is killed when; the machine decides the rest.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.chaos.brokers import Embedded, RabbitMQ, Redis
from tests.processes import ROOT, Process, descendants, environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.chaos.work import Asked

POSTGRESQL = os.environ.get("CHAOS_POSTGRESQL", "postgres://postgres@127.0.0.1:5432/postgres")
RABBITMQ = os.environ.get("CHAOS_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672/chaos")
DATABASES, BROKERS = ("sqlite", "postgresql"), ("embedded", "redis", "rabbitmq")
QUICK = {
    "JOB_LEASE_SECONDS": 5,
    "JOB_SWEEP_SECONDS": 0.5,
    "JOB_ASK_AGAIN_SECONDS": 2,
    "JOB_DEAF_SECONDS": 10,
    "WORKER_PROCESSES": 2,
}
COLUMNS = (
    "database",
    "broker",
    "jobs",
    "kinds",
    "kills",
    "ended",  # workers that ended by themselves: deaf, or by an error of Celery's
    "again",
    "stopped",
    "seconds",
    "lost",
    "doubled",
    "resent",
)


class Workers:
    """Two workers of two processes each."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.log, self.env = folder / "worker.log", env
        self.ended = 0
        self.running = [self._start() for _ in range(2)]

    def _start(self) -> Process:
        lone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        return Process(
            self.log, "-m", "celery", "-A", "annotator.config", "worker", "-c", "2", *lone, env=self.env
        )

    def kill(self, random: Random) -> None:
        """Kill -9 a worker with its processes, and start another."""
        place = random.randrange(len(self.running))
        self.running[place].kill()
        self.running[place] = self._start()

    def keep(self) -> None:
        """Start those anew that ended by themselves, as systemd, compose and `manage.py up` do."""
        for place, each in enumerate(self.running):
            if each.popen.poll() is not None:
                self.ended += 1
                each.kill()  # what it left
                self.running[place] = self._start()

    def kill_children(self, random: Random) -> None:
        """Kill -9 the processes in which both workers do their jobs; they start others by themselves."""
        for worker in self.running:
            for pid in descendants(worker.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def pause(self, random: Random) -> None:
        """Let a worker sleep for longer than its lease: it comes back when others have its jobs."""
        pid = random.choice(self.running).pid
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGSTOP)
            time.sleep(QUICK["JOB_LEASE_SECONDS"] * 1.5)  # what is tried is that this time passes
            os.killpg(pid, signal.SIGCONT)

    def end(self) -> None:
        for each in self.running:
            each.kill()


def one(database: str, broker_name: str, rounds: int, seed: int) -> dict[str, Any]:
    """Run one combination in this process; return its line of the table."""
    import django

    with (
        tempfile.TemporaryDirectory(prefix="annotator-chaos-") as name,
        Database(database, Path(name)) as url,
    ):
        folder = Path(name)
        (folder / "data").mkdir()
        makers: dict[str, Callable[[], Any]] = {
            "embedded": lambda: Embedded(folder),
            "redis": lambda: Redis(folder),
            "rabbitmq": lambda: RabbitMQ(RABBITMQ),
        }
        broker = makers[broker_name]()
        told = {
            "DATA_DIR": folder / "data",
            "CELERY_BROKER_URL": broker.url,
            "EMAIL_URL": f"filemail:///{folder}/mail",
        }
        env = environment(**told, **({"DATABASE_URL": url} if url else {}), **QUICK)
        os.environ.clear()
        os.environ.update(env, DJANGO_SETTINGS_MODULE="annotator.config.settings", LOG_LEVEL="ERROR")
        from annotator.config.celery import app

        app.set_current()
        django.setup()
        _make_tables()
        from tests.chaos import work

        asked = work.begin()  # before there are workers, who would be faster
        workers = Workers(folder, env)
        try:
            return {"database": database, "broker": broker_name} | storm(
                asked, workers, broker, rounds, Random(seed)
            )
        finally:
            workers.end()
            broker.end()
            from django.db import connections

            connections.close_all()


def _make_tables() -> None:
    """Make the tables from the models, as tests do: migrations would take longer than the storm."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    settings.MIGRATION_MODULES = dict.fromkeys(each.label for each in apps.get_app_configs())
    call_command("migrate", run_syncdb=True, verbosity=0)


def storm(asked: Asked, workers: Workers, broker: Any, rounds: int, random: Random) -> dict[str, Any]:
    """Ask for work and kill at random, then wait for calm and look."""
    from annotator.models import Job
    from tests.chaos import checks, work

    begun, kills, struck = time.monotonic(), 0, set[UUID]()
    is_down = False
    for number in range(rounds):
        work.ask(asked, random)
        work.go_on(asked, random)
        workers.keep()
        if number % 3 == 2:
            blow = random.choice(("worker", "worker", "children", "children", "pause", "broker"))
            kills += 1
            if blow == "broker" or is_down:
                (broker.up if is_down else broker.down)()
                is_down = not is_down
            else:
                _wait_for_work(struck, workers)
                {"worker": workers.kill, "children": workers.kill_children, "pause": workers.pause}[blow](
                    random
                )
        time.sleep(random.uniform(0, 0.6))  # the moments at which it happens are what is tried
    if is_down:
        broker.up()
    deadline = time.monotonic() + 300
    while not work.is_calm() and time.monotonic() < deadline:
        work.go_on(asked)
        workers.keep()
        time.sleep(0.2)
    sent = checks.mails()
    found = {"lost": checks.lost(asked), "doubled": checks.doubled(asked)}
    for sentence in (*found["lost"], *found["doubled"]):
        print(sentence, file=sys.stderr)
    counted = Job.objects.order_by().values_list("kind", "attempts")
    return {
        "jobs": len(counted),
        "kinds": len({kind for kind, _ in counted}),
        "kills": kills,
        "ended": workers.ended,
        "again": sum(attempts - 1 for _, attempts in counted),
        "stopped": asked.stopped,
        "seconds": round(time.monotonic() - begun),
        "lost": len(found["lost"]),
        "doubled": len(found["doubled"]),
        "resent": len(sent) - len(set(sent)),
    }


def _wait_for_work(struck: set[UUID], workers: Workers) -> None:
    """Wait until something is at work that no blow met before: a blow at idle workers tries nothing."""
    from annotator.models import Job
    from annotator.models.jobs import JobState

    running = Job.objects.filter(state=JobState.RUNNING, token__isnull=False)
    deadline = time.monotonic() + 60  # a busy machine takes that long to start a worker
    while time.monotonic() < deadline:
        if fresh := set(running.values_list("token", flat=True)) - struck:
            struck |= fresh
            return
        workers.keep()
        time.sleep(0.005)


class Database:
    """A database of its own, dropped at the end."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        self.name = "annotator_" + folder.name.replace("-", "_").lower()

    def __enter__(self) -> str:
        if self.kind == "sqlite":
            return ""
        self._do(f'CREATE DATABASE "{self.name}"')
        return POSTGRESQL.rpartition("/")[0] + f"/{self.name}"

    def __exit__(self, *_: object) -> None:
        if self.kind != "sqlite":
            self._do(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def _do(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
            connection.execute(statement.encode())


def main() -> int:
    """Run what is asked for; 1 when something was lost or came twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", "--rounds", type=int, default=120, help="things asked for in each combination")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--databases", nargs="*", default=DATABASES, choices=DATABASES)
    parser.add_argument("--brokers", nargs="*", default=BROKERS, choices=BROKERS)
    parser.add_argument("--one", nargs=2, metavar=("DATABASE", "BROKER"))
    given = parser.parse_args()
    if given.one:
        print(json.dumps(one(*given.one, rounds=given.rounds, seed=given.seed)))
        return 0
    print(" | ".join(COLUMNS), flush=True)
    bad = 0
    for database in given.databases:
        for broker in given.brokers:
            argv = [sys.executable, "-m", "tests.chaos", "--one", database, broker]
            argv += ["-n", str(given.rounds), "--seed", str(given.seed)]
            done = subprocess.run(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
            if done.returncode:
                print(f"{database} | {broker} | did not end", flush=True)
                bad += 1
                continue
            line = json.loads(done.stdout.splitlines()[-1])
            bad += line["lost"] + line["doubled"]
            print(" | ".join(str(line[each]) for each in COLUMNS), flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
