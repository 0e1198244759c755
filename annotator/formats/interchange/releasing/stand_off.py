"""The JSONL without the articles' texts: where they are to be had, their checksums, and quotes cut short.

`rehydrating.py` puts the texts back. What people wrote (notes, claims, comments) is in it as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import regex

from annotator.formats.datasets import line
from annotator.formats.interchange.source import Document, records_of
from annotator.text.normalise import fingerprint
from annotator.text.tokens import CLUSTER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Record, Source

MOST: Final = 40
"""Code points of a passage that are shown, where it is longer: half of them from its beginning, half from its
end. Beside them stand the up to 32 before and after it."""

_GRAPHEME = regex.compile(CLUSTER, regex.DOTALL)
_PLACED: Final = ("suggestion_answer", "counterpart_answer")  # of one range, which is the record itself


@dataclass(frozen=True)
class WithoutTexts:
    """A dataset as a source without `text`, each longer quote cut.

    A range whose quote is cut has `quote_end`, the end of it, and `quote_sha256`, of all of it. What is left
    out is counted in `losses`, each time it is read.
    """

    source: Source
    most: int = MOST
    losses: Losses | None = None

    def header(self) -> Iterator[Record]:
        """Yield what comes first, as it is."""
        return self.source.header()

    def documents(self) -> Iterator[Document]:
        """Yield each revision without its text, and the annotations with cut quotes."""
        for document in self.source.documents():
            revision = {key: value for key, value in document.revision.items() if key != "text"}
            if self.losses is not None:
                self.losses.lose(
                    "text",
                    revision["revision_id"],
                    "Texts are left out. Each has its address, where there is one, and its checksum.",
                )
            yield Document(revision, [self._ranges(each, each["id"]) for each in document.annotations])

    def rows(self, kind: str) -> Iterator[Record]:
        """Yield the records of one type, with cut quotes."""
        for row in self.source.rows(kind):
            if kind == "decision":
                yield self._ranges(row, row["decision_id"])
            elif kind in _PLACED:
                yield self._cut(row, row[f"{kind.partition('_')[0]}_id"])
            else:
                yield row

    def _ranges(self, record: Record, ident: object) -> Record:
        return {**record, "ranges": [self._cut(each, ident) for each in record["ranges"]]}

    def _cut(self, place: Record, ident: object) -> Record:
        quote = place["quote"]
        if len(quote) <= self.most:
            return place
        if self.losses is not None:
            self.losses.lose(
                "quote",
                ident,
                "Of a longer quote only its beginning and its end are written, and its checksum.",
            )
        return {
            **place,
            "quote": _head(quote, self.most // 2),
            "quote_end": _tail(quote, self.most // 2),
            "quote_sha256": fingerprint(quote),
        }


def row_without_text(row: Record) -> Record:
    """Return a table's row without its text; of a longer quote the beginning and the end, ` … ` between."""
    quote, half = row.get("quote"), MOST // 2
    told = (
        row
        if not quote or len(quote) <= MOST
        else {**row, "quote": f"{_head(quote, half)} … {_tail(quote, half)}"}
    )
    return {**told, "text": None} if "text" in told else told


def write(source: Source, archive: Archive, losses: Losses) -> None:
    """Write `data.jsonl` without texts."""
    archive.write("data.jsonl", map(line, records_of(WithoutTexts(source, losses=losses))))


def _head(quote: str, most: int) -> str:
    """Return the beginning of a quote, at most so many code points, of no character a part."""
    borders = (match.end() for match in _GRAPHEME.finditer(quote, endpos=_beyond(quote, most)))
    return quote[: max((each for each in borders if each <= most), default=0)]


def _tail(quote: str, most: int) -> str:
    begin = max(0, len(quote) - most)
    safe = quote.rfind("\n", 0, begin) + 1  # always a border, so that counting can start there
    for match in _GRAPHEME.finditer(quote, safe):
        if match.start() >= begin:
            return quote[match.start() :]
    return ""


def _beyond(quote: str, most: int) -> int:
    return min(len(quote), most + 64)
