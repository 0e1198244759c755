"""What is loaded at the start is no longer looked at by the collector; in processes of their own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.processes import ROOT, environment

WEB = "import annotator.config.asgi"
WORKER = """
from annotator.config.celery import app
app.finalize(); app.loader.import_default_modules()
from celery.signals import worker_before_create_process
worker_before_create_process.send(sender=None)
"""
LEFT = "import gc; print('LEFT', gc.get_freeze_count(), len(gc.get_objects()))"


@pytest.mark.parametrize("starts", [WEB, WORKER], ids=["web", "worker"])
def test_a_process_that_serves_has_set_apart_nearly_all_that_it_loaded(tmp_path, starts):
    done = subprocess.run(
        [sys.executable, "-c", f"{starts}\n{LEFT}"],
        cwd=ROOT,
        env=environment(DATA_DIR=tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    frozen, left = map(int, done.stdout.split("LEFT ")[1].split())
    assert frozen > 50_000
    assert left < frozen / 10
