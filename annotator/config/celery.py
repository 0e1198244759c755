"""The Celery application. It is the current one in each process, so that others need not import it."""

from __future__ import annotations

import os
import warnings

from celery import Celery

from annotator.config import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
# A worker would load every page and API view to check their addresses, which takes 2 s and half its memory.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

broker.register()

# Celery warns that DEBUG keeps every query: Django keeps the last 9,000, and production has no DEBUG.
warnings.filterwarnings("ignore", message="Using settings.DEBUG leads to a memory", module="celery")

app = Celery("annotator")
app.config_from_object("django.conf:settings", namespace="CELERY")  # read when first needed, not here
app.autodiscover_tasks(["annotator"])
app.set_default()
