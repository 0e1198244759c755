"""Activity: what runs, waits and ended, told by bursts, so that a flood of one kind of job is one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotator.errors import NotFound
from annotator.models import Job, JobState, User
from annotator.models.jobs import UNFINISHED
from annotator.policies import Actor, visible
from annotator.queries import jobs as queries
from annotator.queries import turns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models.expressions import Combinable

STATES: dict[str, tuple[JobState, ...]] = {
    "unfinished": UNFINISHED,
    "failed": (JobState.FAILED,),
    "done": (JobState.DONE,),
    "cancelled": (JobState.CANCELLED,),
}
FAILURES_TOLD = 5
_TOLD_FOR = timedelta(days=1)  # a failure is told to whoever was not there, for so long
_ESTIMATED_FROM = timedelta(seconds=5)  # a guess from less is none
_HEAD: Combinable = Coalesce("first_id", "pk")


@dataclass(frozen=True, slots=True)
class Burst:
    """Jobs of one kind that came together; `job` is the one that speaks for them."""

    head: Job
    job: Job
    counts: dict[str, int]
    place: int | None  # in line, from 1, of the first of them; None when none waits, or over a thousand do

    @property
    def size(self) -> int:
        """How many jobs they are."""
        return sum(self.counts.values())

    @property
    def ended(self) -> int:
        """How many of them ended, well or not."""
        return self.size - self.counts["queued"] - self.counts["running"]

    @property
    def state(self) -> str:
        """What is to be said first: what is at work, then what waits, what failed, what was cancelled."""
        order = ("running", "queued", "failed", "cancelled", "done")
        return next(state for state in order if self.counts[state])

    @property
    def took(self) -> timedelta | None:
        """How long the one that speaks is at work, or was."""
        if self.job.started_at is None:
            return None
        return (self.job.finished_at or timezone.now()) - self.job.started_at

    @property
    def rest(self) -> timedelta | None:
        """How long it will still take at the pace so far; None where that would be no more than a guess.

        Only of a single job at its first attempt, that knows its total and has done a tenth of it in 5 s.
        """
        job, took = self.job, self.took
        if self.size > 1 or job.state != JobState.RUNNING or job.attempts > 1 or took is None:
            return None
        if took < _ESTIMATED_FROM or not job.progress_total or job.progress_done * 10 < job.progress_total:
            return None
        return took * (job.progress_total - job.progress_done) / job.progress_done


def mine(actor: User) -> QuerySet[Job]:
    """Return the actor's own jobs, of projects that they are in now (no query yet)."""
    rows = Job.objects.filter(Q(project=None) | visible(actor, path="project__"), created_by=actor)
    return rows.select_related("project", "created_by")


def of_all(actor: Actor) -> QuerySet[Job]:
    """Return everybody's jobs, for the owner of the instance (no query yet). Raises :class:`NotFound`."""
    if not (isinstance(actor, User) and actor.is_superuser):
        raise NotFound
    return Job.objects.select_related("project", "created_by")


def of_project(actor: Actor, project_id: int) -> QuerySet[Job]:
    """Return the jobs of a project of the actor's (no query yet)."""
    return queries.jobs_of(actor, project_id).select_related("project", "created_by")


def heads(rows: QuerySet[Job], state: str = "", kind: str = "") -> QuerySet[Job]:
    """Return the job that each burst began with: those that have not ended first, then the newest.

    `state` is one of `STATES` that one of the burst is in; anything else lets all through.
    """
    within = Job.objects.filter(first=OuterRef("pk")).order_by()
    unfinished = Q(state__in=UNFINISHED) | Exists(within.filter(state__in=UNFINISHED))
    found = rows.filter(first=None)
    if state in STATES:
        found = found.filter(Q(state__in=STATES[state]) | Q(Exists(within.filter(state__in=STATES[state]))))
    if kind:
        found = found.filter(kind=kind)
    return found.annotate(is_open=unfinished).order_by("-is_open", "-created_at", "pk")


def bursts(found: Sequence[Job]) -> list[Burst]:
    """Return the bursts that began with these jobs (3 queries, whatever their number and size)."""
    keys = [each.pk for each in found]
    members = Job.objects.filter(Q(pk__in=keys) | Q(first__in=keys)).order_by()
    counts: dict[UUID, dict[str, int]] = {key: dict.fromkeys(JobState.values, 0) for key in keys}
    for head, state, number in members.values_list(_HEAD, "state").annotate(n=Count("pk")):
        counts[head][state] = number
    several = [key for key in keys if sum(counts[key].values()) > 1]
    speaking = _speaking(members.filter(Q(pk__in=several) | Q(first__in=several))) if several else {}
    places = turns.places(timezone.now()) if any(each["queued"] for each in counts.values()) else {}
    first: dict[UUID, int] = {}
    if places:
        waiting = members.filter(state=JobState.QUEUED, pk__in=list(places)[: turns.COUNTED])
        for pk, head in waiting.values_list("pk", _HEAD):
            first[head] = min(places[pk], first.get(head, turns.COUNTED))
    return [Burst(each, speaking.get(each.pk, each), counts[each.pk], first.get(each.pk)) for each in found]


def _speaking(members: QuerySet[Job]) -> dict[UUID, Job]:
    """Return the job that speaks for each burst: one that runs, else one that failed (1 query)."""
    rows = members.filter(state__in=(JobState.RUNNING, JobState.FAILED))
    rows = rows.select_related("created_by", "project")
    found: dict[UUID, Job] = {}
    for job in rows.order_by("-state", "-finished_at")[:500]:  # "running" is behind "failed" in the alphabet
        found.setdefault(job.first_id or job.pk, job)
    return found


def now_of(actor: User) -> dict[str, Any]:
    """Return what each page's header tells of one's jobs: how many, and what failed lately (2 queries)."""
    states = mine(actor).filter(state__in=UNFINISHED).order_by().values_list("state").annotate(n=Count("pk"))
    counts = dict(states)
    failed = mine(actor).filter(state=JobState.FAILED, finished_at__gt=timezone.now() - _TOLD_FOR)
    return {
        "running": counts.get(JobState.RUNNING, 0),
        "waiting": counts.get(JobState.QUEUED, 0),
        "failed": [
            queries.as_data(each) | {"project": each.project_id}
            for each in failed.order_by("-finished_at")[:FAILURES_TOLD]
        ],
    }
