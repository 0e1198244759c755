"""A safe view on what somebody uploaded: one file, or an archive of files (zip, tar, tar.gz, tar.bz2).

What must not be opened at all (a bomb) refuses the whole upload; a member that leads out of its folder, is a
link, locked or an archive itself is set aside in `refused`, and the others can be read. No line or text over
a stated size is ever held.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from annotator.formats.interchange import archives
from annotator.formats.interchange.archives import CHUNK, DAMAGE, LIMITS, Limits, Section, damaged
from annotator.formats.interchange.decoding import decoded, nul
from annotator.formats.interchange.incoming import Place, Refused, Unreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from annotator.formats.interchange.archives import Member

__all__ = ["LIMITS", "Limits", "Packed", "plain_name"]

_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_DRIVE = re.compile("[A-Za-z]:")
# What a Mac puts beside each file; nobody wrote it, and nobody misses it.
_LITTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|\._[^/]*$|Thumbs\.db$)")


@dataclass
class Packed:
    """The files of an upload, by name, in order of their names.

    :param name: of the upload, as it was called where it comes from
    :param file: it can be sought in, and stays open as long as this is used
    """

    name: str
    file: IO[bytes]
    limits: Limits = LIMITS
    _refused: list[Refused] = field(default_factory=list)
    _members: dict[str, Member] | None = None
    _is_known: bool = False

    def __post_init__(self) -> None:
        """Look at what is there. Raises :class:`Unreadable` for a bomb and for a damaged archive.

        What has to be unpacked to be looked at is left for who asks for its names: that may take a while.
        """
        self.name = plain_name(self.name)
        if not archives.is_compressed(self.file):
            self._look_inside()

    @property
    def refused(self) -> list[Refused]:
        """The members that are not among :meth:`names`, and why."""
        self._look_inside()
        return self._refused

    def names(self) -> list[str]:
        """Return the names of all files that can be opened; of an upload that is no archive, its own."""
        self._look_inside()
        return [self.name] if self._members is None else sorted(self._members)

    def open(self, name: str) -> IO[bytes]:
        """Return a file to be read from its beginning.

        Reading raises :class:`Unreadable` where the archive is damaged. Raises :class:`KeyError` for a name
        that is not among :meth:`names`.
        """
        self._look_inside()
        if self._members is None:
            if name != self.name:
                raise KeyError(name)
            return io.BufferedReader(_Watched(name, Section(self.file, 0, None)), CHUNK)
        try:
            return io.BufferedReader(_Watched(name, self._members[name].open()), CHUNK)
        except DAMAGE as error:
            raise damaged(name, error) from error

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
            for piece in decoded(name, iter(lambda: file.read(CHUNK), b"")):
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
        if self._is_known:
            return
        found = archives.members(self.name, self.file, self.limits)
        self._is_known = True
        if found is None:
            return
        self._members = {}
        for each in found:
            if not _LITTER.search(each.path):
                self._take(each, self._members)

    def _take(self, member: Member, taken: dict[str, Member]) -> None:
        name = plain_name(member.path)
        why = _objection(member, name, taken)
        if why is None:
            taken[name] = member
        else:
            self._refused.append(Refused(Place(self.name, path=name), why.why, why.facts))


def _objection(member: Member, name: str, taken: Collection[str]) -> Refused | None:
    """Return why a member is not opened, or None."""
    path = member.path.replace("\\", "/")
    leads_out = path.startswith("/") or _DRIVE.match(path) or ".." in PurePosixPath(path).parts
    is_odd = _CONTROL.search(member.path) is not None
    if leads_out or is_odd or name in taken or member.is_locked or not member.is_file:
        return Refused(
            Place(name),
            "This name leads out of the archive." if leads_out
            else "This name has control characters in it." if is_odd
            else "This is a link or a device, and no file." if not member.is_file
            else "This file is locked with a password." if member.is_locked
            else "There are two files of this name; the first one is read.",
        )  # fmt: skip
    try:
        with member.open() as file:
            if archives.is_archive(file.read(262)):
                return Refused(Place(name), "This is an archive in the archive. Bring it by itself.")
    except DAMAGE as error:
        return damaged(name, error).refused
    return None


@dataclass
class _Watched(io.RawIOBase):
    """A file of which a damaged place is an answer, and no accident."""

    name: str
    file: IO[bytes]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self.file.read(len(buffer))
        except DAMAGE as error:
            raise damaged(self.name, error) from error
        buffer[: len(data)] = data
        return len(data)


def plain_name(name: str) -> str:
    """Return a file's name fit to be shown and stored: no control characters, at most 300 code points."""
    return _CONTROL.sub("\ufffd", name.replace("\\", "/"))[-300:] or "?"
