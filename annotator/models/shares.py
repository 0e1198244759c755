"""Shares: secret links by which anybody reads a story's matrix."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from annotator.models.articles import Story


class Share(models.Model):
    """A secret link to a read-only page of a story's matrix. Only the digest of its secret is kept.

    The page shows what its maker sees, and works as long as its maker may share.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="shares")
    digest = models.CharField(max_length=64, unique=True)  # sha256 of the secret in the link
    with_names = models.BooleanField(default=False)  # of the members who found what is shown
    with_notes = models.BooleanField(default=False)  # on cells and links
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)  # None: until it is taken back
    revoked_at = models.DateTimeField(null=True)
    opened = models.PositiveIntegerField(default=0)  # how often
    last_opened_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opened=0, last_opened_at__isnull=True)
                | models.Q(opened__gt=0, last_opened_at__isnull=False),
                name="what_was_opened_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"share of {self.story_id}"
