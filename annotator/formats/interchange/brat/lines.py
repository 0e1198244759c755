"""The lines of an `.ann`, by their kinds, as brat's description of the format has them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.formats.interchange.incoming import Place, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.formats.interchange.packed import Packed

_IDENT = re.compile(r"[TERNAM#]\d+\S*|\*|#")
_TEXT_BOUND = re.compile(r"(\S+) (\d+ \d+(?:;\d+ \d+)*) *")
_ATTRIBUTE = re.compile(r"(\S+) (\S+)(?: (.+?))? *")
_EVENT = re.compile(r"([^\s:]+):(\S+)((?: +[^\s:]+:[^\s:]+)*) *")
_RELATION = re.compile(r"(\S+) +[^\s:]+:(\S+) +[^\s:]+:(\S+) *")
_SAME = re.compile(r"(\S+)((?: +\S+){2,}) *")
_REFERENCE = re.compile(r"(\S+) (\S+) (\S+:\S+) *")
_NOTE = re.compile(r"(\S+) (\S+) *")
_MOST_DIGITS = 18  # of an offset: no text is longer, and no number of Python's is refused


@dataclass(frozen=True)
class TextBound:
    """A `T` line: half-open pieces in the file's unit, and the words there, joined by single spaces."""

    place: Place
    ident: str
    label: str
    pieces: tuple[tuple[int, int], ...]
    quote: str | None


@dataclass(frozen=True)
class Event:
    """An `E` line: the `T` that triggers it, and its arguments by their roles."""

    place: Place
    ident: str
    trigger: str
    arguments: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class About:
    """What a line says of another one: an attribute, a note, or a reference to what stands elsewhere."""

    place: Place
    target: str
    kind: str
    value: str | None


@dataclass
class Lines:
    """What the lines of a text's files say."""

    texts: dict[str, TextBound] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    attributes: list[About] = field(default_factory=list)
    references: list[About] = field(default_factory=list)
    notes: list[About] = field(default_factory=list)
    relations: dict[str, tuple[Place, str, str, str]] = field(default_factory=dict)
    idents: set[str] = field(default_factory=set)


def parse(packed: Packed, name: str, into: Lines) -> Iterator[Refused]:
    """Read a file's lines; yield those that are none of brat's. Raises :class:`Unreadable`."""
    for number, line in enumerate(packed.lines(name), 1):
        if line.strip():
            refused = _line(Place(name, number), line, into)
            if refused:
                yield refused


def _line(place: Place, line: str, into: Lines) -> Refused | None:
    ident, _, rest = line.partition("\t")
    told, has_text, text = rest.partition("\t")
    if not _IDENT.fullmatch(ident):
        return Refused(place, "This line has no id of brat's and a tab at its beginning.")
    if ident not in {"*", "#"}:
        if ident in into.idents:
            return Refused(place, "The id %(id)s stands on a line before.", {"id": ident})
        into.idents.add(ident)
    if not _KINDS[ident[0]](place, ident, told, text if has_text else None, into):
        return Refused(place, "This is not how brat writes a line %(id)s.", {"id": ident})
    return None


def _text_bound(place: Place, ident: str, told: str, text: str | None, into: Lines) -> bool:
    found = _TEXT_BOUND.fullmatch(told)
    if found is None:
        return False
    pairs = [pair.split(" ") for pair in found[2].split(";")]
    if any(len(each) > _MOST_DIGITS for pair in pairs for each in pair):
        return False
    pieces = tuple((int(start), int(end)) for start, end in pairs)
    into.texts[ident] = TextBound(place, ident, found[1], pieces, text or None)
    return all(start < end for start, end in pieces) or into.texts.pop(ident) is None


def _event(place: Place, ident: str, told: str, _text: str | None, into: Lines) -> bool:
    found = _EVENT.fullmatch(told)
    if found is not None:
        roles = tuple(
            (role, target) for role, _, target in (each.partition(":") for each in found[3].split())
        )
        into.events[ident] = Event(place, ident, found[2], roles)
    return found is not None


def _attribute(place: Place, _ident: str, told: str, _text: str | None, into: Lines) -> bool:
    found = _ATTRIBUTE.fullmatch(told)
    if found is not None:
        into.attributes.append(About(place, found[2], found[1], found[3]))
    return found is not None


def _relation(place: Place, ident: str, told: str, _text: str | None, into: Lines) -> bool:
    found = _RELATION.fullmatch(told)
    if found is not None:
        into.relations[ident] = (place, found[1], found[2], found[3])
    return found is not None


def _same(place: Place, _ident: str, told: str, _text: str | None, into: Lines) -> bool:
    found = _SAME.fullmatch(told)
    if found is not None:
        first, *others = found[2].split()
        for other in others:
            into.relations[f"*{len(into.relations)}"] = (place, found[1], first, other)
    return found is not None


def _reference(place: Place, _ident: str, told: str, text: str | None, into: Lines) -> bool:
    found = _REFERENCE.fullmatch(told)
    if found is not None:
        into.references.append(About(place, found[2], found[1], f"{found[3]} {text or ''}".strip()))
    return found is not None


def _note(place: Place, _ident: str, told: str, text: str | None, into: Lines) -> bool:
    found = _NOTE.fullmatch(told)
    if found is not None:
        into.notes.append(About(place, found[2], found[1], text or ""))
    return found is not None


_KINDS: dict[str, Callable[[Place, str, str, str | None, Lines], bool]] = {
    "T": _text_bound,
    "E": _event,
    "A": _attribute,
    "M": _attribute,  # an attribute without a value, in old files
    "R": _relation,
    "*": _same,
    "N": _reference,
    "#": _note,
}
