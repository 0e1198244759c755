"""Carries: what became of an annotation in a later revision, and what its author made of that."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.models.annotations import Annotation
from annotator.models.articles import Revision

JOB = "carry"  # the kind of job that `services.carries` does


class Carried(models.Model):
    """One annotation, looked for in a later revision: how it was found, and what stands for it there.

    One row an annotation. An annotation that was carried on and on has a chain of them: `made` of one is the
    `source` of the next. One that found no place goes on looking in the revisions that follow.
    """

    class Review(models.TextChoices):
        """What its author made of it; what stands where it stood is never asked about."""

        NONE = "", "not asked"
        WAITING = "waiting", "waits for its author"
        ACCEPTED = "accepted", "the place that was found is right"
        PLACED = "placed", "its author put it elsewhere"
        GIVEN_UP = "given_up", "its author gave it up here"
        UNDONE = "undone", "the carry was undone"
        PASSED = "passed", "its author is asked in a newer text"

    OPEN = (Review.WAITING, Review.PASSED)  # nobody has said whether it is there at all

    source = models.OneToOneField(
        Annotation, primary_key=True, on_delete=models.CASCADE, related_name="carried_to"
    )
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="carried")
    made = models.OneToOneField(
        Annotation, null=True, on_delete=models.CASCADE, related_name="carried_as"
    )  # None: it has no place there, or none that is sure
    state = models.CharField(max_length=12, choices=Annotation.Anchor)
    # Where it was found, in code points: [[start, end], ...]; of an ambiguous one the best guess.
    found = models.JSONField(default=list)
    version = models.PositiveIntegerField()  # of the source, as it was carried
    review = models.CharField(max_length=8, choices=Review, blank=True)
    reason = models.TextField(blank=True)  # why it was given up
    reviewed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "source"]
        verbose_name_plural = "carried"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["exact", "moved", "changed", "ambiguous", "orphan"]),
                name="what_was_carried_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(review__in=["", "waiting", "accepted", "placed", "given_up", "undone", "passed"]),
                name="what_was_carried_has_a_known_review",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["exact", "moved"]) | ~Q(review=""),
                name="what_is_not_where_it_was_is_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(made__isnull=False) | Q(review__in=["waiting", "given_up", "undone"]),
                name="what_nothing_stands_for_waits_or_was_given_up",
            ),
            models.CheckConstraint(
                condition=~Q(review="given_up") | ~Q(reason=""), name="who_gives_up_an_annotation_says_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["revision"], condition=Q(review="waiting"), name="carried_waiting_for_review"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} to {self.revision_id}: {self.state}"


UNSURE = (Annotation.Anchor.CHANGED, Annotation.Anchor.AMBIGUOUS, Annotation.Anchor.ORPHAN)
"""The states that its author is asked about."""
