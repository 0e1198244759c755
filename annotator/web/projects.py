"""Projects in the browser: one's projects, a project's page, its settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.http import signed_in
from annotator.policies import Action, Seen
from annotator.queries import articles as article_queries
from annotator.queries import assignments as assignment_queries
from annotator.queries import imports as import_queries
from annotator.queries import people as people_queries
from annotator.queries import projects as queries
from annotator.services import projects as services
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import Article, Event, Import, Project, Story

STORIES_ON_A_PAGE, LOOSE_ON_A_PAGE = 60, 100


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader of a page may do; for showing and hiding buttons, never in place of a check."""

    role: str
    annotate: bool
    comment: bool
    fill_matrix: bool
    add_articles: bool
    take_in: bool
    edit_articles: bool
    edit_codebook: bool
    export: bool
    release: bool
    share: bool
    assign: bool
    measure: bool
    audit: bool
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
        take_in=seen.may(Action.TAKE_IN),
        edit_articles=seen.may(Action.EDIT_ARTICLES),
        edit_codebook=seen.may(Action.EDIT_CODEBOOK),
        export=seen.may(Action.EXPORT),
        release=seen.may(Action.RELEASE),
        share=seen.may(Action.SHARE),
        assign=seen.may(Action.ASSIGN),
        measure=seen.may(Action.MEASURE),
        audit=seen.may(Action.AUDIT),
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
    quality_shown = forms.BooleanField(
        label=gettext_lazy("Show annotators the figures of their own work"),
        required=False,
        help_text=gettext_lazy(
            "Under “Quality”: times, answers beside those of all others together, how training went. "
            "Nobody sees the figures of another by name, but owners and curators."
        ),
    )
    decisions_shown = forms.BooleanField(
        label=gettext_lazy("Show what was decided"),
        required=False,
        help_text=gettext_lazy(
            "Whoever annotates sees on their own marks what became of them in adjudication, and why."
        ),
    )
    names_hidden = forms.BooleanField(
        label=gettext_lazy("Adjudicate without names"),
        required=False,
        help_text=gettext_lazy("Who decides sees numbers in place of the people who marked."),
    )


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything `templates/projects/home.html` may use."""

    projects: list[Project]
    tasks: int  # that ask for one's work


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """Everything `templates/projects/project.html` may use."""

    project: Project
    may: Rights
    stories: Page[Story]
    query: str  # that the titles of stories have, where it is not empty
    loose: Page[Article]  # articles without a story
    imports: list[Import]  # with documents to look over
    events: list[Event]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show one's projects; the first visit makes the first account."""
    if not request.user.is_authenticated and people_queries.instance_is_new():
        return redirect("sign-up")
    user = signed_in(request)
    page = HomePage(projects=list(queries.projects_of(user)), tasks=assignment_queries.open_count(user))
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
    """Show a project: its stories, what waits to be looked over, what happened (11 queries at most)."""
    user = signed_in(request)
    seen = queries.project_for(user, project_id)
    loose = article_queries.articles_of(user, project_id).filter(story=None)
    stories = article_queries.stories_of(user, project_id)
    query = request.GET.get("q", "").replace("\0", "").strip()[:100]
    if query:
        stories = stories.filter(title__icontains=query)
    page = ProjectPage(
        project=seen.it,
        may=rights(seen),
        stories=Paginator(stories, STORIES_ON_A_PAGE).get_page(request.GET.get("page")),
        query=query,
        loose=Paginator(loose, LOOSE_ON_A_PAGE).get_page(request.GET.get("loose")),
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
        "decisions_shown": found.decisions_shown,
        "names_hidden": found.names_hidden,
        "quality_shown": found.quality_shown,
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
