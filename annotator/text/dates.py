"""Dates as news writes them, as the days they allow: "late 80s" is 1986 to 1989, "May 2014" a month.

Two dates that are the ends of a stretch ("between 1987 and 2011", "2013/14") are one. Days are counted as
:meth:`datetime.date.toordinal` does. A day without a year has no such number; it is compared as a day of
the year, and a weekday as one of seven.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

Range = tuple[float, float]
# Unit ("day", "yearday", "weekday"), days from and to, where it was written.
Dated = tuple[str, Range, tuple[int, int]]

_NAMES: Final = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|"
    "october oct|november nov|december dec"
)
_MONTHS: Final = {
    name: number for number, names in enumerate(_NAMES.split("|"), start=1) for name in names.split()
}
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Where in a decade: what people mean by it differs, so the ranges overlap.
PARTS: Final = {"early": (0, 4), "mid": (3, 7), "late": (6, 9), None: (0, 9)}
_LEAP: Final = 2000  # a year that has every day
_LONGEST: Final = 31  # days that a date may span to be compared as a day of the year
_CENTURY: Final = 1900  # of "the 80s"
_YEARS: Final = range(1500, 2100)  # what four digits alone can be

_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE: Final = re.compile(
    rf"""
    \b(?P<month>{_MONTH})\b\.?[ ](?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?[ ](?P<year>\d{{4}})\b)?
  | \b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?[ ](?:of[ ])?(?P<month2>{_MONTH})\b(?:,?[ ](?P<year2>\d{{4}})\b)?
  | \b(?P<month3>{_MONTH})\b\.?,?[ ](?:of[ ])?(?P<year3>\d{{4}})\b
  | \b(?P<iso>\d{{4}}-\d\d-\d\d)\b
  | (?<![\d.,$€£¥/-])\b(?P<from>(?:1[5-9]|20)\d\d)[-–/](?P<to>(?:1[5-9]|20)?\d\d)\b(?![%,.]?\d|[-–/])
  | (?:\b(?P<part>early|mid|late)[ -](?:the[ ])?)?['’]?\b(?P<decade>(?:1[5-9]|20)?\d0)['’′]?s\b
  | (?<![\d.,$€£¥-])\b(?P<year4>(?:1[5-9]|20)\d\d)\b(?![%,.]?\d|-)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OPENING: Final = re.compile(r"\b(?:between|from)(?: the)? $", re.IGNORECASE)
_OPENING_LENGTH: Final = 12  # code points of "between the "
_TO: Final = re.compile(r" (?:and|to|until|till|through)(?: the)? ", re.IGNORECASE)
_DASHES: Final = frozenset({"-", "–", " – ", "—"})
_OF_A_LIFE: Final = re.compile(r"\b(?:his|her|their|my) $", re.IGNORECASE)
_WEEKDAY: Final = re.compile(rf"\b({'|'.join(_WEEKDAYS)})s?\b", re.IGNORECASE)
_DIGIT: Final = re.compile(r"\d")


def dates(text: str, start: int, end: int) -> Iterator[Dated]:
    """Yield the dates in `text[start:end]`: weekdays, then the others. Linear."""
    for found in _WEEKDAY.finditer(text, start, end):
        at = float(_WEEKDAYS.index(found[1].lower()))
        yield "weekday", (at, at), found.span()
    if not _DIGIT.search(text, start, end):  # most sentences have none, and the long pattern is slow
        return
    read = ((_read(found), found.span()) for found in _DATE.finditer(text, start, end))
    yield from _stretches(text, start, [(*days, place) for days, place in read if days is not None])


def _stretches(text: str, start: int, found: list[Dated]) -> Iterator[Dated]:
    """Yield the dates, two that are the ends of a stretch as one: "between 1987 and 2011"."""
    at = 0
    while at < len(found):
        unit, (low, high), (begin, end) = found[at]
        at += 1
        if at < len(found) and found[at][0] == unit and high <= found[at][1][1]:
            between = text[end : found[at][2][0]]
            opening = _OPENING.search(text, max(start, begin - _OPENING_LENGTH), begin)
            if (opening and _TO.fullmatch(between)) or between in _DASHES:
                begin = opening.start() if opening else begin
                high, end = found[at][1][1], found[at][2][1]
                at += 1
        yield unit, (low, high), (begin, end)


def as_yearday(days: Range) -> Range | None:
    """Return the same days without their year, or `None` for a stretch longer than a month."""
    low, high = int(days[0]), int(days[1])
    if high - low >= _LONGEST:
        return None
    first, last = (_yearday(day.month, day.day) for day in (date.fromordinal(low), date.fromordinal(high)))
    return (first, last) if first <= last else None


def _read(found: re.Match[str]) -> tuple[str, Range] | None:
    parts = found.groupdict()
    if parts["decade"]:
        if _OF_A_LIFE.search(found.string[max(0, found.start() - _OPENING_LENGTH) : found.start()]):
            return None  # "in her 30s" is an age
        return "day", _decade(int(parts["decade"]), parts["part"])
    if parts["from"]:
        first, last = int(parts["from"]), int(parts["to"])
        last += first - first % 100 if last < _YEARS.start else 0
        return ("day", _years(first, last)) if first <= last else None
    if parts["iso"]:
        return _day(*(int(part) for part in parts["iso"].split("-")))
    year = parts["year"] or parts["year2"] or parts["year3"] or parts["year4"]
    month = parts["month"] or parts["month2"] or parts["month3"]
    day = parts["day"] or parts["day2"]
    if month and not month[0].isupper():
        return None  # "may 10", "march 12 miles"
    return _day(int(year or 0), _MONTHS[month.lower()] if month else 0, int(day or 0))


def _day(year: int, month: int, day: int) -> tuple[str, Range] | None:
    """Return the days of a date, a part of which is 0 when it is not told; `None`: there is no such day."""
    if not month:
        return ("day", _years(year, year)) if year in _YEARS else None
    if month > max(_MONTHS.values()) or (year and not MINYEAR <= year < MAXYEAR):
        return None
    longest = monthrange(year or _LEAP, month)[1]
    if day > longest:
        return None
    first, last = (day, day) if day else (1, longest)
    if year:
        return "day", (date(year, month, first).toordinal(), date(year, month, last).toordinal())
    return "yearday", (_yearday(month, first), _yearday(month, last))


def _decade(written: int, part: str | None) -> Range:
    start = written if written >= _YEARS.start else _CENTURY + written
    if written <= 20:  # noqa: PLR2004 - "the 10s" and "the 20s" are of this century
        start = 2 * 1000 + written
    first, last = PARTS[part.lower() if part else None]
    return _years(start + first, start + last)


def _years(first: int, last: int) -> Range:
    return date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()


def _yearday(month: int, day: int) -> float:
    return float(date(_LEAP, month, day).toordinal() - date(_LEAP, 1, 1).toordinal())
