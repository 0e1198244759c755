"""The Celery application. It is the current one in each process, so that others need not import it."""

from __future__ import annotations

import os
import warnings
from collections import deque

from celery import Celery
from celery.signals import worker_before_create_process, worker_init

from annotator.config import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
# A worker would load every page and API view to check their addresses, which takes 2 s and half its memory.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

broker.register()

# Celery warns that DEBUG keeps every query. Django keeps the last 9,000; a worker keeps none, see below.
warnings.filterwarnings("ignore", message="Using settings.DEBUG leads to a memory", module="celery")

app = Celery("annotator")
app.config_from_object("django.conf:settings", namespace="CELERY")  # read when first needed, not here
app.autodiscover_tasks(["annotator"])
app.set_default()


@worker_init.connect  # type: ignore[untyped-decorator]
def keep_no_queries(**_: object) -> None:
    """Let a worker's connections forget what they asked: with DEBUG Django keeps each INSERT spelled out."""
    from django.db import connections  # noqa: PLC0415 - the settings are read when first needed
    from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: PLC0415

    BaseDatabaseWrapper.queries_limit = 0
    for each in connections.all(initialized_only=True):
        each.queries_log = deque(maxlen=0)


@worker_before_create_process.connect  # type: ignore[untyped-decorator]
def settle(**_: object) -> None:
    """Set apart what is loaded before a worker forks: its processes then share that memory (`settling`)."""
    from annotator.config import settling  # noqa: PLC0415 - Django is not there yet when this file is read

    settling.settle(pages=False)
