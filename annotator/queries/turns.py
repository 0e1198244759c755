"""The lines that jobs wait in: whose turn it is, and who has had enough for now.

Within a lane the projects take turns, however many jobs each has waiting: start-time fair queueing (P.
Goyal, H. M. Vin, H. Cheng, *Start-time fair queueing*, SIGCOMM 1996). A job's turn is that of the job at
work when it came, or one behind the last that its project has waiting, whichever is later; the smallest
turn is next. So a project that comes new stands beside the flood of another, neither behind nor ahead of
all of it. See docs/adr/0016.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from annotator.models.jobs import UNFINISHED, Job, JobState, Lane

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Expression, QuerySet

    from annotator.models.people import User
    from annotator.models.projects import Project

BULK = (Lane.EXPORT, Lane.COMPUTE)
COUNTED = 1000  # places in a line that are told; behind them it is "over a thousand"
_OFFERED = 5  # jobs that a worker may try: others try at the same moment


def turn_of(*, lane: Lane, project: Project | None, actor: User | None, now: datetime) -> Expression:
    """Return the turn of a job that comes now, to be written with it (no query of its own).

    Three looks at the end of an index each, also in a line of 100,000. Who has no project has turns as a
    person.
    """
    of_lane = Job.objects.filter(lane=lane).order_by()
    running = of_lane.filter(state=JobState.RUNNING).order_by("-turn")
    waiting = of_lane.filter(state=JobState.QUEUED, available_at__lte=now).order_by("turn")
    whose = Q(project=project) if project else Q(project=None, created_by=actor)
    own = of_lane.filter(whose, state__in=UNFINISHED).order_by("-turn")
    return Greatest(
        Coalesce(_first(running), _first(waiting), Value(0)), Coalesce(_first(own) + Value(1), Value(0))
    )


def burst_of(*, kind: str, lane: Lane, project: Project | None, actor: User | None) -> Subquery:
    """Return the job that a burst of this kind began with, while one of it has not ended (as `turn_of`)."""
    rows = Job.objects.filter(
        kind=kind, lane=lane, project=project, created_by=actor, state__in=UNFINISHED
    ).order_by("-turn")
    return Subquery(rows.annotate(head=Coalesce("first_id", "id")).values("head")[:1])


def _first(rows: QuerySet[Job]) -> Any:  # noqa: ANN401 - an expression that can be added to
    return Subquery(rows.values("turn")[:1])


def offered(lanes: Collection[Lane], now: datetime) -> list[tuple[UUID, Lane]]:
    """Return the jobs whose turn it is, the first one first (2 queries, 3 with limits set).

    What a dead worker left goes before what waits: it was begun. Left out is what would go over a limit;
    workers that look at the same moment don't see each other's and may go over it by one each.
    """
    allowed = _allowed(lanes, now)
    left = Job.objects.filter(
        state=JobState.RUNNING, lease_until__lt=now, attempts__lt=F("max_attempts"), cancel_requested=False
    ).order_by("lane", "lease_until")
    line = Job.objects.filter(state=JobState.QUEUED, available_at__lte=now).order_by(
        "lane", "turn", "created_at"
    )
    found: Iterable[tuple[UUID, int]] = chain.from_iterable(
        rows.filter(allowed).values_list("pk", "lane")[:_OFFERED] for rows in (left, line)
    )
    return [(pk, Lane(lane)) for pk, lane in found]


def _allowed(lanes: Collection[Lane], now: datetime) -> Q:
    """Return the filter for jobs that nobody has too many of at work (1 query, none without limits)."""
    limits = (
        (("lane", "project"), settings.JOB_MOST_RUNNING_PROJECT),
        (("lane", "created_by"), settings.JOB_MOST_RUNNING_PERSON),
    )
    most_bulk = settings.JOB_MOST_RUNNING_BULK
    allowed = Q(lane__in=list(lanes))
    if not most_bulk and not any(most for _, most in limits):
        return allowed
    rows = Job.objects.filter(state=JobState.RUNNING, lease_until__gte=now)
    running = [dict[str, Any](each) for each in rows.values("lane", "project", "created_by")]
    if most_bulk and sum(each["lane"] in BULK for each in running) >= most_bulk:
        allowed &= Q(lane=Lane.INTERACTIVE)
    for names, most in limits:
        counted = Counter(tuple(each[name] for name in names) for each in running)
        for key, count in counted.items():
            if most and count >= most and None not in key:
                allowed &= ~Q(**dict(zip(names, key, strict=True)))
    return allowed


def places(now: datetime) -> dict[UUID, int]:
    """Return the places of the first thousand jobs that wait, from 1, of all projects (1 query).

    For showing to people: it tells how many are ahead, and nothing of whose they are.
    """
    rows = Job.objects.filter(state=JobState.QUEUED, available_at__lte=now).order_by(
        "lane", "turn", "created_at"
    )
    return {pk: place for place, pk in enumerate(rows.values_list("pk", flat=True)[:COUNTED], 1)}


def waiting_of(*, actor: User | None, project: Project | None) -> tuple[int, int]:
    """Return how many jobs that people wait for a person and a project have in line (1 query)."""
    rows = Job.objects.filter(
        Q(created_by=actor) | Q(project=project),
        state=JobState.QUEUED,
        lane__in=(Lane.INTERACTIVE, Lane.EXPORT),
    )
    found = list(rows.order_by().values_list("created_by", "project"))
    mine = sum(actor is not None and person == actor.pk for person, _ in found)
    return mine, sum(project is not None and key == project.pk for _, key in found)
