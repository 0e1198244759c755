"""Exports over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.jobs import JobOut
from annotator.api.plumbing import PAGING, operation, page_of, paged, parsed
from annotator.http import download, signed_in
from annotator.models import Export
from annotator.queries import exports as queries
from annotator.queries import jobs as job_queries
from annotator.queries import projects as project_queries
from annotator.services import exports as services
from annotator.services.scopes import Scope

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import FileResponse


class ExportIn(serializers.Serializer[Any]):
    """What to export, and as what. No stories means all."""

    format = serializers.ChoiceField(Export.Format.choices)
    stories = serializers.ListField(child=serializers.IntegerField(), required=False, default=list)
    people = serializers.ChoiceField(
        Export.People.choices, default=Export.People.NAMES, help_text="How people are called in it."
    )


class ExportOut(serializers.Serializer[Any]):
    """A dataset; `manifest`, `size` and `sha256` are null until it is written."""

    id = serializers.UUIDField()
    project = serializers.IntegerField()
    format = serializers.ChoiceField(Export.Format.choices)
    people = serializers.ChoiceField(Export.People.choices)
    scope = serializers.JSONField()
    job = JobOut(allow_null=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    size = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField()
    manifest = serializers.JSONField(allow_null=True)


def _export(row: Export) -> dict[str, Any]:
    return {
        "id": row.pk,
        "project": row.project_id,
        "format": row.format,
        "people": row.people,
        "scope": row.scope,
        "job": job_queries.as_data(row.job) if row.job else None,
        "created_at": row.created_at,
        "finished_at": row.finished_at,
        "size": row.size,
        "sha256": row.sha256,
        "manifest": row.manifest,
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
            scope=Scope(stories=body["stories"]),
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

    @operation("export_file", gives=OpenApiTypes.BINARY)
    def get(self, request: Request, export_id: UUID) -> FileResponse:
        """Download the file of an export: a zip with its manifest."""
        return download(queries.export_for(signed_in(request), export_id).it)
