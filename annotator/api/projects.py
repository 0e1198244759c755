"""Projects over the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.plumbing import PAGING, operation, page_of, paged, parsed
from annotator.http import signed_in
from annotator.models import Project, Role
from annotator.policies import Seen
from annotator.queries import projects as queries
from annotator.services import projects as services


class ProjectIn(serializers.Serializer[Any]):
    """A project's name and description."""

    name = serializers.CharField(max_length=120)
    description = serializers.CharField(required=False, allow_blank=True, max_length=10_000, default="")


class ProjectChange(ProjectIn):
    """A project's name and description, and whether the machine proposes marks; left out, that stays."""

    suggestions_on = serializers.BooleanField(required=False)
    quality_shown = serializers.BooleanField(required=False)
    names_hidden = serializers.BooleanField(required=False)
    decisions_shown = serializers.BooleanField(required=False)


class ProjectOut(serializers.Serializer[Any]):
    """A project, and one's role in it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField()
    suggestions_on = serializers.BooleanField(help_text="Whether the machine proposes marks.")
    quality_shown = serializers.BooleanField(help_text="Whether annotators see figures of their own work.")
    names_hidden = serializers.BooleanField(help_text="Whether who decides is not told whose a mark is.")
    decisions_shown = serializers.BooleanField(help_text="Whether all see what was decided on their marks.")
    role = serializers.ChoiceField(Role.choices)
    seq = serializers.IntegerField(help_text="The number of its newest event.")


def project_data(seen: Seen[Project]) -> dict[str, Any]:
    """Return a project as the API tells it."""
    row = seen.it
    return {
        "id": row.pk,
        "name": row.name,
        "description": row.description,
        "suggestions_on": row.suggestions_on,
        "quality_shown": row.quality_shown,
        "names_hidden": row.names_hidden,
        "decisions_shown": row.decisions_shown,
        "role": seen.role.value,
        "seq": row.event_seq,
    }


class _ListedProject(serializers.BaseSerializer[Any]):
    def to_representation(self, instance: Any) -> dict[str, Any]:  # noqa: ANN401 - a project with its role
        return project_data(Seen(instance, Role(instance.actor_role)))


class Projects(APIView):
    """One's projects."""

    @operation("project_list", gives=page_of(ProjectOut), parameters=PAGING)
    def get(self, request: Request) -> Response:
        """List the projects that one is a member of."""
        return paged(self, queries.projects_of(signed_in(request)), ("id",), _ListedProject)

    @operation("project_create", takes=ProjectIn, gives=ProjectOut, code=201)
    def post(self, request: Request) -> Response:
        """Make a project, with the default codebook; one owns it."""
        user = signed_in(request)
        made = services.create(actor=user, **parsed(ProjectIn, request))
        return Response(project_data(queries.project_for(user, made.pk)), status=status.HTTP_201_CREATED)


class ProjectDetail(APIView):
    """One project."""

    @operation("project_get", gives=ProjectOut)
    def get(self, request: Request, project_id: int) -> Response:
        """Return a project."""
        return Response(project_data(queries.project_for(signed_in(request), project_id)))

    @operation("project_change", takes=ProjectChange, gives=ProjectOut)
    def put(self, request: Request, project_id: int) -> Response:
        """Rename or describe a project, or switch its suggestions. Owners may."""
        user = signed_in(request)
        services.change(actor=user, project_id=project_id, **parsed(ProjectChange, request))
        return Response(project_data(queries.project_for(user, project_id)))

    @operation("project_delete", code=204)
    def delete(self, request: Request, project_id: int) -> Response:
        """Put a project out of sight. Owners may."""
        services.delete(actor=signed_in(request), project_id=project_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
