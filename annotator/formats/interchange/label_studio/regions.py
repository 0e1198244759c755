"""The results of one annotation of Label Studio, put together by the regions that they are about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.formats.interchange.incoming import Mark, Place, Refused, Relation, Span
from annotator.formats.interchange.json_files import as_text
from annotator.formats.interchange.label_studio.words import NOTE, PART, asked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_ANSWERS = ("choices", "taxonomy", "text", "number", "rating", "datetime")


@dataclass
class _Region:
    """A range of the text; `labels` from one or several tags."""

    place: Place
    ident: str
    span: Span
    labels: list[str] = field(default_factory=list)


@dataclass
class Regions:
    """The regions of one annotation, and what is said of them; `refused` is what has no place."""

    place: Place
    person: str | None
    made_at: str | None
    refused: list[Refused] = field(default_factory=list)
    _regions: dict[str, _Region] = field(default_factory=dict)
    _answers: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    _notes: dict[str, list[str]] = field(default_factory=dict)
    _parts: dict[str, str] = field(default_factory=dict)
    _ties: list[tuple[Place, str, str, str]] = field(default_factory=list)

    def take(self, result: Sequence[Any]) -> None:
        """Read the rows of a result: regions first, since what is said of them may stand before them."""
        rows = [
            (Place(self.place.file, self.place.line, f"{self.place.path}[{n}]"), row)
            for n, row in enumerate(result)
        ]
        said = []
        for place, row in rows:
            if not isinstance(row, dict):
                self.refused.append(Refused(place, "A result is an object with names."))
            elif row.get("type") == "relation":
                self._relation(place, row)
            elif not self._region(place, row):
                said.append((place, row))
        for place, row in said:
            self._answer(place, row)

    def marks(self) -> Iterator[Mark]:
        """Yield a mark for each label of each region; regions that are parts of one are one mark."""
        parts: dict[str, list[Span]] = {}
        for each in self._regions.values():
            parts.setdefault(self._first(each.ident), []).append(each.span)
        for ident, spans in parts.items():
            each = self._regions[ident]
            if not each.labels:
                self.refused.append(Refused(each.place, "This region has no label."))
            for number, label in enumerate(each.labels):
                yield Mark(
                    place=each.place,
                    spans=sorted(spans, key=lambda span: span.start or 0),
                    label=label,
                    ident=ident if number == 0 else f"{ident}#{number + 1}",
                    codes=self._answers.get(ident, {}),
                    note="\n".join(self._notes.get(ident, ())),
                    person=self.person,
                    made_at=self.made_at,
                )

    def relations(self) -> Iterator[Relation]:
        """Yield the ties between regions that are there."""
        for place, kind, one, other in self._ties:
            ends = self._first(one), self._first(other)
            if all(each in self._regions for each in ends):
                yield Relation(place, kind, *ends)
            else:
                self.refused.append(Refused(place, "This relation ties what is no region of text."))

    def _first(self, ident: str) -> str:
        first = self._parts.get(ident, ident)
        return first if first in self._regions else ident

    def _region(self, place: Place, row: Mapping[str, Any]) -> bool:
        """Take a row that has a range and labels; say whether it was one, or refused as one."""
        value, kind = row.get("value"), as_text(row.get("type"))
        if not kind.endswith("labels") and not (isinstance(value, dict) and "labels" in value):
            return False
        labels = _strings(value, kind) or _strings(value, "labels")
        if not isinstance(value, dict) or not (_is_place(value.get("start")) and _is_place(value.get("end"))):
            self.refused.append(_no_place(place, kind))
            return True
        ident = str(row.get("id") or f"region-{len(self._regions) + 1}")
        quote = value.get("text")
        span = Span(int(value["start"]), int(value["end"]), quote if isinstance(quote, str) else None)
        found = self._regions.setdefault(ident, _Region(place, ident, span))
        found.labels += labels
        return True

    def _answer(self, place: Place, row: Mapping[str, Any]) -> None:
        ident, name = str(row.get("id") or ""), as_text(row.get("from_name")) or "answer"
        value = row.get("value")
        answers = next((_strings(value, key) for key in _ANSWERS if _strings(value, key)), [])
        if not answers:
            self.refused.append(_no_place(place, as_text(row.get("type"))))
        elif ident not in self._regions:
            self.refused.append(
                Refused(place, "%(name)s is said of the whole text, and no region.", {"name": name})
            )
        elif name == NOTE:
            self._notes.setdefault(ident, []).extend(answers)
        else:
            self._answers.setdefault(ident, {}).setdefault(asked(name), []).extend(answers)

    def _relation(self, place: Place, row: Mapping[str, Any]) -> None:
        one, other = as_text(row.get("from_id")), as_text(row.get("to_id"))
        kinds = _strings(row, "labels") or ["relation"]
        if kinds == [PART]:
            self._parts[other] = one
            return
        if row.get("direction") == "left":
            one, other = other, one
        self._ties += [(place, kind, one, other) for kind in kinds]


def _no_place(place: Place, kind: str) -> Refused:
    return Refused(
        place, "%(type)s has no place here: only regions of plain text do.", {"type": kind or "This"}
    )


def _is_place(value: object) -> bool:
    """Say whether a value is an offset: old exports have them as strings."""
    return (isinstance(value, int) and not isinstance(value, bool) and value >= 0) or (
        isinstance(value, str) and value.isdecimal() and len(value) < len("9" * 18)
    )


def _strings(value: object, key: str) -> list[str]:
    """Return what an answer says: strings, numbers, or paths through a tree of them."""
    told = value.get(key) if isinstance(value, dict) else None
    listed = told if isinstance(told, list) else [] if told is None else [told]
    return [
        " > ".join(str(part) for part in each) if isinstance(each, list) else str(each)
        for each in listed
        if isinstance(each, str | int | float | list)
    ]
