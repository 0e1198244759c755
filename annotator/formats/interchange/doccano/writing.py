"""Writing doccano's JSONL, in both of its forms. Offsets are code points, and each line says so.

- `entities.jsonl`, for projects with relations: `entities` with ids, `relations` between them. Ranges of one
  mark are tied to the first by `part_of_one`.
- `spans.jsonl`, for plain sequence labelling: `label` is a list of `[start, end, label]`.

A line is what one person marked of one text, since doccano's spans are nobody's: `annotator` says whose. It
takes this and the other names of a line for metadata, and keeps them. A label is a layer's key. Projects that
don't allow overlapping spans refuse lines that have them.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Final

from annotator.formats.datasets import line
from annotator.formats.interchange import held
from annotator.formats.interchange.leaving import People, lose_beside, with_text
from annotator.formats.interchange.ties import Ties

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Document, Record, Source

UNIT: Final = "code points"
ENTITIES: Final = "entities.jsonl"
SPANS: Final = "spans.jsonl"
PART: Final = "part_of_one"


def write(source: Source, archive: Archive, losses: Losses) -> None:
    """Write both files, each document by document: the source is read twice."""
    ties = Ties(source)
    archive.write(ENTITIES, _entities(source, ties, losses))
    archive.write(SPANS, _spans(source))
    ties.lose(losses)
    held.lose_the_rest(source, losses, but={"link"})


def _lines(source: Source, losses: Losses | None) -> Iterator[tuple[dict[str, Any], Sequence[Record]]]:
    people = People()
    for document in with_text(source.documents(), losses):
        for person, marks in people.by_person(document.annotations) or [(None, ())]:
            yield _line(document, person), marks


def _line(document: Document, person: str | None) -> dict[str, Any]:
    return {
        **held.facts(document.revision),
        "text": document.revision["text"],
        "document": held.called(document.revision),
        "offset_unit": UNIT,
        **({"annotator": person} if person is not None else {}),
    }


def _spans(source: Source) -> Iterator[bytes]:
    for told, marks in _lines(source, None):
        found = ([one["start"], one["end"], each["layer"]] for each in marks for one in each["ranges"])
        yield line(told | {"label": sorted(found)})


def _entities(source: Source, ties: Ties, losses: Losses) -> Iterator[bytes]:
    ids, relation_ids = count(1), count(1)
    for told, marks in _lines(source, losses):
        entities: list[dict[str, Any]] = []
        relations: list[dict[str, Any]] = []
        numbers: dict[str, int] = {}

        def relate(kind: str, one: int, other: int, into: list[dict[str, Any]] = relations) -> None:
            into.append({"id": next(relation_ids), "from_id": one, "to_id": other, "type": kind})

        for annotation in marks:
            _lose(annotation, losses)
            for each in annotation["ranges"]:
                number = next(ids)
                entities.append(
                    {
                        "id": number,
                        "label": annotation["layer"],
                        "start_offset": each["start"],
                        "end_offset": each["end"],
                    }
                )
                if numbers.setdefault(annotation["id"], number) != number:
                    relate(PART, numbers[annotation["id"]], number)
        for tie in ties.among(numbers):
            relate(tie.kind, numbers[tie.one], numbers[tie.other])
        yield line(told | {"entities": entities, "relations": relations})


def _lose(annotation: Record, losses: Losses) -> None:
    lose_beside(annotation, losses, kept=())
    if annotation["codes"]:
        losses.lose("codes", annotation["id"], "doccano's spans have a label, and nothing is said of them.")
    if annotation["note"]:
        losses.lose("note", annotation["id"], "doccano has no place for a note on a span.")
