"""What a plain text says of itself at its head and foot: title, byline, date, source.

Only what stands in the usual forms is taken; the person who imports looks it over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

LONGEST_HEADLINE = 160  # code points; headlines of the two sample articles have 52 and 46
HEAD, FOOT = 8, 4  # paragraphs from either end in which a byline or a date may stand

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar",
            "february feb februar",
            "march mar märz",
            "april apr",
            "may mai",
            "june jun juni",
            "july jul juli",
            "august aug",
            "september sep sept",
            "october oct oktober okt",
            "november nov",
            "december dec dezember dez",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})\.? ({_MONTH})\.?,? (\d{{4}})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b", re.IGNORECASE)
_BYLINE = re.compile(r"(?:by|author:|written by|von|autor:|autorin:)\s+(\S.{1,118})", re.IGNORECASE)
_SOURCE = re.compile(
    r"(?:source:|quelle:|this (?:article|story|report) was (?:originally |first )?published (?:by|in|on))"
    r"\s+([^.\n]{2,80}?)\s*\.?",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"(?:share|subscribe|sign up|advertisement|read more|print|follow us)\b", re.IGNORECASE
)
# "By Jane Doe, The Paper": what stands last and reads like a paper's name; "Staff Writer" is none.
_LAST = re.compile(
    r"(?P<byline>.*\S)(?:\s*[,|·]\s*|\s+[-\u2013\u2014]\s+|\s+(?:for|für)\s+)(?P<source>\S.*?)\.?"
)
_PAPER = re.compile(
    r"(?:(?:The|Der|Die|Das|La|Le|El) [A-Z0-9].*|.*\.(?:com|org|net|news|de|co\.uk)"
    r"|(?:AFP|AP|ANSA|dpa|DPA|EFE|PA|PTI|Reuters|UPI|Xinhua)"
    r"|(?:.* )?(?:Times|Post|News|Journal|Herald|Tribune|Gazette|Chronicle|Telegraph|Press|Courier|Observer"
    r"|Zeitung|Nachrichten|Anzeiger|Kurier|Rundschau|Tageblatt|Allgemeine|Agency|Magazine|Review))"
)
_ROLE = re.compile(
    r"\b(?:writers?|reporters?|editors?|correspondents?|staff|bureau|chief|contributors?|columnist|redakt\w+|korrespondent\w*)\b",
    re.IGNORECASE,
)
_LONGEST_LABEL = 120  # a line with a byline or a date says little else


@dataclass(frozen=True, slots=True)
class Masthead:
    """What was found; empty strings where nothing was."""

    title: str = ""
    byline: str = ""
    published: str = ""  # ISO date
    source: str = ""


def of_plain_text(text: str) -> Masthead:
    """Find title, byline, date and source in a normalised text. Cost grows with its first and last lines."""
    lines = [line.strip() for block in text.split("\n\n") for line in block.split("\n") if line.strip()]
    edge = [line for line in [*lines[:HEAD], *lines[-FOOT:]] if len(line) <= _LONGEST_LABEL]
    byline, source = _without_source(_first(_BYLINE, edge))
    return Masthead(
        title=_title(lines),
        byline=byline,
        published=_date(edge),
        source=_first(_SOURCE, edge) or source,
    )


def _without_source(byline: str) -> tuple[str, str]:
    """Return a byline without the paper that stands at its end, and the paper, if one does."""
    found = _LAST.fullmatch(byline)
    if found and _PAPER.fullmatch(found["source"]) and not _ROLE.search(found["source"]):
        return found["byline"], found["source"]
    return byline, ""


def _title(lines: list[str]) -> str:
    """Take the first line that reads like a headline, else the beginning of the first sentence."""
    told = [line for line in lines[:HEAD] if not _BOILERPLATE.match(line)]
    if not told:
        return ""
    first = told[0].lstrip("# ").strip()
    if len(first) <= LONGEST_HEADLINE:
        return first.rstrip(".") if first.count(".") == 1 else first
    return first[:80].rsplit(" ", 1)[0].rstrip(",;:") + "\u2026"


def _first(pattern: re.Pattern[str], lines: list[str]) -> str:
    for line in lines:
        found = pattern.fullmatch(line)
        if found:
            return found[1].strip()
    return ""


def _date(lines: list[str]) -> str:
    for line in lines:
        found = _ISO.search(line)
        parts = (found[1], found[2], found[3]) if found else None
        if not parts and (found := _DAY_FIRST.search(line)):
            parts = (found[3], str(_MONTHS[found[2].lower()]), found[1])
        if not parts and (found := _MONTH_FIRST.search(line)):
            parts = (found[3], str(_MONTHS[found[1].lower()]), found[2])
        if parts:
            try:
                return date(int(parts[0]), int(parts[1]), int(parts[2])).isoformat()
            except ValueError:
                continue
    return ""
