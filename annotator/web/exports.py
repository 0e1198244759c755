"""Exports in the browser."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.downloads import download
from annotator.http import signed_in
from annotator.policies import LEADS, Action
from annotator.queries import articles as article_queries
from annotator.queries import audit, codebooks
from annotator.queries import exports as queries
from annotator.queries import projects as project_queries
from annotator.services import exports as services
from annotator.web import scope_words
from annotator.web.export_forms import ExportForm
from annotator.web.projects import Rights, rights
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from annotator.models import Export, Project


@dataclass(frozen=True, slots=True)
class ExportShown:
    """An export, and which part of the project it is of; empty: all of it."""

    row: Export
    part: list[str]


@dataclass(frozen=True, slots=True)
class ExportsPage:
    """Everything `templates/exports/exports.html` may use."""

    project: Project
    may: Rights
    form: ExportForm
    exports: list[ExportShown]


@require_http_methods(["GET", "POST"])
def exports(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show a project's exports; ask for another (at most 13 queries)."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    form = ExportForm(
        request.POST or None,
        stories=article_queries.stories_of(user, project_id),
        codebook=codebooks.current_for_project(project_id),
        people=audit.people_of(user, project_id),
        leads=seen.role in LEADS,
    )
    if request.method == "POST":
        seen.require(Action.EXPORT)
        if form.is_valid():
            call = partial(
                services.start,
                actor=user,
                project_id=project_id,
                form=form.cleaned_data["form"],
                people=form.cleaned_data["people"],
                scope=form.scope(),
                fail_on_loss=form.cleaned_data["fail_on_loss"],
            )
            if attempt(form, call) is not None:
                return redirect("exports", project_id=project_id)
    page = ExportsPage(
        project=seen.it,
        may=rights(seen),
        form=form,
        exports=[
            ExportShown(each, scope_words.told(each.scope, form))
            for each in queries.exports_of(user, seen)[:50]
        ],
    )
    return render(request, "exports/exports.html", {"page": page}, status=422 if form.errors else 200)


@require_safe
def file(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """Download the file of an export, or a range of it."""
    return download(request, queries.export_for(signed_in(request), export_id).it)


@require_POST
def delete(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """Delete an export and its file."""
    user = signed_in(request)
    found = queries.export_for(user, export_id).it
    services.delete(actor=user, export_id=export_id)
    messages.success(request, _("The export is deleted."))
    return redirect("exports", project_id=found.project_id)
