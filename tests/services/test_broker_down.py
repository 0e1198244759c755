from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from tests.processes import ROOT, environment

ASK = """
import sys, uuid, django
django.setup()
from annotator import jobs
print(jobs.ask(uuid.uuid4(), "compute"))
"""


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
@pytest.mark.parametrize("listens", [False, True], ids=["refuses", "says nothing"])
def test_a_broker_that_is_down_does_not_hold_a_request_up(tmp_path, scheme, listens):
    with socket.socket() as broker:
        broker.bind(("127.0.0.1", 0))
        if listens:
            broker.listen()
        url = f"{scheme}://127.0.0.1:{broker.getsockname()[1]}//"
        env = environment(
            DATA_DIR=tmp_path, CELERY_BROKER_URL=url, DJANGO_SETTINGS_MODULE="annotator.config.settings"
        )
        asked = subprocess.run(
            [sys.executable, "-c", ASK],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,  # with kombu's defaults it would not come back within two minutes
        )
    assert asked.stdout.strip() == "False", asked.stderr
    assert "waits for the sweeper" in asked.stderr
