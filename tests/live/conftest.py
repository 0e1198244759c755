from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.live.ears import SEED, World
from tests.processes import ROOT
from tests.sites import Site

if TYPE_CHECKING:
    from collections.abc import Iterator


METRICS = "a token for machines that watch"


def seeded(site: Site) -> World:
    """Put a project with three people into the site's database."""
    argv = [sys.executable, "manage.py", "shell", "-v0", "-c", SEED]
    done = subprocess.run(argv, cwd=ROOT, env=site.env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return World(site, json.loads(done.stdout.split("SEEDED ")[1]))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One site on SQLite for the tests of a file; each listens from now on."""
    site = Site(tmp_path_factory.mktemp("site"), METRICS_TOKEN=METRICS)
    yield seeded(site)
    site.stop()


@pytest.fixture
def world(here: World) -> Iterator[World]:
    yield here
    for ear in here.ears:
        ear.drop()
    here.ears.clear()
