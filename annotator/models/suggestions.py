"""Suggestions: what an engine proposes to mark, to whom it was shown, and what they did with it.

Layers and codes are kept as keys, since the codebook may change: what the newest one lacks is not shown.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone

from annotator.models.annotations import Annotation
from annotator.models.articles import Revision

JOB = "suggestions"
"""The kind of job that looks for them. Articles and projects, which lie below, ask for it by this name."""


class SuggestionRun(models.Model):
    """An engine has read a revision, and found so many. Without a row it has not yet."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="suggestion_runs")
    engine = models.CharField(max_length=20)
    found = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["revision", "at"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "engine"], name="an_engine_reads_a_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.engine} read {self.revision_id}"


class Suggestion(models.Model):
    """A proposal: code points `[start, end)`, a layer and codes, and why."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="suggestions")
    engine = models.CharField(max_length=20)  # the version of mapping and lexicons
    layer = models.CharField(max_length=40)  # a key
    codes = models.JSONField(default=list)  # [{"dimension": key, "code": key}, ...]
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    entry = models.CharField(max_length=300)  # the lexicon's pattern, or the words that were read
    explanation = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["revision", "start", "-end", "layer"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "engine", "layer", "start", "end"],
                name="one_suggestion_a_layer_and_range",
            ),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="a_suggestion_is_not_empty"),
            models.CheckConstraint(
                condition=Exact(Length("quote"), F("end") - F("start")),
                name="a_suggestions_quote_is_as_long_as_its_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.layer} [{self.start}, {self.end})"


class SuggestionAnswer(models.Model):
    """What one person did with a suggestion. No row: nothing, though it may have been shown."""

    class Verdict(models.TextChoices):
        """Accepted as it was, accepted with changes, or not."""

        ACCEPTED = "accepted", "accepted"
        EDITED = "edited", "accepted with changes"
        REJECTED = "rejected", "rejected"

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict)
    annotation = models.ForeignKey(
        Annotation, null=True, on_delete=models.SET_NULL, related_name="suggestion_answers"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["suggestion", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["suggestion", "person"], name="one_answer_a_person_to_a_suggestion"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["accepted", "edited", "rejected"]),
                name="an_answer_has_a_known_verdict",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="rejected") | Q(annotation__isnull=True),
                name="what_is_rejected_makes_no_annotation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.verdict} by {self.person_id}"


class SuggestionExposure(models.Model):
    """A person opened a revision with an engine's suggestions on it; the first time is kept."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="suggestion_exposures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    engine = models.CharField(max_length=20)
    shown_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["revision", "shown_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "person", "engine"], name="one_exposure_a_person_revision_and_engine"
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} shown to {self.person_id}"
