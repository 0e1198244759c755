"""Reading doccano's JSON and JSONL, in the forms of all its versions.

`label` or `labels` with `[start, end, label]`, `entities` with or without `relations`, and the
`annotations` of its beginnings. A line does not say what it counts. In a text without characters beyond
U+FFFF code points and UTF-16 are the same; else the unit is left open, unless the line says it, as ours do.
There are no quotes. What is said of whole texts (classes, comments, translations) has no place here and is
told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.formats.interchange import held
from annotator.formats.interchange.doccano.writing import ENTITIES, PART, SPANS
from annotator.formats.interchange.incoming import (
    Incoming,
    Mark,
    Place,
    Refused,
    Relation,
    Span,
    Unreadable,
)
from annotator.formats.interchange.json_files import OURS, as_text, parsed, sound
from annotator.formats.interchange.json_items import items

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from annotator.formats.interchange.packed import Packed

_ENDINGS = (".json", ".jsonl", ".ndjson")
_SPANS = ("entities", "label", "labels", "annotations")
_OF_THE_WHOLE = ("cats", "categories", "Comments", "comments")
_BEYOND = "\uffff"


def read(packed: Packed) -> Iterator[Incoming | Refused]:
    """Yield the text of each line with its marks. Holds one line; a line that is no JSON is left out."""
    return sound(_read(packed))


def _read(packed: Packed) -> Iterator[Incoming | Refused]:
    names = packed.names()
    for name in names:
        folder = name[: len(name) - len(SPANS)]
        if name in OURS:
            continue
        if len(names) > 1 and not name.lower().endswith(_ENDINGS):
            yield Refused(Place(name), "This is no JSON file.")
        elif name.endswith(SPANS) and f"{folder}{ENTITIES}" in names:
            yield Refused(Place(name), "The same texts stand in %(name)s.", {"name": f"{folder}{ENTITIES}"})
        else:
            try:
                for place, value in _values(packed, name):
                    yield from [value] if isinstance(value, Refused) else _record(place, value)
            except Unreadable as error:
                yield error.refused


def _values(packed: Packed, name: str) -> Iterator[tuple[Place, Any]]:
    """Yield what stands in a file: on each line, or where lines are no JSON, as one value behind another."""
    if not _is_lines(packed, name):
        yield from items(packed, name)
        return
    for number, line in enumerate(packed.lines(name), 1):
        if line.strip():
            place = Place(name, number)
            try:
                yield place, parsed(place, line)
            except Unreadable as error:
                yield place, error.refused


def _is_lines(packed: Packed, name: str) -> bool:
    first = next((line for line in packed.lines(name) if line.strip()), "")
    try:
        return isinstance(parsed(Place(name), first), dict)
    except Unreadable:
        return False


def _record(place: Place, record: object) -> Iterator[Incoming | Refused]:
    if not isinstance(record, dict):
        yield Refused(place, "A line is an object with names.")
        return
    text = as_text(record.get("text")) or as_text(record.get("data"))
    if not text:
        file = as_text(record.get("filename"))
        if file:
            yield Refused(place, "This is about the file %(file)s, and has no text.", {"file": file})
        else:
            yield Refused(place, "There is no text in it (as text or data).")
        return
    made = _Made(place, _person(record.get("annotator"), record.get("username")))
    for key in _SPANS:
        made.take(key, record.get(key))
    for key in _OF_THE_WHOLE:
        if record.get(key):
            made.refused.append(_of_the_whole(place.inside(f".{key}"), key))
    made.tie(record.get("relations"))
    meta = record["meta"] if isinstance(record.get("meta"), dict) else {}
    told: Mapping[str, Any] = {**meta, **record}
    says = told.get("offset_unit") == "code points"
    yield from made.refused
    yield Incoming(
        place=place,
        name=_named(place, told),
        text=text,
        marks=made.marks(),
        relations=made.relations,
        facts={key: told[key] for key in held.OF_A_DOCUMENT if as_text(told.get(key))},
        unit="code points" if says or max(text) <= _BEYOND else None,
    )


@dataclass
class _Made:
    """The spans of one line, with what ties them."""

    place: Place
    person: str | None
    refused: list[Refused] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    _spans: dict[str, Mark] = field(default_factory=dict)
    _parts: dict[str, str] = field(default_factory=dict)

    def take(self, key: str, value: object) -> None:
        """Read a list of spans; classes and translations are told, once for each name."""
        listed = value if isinstance(value, list) else [] if value is None else [value]
        for number, each in enumerate(listed):
            place = self.place.inside(f".{key}[{number}]")
            if isinstance(each, str):
                self.refused.append(_of_the_whole(place, key))
                return
            span = _span(each)
            if span is None:
                self.refused.append(Refused(place, "A span is [start, end, label], or an object with these."))
                continue
            start, end, label = span
            ident = _ident(each) or f"{key}-{number}"
            if ident in self._spans:
                self.refused.append(Refused(place, "The id %(id)s stands there before.", {"id": ident}))
                continue
            person = _person(each.get("user")) if isinstance(each, dict) else None
            self._spans[ident] = Mark(
                place, [Span(start, end)], label, ident=ident, person=self.person or person
            )

    def tie(self, value: object) -> None:
        """Read the relations."""
        for number, each in enumerate(value if isinstance(value, list) else ()):
            place = self.place.inside(f".relations[{number}]")
            told = each if isinstance(each, dict) else {}
            one, other, kind = (told.get(key) for key in ("from_id", "to_id", "type"))
            if str(one) not in self._spans or str(other) not in self._spans:
                self.refused.append(Refused(place, "This relation ties what is no span of its text."))
            elif kind == PART:
                self._parts[str(other)] = str(one)
            else:
                named = kind if isinstance(kind, str) and kind else "relation"
                self.relations.append(Relation(place, named, str(one), str(other)))

    def marks(self) -> list[Mark]:
        """Return the marks; ranges that are parts of one are one."""
        found: dict[str, Mark] = {}
        for ident, mark in self._spans.items():
            first = self._parts.get(ident, ident)
            if first in found:
                whole = found[first]
                found[first] = Mark(
                    whole.place, [*whole.spans, *mark.spans], whole.label, ident=first, person=whole.person
                )
            else:
                found[ident] = mark
        return list(found.values())


def _of_the_whole(place: Place, key: str) -> Refused:
    return Refused(place, "%(key)s is said of the whole text, and no range.", {"key": key})


def _span(value: object) -> tuple[int, int, str] | None:
    """Return start, end and label of either form; None for what is neither."""
    if isinstance(value, dict):
        told = [value.get("start_offset"), value.get("end_offset"), value.get("label")]
    else:
        told = value[:3] if isinstance(value, list) else []
    match told:
        case [int(start), int(end), str() | int() as label] if 0 <= start < end and _is_plain(*told):
            return start, end, str(label)
    return None


def _is_plain(*values: object) -> bool:
    """Say that no number among them is JSON's true or false."""
    return not any(isinstance(each, bool) for each in values)


def _ident(value: object) -> str:
    told = value.get("id") if isinstance(value, dict) else None
    return str(told) if isinstance(told, str | int) else ""


def _person(*told: object) -> str | None:
    return next((str(each) for each in told if isinstance(each, str | int) and str(each)), None)


def _named(place: Place, told: Mapping[str, Any]) -> str:
    for key in ("document", "id", "doc_id", "external_id"):
        if isinstance(told.get(key), str | int) and told[key] != "":
            return str(told[key])
    return f"{place.file}{place.path or f':{place.line}'}"
