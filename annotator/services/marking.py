"""Marking: what a client sends of a mark, checked against its text and the codebook."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from annotator.errors import CodeInvalid, Invalid, QuoteMismatch, SpanInvalid
from annotator.models import Annotation, AnnotationCode, Range
from annotator.text.anchoring import describe
from annotator.text.spans import Span, snap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.queries.annotations import AnnotationData
    from annotator.queries.codebooks import CodebookIndex, DimensionIndex, LayerIndex

LONGEST_NOTE = 5_000
MOST_RANGES = 50


@dataclass(frozen=True, slots=True)
class RangeIn:
    """A range as a client sends it: code points; the quote, when given, must stand there."""

    start: int
    end: int
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a dimension: a code, or words."""

    dimension: str
    code: str | None = None
    words: str = ""


def answers_of(data: AnnotationData) -> list[Answer]:
    """Return the answers of an annotation as a client would send them."""
    return [Answer(each["dimension"], each.get("code"), each.get("words", "")) for each in data["codes"]]


@dataclass(frozen=True, slots=True)
class Marked:
    """What an annotation says, as a client sends it."""

    layer: str
    ranges: Sequence[RangeIn]
    answers: Sequence[Answer] = ()
    note: str = ""
    confidence: int | None = None
    origin: str = Annotation.Origin.HUMAN


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be changed of an annotation; None leaves a thing as it is."""

    layer: str | None = None
    ranges: Sequence[RangeIn] | None = None
    answers: Sequence[Answer] | None = None
    note: str | None = None
    confidence: int | None = None


def layer_in(codebook: CodebookIndex, key: str) -> LayerIndex:
    """Return a layer of the codebook by its key. Raises :class:`CodeInvalid`."""
    layer = codebook.layers.get(key)
    if layer is None:
        raise CodeInvalid(
            "The codebook has no layer '%(key)s'; it has: %(known)s.",
            field="layer",
            key=key,
            known=list(codebook.layers),
        )
    return layer


def spans_in(text: str, ranges: Sequence[RangeIn]) -> list[Span]:
    """Snap ranges to whole characters, trimmed, in order of the text, none twice.

    Raises :class:`SpanInvalid` and :class:`QuoteMismatch`, naming the range, and :class:`Invalid`
    for ranges that overlap, none, or too many.
    """
    if not 1 <= len(ranges) <= MOST_RANGES:
        raise Invalid("A mark has from one to %(most)s ranges.", field="ranges", most=MOST_RANGES)
    for number, each in enumerate(ranges):
        there = text[max(each.start, 0) : max(each.end, 0)]
        if each.quote is not None and each.quote != there:
            raise QuoteMismatch(
                "The quote is not what stands there. Offsets are Unicode code points.",
                field=f"ranges[{number}].quote",
                there=there[:200],
            )
    spans = sorted({_snapped(text, each, number) for number, each in enumerate(ranges)})
    for one, other in pairwise(spans):
        if other.start < one.end:
            raise Invalid("The ranges of one mark do not overlap.", field="ranges")
    return spans


def _snapped(text: str, each: RangeIn, number: int) -> Span:
    try:
        return snap(text, each.start, each.end)
    except SpanInvalid as refusal:
        refusal.field = f"ranges[{number}]"
        raise


def note_of(note: str) -> str:
    """Return a note as it is kept. Raises :class:`Invalid` when it is too long."""
    note = note.strip().replace("\x00", "")
    if len(note) > LONGEST_NOTE:
        raise Invalid("A note has at most %(most)s characters.", field="note", most=LONGEST_NOTE)
    return note


def codes_for(layer: LayerIndex, answers: Sequence[Answer]) -> list[AnnotationCode]:
    """Check answers against a layer of the codebook. Raises :class:`CodeInvalid` naming the place."""
    made: dict[tuple[str, str | None], AnnotationCode] = {}
    for number, answer in enumerate(answers):
        where = f"codes[{number}]"
        dimension = layer.dimensions.get(answer.dimension)
        if dimension is None:
            raise CodeInvalid(
                "The layer %(layer)s has no dimension '%(key)s'; it has: %(known)s.",
                field=f"{where}.dimension",
                layer=layer.row.key,
                key=answer.dimension,
                known=list(layer.dimensions) or ["-"],
            )
        row = _answer(dimension, answer, where)
        if row is not None:
            made[answer.dimension, answer.code] = row
    for key, dimension in layer.dimensions.items():
        given = [code for of, code in made if of == key]
        if dimension.row.required and not given:
            raise CodeInvalid(
                "%(label)s is not answered yet.", field="codes", label=dimension.row.label, dimension=key
            )
        if len(given) > 1 and not dimension.takes_several:
            raise CodeInvalid(
                "%(label)s takes one answer.", field="codes", label=dimension.row.label, dimension=key
            )
    return list(made.values())


def _answer(dimension: DimensionIndex, answer: Answer, where: str) -> AnnotationCode | None:
    if dimension.takes_words:
        words = answer.words.strip().replace("\x00", "")
        if answer.code is not None:
            raise CodeInvalid(
                "%(label)s is answered in words.", field=f"{where}.code", label=dimension.row.label
            )
        return AnnotationCode(dimension=dimension.row, words=words) if words else None
    if answer.words.strip():
        raise CodeInvalid(
            "%(label)s is answered by a code.", field=f"{where}.words", label=dimension.row.label
        )
    code = dimension.codes.get(answer.code or "")
    if code is None:
        raise CodeInvalid(
            "%(label)s has no code '%(key)s'; it has: %(known)s.",
            field=f"{where}.code",
            label=dimension.row.label,
            key=answer.code,
            known=list(dimension.codes),
        )
    return AnnotationCode(dimension=dimension.row, code=code)


def write_ranges(annotation: Annotation, text: str, spans: list[Span]) -> list[Range]:
    """Write the ranges of an annotation that has none, with quote and context (1 query)."""
    return Range.objects.bulk_create(range_rows(annotation, text, spans))


def range_rows(annotation: Annotation, text: str, spans: Sequence[Span]) -> list[Range]:
    """Return the ranges of an annotation, with quote and context, to be written."""
    quotes = [describe(text, span) for span in spans]
    return [
        Range(
            annotation=annotation,
            position=position,
            start=span.start,
            end=span.end,
            quote=quote.exact,
            prefix=quote.prefix,
            suffix=quote.suffix,
        )
        for position, (span, quote) in enumerate(zip(spans, quotes, strict=True))
    ]


def write_codes(annotation: Annotation, rows: list[AnnotationCode]) -> list[AnnotationCode]:
    """Write the codes of an annotation that has none (1 query)."""
    for row in rows:
        row.annotation = annotation
    return AnnotationCode.objects.bulk_create(rows)
