"""Scopes: what of a project is in an export. Nothing in one refers to what is not.

`Export.scope` names the stories, layers and people (`annotators`) that were chosen, whether only what was
`adjudicated`, whether the `newest` revisions alone, and the days (UTC) on which the work was done, `since`
and `until`. What is not named is not narrowed. Layers narrow annotations, suggestions and decisions; people
and days all that somebody did. Gold is not narrowed by people: it is nobody's own.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q

from annotator.models import CellDecision, Decision, DecisionBasis, Revision, Story

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from django.db.models import QuerySet

    from annotator.models import Export

CHUNK = 1000  # rows held at once

M = TypeVar("M", bound=Model)
R = TypeVar("R")
Row = dict[str, Any]
K = TypeVar("K")


def in_steps(rows: QuerySet[M], *by: str) -> Iterator[M]:
    """Yield rows by their ids, a chunk at a time, each read to its end before the next is asked for.

    `by` names other columns, or those of a row that comes along, which together are unique and never null.

    An iterator that stays open would hold SQLite's snapshot: the job's own next write then fails
    as soon as anybody else has written.
    """
    order = by or ("pk",)
    for chunk in _chunks(rows, order, attrgetter(*(each.replace("__", ".") for each in order))):
        yield from chunk


def in_steps_of(keys: QuerySet[Any, Row], rows: Callable[[list[Row]], QuerySet[M]], *by: str) -> Iterator[M]:
    """Yield what `rows` finds of each chunk of `keys`, in steps by `by`, as :func:`in_steps`.

    `keys` are `values()` with `by` and `pk`: what one index finds, whatever of it the scope leaves. A step of
    a query that has all of the scope in it may read all that is in the scope: 100,000 mentions of 20 claims
    took 157 s, and take 15.
    """
    for chunk in _chunks(keys, by, itemgetter(*by)):
        found = rows(chunk).in_bulk([each["pk"] for each in chunk])
        yield from (found[each["pk"]] for each in chunk if each["pk"] in found)


def _chunks(rows: QuerySet[Any, R], order: Sequence[str], value: Callable[[R], Any]) -> Iterator[list[R]]:
    behind = Q()
    while True:
        chunk = list(rows.filter(behind).order_by(*order)[:CHUNK])
        yield chunk
        if len(chunk) < CHUNK:
            return
        last = value(chunk[-1])
        behind = _behind(order, last if order[1:] else (last,))


def _behind(order: Sequence[str], last: Sequence[object]) -> Q:
    """Return the filter for the rows that come after one, whose values in the order's columns are `last`."""
    column, value = order[0], last[0]
    later = Q(**{f"{column}__gt": value})
    if order[1:]:
        later |= Q(**{column: value}) & _behind(order[1:], last[1:])
    return later


def in_groups(counted: Iterable[tuple[K, int]]) -> Iterator[list[K]]:
    """Yield keys in their order, as many at once as have a chunk of rows together, or one that has more."""
    group: list[K] = []
    held = 0
    for key, number in counted:
        if group and held + number > CHUNK:
            yield group
            group, held = [], 0
        group.append(key)
        held += number
    if group:
        yield group


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


def mentions_in(export: Export, path: str = "") -> Q:
    """Return the filter for the mentions of an export's scope, or what has one: with claim and annotation."""
    at = f"{path}__" if path else ""
    return mentions_on(export, path) & claims_in(export, f"{at}claim")


def mentions_on(export: Export, path: str = "", texts: Collection[int] | None = None) -> Q:
    """Return the filter for mentions as :func:`mentions_in`, whatever claim they are of."""
    at = f"{path}__" if path else ""
    kept = Q(**{f"{at}deleted_at": None}) & marks_in(export, f"{at}annotation", texts)
    return kept & done_in(export, person=f"{at}author", at=f"{at}created_at")


def carried_in(export: Export, texts: Collection[int]) -> Q:
    """Return the filter for what became of annotations in texts of an export's scope: with both annotations.

    Of one that nothing alive stands for there its own annotation is enough.
    """
    stands = Q(made=None) | Q(made__deleted_at__isnull=False) | marks_in(export, "made", texts)
    return Q(revision__in=texts) & marks_in(export, "source") & stands & done_in(export, at="created_at")


def claims_in(export: Export, path: str = "") -> Q:
    """Return the filter for the claims of an export's scope, or what is of one; `path` leads there."""
    at = f"{path}__" if path else ""
    return Q(**{f"{at}deleted_at": None, f"{at}story__in": stories_in(export)})


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
