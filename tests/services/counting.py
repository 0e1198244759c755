"""A worker that knows one more kind of job, whose end the test decides: `celery -A tests.services.counting`.

`python -m tests.services.counting GO LANE` asks for one, as a web process would, and prints its id.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.db import transaction
from django.utils import timezone

from annotator.config.celery import app

django.setup()

from annotator import tasks  # noqa: E402 - Django was not ready before
from annotator.models import Job  # noqa: E402
from annotator.models.jobs import JobState, Lane  # noqa: E402
from annotator.services import jobs  # noqa: E402

if TYPE_CHECKING:
    from annotator.services.running import Run

__all__ = ["app"]  # what `celery -A` looks for


def count(run: Run) -> None:
    """Work until the file `go` is there, then leave one effect: a row, which nothing keeps from being two."""
    steps = 0
    while not Path(run.params["go"]).exists():
        steps += 1
        run.progress(steps, note=f"attempt {run.job.attempts}")
        time.sleep(0.02)
    with transaction.atomic():
        Job.objects.create(
            kind="effect", params={"of": str(run.job.pk)}, state=JobState.DONE, finished_at=timezone.now()
        )
        run.finish({"attempt": run.job.attempts})


tasks.HANDLERS["count"] = count


if __name__ == "__main__":
    with transaction.atomic():
        lane = Lane[sys.argv[2].upper()]
        asked = jobs.submit(kind="count", params={"go": sys.argv[1]}, project=None, actor=None, lane=lane)
    sys.stdout.write(str(asked.pk))
