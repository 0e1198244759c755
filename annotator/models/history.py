"""History: the append-only log of a project. Audit trail, live feed and undo are one thing."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One change, written in the transaction that made it.

    `seq` counts up without a gap inside a project: it comes from the project's counter row, which
    the transaction updates last, so that a reader who has seen `seq` has seen all before it.
    """

    # A string: the one place where a lower column names a higher one.
    project = models.ForeignKey("annotator.Project", on_delete=models.CASCADE, related_name="events")
    seq = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    verb = models.CharField(max_length=60)  # "annotation.created"
    subject = models.CharField(max_length=40)  # the id of the thing, as text
    scope = models.CharField(max_length=60, blank=True)  # "revision:12", "story:3": what a page listens to
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ["project", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["project", "seq"], name="one_event_a_number_in_a_project"),
            models.CheckConstraint(condition=models.Q(seq__gt=0), name="event_numbers_begin_at_one"),
        ]
        indexes = [
            models.Index(fields=["project", "subject", "seq"], name="event_by_subject"),
            models.Index(fields=["project", "scope", "seq"], name="event_by_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.subject}"
