"""Exports in the browser."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.http import download, signed_in
from annotator.models import Export, Project, Story
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import exports as queries
from annotator.queries import projects as project_queries
from annotator.services import exports as services
from annotator.services.scopes import Scope
from annotator.web.projects import Rights, rights
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import FileResponse, HttpRequest, HttpResponse


class ExportForm(forms.Form):
    """What to export, as what."""

    form = forms.ChoiceField(
        label=gettext_lazy("As"), choices=Export.Format.choices, widget=forms.RadioSelect, initial="jsonl"
    )
    people = forms.ChoiceField(
        label=gettext_lazy("People stand in it by"),
        choices=Export.People.choices,
        widget=forms.RadioSelect,
        initial="names",
        required=False,
        help_text=gettext_lazy("Pseudonyms stay the same in all exports. Names in what people wrote stay."),
    )
    stories = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Only these stories"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: everything in the project."),
    )

    def clean_people(self) -> str:
        """Take names where nothing was chosen."""
        return self.cleaned_data["people"] or Export.People.NAMES

    def __init__(self, stories: list[Story], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["stories"].choices = [  # type: ignore[attr-defined]
            (str(story.pk), story.title) for story in stories
        ]


@dataclass(frozen=True, slots=True)
class ExportsPage:
    """Everything `templates/exports/exports.html` may use."""

    project: Project
    may: Rights
    form: ExportForm
    exports: list[Export]


@require_http_methods(["GET", "POST"])
def exports(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show a project's exports; ask for another (5 queries)."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    form = ExportForm(list(article_queries.stories_of(user, project_id)), request.POST or None)
    if request.method == "POST":
        seen.require(Action.EXPORT)
        if form.is_valid():
            told = form.cleaned_data
            call = partial(
                services.start,
                actor=user,
                project_id=project_id,
                form=told["form"],
                people=told["people"],
                scope=Scope(stories=told["stories"]),
            )
            if attempt(form, call) is not None:
                return redirect("exports", project_id=project_id)
    page = ExportsPage(
        project=seen.it,
        may=rights(seen),
        form=form,
        exports=list(queries.exports_of(user, seen)[:50]),
    )
    return render(request, "exports/exports.html", {"page": page}, status=422 if form.errors else 200)


@require_safe
def file(request: HttpRequest, export_id: UUID) -> FileResponse:
    """Download the file of an export."""
    return download(queries.export_for(signed_in(request), export_id).it)


@require_POST
def delete(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """Delete an export and its file."""
    user = signed_in(request)
    found = queries.export_for(user, export_id).it
    services.delete(actor=user, export_id=export_id)
    messages.success(request, _("The export is deleted."))
    return redirect("exports", project_id=found.project_id)
