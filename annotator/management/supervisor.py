"""Runs a few programs as one: starts them, shows what they say, restarts what dies, ends them all.

One loop, no threads. Each program has a session of its own, so that Ctrl-C reaches the supervisor alone,
which then ends the others in order; and each ends by itself when the supervisor is killed (`child.py`).
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TICK_SECONDS = 0.1
ASK_SECONDS = 0.3  # between two questions whether it is ready
GRACE_SECONDS = 10.0  # between TERM and KILL; a job that takes longer goes on after the next start
PERIOD_SECONDS = 60.0
DEATHS_TOO_MANY = 6  # in one period
SLOWEST_RESTART_SECONDS = 8.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
CHILD = str(Path(__file__).with_name("child.py"))


@dataclass
class Program:
    """A program and how it has been doing."""

    name: str
    argv: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=DEATHS_TOO_MANY))
    start_at: float = 0.0
    unfinished: bytes = b""  # a line that has no end yet

    def signal(self, number: int, *, group: bool = False) -> None:
        """Signal the program, or all that it started as well. Nothing happens when it is gone."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                (os.killpg if group else os.kill)(self.process.pid, number)


class Supervisor:
    """`run()` until a signal, or until a program can't be kept alive."""

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        cwd: Path,
        say: Callable[[str], None],
        is_ready: Callable[[], bool],
        on_ready: Callable[[], None],
    ) -> None:
        self.programs = programs
        self.cwd = cwd
        self.say = say
        self.is_ready = is_ready
        self.on_ready = on_ready
        self.signals = 0  # how often it was told to stop
        self.selector = selectors.DefaultSelector()
        self.width = max(len(program.name) for program in programs)

    def run(self) -> int:
        """Return 0 after being told to stop, 1 after giving up. No program is left in either case."""
        before = {number: signal.signal(number, self._told_to_stop) for number in STOP_SIGNALS}
        try:
            return self._watch()
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _told_to_stop(self, _number: int, _frame: object) -> None:
        self.signals += 1

    def _watch(self) -> int:
        ready, ask_at = False, 0.0
        while not self.signals:
            for program in self.programs:
                self._start_if_due(program)
            self._show(TICK_SECONDS)
            for program in self.programs:
                if not self._outlives(program):
                    return 1
            if not ready and time.monotonic() >= ask_at:
                ready = self.is_ready()
                ask_at = time.monotonic() + ASK_SECONDS
                if ready:
                    self.on_ready()
        return 0

    def _start_if_due(self, program: Program) -> None:
        if program.process is not None or time.monotonic() < program.start_at:
            return
        program.process = subprocess.Popen(  # noqa: S603 - the caller says which programs
            [sys.executable, CHILD, str(os.getpid()), *program.argv],
            cwd=self.cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        if program.process.stdout is not None:
            self.selector.register(program.process.stdout, selectors.EVENT_READ, program)

    def _show(self, seconds: float) -> None:
        """Wait for output at most so long, and show it line by line under the program's name."""
        if not self.selector.get_map():
            time.sleep(seconds)
        for key, _ in self.selector.select(seconds):
            chunk = os.read(key.fd, 65536)
            program: Program = key.data
            if not chunk:
                self.selector.unregister(key.fileobj)
            *lines, program.unfinished = (program.unfinished + chunk).split(b"\n")
            for line in lines:
                self.say(f"{program.name:<{self.width}} | {line.decode(errors='replace').rstrip()}")

    def _outlives(self, program: Program) -> bool:
        """Note a death and when to start again; False when that was one too many."""
        process = program.process
        if process is None or process.poll() is None:
            return True
        program.signal(signal.SIGKILL, group=True)  # what it left behind
        self._forget(program)
        now = time.monotonic()
        program.deaths.append(now)
        recent = sum(now - died < PERIOD_SECONDS for died in program.deaths)
        how = f"was killed by signal {-process.returncode}" if process.returncode < 0 else "ended"
        if recent >= DEATHS_TOO_MANY:
            self.say(f"The {program.name} {how} {recent} times within a minute; the lines above say why.")
            return False
        delay = min(0.25 * 2 ** (recent - 1), SLOWEST_RESTART_SECONDS)
        program.start_at = now + delay
        self.say(f"The {program.name} {how}; it starts again in {delay:g} s.")
        return True

    def _forget(self, program: Program) -> None:
        process, program.process, program.unfinished = program.process, None, b""
        if process is not None and process.stdout is not None:
            with contextlib.suppress(KeyError):
                self.selector.unregister(process.stdout)
            process.stdout.close()

    def _stop(self) -> None:
        """TERM, and KILL after a grace or when told to stop again. Then nothing is left of any program."""
        told = self.signals
        for program in self.programs:
            program.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while self._alive() and time.monotonic() < deadline and self.signals == told:
            with contextlib.suppress(OSError, ValueError):  # nobody reads us any more: still end them
                self._show(TICK_SECONDS)
        for program in self.programs:
            program.signal(signal.SIGKILL, group=True)
            if program.process is not None:
                program.process.wait()
            self._forget(program)
        self.selector.close()

    def _alive(self) -> bool:
        return any(
            program.process is not None and program.process.poll() is None for program in self.programs
        )
