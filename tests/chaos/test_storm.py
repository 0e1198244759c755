"""A short storm; `make chaos` has the long ones, over all databases and brokers."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.processes import ROOT, environment


@pytest.mark.services
def test_nothing_is_lost_and_nothing_comes_twice_when_workers_and_their_broker_are_killed() -> None:
    argv = [sys.executable, "-m", "tests.chaos", "--one", "sqlite", "embedded", "-n", "16", "--seed", "3"]
    done = subprocess.run(argv, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    line = json.loads(done.stdout.splitlines()[-1])
    assert (line["lost"], line["doubled"]) == (0, 0), done.stderr
    assert line["kinds"] >= 12
    assert line["kills"] == 5
