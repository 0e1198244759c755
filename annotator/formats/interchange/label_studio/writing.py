"""Writing Label Studio's tasks: one a text, with an annotation for each person who marked it.

Offsets are **code points**: Label Studio's pages convert the browser's UTF-16 to them since October 2021 (its
issue 1008, `charsToCodePoints` in its editor), and so they stand in what it writes; files older than that
count UTF-16. `data.offset_unit` says which, in ours.

A range is a region, with the layer as its label; codes are choices and words are text areas of the same
region, and so is the note. Regions of one mark are tied by the relation `part_of_one` to the first, whose id
is the mark's. Label Studio refuses tasks by people it doesn't know: so `completed_by` is left out, and
`data.annotators` names them, in the order of the annotations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from annotator.formats.interchange import held
from annotator.formats.interchange.label_studio.configuring import config
from annotator.formats.interchange.label_studio.words import (
    CONFIG,
    LAYER,
    NOTE,
    PART,
    TASKS,
    TEXT,
    control,
    region,
)
from annotator.formats.interchange.layers import layers_of
from annotator.formats.interchange.leaving import People, lose_beside, with_text
from annotator.formats.interchange.relating import BOTH_WAYS
from annotator.formats.interchange.ties import Ties

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Document, Record, Source

UNIT = "code points"


def write(source: Source, archive: Archive, losses: Losses) -> None:
    """Write the tasks and their configuration, document by document."""
    ties = Ties(source)
    archive.write(CONFIG, config(layers_of(source)))
    archive.write(TASKS, _tasks(source, ties, losses))
    ties.lose(losses)
    held.lose_the_rest(source, losses, but={"link"})


def _tasks(source: Source, ties: Ties, losses: Losses) -> Iterator[bytes]:
    before, people = b"[\n", People()
    for document in with_text(source.documents(), losses):
        yield before + orjson.dumps(_task(document, people, ties, losses))
        before = b",\n"
    yield before if before == b"[\n" else b""
    yield b"\n]\n"


def _task(document: Document, people: People, ties: Ties, losses: Losses) -> dict[str, Any]:
    found = people.by_person(document.annotations)
    data = {
        **held.facts(document.revision),
        TEXT: document.revision["text"],
        "document": held.called(document.revision),
        "offset_unit": UNIT,
        "annotators": [person for person, _ in found],
    }
    # In this order, so that a look at the beginning of a file tells what it is, however long the text is.
    return {
        "predictions": [],
        "data": data,
        "annotations": [{"result": list(_result(marks, ties, losses))} for _, marks in found],
    }


def _result(annotations: Sequence[Record], ties: Ties, losses: Losses) -> Iterator[dict[str, Any]]:
    for annotation in annotations:
        lose_beside(annotation, losses, kept={"id"})
        yield from _regions(annotation)
    for tie in ties.among([each["id"] for each in annotations]):
        yield _relation(tie.one, tie.other, tie.kind)


def _regions(annotation: Record) -> Iterator[dict[str, Any]]:
    ranges = annotation["ranges"]
    for number, each in enumerate(ranges):
        ident = region(annotation["id"], number)
        place = {"start": each["start"], "end": each["end"]}
        yield _row(ident, LAYER, "labels", {**place, "text": each["quote"], "labels": [annotation["layer"]]})
        if number:
            yield _relation(annotation["id"], ident, PART)
    ident, place = annotation["id"], {"start": ranges[0]["start"], "end": ranges[0]["end"]}
    in_words = held.in_words(annotation)
    for dimension, answers in held.answers(annotation).items():
        kind, key = ("textarea", "text") if dimension in in_words else ("choices", "choices")
        yield _row(ident, control(annotation["layer"], dimension), kind, {**place, key: answers})
    if annotation["note"]:
        yield _row(ident, NOTE, "textarea", {**place, "text": [annotation["note"]]})


def _row(ident: str, name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": ident, "from_name": name, "to_name": TEXT, "type": kind, "origin": "manual", "value": value}


def _relation(one: str, other: str, kind: str) -> dict[str, Any]:
    direction = "bi" if kind in BOTH_WAYS or kind == PART else "right"
    return {"type": "relation", "from_id": one, "to_id": other, "direction": direction, "labels": [kind]}
