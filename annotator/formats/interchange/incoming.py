"""What a reader finds in somebody's file: documents with marks, and what it could not read, with its place.

A reader is pure and streams: `read(files) -> Iterator[Incoming | Refused]`. It converts nothing silently: it
says in which unit the file counts, and hands on the quotes that the file has, so that places can be checked.

A file of fact-checks (`claim_review`) has no documents: its reader yields `Proposition | Refused`, claims to
begin a story's table with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Unit = Literal["code points", "UTF-16", "bytes"]
"""What an offset counts. A file that does not say (`None`) is asked by its quotes."""


@dataclass(frozen=True)
class Place:
    """Where in what was given: a file of the upload, and a line from 1 or a path such as `[3].result[0]`."""

    file: str
    line: int | None = None
    path: str = ""

    def inside(self, further: str) -> Place:
        """Return the place of a part of it: `further` is `.name` or `[number]`."""
        return Place(self.file, self.line, (self.path + further).lstrip("."))


@dataclass(frozen=True)
class Span:
    """One range as the file has it: half-open, in the file's unit; `None` where it has a quote alone."""

    start: int | None
    end: int | None
    quote: str | None = None
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Mark:
    """One annotation of a file.

    :param ident: the file's own id of it, or ""
    :param label: the file's word for what kind it is: becomes a layer, by the mapping
    :param codes: its further answers: attribute -> values: become dimensions and codes, by the mapping
    :param person: the file's name for who made it, or None
    :param made_at: ISO 8601, or None
    :param further: what the format knows and no field here holds, for the report
    """

    place: Place
    spans: Sequence[Span]
    label: str
    ident: str = ""
    codes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    note: str = ""
    person: str | None = None
    made_at: str | None = None
    further: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Relation:
    """A tie between two marks of one document, by their ids in the file."""

    place: Place
    kind: str
    one: str
    other: str


@dataclass(frozen=True)
class Incoming:
    """One document of a file with its marks.

    :param name: what the file calls it, or the file's name
    :param text: as it stands in the file, before any normalisation; None where the file has none and only
        refers to one (by `url`)
    :param facts: `title`, `url`, `source`, `byline`, `published_at`, `story`: those that the file has
    :param unit: what its offsets count; None where the file does not say
    """

    place: Place
    name: str
    text: str | None
    marks: Sequence[Mark] = ()
    relations: Sequence[Relation] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    unit: Unit | None = None


@dataclass(frozen=True)
class Proposition:
    """A claim that somebody checked, as a claim to begin with. What they found it to be is not taken over.

    :param wording: what is claimed, in their words
    :param url: of the check
    :param author: who made the claim, or ""
    :param date: when it was made or, where that is not said, checked: ISO 8601 as it stands there, or ""
    :param appearances: addresses where it was made, the first one first
    :param checker: who checked it, or ""
    """

    place: Place
    wording: str
    url: str = ""
    author: str = ""
    date: str = ""
    appearances: Sequence[str] = ()
    checker: str = ""


@dataclass(frozen=True)
class Refused:
    """What could not be read, and why; the rest goes on.

    :param why: one English sentence with `%(name)s` for its facts, as a :class:`annotator.errors.Refusal`
    """

    place: Place
    why: str
    facts: Mapping[str, object] = field(default_factory=dict)


class Unreadable(Exception):  # noqa: N818 - an answer, as `annotator.errors.Refusal`
    """What can't be read at all, from where it is noticed: a reader catches it and yields its `refused`."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.why)
        self.refused = refused
