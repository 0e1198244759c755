"""Changes that nobody need look at: typography, clock times, and what a page has around its article.

Invitations, copyright lines and time stamps are told by line, since that is how pages have them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

from annotator.text.tokens import fold

Trivial = Literal["typography", "boilerplate", "clock"]
Range = tuple[int, int]

LONGEST: Final = 120  # code points
_INVITING: Final = re.compile(
    # "Share prices fell." and "Print is dead." are news: each goes on as an invitation does, or ends.
    r"(?:share (?:this|on|via|with)\b|share\s*$|sign up (?:to|for|here)\b"
    r"|subscribe (?:to|now|for)\b|subscribe\s*$"
    r"|advertisement\s*$|anzeige\s*$|read more\b|print (?:this|article|page)\b|print\s*$|follow us\b"
    r"|(?:related(?: stories| articles)?|see also|watch|listen|mehr zum thema|lesen sie auch):|more on this\b"
    r"|skip to\b|download our\b|©|\(c\)|copyright\b|all rights reserved|artikel (?:teilen|drucken)\b)",
    re.IGNORECASE,
)
_LABEL: Final = (
    r"(?:(?:first |last |originally )?(?:updated|published|modified|posted|edited)"
    r"|(?:zuletzt )?(?:aktualisiert|veröffentlicht)|stand)"
)
_TIME: Final = r"\d{1,2}(?:[:.h]\d{2})(?::\d{2})?\s*(?:[ap]\.?m\.?|uhr|[a-z]{2,4})?"
_AGO: Final = r"(?:\d+|an?)\s+(?:second|minute|hour|day|week|month|year)s?\s+ago"
_DAY: Final = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}\.?\s+[a-zäöü]{3,9}\.?,?\s+\d{4}|[a-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})"
)
_MOMENT: Final = rf"(?:{_DAY}|{_TIME}|{_AGO})"
_STAMP: Final = re.compile(
    rf"(?:{_LABEL}\b[:\s]*(?:on|at|am|um|vom|:)?\s*)?{_MOMENT}(?:[\s,|·•–—-]*(?:at|um|on|am)?\s*{_MOMENT}){{0,2}}\s*\.?",
    re.IGNORECASE,
)
_DASHES: Final = re.compile("-{2,}")
_NOTHING: Final = re.compile(rf"{_LABEL}\s*:?", re.IGNORECASE)


def is_boilerplate(line: str) -> bool:
    """Tell whether a line invites or claims rights rather than tells anything. Linear."""
    line = line.strip()
    return len(line) <= LONGEST and _INVITING.match(line) is not None


def is_stamp(line: str) -> bool:
    """Tell whether a line says nothing but when the page was written or changed. Linear."""
    line = line.strip()
    return len(line) <= LONGEST and any(each.fullmatch(line) for each in (_STAMP, _NOTHING))


def why_trivial(old: str, gone: Range, new: str, come: Range) -> Trivial | None:
    """Return why nobody need look at the change of a range to another (code points); None: somebody should.

    Linear in the lines that the ranges touch.
    """
    if _plain(old[slice(*gone)]) == _plain(new[slice(*come)]):
        return "typography"
    lines = [*_lines(old, gone), *_lines(new, come)]
    if lines and all(map(is_stamp, lines)):
        return "clock"
    if lines and all(is_stamp(line) or is_boilerplate(line) for line in lines):
        return "boilerplate"
    return None


def _plain(text: str) -> str:
    """Return a text with one kind of each sign, without white space: two spellings of one text are equal."""
    folded = fold(unicodedata.normalize("NFKC", text))
    return _DASHES.sub("-", "".join(folded.split()))


def _lines(text: str, place: Range) -> list[str]:
    """Return the lines that a range touches; of an empty range none."""
    start, end = place
    if start == end:
        return []
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    whole = text[first : len(text) if last < 0 else last]
    return [line for line in whole.split("\n") if line.strip()]
