"""`/metrics` for Prometheus: off unless a token is set, and then only for who sends it."""

from __future__ import annotations

import hmac
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from annotator.errors import NotFound
from annotator.queries import wellbeing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest
    from prometheus_client import Metric


class FromDatabase(Collector):
    """What all processes see alike: jobs by kind and state, workers, free disk (4 queries)."""

    def collect(self) -> Iterator[Metric]:
        """Yield the measures, as they are now."""
        jobs = GaugeMetricFamily("annotator_jobs", "Jobs that are kept.", labels=("kind", "state"))
        for kind, state, count in wellbeing.jobs_by_kind():
            jobs.add_metric([kind, state], count)
        yield jobs
        oldest = wellbeing.oldest_waiting_seconds()
        yield GaugeMetricFamily("annotator_oldest_waiting_job_seconds", "How long it waits.", value=oldest)
        there = wellbeing.workers_there()
        yield GaugeMetricFamily("annotator_workers", "Workers that were heard of lately.", value=there)
        free = wellbeing.disk_free()
        yield GaugeMetricFamily("annotator_disk_free_bytes", "Free where files are kept.", value=free)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with all measures of all processes on this machine. Not found without the right token."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(
        given.encode(errors="replace"), settings.METRICS_TOKEN.encode()
    ):
        raise NotFound
    registry = CollectorRegistry()
    registry.register(FromDatabase())
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder:
        forget_the_dead(Path(folder))
        MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
        told = generate_latest(registry)
    else:
        told = generate_latest(registry) + generate_latest(REGISTRY)
    return HttpResponse(told, content_type=CONTENT_TYPE_LATEST)


def forget_the_dead(folder: Path) -> None:
    """Take away the gauges of processes that ended, however they did; what they counted stays."""
    for file in folder.glob("gauge_live*_*.db"):
        number = re.search(r"_(\d+)\.db$", file.name)
        if number and not is_alive(int(number[1])):
            with suppress(FileNotFoundError):  # another process was first
                file.unlink()


def is_alive(pid: int) -> bool:
    """Say whether a process of this number is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
