"""A safe view on what somebody uploaded: one file, or a zip of files.

What must not be opened at all (a bomb) refuses the whole upload; a member that leads out of its folder, is a
link, locked or an archive itself is set aside in `refused`, and the others can be read. Nothing is unpacked
to disk, and no line or text over a stated size is ever held.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from annotator.formats.interchange.decoding import decoded, nul
from annotator.formats.interchange.incoming import Place, Refused, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 16  # bytes
_SMALL = 1_000_000  # bytes that no ratio makes dangerous
_HEADER = b"PK\x01\x02"  # of each member, in a zip's directory
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ARCHIVES = (*_ZIP, b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")
# What `zipfile` and what it unpacks with raise on damaged files: nobody documents all of it.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, LZMAError,
    NotImplementedError, EOFError, ValueError, OSError, RuntimeError,
)  # fmt: skip
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_DRIVE = re.compile("[A-Za-z]:")
# What a Mac puts beside each file; nobody wrote it, and nobody misses it.
_LITTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|\._[^/]*$|Thumbs\.db$)")


@dataclass(frozen=True)
class Limits:
    """How much of an upload is read. Each is refused with the number that stands here.

    :param times: how much larger than its packed size a zip may be, if it unpacks to more than a megabyte:
        text shrinks to a third, a table of like rows to a fiftieth
    :param line: code points
    :param whole: bytes of a file that is read at once
    """

    members: int = 20_000
    unpacked: int = 2_000_000_000
    times: int = 200
    line: int = 50_000_000
    whole: int = 200_000_000


LIMITS = Limits()


@dataclass
class Packed:
    """The files of an upload, by name, in order of their names.

    :param name: of the upload, as it was called where it comes from
    :param file: it can be sought in, and stays open as long as this is used
    :param refused: the members that are not among `names`, and why
    """

    name: str
    file: IO[bytes]
    limits: Limits = LIMITS
    refused: list[Refused] = field(default_factory=list)
    _zip: zipfile.ZipFile | None = None
    _members: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look at what is there. Raises :class:`Unreadable` for a bomb and for a damaged zip."""
        self.name = plain_name(self.name)
        self.file.seek(0)
        if self.file.read(4) in _ZIP:
            self._look_inside()

    def names(self) -> list[str]:
        """Return the names of all files that can be opened; of an upload that is no zip, its own."""
        return sorted(self._members) if self._zip else [self.name]

    def open(self, name: str) -> IO[bytes]:
        """Return a file to be read from its beginning.

        Reading raises :class:`Unreadable` where the zip is damaged. Raises :class:`KeyError` for a name that
        is not among :meth:`names`.
        """
        if self._zip is None:
            if name != self.name:
                raise KeyError(name)
            return io.BufferedReader(_Watched(name, self.file, 0), _CHUNK)
        try:
            return io.BufferedReader(_Watched(name, self._zip.open(self._members[name])), _CHUNK)
        except _DAMAGE as error:
            raise _damaged(name, error) from error

    def text(self, name: str) -> str:
        """Return the whole of a file without its byte order mark, line ends as they are.

        UTF-8, or UTF-16 where its mark says so. Raises :class:`Unreadable` for other encodings and for NUL.
        """
        with self.open(name) as file:
            data = file.read(self.limits.whole + 1)
        if len(data) > self.limits.whole:
            raise Unreadable(
                Refused(
                    Place(name),
                    "This file has more than %(most)s bytes, and would have to be read at once.",
                    {"most": self.limits.whole},
                )
            )
        text = "".join(decoded(name, iter([data])))
        at = text.find("\x00")
        if at >= 0:
            raise nul(name, text.count("\n", 0, at) + 1)
        return text

    def lines(self, name: str) -> Iterator[str]:
        r"""Yield a file's lines, without their ends: only `\n` and `\r\n` end a line, U+2028 does not.

        Encodings and refusals as of :meth:`text`; a line over the limit is refused before it is read. What
        stands before the bad place comes first. Holds one line.
        """
        for number, line in enumerate(self._split(name), 1):
            if "\x00" in line:
                raise nul(name, number)
            yield line.removesuffix("\r")

    def _split(self, name: str) -> Iterator[str]:
        parts: list[str] = []
        length, number = 0, 1
        with self.open(name) as file:
            for piece in decoded(name, iter(lambda: file.read(_CHUNK), b"")):
                *whole, rest = piece.split("\n")
                for each in whole:
                    yield "".join([*parts, each])
                    parts, length, number = [], 0, number + 1
                if rest:
                    parts.append(rest)
                    length += len(rest)
                if length > self.limits.line:
                    raise Unreadable(
                        Refused(
                            Place(name, number),
                            "This line has more than %(most)s characters.",
                            {"most": self.limits.line},
                        )
                    )
        if parts:
            yield "".join(parts)

    def _look_inside(self) -> None:
        here = Place(self.name)
        # Counted before it is opened: a directory of millions of empty members fills the memory by itself.
        if _members_in(self.file) > self.limits.members:
            raise Unreadable(
                Refused(here, "This zip has more than %(most)s files.", {"most": self.limits.members})
            )
        try:
            self._zip = zipfile.ZipFile(self.file)
        except _DAMAGE as error:
            raise _damaged(self.name, error) from error
        inside = [each for each in self._zip.infolist() if not each.is_dir()]
        # `zipfile` reads no more of a member than it says here, so that these sums are true.
        unpacked = sum(each.file_size for each in inside)
        if unpacked > self.limits.unpacked:
            raise Unreadable(
                Refused(here, "This zip unpacks to more than %(most)s bytes.", {"most": self.limits.unpacked})
            )
        if unpacked > max(_SMALL, self.limits.times * sum(each.compress_size for each in inside)):
            raise Unreadable(
                Refused(
                    here,
                    "This zip unpacks to more than %(most)s times its size: no honest text does.",
                    {"most": self.limits.times},
                )
            )
        for each in inside:
            if not _LITTER.search(each.filename):
                self._take(each)

    def _take(self, info: zipfile.ZipInfo) -> None:
        name = plain_name(info.filename)
        why = self._objection(info, name)
        if why is None:
            self._members[name] = info
        else:
            self.refused.append(Refused(Place(self.name, path=name), why.why, why.facts))

    def _objection(self, info: zipfile.ZipInfo, name: str) -> Refused | None:
        """Return why a member is not opened, or None."""
        here = Place(name)
        path = info.filename.replace("\\", "/")
        kind = stat.S_IFMT(info.external_attr >> 16)
        if path.startswith("/") or _DRIVE.match(path) or ".." in PurePosixPath(path).parts:
            return Refused(here, "This name leads out of the zip.")
        if _CONTROL.search(info.filename):
            return Refused(here, "This name has control characters in it.")
        if kind not in {0, stat.S_IFREG}:
            return Refused(here, "This is a link or a device, and no file.")
        if info.flag_bits & 1:
            return Refused(here, "This file is locked with a password.")
        if name in self._members:
            return Refused(here, "There are two files of this name; the first one is read.")
        return self._archive(info, here)

    def _archive(self, info: zipfile.ZipInfo, here: Place) -> Refused | None:
        assert self._zip is not None  # noqa: S101 - for mypy: only asked of members
        try:
            with self._zip.open(info) as file:
                if file.read(8).startswith(_ARCHIVES):
                    return Refused(here, "This is an archive in the archive. Bring it by itself.")
        except _DAMAGE as error:
            return _damaged(here.file, error).refused
        return None


@dataclass
class _Watched(io.RawIOBase):
    """A file of which a damaged place is an answer, and no accident.

    With `at` it shares `file` with others, and looks up its own place in it before it reads.
    """

    name: str
    file: IO[bytes]
    at: int | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self.at is not None:
            self.file.seek(self.at)
        try:
            data = self.file.read(len(buffer))
        except _DAMAGE as error:
            raise _damaged(self.name, error) from error
        if self.at is not None:
            self.at += len(data)
        buffer[: len(data)] = data
        return len(data)


def plain_name(name: str) -> str:
    """Return a file's name fit to be shown and stored: no control characters, at most 300 code points."""
    return _CONTROL.sub("\ufffd", name.replace("\\", "/"))[-300:] or "?"


def _members_in(file: IO[bytes]) -> int:
    """Count the entries of a zip's directory, whatever it says of itself, without reading it whole."""
    file.seek(0)
    found, kept = 0, b""
    while chunk := file.read(1 << 20):
        chunk = kept + chunk
        found += chunk.count(_HEADER)
        kept = chunk[-3:]
    file.seek(0)
    return found


def _damaged(name: str, error: Exception) -> Unreadable:
    why = (str(error).splitlines() or [""])[0][:120] or type(error).__name__
    return Unreadable(Refused(Place(name), "This file is damaged (%(why)s).", {"why": why}))
