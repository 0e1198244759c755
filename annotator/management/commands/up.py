"""`manage.py up`: all of Annotator with one command, on one machine."""

from __future__ import annotations

import fcntl
import http.client
import socket
import sys
from typing import IO, Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from annotator.management.supervisor import Program, Supervisor

LAST_PORT = 65535


class Command(BaseCommand):
    """Prepare the data folder, then run the web server and a worker until Ctrl-C."""

    help = "Run Annotator: migrations, static files, the demo story, web server and worker, until Ctrl-C."
    requires_system_checks = ()  # migrate runs them

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--no-demo", action="store_true", help="don't load the demo story")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = settings.HOST, settings.PORT
        with open_lock() as lock:  # held until this process ends, however it ends
            check_port(host, port)
            note_address(lock, f"http://{host}:{port}/")
            self.prepare(demo=not options["no_demo"])
            self.stdout.write("Starting the web server and a worker ...")
            code = Supervisor(
                [Program("web", web(host, port)), Program("worker", worker())],
                cwd=settings.BASE_DIR,
                say=self.say,
                is_ready=lambda: is_healthy(host, port),
                on_ready=lambda: self.say(
                    f"\nAnnotator is ready: http://{host}:{port}/\nIts data lies in {settings.DATA_DIR}."
                    " Ctrl-C stops it.\n"
                ),
            ).run()
        if code:
            sys.exit(code)
        self.stdout.write("Annotator has stopped. All work is kept.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def prepare(self, *, demo: bool) -> None:
        """Bring database, static files and demo up to date: a second with nothing to do."""
        self.say("Preparing database and static files ...")
        if has_migrations_to_do():  # `migrate` takes two seconds to find out that there is nothing to do
            call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if demo and "load_demo" in get_commands():
            call_command("load_demo")
        connections.close_all()


def has_migrations_to_do() -> bool:
    """Say whether the database is older than the program (1 query)."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def open_lock() -> IO[str]:
    """Return the locked file that says that the data folder is in use.

    Raises :class:`CommandError` when another supervisor has it: two would answer for one broker folder.
    """
    lock = (settings.DATA_DIR / "up.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        where = lock.read().strip()
        lock.close()
        raise CommandError(
            f"Annotator runs already on {settings.DATA_DIR}{where and f', at {where}'}."
            " Stop that one, or set DATA_DIR to another folder."
        ) from None
    return lock


def note_address(lock: IO[str], address: str) -> None:
    """Write into the lock where this one answers, for whoever finds it taken."""
    lock.truncate(0)
    lock.write(address)
    lock.flush()


def check_port(host: str, port: int) -> None:
    """Raise :class:`CommandError` when the address can't be had."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError:
        raise CommandError(
            f"Port {port} needs more rights. Take one above 1023: PORT=8000 make run"
        ) from None
    except OverflowError:
        raise CommandError(f"PORT is {port}; ports end at {LAST_PORT}.") from None
    except OSError as error:
        raise CommandError(
            f"Port {port} on {host} is in use or not to be had ({error.strerror})."
            f" Take another one: PORT={min(port + 1, LAST_PORT)} make run"
        ) from None


def web(host: str, port: int) -> list[str]:
    """Return the web server's command line."""
    # Without a limit uvicorn waits for open event streams for ever when it is to stop.
    quiet = [
        "--log-level",
        "warning",
        "--no-access-log",
        "--lifespan",
        "off",
        "--timeout-graceful-shutdown",
        "2",
        # Longer than a proxy or a program keeps a connection: who is the first to close one that a request
        # is just being sent on breaks that request. With uvicorn's 5 s a few of 128 users met that.
        "--timeout-keep-alive",
        "75",
    ]
    address = ["--host", host, "--port", str(port)]
    return [sys.executable, "-m", "uvicorn", "annotator.config.asgi:application", *address, *quiet]


def worker() -> list[str]:
    """Return the worker's command line."""
    processes = str(settings.WORKER_PROCESSES)
    alone = [
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
    ]  # other workers are no concern of it
    quiet = ["-W", "ignore:You're running the worker with superuser"]  # whoever runs this as root means it
    celery = [sys.executable, *quiet, "-m", "celery", "--app", "annotator.config", "--quiet", "worker"]
    return [*celery, "--concurrency", processes, "--loglevel", "INFO", *alone]


def is_healthy(host: str, port: int) -> bool:
    """Ask the web server whether it answers and has its database."""
    site = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), host)
    reach = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - what listens on all is reached here
    client = http.client.HTTPConnection(reach, port, timeout=2)
    try:
        client.request("GET", "/healthz", headers={"Host": site})
        return client.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()
