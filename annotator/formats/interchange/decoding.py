"""Bytes of somebody's file as text: UTF-8, or UTF-16 where its mark says so; else refused by its place."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from annotator.formats.interchange.incoming import Place, Refused, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decoded(name: str, chunks: Iterator[bytes]) -> Iterator[str]:
    """Yield the text of bytes in pieces. Raises :class:`Unreadable` with the place of the first bad one."""
    chunk: bytes | None = next(chunks, b"")
    assert chunk is not None  # noqa: S101 - for mypy
    encoding = next((each for mark, each in _MARKS if chunk.startswith(mark)), "utf-8")
    decoder = codecs.getincrementaldecoder(encoding)()
    read, lines = 0, 1
    while chunk is not None:
        following = next(chunks, None)
        read += len(chunk)
        try:
            text = decoder.decode(chunk, final=following is None)
        except UnicodeDecodeError as error:
            # The decoder may still have held bytes of the chunk before: its place counts from those.
            good = error.object[: error.start].decode(error.encoding, "ignore")
            yield good
            place = Place(name, lines + good.count("\n"))
            raise Unreadable(_no_text(place, error, read - len(error.object) + error.start)) from None
        lines += text.count("\n")
        yield text
        chunk = following


def _no_text(place: Place, error: UnicodeDecodeError, at: int) -> Refused:
    encoding = error.encoding.upper()[:6].removesuffix("-")
    bad = error.object[error.start : error.start + 2]
    if (encoding == "UTF-16" and "illegal" in error.reason) or (bad[:1] == b"\xed" and bad[1:] >= b"\xa0"):
        return Refused(place, "Byte %(byte)s begins half of a character (a lone surrogate).", {"byte": at})
    return Refused(
        place,
        "Byte %(byte)s is not %(encoding)s. Save the file as UTF-8.",
        {"byte": at, "encoding": encoding},
    )


def nul(name: str, line: int) -> Unreadable:
    """Return the refusal of a line with a NUL."""
    return Unreadable(
        Refused(
            Place(name, line),
            "This line has a NUL character: it is no text, or UTF-16 without its byte order mark.",
        )
    )
