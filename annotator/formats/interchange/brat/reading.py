"""Reading brat standoff: all its kinds of lines, ours and those of others.

Offsets are code points by brat's description. Where a quote is not what stands there, the unit is left open,
so that it is asked by the quotes. A mark for each `T`, with its attributes (`A`, `M`) as codes and its
`AnnotatorNotes` as note; `R`, `*` and the arguments of events (`E`) are relations; normalisations (`N`) and
notes of other kinds are `further`. What is said of a relation, or of what is not there, is refused with its
line.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.formats.interchange import held
from annotator.formats.interchange.brat.lines import Lines, parse
from annotator.formats.interchange.brat.quoting import spans_of
from annotator.formats.interchange.brat.words import ANNOTATORS, ARTICLES, NOTE, meant
from annotator.formats.interchange.csv_tables import CsvTable
from annotator.formats.interchange.incoming import (
    Incoming,
    Mark,
    Place,
    Refused,
    Relation,
    Unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from annotator.formats.interchange.brat.lines import About
    from annotator.formats.interchange.packed import Packed

_ENDINGS = (".ann", ".a1", ".a2")  # the latter are the two halves of the BioNLP shared tasks
_BESIDE = (".conf", ".csv", ".json", ".md")


def read(packed: Packed) -> Iterator[Incoming | Refused]:
    """Yield each text that has an `.ann`, with its marks. Holds one text, and the table of all articles."""
    names = set(packed.names())
    try:
        articles = _table(packed, ARTICLES, "document") if ARTICLES in names else {}
        people = _table(packed, ANNOTATORS, "folder") if ANNOTATORS in names else {}
    except Unreadable as error:
        yield error.refused
        articles, people = {}, {}
    except csv.Error as error:
        yield Refused(
            Place(packed.name), "The tables beside the texts are no CSV (%(why)s).", {"why": str(error)}
        )
        articles, people = {}, {}
    for name in packed.names():
        stem = name.rpartition(".")[0]
        if name.endswith(".txt"):
            yield from _document(
                packed, stem, [stem + end for end in _ENDINGS if stem + end in names], articles, people
            )
        elif name.endswith(_ENDINGS):
            if f"{stem}.txt" not in names:
                yield Refused(Place(name), "There is no text beside it (%(name)s).", {"name": f"{stem}.txt"})
        elif not name.endswith(_BESIDE):
            yield Refused(Place(name), "This is neither a text nor annotations of brat.")


def _document(
    packed: Packed,
    stem: str,
    beside: list[str],
    articles: Mapping[str, Mapping[str, str]],
    people: Mapping[str, Mapping[str, str]],
) -> Iterator[Incoming | Refused]:
    folder, _, name = stem.rpartition("/")
    if not beside:
        yield Refused(
            Place(f"{stem}.txt"), "There are no annotations beside it (%(name)s).", {"name": f"{stem}.ann"}
        )
        return
    try:
        text = packed.text(f"{stem}.txt")
        found = Lines()
        for each in beside:
            yield from parse(packed, each, found)
    except Unreadable as error:
        yield error.refused
        return
    person = people.get(folder.rpartition("/")[2], {}).get("annotator") or None
    maker = _Maker(text, found, person)
    marks = list(maker.marks())
    relations = list(maker.relations())
    yield from maker.refused
    row = articles.get(name, {})
    yield Incoming(
        place=Place(f"{stem}.txt"),
        name=name if row else stem,
        text=text,
        marks=marks,
        relations=relations,
        facts={key: row[key] for key in held.OF_A_DOCUMENT if row.get(key)},
        unit=None if maker.doubts else "code points",
    )


@dataclass
class _Maker:
    """Marks and relations out of a text's lines; `doubts`: a quote is not where it should be."""

    text: str
    lines: Lines
    person: str | None
    doubts: bool = False
    refused: list[Refused] = field(default_factory=list)
    _codes: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    _notes: dict[str, list[str]] = field(default_factory=dict)
    _further: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Of several events with one trigger, the first is the trigger's mark, and each other one a copy.
        self._marked: dict[str, str] = {ident: ident for ident in self.lines.texts}
        taken: set[str] = set()
        for event in self.lines.events.values():
            if event.trigger not in self.lines.texts:
                self._refuse(event.place, event.trigger)
                continue
            self._marked[event.ident] = event.ident if event.trigger in taken else event.trigger
            taken.add(event.trigger)
        self._say()

    def marks(self) -> Iterator[Mark]:
        """Yield a mark for each `T`, and for each further event of one."""
        for ident in dict.fromkeys(self._marked.values()):
            event = self.lines.events.get(ident)
            bound = self.lines.texts[event.trigger if event else ident]
            spans, fits = spans_of(self.text, bound.pieces, bound.quote)
            self.doubts = self.doubts or not fits
            yield Mark(
                place=event.place if event else bound.place,
                spans=spans,
                label=bound.label,
                ident=ident,
                codes=self._codes.get(ident, {}),
                note="\n".join(self._notes.get(ident, ())),
                person=self.person,
                further=self._further.get(ident, {}),
            )

    def relations(self) -> Iterator[Relation]:
        """Yield the relations, the equal ones, and what takes part in an event."""
        for place, kind, one, other in self.lines.relations.values():
            yield from self._relation(place, kind, one, other)
        for event in self.lines.events.values():
            if event.ident in self._marked:
                for role, target in event.arguments:
                    yield from self._relation(event.place, role, event.ident, target)

    def _relation(self, place: Place, kind: str, one: str, other: str) -> Iterator[Relation]:
        absent = [each for each in (one, other) if each not in self._marked]
        if absent:
            self._refuse(place, absent[0])
        else:
            yield Relation(place, kind, self._marked[one], self._marked[other])

    def _say(self) -> None:
        for each in self.lines.attributes:
            mark = self._about(each)
            if mark:
                dimension, code = meant(each.kind, self._label(mark))
                # An attribute without a value is there or not: `Negation`, or one of several of our codes.
                self._code(mark, dimension, code or each.value or "true")
        for each in self.lines.references:
            mark = self._about(each)
            if mark:
                self._further.setdefault(mark, {}).setdefault(each.kind, []).append(each.value or "")
        words: dict[tuple[str, str], list[str]] = {}
        for each in self.lines.notes:
            mark = self._about(each)
            if mark and each.kind == NOTE:
                self._notes.setdefault(mark, []).append(each.value or "")
            elif mark:
                words.setdefault((mark, each.kind), []).append(each.value or "")
        for (mark, kind), lines in words.items():
            dimension, _ = meant(kind, self._label(mark))
            if dimension == kind:
                self._further.setdefault(mark, {}).setdefault(kind, []).extend(lines)
            else:
                self._code(mark, dimension, "\n".join(lines))

    def _code(self, mark: str, dimension: str, code: str) -> None:
        self._codes.setdefault(mark, {}).setdefault(dimension, []).append(code)

    def _label(self, mark: str) -> str:
        event = self.lines.events.get(mark)
        return self.lines.texts[event.trigger if event else mark].label

    def _about(self, line: About) -> str | None:
        if line.target in self.lines.relations:
            self.refused.append(
                Refused(
                    line.place,
                    "%(kind)s is said of the relation %(target)s. Only of marks is anything taken over.",
                    {"kind": line.kind, "target": line.target},
                )
            )
            return None
        if line.target not in self._marked:
            self._refuse(line.place, line.target)
            return None
        return self._marked[line.target]

    def _refuse(self, place: Place, target: str) -> None:
        self.refused.append(
            Refused(place, "There is no %(target)s in this file, or it was refused.", {"target": target})
        )


def _table(packed: Packed, name: str, key: str) -> dict[str, dict[str, str]]:
    """Return the rows of one of our own tables, each by its first column."""
    rows = csv.DictReader(line + "\n" for line in packed.lines(name))
    return {
        row[key]: {column: CsvTable.plain(value or "") for column, value in row.items() if column}
        for row in rows
        if row.get(key)
    }
