"""Jobs: reads. No row without an actor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from annotator.errors import NotFound
from annotator.models import Blindness, Job, JobState, User
from annotator.models.jobs import Lane
from annotator.policies import Action, Actor, Seen, lead, see, visible

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

STEERING = Action.EDIT_OTHERS  # what it takes to cancel others' jobs and to try them again
# Kinds of jobs whose progress counts everybody's work.
_COUNTING = ("export", "release", "agreement", "intake", "intake-reading")


def job_for(actor: Actor, job_id: UUID) -> Seen[Job]:
    """Return one job of a project of the actor's (1 query). Raises :class:`NotFound`."""
    return see(_in_sight(actor).select_related("project"), actor, "project__", pk=job_id)


def steerable(actor: Actor, job_id: UUID) -> Job:
    """Return a job that the actor may cancel or retry: their own, or anybody's for owners and curators.

    The owner of the instance may in any project (1 query, then 2).
    """
    if isinstance(actor, User) and actor.is_superuser:
        found = Job.objects.filter(pk=job_id).select_related("project", "created_by").first()
        if found is None:
            raise NotFound
        return found
    seen = job_for(actor, job_id)
    return seen.it if seen.it.created_by_id == actor.pk else seen.require(STEERING)


def jobs_of(actor: Actor, project_id: int) -> QuerySet[Job]:
    """Return a project's jobs, newest first (1 query)."""
    rows = _in_sight(actor).filter(visible(actor, path="project__"), project=project_id)
    return rows.select_related("created_by")


def _in_sight(actor: Actor) -> QuerySet[Job]:
    """Return jobs without those of others that count what people found, where the project is blind."""
    counting = Q(kind__in=_COUNTING) & ~Q(project__blind=Blindness.OFF) & ~Q(created_by=actor.pk)
    return Job.objects.filter(~counting | lead(actor, "project"))


def as_data(job: Job) -> dict[str, Any]:
    """Return a job as the API and the pages' scripts have it (no query)."""
    return {
        "id": str(job.pk),
        "kind": job.kind,
        "state": job.state,
        "lane": Lane(job.lane).queue,
        "progress": {
            "done": job.progress_done,
            "total": job.progress_total,
            "percent": job.percent,
            "note": job.progress_note,
        },
        "attempts": job.attempts,
        "error": _(job.error) if job.error else "",
        "result": job.result if job.state == JobState.DONE else None,
        "created_at": job.created_at.isoformat(),
        "finished_at": job.finished_at.isoformat() if job.finished_at else None,
    }
