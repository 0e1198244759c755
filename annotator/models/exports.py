"""Exports: datasets as files, with a manifest of what is in them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotator.models.jobs import Job
from annotator.models.projects import Project


class Export(models.Model):
    """A dataset: written once by its job, checksummed, never changed."""

    class Format(models.TextChoices):
        """What it is written as; `annotator.formats.interchange.forms` has who writes it."""

        JSONL = "jsonl", _("JSONL")
        CSV = "csv", _("CSV tables")
        PARQUET = "parquet", _("Parquet tables")
        SQLITE = "sqlite", _("SQLite file")
        HUGGING_FACE = "hugging_face", _("Hugging Face folder")
        MATRIX = "matrix", _("Claims and accounts (XLSX and CSV)")
        WEB_ANNOTATION = "web_annotation", _("Web Annotation (JSON-LD)")
        BRAT = "brat", _("brat")
        CONLL = "conll", _("CoNLL")
        LABEL_STUDIO = "label_studio", _("Label Studio")
        DOCCANO = "doccano", _("doccano")
        CAS = "cas", _("UIMA CAS (XMI)")
        TEI = "tei", _("TEI")
        STAND_OFF = "stand_off", _("JSONL without the texts")

    class People(models.TextChoices):
        """How the people are called in it."""

        NAMES = "names", _("names")
        PSEUDONYMS = "pseudonyms", _("pseudonyms")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="exports")
    # Without `choices`: a format more needs no migration. Which there are to be is in the constraint.
    format = models.CharField(max_length=20)
    people = models.CharField(max_length=12, choices=People, default=People.NAMES)
    scope = models.JSONField(default=dict)  # as `annotator.queries.scopes` says; empty means all
    # Rather nothing than a part, where the format has no place for something.
    fail_on_loss = models.BooleanField(default=False)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    file = models.FileField(upload_to="exports/", max_length=300, blank=True)
    size = models.BigIntegerField(null=True)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    manifest = models.JSONField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    format__in=[
                        *("jsonl", "csv", "parquet", "sqlite", "hugging_face", "matrix", "web_annotation"),
                        *("brat", "conll", "label_studio", "doccano", "cas", "tei"),
                        "stand_off",
                    ]
                ),
                name="an_export_has_a_known_format",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | (~Q(file="") & ~Q(sha256="") & Q(manifest__isnull=False) & Q(size__isnull=False)),
                name="a_finished_export_has_file_checksum_and_manifest",
            ),
            models.CheckConstraint(
                condition=Q(people__in=["names", "pseudonyms"]), name="an_export_calls_people_as_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format} of {self.project_id}"

    @property
    def format_label(self) -> str:
        """The format's name for people."""
        return str(self.Format(self.format).label)
