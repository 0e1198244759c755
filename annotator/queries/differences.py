"""Differences: how two versions of a codebook differ in what annotations say; reads nothing by itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from annotator.models import AnnotationCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.queries.annotations import AnnotationData
    from annotator.queries.codebooks import CodebookIndex, DimensionIndex, LayerIndex

REMOVED, REWORDED, REQUIRED, SINGLE = "removed", "reworded", "required", "single"


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
            if self.kind == SINGLE:
                several = of.order_by().values("annotation").annotate(n=Count("pk")).filter(n__gt=1)
                return found & Q(pk__in=several.values("annotation"))
            answered = Q(pk__in=of.values("annotation"))
            return found & (~answered if self.kind == REQUIRED else answered)
        return found


def changes_of(
    annotation: AnnotationData, current: CodebookIndex, books: dict[int, CodebookIndex]
) -> Iterator[Change]:
    """Yield the changes that one annotation is affected by (no query)."""
    old, layer = books[annotation["codebook"]], annotation["layer"]
    answered = {each["dimension"] for each in annotation["codes"]}
    paths = [Path(layer), *[Path(layer, each) for each in answered]]
    paths += [Path(layer, each["dimension"], each["code"]) for each in annotation["codes"] if "code" in each]
    for path in paths:
        change = difference(old, current, path)
        if change is not None:
            yield change
    for path in newly_required(current, layer):
        if path.dimension not in answered:
            yield required(current, path)
    given = Counter(each["dimension"] for each in annotation["codes"])
    for path in newly_single(old, current):
        if path.layer == layer and given[path.dimension] > 1:
            yield single(old, current, path)


def newly_required(current: CodebookIndex, key: str) -> Iterator[Path]:
    """Yield the dimensions of a layer that are always asked."""
    layer = current.layers.get(key)
    for name, dimension in layer.dimensions.items() if layer else ():
        if dimension.row.required:
            yield Path(key, name)


def required(current: CodebookIndex, path: Path) -> Change:
    """Return the change that a dimension is always asked now."""
    dimension = current.layers[path.layer].dimensions[path.dimension]
    return Change(REQUIRED, path, "", dimension.row.label, _codes(dimension), may_drop=False)


def newly_single(old: CodebookIndex, current: CodebookIndex) -> Iterator[Path]:
    """Yield the dimensions that took several codes and take one now."""
    for key, was in old.layers.items():
        now = current.layers.get(key)
        for name, asked in was.dimensions.items():
            asks = now.dimensions.get(name) if now else None
            if asks and asked.takes_several and not asks.takes_several and not asks.takes_words:
                yield Path(key, name)


def single(old: CodebookIndex, current: CodebookIndex, path: Path) -> Change:
    """Return the change that a dimension takes one code now."""
    was = old.layers[path.layer].dimensions[path.dimension]
    now = current.layers[path.layer].dimensions[path.dimension]
    return Change(SINGLE, path, was.row.label, now.row.label, _codes(now), may_drop=not now.row.required)


def difference(old: CodebookIndex, new: CodebookIndex, path: Path) -> Change | None:
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
