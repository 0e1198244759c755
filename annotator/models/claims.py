"""Claims: the rows of the claim x source matrix, their mentions and cells."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotator.models.annotations import Annotation
from annotator.models.articles import Article, Revision, Story
from annotator.models.times import ChangedAt


class Claim(models.Model):
    """A story's canonical proposition, worded affirmatively: a row of the matrix."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="claims")
    wording = models.CharField(max_length=400)
    position = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["story", "position", "created_at"]
        constraints = [models.CheckConstraint(condition=~Q(wording=""), name="a_claim_has_a_wording")]

    def __str__(self) -> str:
        return self.wording


class Mention(models.Model):
    """Ties an annotation to a claim, in one person's layer."""

    class State(models.TextChoices):
        """Who stands behind it."""

        SUGGESTED = "suggested", "suggested"
        CONFIRMED = "confirmed", "confirmed"
        REJECTED = "rejected", "rejected"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="mentions")
    annotation = models.ForeignKey(Annotation, on_delete=models.CASCADE, related_name="mentions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.CONFIRMED)
    # To whom the account attributes it and in which words, as it was read when the mention was made.
    said_by = models.CharField(max_length=200, blank=True)
    said_how = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["claim", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "annotation", "author"],
                condition=Q(deleted_at__isnull=True),
                name="a_person_ties_an_annotation_to_a_claim_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["suggested", "confirmed", "rejected"]),
                name="a_mention_has_a_known_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annotation_id} on {self.claim_id}"


class Cell(models.Model):
    """What one person found one account to say of one claim. No row means: not checked yet."""

    class Status(models.TextChoices):
        """What the account does with the claim."""

        ASSERTED = "asserted", _("asserted")
        DENIED = "denied", _("denied")
        DIFFERS = "differs", _("differs")
        NOT_REPORTED = "not_reported", _("checked: not reported")
        UNCHECKED = "unchecked", _("not checked yet")

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="cells")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="cells")
    annotator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cells")
    status = models.CharField(max_length=12, choices=Status)
    certainty = models.PositiveSmallIntegerField(null=True)  # the step, 1 unclear - 4 certain
    note = models.TextField(blank=True)
    # What its person had found of a claim that was merged into this one, where that was something else:
    # [{"wording", "status", "certainty", "note"}], until they set the cell.
    also = models.JSONField(default=list)
    # The text that came after it was set and changed what it rests on: until its person sets it again.
    look_again = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=1)
    updated_at = ChangedAt()

    class Meta:
        ordering = ["claim", "article", "annotator"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "article", "annotator"], name="one_cell_a_claim_article_and_person"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asserted", "denied", "differs", "not_reported", "unchecked"]),
                name="a_cell_has_a_known_status",
            ),
            models.CheckConstraint(
                condition=Q(certainty__isnull=True) | Q(certainty__range=(1, 4)),
                name="certainty_is_from_one_to_four",
            ),
            models.CheckConstraint(
                condition=Q(certainty__isnull=True) | Q(status__in=["asserted", "denied", "differs"]),
                name="only_what_is_reported_has_a_certainty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} x {self.article_id}: {self.status}"
