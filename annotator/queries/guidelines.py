"""Guidelines: reads. A version never changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from annotator.errors import NotFound
from annotator.models import Guidelines, GuidelinesReading, Member, Project
from annotator.policies import Action, Actor, see

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

MOST_NEWS = 5  # versions whose notes are told at once
_BIGGEST = 2**31  # no column has version numbers from here on


@dataclass(frozen=True, slots=True)
class News:
    """What is new in a project's guidelines for somebody."""

    project: int
    version: int  # the newest
    at: datetime
    first: bool  # whether they have read none so far
    notes: list[str]  # what changed since the version they read, newest first; at most 5


def current_for_project(project_id: int) -> Guidelines | None:
    """Return the newest version of a project that was looked up with an actor (1 query)."""
    rows = Guidelines.objects.filter(project=project_id).select_related("created_by")
    return rows.order_by("-version").first()


def current_of(actor: Actor, project_id: int) -> Guidelines | None:
    """Return the newest version of a project's guidelines; None before there is one (2 queries)."""
    return current_for_project(see(Project.objects.all(), actor, "", pk=project_id).it.pk)


def version_of(actor: Actor, project_id: int, version: int) -> Guidelines:
    """Return one version (2 queries). Raises :class:`NotFound`."""
    see(Project.objects.all(), actor, "", pk=project_id)
    rows = Guidelines.objects.select_related("created_by")
    found = rows.filter(project=project_id, version=min(version, _BIGGEST - 1)).first()
    if found is None:
        raise NotFound
    return found


def versions_of(actor: Actor, project_id: int) -> QuerySet[Guidelines]:
    """Return all versions without their words, newest first (2 queries)."""
    project = see(Project.objects.all(), actor, "", pk=project_id).it
    rows = Guidelines.objects.filter(project=project).select_related("created_by")
    return rows.defer("body", "html").order_by("-version")


def news_for(actor: Actor, project_id: int) -> News | None:
    """Return what a member of a project has not read yet; None when they have read it all (1 query)."""
    read = GuidelinesReading.objects.filter(project=OuterRef("project"), person=actor.pk).values("version")
    rows = (
        Guidelines.objects.filter(project=project_id)
        .annotate(read=Coalesce(Subquery(read), 0))
        .filter(version__gt=F("read"))
        .order_by("-version")
        .values_list("version", "created_at", "note", "read")[:MOST_NEWS]
    )
    news = list(rows)
    if not news:
        return None
    version, at, _, read_before = news[0]
    notes = [note for _, _, note, _ in news if note]
    return News(project_id, version, at, first=read_before == 0, notes=notes)


def readings_of(actor: Actor, project_id: int) -> QuerySet[Member]:
    """Return the members of a project with `read_version` and `read_at`; None for none (2 queries).

    Needs the right to change the guidelines.
    """
    project = see(Project.objects.all(), actor, "", pk=project_id).require(Action.EDIT_CODEBOOK)
    read = GuidelinesReading.objects.filter(project=OuterRef("project"), person=OuterRef("user"))
    return (
        Member.objects.filter(project=project, removed_at=None)
        .annotate(read_version=Subquery(read.values("version")), read_at=Subquery(read.values("at")))
        .select_related("user")
    )
