"""Marks of others over the API: bring a file, map its labels, take it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.bodies import Json
from annotator.api.jobs import JobOut
from annotator.api.plumbing import PAGING, operation, page_of, paged, parsed
from annotator.formats.interchange import mapping as mappings
from annotator.formats.interchange.readers import READERS
from annotator.http import said, signed_in
from annotator.models import Intake
from annotator.policies import Action
from annotator.queries import codebooks as codebook_queries
from annotator.queries import intakes as queries
from annotator.queries import jobs as job_queries
from annotator.queries import projects as project_queries
from annotator.services import intakes as services

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.models import RefusedRow

FORMATS = f"One of {', '.join(READERS)}; empty: find it out."


class IntakeIn(serializers.Serializer[Any]):
    """A file with marks, as multipart, or a small one as `content` of that `name`."""

    file = serializers.FileField(required=False, allow_empty_file=True, default=None)
    name = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)
    content = serializers.CharField(
        required=False, allow_blank=True, default="", trim_whitespace=False, help_text="In place of a file."
    )
    format = serializers.CharField(required=False, allow_blank=True, default="", help_text=FORMATS)


class AgainIn(serializers.Serializer[Any]):
    """How a file is read once more: as another format, or with what its offsets count."""

    format = serializers.CharField(required=False, allow_blank=True, default="", help_text=FORMATS)
    unit = serializers.ChoiceField(Intake.Unit.choices, required=False, allow_blank=True, default="")
    columns = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        allow_null=True,
        default=None,
        help_text="Of a table what its columns are, by their names.",
    )


class IntakeMappingIn(serializers.Serializer[Any]):
    """What each label becomes: see `docs/datasets.md`. Without `labels`: what the codebook calls the same."""

    labels = serializers.JSONField(required=False, allow_null=True, default=None)
    relations = serializers.JSONField(
        required=False, allow_null=True, default=None, help_text="Without it all relations are left out."
    )
    nobody = serializers.CharField(required=False, allow_blank=True, default="")
    story = serializers.IntegerField(required=False, allow_null=True, default=None)
    story_title = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="Of a new story; `*`: as the file says."
    )


class IntakeOut(serializers.Serializer[Any]):
    """A file with marks: what the dry run found, what its labels become, and what went in."""

    id = serializers.UUIDField()
    project = serializers.IntegerField()
    name = serializers.CharField()
    sha256 = serializers.CharField()
    format = serializers.CharField()
    unit = serializers.CharField()
    state = serializers.ChoiceField(Intake.State.choices)
    problem = serializers.CharField()
    found = serializers.JSONField()
    mapping = serializers.JSONField()
    story = serializers.IntegerField(allow_null=True)
    story_title = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    job = JobOut(allow_null=True)
    created_at = serializers.DateTimeField()


class RefusedRowOut(serializers.Serializer[Any]):
    """A row of a file that does not go in, and why."""

    file = serializers.CharField()
    line = serializers.IntegerField(allow_null=True)
    path = serializers.CharField()
    reason = serializers.CharField()


def _intake(row: Intake) -> dict[str, Any]:
    return {
        "id": row.pk,
        "project": row.project_id,
        "name": row.name,
        "sha256": row.sha256,
        "format": row.format,
        "unit": row.unit,
        "state": row.state,
        "problem": row.problem,
        "found": row.found,
        "mapping": row.mapping,
        "story": row.story_id,
        "story_title": row.story_title,
        "counts": row.report.get("counts", {}),
        "job": job_queries.as_data(row.job) if row.job else None,
        "created_at": row.created_at,
    }


class _Listed(serializers.BaseSerializer[Any]):
    def to_representation(self, instance: Intake) -> dict[str, Any]:
        return _intake(instance)


class _Row(serializers.BaseSerializer[Any]):
    def to_representation(self, instance: RefusedRow) -> dict[str, Any]:
        told = {"file": instance.file, "line": instance.line, "path": instance.path}
        return told | {"reason": said(instance.refusal)}


class Intakes(APIView):
    """A project's files with marks of others."""

    parser_classes = (Json, MultiPartParser)

    @operation("intake_list", gives=page_of(IntakeOut), parameters=PAGING)
    def get(self, request: Request, project_id: int) -> Response:
        """List them, newest first. For owners and curators, as all of this."""
        user = signed_in(request)
        project_queries.project_for(user, project_id).require(Action.TAKE_IN)
        return paged(self, queries.intakes_of(user, project_id), ("-created_at", "id"), _Listed)

    @operation("intake_create", takes=IntakeIn, gives=IntakeOut, code=201)
    def post(self, request: Request, project_id: int) -> Response:
        """Bring a file; a worker reads it as a dry run. Nothing of it goes into the project yet."""
        body = parsed(IntakeIn, request)
        file = body["file"] or ContentFile(body["content"].encode(), name=body["name"] or "file")
        made = services.start(
            actor=signed_in(request),
            project_id=project_id,
            name=file.name or "file",
            file=file,
            form=body["format"],
        )
        return Response(_intake(made), status=status.HTTP_201_CREATED)


class IntakeDetail(APIView):
    """One file with marks of others."""

    @operation("intake_get", gives=IntakeOut)
    def get(self, request: Request, intake_id: UUID) -> Response:
        """Return what is in it, and how far it is."""
        return Response(_intake(queries.intake_for(signed_in(request), intake_id).it))

    @operation("intake_delete", code=204)
    def delete(self, request: Request, intake_id: UUID) -> Response:
        """Throw a file away that did not go in."""
        services.discard(actor=signed_in(request), intake_id=intake_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class IntakeReading(APIView):
    """Reading a file once more."""

    @operation("intake_read", takes=AgainIn, gives=IntakeOut)
    def post(self, request: Request, intake_id: UUID) -> Response:
        """Read it as another format, or with the unit that a person states."""
        body = parsed(AgainIn, request)
        made = services.read_again(
            actor=signed_in(request),
            intake_id=intake_id,
            form=body["format"],
            unit=body["unit"],
            columns=body["columns"],
        )
        return Response(_intake(made))


class IntakeMapping(APIView):
    """What the labels of a file become."""

    @operation("intake_map", takes=IntakeMappingIn, gives=IntakeOut)
    def put(self, request: Request, intake_id: UUID) -> Response:
        """Say what each label becomes, and into which story new articles go."""
        body = parsed(IntakeMappingIn, request)
        user = signed_in(request)
        told = mappings.parse({key: body[key] for key in ("labels", "nobody", "relations")})
        if body["labels"] is None:
            found = queries.intake_for(user, intake_id).it
            codebook = codebook_queries.current_for_project(found.project_id).record()
            told = mappings.Mapping(queries.mapping_of(found, codebook).labels, told.nobody, told.relations)
        made = services.map_to(
            actor=user,
            intake_id=intake_id,
            mapping=told,
            story_id=body["story"],
            story_title=body["story_title"],
        )
        return Response(_intake(made))


class IntakeTaking(APIView):
    """Taking a file in."""

    @operation("intake_take", gives=IntakeOut)
    def post(self, request: Request, intake_id: UUID) -> Response:
        """Take a mapped file in; a worker does it. Go on with one that stopped on its way."""
        return Response(_intake(services.take(actor=signed_in(request), intake_id=intake_id)))


class IntakeRefused(APIView):
    """What of a file does not go in."""

    @operation("intake_refused", gives=page_of(RefusedRowOut), parameters=PAGING)
    def get(self, request: Request, intake_id: UUID) -> Response:
        """List each row with its file, its line and the reason."""
        found = queries.intake_for(signed_in(request), intake_id).it
        return paged(self, queries.refused_of(found), ("id",), _Row)
