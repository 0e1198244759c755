"""Texts put back into a release without them: checked by their checksums, and where one differs, searched.

Where every text is as it was, what comes out is the release as it would have been with them, to the byte.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from annotator.text.anchoring import Quote, describe, find
from annotator.text.normalise import fingerprint, normalise
from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from annotator.formats.interchange.source import Record

State = Literal["exact", "moved", "changed", "ambiguous", "orphan", "missing"]
"""Of a place: the same words there; the same elsewhere; other words; several places fit alike; none does; the
text is missing. Of a text: `exact`, `changed` (another checksum) or `missing`."""

STATES: Final[tuple[State, ...]] = get_args(State)  # the worst last

_PLACED: Final = {
    "annotation": ("id", "revision"),
    "decision": ("decision_id", "revision_id"),
    "suggestion_answer": ("suggestion_id", "revision_id"),
    "counterpart_answer": ("counterpart_id", "revision_id"),
}
"""Of each type that has places in a text, the keys of its id and of the text's."""

_LONGER: Final = 2.0  # times what a passage was: what lies between its found ends is not it any more


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one text (`revision`) or of what has its place in one."""

    kind: str
    ident: str
    revision_id: str
    state: State

    def as_dict(self) -> dict[str, str]:
        """Return it as a line of JSONL has it."""
        return {"type": self.kind, "id": self.ident, "revision_id": self.revision_id, "state": self.state}


@dataclass(frozen=True, slots=True)
class _Found:
    state: State
    place: Record


def rehydrate(
    records: Iterable[Record], texts: Callable[[Record], str | None], tell: Callable[[Told], None]
) -> Iterator[Record]:
    """Yield the records of a release with texts and whole quotes. Texts that were read are on the disk.

    :param texts: gives the text for a revision's record, as it came, or None
    :param tell: is told of each text and each place

    A text that differs gets its own checksum and length; an annotation on it gets its state as `anchor`, and
    loses the ranges that are nowhere. What has no text, and an answer that is nowhere, stays as it is.
    """
    shelf = _Texts()
    try:
        for record in records:
            if record["type"] == "revision" and "text" not in record:
                yield _with_text(record, texts(record), shelf, tell)
            elif record["type"] in _PLACED:
                yield _placed(record, shelf, tell)
            else:
                yield record
    finally:
        shelf.close()


class _Texts:
    """Canonical texts by revision, on the disk; the last one that was asked for is in memory."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA synchronous = OFF")
        self._rows.execute("BEGIN")
        self._rows.execute("CREATE TABLE texts (revision PRIMARY KEY, text)")
        self._last: tuple[object, str | None] = (None, None)

    def put(self, revision: str, text: str | None) -> None:
        self._rows.execute("INSERT OR REPLACE INTO texts VALUES (?, ?)", (revision, text))
        self._last = (revision, text)

    def of(self, revision: str) -> tuple[bool, str | None]:
        """Return whether a text was left out, and the text."""
        if self._last[0] != revision:
            row = self._rows.execute("SELECT text FROM texts WHERE revision = ?", (revision,)).fetchone()
            if row is None:
                return False, None
            self._last = (revision, row[0])
        return True, self._last[1]

    def close(self) -> None:
        self._rows.close()


def _with_text(record: Record, raw: str | None, shelf: _Texts, tell: Callable[[Told], None]) -> Record:
    text = normalise(raw) if raw is not None else ""
    ident = record["revision_id"]
    shelf.put(ident, text or None)
    if not text:
        tell(Told("revision", ident, ident, "missing"))
        return record
    digest = fingerprint(text)
    tell(Told("revision", ident, ident, "exact" if digest == record["sha256"] else "changed"))
    return {**record, "sha256": digest, "length": len(text), "text": text}


def _placed(record: Record, shelf: _Texts, tell: Callable[[Told], None]) -> Record:
    kind = record["type"]
    key, on = _PLACED[kind]
    left_out, text = shelf.of(record[on])
    if not left_out:
        return record  # its text was never taken out, or is no part of the release
    if text is None:
        tell(Told(kind, record[key], record[on], "missing"))
        return record
    found = [_found(text, each) for each in record.get("ranges", [record])]
    state = _worst([each.state for each in found])
    tell(Told(kind, record[key], record[on], state))
    if "ranges" not in record:
        return found[0].place
    places = [each.place for each in found if each.state != "orphan"]
    told = {**record, "ranges": sorted(places, key=lambda each: (each["start"], each["end"]))}
    return told if kind != "annotation" or state == "exact" else {**told, "anchor": state}


def _found(text: str, place: Record) -> _Found:
    """Return a range, or a record that is one, where it stands in a text."""
    start, end = place["start"], place["end"]
    if _stands(text, place, start, end) and _surrounded(text, place):
        return _Found("exact", _whole(place, text, Span(start, end), again=False))
    state, span = _searched(text, place)
    if span is None:
        return _Found("orphan", place)
    return _Found(state, _whole(place, text, span, again=True))


def _searched(text: str, place: Record) -> tuple[State, Span | None]:
    prefix, suffix = place.get("prefix", ""), place.get("suffix", "")
    if "quote_end" not in place:
        found = find(text, Quote(place["quote"], prefix, suffix))
        return found.state, found.span
    head = find(text, Quote(place["quote"], prefix, ""))
    tail = find(text, Quote(place["quote_end"], "", suffix))
    if head.span is None or tail.span is None or tail.span.end <= head.span.start:
        return "orphan", None
    span = Span(head.span.start, tail.span.end)
    if len(span.of(text)) > _LONGER * (place["end"] - place["start"]):
        return "orphan", None
    state = _worst([head.state, tail.state])
    if state == "moved" and not _stands(text, place, span.start, span.end):
        return "changed", span  # its ends are as they were, and what is between them is not
    return state, span


def _worst(states: Sequence[State]) -> State:
    return STATES[max(map(STATES.index, states), default=0)]


def _stands(text: str, place: Record, start: int, end: int) -> bool:
    """Tell whether a range's words stand at one place of a text."""
    there = text[start:end]
    if "quote_end" in place:
        return bool(fingerprint(there) == place["quote_sha256"])
    return bool(there == place["quote"])


def _surrounded(text: str, place: Record) -> bool:
    prefix, suffix = place.get("prefix", ""), place.get("suffix", "")
    return text.endswith(prefix, 0, place["start"]) and text.startswith(suffix, place["end"])


def _whole(place: Record, text: str, span: Span, *, again: bool) -> Record:
    """Return a range with its whole quote; where it stands `again`, with what is around it there."""
    told = {key: value for key, value in place.items() if key not in {"quote_end", "quote_sha256"}}
    told |= {"start": span.start, "end": span.end, "quote": span.of(text)}
    if again and "prefix" in place:
        quote = describe(text, span)
        told |= {"prefix": quote.prefix, "suffix": quote.suffix}
    return told
