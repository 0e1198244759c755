"""Bringing a dataset's frame and documents into a project: codebook, guidelines, stories, marks.

Each function takes lines of one type and writes what is right of them; each other line is refused.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from annotator.errors import Invalid
from annotator.formats import codebook as codebook_records
from annotator.formats.guidelines import html_of
from annotator.models import (
    Annotation,
    AnnotationCode,
    Codebook,
    Guidelines,
    Range,
    Revision,
    Story,
)
from annotator.services import codebooks
from annotator.services.bringing import NOT_THERE, Target

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from annotator.formats.interchange.own import Line
    from annotator.models import Code, Dimension
    from annotator.queries.codebooks import LayerIndex

when = datetime.fromisoformat

Answers = list[tuple["Dimension", "Code | None", str]]
"""What was answered: a code, or words."""


def bring_codebooks(target: Target, lines: Sequence[Line]) -> None:
    """Write versions of the codebook (5 queries each)."""
    for line in lines:
        told = line.record
        if Codebook.objects.filter(project=target.project, version=told["version"]).exists():
            target.refuse(line, "This version stands in the file twice.", "version")
            continue
        try:
            record = codebook_records.parse({"layers": told["layers"]})
        except Invalid as refusal:
            target.refuse(line, refusal.sentence, refusal.field or "", **refusal.facts)
            continue
        codebooks.bring(
            project_id=target.project.pk,
            version=told["version"],
            record=record,
            note=told["note"],
            created_at=when(told["created_at"]),
        )
        target.counts[line.kind] += 1


def bring_guidelines(target: Target, lines: Sequence[Line]) -> None:
    """Write versions of the guidelines (1 query)."""
    target.write([
        (
            line,
            [
                Guidelines(
                    project=target.project,
                    version=line.record["version"],
                    body=line.record["body"],
                    html=html_of(line.record["body"]),
                    note=line.record["note"],
                    created_at=when(line.record["created_at"]),
                )
            ],
        )
        for line in lines
    ])  # fmt: skip


def bring_stories(target: Target, lines: Sequence[Line]) -> None:
    """Write stories (2 queries)."""
    target.write([
        (
            line,
            [
                Story(
                    uid=uid,
                    project=target.project,
                    title=line.record["title"],
                    description=line.record["description"],
                    created_at=when(line.record["created_at"]),
                    created_by=target.project.created_by,
                )
            ],
        )
        for line, uid in target.new_ones("story", "id", lines)
    ])  # fmt: skip


def bring_annotations(target: Target, lines: Sequence[Line]) -> None:
    """Write marks with ranges and codes (5 queries, and 1 for each text that they are on)."""
    keys = target.known("revision", {line.record["revision"] for line in lines})
    texts: dict[str, str] = {}
    made = []
    for line, ident in target.new_ones("annotation", "id", lines):
        told = line.record
        key = keys.get(told["revision"])
        if key is None:
            target.refuse(line, NOT_THERE, "revision", kind="revision", id=told["revision"])
            continue
        if told["revision"] not in texts:  # one text is in memory
            texts = {told["revision"]: Revision.objects.values_list("text", flat=True).get(pk=key)}
        layer = layer_of(target, line, told["codebook"])
        answers = answers_of(target, line, layer) if layer else None
        if layer is None or answers is None or not stands(target, line, texts[told["revision"]]):
            continue
        made.append((line, _mark(target, line, ident, key, layer, answers)))
    target.write(made)


def _mark(
    target: Target, line: Line, ident: UUID, revision: int, layer: LayerIndex, answers: Answers
) -> list[Annotation | Range | AnnotationCode]:
    told = line.record
    row = Annotation(
        pk=ident,
        revision_id=revision,
        layer=layer.row,
        author=target.person(told["author"]["id"], told["author"]["name"]),
        note=told["note"],
        confidence=told["confidence"],
        origin=told["origin"],
        anchor=told["anchor"],
        version=told["version"],
        created_at=when(told["created_at"]),
        updated_at=when(told["updated_at"]),
    )
    return [
        row,
        *(Range(annotation=row, position=place, **ends) for place, ends in enumerate(ranges_of(told))),
        *(
            AnnotationCode(annotation=row, dimension=dimension, code=code, words=words)
            for dimension, code, words in answers
        ),
    ]


def ranges_of(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the ranges of a mark or a decision as its rows have them."""
    return [
        {key: each[key] for key in ("start", "end", "quote", "prefix", "suffix")} for each in told["ranges"]
    ]


def stands(target: Target, line: Line, text: str) -> bool:
    """Say whether each quote stands at its place, none twice, and refuse its line otherwise (no query)."""
    places = set()
    for number, each in enumerate(line.record["ranges"]):
        place = each["start"], each["end"]
        if text[slice(*place)] != each["quote"]:
            there = text[slice(*place)][:200]
            why = "The quote is not what stands there. Offsets are Unicode code points."
            target.refuse(line, why, f"ranges[{number}].quote", there=there)
            return False
        if place in places:
            target.refuse(line, "A mark has a range once.", f"ranges[{number}]")
            return False
        places.add(place)
    return True


def layer_of(target: Target, line: Line, version: int) -> LayerIndex | None:
    """Return the layer of a mark or a decision in the codebook's version, or refuse its line."""
    book = target.codebook(version)
    if book is None:
        target.refuse(line, NOT_THERE, "codebook", kind="codebook", id=version)
        return None
    layer = book.layers.get(line.record["layer"])
    if layer is None:
        known, key = list(book.layers), line.record["layer"]
        target.refuse(
            line, "The codebook has no layer '%(key)s'; it has: %(known)s.", "layer", key=key, known=known
        )
    return layer


def answers_of(target: Target, line: Line, layer: LayerIndex) -> Answers | None:
    """Return the answers of a mark or a decision as the codebook knows them, or refuse its line."""
    made: Answers = []
    for number, each in enumerate(line.record["codes"]):
        where = f"codes[{number}]"
        dimension = layer.dimensions.get(each["dimension"])
        if dimension is None:
            target.refuse(
                line,
                "The layer %(layer)s has no dimension '%(key)s'; it has: %(known)s.",
                f"{where}.dimension",
                layer=layer.row.key,
                key=each["dimension"],
                known=list(layer.dimensions) or ["-"],
            )
            return None
        code = dimension.codes.get(each.get("code", ""))
        words = each.get("words", "")
        if (code is None) != dimension.takes_words or (not words) == dimension.takes_words:
            target.refuse(
                line,
                "%(label)s has no code '%(key)s'; it has: %(known)s.",
                where,
                label=dimension.row.label,
                key=each.get("code") or words,
                known=list(dimension.codes),
            )
            return None
        if (dimension.row, code, words) in made:
            target.refuse(line, "The same answer stands there twice.", where)
            return None
        made.append((dimension.row, code, words))
    return made
