"""What is in a zip or a tar that somebody uploaded: its members, and what must not be opened at all.

Nothing is extracted: only directories and headers are read here, and a member when it is asked for. A tar
that is compressed as a whole has no directory; it is unpacked once, up to the limits, into a file without a
name that goes with the upload's last reader.
"""

from __future__ import annotations

import bz2
import gzip
import io
import stat
import tarfile
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from lzma import LZMAError
from typing import IO, TYPE_CHECKING, Any, Final

from annotator.formats.interchange.incoming import Place, Refused, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

CHUNK: Final = 1 << 16  # bytes
_SMALL: Final = 1_000_000  # bytes that no ratio makes dangerous
_IN_MEMORY: Final = 1 << 24  # bytes of an unpacked tar, before it goes to the disk
_LONGEST_HEADER: Final = 1 << 20  # bytes that one header of a tar may make `tarfile` read at once
_DIRECTORY: Final = b"PK\x01\x02"  # of each member, in a zip's directory
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_USTAR: Final = slice(257, 262)  # of a tar's first header
_PACKED: Final[dict[bytes, Callable[..., Any]]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
}
# What is not opened, and what to do instead. xz may ask for 4 GB of memory by its header.
_OTHERS: Final = {
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "RAR",
    b"\xfd7zXZ\x00": "xz",
    b"(\xb5/\xfd": "zstd",
}
_ENDINGS: Final = (".gz", ".bz2")
# What the libraries raise on damaged files: nobody documents all of it.
DAMAGE: Final = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, LZMAError,
    NotImplementedError, EOFError, ValueError, OSError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """How much of an upload is read. Each is refused with the number that stands here.

    :param times: how much larger than its packed size an archive may be, if it unpacks to more than a
        megabyte: text shrinks to a third, a table of like rows to a fiftieth
    :param line: code points
    :param whole: bytes of a file that is read at once
    """

    members: int = 20_000
    unpacked: int = 2_000_000_000
    times: int = 200
    line: int = 50_000_000
    whole: int = 200_000_000


LIMITS = Limits()


@dataclass(frozen=True)
class Member:
    """One file of an archive.

    :param path: as it stands in the archive
    :param is_file: it is no link, no device and has no holes
    :param open: raises what is in :data:`DAMAGE`
    """

    path: str
    is_file: bool
    is_locked: bool
    open: Callable[[], IO[bytes]]


def is_archive(head: bytes) -> bool:
    """Say whether a file that begins so is an archive, or compressed: 262 bytes tell it."""
    return head.startswith((*_ZIP, *_PACKED, *_OTHERS)) or head[_USTAR] == b"ustar"


def is_compressed(file: IO[bytes]) -> bool:
    """Say whether all of a file has to be unpacked to know what is in it."""
    file.seek(0)
    return file.read(3).startswith(tuple(_PACKED))


def members(name: str, file: IO[bytes], limits: Limits = LIMITS) -> list[Member] | None:
    """Return the files of an archive, None of what is none.

    Raises :class:`Unreadable` for a bomb, for a damaged archive, and for kinds that are not opened.
    """
    file.seek(0)
    head = file.read(262)
    other = next((kind for magic, kind in _OTHERS.items() if head.startswith(magic)), None)
    if other is not None:
        raise Unreadable(
            Refused(
                Place(name),
                "%(kind)s archives are not opened here. Pack it as zip or tar.gz.",
                {"kind": other},
            )
        )
    try:
        if head.startswith(_ZIP):
            return _zipped(name, file, limits)
        if head.startswith(tuple(_PACKED)):
            file, name = _unpacked(name, file, limits), _without_ending(name)
            file.seek(0)
            if file.read(262)[_USTAR] != b"ustar":
                return [Member(name, True, False, lambda: Section(file, 0, None))]  # noqa: FBT003 - as named
            return _tarred(name, file, limits)
        return _tarred(name, file, limits) if head[_USTAR] == b"ustar" else None
    except DAMAGE as error:
        raise damaged(name, error) from error


def _zipped(name: str, file: IO[bytes], limits: Limits) -> list[Member]:
    # Counted before it is opened: a directory of millions of empty members fills the memory by itself.
    if _members_in(file) > limits.members:
        raise _too_many(name, limits)
    archive = zipfile.ZipFile(file)
    inside = [each for each in archive.infolist() if not each.is_dir()]
    # `zipfile` reads no more of a member than it says here, so that these sums are true.
    _weigh(name, sum(each.file_size for each in inside), sum(each.compress_size for each in inside), limits)
    return [
        Member(
            path=each.filename,
            is_file=stat.S_IFMT(each.external_attr >> 16) in {0, stat.S_IFREG},
            is_locked=bool(each.flag_bits & 1),
            open=lambda each=each: archive.open(each),  # type: ignore[misc]
        )
        for each in inside
    ]


def _tarred(name: str, file: IO[bytes], limits: Limits) -> list[Member]:
    """Return the members of a tar, by its headers alone: what lies between them is passed over."""
    found: list[Member] = []
    number = total = 0
    file.seek(0)
    with tarfile.open(fileobj=_Headers(file, name), mode="r:") as archive:  # type: ignore[call-overload]
        while (each := archive.next()) is not None:
            archive.members = []
            number += 1
            if number > limits.members:
                raise _too_many(name, limits)
            if each.isdir():
                continue
            is_file = each.isreg() and not each.issparse()
            total += each.size if is_file else 0
            section = (file, each.offset_data, each.size)
            found.append(
                Member(each.name, is_file, False, lambda section=section: Section(*section))  # type: ignore[misc] # noqa: FBT003
            )
        # `tarfile` takes a header that is none for the end; a block of nothing is the end.
        file.seek(archive.offset)
        if file.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
            raise tarfile.ReadError("it has no end")
    # What a header says lies in the file: a tar alone is never larger unpacked.
    _weigh(name, total, total, limits)
    return found


def _unpacked(name: str, file: IO[bytes], limits: Limits) -> IO[bytes]:
    """Unpack a whole file, and stop where it is larger than any may be."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(3)
    opener = next(each for magic, each in _PACKED.items() if head.startswith(magic))
    file.seek(0)
    made = _Spool(_IN_MEMORY)
    with opener(file) as packed:
        while chunk := packed.read(CHUNK):
            made.write(chunk)
            _weigh(name, made.tell(), size, limits)
    return made


def _weigh(name: str, unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.unpacked:
        raise Unreadable(
            Refused(
                Place(name), "This archive unpacks to more than %(most)s bytes.", {"most": limits.unpacked}
            )
        )
    if unpacked > max(_SMALL, limits.times * packed):
        raise Unreadable(
            Refused(
                Place(name),
                "This archive unpacks to more than %(most)s times its size: no honest text does.",
                {"most": limits.times},
            )
        )


def _too_many(name: str, limits: Limits) -> Unreadable:
    return Unreadable(
        Refused(Place(name), "This archive has more than %(most)s files.", {"most": limits.members})
    )


def _without_ending(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return stem if stem and f"{dot}{ending}".lower() in _ENDINGS else name


class _Spool(tempfile.SpooledTemporaryFile[bytes]):
    """A file that goes with whoever holds it, without a word."""

    def __del__(self) -> None:
        self.close()


class Section(io.RawIOBase, IO[bytes]):
    """A part of a file that others read too: it looks up its own place before it reads."""

    def __init__(self, file: IO[bytes], at: int, size: int | None) -> None:
        self._file, self._at, self._left = file, at, size

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read on; a file that ends too early is damaged."""
        most = len(buffer) if self._left is None else min(len(buffer), self._left)
        self._file.seek(self._at)
        data = self._file.read(most)
        if self._left is not None:
            if most and not data:
                raise EOFError("it ends too early")
            self._left -= len(data)
        self._at += len(data)
        buffer[: len(data)] = data
        return len(data)


class _Headers:
    """A tar of which only headers are read: one that would fill the memory is damaged."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file, self.name = file, name

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _LONGEST_HEADER:
            raise ValueError("a header is too long")
        return self._file.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def _members_in(file: IO[bytes]) -> int:
    """Count the entries of a zip's directory, whatever it says of itself, without reading it whole."""
    file.seek(0)
    found, kept = 0, b""
    while chunk := file.read(1 << 20):
        chunk = kept + chunk
        found += chunk.count(_DIRECTORY)
        kept = chunk[-3:]
    file.seek(0)
    return found


def damaged(name: str, error: Exception) -> Unreadable:
    """Return that a file is damaged, and what its library says of that."""
    why = (str(error).splitlines() or [""])[0][:120] or type(error).__name__
    return Unreadable(Refused(Place(name), "This file is damaged (%(why)s).", {"why": why}))
