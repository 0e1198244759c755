from __future__ import annotations

import os
import signal
import sys
import textwrap
from pathlib import Path

import pytest

from annotator.management import child, supervisor
from tests.deadlines import until
from tests.processes import Process, alive, descendants, environment

HERE = Path(__file__).parent


def program(name: str, code: str) -> supervisor.Program:
    return supervisor.Program(name, [sys.executable, "-c", textwrap.dedent(code)])


def run(*programs: supervisor.Program, until_said: str = "") -> tuple[int, list[str]]:
    """Supervise until a line with this text came, then as if by Ctrl-C; return the code and all lines."""
    lines: list[str] = []

    def is_ready() -> bool:
        return bool(until_said) and any(until_said in line for line in lines)

    code = supervisor.Supervisor(
        programs,
        cwd=HERE,
        say=lines.append,
        is_ready=is_ready,
        on_ready=lambda: os.kill(os.getpid(), signal.SIGINT),
    ).run()
    return code, lines


LASTING = "import time; print('up'); time.sleep(600)"


def test_what_programs_say_is_shown_under_their_names():
    code, lines = run(
        program("a", LASTING), program("long", "print('x\\ny'); " + LASTING), until_said="long | up"
    )
    assert code == 0
    assert [line for line in lines if line.startswith("long")] == ["long | x", "long | y", "long | up"]


def test_a_dead_program_starts_again(tmp_path):
    mark = tmp_path / "started"
    code, lines = run(
        program(
            "web",
            f"""
            import os, pathlib, signal, time
            mark = pathlib.Path({str(mark)!r})
            if mark.exists():
                print("second life"); time.sleep(600)
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
            """,
        ),
        until_said="second life",
    )
    assert code == 0
    assert "The web was killed by signal 9; it starts again in 0.25 s." in lines


def test_a_program_that_dies_all_the_time_is_given_up_and_the_others_ended(monkeypatch):
    monkeypatch.setattr(supervisor, "SLOWEST_RESTART_SECONDS", 0.01)
    other = program("other", LASTING)
    code, lines = run(program("web", "print('no such table')"), other)
    assert code == 1
    assert lines.count("web   | no such table") == supervisor.DEATHS_TOO_MANY
    assert "The web ended 6 times within a minute; the lines above say why." in lines
    assert other.process is None


def test_a_program_that_will_not_end_is_killed_with_all_it_started(monkeypatch, tmp_path):
    monkeypatch.setattr(supervisor, "GRACE_SECONDS", 0.3)
    pids = tmp_path / "pids"
    stubborn = f"""
        import os, pathlib, signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        other = os.fork()
        if other:
            pathlib.Path({str(pids)!r}).write_text(f"{{os.getpid()}} {{other}}")
            print("up")
        time.sleep(600)
    """
    assert run(program("web", stubborn), until_said="up")[0] == 0
    until(lambda: not alive(map(int, pids.read_text().split())), seconds=5)


@pytest.mark.parametrize("by_signal", [True, False], ids=["Linux", "elsewhere"])
def test_a_program_ends_when_its_supervisor_is_killed(tmp_path, by_signal):
    if by_signal and not sys.platform.startswith("linux"):
        pytest.skip("only Linux signals a parent's death")
    code = f"""
        import os, subprocess, sys, time
        from annotator.management import child
        if sys.argv[1:]:
            if not {by_signal}:
                child.signal_when_parent_dies = lambda: False
                child.WATCH_SECONDS = 0.05
            sys.exit(child.main(sys.argv[1:]))
        argv = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
        subprocess.Popen([sys.executable, __file__, str(os.getpid()), *argv])
        time.sleep(600)
    """
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(code))
    root = Path(child.__file__).parents[2]
    process = Process(tmp_path / "log", str(script), env=environment(PYTHONPATH=root))
    process.until_it_says("up")
    started = descendants(process.pid)
    assert started
    os.kill(process.pid, signal.SIGKILL)
    process.ends()
    until(lambda: not alive(started), seconds=10, say=lambda: str(alive(started)))
