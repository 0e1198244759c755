"""Projects over the API: projects, members, invitations, events."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.people import PersonOut
from annotator.api.plumbing import PAGING, operation, page_of, paged, parsed
from annotator.errors import Invalid
from annotator.http import signed_in
from annotator.models import Event, Invitation, Member, Project, Role
from annotator.policies import Seen
from annotator.queries import people
from annotator.queries import projects as queries
from annotator.services import projects as services


class ProjectIn(serializers.Serializer[Any]):
    """A project's name and description."""

    name = serializers.CharField(max_length=120)
    description = serializers.CharField(required=False, allow_blank=True, max_length=10_000, default="")


class ProjectChange(ProjectIn):
    """A project's name and description, and whether the machine proposes marks; left out, that stays."""

    suggestions_on = serializers.BooleanField(required=False)


class ProjectOut(serializers.Serializer[Any]):
    """A project, and one's role in it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField()
    suggestions_on = serializers.BooleanField(help_text="Whether the machine proposes marks.")
    role = serializers.ChoiceField(Role.choices)
    seq = serializers.IntegerField(help_text="The number of its newest event.")


class MemberOut(serializers.Serializer[Any]):
    """A person in a project."""

    id = serializers.IntegerField()
    person = PersonOut()
    username = serializers.CharField(help_text="By which a comment mentions them: @username.")
    role = serializers.ChoiceField(Role.choices)
    joined_at = serializers.DateTimeField()


class MemberIn(serializers.Serializer[Any]):
    """A member's new role."""

    role = serializers.ChoiceField(Role.choices)


class InvitationIn(serializers.Serializer[Any]):
    """With what role people join, and for how many days the link works."""

    role = serializers.ChoiceField(Role.choices, help_text="Any but owner.")
    days = serializers.IntegerField(min_value=1, max_value=90, default=services.INVITATION_DAYS)


class InvitationOut(serializers.Serializer[Any]):
    """An invitation; its secret is shown once, when it is made."""

    id = serializers.IntegerField()
    role = serializers.ChoiceField(Role.choices)
    expires_at = serializers.DateTimeField()
    uses = serializers.IntegerField()
    secret = serializers.CharField(required=False)


class AcceptIn(serializers.Serializer[Any]):
    """The secret of an invitation's link."""

    secret = serializers.CharField(max_length=200)


class EventOut(serializers.Serializer[Any]):
    """A change: who, when, what, old and new."""

    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = PersonOut(allow_null=True)
    verb = serializers.CharField()
    subject = serializers.CharField()
    scope = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class EventsOut(serializers.Serializer[Any]):
    """Events after a number, oldest first; ask again after the last one for more."""

    seq = serializers.IntegerField(help_text="The number of the project's newest event.")
    results = EventOut(many=True)


def project_data(seen: Seen[Project]) -> dict[str, Any]:
    """Return a project as the API tells it."""
    row = seen.it
    return {
        "id": row.pk,
        "name": row.name,
        "description": row.description,
        "suggestions_on": row.suggestions_on,
        "role": seen.role.value,
        "seq": row.event_seq,
    }


def _member(row: Member) -> dict[str, Any]:
    return {
        "id": row.pk,
        "person": people.person(row.user),
        "username": row.user.username,
        "role": row.role,
        "joined_at": row.joined_at,
    }


def _invitation(row: Invitation) -> dict[str, Any]:
    return {"id": row.pk, "role": row.role, "expires_at": row.expires_at, "uses": row.uses}


def _event(row: Event) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "at": row.at,
        "actor": people.person(row.actor) if row.actor else None,
        "verb": row.verb,
        "subject": row.subject,
        "scope": row.scope,
        "before": row.before,
        "after": row.after,
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


class Members(APIView):
    """A project's members."""

    @operation("member_list", gives=MemberOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """List the members of a project."""
        return Response([_member(row) for row in queries.members_of(signed_in(request), project_id)])


class MemberDetail(APIView):
    """One member of a project."""

    @operation("member_change", takes=MemberIn, gives=MemberOut)
    def patch(self, request: Request, member_id: int) -> Response:
        """Give a member another role. Owners may."""
        row = services.change_role(actor=signed_in(request), member_id=member_id, **parsed(MemberIn, request))
        return Response(_member(row))

    @operation("member_remove", code=204)
    def delete(self, request: Request, member_id: int) -> Response:
        """Remove a member, or leave. The work stays, attributed."""
        services.remove_member(actor=signed_in(request), member_id=member_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Invitations(APIView):
    """A project's invitations."""

    @operation("invitation_list", gives=InvitationOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """List the invitations that still work. Owners and curators may."""
        rows = queries.open_invitations_of(signed_in(request), project_id)
        return Response([_invitation(row) for row in rows])

    @operation("invitation_create", takes=InvitationIn, gives=InvitationOut, code=201)
    def post(self, request: Request, project_id: int) -> Response:
        """Make an invitation; its secret is in this answer and nowhere else."""
        made = services.invite(
            actor=signed_in(request), project_id=project_id, **parsed(InvitationIn, request)
        )
        return Response(
            _invitation(made.invitation) | {"secret": made.secret}, status=status.HTTP_201_CREATED
        )


class InvitationDetail(APIView):
    """One invitation."""

    @operation("invitation_revoke", code=204)
    def delete(self, request: Request, invitation_id: int) -> Response:
        """Take an invitation back."""
        services.revoke(actor=signed_in(request), invitation_id=invitation_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Accept(APIView):
    """Joining by invitation."""

    @operation("invitation_accept", takes=AcceptIn, gives=ProjectOut)
    def post(self, request: Request) -> Response:
        """Join the project of an invitation."""
        user = signed_in(request)
        project = services.accept(actor=user, **parsed(AcceptIn, request))
        return Response(project_data(queries.project_for(user, project.pk)))


class Events(APIView):
    """A project's log."""

    @operation(
        "event_list",
        gives=EventsOut,
        parameters=[
            OpenApiParameter("after", int, description="The number of the last event that one has."),
            OpenApiParameter("scope", str, description="Only these, such as revision:12 or story:3."),
        ],
    )
    def get(self, request: Request, project_id: int) -> Response:
        """List a project's events after a number, at most 200."""
        try:
            after = int(request.query_params.get("after", "0"))
        except ValueError:
            raise Invalid("`after` is the number of an event.", field="after") from None
        scope = request.query_params.get("scope", "")
        if len(scope) > 60 or not scope.isprintable():  # noqa: PLR2004 - the column's width
            raise Invalid("`scope` is such as revision:12 or story:3.", field="scope")
        project, rows = queries.events_after(signed_in(request), project_id, max(after, 0), scope)
        return Response({"seq": project.event_seq, "results": [_event(row) for row in rows]})
