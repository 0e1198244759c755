"""A project made of a dataset, in the browser: the upload, how far it is, what did not go in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from annotator.errors import Invalid
from annotator.http import said, signed_in, streamed
from annotator.queries import restorations as queries
from annotator.services import restoring as services
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from annotator.models import Project, RefusedLine, Restoration

_ON_A_PAGE = 100
LARGEST = services.LARGEST // 1_000_000  # MB


class RestoreForm(forms.Form):
    """A dataset of ours."""

    file = forms.FileField(
        label=gettext_lazy("Dataset"),
        help_text=gettext_lazy("The zip of an export as JSONL, or the data.jsonl in it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.jsonl"}),
    )


@dataclass(frozen=True, slots=True)
class RestorePage:
    """Everything `templates/projects/restore.html` may use."""

    form: RestoreForm
    largest: int  # MB


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line that did not go in, with its reason in the reader's language."""

    row: RefusedLine
    why: str


@dataclass(frozen=True, slots=True)
class RestorationPage:
    """Everything `templates/projects/restoration.html` may use."""

    project: Project
    restoration: Restoration
    works: bool  # a worker has it, or is to have it
    renamed: int
    refused: list[LineShown]
    lines: Page[RefusedLine]


@require_http_methods(["GET", "POST"])
def restore(request: HttpRequest) -> HttpResponse:
    """Make a project of a dataset."""
    user = signed_in(request)
    form = RestoreForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        made = attempt(form, partial(services.start, actor=user, name=file.name, file=file))
        if made is not None:
            return redirect("restoration", project_id=made.project_id)
    page = RestorePage(form=form, largest=LARGEST)
    return render(request, "projects/restore.html", {"page": page}, status=422 if form.errors else 200)


@require_safe
def restoration(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show how far a dataset has been read, then what went in and what did not (4 queries)."""
    found = queries.restoration_for(signed_in(request), project_id)
    lines = Paginator(queries.refused_of(found), _ON_A_PAGE).get_page(request.GET.get("page"))
    page = RestorationPage(
        project=found.project,
        restoration=found,
        works=found.finished_at is None,
        renamed=sum(found.renamed.values()),
        refused=[LineShown(row, said(Invalid(row.why, **row.facts))) for row in lines],
        lines=lines,
    )
    return render(request, "projects/restoration.html", {"page": page})


@require_safe
def refused(request: HttpRequest, project_id: int, form: str) -> StreamingHttpResponse:
    """Send the lines that did not go in as CSV or JSONL, row by row."""
    found = queries.restoration_for(signed_in(request), project_id)
    return streamed(queries.refused_records(found), queries.COLUMNS, f"refused-{project_id}", form)
