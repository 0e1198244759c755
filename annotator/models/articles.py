"""Articles: sources, stories, articles and their immutable revisions."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import Exact
from django.utils import timezone

from annotator.models.projects import Project


class Source(models.Model):
    """A publisher."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(max_length=160)
    domain = models.CharField(max_length=253, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint("project", Lower("name"), name="one_source_a_name_in_a_project"),
            models.CheckConstraint(condition=~Q(name=""), name="a_source_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Story(models.Model):
    """An event that several articles give accounts of."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the same wherever it is brought
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="stories")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="a_story_has_a_title")]
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return self.title


class Article(models.Model):
    """One account of a story."""

    class Precision(models.TextChoices):
        """How exactly `published_at` is known."""

        DAY = "day", "day"
        MINUTE = "minute", "minute"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the same wherever it is brought
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="articles")
    story = models.ForeignKey(Story, null=True, on_delete=models.SET_NULL, related_name="articles")
    source = models.ForeignKey(Source, null=True, on_delete=models.SET_NULL, related_name="articles")
    title = models.CharField(max_length=300)
    byline = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    published_at = models.DateTimeField(null=True)
    published_precision = models.CharField(max_length=6, choices=Precision, default=Precision.DAY)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        # Accounts stand in order of time; those without a date last, in order of arrival.
        ordering = [F("published_at").asc(nulls_last=True), "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="an_article_has_a_title"),
            models.CheckConstraint(
                condition=Q(published_precision__in=["day", "minute"]),
                name="an_article_is_dated_to_the_day_or_minute",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Revision(models.Model):
    """One immutable text of an article. Annotations point at it; offsets are code points of `text`."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the same wherever it is brought
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()  # canonical: normalised once, never touched again
    raw = models.TextField()  # as it came
    sha256 = models.CharField(max_length=64)  # of `text` in UTF-8
    length = models.PositiveIntegerField()  # code points of `text`
    # What stood above this text, kept when a later one takes its place; None: what its article says.
    title = models.CharField(max_length=300, null=True)  # noqa: DJ001 - "" would be a text without a headline
    byline = models.CharField(max_length=200, null=True)  # noqa: DJ001 - "" is a text without a byline
    url = models.URLField(max_length=2000, blank=True)  # where it was fetched from, if it was
    archive_url = models.URLField(max_length=2000, blank=True)  # where an archive keeps the page as it was
    fetched_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_revision_a_number"),
            models.CheckConstraint(condition=Q(number__gt=0), name="revision_numbers_begin_at_one"),
            models.CheckConstraint(condition=Q(length__gt=0), name="a_revision_has_a_text"),
            models.CheckConstraint(
                condition=Exact(Length("text"), F("length")), name="a_revision_knows_its_length"
            ),
            models.CheckConstraint(
                condition=Q(title=None, byline=None)
                | (Q(title__isnull=False, byline__isnull=False) & ~Q(title="")),
                name="a_revision_keeps_its_headline_and_byline_together",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="revision_by_text")]

    def __str__(self) -> str:
        return f"revision {self.number} of {self.article_id}"

    @property
    def headline(self) -> str:
        """The headline that stood above this text (reads its article where none was kept)."""
        return self.article.title if self.title is None else self.title

    @property
    def signed(self) -> str:
        """The byline that this text had (reads its article where none was kept)."""
        return self.article.byline if self.byline is None else self.byline
