"""Starts one program so that it ends when its supervisor does, even by kill -9.

`python child.py SUPERVISOR_PID PROGRAM ARG...`

Standard library only, and run as a file: it must not load Django to start the program that does.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1  # from linux/prctl.h
WATCH_SECONDS = 0.5


def main(argv: list[str]) -> int:
    """Become the program, or stand beside it where the system has no signal for a parent's death."""
    supervisor, program = int(argv[0]), argv[1:]
    if not signal_when_parent_dies():
        return stand_beside(program, supervisor)
    if os.getppid() == supervisor:  # else it died before we could ask for the signal
        os.execv(program[0], program)  # noqa: S606 - the supervisor says which program
    return 1


def signal_when_parent_dies() -> bool:
    """Ask Linux for SIGTERM at the death of the parent; it outlives exec. False on other systems."""
    if not sys.platform.startswith("linux"):
        return False
    return bool(ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM) == 0)


def stand_beside(argv: list[str], supervisor: int) -> int:
    """Run the program, pass on SIGTERM, and send it when the supervisor is gone; return its exit code."""
    program = subprocess.Popen(argv)  # noqa: S603 - the supervisor says which program
    signal.signal(signal.SIGTERM, lambda *_: program.terminate())
    while program.poll() is None:
        if os.getppid() != supervisor:
            program.terminate()
            return program.wait()
        time.sleep(WATCH_SECONDS)
    return program.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
