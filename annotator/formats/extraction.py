"""The main text of a web page, and what the page says of itself (trafilatura)."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

import charset_normalizer
import trafilatura
from trafilatura.settings import Document

from annotator.errors import TextUnreadable

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED: Final = re.compile(rb"""charset\s*+=\s*+["']?+([\w.:-]{2,40})""", re.IGNORECASE)
_HEAD: Final = 4096  # bytes in which a declaration counts; HTML asks for the first 1024
_SAMPLE: Final = 65536  # bytes that the encoding is guessed from: enough, and the guess costs milliseconds
# What pages declare, and what browsers read instead (WHATWG Encoding): the supersets that are really sent.
_SUPERSETS: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
# Guesses that are worth something. Among the code pages of Latin scripts they are not: cp1252 is likelier.
_TRUSTED: Final = frozenset(
    {
        "cp1251",
        "koi8_r",
        "cp1253",
        "cp1255",
        "cp1256",
        "cp932",
        "shift_jis",
        "euc_jp",
        "gb18030",
        "big5",
        "cp949",
    }
)
_BROKEN: Final = 0.1  # share of characters beyond ASCII that may be broken in what still is UTF-8
_META: Final = r"article:published_time[\"']\s++content\s*+=\s*+[\"']"
_DATA: Final = r"\"datePublished\"\s*+:\s*+\""
_PUBLISHED: Final = re.compile(rf"(?:{_META}|{_DATA})([^\"'<>]{{10,40}})[\"']")
# The precise mode leaves out more of what surrounds an article. Where it leaves out more than half of what
# the ordinary mode finds, it has lost the article.
_LOST: Final = 0.5
_LIST_ITEM: Final = "- "


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article as its page tells it; None where the page says nothing."""

    text: str
    title: str | None = None
    byline: str | None = None
    published_at: str | None = None  # ISO 8601: a date, or a time where the page tells it
    source: str | None = None


def extract(html: str | bytes, url: str | None = None) -> Extracted:
    """Return the main text of a page, a blank line between paragraphs; comments are left out.

    Bytes are decoded by their byte order mark, as UTF-8 where they are that, by what the page declares, or by
    a guess. Raises :class:`TextUnreadable`, and nothing else.
    """
    try:
        page = decoded(html) if isinstance(html, bytes) else html
        # Lone surrogates and NUL have no place in XML: the parser would stop at them.
        page = page.encode("utf-8", "replace").decode().replace("\x00", "")
        found = _article(page, url)
    except Exception as error:
        raise TextUnreadable("The page is damaged and can't be read.") from error
    if found is None or not found.text or not found.text.strip():
        raise TextUnreadable("There is no article on this page.")
    return Extracted(
        _with_paragraphs(found.text),
        found.title or None,
        found.author or None,
        _published(page, found.date),
        found.sitename or None,
    )


def decoded(data: bytes) -> str:
    """Return the text of a page's bytes; what no encoding explains becomes U+FFFD. Never raises."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    if b"\x00" not in data[:_HEAD]:
        # Text that is UTF-8 is UTF-8, whatever the page declares; a few broken bytes don't change that.
        text = data.decode("utf-8", "replace")
        beyond = sum(not character.isascii() for character in text)
        if text.count("\ufffd") <= _BROKEN * beyond:
            return text
    return _by_declaration(data) or _by_guess(data)


def _by_declaration(data: bytes) -> str | None:
    declared = _DECLARED.search(data[:_HEAD])
    if declared is None:
        return None
    with suppress(LookupError, UnicodeError):
        name = codecs.lookup(declared.group(1).decode("ascii")).name
        return data.decode(_SUPERSETS.get(name, name))
    return None


def _by_guess(data: bytes) -> str:
    guess = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    name = guess.encoding if guess else ""
    is_wide = name.startswith(("utf_16", "utf_32"))
    return data.decode(name if is_wide or name in _TRUSTED else "cp1252", "replace")


def _article(page: str, url: str | None) -> Document | None:
    ordinary = _found(page, url, favor_precision=False)
    precise = _found(page, url, favor_precision=True)
    if precise is None or ordinary is None:
        return precise or ordinary
    return precise if len(precise.text or "") >= _LOST * len(ordinary.text or "") else ordinary


def _found(page: str, url: str | None, *, favor_precision: bool) -> Document | None:
    found = trafilatura.bare_extraction(
        page, url=url, with_metadata=True, include_comments=False, favor_precision=favor_precision
    )
    return found if isinstance(found, Document) else None


def _with_paragraphs(text: str) -> str:
    """Return the text with a blank line between its lines, which are paragraphs, but for those of a list."""
    lines = [line for line in text.splitlines() if line.strip()]
    out = lines[:1]
    for before, line in pairwise(lines):
        in_list = before.startswith(_LIST_ITEM) and line.startswith(_LIST_ITEM)
        out.append(("\n" if in_list else "\n\n") + line)
    return "".join(out)


def _published(page: str, date: str | None) -> str | None:
    """Return when the page was published: to the minute where a time is told for the day that was found."""
    for told in _PUBLISHED.findall(page):
        with suppress(ValueError):
            moment = datetime.fromisoformat(told.strip())
            if date in {None, moment.date().isoformat()}:
                return moment.isoformat()
    return date or None
