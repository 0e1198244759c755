"""Restorations: a dataset that somebody uploaded becomes a project again."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.models.jobs import Job
from annotator.models.projects import Project


class Restoration(models.Model):
    """One upload of our own JSONL, the project that is made of it, and how far its lines have been read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="restoration")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=300)  # of the file, as it was called where it comes from
    upload = models.FileField(upload_to="restorations/%Y/%m/", max_length=300)
    line = models.PositiveBigIntegerField(default=0)  # the last one of what is written
    counts = models.JSONField(default=dict)  # {type: records that went in}
    renamed = models.JSONField(default=dict)  # {type: records whose id was taken in the instance}
    unknown = models.JSONField(default=dict)  # {"type.key": records}: keys that nothing is known of
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(upload=""), name="a_restoration_has_a_file"),
        ]

    def __str__(self) -> str:
        return f"{self.name} as {self.project_id}"


class RefusedLine(models.Model):
    """A line of the file that did not go in, and why. The others did."""

    restoration = models.ForeignKey(Restoration, on_delete=models.CASCADE, related_name="refused")
    number = models.PositiveBigIntegerField()  # from 1
    kind = models.CharField(max_length=60, blank=True)  # the type of its record, where it has one
    path = models.CharField(max_length=300, blank=True)  # of what is wrong: ranges[0].quote
    why = models.TextField()  # English, with holes for the facts
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["restoration", "number"]
        constraints = [
            models.UniqueConstraint(fields=["restoration", "number"], name="a_line_is_refused_once"),
            models.CheckConstraint(condition=~Q(why=""), name="a_refused_line_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.why}"
