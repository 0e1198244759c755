"""Workers: reads. For the owner of the instance and for machines that watch it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from annotator.models import Worker

RENEWED = timedelta(seconds=10)  # after which a worker says again that it is there
FRESH = timedelta(seconds=45)  # who was heard of in this time is there
KEPT = timedelta(days=1)  # so that the page can say when the last one was there


def alive() -> int:
    """Return how many workers are there (1 query)."""
    return Worker.objects.filter(seen_at__gt=timezone.now() - FRESH).count()


def last() -> Worker | None:
    """Return the worker that was heard of last, if any was in a day (1 query)."""
    return Worker.objects.order_by("-seen_at").first()
