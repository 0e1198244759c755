"""Activity in the browser: what runs, what waits, what failed; of a project, of oneself, of everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from annotator.http import signed_in
from annotator.models.jobs import Lane
from annotator.queries import activity
from annotator.queries import jobs as queries
from annotator.queries import projects as project_queries
from annotator.services import jobs as services
from annotator.web.projects import Rights, rights

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from annotator.models import Job, Project
    from annotator.policies import Seen
    from annotator.queries.activity import Burst

ON_A_PAGE = 30
FILTERS: dict[str, _StrPromise] = {
    "": gettext_lazy("All"),
    "unfinished": gettext_lazy("Running and waiting"),
    "failed": gettext_lazy("Failed"),
    "done": gettext_lazy("Done"),
    "cancelled": gettext_lazy("Cancelled"),
}
# Where what came of a job is found, by its kind.
PLACES: dict[str, Callable[[Job], str]] = {
    "agreement": lambda job: reverse("agreement", args=[job.project_id]),
    "candidates": lambda job: reverse("article", args=[job.params["article"]]),
    "comparison": lambda job: reverse("story", args=[job.params["story"]]),
    "export": lambda job: reverse("exports", args=[job.project_id]),
    "import": lambda job: reverse("import", args=[job.params["import"]]),
    "intake": lambda job: reverse("intake", args=[job.params["intake"]]),
    "intake-reading": lambda job: reverse("intake", args=[job.params["intake"]]),
    "invitation mail": lambda job: reverse("members", args=[job.project_id]),
    "overview": lambda job: reverse("story", args=[job.params["story"]]),
    "release": lambda job: reverse("release", args=[job.params["release"]]),
    "restore": lambda job: reverse("restoration", args=[job.project_id]),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A burst, where what comes of it is found, and whether the reader may cancel it or try it again."""

    burst: Burst
    place: str
    may_steer: bool


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """Everything `templates/jobs/activity.html` may use."""

    whose: str  # "project", "mine", "all"
    project: Project | None
    may: Rights | None
    lines: list[Line]
    rows: Page[Job]
    state: str
    filters: dict[str, _StrPromise]
    lanes: type[Lane]
    here: str
    is_owner: bool  # of the instance: what they get are tracebacks, too


@require_safe
def jobs(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show a project's background work (6 queries)."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    rows = activity.of_project(user, project_id)
    return _page(request, rows, whose="project", seen=seen, steers=seen.may(queries.STEERING))


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own background work, over all projects (5 queries)."""
    return _page(request, activity.mine(signed_in(request)), whose="mine")


@require_safe
def everybodys(request: HttpRequest) -> HttpResponse:
    """Show all background work, with tracebacks, to the owner of the instance (5 queries)."""
    return _page(request, activity.of_all(signed_in(request)), whose="all", steers=True)


def _page(
    request: HttpRequest,
    rows: QuerySet[Job],
    *,
    whose: str,
    seen: Seen[Project] | None = None,
    steers: bool = False,
) -> HttpResponse:
    user = signed_in(request)
    state = request.GET.get("state", "")
    state = state if state in FILTERS else ""
    found = Paginator(activity.heads(rows, state), ON_A_PAGE).get_page(request.GET.get("page"))
    page = ActivityPage(
        whose=whose,
        project=seen.it if seen else None,
        may=rights(seen) if seen else None,
        lines=[
            Line(each, _place(each.head), steers or user.is_superuser or each.head.created_by_id == user.pk)
            for each in activity.bursts(list(found))
        ],
        rows=found,
        state=state,
        filters=FILTERS,
        lanes=Lane,
        here=request.get_full_path(),
        is_owner=user.is_superuser and whose == "all",
    )
    return render(request, "jobs/activity.html", {"page": page})


def _place(job: Job) -> str:
    try:
        return PLACES[job.kind](job)
    except KeyError:  # a kind, or a job of it, that has no page of its own
        return ""


@require_POST
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Stop a job, or all of its burst."""
    job = queries.steerable(signed_in(request), job_id)
    if request.POST.get("burst"):
        number = services.cancel_burst(job=job)
        said = ngettext("%(n)s is told to stop.", "%(n)s are told to stop.", number)
        messages.success(request, said % {"n": number})
    else:
        services.cancel(job=job)
        messages.success(request, _("It is told to stop."))
    return _back(request, job)


@require_POST
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Try a failed or cancelled job again, or all of its burst."""
    job = queries.steerable(signed_in(request), job_id)
    if request.POST.get("burst"):
        number = services.retry_burst(job=job)
        said = ngettext("%(n)s is tried again.", "%(n)s are tried again.", number)
        messages.success(request, said % {"n": number})
    else:
        services.retry(job=job)
        messages.success(request, _("It is tried again."))
    return _back(request, job)


def _back(request: HttpRequest, job: Job) -> HttpResponse:
    """Go back to the page that was steered from."""
    back = request.POST.get("back")
    if back in {"activity", "activity-all"} or job.project_id is None:
        return redirect(back if back == "activity-all" else "activity")
    return redirect("jobs", project_id=job.project_id)
