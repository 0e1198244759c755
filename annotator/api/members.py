"""Members and invitations over the API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, parsed
from annotator.api.projects import ProjectOut, project_data
from annotator.http import signed_in
from annotator.models import Invitation, Member, Role
from annotator.policies import Action
from annotator.queries import people
from annotator.queries import projects as queries
from annotator.services import invitations as mails
from annotator.services import members as member_services
from annotator.services import projects as services


class MemberOut(serializers.Serializer[Any]):
    """A person in a project."""

    id = serializers.IntegerField()
    person = PersonOut()
    username = serializers.CharField(help_text="By which a comment mentions them: @username.")
    role = serializers.ChoiceField(Role.choices)
    joined_at = serializers.DateTimeField()
    pseudonym = serializers.CharField(
        allow_null=True,
        help_text="In datasets that hide the names; empty before one was needed. Leads read it.",
    )


class MemberIn(serializers.Serializer[Any]):
    """A member's new role."""

    role = serializers.ChoiceField(Role.choices)


class PseudonymIn(serializers.Serializer[Any]):
    """Under what name a member stands in datasets that hide the names; nobody else's in the project."""

    pseudonym = serializers.CharField(max_length=member_services.MOST)


class TransferIn(serializers.Serializer[Any]):
    """The name of the project that is handed over, as a confirmation."""

    name = serializers.CharField(max_length=120)


class InvitationIn(serializers.Serializer[Any]):
    """With what role people join, and for how many days the link works."""

    role = serializers.ChoiceField(Role.choices, help_text="Any but owner.")
    days = serializers.IntegerField(min_value=1, max_value=90, default=services.INVITATION_DAYS)


class MailIn(serializers.Serializer[Any]):
    """Whom to invite by e-mail: each address gets a link of its own, which works once."""

    role = serializers.ChoiceField(Role.choices, help_text="Any but owner.")
    emails = serializers.ListField(
        child=serializers.CharField(max_length=254), min_length=1, max_length=mails.MOST
    )
    days = serializers.IntegerField(min_value=1, max_value=90, default=services.INVITATION_DAYS)


class InvitationOut(serializers.Serializer[Any]):
    """An invitation; its secret is shown once, when it is made."""

    id = serializers.IntegerField()
    role = serializers.ChoiceField(Role.choices)
    expires_at = serializers.DateTimeField()
    uses = serializers.IntegerField()
    email = serializers.CharField(help_text="To whom it was sent; empty for a link to be passed on.")
    mail = serializers.ChoiceField(
        ["waiting", "sent", "failed"], allow_null=True, help_text="How far its mail is; null without one."
    )
    secret = serializers.CharField(required=False)


class AcceptIn(serializers.Serializer[Any]):
    """The secret of an invitation's link."""

    secret = serializers.CharField(max_length=200)


def _member(row: Member, *, lead: bool) -> dict[str, Any]:
    return {
        "id": row.pk,
        "person": people.person(row.user),
        "username": row.user.username,
        "role": row.role,
        "joined_at": row.joined_at,
        "pseudonym": row.pseudonym if lead else None,
    }


def _invitation(row: Invitation) -> dict[str, Any]:
    return {
        "id": row.pk,
        "role": row.role,
        "expires_at": row.expires_at,
        "uses": row.uses,
        "email": row.email,
        "mail": _mail(row),
    }


def _mail(row: Invitation) -> str | None:
    if not row.email:
        return None
    if row.mailed_at:
        return "sent"
    return "waiting" if row.mail_job is not None and not row.mail_job.is_final else "failed"


class Members(APIView):
    """A project's members."""

    @operation("member_list", gives=MemberOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """List the members of a project."""
        user = signed_in(request)
        lead = queries.project_for(user, project_id).may(Action.INVITE)
        return Response([_member(row, lead=lead) for row in queries.members_of(user, project_id)])


class MemberDetail(APIView):
    """One member of a project."""

    @operation("member_change", takes=MemberIn, gives=MemberOut)
    def patch(self, request: Request, member_id: int) -> Response:
        """Give a member another role. Owners may."""
        row = services.change_role(actor=signed_in(request), member_id=member_id, **parsed(MemberIn, request))
        return Response(_member(row, lead=True))

    @operation("member_remove", code=204)
    def delete(self, request: Request, member_id: int) -> Response:
        """Remove a member, or leave. The work stays, attributed."""
        services.remove_member(actor=signed_in(request), member_id=member_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MemberPseudonym(APIView):
    """A member's name in datasets that hide the names."""

    @operation("member_pseudonym", takes=PseudonymIn, gives=MemberOut)
    def put(self, request: Request, member_id: int) -> Response:
        """Give a member another pseudonym. Owners and curators may."""
        body = parsed(PseudonymIn, request)
        return Response(
            _member(member_services.call(actor=signed_in(request), member_id=member_id, **body), lead=True)
        )


class MemberTransfer(APIView):
    """Handing a project over."""

    @operation("member_transfer", takes=TransferIn, gives=MemberOut)
    def post(self, request: Request, member_id: int) -> Response:
        """Make a member the owner, and oneself a curator. Owners may, who type the project's name."""
        body = parsed(TransferIn, request)
        row = member_services.transfer(actor=signed_in(request), member_id=member_id, **body)
        return Response(_member(row, lead=True))


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


class InvitationMails(APIView):
    """Inviting by e-mail."""

    @operation("invitation_mail", takes=MailIn, gives=InvitationOut(many=True), code=201)
    def post(self, request: Request, project_id: int) -> Response:
        """Invite people by e-mail; a worker sends the mails. Owners and curators may."""
        body = parsed(MailIn, request)
        made = mails.invite(
            actor=signed_in(request),
            project_id=project_id,
            **body,
            site=request.build_absolute_uri("/"),
            language=get_language() or "en",
        )
        return Response([_invitation(row) for row in made], status=status.HTTP_201_CREATED)


class InvitationResend(APIView):
    """Sending an invitation again."""

    @operation("invitation_resend", gives=InvitationOut)
    def post(self, request: Request, invitation_id: int) -> Response:
        """Send the mail of an invitation again, with the same link, for another 14 days."""
        user = signed_in(request)
        return Response(
            _invitation(
                mails.resend(
                    actor=user,
                    invitation_id=invitation_id,
                    site=request.build_absolute_uri("/"),
                    language=get_language() or "en",
                )
            )
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
