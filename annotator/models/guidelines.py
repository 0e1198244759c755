"""Guidelines: how a team annotates, in its own words. A version never changes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Guidelines(models.Model):
    """One version of a project's guidelines, in Markdown. Each save makes the next version."""

    project = models.ForeignKey("annotator.Project", on_delete=models.CASCADE, related_name="guidelines")
    version = models.PositiveIntegerField()
    body = models.TextField()
    html = models.TextField()  # made of the body when that is written, sanitised
    note = models.CharField(max_length=300, blank=True)  # what changed, in the editor's words
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["project", "-version"]
        verbose_name_plural = "guidelines"
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="one_text_a_version_of_guidelines"),
            models.CheckConstraint(condition=Q(version__gt=0), name="guidelines_versions_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"guidelines {self.version} of {self.project_id}"


class GuidelinesReading(models.Model):
    """That a person was shown a version and said so: the newest one they read is kept."""

    project = models.ForeignKey("annotator.Project", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["project", "person"]
        constraints = [
            models.UniqueConstraint(fields=["project", "person"], name="one_reading_of_guidelines_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.version} of {self.project_id}"
