"""The marks of our own JSONL, for a project that is there already; a restoration makes one of all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.formats.interchange import held, own
from annotator.formats.interchange.incoming import Incoming, Mark, Place, Refused, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.formats.interchange.packed import Packed


def read(packed: Packed) -> Iterator[Incoming | Refused]:
    """Yield each revision with its annotations, which follow it. Holds one; other records are passed over."""
    name = own.file_of(packed)
    if name is None:
        yield Refused(Place(packed.name), "There is no data.jsonl in it.")
        return
    revision: own.Line | None = None
    marks: list[Mark] = []
    for line in own.read(packed, name):
        if isinstance(line, Refused):
            yield line
        elif line.kind == "annotation":
            if revision is None or line.record["revision"] != revision.record["revision_id"]:
                yield Refused(Place(name, line.number), "This annotation does not follow its revision.")
            else:
                marks.append(_mark(Place(name, line.number), line.record))
        else:
            if revision is not None:
                yield _document(Place(name, revision.number), revision.record, marks)
            revision, marks = (line if line.kind == "revision" else None), []
    if revision is not None:
        yield _document(Place(name, revision.number), revision.record, marks)


def _document(place: Place, revision: dict[str, Any], marks: list[Mark]) -> Incoming:
    facts = {key: str(revision[key]) for key in held.OF_A_DOCUMENT if revision.get(key)}
    return Incoming(
        place, held.called(revision), revision["text"], tuple(marks), facts=facts, unit="code points"
    )


def _mark(place: Place, annotation: dict[str, Any]) -> Mark:
    return Mark(
        place=place,
        spans=[
            Span(each["start"], each["end"], each["quote"], each.get("prefix", ""), each.get("suffix", ""))
            for each in annotation["ranges"]
        ],
        label=annotation["layer"],
        ident=str(annotation["id"]),
        codes=held.answers(annotation),
        note=annotation.get("note") or "",
        person=held.person(annotation),
        made_at=annotation.get("created_at"),
        further=held.beside(annotation),
    )
