"""Workers: each says that it is there, from the thread that sweeps."""

from __future__ import annotations

import os
import socket

from django.db import transaction
from django.utils import timezone

from annotator.models import Worker
from annotator.queries import workers as queries
from annotator.services.transactions import own_transactions


@own_transactions("One statement renews; a look before it need not hold up writers.")
def here(*, name: str = "") -> None:
    """Note that a worker is there, this process by default; forget those that fell silent.

    1 query while that was noted lately, 3 else: a sweep is every two seconds, and writing waits for others.
    """
    now, name = timezone.now(), (name or _this_process())[:120]
    if Worker.objects.filter(name=name, seen_at__gt=now - queries.RENEWED).exists():
        return
    Worker.objects.filter(seen_at__lt=now - queries.KEPT).delete()
    Worker.objects.bulk_create(
        [Worker(name=name, began_at=now, seen_at=now)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["seen_at"],
    )


@transaction.atomic
def gone(*, name: str = "") -> None:
    """Note that a worker ended as it was told to (1 query)."""
    Worker.objects.filter(name=(name or _this_process())[:120]).delete()


def _this_process() -> str:
    """Return what a worker is called: its machine and process."""
    return f"{socket.gethostname()} {os.getpid()}"
