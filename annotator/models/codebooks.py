"""Codebooks: a project's versioned set of layers, dimensions and codes. A version never changes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Codebook(models.Model):
    """One version of a project's codebook. Each save makes the next version."""

    # A string: every project has a codebook, so it lies below the project, as history and jobs do.
    project = models.ForeignKey("annotator.Project", on_delete=models.CASCADE, related_name="codebooks")
    version = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)  # what changed, in the editor's words

    class Meta:
        ordering = ["project", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="one_codebook_a_version"),
            models.CheckConstraint(condition=Q(version__gt=0), name="codebook_versions_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"codebook {self.version} of {self.project_id}"


class Layer(models.Model):
    """What kind of passage an annotation marks: claim, cue, attribution, bias..."""

    codebook = models.ForeignKey(Codebook, on_delete=models.CASCADE, related_name="layers")
    key = models.SlugField(max_length=40)  # the same thing in every version
    label = models.CharField(max_length=60)
    definition = models.TextField(blank=True)
    shortcut = models.CharField(max_length=1, blank=True)
    colour = models.CharField(max_length=20)  # the name of a token of the style sheet
    pattern = models.CharField(max_length=12)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["codebook", "position"]
        constraints = [
            models.UniqueConstraint(fields=["codebook", "key"], name="one_layer_a_key_in_a_codebook"),
        ]

    def __str__(self) -> str:
        return self.key


class DimensionKind(models.TextChoices):
    """How a dimension is answered."""

    ORDINAL = "ordinal", "one step of a scale"
    NOMINAL = "nominal", "one of several"
    MULTI = "multi", "any of several"
    TEXT = "text", "words"


class Dimension(models.Model):
    """A question that a layer asks of each passage: certainty, polarity, family of bias..."""

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="dimensions")
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=60)
    definition = models.TextField(blank=True)
    kind = models.CharField(max_length=8, choices=DimensionKind)
    required = models.BooleanField(default=False)
    counts_for_agreement = models.BooleanField(default=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["layer", "position"]
        constraints = [
            models.UniqueConstraint(fields=["layer", "key"], name="one_dimension_a_key_in_a_layer"),
            models.CheckConstraint(
                condition=Q(kind__in=DimensionKind.values), name="a_dimension_has_a_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Code(models.Model):
    """An answer to a dimension, with all that a coder needs to give it rightly."""

    dimension = models.ForeignKey(Dimension, on_delete=models.CASCADE, related_name="codes")
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=60)
    definition = models.TextField(blank=True)
    use_when = models.TextField(blank=True)
    not_when = models.TextField(blank=True)
    examples = models.JSONField(default=list)  # list of str
    counterexamples = models.JSONField(default=list)  # list of str
    shortcut = models.CharField(max_length=1, blank=True)
    colour = models.CharField(max_length=20, blank=True)
    pattern = models.CharField(max_length=12, blank=True)
    level = models.SmallIntegerField(null=True)  # the step, on an ordinal dimension
    maps_to = models.JSONField(default=dict)  # {framework: value}, e.g. {"factbank": "CT"}
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["dimension", "position"]
        constraints = [
            models.UniqueConstraint(fields=["dimension", "key"], name="one_code_a_key_in_a_dimension"),
        ]

    def __str__(self) -> str:
        return self.key
