"""Exports over the API."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.jobs import JobOut
from annotator.api.plumbing import PAGING, operation, page_of, paged, parsed
from annotator.downloads import download
from annotator.http import signed_in
from annotator.models import Export
from annotator.queries import exports as queries
from annotator.queries import jobs as job_queries
from annotator.queries import projects as project_queries
from annotator.services import exports as services
from annotator.services.scopes import Scope

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase


class ScopeIn(serializers.Serializer[Any]):
    """What of a project is to be in a dataset. What is not said, or empty, narrows nothing."""

    stories = serializers.ListField(child=serializers.IntegerField(), required=False, default=list)
    layers = serializers.ListField(
        child=serializers.CharField(), required=False, default=list, help_text="Keys of the codebook."
    )
    annotators = serializers.ListField(
        child=serializers.IntegerField(), required=False, default=list, help_text="People whose work it is."
    )
    adjudicated = serializers.BooleanField(
        default=False, help_text="Only what was decided on. For owners and curators."
    )
    newest = serializers.BooleanField(default=False, help_text="Of each article the newest text alone.")
    since = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="The first day of the work, in UTC."
    )
    until = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="The last day of the work, in UTC."
    )


class ExportIn(ScopeIn):
    """What to export, and as what. What is not said, or empty, narrows nothing."""

    format = serializers.ChoiceField(Export.Format.choices)
    people = serializers.ChoiceField(
        Export.People.choices, default=Export.People.NAMES, help_text="How people are called in it."
    )
    fail_on_loss = serializers.BooleanField(
        default=False, help_text="Write nothing where the format can't hold everything."
    )


class LossOut(serializers.Serializer[Any]):
    """What a format could not hold, of one kind."""

    count = serializers.IntegerField()
    why = serializers.CharField()


class ExportOut(serializers.Serializer[Any]):
    """A dataset; `manifest`, `losses`, `size` and `sha256` are null until it is written."""

    id = serializers.UUIDField()
    project = serializers.IntegerField()
    format = serializers.ChoiceField(Export.Format.choices)
    people = serializers.ChoiceField(Export.People.choices)
    scope = serializers.JSONField()
    fail_on_loss = serializers.BooleanField()
    job = JobOut(allow_null=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    size = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField()
    manifest = serializers.JSONField(allow_null=True)
    losses = serializers.DictField(
        child=LossOut(), allow_null=True, help_text="What the format could not hold, by its kind."
    )


def _export(row: Export) -> dict[str, Any]:
    return {
        "id": row.pk,
        "project": row.project_id,
        "format": row.format,
        "people": row.people,
        "scope": row.scope,
        "fail_on_loss": row.fail_on_loss,
        "job": job_queries.as_data(row.job) if row.job else None,
        "created_at": row.created_at,
        "finished_at": row.finished_at,
        "size": row.size,
        "sha256": row.sha256,
        "manifest": row.manifest,
        "losses": None if row.manifest is None else row.manifest.get("losses", {}),
    }


class _Listed(serializers.BaseSerializer[Any]):
    def to_representation(self, instance: Export) -> dict[str, Any]:
        return _export(instance)


class Exports(APIView):
    """A project's exports."""

    @operation("export_list", gives=page_of(ExportOut), parameters=PAGING)
    def get(self, request: Request, project_id: int) -> Response:
        """List a project's exports, newest first."""
        user = signed_in(request)
        seen = project_queries.project_for(user, project_id)
        return paged(self, queries.exports_of(user, seen), ("-created_at", "id"), _Listed)

    @operation("export_create", takes=ExportIn, gives=ExportOut, code=201)
    def post(self, request: Request, project_id: int) -> Response:
        """Ask for a dataset; a worker writes it."""
        body = parsed(ExportIn, request)
        made = services.start(
            actor=signed_in(request),
            project_id=project_id,
            form=body["format"],
            scope=Scope(**{each.name: body[each.name] for each in fields(Scope)}),
            fail_on_loss=body["fail_on_loss"],
            people=body["people"],
        )
        return Response(_export(made), status=status.HTTP_201_CREATED)


class ExportDetail(APIView):
    """One export."""

    @operation("export_get", gives=ExportOut)
    def get(self, request: Request, export_id: UUID) -> Response:
        """Return an export."""
        return Response(_export(queries.export_for(signed_in(request), export_id).it))

    @operation("export_delete", code=204)
    def delete(self, request: Request, export_id: UUID) -> Response:
        """Delete an export and its file."""
        services.delete(actor=signed_in(request), export_id=export_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ExportFile(APIView):
    """The file of an export."""

    @operation("export_file", gives=OpenApiTypes.BINARY, media="application/zip")
    def get(self, request: Request, export_id: UUID) -> HttpResponseBase:
        """Download the file of an export, a zip with its manifest, or the range of it in `Range`."""
        return download(request, queries.export_for(signed_in(request), export_id).it)
