"""The codebook in the browser: read it, edit it, look at its versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.formats.codebook import COLOURS, KINDS, PATTERNS, CodebookRecord
from annotator.http import signed_in
from annotator.queries import codebooks as queries
from annotator.queries import projects as project_queries
from annotator.web.projects import Rights, rights

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import Codebook, Project


@dataclass(frozen=True, slots=True)
class CodebookPage:
    """Everything `templates/codebooks/codebook.html` may use."""

    project: Project
    may: Rights
    version: int
    record: CodebookRecord
    versions: list[Codebook]
    data: dict[str, Any]


@require_safe
def codebook(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show a project's newest codebook; its script edits it (5 queries)."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    index = queries.current_of(user, project_id)
    record = index.record()
    page = CodebookPage(
        project=seen.it,
        may=rights(seen),
        version=index.row.version,
        record=record,
        versions=queries.versions_of(user, project_id),
        data={
            "project": project_id,
            "codebook": {"version": index.row.version, **record.as_dict()},
            "choices": {"colours": COLOURS, "patterns": PATTERNS, "kinds": KINDS},
            "may_edit": rights(seen).edit_codebook,
        },
    )
    return render(request, "codebooks/codebook.html", {"page": page})
