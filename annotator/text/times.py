"""Times of day as news writes them, as the minutes they allow: "about 7 p.m." is 18:30 to 19:30.

Minutes are counted from midnight. A full hour is mostly rounded ("7 p.m."), so it allows ten minutes on
both sides. Time zones are not read: two accounts of one event mostly give the local time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

Range = tuple[float, float]
# Unit ("time", or "clock" where morning and evening are open), minutes from and to, where it was written.
Timed = tuple[str, Range, tuple[int, int]]

DAY: Final = 1440.0
CLOCK: Final = 720.0
_NOON: Final = 12  # hours
_FULL: Final = 10  # minutes that a full hour is rounded by
_ABOUT: Final = 30
_NAMED: Final = {"noon": CLOCK, "midday": CLOCK, "midnight": DAY}

_BEFORE: Final = r"(?:just|shortly|a little|moments|right) before|just shy of"
_AFTER: Final = r"(?:just|shortly|a little|moments|right) after|just past|past"
_NEAR: Final = r"about|around|roughly|approximately|nearly|almost|some time around|circa|close to"
_MODIFIERS: Final = f"(?:(?P<before>{_BEFORE})|(?P<after>{_AFTER})|(?P<near>{_NEAR})) ".replace(" ", "[ ]")
_TIME: Final = re.compile(
    rf"""
    (?<![\w.,:/$€£¥-])
    (?:{_MODIFIERS})?
    (?: (?P<named>noon|midday|midnight)\b
      | (?P<hour>1[0-2]|0?[1-9])(?:[.:](?P<minute>[0-5]\d))?
        (?: [ ]?(?P<half>[ap])(?:\.[ ]?m\b\.?|m\b)
          | [ ]o['’]clock(?:\ in\ the\ (?P<part>morning|afternoon|evening)|\ at\ (?P<night>night))?\b )
      | (?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)(?![\d:]|[ ]?[ap]\.?m) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HINT: Final = re.compile(r"\d[ ]?[ap]\.?[ ]?m\b|:[0-5]\d|o['’]clock|noon|midday|midnight", re.IGNORECASE)
# "2:10" is a score or a verse as well, unless one of these goes before it.
_AT: Final = re.compile(
    r"\b(?:at|by|from|until|till|to|and|since|after|before|between|time|about|around)[ ]$", re.IGNORECASE
)
_AT_LENGTH: Final = 10


def times(text: str, start: int, end: int) -> Iterator[Timed]:
    """Yield the times of day in `text[start:end]`, in order. Linear."""
    if not _HINT.search(text, start, end):  # most sentences have none
        return
    for found in _TIME.finditer(text, start, end):
        read = _read(found)
        if read is not None:
            unit, low, high = read
            if found["before"]:
                low -= _ABOUT
            elif found["after"]:
                high += _ABOUT
            elif found["near"]:
                low, high = low - _ABOUT, high + _ABOUT
            yield unit, (low, high), found.span()


def times_agree(one: Range, other: Range, unit: str) -> bool:
    """Tell whether two times can be the same; 23:55 and "12 a.m." can, a day apart in numbers."""
    around = CLOCK if unit == "clock" else DAY
    return any(
        max(one[0], other[0] + turn * around) <= min(one[1], other[1] + turn * around)
        for turn in range(-2, 3)
    )


def _read(found: re.Match[str]) -> tuple[str, float, float] | None:
    if found["named"]:
        at = _NAMED[found["named"].lower()]
        return "time", at, at
    if found["hour24"]:
        before = found.string[max(0, found.start() - _AT_LENGTH) : found.start()]
        if not (_AT.search(before) or found["near"] or found["before"] or found["after"]):
            return None
        at = 60.0 * int(found["hour24"]) + int(found["minute24"])
        is_open = at < CLOCK + 60 and not found["hour24"].startswith("0")
        return ("clock" if is_open else "time"), at, at
    at = 60.0 * (int(found["hour"]) % _NOON) + int(found["minute"] or 0)
    slack = 0 if found["minute"] else _FULL
    half = "p" if found["part"] in {"afternoon", "evening"} or found["night"] else found["half"]
    half = "a" if found["part"] == "morning" else half
    if half is None:
        return "clock", at - slack, at + slack
    at += CLOCK if half.lower() == "p" else 0
    return "time", at - slack, at + slack
