"""Datasets as files: the tables, their columns, and how a value is written.

Pure: typed rows in, bytes out. Offsets are Unicode code points, half-open, in every file.
`docs/datasets.md` describes each column; a test holds it to `TABLES`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSION = "1"  # of these files' form
OFFSET_UNIT = "Unicode code points, half-open"
# What a spreadsheet takes for a formula is written behind an apostrophe. So is what looks like such a
# value already: whoever takes one apostrophe off what matches has exactly what was there.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# Zip files carry a time for each member; always this one, so that the same data gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)

TABLES: dict[str, tuple[str, ...]] = {
    "articles": (
        "article_id", "story_id", "story", "title", "source", "source_domain", "byline", "url",
        "published_at", "published_precision", "revision_id", "revision", "sha256", "length",
    ),
    "spans": (
        "annotation_id", "range", "article_id", "revision_id", "start", "end", "quote", "prefix", "suffix",
        "layer", "codes", "note", "confidence", "annotator_id", "annotator", "origin", "suggested",
        "anchor",
        "codebook_version", "version", "created_at", "updated_at", "claim_ids",
    ),
    "claims": ("claim_id", "story_id", "story", "position", "wording"),
    "mentions": (
        "mention_id", "claim_id", "annotation_id", "article_id", "annotator_id", "annotator", "state",
        "said_by", "said_how",
    ),
    "cells": (
        "claim_id", "claim", "article_id", "source", "annotator_id", "annotator", "status", "certainty",
        "note",
    ),
    "suggestion_exposures": (
        "revision_id", "annotator_id", "annotator", "engine", "found", "shown_at",
    ),
    "suggestion_answers": (
        "suggestion_id", "revision_id", "start", "end", "quote", "layer", "codes", "entry", "engine",
        "annotator_id", "annotator", "verdict", "annotation_id", "answered_at",
    ),
}  # fmt: skip


def line(record: Mapping[str, Any]) -> bytes:
    """Return one line of JSONL: keys sorted, so that equal records give equal bytes."""
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def spoken(codes: Iterable[Mapping[str, str]]) -> str:
    """Return codes as one value of a table: `certainty=probable; reason=epistemic; reason=weasel`."""
    return "; ".join(f"{each['dimension']}={each.get('code') or each.get('words', '')}" for each in codes)


@dataclass
class Archive:
    """A zip file that is written member by member, each streamed and counted, with its checksum."""

    file: IO[bytes]
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    _zip: zipfile.ZipFile = field(init=False)

    def __post_init__(self) -> None:
        self._zip = zipfile.ZipFile(self.file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        """Stream one member; each chunk is one row. Memory does not grow with their number."""
        digest, rows, size = hashlib.sha256(), 0, 0
        with self._zip.open(zipfile.ZipInfo(name, _EPOCH), "w", force_zip64=True) as member:
            for chunk in chunks:
                member.write(chunk)
                digest.update(chunk)
                rows += 1
                size += len(chunk)
        self.members[name] = {"rows": rows, "bytes": size, "sha256": digest.hexdigest()}

    def close(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest as the last member, and end the file."""
        told = orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
        self._zip.writestr(zipfile.ZipInfo("manifest.json", _EPOCH), told)
        self._zip.close()


@dataclass
class CsvTable:
    """A table written as CSV (RFC 4180, UTF-8). `escaped` counts values kept from being formulas."""

    columns: tuple[str, ...]
    escaped: int = 0

    def rows(self, records: Iterable[Mapping[str, Any]]) -> Iterable[bytes]:
        """Yield the records' lines; :meth:`header` comes before them."""
        for record in records:
            yield self._line(self._value(record[column]) for column in self.columns)

    def header(self) -> bytes:
        """Return the line of column names."""
        return self._line(self.columns)

    @staticmethod
    def plain(value: str) -> str:
        """Return what a value of such a table stands for, where its first apostrophe only guards it."""
        return value[1:] if value.startswith("'") and _FORMULA.match(value) else value

    @staticmethod
    def _line(values: Iterable[str]) -> bytes:
        out = io.StringIO()
        csv.writer(out).writerow(values)
        return out.getvalue().encode()

    def _value(self, value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, str) and _FORMULA.match(value):
            self.escaped += 1
            return f"'{value}"
        if isinstance(value, list):
            return " ".join(str(each) for each in value)
        return str(value)
