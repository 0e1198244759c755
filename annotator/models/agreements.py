"""Agreement: what was computed, cached by article, and the reports that were made of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from annotator.models.articles import Article
from annotator.models.projects import Project

JOB = "agreement"
"""The kind of job that computes it."""


class AgreementTally(models.Model):
    """An article's part of the measures of one round. A report adds the parts up."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="tallies")
    round = models.PositiveSmallIntegerField()  # 0: as it stands now
    # Of all that went in: annotations with versions, cells, codebook, and the version of the measures.
    fingerprint = models.CharField(max_length=64)
    data = models.JSONField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["article", "round"]
        constraints = [
            models.UniqueConstraint(fields=["article", "round"], name="one_tally_an_article_and_round"),
        ]

    def __str__(self) -> str:
        return f"of {self.article_id} in round {self.round}"


class AgreementReport(models.Model):
    """Figures of agreement for a scope of a project, as they were when it was made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="agreement_reports")
    scope = models.JSONField(default=dict)  # {"round", "stories", "people", "layers"}; what is absent: all
    scope_key = models.CharField(max_length=64)  # sha256 of the scope
    event_seq = models.BigIntegerField()  # the project's newest event when it was made
    data = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["project", "-at"]
        indexes = [models.Index(fields=["project", "scope_key", "-at"], name="agreement_report_newest")]

    def __str__(self) -> str:
        return f"agreement in {self.project_id} at {self.event_seq}"
