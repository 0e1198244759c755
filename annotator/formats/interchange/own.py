"""Our own JSONL, read back: each line a record of a known type with everything that belongs to it.

Streams: one line is in memory. What is wrong with a line is told with its number; the others go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from annotator.formats.interchange.checking import Wrong
from annotator.formats.interchange.incoming import Place, Refused, Unreadable
from annotator.formats.interchange.shapes import SHAPES, check

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "data.jsonl"


class Files(Protocol):
    """What is read of an upload: :class:`annotator.formats.interchange.packed.Packed`."""

    def names(self) -> list[str]:
        """Return the names of all files that can be opened."""
        ...

    def lines(self, name: str) -> Iterator[str]:
        """Yield a file's lines."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a file, its number from 1, and its size in code points.

    :param unknown: keys that no record of its type has: they are not read
    """

    number: int
    size: int
    kind: str
    record: dict[str, Any]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spoilt(Refused):
    """A line that is JSON of a known type, and not what such a record is."""

    kind: str = ""


def file_of(files: Files) -> str | None:
    """Return the name of the file to read: `data.jsonl`, wherever it lies, or the only one; else None."""
    names = files.names()
    found = [each for each in names if each.rpartition("/")[2] == NAME]
    return min(found, key=len) if found else (names[0] if len(names) == 1 else None)


def read(files: Files, name: str) -> Iterator[Line | Refused]:
    """Yield the records of a file, and what is none; blank lines are nothing.

    Where the file breaks off (no UTF-8, a line over the limit, a damaged zip) that is the last thing yielded.
    """
    try:
        for number, told in enumerate(files.lines(name), 1):
            if told.strip():
                yield _read(told, Place(name, number))
    except Unreadable as error:
        yield error.refused


def _read(told: str, place: Place) -> Line | Refused:
    try:
        record = orjson.loads(told)
    except orjson.JSONDecodeError as error:
        return Refused(place, "This line is no JSON: %(why)s.", {"why": str(error).partition(":")[0]})
    if not isinstance(record, dict):
        return Refused(place, "A line is an object with named fields.")
    kind = record.get("type")
    if not isinstance(kind, str) or kind not in SHAPES:
        return Refused(place, "There is no record of the type '%(kind)s'.", {"kind": str(kind)[:60]})
    try:
        check(kind, record)
    except Wrong as wrong:
        return Spoilt(Place(place.file, place.line, wrong.path), wrong.why, wrong.facts, kind)
    unknown = tuple(sorted(record.keys() - SHAPES[kind].keys() - {"type"}))
    return Line(place.line or 0, len(told), kind, record, unknown)
