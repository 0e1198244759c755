"""Quantities in a sentence as typed ranges, so that two reports can be said to agree or not.

Own rules: general number and date readers misread body text ("80s" as 80 seconds).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Final, Literal

from annotator.text.amounts import HINTS, MODIFIER, NUMBER, allowed
from annotator.text.dates import PARTS, as_yearday, dates
from annotator.text.spans import Span
from annotator.text.terms import bag, is_function
from annotator.text.times import times, times_agree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Kind = Literal["number", "percent", "money", "date", "time", "duration"]

# Each in days.
_DURATIONS: Final = {
    "second": 1 / 86400,
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "night": 1.0,
    "week": 7.0,
    "fortnight": 14.0,
    "month": 30.44,
    "year": 365.25,
    "decade": 3652.5,
    "century": 36525.0,
    "centurie": 36525.0,  # before its plural's "s"
}
# A month and a year are not of one length, and decades are round: "two decades" are 18 to 22 years.
_SLACK: Final = {"month": 0.03, "year": 0.03, "decade": 0.1, "century": 0.1, "centurie": 0.1}
_CURRENCIES: Final = {
    **dict.fromkeys(("$", "us$", "dollar", "usd"), "dollar"),
    **dict.fromkeys(("€", "euro", "eur"), "euro"),
    **dict.fromkeys(("£", "pound", "gbp"), "pound"),
    **dict.fromkeys(("¥", "yen"), "yen"),
    **dict.fromkeys(("rouble", "ruble"), "rouble"),
    "yuan": "yuan",
    "rupee": "rupee",
}

_AMOUNT: Final = re.compile(
    rf"(?<![\w.,])(?:\b(?P<modifier>{MODIFIER}) (?:the )?)?(?P<sign>(?:us)?\$|[€£¥])? ?{NUMBER}"
    r"(?: ?(?P<percent>%|per cent\b|percent\b|percentage points?\b)"
    r"|[ -](?P<age>year-old|years? old)s?\b"
    rf"|[ -](?P<length>{'|'.join(_DURATIONS)})s?\b"
    rf"| (?P<currency>{'|'.join(word for word in _CURRENCIES if word.isalpha())})s?\b)?",
    re.IGNORECASE,
)
_HINT: Final = re.compile(r"\d|[a-z]+")
_DIGIT: Final = re.compile(r"\d")
# "Jane Roe, 33, said", "aged 33", "in her early 30s".
_AGE: Final = "age"
_AGES: Final = re.compile(
    r"\b(?:aged? |[A-Z][^\W\d_]+, )(?P<years>\d{1,3})(?=[,.;)]|$)"
    r"|\b(?:his|her|their|my) (?:(?P<part>early|mid|late)[ -])?(?P<decade>[1-9]0)['’]?s\b"
)

# What is counted: up to three words behind the number, at most to the end of its phrase.
_COUNTED: Final = re.compile(r"[ -](?:of (?:the |its |his |her |their )?)?((?:[^\W\d_]+[ -]?){1,3})")
_PLURAL: Final = re.compile(r" (?:people|men|women|children|[^\W\d_]{3,}s)\b")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity at `span`, which allows any value in `[low, high]` of its `unit`.

    The unit of a date is "day" (days since the year 1), "yearday" or "weekday"; that of a time of day is
    "time" (minutes since midnight) or "clock" (morning or evening); that of a duration is days; that of money
    its currency; that of an age "age" (years). A number counts what its `counted` stems and concepts name.
    """

    span: Span
    kind: Kind
    low: float
    high: float
    unit: str
    counted: frozenset[str]


def quantities(text: str, within: Span) -> list[Quantity]:
    """Return the quantities in a range of `text`, in order, none inside another. Linear."""
    dated = [
        Quantity(Span(*place), "date", *days, unit, frozenset())
        for unit, days, place in dates(text, within.start, within.end)
        if not _is_count(text, *place, within.end)
    ]
    timed = [
        Quantity(Span(*place), "time", *minutes, unit, frozenset())
        for unit, minutes, place in times(text, within.start, within.end)
    ]
    dated += list(_apart(timed, dated))
    dated += list(_apart(_ages(text, within), dated))
    return sorted([*dated, *_apart(_amounts(text, within), dated)], key=lambda found: found.span)


def _apart(found: Iterable[Quantity], others: Sequence[Quantity]) -> Iterator[Quantity]:
    """Yield those of the quantities, which do not overlap each other, that overlap none of `others`."""
    taken = sorted(other.span for other in others)
    starts = [span.start for span in taken]
    for one in found:
        last = bisect_left(starts, one.span.end) - 1  # the last of the others that begins before its end
        if last < 0 or taken[last].end <= one.span.start:
            yield one


def comparable(one: Quantity, other: Quantity) -> bool:
    """Tell whether the two measure the same kind of thing in the same unit."""
    return _ranges(one, other) is not None


def agree(one: Quantity, other: Quantity) -> bool:
    """Tell whether the two are comparable and some value is allowed by both."""
    ranges = _ranges(one, other)
    if ranges is not None and one.kind == "time":
        return times_agree(*ranges, "clock" if "clock" in {one.unit, other.unit} else one.unit)
    return ranges is not None and max(ranges[0][0], ranges[1][0]) <= min(ranges[0][1], ranges[1][1])


def _ranges(one: Quantity, other: Quantity) -> tuple[tuple[float, float], tuple[float, float]] | None:
    mine, theirs = (one.low, one.high), (other.low, other.high)
    if one.kind != other.kind or (one.kind == "number" and not one.unit and not one.counted & other.counted):
        return None
    if one.unit == other.unit or one.kind == "time":
        return mine, theirs
    if {one.unit, other.unit} == {"day", "yearday"}:
        mine_without = as_yearday(mine) if one.unit == "day" else mine
        theirs_without = as_yearday(theirs) if other.unit == "day" else theirs
        return (mine_without, theirs_without) if mine_without and theirs_without else None
    return None


def _amounts(text: str, within: Span) -> Iterator[Quantity]:
    if not HINTS.intersection(_HINT.findall(within.of(text).lower())):
        return  # most sentences have no number, and the long pattern is slow
    for found in _AMOUNT.finditer(text, within.start, within.end):
        low, high = allowed(found, found["modifier"])
        span = Span(*_trimmed(text, *found.span()))
        if found["sign"] or found["currency"]:
            currency = _CURRENCIES[(found["sign"] or found["currency"]).lower()]
            yield Quantity(span, "money", low, high, currency, frozenset())
        elif found["percent"]:
            yield Quantity(span, "percent", low, high, "%", frozenset())
        elif found["age"]:
            yield Quantity(span, "number", low, high, _AGE, frozenset())
        elif found["length"]:
            unit = found["length"].lower()
            slack = _SLACK.get(unit, 0.0)
            days = _DURATIONS[unit]
            yield Quantity(
                span, "duration", low * days * (1 - slack), high * days * (1 + slack), "day", frozenset()
            )
        else:
            counted = _counted(text, found.end(), within.end)
            if counted and (found["words"] or "").lower() != "one":  # mostly a pronoun
                yield Quantity(span, "number", low, high, "", counted)


def _ages(text: str, within: Span) -> Iterator[Quantity]:
    if not _DIGIT.search(text, within.start, within.end):
        return
    for found in _AGES.finditer(text, within.start, within.end):
        if found["years"]:
            years = float(found["years"])
            yield Quantity(Span(*found.span("years")), "number", years, years, _AGE, frozenset())
        else:
            first, last = PARTS[found["part"]]
            decade, start = (
                float(found["decade"]),
                found.start("part") if found["part"] else found.start("decade"),
            )
            span = Span(start, found.end())
            yield Quantity(span, "number", decade + first, decade + last, _AGE, frozenset())


def _counted(text: str, start: int, end: int) -> frozenset[str]:
    found = _COUNTED.match(text, start, end)
    phrase = takewhile(lambda word: not is_function(word.casefold()), found[1].split()) if found else ()
    return frozenset(bag(" ".join(phrase)))


def _is_count(text: str, start: int, end: int, limit: int) -> bool:
    """Tell whether four digits are a number and no year: a plural stands behind them ("2000 people")."""
    behind = _PLURAL.match(text, end, limit)
    return text[start:end].isdecimal() and behind is not None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while text[start].isspace():
        start += 1
    return start, end
