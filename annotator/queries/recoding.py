"""Recoding: which annotations say something that the newest codebook does not say, or not any more like that.

Counts come grouped from the database, so that their cost does not grow with the number of annotations.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Q

from annotator.models import Annotation, AnnotationCode
from annotator.queries import annotations as marks
from annotator.queries import codebooks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from annotator.models import Project, User
    from annotator.queries.annotations import AnnotationData
    from annotator.queries.codebooks import CodebookIndex, DimensionIndex, LayerIndex

REMOVED, REWORDED, REQUIRED = "removed", "reworded", "required"
MOST_PASSAGES = 300


@dataclass(frozen=True, slots=True)
class Path:
    """The keys that lead to a part of a codebook: a layer, a dimension of it, a code of that."""

    layer: str
    dimension: str = ""
    code: str = ""

    def __str__(self) -> str:
        return "/".join(key for key in (self.layer, self.dimension, self.code) if key)


@dataclass(slots=True)
class Change:
    """One thing that is not as it was when annotations were made; `count` of them, `mine` of the actor's."""

    kind: str
    path: Path
    was: str  # its label then
    label: str  # its label now; empty when it is gone
    choices: list[tuple[str, str]]  # what can stand in its place: key and label
    may_drop: bool
    versions: set[int] = field(default_factory=set)  # of the codebook, under which the annotations were made
    count: int = 0
    mine: int = 0

    @property
    def id(self) -> str:
        """Its name in addresses and requests."""
        return f"{self.kind}:{self.path}"

    @property
    def part(self) -> str:
        """Whether it is a layer, a dimension or a code."""
        return "code" if self.path.code else "dimension" if self.path.dimension else "layer"

    @property
    def condition(self) -> Q:
        """The annotations that it is about, among those of the project."""
        found = Q(layer__codebook__version__in=self.versions, layer__key=self.path.layer)
        if self.path.code:
            of = AnnotationCode.objects.filter(dimension__key=self.path.dimension, code__key=self.path.code)
            return found & Q(pk__in=of.values("annotation"))
        if self.path.dimension:
            of = AnnotationCode.objects.filter(dimension__key=self.path.dimension)
            answered = Q(pk__in=of.values("annotation"))
            return found & (~answered if self.kind == REQUIRED else answered)
        return found


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

    5 queries, and 4 for each version of the codebook that the process reads for the first time.
    """
    current = codebooks.current_for_project(project.pk)
    rows = outdated(project, current)
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
    changes = sorted(found.values(), key=lambda each: (each.kind == REWORDED, str(each.path)))
    return Stale(current, books, changes)


def outdated(project: Project, current: CodebookIndex) -> QuerySet[Annotation]:
    """Return the annotations of a project that were made under an older codebook."""
    return Annotation.objects.filter(
        revision__article__project=project,
        revision__article__deleted_at=None,
        deleted_at=None,
        layer__codebook__version__lt=current.row.version,
    )


def _count(
    found: dict[str, Change], current: CodebookIndex, books: dict[int, CodebookIndex], rows: Iterable[Any]
) -> None:
    for version, *keys, n, own in rows:
        change = _difference(books[version], current, Path(*keys))
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
        for path in _newly_required(current, key):
            has, has_own = answered.get((version, key, path.dimension), (0, 0))
            if n > has:
                change = _required(current, path)
                _add(found, change, version, n - has, own - has_own)


def _add(found: dict[str, Change], change: Change, version: int, n: int, own: int) -> None:
    change = found.setdefault(change.id, change)
    change.versions.add(version)
    change.count += n
    change.mine += own


def changes_of(
    annotation: AnnotationData, current: CodebookIndex, books: dict[int, CodebookIndex]
) -> Iterator[Change]:
    """Yield the changes that one annotation is affected by (no query)."""
    old, layer = books[annotation["codebook"]], annotation["layer"]
    answered = {each["dimension"] for each in annotation["codes"]}
    paths = [Path(layer), *[Path(layer, each) for each in answered]]
    paths += [Path(layer, each["dimension"], each["code"]) for each in annotation["codes"] if "code" in each]
    for path in paths:
        change = _difference(old, current, path)
        if change is not None:
            yield change
    for path in _newly_required(current, layer):
        if path.dimension not in answered:
            yield _required(current, path)


def _newly_required(current: CodebookIndex, key: str) -> Iterator[Path]:
    layer = current.layers.get(key)
    for name, dimension in layer.dimensions.items() if layer else ():
        if dimension.row.required:
            yield Path(key, name)


def _required(current: CodebookIndex, path: Path) -> Change:
    dimension = current.layers[path.layer].dimensions[path.dimension]
    return Change(REQUIRED, path, "", dimension.row.label, _codes(dimension), may_drop=False)


def _difference(old: CodebookIndex, new: CodebookIndex, path: Path) -> Change | None:
    """Return how a part of the old codebook differs in the new one; what is below a lost part is not told."""
    was, now = old.layers[path.layer], new.layers.get(path.layer)
    if now is None:
        layers = [(key, each.row.label) for key, each in new.layers.items()]
        gone = Change(REMOVED, path, was.row.label, "", layers, may_drop=False)
        return None if path.dimension else gone
    if not path.dimension:
        return _reworded(path, was.row, now.row, ("label", "definition"))
    return _in_dimension(was, now, path)


def _in_dimension(was: LayerIndex, now: LayerIndex, path: Path) -> Change | None:
    asked, asks = was.dimensions[path.dimension], now.dimensions.get(path.dimension)
    if asks is None or asks.takes_words != asked.takes_words:
        gone = Change(REMOVED, path, asked.row.label, "", [], may_drop=True)
        return None if path.code else gone
    if not path.code:
        return _reworded(path, asked.row, asks.row, ("label", "definition"))
    code = asks.codes.get(path.code)
    if code is None:
        label = asked.codes[path.code].label
        return Change(
            REMOVED, path, label, "", _codes(asks), may_drop=not asks.row.required or asks.takes_several
        )
    return _reworded(path, asked.codes[path.code], code, ("label", "definition", "use_when", "not_when"))


def _reworded(path: Path, was: Any, now: Any, names: tuple[str, ...]) -> Change | None:  # noqa: ANN401 - three kinds of rows
    if all(getattr(was, name) == getattr(now, name) for name in names):
        return None
    return Change(REWORDED, path, was.label, now.label, [], may_drop=False)


def _codes(dimension: DimensionIndex) -> list[tuple[str, str]]:
    return [(key, code.label) for key, code in dimension.codes.items()]


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
        outdated(project, stale.current).filter(about).order_by("revision__article", "revision", "created_at")
    )
    found = {str(pk): (article, title) for pk, article, title in rows.values_list(*columns)[:MOST_PASSAGES]}
    passages: dict[str, list[Passage]] = {each.id: [] for each in changes}
    told = {each["id"]: each for each in marks.listed(actor, Annotation.objects.filter(pk__in=list(found)))}
    for key, (article, title) in found.items():
        for change in changes_of(told[key], stale.current, stale.books):
            if change.id in passages:
                passages[change.id].append({"annotation": told[key], "article": article, "title": title})
    return passages
