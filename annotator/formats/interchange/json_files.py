"""JSON of others, read without harm: each value with its place, whatever stands in the file.

Numbers that are none (NaN), lone surrogates and keys that stand twice are in real files; what is nested too
deep or no JSON at all is refused with its place.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson

from annotator.formats.interchange.incoming import Incoming, Mark, Place, Refused, Unreadable
from annotator.formats.interchange.keeping import keepable, whole
from annotator.formats.interchange.standing import each_refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OURS = frozenset({"manifest.json", "loss.json", "datapackage.json"})
"""What stands in each of our archives beside the format's own files."""


def parsed(place: Place, text: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value of a JSON text. Raises :class:`Unreadable`."""
    try:
        return orjson.loads(text)
    except (orjson.JSONDecodeError, RecursionError):
        pass
    try:  # slower, and takes what others write: NaN, lone surrogates
        return json.loads(text)
    except RecursionError:
        raise Unreadable(Refused(place, "This is nested too deep to be read.")) from None
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        where = Place(place.file, place.line if place.line is not None else line)
        what = (str(error).splitlines() or [""])[0][:120]
        raise Unreadable(Refused(where, "This is no JSON (%(why)s).", {"why": what})) from None


def listed(value: object) -> list[Any]:
    """Return a value as the list that JSON-LD means by it: itself, its items, or nothing."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def as_list(value: object) -> list[Any]:
    """Return a list of JSON, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def as_text(value: object) -> str:
    """Return a string of JSON, or "" for anything else."""
    return value if isinstance(value, str) else ""


def sound(found: Iterable[Incoming | Refused]) -> Iterator[Incoming | Refused]:
    """Yield what was found, with those marks set aside that have a character which no database keeps."""
    for each in found:
        if isinstance(each, Refused):
            yield each
            continue
        if not whole(each.text or "") or not all(map(keepable, (each.name, *each.facts.values()))):
            why = Refused(each.place, "This text has a character that can't be kept: NUL, or half of one.")
            yield from each_refused(each, why)
            continue
        bad = [mark for mark in each.marks if not all(map(keepable, _strings(mark)))]
        if not bad:
            yield each
            continue
        for mark in bad:
            yield Refused(mark.place, "This mark has a character that can't be kept: NUL, or half of one.")
        marks = [mark for mark in each.marks if not any(mark is one for one in bad)]
        yield Incoming(each.place, each.name, each.text, marks, each.relations, each.facts, each.unit)


def _strings(mark: Mark) -> Iterator[str]:
    yield from (mark.ident, mark.label, mark.note, mark.person or "", mark.made_at or "")
    for dimension, codes in mark.codes.items():
        yield from (dimension, *codes)
    for span in mark.spans:
        yield from (span.quote or "", span.prefix, span.suffix)
