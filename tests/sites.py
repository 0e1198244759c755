"""All of Annotator as its users have it: `manage.py up` on a data folder of its own."""

from __future__ import annotations

import atexit
import functools
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import urlopen

from tests.deadlines import until
from tests.processes import ROOT, Process, environment, free_port

START_SECONDS = 90
PREPARING = (("migrate", "--no-input"), ("collectstatic", "--no-input"), ("load_demo",))


@functools.cache
def prepared() -> Path:
    """Return a data folder as `up` leaves a new one: made once, since that takes 15 s of a processor."""
    folder = Path(tempfile.mkdtemp(prefix="annotator-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for command in PREPARING:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment(DATA_DIR=folder),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    return folder


class Site:
    """`manage.py up` on a data folder of its own, with `settings` in its environment."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        own = {"DATA_DIR": folder / "data", "PORT": self.port, "JOB_LEASE_SECONDS": 3}
        self.env = environment(**(own | settings))
        if "DATABASE_URL" not in settings and not (folder / "data").exists():
            shutil.copytree(prepared(), folder / "data")
        self.start()

    def start(self) -> None:
        self.process = Process(self.folder / "log", "manage.py", "up", env=self.env)
        try:
            until(self.is_up, seconds=START_SECONDS, say=self.process.said)
        except BaseException:
            self.stop()  # no fixture will: it has nothing to give back yet
            raise

    def is_up(self) -> bool:
        if self.process.popen.poll() is not None:
            raise AssertionError(self.process.said())
        try:
            with urlopen(f"{self.address}/healthz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self) -> None:
        self.process.popen.terminate()
        self.process.ends(seconds=30)
