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
    batch = models.UUIDField(null=True)  # shared by the events of one act: a bulk change, an acceptance
    # Undo, per person and revision (docs/data-model.md). What has no `undo_in` is not taken back by it.
    undo_in = models.IntegerField(null=True)  # the id of the revision in whose undo it stands
    undoes = models.BigIntegerField(null=True)  # the number of the event that this one takes back
    # Only of what takes back: the steps that its actor can take back, or do again, next. A deed needs
    # neither: after it, it is the next to be taken back itself, and nothing is to be done again.
    next_undo = models.BigIntegerField(null=True)
    next_redo = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["project", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "undoes"],
                condition=models.Q(undoes__isnull=False),
                name="an_event_is_taken_back_once",
            ),
            models.CheckConstraint(
                condition=models.Q(undoes__isnull=True) | models.Q(undoes__lt=models.F("seq")),
                name="only_what_was_is_taken_back",
            ),
            models.UniqueConstraint(fields=["project", "seq"], name="one_event_a_number_in_a_project"),
            models.CheckConstraint(condition=models.Q(seq__gt=0), name="event_numbers_begin_at_one"),
        ]
        indexes = [
            models.Index(fields=["project", "subject", "seq"], name="event_by_subject"),
            models.Index(fields=["project", "scope", "seq"], name="event_by_scope"),
            models.Index(fields=["project", "actor", "seq"], name="event_by_actor"),
            models.Index(
                fields=["actor", "undo_in", "seq"],
                condition=models.Q(undo_in__isnull=False),
                name="event_by_undo",
            ),
            models.Index(fields=["batch"], condition=models.Q(batch__isnull=False), name="event_by_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.subject}"
