"""The JSON files of an upload, and what each holds: lines and lists one by one, all else at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.formats.interchange.incoming import Place, Refused, Unreadable
from annotator.formats.interchange.json_files import OURS, parsed
from annotator.formats.interchange.json_items import items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.formats.interchange.packed import Packed

_LINES = (".jsonl", ".ndjson")
_ENDINGS = (".json", ".jsonld", ".json-ld", *_LINES)
_MARK = b"\xef\xbb\xbf"


def json_names(packed: Packed) -> Iterator[str | Refused]:
    """Yield the names of the JSON files; of an upload that is one file, its name whatever it ends in."""
    names = packed.names()
    for name in names:
        if name.rpartition("/")[2] in OURS:
            continue
        if len(names) == 1 or name.lower().endswith(_ENDINGS):
            yield name
        elif not name.lower().endswith((".txt", ".md")):
            yield Refused(Place(name), "This is no JSON file.")


def values(packed: Packed, name: str, *, whole: bool = False) -> Iterator[tuple[Place, Any]]:
    """Yield the values of a file: of JSON lines one a line, of a list one an item, else the one that it is.

    A line that is no JSON is a :class:`Refused` in the place of its value. Raises :class:`Unreadable` with
    the place of the first thing in a file that is no JSON; what stands before it comes first.

    :param whole: a list is one value, and held at once
    """
    if name.lower().endswith(_LINES):
        yield from _lines(packed, name)
    elif not whole and _is_list(packed, name):
        yield from items(packed, name)
    else:
        text = packed.text(name)
        if not text.strip():
            raise Unreadable(Refused(Place(name), "This file is empty."))
        yield Place(name), parsed(Place(name), text)


def _lines(packed: Packed, name: str) -> Iterator[tuple[Place, Any]]:
    for number, line in enumerate(packed.lines(name), 1):
        if not line.strip():
            continue
        place = Place(name, number)
        try:
            value = parsed(place, line)
        except Unreadable as error:
            value = error.refused
        yield place, value


def _is_list(packed: Packed, name: str) -> bool:
    with packed.open(name) as file:
        return file.read(4096).removeprefix(_MARK).lstrip()[:1] == b"["
