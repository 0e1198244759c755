"""Reading CoNLL: ours with its texts as they were, and what others have: CoNLL-2003, and any columns of tags.

Files of others have no text but their tokens: it is made of them, with a space between two tokens and a line
end between two sentences, and offsets count its code points. Without a line that names columns the first is
the token and the last the tag: IOB1, IOB2, BIOES and BILOU are told apart by what they do. A chunk of others
ends with its sentence; one of ours may go on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from annotator.formats.interchange import held
from annotator.formats.interchange.conll.chunks import Chunks, Column, is_tag
from annotator.formats.interchange.conll.words import COLUMNS, PLACES
from annotator.formats.interchange.incoming import Incoming, Place, Refused, Unreadable
from annotator.formats.interchange.json_files import OURS, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.formats.interchange.packed import Packed

_COMMENT = re.compile(r"#+ ?([\w.]+(?: id)?) = (.*)")
_START = "-DOCSTART-"
_COREFERENCE: Final = "#begin document"  # as CoNLL-2011 and 2012 begin a text
_STANDARD = frozenset(
    ("ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC", "START", "END")
)
_MOST_PLACES = 18  # digits
_SYNTAX = 8  # columns of CoNLL-U and its like, of which the first is a number


def read(packed: Packed) -> Iterator[Incoming | Refused]:
    """Yield the texts of each file with their marks. Holds one text."""
    for name in packed.names():
        if name in OURS:
            continue
        reader = _File(name)
        try:
            for number, line in enumerate(packed.lines(name), 1):
                yield from reader.line(number, line)
        except Unreadable as error:
            yield error.refused
            if error.refused.place.line is None:
                continue
        yield from reader.end()


@dataclass
class _Text:
    """A text while its lines come. `whole`: as our own files have it."""

    line: int
    facts: dict[str, str] = field(default_factory=dict)
    whole: str | None = None
    parts: list[str] = field(default_factory=list)
    length: int = 0
    tokens: int = 0
    is_new_sentence: bool = False

    def add(self, form: str) -> tuple[int, int]:
        """Write a token behind the others; return its place."""
        if self.tokens:
            self.parts.append("\n" if self.is_new_sentence else " ")
            self.length += 1
        self.parts.append(form)
        self.length += len(form)
        return self.length - len(form), self.length


class _File:
    """One file, line by line."""

    def __init__(self, name: str) -> None:
        self.name, self.number = name, 0
        self.layout: _Layout | None = None  # where the file names its columns
        self.is_ours = False
        self.width = 0
        self.is_refused = False
        self._begin(1)

    def line(self, number: int, line: str) -> Iterator[Incoming | Refused]:
        """Read one line; a text is yielded when the next one begins."""
        if self.is_refused:
            return
        if line.startswith(_COREFERENCE):
            self.is_refused = True
            yield Refused(
                Place(self.name, number),
                "This is CoNLL\u2019s form for coreference: its last column has chains, "
                "and no tags of passages.",
            )
            return
        if not line.strip():
            self.text.is_new_sentence = True
            if not self.is_ours:
                self.chunks.close()
            return
        columns = line.split("\t") if "\t" in line else line.split()
        if columns[0] == _START:
            yield from self._next(number)
        elif line.startswith("#") and not self._is_token(line, columns):
            yield from self._comment(number, line)
        else:
            yield from self._token(Place(self.name, number), columns)

    def end(self) -> Iterator[Incoming | Refused]:
        """Yield the last text."""
        if self.text.tokens or self.text.whole is not None:
            yield from self._next(0)
        elif self.number == 0 and not self.is_refused and not self.is_ours:
            yield Refused(Place(self.name), "There is no token in it.")

    def _is_token(self, line: str, columns: list[str]) -> bool:
        """Say whether a line that begins with `#` is that token, and no comment."""
        if "\t" in line or self.layout is not None or COLUMNS in columns:
            return "\t" in line
        return len(columns) > 1 and is_tag(columns[-1])

    def _begin(self, line: int) -> None:
        self.text = _Text(line)
        self.chunks = Chunks()

    def _next(self, line: int) -> Iterator[Incoming]:
        text = self.text
        self.chunks.close()
        if text.tokens or text.whole is not None:
            self.number += 1
            whole = "".join(text.parts) if text.whole is None else text.whole
            marks = self.chunks.marks(whole, text.facts.get("annotator"))
            name = text.facts.get("newdoc id") or (
                self.name if self.number == 1 else f"{self.name}#{self.number}"
            )
            yield Incoming(
                place=Place(self.name, text.line),
                name=name,
                text=whole,
                marks=marks,
                facts={key: text.facts[key] for key in held.OF_A_DOCUMENT if key in text.facts},
                unit="code points",
            )
        self._begin(line)

    def _comment(self, number: int, line: str) -> Iterator[Incoming | Refused]:
        found = _COMMENT.fullmatch(line)
        if found is None:
            return
        key, value = found[1], found[2]
        if key == COLUMNS:
            self.layout = _Layout(value.split())
            self.is_ours = self.layout.is_ours
        elif key == "newdoc id":
            yield from self._next(number)
            self.text.facts[key] = value
        elif self.is_ours and key in {"annotator", "text", *held.OF_A_DOCUMENT}:
            yield from self._fact(Place(self.name, number), key, value)

    def _fact(self, place: Place, key: str, value: str) -> Iterator[Refused]:
        try:
            told: Any = parsed(place, value)
        except Unreadable as error:
            yield error.refused
            return
        if not isinstance(told, str):
            yield Refused(place, "%(key)s is no JSON string.", {"key": key})
        elif key == "text":
            self.text.whole = told
        else:
            self.text.facts[key] = told

    def _token(self, place: Place, columns: list[str]) -> Iterator[Refused]:
        if self.layout is None and not self.text.tokens and columns[0].isdigit() and len(columns) >= _SYNTAX:
            self.is_refused = True
            yield Refused(place, "This is syntax (CoNLL-U or its like), and has no marks.")
            return
        if not self.width and (self.layout or is_tag(columns[-1])):
            # A first line without a tag says nothing of the others.
            self.width = self.layout.width if self.layout else len(columns)
        number = self.layout.form if self.layout else 0
        form = columns[number] if number < len(columns) else columns[0]
        at = self._place(form, columns)
        if at is None:
            yield Refused(place, "The text does not have %(form)s at that place.", {"form": form})
            return
        self.text.tokens += 1
        self.text.is_new_sentence = False
        if self.width and len(columns) != self.width:
            facts = {"found": len(columns), "expected": self.width}
            yield Refused(place, "There are %(found)s columns here, and %(expected)s elsewhere.", facts)
            columns = []
        bad = self.chunks.take(place, at, self._tags(columns))
        if bad is not None:
            yield Refused(place, "%(tag)s is no tag: O, or B-, I-, E-, S- and a label.", {"tag": bad})

    def _place(self, form: str, columns: list[str]) -> tuple[int, int] | None:
        if self.text.whole is None:
            return self.text.add(form)
        start, end = (
            each if each.isdecimal() and len(each) <= _MOST_PLACES else "0"
            for each in [*columns, "", ""][1:3]
        )
        if self.text.whole[int(start) : int(end)] != form or not form:
            return None
        return int(start), int(end)

    def _tags(self, columns: list[str]) -> list[Column]:
        layout = self.layout
        if layout is None:
            return [Column("", columns[-1])] if len(columns) > 1 else [Column("", "O")]
        if not columns:
            return []
        return [
            Column(name, columns[at], {key: columns[code] for key, code in beside})
            if columns[at] != "O"
            else Column(name, "O")
            for name, at, beside in layout.tags
        ]


class _Layout:
    """Which of a file's columns are what, by the names that it gives them.

    `tags`: of each column of tags its name, its number, and the dimensions beside it with their numbers.
    """

    def __init__(self, names: list[str]) -> None:
        self.width = len(names)
        self.form = names.index("FORM") if "FORM" in names else 0
        self.is_ours = tuple(names[: len(PLACES)]) == PLACES
        self.tags = [
            (
                name,
                at,
                [
                    (key[len(name) + 1 :], code)
                    for code, key in enumerate(names)
                    if key.startswith(f"{name}.")
                ],
            )
            for at, name in enumerate(names)
            if name not in _STANDARD and "." not in name
        ]
