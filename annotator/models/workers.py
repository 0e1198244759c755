"""Workers: when each was last heard of. No history: rows are renewed, and go."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Worker(models.Model):
    """A worker's main process. It is there for as long as it renews its row (`queries.workers.FRESH`)."""

    name = models.CharField(max_length=120, unique=True)  # machine and process
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seen_at__gte=models.F("began_at")),
                name="a_worker_is_seen_once_it_began",
            ),
        ]
        indexes = [models.Index(fields=["seen_at"], name="workers_by_age")]

    def __str__(self) -> str:
        return self.name
