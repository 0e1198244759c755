"""Programs of ours as processes of their own, and what is left of them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tests.deadlines import until

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
OURS = (
    "DEBUG",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "DATA_DIR",
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "PORT",
    "HOST",
)


def environment(**settings: object) -> dict[str, str]:
    """Return the environment without settings of ours but these."""
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    return inherited | {name: str(value) for name, value in settings.items()}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """A program in a session of its own, its output in a file."""

    def __init__(self, log: Path, *argv: str, env: dict[str, str]) -> None:
        self.log = log
        with log.open("ab") as output:
            self.popen = subprocess.Popen(
                [sys.executable, *argv],
                cwd=ROOT,
                env=env,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.pid = self.popen.pid

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def until_it_says(self, what: str, *, seconds: float = 60) -> None:
        until(lambda: what in self.said() or self.popen.poll() is not None, seconds=seconds, say=self.said)
        assert what in self.said(), self.said()

    def kill(self) -> None:
        """Kill -9 the program and all of its session, and wait for its end."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.popen.wait()

    def ends(self, *, seconds: float = 30) -> int:
        return self.popen.wait(seconds)


def table() -> dict[int, tuple[int, str]]:
    """Return parent and command line of every process."""
    listed = subprocess.run(
        ["ps", "-axwwo", "pid=,ppid=,stat=,command="], capture_output=True, text=True, check=True
    ).stdout
    rows = (line.split(None, 3) for line in listed.splitlines())
    return {int(pid): (int(ppid), command) for pid, ppid, stat, command in rows if not stat.startswith("Z")}


def descendants(pid: int) -> dict[int, str]:
    """Return all that came of a process, with their command lines."""
    everything = table()
    found: dict[int, str] = {}
    parents = {pid}
    while parents:
        children = {child for child, (parent, _) in everything.items() if parent in parents} - found.keys()
        found |= {child: everything[child][1] for child in children}
        parents = children
    return found


def alive(pids: Iterable[int]) -> set[int]:
    return set(pids) & table().keys()
