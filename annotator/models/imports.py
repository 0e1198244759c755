"""Imports: what people bring in, before it is an article."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.models.articles import Article, Story
from annotator.models.jobs import Job
from annotator.models.projects import Project


class Import(models.Model):
    """What somebody brought in at once: pasted, uploaded or by address. One job reads it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="imports")
    story = models.ForeignKey(Story, null=True, on_delete=models.SET_NULL, related_name="imports")
    # Of a story that is made with its first article: an import of which nothing comes leaves no empty one.
    story_title = models.CharField(max_length=200, blank=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"import {self.id}"

    @property
    def open_story(self) -> Story | None:
        """The story it goes into, unless that is still to be made or was deleted meanwhile."""
        return self.story if self.story and self.story.deleted_at is None else None


class ImportItem(models.Model):
    """One document of an import: read by the worker, looked over and accepted by a person."""

    class Kind(models.TextChoices):
        """Where it comes from."""

        PASTE = "paste", "pasted text"
        FILE = "file", "file"
        ADDRESS = "address", "address"

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "waiting to be read"
        READ = "read", "read, to be looked over"
        UNREADABLE = "unreadable", "could not be read"
        ACCEPTED = "accepted", "an article now"
        DISCARDED = "discarded", "discarded"

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=2000)  # file name, address, or "Pasted text"
    upload = models.FileField(upload_to="imports/%Y/%m/", max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    problem = models.TextField(blank=True)  # why it could not be read, in a sentence

    title = models.CharField(max_length=300, blank=True)
    byline = models.CharField(max_length=200, blank=True)
    source_name = models.CharField(max_length=160, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    published_at = models.DateTimeField(null=True)
    published_precision = models.CharField(
        max_length=6, choices=Article.Precision, default=Article.Precision.DAY
    )
    raw = models.TextField(blank=True)
    text = models.TextField(blank=True)  # canonical
    sha256 = models.CharField(max_length=64, blank=True)
    same_as = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    # The story whose accounts it was like when it was read: offered, never chosen for anybody.
    likely_story = models.ForeignKey(Story, null=True, on_delete=models.SET_NULL, related_name="+")
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="one_item_a_place_in_an_import"),
            models.CheckConstraint(
                condition=Q(kind__in=["paste", "file", "address"]), name="an_item_has_a_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "read", "unreadable", "accepted", "discarded"]),
                name="an_item_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="unreadable") | ~Q(problem=""),
                name="an_unreadable_item_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="read") | ~Q(text=""), name="an_item_that_was_read_has_a_text"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def offered_story(self) -> Story | None:
        """The story whose accounts it is like, unless that was deleted meanwhile."""
        return self.likely_story if self.likely_story and self.likely_story.deleted_at is None else None
