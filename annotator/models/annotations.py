"""Annotations: one person's marking of one or more ranges of a revision, with codes and a note."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone

from annotator.models.articles import Revision
from annotator.models.codebooks import Code, Dimension, Layer
from annotator.models.times import ChangedAt


class Annotation(models.Model):
    """A marking. Its id is made by the client, so that sending it twice makes it once."""

    class Origin(models.TextChoices):
        """How it came about; exports say so."""

        HUMAN = "human", "marked by a person"
        SUGGESTION = "suggestion", "accepted suggestion"
        EDITED = "edited", "suggestion accepted with changes"
        IMPORTED = "imported", "imported"
        CARRIED = "carried", "carried from an earlier revision"

    class Anchor(models.TextChoices):
        """How it came to stand where it stands."""

        EXACT = "exact", "exact"
        MOVED = "moved", "moved"
        CHANGED = "changed", "changed"
        AMBIGUOUS = "ambiguous", "ambiguous"
        ORPHAN = "orphan", "orphan"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="annotations")
    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="annotations")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="annotations")
    note = models.TextField(blank=True)
    confidence = models.PositiveSmallIntegerField(null=True)  # the annotator's own, 1-5
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.HUMAN)
    anchor = models.CharField(max_length=12, choices=Anchor, default=Anchor.EXACT)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = ChangedAt()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(version__gt=0), name="annotation_versions_begin_at_one"),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__range=(1, 5)),
                name="confidence_is_from_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["human", "suggestion", "edited", "imported", "carried"]),
                name="an_annotation_has_a_known_origin",
            ),
            models.CheckConstraint(
                condition=Q(anchor__in=["exact", "moved", "changed", "ambiguous", "orphan"]),
                name="an_anchor_has_a_known_state",
            ),
        ]
        indexes = [
            models.Index(fields=["revision", "deleted_at", "created_at"], name="annotation_by_revision"),
            models.Index(fields=["author", "deleted_at"], name="annotation_by_author"),
        ]

    def __str__(self) -> str:
        return f"{self.layer_id} by {self.author_id}"


class Range(models.Model):
    """One range of an annotation: code points `[start, end)` with its quote and context (W3C selectors)."""

    # No index of its own: `one_range_a_place` begins with it.
    annotation = models.ForeignKey(
        Annotation, on_delete=models.CASCADE, related_name="ranges", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    prefix = models.CharField(max_length=80, blank=True)
    suffix = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["annotation", "position"]
        constraints = [
            models.UniqueConstraint(fields=["annotation", "position"], name="one_range_a_place"),
            models.UniqueConstraint(fields=["annotation", "start", "end"], name="no_range_twice"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="a_range_is_not_empty"),
            models.CheckConstraint(
                condition=Exact(Length("quote"), F("end") - F("start")),
                name="a_quote_is_as_long_as_its_range",
            ),
        ]

    def __str__(self) -> str:
        return f"[{self.start}, {self.end})"


class AnnotationCode(models.Model):
    """One answer that an annotation gives: a code, or words on a dimension of words."""

    # No index of its own: `no_code_twice_on_an_annotation` begins with it.
    annotation = models.ForeignKey(Annotation, on_delete=models.CASCADE, related_name="codes", db_index=False)
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="+")
    code = models.ForeignKey(Code, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["annotation", "dimension__position", "code__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["annotation", "dimension", "code"], name="no_code_twice_on_an_annotation"
            ),
            models.UniqueConstraint(
                fields=["annotation", "dimension"],
                condition=Q(code__isnull=True),
                name="words_once_a_dimension",
            ),
            models.CheckConstraint(
                condition=(Q(code__isnull=True) & ~Q(words="")) | (Q(code__isnull=False) & Q(words="")),
                name="an_answer_is_a_code_or_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension_id}={self.code_id or self.words}"
