from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.utils import translation

from annotator import jobs
from tests.once import do_waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


pytest_plugins = ["tests.people", "tests.plugins", "tests.intaken"]


def pytest_configure() -> None:
    """Settings that only tests have, before anybody reads them; the checkout's own files stay as they are."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # 0.1 ms; argon2 takes 50
    settings.MEDIA_ROOT = tempfile.mkdtemp(prefix="annotator-tests-")
    if not os.environ.get("CELERY_BROKER_URL"):
        settings.CELERY_BROKER_URL = "memory://"


@pytest.fixture(autouse=True)
def asked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the jobs that workers were asked to do; no message leaves the process.

    Tests marked `services` send to the real broker instead.
    """
    sent: list[str] = []
    monkeypatch.setattr(jobs._Broker, "not_before", 0.0)
    if request.node.get_closest_marker("services") is None:
        monkeypatch.setattr(jobs, "_send", lambda job_id, queue: sent.append(job_id))
    return sent


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """Each test begins in English: a request in another language leaves it set."""
    with translation.override("en"):
        yield


@pytest.fixture
def do_jobs() -> Callable[[], int]:
    """Do all waiting jobs in this process, as a worker would, and return how many that were."""

    return do_waiting
