"""How the first marks of somebody's file would go in, by a mapping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.errors import Refusal
from annotator.formats.interchange.finding import shown_again
from annotator.formats.interchange.keeping import as_refusal
from annotator.formats.interchange.mapping import mapped
from annotator.http import said
from annotator.services.marking import Answer, codes_for, layer_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.formats.interchange.mapping import Mapping
    from annotator.models import AnnotationCode
    from annotator.queries.codebooks import CodebookIndex


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A mark as it stands in the file, and what becomes of it: a layer with codes, or why nothing does."""

    told: dict[str, Any]
    layer: str = ""
    codes: tuple[str, ...] = ()
    refused: str = ""
    left_out: bool = False


def preview(rows: Iterable[dict[str, Any]], mapping: Mapping, codebook: CodebookIndex) -> list[PreviewRow]:
    """Return the first marks as they would go in (no query)."""
    return [_row(each, mapping, codebook) for each in rows]


def _row(told: dict[str, Any], mapping: Mapping, codebook: CodebookIndex) -> PreviewRow:
    if told["why"]:
        return PreviewRow(told, refused=said(as_refusal(told["why"], told["facts"])))
    found = mapped(shown_again(told), mapping, codebook.record())
    if found is None:
        return PreviewRow(told, left_out=True)
    try:
        layer = layer_in(codebook, found.layer)
        codes = codes_for(layer, [Answer(each.dimension, each.code, each.words) for each in found.answers])
    except Refusal as error:
        return PreviewRow(told, refused=said(error))
    return PreviewRow(told, layer.row.label, tuple(map(_spoken, codes)))


def _spoken(row: AnnotationCode) -> str:
    return f"{row.dimension.label}: {row.code.label if row.code else row.words}"
