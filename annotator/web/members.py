"""Members in the browser: who is in a project, inviting others, roles, pseudonyms, handing it over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotator.http import signed_in
from annotator.models import Invitation, Member, Project, Role
from annotator.policies import Action
from annotator.queries import people as people_queries
from annotator.queries import projects as queries
from annotator.services import invitations as mails
from annotator.services import members as services
from annotator.services import projects as project_services
from annotator.web.projects import Rights, rights
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

INVITATION = "invitation-made"  # the session's key for a link that is shown once


class InvitationForm(forms.Form):
    """Who is invited as what: by e-mail where addresses are named, else by a link."""

    role = forms.ChoiceField(
        label=gettext_lazy("They join as"),
        choices=[
            (Role.ANNOTATOR, gettext_lazy("annotator: marks, fills the table of claims, exports")),
            (Role.READER, gettext_lazy("reader: sees everything, changes nothing")),
            (Role.CURATOR, gettext_lazy("curator: also edits the codebook, articles and stories")),
        ],
        initial=Role.ANNOTATOR,
        widget=forms.RadioSelect,
    )
    emails = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Each gets a link of their own. None: you get a link to pass on yourself."),
    )

    def __init__(self, *args: Any, curators: bool = False, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        if not curators:
            known = self.fields["role"].choices  # type: ignore[attr-defined]
            self.fields["role"].choices = [each for each in known if each[0] != Role.CURATOR]  # type: ignore[attr-defined]


class PseudonymForm(forms.Form):
    """Under what name somebody stands in datasets that hide the names."""

    pseudonym = forms.CharField(label=gettext_lazy("Pseudonym"), max_length=40)


class TransferForm(forms.Form):
    """The project's name, typed again before it is handed over."""

    name = forms.CharField(
        label=gettext_lazy("Type the project's name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A member with the hue of their circle."""

    member: Member
    hue: int
    is_me: bool


@dataclass(frozen=True, slots=True)
class MembersPage:
    """Everything `templates/projects/members.html` may use."""

    project: Project
    may: Rights
    people: list[PersonShown]
    invitations: list[Invitation]
    form: InvitationForm
    roles: list[tuple[str, str]]
    link: str  # of an invitation that was just made; shown once


@dataclass(frozen=True, slots=True)
class MemberPage:
    """Everything `templates/projects/member.html` may use: one form about one member."""

    project: Project
    member: Member
    form: forms.Form
    transfer: bool  # whether the form hands the project over; else it is about the pseudonym


@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show who is in a project; invite others (5 queries)."""
    user = signed_in(request)
    seen = queries.project_for(user, project_id)
    form = InvitationForm(request.POST or None, curators=seen.may(Action.MANAGE))
    if request.method == "POST":
        seen.require(Action.INVITE)
        if form.is_valid() and _invited(request, project_id, form):
            return redirect("members", project_id=project_id)
    page = MembersPage(
        project=seen.it,
        may=rights(seen),
        people=[
            PersonShown(row, people_queries.person_hue(row.user_id), row.user_id == user.pk)
            for row in queries.members_of(user, project_id)
        ],
        invitations=list(queries.open_invitations_of(user, project_id)) if seen.may(Action.INVITE) else [],
        form=form,
        roles=[(value, str(label)) for value, label in Role.choices],
        link=_link(request, project_id),
    )
    return render(request, "projects/members.html", {"page": page}, status=422 if form.errors else 200)


def _invited(request: HttpRequest, project_id: int, form: InvitationForm) -> bool:
    """Invite by e-mail where addresses are named, else by link; say whether that went well."""
    user, role = signed_in(request), form.cleaned_data["role"]
    if not form.cleaned_data["emails"].strip():
        made = attempt(form, partial(project_services.invite, actor=user, project_id=project_id, role=role))
        if made is not None:
            # Shown once, on the page that follows: the secret is kept nowhere else.
            request.session[INVITATION] = [project_id, made.secret]
        return made is not None
    call = partial(
        mails.invite,
        actor=user,
        project_id=project_id,
        role=role,
        emails=[form.cleaned_data["emails"]],
        site=request.build_absolute_uri("/"),
        language=get_language() or "en",
    )
    sent = attempt(form, call)
    if sent is not None:
        words = ngettext("%(n)s invitation is being sent.", "%(n)s invitations are being sent.", len(sent))
        messages.success(request, words % {"n": len(sent)})
    return sent is not None


def _link(request: HttpRequest, project_id: int) -> str:
    made = request.session.get(INVITATION)
    if not made or made[0] != project_id:
        return ""
    del request.session[INVITATION]
    return request.build_absolute_uri(reverse("invitation", args=[made[1]]))


@require_POST
def change_member(request: HttpRequest, member_id: int) -> HttpResponse:
    """Give a member another role."""
    row = project_services.change_role(
        actor=signed_in(request), member_id=member_id, role=request.POST.get("role", "")
    )
    messages.success(
        request, _("%(name)s is %(role)s now.") % {"name": row.user, "role": row.get_role_display()}
    )
    return redirect("members", project_id=row.project_id)


@require_POST
def remove_member(request: HttpRequest, member_id: int) -> HttpResponse:
    """Take a member out of a project, or leave it."""
    user = signed_in(request)
    row = queries.member_for(user, member_id).it
    project_services.remove_member(actor=user, member_id=member_id)
    messages.success(
        request, _("%(name)s is no longer in this project. Their work stays.") % {"name": row.user}
    )
    return redirect("home") if row.user_id == user.pk else redirect("members", project_id=row.project_id)


@require_http_methods(["GET", "POST"])
def pseudonym(request: HttpRequest, member_id: int) -> HttpResponse:
    """Give a member another pseudonym (2 queries to look)."""
    user = signed_in(request)
    row = queries.member_for(user, member_id).require(Action.INVITE)
    form = PseudonymForm(request.POST or None, initial={"pseudonym": row.pseudonym})
    if request.method == "POST" and form.is_valid():
        call = partial(services.call, actor=user, member_id=member_id, **form.cleaned_data)
        if attempt(form, call) is not None:
            messages.success(request, _("Saved."))
            return redirect("members", project_id=row.project_id)
    page = MemberPage(project=row.project, member=row, form=form, transfer=False)
    return render(request, "projects/member.html", {"page": page}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, member_id: int) -> HttpResponse:
    """Hand the project over to a member, once its name is typed (2 queries to look)."""
    user = signed_in(request)
    row = queries.member_for(user, member_id).require(Action.MANAGE)
    form = TransferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        call = partial(services.transfer, actor=user, member_id=member_id, **form.cleaned_data)
        if attempt(form, call) is not None:
            messages.success(
                request, _("%(name)s owns the project now. You are a curator.") % {"name": row.user}
            )
            return redirect("members", project_id=row.project_id)
    page = MemberPage(project=row.project, member=row, form=form, transfer=True)
    return render(request, "projects/member.html", {"page": page}, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    user = signed_in(request)
    found = queries.invitation_for(user, invitation_id).it
    project_services.revoke(actor=user, invitation_id=invitation_id)
    messages.success(request, _("The invitation does not work any more."))
    return redirect("members", project_id=found.project_id)


@require_POST
def resend(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Send an invitation's mail again."""
    found = mails.resend(
        actor=signed_in(request),
        invitation_id=invitation_id,
        site=request.build_absolute_uri("/"),
        language=get_language() or "en",
    )
    messages.success(request, _("The invitation is being sent again."))
    return redirect("members", project_id=found.project_id)
