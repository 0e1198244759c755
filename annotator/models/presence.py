"""Presence: who has a revision open, and about where in it. No history: rows come, move and go."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from annotator.models.articles import Revision


class Presence(models.Model):
    """A person at a revision. It counts for as long as it was renewed lately (`queries.presence.FRESH`)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="present")
    sentence = models.PositiveIntegerField()  # code point at which the sentence begins that they are at
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["revision", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "revision"], name="one_is_once_at_a_revision"),
        ]
        indexes = [models.Index(fields=["seen_at"], name="presence_by_age")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.sentence} of {self.revision_id}"
