"""Projects made of datasets, over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.jobs import JobOut
from annotator.api.plumbing import PAGING, operation, page_of, paged, parsed
from annotator.http import signed_in
from annotator.queries import jobs as job_queries
from annotator.queries import restorations as queries
from annotator.services import restoring as services

if TYPE_CHECKING:
    from annotator.models import RefusedLine, Restoration


class RestoreIn(serializers.Serializer[Any]):
    """A dataset of ours: the zip of an export as JSONL, or the data.jsonl in it."""

    file = serializers.FileField(allow_empty_file=True)


class RestorationOut(serializers.Serializer[Any]):
    """What becomes of a dataset. `counts` and `renamed` are by type of record."""

    id = serializers.UUIDField()
    project = serializers.IntegerField()
    name = serializers.CharField(help_text="Of the file.")
    job = JobOut(allow_null=True)
    line = serializers.IntegerField(help_text="The last line that was read.")
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="What went in.")
    refused = serializers.IntegerField(help_text="How many lines did not go in.")
    renamed = serializers.DictField(
        child=serializers.IntegerField(), help_text="What has another id than in the file, which was taken."
    )
    unknown = serializers.DictField(
        child=serializers.IntegerField(), help_text="Keys that nothing is known of, and in how many records."
    )
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class RefusedLineOut(serializers.Serializer[Any]):
    """A line that did not go in."""

    line = serializers.IntegerField()
    type = serializers.CharField(allow_null=True)
    path = serializers.CharField(allow_null=True, help_text="What is wrong: ranges[0].quote")
    reason = serializers.CharField()
    facts = serializers.JSONField()


def _restoration(row: Restoration) -> dict[str, Any]:
    return {
        "id": row.pk,
        "project": row.project_id,
        "name": row.name,
        "job": job_queries.as_data(row.job) if row.job else None,
        "line": row.line,
        "counts": row.counts,
        "refused": queries.refused_of(row).count(),
        "renamed": row.renamed,
        "unknown": row.unknown,
        "created_at": row.created_at,
        "finished_at": row.finished_at,
    }


class _Listed(serializers.BaseSerializer[Any]):
    def to_representation(self, instance: RefusedLine) -> dict[str, Any]:
        return queries.as_record(instance)


class Restore(APIView):
    """Making a project of a dataset."""

    parser_classes = (MultiPartParser,)

    @operation("project_restore", takes=RestoreIn, gives=RestorationOut, code=201)
    def post(self, request: Request) -> Response:
        """Make a project of a dataset; a worker reads its lines. Ask for the restoration how far it is."""
        file = parsed(RestoreIn, request)["file"]
        made = services.start(actor=signed_in(request), name=file.name, file=file)
        return Response(_restoration(made), status=status.HTTP_201_CREATED)


class RestorationDetail(APIView):
    """The dataset that a project comes from."""

    @operation("restoration_get", gives=RestorationOut)
    def get(self, request: Request, project_id: int) -> Response:
        """Return how far a dataset has been read, what went in and what did not."""
        return Response(_restoration(queries.restoration_for(signed_in(request), project_id)))


class RefusedLines(APIView):
    """What of a dataset did not go in."""

    @operation("restoration_refused", gives=page_of(RefusedLineOut), parameters=PAGING)
    def get(self, request: Request, project_id: int) -> Response:
        """List the lines that did not go in, in their order, with the reason of each."""
        found = queries.restoration_for(signed_in(request), project_id)
        return paged(self, queries.refused_of(found), ("number", "id"), _Listed)
