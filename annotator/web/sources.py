"""Sources in the browser: what a team found in each, across stories. Counts with their n, never a score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.http import signed_in
from annotator.models import Cell
from annotator.queries import profiles as queries
from annotator.queries import projects as project_queries
from annotator.web.projects import Rights, rights

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import Project, Source
    from annotator.queries.profiles import Profile


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """Everything `templates/sources/sources.html` may use."""

    project: Project
    may: Rights
    sources: list[Source]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """Everything `templates/sources/source.html` may use."""

    project: Project
    source: Source
    profile: Profile
    statuses: list[tuple[str, int]]
    levels: list[tuple[int, int]]  # step and count, from certain down


@require_safe
def sources(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show a project's sources (5 queries)."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    rows = list(queries.sources_of(user, project_id))
    page = SourcesPage(project=seen.it, may=rights(seen), sources=rows)
    return render(request, "sources/sources.html", {"page": page})


@require_safe
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    """Show what was found in a source's articles (12 queries)."""
    user = signed_in(request)
    found = queries.source_for(user, source_id).it
    profile = queries.profile_of(user, found)
    page = SourcePage(
        project=found.project,
        source=found,
        profile=profile,
        statuses=[
            (str(each.label), profile.statuses.get(each.value, 0))
            for each in Cell.Status
            if each != Cell.Status.UNCHECKED
        ],
        levels=[(step, profile.levels.get(step, 0)) for step in (4, 3, 2, 1)],
    )
    return render(request, "sources/source.html", {"page": page})
