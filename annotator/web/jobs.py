"""Background work in the browser: what runs, what waits, what failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotator.http import signed_in
from annotator.queries import jobs as queries
from annotator.queries import projects as project_queries
from annotator.services import jobs as services

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from annotator.models import Job, Project


@dataclass(frozen=True, slots=True)
class JobsPage:
    """Everything `templates/jobs/jobs.html` may use."""

    project: Project
    jobs: list[Job]


@require_safe
def jobs(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show a project's background work, the newest first (2 queries)."""
    user = signed_in(request)
    project = project_queries.project_for(user, project_id).it
    page = JobsPage(project=project, jobs=list(queries.jobs_of(user, project_id)[:50]))
    return render(request, "jobs/jobs.html", {"page": page})


@require_POST
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Stop a job."""
    job = services.cancel(job=queries.steerable(signed_in(request), job_id))
    messages.success(request, _("It is told to stop."))
    return redirect("jobs", project_id=job.project_id)


@require_POST
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Try a failed or cancelled job again."""
    job = services.retry(job=queries.steerable(signed_in(request), job_id))
    messages.success(request, _("It is tried again."))
    return redirect("jobs", project_id=job.project_id)
