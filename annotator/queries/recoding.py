"""Recoding: which annotations say something that the newest codebook does not say, or not any more like that.

Counts come grouped from the database, so that their cost does not grow with the number of annotations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Q

from annotator.models import Annotation, AnnotationCode
from annotator.policies import work_seen
from annotator.queries import annotations as marks
from annotator.queries import codebooks, differences
from annotator.queries.differences import REWORDED, Change

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from annotator.models import Project, User
    from annotator.queries.annotations import AnnotationData
    from annotator.queries.codebooks import CodebookIndex

MOST_PASSAGES = 300


@dataclass(frozen=True, slots=True)
class Stale:
    """What changed under existing annotations; the newest codebook, and the older ones by version."""

    current: CodebookIndex
    books: dict[int, CodebookIndex]
    changes: list[Change]

    def get(self, change_id: str) -> Change | None:
        """Return a change by its id."""
        return next((each for each in self.changes if each.id == change_id), None)


class Passage(TypedDict):
    """An annotation that a change is about, in its context."""

    annotation: AnnotationData
    article: int
    title: str


def stale_in(actor: User, project: Project, revision_id: int | None = None) -> Stale:
    """Return what changed under the annotations of a project that was looked up, or of one revision.

    5 queries, one more for each dimension that took several codes and takes one now, and 4 for each version
    of the codebook that the process reads for the first time.
    """
    current = codebooks.current_for_project(project.pk)
    rows = outdated(actor, project, current)
    if revision_id is not None:
        rows = rows.filter(revision=revision_id)
    counts = {"n": Count("pk"), "own": Count("pk", filter=Q(author=actor))}
    version = "layer__codebook__version"
    layers = list(rows.order_by().values_list(version, "layer__key").annotate(**counts))
    if not layers:
        return Stale(current, {}, [])
    answers = AnnotationCode.objects.filter(annotation__in=rows.order_by().values("pk")).order_by()
    distinct = {
        "n": Count("annotation", distinct=True),
        "own": Count("annotation", distinct=True, filter=Q(annotation__author=actor)),
    }
    where = (f"annotation__{version}", "annotation__layer__key", "dimension__key")
    dimensions = list(answers.values_list(*where).annotate(**distinct))
    codes = list(answers.exclude(code=None).values_list(*where, "code__key").annotate(**distinct))
    books = codebooks.by_version(project.pk, {row[0] for row in layers})
    found: dict[str, Change] = {}
    _count(found, current, books, [*layers, *dimensions, *codes])
    _count_unanswered(found, current, layers, dimensions)
    _count_several(found, current, books, rows, actor)
    changes = sorted(found.values(), key=lambda each: (each.kind == REWORDED, str(each.path)))
    return Stale(current, books, changes)


def outdated(actor: User, project: Project, current: CodebookIndex) -> QuerySet[Annotation]:
    """Return the annotations of a project that were made under an older codebook and the actor sees."""
    return Annotation.objects.filter(
        work_seen(actor, "revision__article", "author", project=project),
        revision__article__project=project,
        revision__article__deleted_at=None,
        deleted_at=None,
        layer__codebook__version__lt=current.row.version,
    )


def _count(
    found: dict[str, Change], current: CodebookIndex, books: dict[int, CodebookIndex], rows: Iterable[Any]
) -> None:
    for version, *keys, n, own in rows:
        change = differences.difference(books[version], current, differences.Path(*keys))
        if change is not None:
            _add(found, change, version, n, own)


def _count_unanswered(
    found: dict[str, Change],
    current: CodebookIndex,
    layers: list[Any],
    dimensions: list[Any],
) -> None:
    answered = {tuple(keys): (n, own) for *keys, n, own in dimensions}
    for version, key, n, own in layers:
        for path in differences.newly_required(current, key):
            has, has_own = answered.get((version, key, path.dimension), (0, 0))
            if n > has:
                change = differences.required(current, path)
                _add(found, change, version, n - has, own - has_own)


def _count_several(
    found: dict[str, Change],
    current: CodebookIndex,
    books: dict[int, CodebookIndex],
    rows: QuerySet[Annotation],
    actor: User,
) -> None:
    narrowed: dict[str, Change] = {}
    for version, book in books.items():
        for path in differences.newly_single(book, current):
            change = differences.single(book, current, path)
            narrowed.setdefault(change.id, change).versions.add(version)
    counts = {"n": Count("pk"), "own": Count("pk", filter=Q(author=actor))}
    for change in narrowed.values():
        told = rows.order_by().filter(change.condition).aggregate(**counts)
        change.count, change.mine = told["n"], told["own"]
        if change.count:
            found[change.id] = change


def _add(found: dict[str, Change], change: Change, version: int, n: int, own: int) -> None:
    change = found.setdefault(change.id, change)
    change.versions.add(version)
    change.count += n
    change.mine += own


def passages_of(
    actor: User, project: Project, stale: Stale, changes: list[Change]
) -> dict[str, list[Passage]]:
    """Return by change, in order of the articles, some annotations that it is about (4 queries)."""
    if not changes:
        return {}
    about = Q()
    for change in changes:
        about |= change.condition
    columns = ("pk", "revision__article", "revision__article__title")
    rows = (
        outdated(actor, project, stale.current)
        .filter(about)
        .order_by("revision__article", "revision", "created_at")
    )
    found = {str(pk): (article, title) for pk, article, title in rows.values_list(*columns)[:MOST_PASSAGES]}
    passages: dict[str, list[Passage]] = {each.id: [] for each in changes}
    told = {each["id"]: each for each in marks.listed(actor, Annotation.objects.filter(pk__in=list(found)))}
    for key, (article, title) in found.items():
        for change in differences.changes_of(told[key], stale.current, stale.books):
            if change.id in passages:
                passages[change.id].append({"annotation": told[key], "article": article, "title": title})
    return passages
