"""Adjudication: what a curator decided. It makes the gold layer; the annotators' own layers stay."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone

from annotator.models.annotations import Annotation
from annotator.models.articles import Article, Revision
from annotator.models.claims import Cell, Claim
from annotator.models.codebooks import Code, Dimension, Layer
from annotator.models.times import ChangedAt


class Decision(models.Model):
    """What was decided on one cluster of overlapping annotations of a layer, or added where nobody marked.

    `kept` tells whether it is one: then its ranges and codes are gold; what was dropped keeps its ranges,
    so that it is known where. One decision stands for one annotation; a cluster of two makes two.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="decisions")
    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="+")
    kept = models.BooleanField()
    reason = models.TextField(blank=True)  # asked for where the majority is overruled
    overrules = models.BooleanField(default=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = ChangedAt()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(version__gt=0), name="decision_versions_begin_at_one"),
            models.CheckConstraint(
                condition=Q(overrules=False) | ~Q(reason=""), name="who_overrules_says_why"
            ),
        ]
        indexes = [models.Index(fields=["revision", "deleted_at"], name="decision_by_revision")]

    def __str__(self) -> str:
        return f"{self.layer_id} of {self.revision_id}: {'kept' if self.kept else 'dropped'}"


class DecisionRange(models.Model):
    """One range of a decision: code points `[start, end)` with quote and context, as an annotation's."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="ranges")
    position = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    prefix = models.CharField(max_length=80, blank=True)
    suffix = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["decision", "position"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "position"], name="one_range_a_place_of_a_decision"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="a_decided_range_is_not_empty"),
            models.CheckConstraint(
                condition=Exact(Length("quote"), F("end") - F("start")),
                name="a_decided_quote_is_as_long_as_its_range",
            ),
        ]

    def __str__(self) -> str:
        return f"[{self.start}, {self.end})"


class DecisionCode(models.Model):
    """One answer of a decision: a code, or words on a dimension of words."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="codes")
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="+")
    code = models.ForeignKey(Code, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["decision", "dimension__position", "code__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "dimension", "code"], name="no_code_twice_in_a_decision"
            ),
            models.CheckConstraint(
                condition=(Q(code__isnull=True) & ~Q(words="")) | (Q(code__isnull=False) & Q(words="")),
                name="a_decided_answer_is_a_code_or_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension_id}={self.code_id or self.words}"


class DecisionBasis(models.Model):
    """An annotation that a decision was made on, in the version that the curator saw.

    Newer versions, deletions, and annotations that came later are the delta: shown, and deciding nothing.
    """

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="basis")
    annotation = models.ForeignKey(Annotation, on_delete=models.CASCADE, related_name="decisions")
    version = models.PositiveIntegerField()

    class Meta:
        ordering = ["decision", "annotation"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "annotation"], name="no_annotation_twice_in_a_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} on {self.annotation_id}"


class CellDecision(models.Model):
    """What was decided on one claim and one account: the gold cell of the matrix."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="decisions")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="cell_decisions")
    status = models.CharField(max_length=12, choices=Cell.Status)
    certainty = models.PositiveSmallIntegerField(null=True)  # the step, 1 unclear - 4 certain
    reason = models.TextField(blank=True)
    overrules = models.BooleanField(default=False)
    # The cells it was made on: [{"person", "status", "certainty", "version"}].
    basis = models.JSONField(default=list)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    updated_at = ChangedAt()

    class Meta:
        ordering = ["claim", "article"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "article"], name="one_decision_a_cell"),
            models.CheckConstraint(
                condition=Q(status__in=Cell.Status.values), name="a_decided_cell_has_a_known_status"
            ),
            models.CheckConstraint(
                condition=Q(certainty__isnull=True) | Q(certainty__range=(1, 4)),
                name="decided_certainty_is_from_one_to_four",
            ),
            models.CheckConstraint(
                condition=Q(overrules=False) | ~Q(reason=""), name="who_overrules_cells_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} x {self.article_id}: {self.status}"


class MentionDecision(models.Model):
    """Whether a kept passage states a claim: the gold layer's mention."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="mention_decisions")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="mentions")
    holds = models.BooleanField()
    reason = models.TextField(blank=True)
    overrules = models.BooleanField(default=False)
    # Who had put the passage on a claim when it was decided: [{"person", "holds"}], on this one or not.
    basis = models.JSONField(default=list)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    updated_at = ChangedAt()

    class Meta:
        ordering = ["claim", "decision"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "decision"], name="one_decision_a_mention"),
            models.CheckConstraint(
                condition=Q(overrules=False) | ~Q(reason=""), name="who_overrules_mentions_says_why"
            ),
            models.CheckConstraint(condition=Q(version__gt=0), name="mention_decisions_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} on {self.claim_id}: {self.holds}"
