"""Writing brat standoff. Offsets are code points of the `.txt` beside, which is the canonical text.

A folder for each annotator, and in it `12-3.txt` and `12-3.ann`, article and revision: two people's marks on
one text lie over each other, and brat's own way to see them apart is to compare two collections that have
documents of the same name. The price is a copy of the text for each who marked it. A text that nobody marked
is in `nobody`.

- A layer is an entity's type. A code is an attribute, `claim-HAS-certainty probable`; where several codes may
  be given, each is an attribute of its own, `claim-HAS-reason-IS-epistemic`. Words are notes of that name.
- A note of several lines is several `#` lines. Links between marks of one person on one text are relations.
- Several ranges are fragments. A fragment ends at the end of a line: whoever reads it joins those that only a
  line end keeps apart.
- `articles.csv` and `annotators.csv` say what brat has no place for; brat leaves them alone.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from itertools import count
from typing import IO, TYPE_CHECKING

from annotator.formats.interchange import held
from annotator.formats.interchange.brat import configuring
from annotator.formats.interchange.brat.quoting import joined
from annotator.formats.interchange.brat.words import (
    ANNOTATORS,
    ARTICLES,
    LINE_END,
    LINE_ENDS,
    NOBODY,
    NOTE,
    attribute,
    flag,
)
from annotator.formats.interchange.csv_tables import CsvTable
from annotator.formats.interchange.layers import layers_of
from annotator.formats.interchange.leaving import People, lose_beside, with_text
from annotator.formats.interchange.ties import Ties

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.layers import Layer
    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Record, Source


def write(source: Source, archive: Archive, losses: Losses) -> None:
    """Write texts, annotations and configuration, document by document."""
    layers = layers_of(source)
    archive.write("annotation.conf", configuring.annotation_conf(layers))
    archive.write("visual.conf", configuring.visual_conf(layers))
    archive.write("kb_shortcuts.conf", configuring.shortcuts_conf(layers))
    ties, folders, people = Ties(source), _Folders(), People()
    with tempfile.TemporaryFile() as articles:
        told = _ArticleTable(articles)
        for document in with_text(source.documents(), losses):
            told.put(document.revision)
            name = held.called(document.revision)
            for person, annotations in people.by_person(document.annotations) or [(None, ())]:
                folder = folders.of(person) if person is not None else NOBODY
                lines = _Lines(document.revision["text"], layers, losses)
                archive.write(f"{folder}/{name}.txt", [document.revision["text"].encode()])
                archive.write(f"{folder}/{name}.ann", lines.of(annotations, ties))
        articles.seek(0)
        archive.add(ARTICLES, articles, told.rows)
        archive.escaped += told.table.escaped
    archive.write(ANNOTATORS, folders.told(archive))
    ties.lose(losses)
    held.lose_the_rest(source, losses, but={"link"})


@dataclass
class _Folders:
    """The folder of each person, numbered in the order in which they come."""

    known: dict[str, str] = field(default_factory=dict)

    def of(self, person: str) -> str:
        return self.known.setdefault(person, f"annotator-{len(self.known) + 1}")

    def told(self, archive: Archive) -> Iterator[bytes]:
        table = CsvTable(("folder", "annotator"))
        yield table.header()
        for person, folder in self.known.items():
            yield table.row({"folder": folder, "annotator": person})
        archive.escaped += table.escaped


class _ArticleTable:
    """What is known of each text, by its files' name."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.rows = file, 0
        self.table = CsvTable(("document", *held.FACTS))
        file.write(self.table.header())

    def put(self, revision: Record) -> None:
        self.file.write(self.table.row({"document": held.called(revision), **held.facts(revision)}))
        self.rows += 1


@dataclass
class _Lines:
    """The lines of one `.ann`, with the running number of each kind of line."""

    text: str
    layers: Mapping[str, Layer]
    losses: Losses
    attributes: Iterator[int] = field(default_factory=lambda: count(1))
    notes: Iterator[int] = field(default_factory=lambda: count(1))

    def of(self, annotations: Sequence[Record], ties: Ties) -> Iterator[bytes]:
        """Yield them, in the order of the annotations; relations come last."""
        names: dict[str, str] = {}
        for annotation in annotations:
            lose_beside(annotation, self.losses, kept=())
            span = self._span(annotation)
            if span is None:
                self.losses.lose(
                    "empty_mark", annotation["id"], "brat has no mark without a visible character."
                )
                continue
            name = names[annotation["id"]] = f"T{len(names) + 1}"
            yield f"{name}\t{annotation['layer']} {span}\n".encode()
            yield from self._answers(annotation, name)
            yield from self._notes(NOTE, name, annotation["note"] or "", annotation["id"])
        for number, tie in enumerate(ties.among(names), 1):
            yield f"R{number}\t{tie.kind} Arg1:{names[tie.one]} Arg2:{names[tie.other]}\n".encode()

    def _span(self, annotation: Record) -> str | None:
        ranges = sorted((each["start"], each["end"]) for each in annotation["ranges"])
        pieces = [piece for start, end in ranges for piece in fragments(self.text, start, end)]
        if not pieces:
            return None
        if joined(self.text, pieces) != ranges:
            self.losses.lose(
                "separate_ranges",
                annotation["id"],
                "Ranges that only a line end keeps apart are one to brat.",
            )
        places = ";".join(f"{start} {end}" for start, end in pieces)
        return f"{places}\t{' '.join(self.text[start:end] for start, end in pieces)}"

    def _answers(self, annotation: Record, name: str) -> Iterator[bytes]:
        layer, in_words = annotation["layer"], held.in_words(annotation)
        known = self.layers[layer].dimensions if layer in self.layers else {}
        for dimension, codes in held.answers(annotation).items():
            if dimension in in_words:
                for words in codes:
                    yield from self._notes(attribute(layer, dimension), name, words, annotation["id"])
            elif len(codes) > 1 or (dimension in known and known[dimension].kind == "multi"):
                for code in codes:
                    yield f"A{next(self.attributes)}\t{flag(layer, dimension, code)} {name}\n".encode()
            else:
                told = f"{attribute(layer, dimension)} {name} {codes[0]}"
                yield f"A{next(self.attributes)}\t{told}\n".encode()

    def _notes(self, kind: str, name: str, words: str, ident: str) -> Iterator[bytes]:
        lines = LINE_END.split(words) if words else []
        if "\n".join(lines) != words:
            self.losses.lose("line_end", ident, "Ends of lines of several kinds are written as one kind.")
        for line in lines:
            yield f"#{next(self.notes)}\t{kind} {name}\t{line}\n".encode()


def fragments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the pieces of a range that have no line end in them, in code points."""
    for found in LINE_ENDS.finditer(text, start, end):
        if start < found.start():
            yield start, found.start()
        start = found.end()
    if start < end:
        yield start, end
