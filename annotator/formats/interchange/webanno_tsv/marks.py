"""What the columns of a WebAnno TSV file mark: spans of one or more tokens, and what ties them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from annotator.formats.interchange.incoming import Mark, Place, Refused, Relation, Span
from annotator.formats.interchange.webanno_tsv.columns import Column, Value, split, values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

ANY = "uima.tcas.Annotation"
"""The type of a slot or a relation that may lead to anything."""


@dataclass(frozen=True)
class Unit:
    """A token or a part of one, at its offsets of the file."""

    place: Place
    ident: str
    start: int
    end: int
    form: str


@dataclass
class _Span:
    layer: str
    ident: str
    first: Unit
    last: Unit
    codes: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Spot:
    """An end of a tie as a line tells it: a layer's mark on a unit, to be looked up when all is read."""

    unit: str
    layer: str
    number: str = ""


@dataclass(frozen=True)
class _Tie:
    place: Place
    kind: str
    one: _Spot | str
    other: _Spot


@dataclass
class Marks:
    """All marks of a file, as line after line tells them."""

    name: str
    _spans: dict[str, _Span] = field(default_factory=dict)
    # Which marks are on a unit: by the unit, each with its layer and the number in brackets.
    _on: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    _ties: list[_Tie] = field(default_factory=list)
    _links: dict[tuple[str, int], list[tuple[int, str]]] = field(default_factory=dict)
    _bad: list[Refused] = field(default_factory=list)

    def take(self, unit: Unit, columns: Sequence[Column], fields: Sequence[str]) -> None:
        """Read one line's columns."""
        by_layer: dict[tuple[str, str], list[tuple[Column, str]]] = {}
        for column, told in zip(columns, fields, strict=False):
            by_layer.setdefault((column.form, column.layer), []).append((column, told))
        for (form, layer), told_columns in by_layer.items():
            if form == "SP":
                self._take_spans(unit, layer, told_columns)
            elif form == "CH":
                self._take_chain(unit, layer, told_columns)
            else:
                self._take_relations(unit, layer, told_columns)

    def all(self) -> tuple[list[Mark], list[Relation], list[Refused]]:
        """Return what was found, once all lines are read."""
        marks = []
        for each in self._spans.values():
            start, end = each.first.start, each.last.end
            if start >= end:
                self._bad.append(
                    Refused(
                        each.first.place,
                        "This annotation is a place between two characters, and marks nothing.",
                    )
                )
                continue
            quote = each.first.form if each.first is each.last else None
            marks.append(
                Mark(each.first.place, [Span(start, end, quote)], each.layer, each.ident, each.codes)
            )
        relations = [tie for each in dict.fromkeys(self._ties) if (tie := self._relation(each))]
        for (layer, _), links in self._links.items():
            ordered = sorted(links)
            for (_, one), (_, other) in pairwise(ordered):
                relations.append(Relation(self._spans[one].first.place, layer, one, other))
        return marks, relations, self._bad

    def _take_spans(self, unit: Unit, layer: str, told: Sequence[tuple[Column, str]]) -> None:
        for column, text in told:
            if column.kind == "target":
                continue
            for index, value in enumerate(values_of(text)):
                span = self._span(unit, layer, index, value.number)
                if column.kind == "value" and value.text is not None and column.name:
                    span.codes.setdefault(column.name, [value.text])
        for (role, roles), (target, targets) in pairwise(told):
            if role.kind == "role" and target.kind == "target":
                self._take_slots(unit, layer, target, (roles, targets))

    def _span(self, unit: Unit, layer: str, index: int, number: str) -> _Span:
        """Return the span that a value tells of: by its number anywhere, else by its place in the pile."""
        ident = f"{layer}[{number}]" if number else f"{layer}@{unit.ident}#{index}"
        span = self._spans.setdefault(ident, _Span(layer, ident, unit, unit))
        span.last = unit if unit.end >= span.last.end else span.last
        on = self._on.setdefault(unit.ident, [])
        if (layer, number, ident) not in on:
            on.append((layer, number, ident))
        return span

    def _take_slots(self, unit: Unit, layer: str, column: Column, told: tuple[str, str]) -> None:
        roles, targets = (split(each, "|") if each not in {"_", "*", ""} else [] for each in told)
        here = [ident for kind, _, ident in self._on.get(unit.ident, ()) if kind == layer]
        for mark, some, others in zip(here, roles, targets, strict=False):
            for role, target in zip(values_of(some, ";"), values_of(others, ";"), strict=False):
                if target.text:
                    kind = f"{layer}.{column.name}" + (f":{role.text}" if role.text else "")
                    spot = _Spot(target.text, column.other, target.number)
                    self._ties.append(_Tie(unit.place, kind, mark, spot))

    def _take_chain(self, unit: Unit, layer: str, told: Sequence[tuple[Column, str]]) -> None:
        texts = {column.name: values_of(text) for column, text in told}
        for index, value in enumerate(texts.get("referenceRelation", [])):
            relation, _, link = (value.text or "").rpartition("->")
            chain, _, number = link.partition("-")
            if not (chain.isdecimal() and number.isdecimal()):
                self._bad.append(Refused(unit.place, "This link of a chain has no number."))
                continue
            ident = f"{layer}:{link}"
            span = self._spans.setdefault(ident, _Span(layer, ident, unit, unit))
            span.last = unit
            if span.first is unit:
                self._links.setdefault((layer, int(chain)), []).append((int(number), ident))
            kinds = texts.get("referenceType", [])
            said: dict[str, Value] = {"referenceType": kinds[index]} if index < len(kinds) else {}
            for name, text in (
                *((key, one.text) for key, one in said.items()),
                ("referenceRelation", relation),
            ):
                if text and text != "*":
                    span.codes.setdefault(name, [text])

    def _take_relations(self, unit: Unit, layer: str, told: Sequence[tuple[Column, str]]) -> None:
        base = next(((column, text) for column, text in told if column.kind == "base"), None)
        if base is None:
            return
        labels = [values_of(text) for column, text in told if column.kind == "value"]
        for index, value in enumerate(values_of(base[1])):
            if value.text is None:
                continue
            words = [each[index].text for each in labels if index < len(each)]
            kind = next((each for each in words if each), layer)
            source, _, target = value.number.partition("_")
            one = _Spot(value.text, base[0].other, source)
            self._ties.append(_Tie(unit.place, kind, one, _Spot(unit.ident, base[0].other, target)))

    def _relation(self, tie: _Tie) -> Relation | None:
        one = tie.one if isinstance(tie.one, str) else self._mark_at(tie.one)
        other = self._mark_at(tie.other)
        if one is None or other is None:
            spot = tie.other if other is None else tie.one
            facts = {"unit": spot.unit[:40] if isinstance(spot, _Spot) else ""}
            self._bad.append(
                Refused(tie.place, "One end of this tie, at %(unit)s, is no mark of this file.", facts)
            )
            return None
        return Relation(tie.place, tie.kind, one, other)

    def _mark_at(self, spot: _Spot) -> str | None:
        """Return the mark of a layer on a unit: by its number, or the first where it needs none."""
        here = [each for each in self._on.get(spot.unit, ()) if spot.layer in {each[0], ANY}]
        if spot.number not in {"", "0"}:
            here = [each for each in here if each[1] == spot.number]
        return here[0][2] if here else None
