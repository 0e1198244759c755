"""Projects in the browser: one's projects, a project's page, its people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.http import signed_in
from annotator.models import Event, Import, Invitation, Member, Project, Role, Story
from annotator.policies import Action, Seen
from annotator.queries import articles as article_queries
from annotator.queries import imports as import_queries
from annotator.queries import people as people_queries
from annotator.queries import projects as queries
from annotator.services import projects as services
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import Article

INVITATION = "invitation-made"  # the session's key for a link that is shown once


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader of a page may do; for showing and hiding buttons, never in place of a check."""

    role: str
    annotate: bool
    comment: bool
    fill_matrix: bool
    add_articles: bool
    edit_articles: bool
    edit_codebook: bool
    export: bool
    share: bool
    invite: bool
    manage: bool


def rights(seen: Seen[Any]) -> Rights:
    """Return what the actor may do, from the policy table (no query)."""
    return Rights(
        role=str(seen.role.label),
        annotate=seen.may(Action.ANNOTATE),
        comment=seen.may(Action.COMMENT),
        fill_matrix=seen.may(Action.FILL_MATRIX),
        add_articles=seen.may(Action.ADD_ARTICLES),
        edit_articles=seen.may(Action.EDIT_ARTICLES),
        edit_codebook=seen.may(Action.EDIT_CODEBOOK),
        export=seen.may(Action.EXPORT),
        share=seen.may(Action.SHARE),
        invite=seen.may(Action.INVITE),
        manage=seen.may(Action.MANAGE),
    )


class ProjectForm(forms.Form):
    """A project's name and description."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, widget=forms.TextInput(attrs={"autofocus": True})
    )
    description = forms.CharField(
        label=gettext_lazy("What it is for"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SettingsForm(ProjectForm):
    """What an owner decides about a project."""

    suggestions_on = forms.BooleanField(
        label=gettext_lazy("Suggest marks"),
        required=False,
        help_text=gettext_lazy(
            "Each article is read for cues, reported speech and loaded wording. What is found stands "
            "dotted under the text, until each person accepts, changes or rejects it."
        ),
    )


class InvitationForm(forms.Form):
    """Who is invited as what."""

    role = forms.ChoiceField(
        label=gettext_lazy("They join as"),
        choices=[
            (Role.ANNOTATOR, gettext_lazy("annotator: marks, fills the matrix, exports")),
            (Role.READER, gettext_lazy("reader: sees everything, changes nothing")),
            (Role.CURATOR, gettext_lazy("curator: also edits the codebook, articles and stories")),
        ],
    )


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything `templates/projects/home.html` may use."""

    projects: list[Project]


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """Everything `templates/projects/project.html` may use."""

    project: Project
    may: Rights
    stories: list[Story]
    loose: list[Article]  # articles without a story
    imports: list[Import]  # with documents to look over
    events: list[Event]


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


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show one's projects; the first visit makes the first account."""
    if not request.user.is_authenticated and people_queries.instance_is_new():
        return redirect("sign-up")
    page = HomePage(projects=list(queries.projects_of(signed_in(request))))
    return render(request, "projects/home.html", {"page": page})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a project."""
    user = signed_in(request)
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        create = partial(services.create, actor=user, language=get_language() or "en", **form.cleaned_data)
        made = attempt(form, create)
        if made is not None:
            return redirect("project", project_id=made.pk)
    return render(request, "projects/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show a project: its stories, what waits to be looked over, what happened (6 queries)."""
    user = signed_in(request)
    seen = queries.project_for(user, project_id)
    articles = article_queries.articles_of(user, project_id)
    page = ProjectPage(
        project=seen.it,
        may=rights(seen),
        stories=list(article_queries.stories_of(user, project_id)),
        loose=list(articles.filter(story=None)),
        imports=list(import_queries.unfinished_of(user, project_id)),
        events=queries.latest_events(user, project_id),
    )
    return render(request, "projects/project.html", {"page": page})


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, project_id: int) -> HttpResponse:
    """Rename, describe or delete a project; switch its suggestions."""
    user = signed_in(request)
    seen = queries.project_for(user, project_id)
    found = seen.require(Action.MANAGE)
    initial = {
        "name": found.name,
        "description": found.description,
        "suggestions_on": found.suggestions_on,
    }
    form = SettingsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        call = partial(services.change, actor=user, project_id=project_id, **form.cleaned_data)
        if attempt(form, call) is not None:
            messages.success(request, _("Saved."))
            return redirect("project", project_id=project_id)
    context = {"form": form, "project": found}
    return render(request, "projects/settings.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, project_id: int) -> HttpResponse:
    """Put a project out of sight."""
    services.delete(actor=signed_in(request), project_id=project_id)
    messages.success(request, _("The project is deleted. The operator of this site can bring it back."))
    return redirect("home")


@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show who is in a project; invite others."""
    user = signed_in(request)
    seen = queries.project_for(user, project_id)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        call = partial(services.invite, actor=user, project_id=project_id, **form.cleaned_data)
        made = attempt(form, call)
        if made is not None:
            # Shown once, on the page that follows: the secret is kept nowhere else.
            request.session[INVITATION] = [project_id, made.secret]
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


def _link(request: HttpRequest, project_id: int) -> str:
    made = request.session.get(INVITATION)
    if not made or made[0] != project_id:
        return ""
    del request.session[INVITATION]
    return request.build_absolute_uri(reverse("invitation", args=[made[1]]))


@require_POST
def change_member(request: HttpRequest, member_id: int) -> HttpResponse:
    """Give a member another role."""
    row = services.change_role(
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
    services.remove_member(actor=user, member_id=member_id)
    messages.success(
        request, _("%(name)s is no longer in this project. Their work stays.") % {"name": row.user}
    )
    return redirect("home") if row.user_id == user.pk else redirect("members", project_id=row.project_id)


@require_POST
def revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    user = signed_in(request)
    found = queries.invitation_for(user, invitation_id).it
    services.revoke(actor=user, invitation_id=invitation_id)
    messages.success(request, _("The invitation does not work any more."))
    return redirect("members", project_id=found.project_id)
