"""Comparisons: the aligned passages of two revisions, computed once for each pair and engine."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from annotator.models.articles import Revision
from annotator.models.jobs import Job


class Comparison(models.Model):
    """What two revisions share. `result` is null until its job is done.

    The pair is stored with the lower id first, so that each pair is computed once, whatever the
    order in which it is asked for.
    """

    left = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    engine = models.CharField(max_length=100)  # the text engine's version, and the sentence embedding's
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    result = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    computed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["left", "right"]
        constraints = [
            models.UniqueConstraint(
                fields=["left", "right", "engine"], name="one_comparison_a_pair_and_engine"
            ),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="the_lower_revision_stands_left"),
            models.CheckConstraint(
                condition=Q(result__isnull=True, computed_at__isnull=True)
                | Q(result__isnull=False, computed_at__isnull=False),
                name="a_result_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} and {self.right_id}"
