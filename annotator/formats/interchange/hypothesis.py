"""Rows of the Hypothesis API, as its search answers them: read only.

A row is a mark on a page that is only named by its address. Offsets are UTF-16, of the page's text as the
browser has it: the quote with its context is what finds the passage in an article's text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.formats.interchange.incoming import Incoming, Mark, Place, Refused, Unreadable
from annotator.formats.interchange.json_files import as_text, listed, sound
from annotator.formats.interchange.json_values import json_names, values
from annotator.formats.interchange.web_annotation.targets import span_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from annotator.formats.interchange.packed import Packed

_BESIDE = {"group": "group", "updated": "updated_at"}


def read(packed: Packed) -> Iterator[Incoming | Refused]:
    """Yield a document for each page that the rows of a file are on, with its marks; holds one file."""
    return sound(_read(packed))


def _read(packed: Packed) -> Iterator[Incoming | Refused]:
    for name in json_names(packed):
        if isinstance(name, Refused):
            yield name
            continue
        pages: dict[str, tuple[dict[str, str], list[Mark]]] = {}
        try:
            for place, row in _rows(packed, name):
                try:
                    url = _page(place, row)
                    mark = _mark(place, row)
                except Unreadable as error:
                    yield error.refused
                    continue
                facts, marks = pages.setdefault(url, (_facts(url, row), []))
                marks.append(mark)
        except Unreadable as error:
            yield error.refused
        for url, (facts, marks) in pages.items():
            yield Incoming(Place(name), url or name, None, marks, (), facts, "UTF-16")


def _rows(packed: Packed, name: str) -> Iterator[tuple[Place, Any]]:
    """Yield the rows of an answer, of a list, of JSON lines, or the one row that a file is."""
    for place, value in values(packed, name):
        rows = value.get("rows") if isinstance(value, dict) else value
        if isinstance(rows, list):
            path = ".rows" if isinstance(value, dict) else ""
            for number, row in enumerate(rows):
                yield Place(name, place.line, f"{path}[{number}]".lstrip(".")), row
        else:
            yield place, value


def _page(place: Place, row: object) -> str:
    if isinstance(row, Refused):
        raise Unreadable(row)
    if not isinstance(row, dict) or not isinstance(row.get("target"), list):
        raise Unreadable(Refused(place, "This is no row of the Hypothesis API: it has no targets."))
    targets = [each for each in row["target"] if isinstance(each, dict)]
    return as_text(row.get("uri")) or next((as_text(each.get("source")) for each in targets), "")


def _facts(url: str, row: Mapping[str, Any]) -> dict[str, str]:
    document = row.get("document")
    titles = listed(document.get("title")) if isinstance(document, dict) else []
    title = next((each for each in titles if isinstance(each, str) and each.strip()), "")
    facts = {"title": title} if title else {}
    return facts | ({"url": url} if url.startswith(("http://", "https://")) else {})


def _mark(place: Place, row: Mapping[str, Any]) -> Mark:
    if row.get("references"):
        raise Unreadable(Refused(place, "This is an answer to another annotation, and marks nothing itself."))
    targets = [each for each in row["target"] if isinstance(each, dict) and each.get("selector")]
    if not targets:
        raise Unreadable(Refused(place, "This is a note on a whole page, and marks no passage."))
    spans = [span_of(place, listed(each["selector"])) for each in targets]
    note = as_text(row.get("text"))
    tags = [each for each in listed(row.get("tags")) if isinstance(each, str) and each]
    # What Hypothesis itself calls the two kinds of rows that have no tag.
    label, *others = tags or ["annotation" if note else "highlight"]
    return Mark(
        place=place,
        spans=spans,
        label=label,
        ident=as_text(row.get("id")),
        codes={"tag": others} if others else {},
        note=note,
        person=as_text(row.get("user")).removeprefix("acct:") or None,
        made_at=as_text(row.get("created")) or None,
        further={name: row[key] for key, name in _BESIDE.items() if isinstance(row.get(key), str)},
    )
