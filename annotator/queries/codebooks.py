"""Codebooks: reads. A version never changes, so what was read of one is kept in the process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from annotator.formats.codebook import CodebookRecord, CodeRecord, DimensionRecord, LayerRecord
from annotator.models import Codebook, DimensionKind, Project
from annotator.policies import Actor, see

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from annotator.models import Code, Dimension, Layer


@dataclass(frozen=True, slots=True)
class DimensionIndex:
    """A dimension's row, and its codes' rows by key."""

    row: Dimension
    codes: Mapping[str, Code]

    @property
    def takes_words(self) -> bool:
        """Say whether it is answered in words."""
        return self.row.kind == DimensionKind.TEXT

    @property
    def takes_several(self) -> bool:
        """Say whether several codes at once may answer it."""
        return self.row.kind == DimensionKind.MULTI

    @property
    def scale(self) -> tuple[str, ...]:
        """Return the keys of its codes: the steps from the lowest, where it is ordinal, else as listed."""
        if self.row.kind != DimensionKind.ORDINAL:
            return tuple(self.codes)
        return tuple(sorted(self.codes, key=lambda key: self.codes[key].level or 0))


@dataclass(frozen=True, slots=True)
class LayerIndex:
    """A layer's row, and its dimensions by key."""

    row: Layer
    dimensions: Mapping[str, DimensionIndex]


@dataclass(frozen=True, slots=True)
class CodebookIndex:
    """One version of a codebook, looked up by keys."""

    row: Codebook
    layers: Mapping[str, LayerIndex]

    def record(self) -> CodebookRecord:
        """Return it as the typed record that the editor, the exports and the pages use (no query)."""
        return CodebookRecord(layers=[_layer_record(layer) for layer in self.layers.values()])


def current_of(actor: Actor, project_id: int) -> CodebookIndex:
    """Return a project's newest codebook (2 queries, 5 the first time a process reads this version)."""
    return current_for_project(see(Project.objects.all(), actor, "", pk=project_id).it.pk)


def current_for_project(project_id: int) -> CodebookIndex:
    """Return the newest codebook of a project that was looked up with an actor (1 query, or 4)."""
    newest = Codebook.objects.filter(project=project_id).order_by("-version").values("pk", "created_at")[0]
    return index(newest["pk"], newest["created_at"])


def versions_of(actor: Actor, project_id: int) -> list[Codebook]:
    """Return all versions of a project's codebook, newest first (2 queries)."""
    project = see(Project.objects.all(), actor, "", pk=project_id).it
    return list(Codebook.objects.filter(project=project).select_related("created_by"))


def by_version(project_id: int, versions: Iterable[int]) -> dict[int, CodebookIndex]:
    """Return versions of the codebook of a project that was looked up with an actor.

    1 query, and 4 for each version that the process reads for the first time.
    """
    rows = Codebook.objects.filter(project=project_id, version__in=set(versions))
    return {row.version: index(row.pk, row.created_at) for row in rows.only("version", "created_at")}


@lru_cache(maxsize=256)
def index(codebook_id: int, created_at: datetime) -> CodebookIndex:  # noqa: ARG001 - see below
    """Return one version by keys (4 queries the first time, then none).

    `created_at` belongs to the key: an id that a rolled back transaction gave out can come again.
    """
    row = Codebook.objects.prefetch_related("layers__dimensions__codes").get(pk=codebook_id)
    return CodebookIndex(
        row=row,
        layers={
            layer.key: LayerIndex(
                row=layer,
                dimensions={
                    dimension.key: DimensionIndex(
                        row=dimension, codes={code.key: code for code in dimension.codes.all()}
                    )
                    for dimension in layer.dimensions.all()
                },
            )
            for layer in row.layers.all()
        },
    )


def _layer_record(layer: LayerIndex) -> LayerRecord:
    row = layer.row
    return LayerRecord(
        key=row.key,
        label=row.label,
        colour=row.colour,
        pattern=row.pattern,
        definition=row.definition,
        shortcut=row.shortcut,
        dimensions=[_dimension_record(each) for each in layer.dimensions.values()],
    )


def _dimension_record(dimension: DimensionIndex) -> DimensionRecord:
    row = dimension.row
    return DimensionRecord(
        key=row.key,
        label=row.label,
        kind=row.kind,
        definition=row.definition,
        required=row.required,
        counts_for_agreement=row.counts_for_agreement,
        codes=[_code_record(code) for code in dimension.codes.values()],
    )


def _code_record(row: Code) -> CodeRecord:
    return CodeRecord(
        key=row.key,
        label=row.label,
        definition=row.definition,
        use_when=row.use_when,
        not_when=row.not_when,
        examples=row.examples,
        counterexamples=row.counterexamples,
        shortcut=row.shortcut,
        colour=row.colour,
        pattern=row.pattern,
        level=row.level,
        maps_to=row.maps_to,
    )
