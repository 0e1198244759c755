"""Writing CoNLL, as CoNLL-U Plus has it: tabs between columns, which the first line names.

`FORM START END`, then for each layer a column of tags in IOB2 (`B-claim`, `I-claim`, `O`), and for each of
its dimensions one of codes (`claim.certainty`), the same on each token of a mark. Offsets are code points,
and `# text` is the whole canonical text as a JSON string: tokens alone would not say what stands between
them. A text comes once for each person who marked it.

A token has room for one mark a layer: **of marks that share a token the one of more tokens stays, of equals
the one that was made first**; the other one is dropped whole. Each range of a mark is a chunk of its own. A
range is as long as the tokens that it touches. All this is in the file's first lines, and counted as lost.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

import orjson

from annotator.formats.interchange import held
from annotator.formats.interchange.conll.words import COLUMNS, FILE, HEAD, NONE, PLACES, SEVERAL, column
from annotator.formats.interchange.layers import layers_of
from annotator.formats.interchange.leaving import People, lose_beside, with_text
from annotator.text.segments import sentences
from annotator.text.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Document, Record, Source
    from annotator.text.tokens import Tokens


def write(source: Source, archive: Archive, losses: Losses) -> None:
    """Write one file of all texts, document by document."""
    columns: dict[str, list[str]] = {
        key: [each.key for each in layer.dimensions.values() if each.kind != "text"]
        for key, layer in layers_of(source).items()
    }
    archive.write(FILE, chain(_head(columns), _documents(source, columns, losses)))
    held.lose_the_rest(source, losses)


def _head(columns: dict[str, list[str]]) -> Iterator[bytes]:
    names = [*PLACES]
    for layer, dimensions in columns.items():
        names += [layer, *(column(layer, each) for each in dimensions)]
    yield f"# {COLUMNS} = {' '.join(names)}\n".encode()
    for name, words in HEAD.items():
        yield f"# {name} = {words}\n".encode()


def _documents(source: Source, columns: dict[str, list[str]], losses: Losses) -> Iterator[bytes]:
    people = People()
    for document in with_text(source.documents(), losses):
        text = _Text(document.revision["text"])
        for person, marks in people.by_person(document.annotations) or [(None, ())]:
            yield from _about(document, person)
            grid = _Grid(text, columns, losses)
            for each in marks:
                grid.take(each)
            yield from grid.lines()


def _about(document: Document, person: str | None) -> Iterator[bytes]:
    yield f"\n# newdoc id = {held.called(document.revision)}\n".encode()
    told = {"annotator": person, **{key: document.revision.get(key) for key in held.OF_A_DOCUMENT}}
    for key, value in {**told, "text": document.revision["text"]}.items():
        if value is not None:
            yield b"# %b = %b\n" % (key.encode(), orjson.dumps(value))


class _Text:
    """A text with its tokens, and those that begin a sentence."""

    def __init__(self, text: str) -> None:
        self.tokens: Tokens = tokens(text)
        begins = (bisect_left(self.tokens.starts, each.start) for each in sentences(text))
        self.begins = frozenset(begins) - {0}

    def chunk(self, start: int, end: int) -> tuple[int, int]:
        """Return the tokens `[first, last)` that a range touches."""
        return bisect_right(self.tokens.ends, start), bisect_left(self.tokens.starts, end)


@dataclass
class _Chunked:
    """A mark in tokens."""

    annotation: Record
    chunks: list[tuple[int, int]]

    @property
    def size(self) -> int:
        return sum(last - first for first, last in self.chunks)


@dataclass
class _Grid:
    """The columns of one text and person."""

    text: _Text
    columns: dict[str, list[str]]
    losses: Losses
    marks: dict[str, list[_Chunked]] = field(default_factory=dict)

    def take(self, annotation: Record) -> None:
        """Look at a mark, and count what no column has a place for."""
        ident, layer = annotation["id"], annotation["layer"]
        lose_beside(annotation, self.losses, kept=())
        if annotation["note"]:
            self.losses.lose("note", ident, "CoNLL has no place for a note.")
        if held.in_words(annotation):
            self.losses.lose("words", ident, "CoNLL has no place for answers in words.")
        found = sorted(self.text.chunk(each["start"], each["end"]) for each in annotation["ranges"])
        chunks = _apart([(first, last) for first, last in found if first < last])
        if layer not in self.columns or not chunks:
            self.losses.lose("mark", ident, "There is no column for its layer, or no token in its ranges.")
            return
        self.marks.setdefault(layer, []).append(_Chunked(annotation, chunks))

    def lines(self) -> Iterator[bytes]:
        """Yield a line for each token, and an empty one before each sentence but the first."""
        cells: dict[int, dict[str, str]] = {}
        for layer in self.columns:
            for mark in self._chosen(layer):
                self._fill(cells, mark)
        told = self.text.tokens
        outside = self._row({})
        for number, form in enumerate(told.keys):
            if number in self.text.begins:
                yield b"\n"
            row = self._row(cells[number]) if number in cells else outside
            yield f"{form}\t{told.starts[number]}\t{told.ends[number]}{row}\n".encode()

    def _row(self, here: dict[str, str]) -> str:
        """Return the columns of a token behind its place."""
        row = [""]
        for layer, dimensions in self.columns.items():
            row.append(here.get(layer, "O"))
            row += [here.get(column(layer, each), NONE) for each in dimensions]
        return "\t".join(row)

    def _chosen(self, layer: str) -> Iterator[_Chunked]:
        taken: set[int] = set()
        # Sorting keeps the order of equals, which is that of their making.
        for mark in sorted(self.marks.get(layer, ()), key=lambda each: -each.size):
            inside = {number for first, last in mark.chunks for number in range(first, last)}
            if inside & taken:
                self.losses.lose(
                    "overlap",
                    mark.annotation["id"],
                    "A token has room for one mark a layer: that of more tokens, or made first, is written.",
                )
            else:
                taken |= inside
                self._widen(mark)
                yield mark

    def _widen(self, mark: _Chunked) -> None:
        """Count what becomes of a mark's ranges when they are tokens."""
        ident = mark.annotation["id"]
        ranges = sorted((each["start"], each["end"]) for each in mark.annotation["ranges"])
        if len(ranges) > 1:
            self.losses.lose(
                "several_ranges", ident, "Of several ranges each is written as a chunk of its own."
            )
        starts, ends = self.text.tokens.starts, self.text.tokens.ends
        if ranges != [(starts[first], ends[last - 1]) for first, last in mark.chunks]:
            self.losses.lose(
                "token_border", ident, "A range that cuts a token is written as the whole token."
            )

    def _fill(self, cells: dict[int, dict[str, str]], mark: _Chunked) -> None:
        layer, in_words = mark.annotation["layer"], held.in_words(mark.annotation)
        answers = {
            column(layer, dimension): SEVERAL.join(codes)
            for dimension, codes in held.answers(mark.annotation).items()
            if dimension not in in_words
        }
        for first, last in mark.chunks:
            for number in range(first, last):
                begin = "B" if number == first else "I"
                cells.setdefault(number, {}).update(answers, **{layer: f"{begin}-{layer}"})


def _apart(chunks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return chunks that share no token: those that do are one."""
    found: list[tuple[int, int]] = []
    for first, last in chunks:
        if found and first < found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found
