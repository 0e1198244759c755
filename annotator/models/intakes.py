"""Intakes: annotated files of other tools, brought into a project."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotator.formats.interchange.keeping import as_refusal
from annotator.models.articles import Revision, Story
from annotator.models.jobs import Job
from annotator.models.projects import Project

if TYPE_CHECKING:
    from annotator.errors import Refusal


class Intake(models.Model):
    """One file with marks of others: read first, without a trace in the project; mapped; then taken in."""

    class State(models.TextChoices):
        """Where it stands."""

        READING = "reading", _("being read")
        READ = "read", _("read, to be mapped")
        UNREADABLE = "unreadable", _("could not be read")
        TAKING = "taking", _("going in")
        TAKEN = "taken", _("taken in")

    class Unit(models.TextChoices):
        """What offsets count, where a person had to say it."""

        CODE_POINTS = "code points", _("characters (Unicode code points; Python)")
        UTF_16 = "UTF-16", _("UTF-16 units (JavaScript, Java)")
        BYTES = "bytes", _("bytes of UTF-8")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="intakes")
    name = models.CharField(max_length=300)  # of the file, as it was called where it comes from
    upload = models.FileField(upload_to="intakes/%Y/%m/", max_length=300)
    sha256 = models.CharField(max_length=64)  # of the file
    format = models.CharField(max_length=40, blank=True)  # blank: to be found out
    unit = models.CharField(max_length=12, choices=Unit, blank=True)  # blank: nobody had to say it
    # Of a table what its columns are: {name: role}; null: what they are called says so.
    columns = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    problem = models.TextField(blank=True)  # why it could not be read, in a sentence
    found = models.JSONField(default=dict)  # what the dry run found: `formats.interchange.finding`
    mapping = models.JSONField(default=dict)  # `formats.interchange.mapping`
    story = models.ForeignKey(Story, null=True, on_delete=models.SET_NULL, related_name="+")
    # Of a story that is made with the first article that goes into it.
    story_title = models.CharField(max_length=200, blank=True)
    report = models.JSONField(default=dict)  # what became of it
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["reading", "read", "unreadable", "taking", "taken"]),
                name="an_intake_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=["", "code points", "UTF-16", "bytes"]),
                name="an_intake_counts_in_a_known_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state="unreadable") | ~Q(problem=""), name="an_unreadable_intake_says_why"
            ),
        ]
        indexes = [models.Index(fields=["project", "sha256"], name="intake_by_file")]

    def __str__(self) -> str:
        return self.name

    @property
    def open_story(self) -> Story | None:
        """The story that its new articles go into, unless that was deleted meanwhile."""
        return self.story if self.story and self.story.deleted_at is None else None


class IntakeDocument(models.Model):
    """One document of a file that was taken in: written with its marks, so that none goes in twice."""

    class FoundBy(models.TextChoices):
        """What told which article it is about."""

        TEXT = "text", _("the project has its text")
        ID = "id", _("by its id")
        ADDRESS = "address", _("by its address")
        TITLE = "title", _("by its title")
        NEW = "new", _("a new article")
        NOTHING = "nothing", _("no article")
        UNKNOWN = "", "\u2013"  # it went in before this was kept

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="documents")
    number = models.PositiveIntegerField()  # from 0, in the file
    name = models.CharField(max_length=300)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    found_by = models.CharField(max_length=8, choices=FoundBy, blank=True, default=FoundBy.UNKNOWN)
    marks = models.PositiveIntegerField(default=0)  # that went in
    repaired = models.PositiveIntegerField(default=0)  # of those: found by their quote
    duplicates = models.PositiveIntegerField(default=0)  # that were there already
    refused = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)  # by the mapping

    class Meta:
        ordering = ["intake", "number"]
        constraints = [
            models.UniqueConstraint(fields=["intake", "number"], name="a_document_is_taken_in_once"),
            models.CheckConstraint(
                condition=Q(repaired__lte=models.F("marks")), name="what_was_repaired_went_in"
            ),
            models.CheckConstraint(
                condition=Q(found_by__in=["", "text", "id", "address", "title", "new", "nothing"]),
                name="a_document_was_found_by_something_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RefusedRow(models.Model):
    """Something of a file that could not be read or taken in, and why."""

    class Stage(models.TextChoices):
        """When it was refused."""

        READING = "reading", "in the dry run"
        TAKING = "taking", "when it went in"

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="refused")
    stage = models.CharField(max_length=8, choices=Stage)
    file = models.CharField(max_length=300)
    line = models.PositiveIntegerField(null=True)  # from 1
    path = models.CharField(max_length=300, blank=True)  # in a file of JSON or XML, `[3].result[0]`
    why = models.TextField()  # an English sentence with holes
    facts = models.JSONField(default=dict)  # what they are filled with

    class Meta:
        ordering = ["intake", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=["reading", "taking"]), name="a_row_is_refused_at_a_known_stage"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="a_refused_row_says_why"),
            models.CheckConstraint(condition=Q(line__isnull=True) | Q(line__gt=0), name="lines_begin_at_one"),
        ]
        indexes = [models.Index(fields=["intake", "stage", "id"], name="refused_row_in_order")]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def reason(self) -> str:
        """Why, in English, as datasets have it."""
        return self.refusal.message

    @property
    def refusal(self) -> Refusal:
        """Why, to be told in the reader's language."""
        return as_refusal(self.why, self.facts)
