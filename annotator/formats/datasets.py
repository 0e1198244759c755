"""Datasets as files: a zip, a line of JSON in it, and codes as one value.

Pure: records in, bytes out. Offsets are Unicode code points, half-open, in every file. The formats
themselves are in `annotator.formats.interchange`; `docs/datasets.md` describes them.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSION = "2"  # of these files' form
OFFSET_UNIT = "Unicode code points, half-open"
# Zip files carry a time for each member; always this one, so that the same data gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_BLOCK = 1 << 20  # bytes of a file that is copied, held at once


def line(record: Mapping[str, Any]) -> bytes:
    """Return one line of JSONL: keys sorted, so that equal records give equal bytes."""
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def spoken(codes: Iterable[Mapping[str, str]]) -> str:
    """Return codes as one value of a table: `certainty=probable; reason=epistemic; reason=weasel`."""
    return "; ".join(f"{each['dimension']}={each.get('code') or each.get('words', '')}" for each in codes)


@dataclass
class Archive:
    """A zip file that is written member by member, each streamed and counted, with its checksum.

    `escaped` counts values that were kept from being formulas.
    """

    file: IO[bytes]
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    escaped: int = 0
    _zip: zipfile.ZipFile = field(init=False)

    def __post_init__(self) -> None:
        self._zip = zipfile.ZipFile(self.file, "w")

    def write(self, name: str, chunks: Iterable[bytes], rows: int | None = None) -> None:
        """Stream one member; each chunk is one row, unless so many `rows` are said."""
        chunked = self._stream(_member(name), chunks)
        self.members[name]["rows"] = chunked if rows is None else rows

    def add(self, name: str, file: IO[bytes], rows: int, *, packed: bool = False) -> None:
        """Copy a file as one member that has so many rows; one that is `packed` in itself isn't again."""
        self._stream(_member(name, packed=packed), iter(lambda: file.read(_BLOCK), b""))
        self.members[name]["rows"] = rows

    def _stream(self, info: zipfile.ZipInfo, chunks: Iterable[bytes]) -> int:
        digest, number, size = hashlib.sha256(), 0, 0
        with self._zip.open(info, "w", force_zip64=True) as member:
            for chunk in chunks:
                member.write(chunk)
                digest.update(chunk)
                number += 1
                size += len(chunk)
        self.members[info.filename] = {"bytes": size, "sha256": digest.hexdigest()}
        return number

    def leave(self) -> None:
        """Let go of the file, which is about to be closed, whole or not."""
        self._zip.close()

    def close(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest as the last member, and end the file."""
        told = orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
        self._zip.writestr(_member("manifest.json"), told)
        self._zip.close()


def _member(name: str, *, packed: bool = False) -> zipfile.ZipInfo:
    """Return what a member is in the zip: a `ZipInfo` knows nothing of how its file is packed."""
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    return info
