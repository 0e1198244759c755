"""Attempts: what may be tried only so often, counted once for all processes. No history: rows run out."""

from __future__ import annotations

from django.db import models


class Attempt(models.Model):
    """How often one thing was tried in the window that is open. Nobody can be read out of it."""

    key = models.CharField(max_length=64, primary_key=True)  # a digest of the limit and whom it counts for
    times = models.PositiveIntegerField()
    until = models.PositiveBigIntegerField()  # seconds since 1970: raw SQL compares it on both databases

    class Meta:
        ordering = ["key"]
        indexes = [models.Index(fields=["until"], name="attempts_by_their_end")]

    def __str__(self) -> str:
        return f"{self.times} until {self.until}"
