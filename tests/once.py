"""What takes long to write is written once for the tests of a module; each of them takes back what it did."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from annotator import jobs, tasks
from annotator.models import Job
from annotator.services import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker


@contextmanager
def kept(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep what the block writes until it ends. Each test within it has a savepoint of its own, by `db`.

    For SQLite in memory, which is never closed between tests; another connection would lose it.
    """
    with blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(jobs, "_send", lambda job_id, queue: None)
        yield
        transaction.set_rollback(True)


def do_waiting() -> int:
    """Do all waiting jobs in this process, as a worker would, and return how many that were."""
    waiting = Job.objects.filter(state="queued").order_by("created_at").values_list("pk", flat=True)
    return sum(running.execute(job_id=pk, handlers=tasks.HANDLERS) for pk in list(waiting))
