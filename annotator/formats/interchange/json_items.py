"""The items of a large JSON file, one at a time: of an array, or of values that follow each other."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Any

from annotator.formats.interchange.incoming import Place, Refused, Unreadable
from annotator.formats.interchange.json_files import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.formats.interchange.packed import Packed

_CHUNK = 1 << 16  # bytes
_MARK = b"\xef\xbb\xbf"
# In a value: what opens, what closes, and strings as a whole. A string that is cut off by the chunk's end is
# left for the next one.
_STEPS = re.compile(rb'[\[{]|[\]}]|"(?:[^"\\]|\\.)*+"|"', re.DOTALL)
_OPENERS = (b"[", b"{")
_BLANK = b" \t\r\n"


def items(packed: Packed, name: str, largest: int = 50_000_000) -> Iterator[tuple[Place, Any]]:
    """Yield each item of an array, or each value of several, with its line (from 1) or its path `[3]`.

    Holds one item, of at most `largest` bytes. Raises :class:`Unreadable` for what is no JSON, or no UTF-8;
    what stands before the bad place comes first.
    """
    with packed.open(name) as file:
        reader = _Reader(name, file, largest)
        is_array = reader.enter()
        number = 0
        while (found := reader.item(is_array=is_array)) is not None:
            line, data = found
            try:
                text = data.decode()
            except UnicodeDecodeError:
                raise Unreadable(Refused(Place(name, line), "This is not UTF-8. Save it as that.")) from None
            place = Place(name, line, f"[{number}]" if is_array else "")
            yield place, parsed(place, text)
            number += 1


class _Reader:
    """A file's bytes from a place on, with the line that it is in."""

    def __init__(self, name: str, file: IO[bytes], largest: int) -> None:
        self.name, self.file, self.largest = name, file, largest
        self.data = file.read(_CHUNK).removeprefix(_MARK)
        self.line = 1

    @property
    def place(self) -> Place:
        """Where it is now."""
        return Place(self.name, self.line)

    def enter(self) -> bool:
        """Say whether an array begins here, and go inside."""
        self._skip(_BLANK)
        if not self.data:
            raise Unreadable(Refused(Place(self.name), "This file is empty."))
        if self.data[:1] not in _OPENERS:
            raise Unreadable(Refused(self.place, "No JSON array or object begins here."))
        is_array = self.data[:1] == b"["
        if is_array:
            self.data = self.data[1:]
        return is_array

    def item(self, *, is_array: bool) -> tuple[int, bytes] | None:
        """Return the next value with its line, or None at the end."""
        self._skip(_BLANK + b"," if is_array else _BLANK)
        if not self.data:
            if is_array:
                raise Unreadable(Refused(self.place, "The array has no end: the file was cut off."))
            return None
        if is_array and self.data[:1] == b"]":
            self.data = self.data[1:]
            self._skip(_BLANK)
            if self.data:
                raise Unreadable(Refused(self.place, "Something stands behind the end of the array."))
            return None
        line = self.line
        end = self._end()
        value, self.data = self.data[:end], self.data[end:]
        self.line += value.count(b"\n")
        return line, value

    def _end(self) -> int:
        """Return where the object or array ends that begins here."""
        if self.data[:1] not in _OPENERS:
            raise Unreadable(Refused(self.place, "What stands here is no JSON object."))
        depth, at = 0, 0
        while True:
            for step in _STEPS.finditer(self.data, at):
                found = step[0]
                if found == b'"':  # a string without an end, so far
                    at = step.start()
                    break
                at = step.end()
                depth += (found in b"[{") - (found in b"]}") if len(found) == 1 else 0
                if depth == 0:
                    return at
            else:
                at = len(self.data)
            self._more()

    def _skip(self, blanks: bytes) -> None:
        while True:
            left = self.data.lstrip(blanks)
            self.line += self.data[: len(self.data) - len(left)].count(b"\n")
            self.data = left
            if left:
                return
            self.data = self.file.read(_CHUNK)
            if not self.data:
                return

    def _more(self) -> None:
        # By halves of what is held, so that a long string is not looked through again and again.
        chunk = self.file.read(max(_CHUNK, len(self.data) // 2))
        if not chunk:
            raise Unreadable(
                Refused(self.place, "This is no JSON (a bracket or a quotation mark has no end).")
            )
        self.data += chunk
        if len(self.data) > self.largest:
            raise Unreadable(
                Refused(
                    Place(self.name, self.line),
                    "This item has more than %(most)s bytes.",
                    {"most": self.largest},
                )
            )
