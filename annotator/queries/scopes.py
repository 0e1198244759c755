"""Scopes: what of a project is in an export. Nothing in one refers to what is not.

`Export.scope` names the stories, layers and people (`annotators`) that were chosen, whether only what was
`adjudicated`, whether the `newest` revisions alone, and the days (UTC) on which the work was done, `since`
and `until`. What is not named is not narrowed. Layers narrow annotations, suggestions and decisions; people
and days all that somebody did. Gold is not narrowed by people: it is nobody's own.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Exists, Model, OuterRef, Q

from annotator.models import CellDecision, Decision, DecisionBasis, Revision, Story

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from django.db.models import QuerySet

    from annotator.models import Export

CHUNK = 1000  # rows held at once

M = TypeVar("M", bound=Model)


def in_steps(rows: QuerySet[M], by: str = "pk") -> Iterator[M]:
    """Yield rows by their ids, a chunk at a time, each read to its end before the next is asked for.

    `by` names another column, or one of a row that comes along, whose values are unique and never null.

    An iterator that stays open would hold SQLite's snapshot: the job's own next write then fails
    as soon as anybody else has written.
    """
    last = None
    while True:
        chunk = list((rows if last is None else rows.filter(**{f"{by}__gt": last})).order_by(by)[:CHUNK])
        yield from chunk
        if len(chunk) < CHUNK:
            return
        last = attrgetter(by.replace("__", "."))(chunk[-1])


def stories_in(export: Export) -> QuerySet[Story]:
    """Return the stories of an export's scope: those that it names, else all of the project."""
    rows = Story.objects.filter(project=export.project_id, deleted_at=None)
    chosen = export.scope.get("stories")
    return rows.filter(pk__in=chosen) if chosen else rows


def articles_in(export: Export, path: str) -> Q:
    """Return the filter for what belongs to an article of the scope; `path` leads there."""
    there = Q(**{f"{path}__project": export.project_id, f"{path}__deleted_at": None})
    return there & Q(**{f"{path}__story__in": stories_in(export)}) if export.scope.get("stories") else there


def revisions_in(export: Export) -> QuerySet[Revision]:
    """Return the revisions of an export's scope, with article, story and source."""
    rows = Revision.objects.filter(articles_in(export, "article"))
    if export.scope.get("newest"):
        later = Revision.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
        rows = rows.filter(~Exists(later))
    if export.scope.get("adjudicated"):
        decided = Decision.objects.filter(revision=OuterRef("pk"), deleted_at=None)
        cells = CellDecision.objects.filter(article=OuterRef("article"), claim__deleted_at=None)
        rows = rows.filter(Exists(decided) | Exists(cells))
    return rows.select_related("article__story", "article__source")


def revision_keys(export: Export) -> QuerySet[Revision, int]:
    """Return the keys of the revisions of an export's scope."""
    return revisions_in(export).order_by().values_list("pk", flat=True)


def article_keys(export: Export) -> QuerySet[Revision, int]:
    """Return the keys of the articles of an export's scope: those that a revision of it is of."""
    return revisions_in(export).order_by().values_list("article", flat=True)


def marks_in(export: Export, path: str = "", texts: Collection[int] | None = None) -> Q:
    """Return the filter for the annotations of an export's scope, or what has one; `path` leads there.

    `texts` are keys of revisions of the scope where only theirs are looked for.
    """
    at = f"{path}__" if path else ""
    here = revision_keys(export) if texts is None else texts
    kept = Q(**{f"{at}deleted_at": None, f"{at}revision__in": here})
    if layers := export.scope.get("layers"):
        kept &= Q(**{f"{at}layer__key__in": layers})
    if export.scope.get("adjudicated"):
        basis = DecisionBasis.objects.filter(decisions_in(export, "decision"))
        kept &= Q(**{f"{at}pk__in": basis.values("annotation")})
    return kept & done_in(export, person=f"{at}author", at=f"{at}created_at")


def mentions_in(export: Export, path: str = "", texts: Collection[int] | None = None) -> Q:
    """Return the filter for the mentions of an export's scope, or what has one: with claim and annotation."""
    at = f"{path}__" if path else ""
    kept = Q(**{f"{at}deleted_at": None}) & marks_in(export, f"{at}annotation", texts)
    mine = done_in(export, person=f"{at}author", at=f"{at}created_at")
    return kept & mine & claims_in(export, f"{at}claim")


def claims_in(export: Export, path: str) -> Q:
    """Return the filter for what is of a claim of an export's scope; `path` leads there."""
    return Q(**{f"{path}__deleted_at": None, f"{path}__story__in": stories_in(export)})


def decisions_in(export: Export, path: str = "") -> Q:
    """Return the filter for the decisions of an export's scope, or what has one; `path` leads there."""
    at = f"{path}__" if path else ""
    kept = Q(**{f"{at}deleted_at": None, f"{at}revision__in": revision_keys(export)})
    if layers := export.scope.get("layers"):
        kept &= Q(**{f"{at}layer__key__in": layers})
    return kept & done_in(export, at=f"{at}updated_at")


def done_in(export: Export, *, at: str, person: str = "") -> Q:
    """Return the filter for what was done in the days of an export's scope, by its people."""
    kept = Q()
    if person and (people := export.scope.get("annotators")):
        kept &= Q(**{f"{person}__in": people})
    if since := export.scope.get("since"):
        kept &= Q(**{f"{at}__gte": _on(since, time.min)})
    if until := export.scope.get("until"):
        kept &= Q(**{f"{at}__lte": _on(until, time.max)})
    return kept


def _on(day: str, hour: time) -> datetime:
    return datetime.combine(date.fromisoformat(day), hour, UTC)
