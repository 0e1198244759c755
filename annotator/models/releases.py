"""Releases: datasets with a version that are given to others, and never change again."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from annotator.models.exports import Export
from annotator.models.jobs import Job
from annotator.models.projects import Project

JOB = "release"
"""The kind of job that writes it."""


class Release(models.Model):
    """A draft, until it is published; from then on nothing of it changes but that it may be withdrawn."""

    class State(models.TextChoices):
        """What a release is; told by its times."""

        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="releases")
    version = models.CharField(max_length=20)  # one to three numbers: 2, 1.1, 0.3.1
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)  # what it is, for whoever finds it
    released_on = models.DateField()  # the only clock that is in the file
    licence = models.CharField(max_length=300)  # an SPDX identifier, or an address
    authors = models.JSONField(default=list)  # [{"family", "given"}]
    url = models.CharField(max_length=500, blank=True)  # where it will be found
    with_texts = models.BooleanField(default=False)
    people = models.CharField(max_length=12, choices=Export.People, default=Export.People.PSEUDONYMS)
    scope = models.JSONField(default=dict)  # as `annotator.queries.scopes` says; empty means all
    seed = models.PositiveIntegerField(default=1)
    shares = models.JSONField(default=dict)  # part -> how many of a hundred
    answers = models.JSONField(default=dict)  # question of the datasheet -> Markdown
    previous = models.ForeignKey(
        "self", null=True, on_delete=models.RESTRICT, related_name="+"
    )  # the newest that stood when this one was begun: what changed is told against it
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    file = models.FileField(upload_to="releases/", max_length=300, blank=True)
    size = models.BigIntegerField(null=True)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    report = models.JSONField(null=True)  # what was found: `formats.interchange.releasing.whole`
    event_seq = models.BigIntegerField(null=True)  # the project's newest event when it was read
    finished_at = models.DateTimeField(null=True)  # when the file was written
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(blank=True)  # why it was withdrawn

    class Meta:
        ordering = [F("published_at").desc(nulls_first=True), "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "version"],
                condition=Q(published_at__isnull=False),
                name="one_published_release_a_version",
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(published_at__isnull=True), name="at_most_one_draft_a_project"
            ),
            models.CheckConstraint(
                condition=~Q(version="") & ~Q(title=""), name="a_release_has_version_and_title"
            ),
            models.CheckConstraint(
                condition=Q(people__in=["names", "pseudonyms"]), name="a_release_calls_people_as_is_known"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | (
                    ~Q(file="")
                    & ~Q(sha256="")
                    & Q(report__isnull=False, size__isnull=False, event_seq__isnull=False)
                ),
                name="a_written_release_has_file_checksum_and_report",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(finished_at__isnull=False),
                name="only_a_written_release_is_published",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, reason="")
                | (Q(withdrawn_at__isnull=False, published_at__isnull=False) & ~Q(reason="")),
                name="only_a_published_release_is_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    @property
    def state(self) -> str:
        """What it is: one of `State`."""
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        return self.State.DRAFT if self.published_at is None else self.State.PUBLISHED

    @property
    def state_label(self) -> str:
        """The state's name for people."""
        return str(self.State(self.state).label)

    @property
    def writing(self) -> bool:
        """Whether its job is still to come to an end."""
        return self.finished_at is None and self.job is not None and not self.job.is_final
