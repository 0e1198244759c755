from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from annotator.management import bootstrap
from tests.processes import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with lock files, of which nothing is installed yet."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    for lock in bootstrap.DEVELOPMENT:
        (tmp_path / lock).write_text("x==1\n")
    return tmp_path


@pytest.fixture
def installed(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was made and installed, in order; nothing really is."""
    done: list[object] = []

    def make_environment() -> None:
        done.append("environment")
        bootstrap.PYTHON.parent.mkdir(parents=True)
        bootstrap.PYTHON.symlink_to(sys.executable)

    monkeypatch.setattr(bootstrap, "make_environment", make_environment)
    monkeypatch.setattr(bootstrap, "install", done.append)
    return done


def test_the_second_start_installs_nothing(installed):
    for _ in range(3):
        bootstrap.set_up(bootstrap.RUNTIME)
    assert installed == ["environment", bootstrap.RUNTIME]


def test_development_includes_running(installed):
    bootstrap.set_up(bootstrap.DEVELOPMENT)
    bootstrap.set_up(bootstrap.RUNTIME)
    assert installed == ["environment", bootstrap.DEVELOPMENT]


def test_a_new_lock_file_is_installed(installed, checkout):
    bootstrap.set_up(bootstrap.RUNTIME)
    (checkout / "requirements.txt").write_text("x==2\n")
    bootstrap.set_up(bootstrap.RUNTIME)
    assert installed == ["environment", bootstrap.RUNTIME, bootstrap.RUNTIME]


def test_an_interrupted_install_is_done_again(installed, checkout, monkeypatch):
    bootstrap.set_up(bootstrap.RUNTIME)
    (checkout / "requirements.txt").write_text("x==2\n")
    with monkeypatch.context() as patch:

        def interrupted(locks):
            raise KeyboardInterrupt

        patch.setattr(bootstrap, "install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.set_up(bootstrap.RUNTIME)
    (checkout / "requirements.txt").write_text("x==1\n")  # even if the old lock comes back
    bootstrap.set_up(bootstrap.RUNTIME)
    assert installed[2:] == [bootstrap.RUNTIME]


def test_an_environment_without_its_python_is_made_anew(installed):
    bootstrap.set_up(bootstrap.RUNTIME)
    bootstrap.PYTHON.unlink()
    bootstrap.PYTHON.parent.rmdir()
    bootstrap.set_up(bootstrap.RUNTIME)
    assert installed.count("environment") == 2


def test_uv_looks_where_pip_is_set_to_look(monkeypatch):
    told = "global.find-links='/srv/wheels'\n:env:.index-url='https://example.org/simple'\nglobal.yes='1'\n"
    answer = subprocess.CompletedProcess([], 0, stdout=told)
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *args, **kwargs: answer)
    monkeypatch.delenv("UV_FIND_LINKS", raising=False)
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://example.org/mine")
    environment = bootstrap.uv_environment()
    assert environment["UV_FIND_LINKS"] == "/srv/wheels"
    assert environment["UV_DEFAULT_INDEX"] == "https://example.org/mine", "what is set for uv stays"


def test_a_wrong_word_shows_what_there_is(capsys):
    with pytest.raises(SystemExit) as ended:
        bootstrap.main(["bogus"])
    assert ended.value.code == 1
    assert "./run test" in capsys.readouterr().out


# -- ./run itself, which has to speak to Pythons that we do not run on


def test_old_pythons_can_read_it():
    ast.parse((ROOT / "run").read_text(encoding="utf-8"), feature_version=(3, 4))


def test_without_a_new_enough_python_it_says_so(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.8.10 && exit 0\nexit 1\n')
    old.chmod(0o755)
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")
    refused = subprocess.run(
        ["/bin/sh", ROOT / "run"], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert refused.stderr == (
        "Annotator needs Python 3.11 or newer; here is Python 3.8.10. Install one, and run this again.\n"
    )
