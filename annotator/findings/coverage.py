"""Omission and prominence: which claims an account has, as attested, and where in it they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from annotator.text.segments import paragraphs

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

REPORTED: Final = frozenset({"asserted", "denied", "differs"})
ATTESTED: Final = REPORTED | {"not_reported"}

Where = Literal["headline", "lead", "body"]
_ENDS: Final = re.compile(r"[.!?\u2026][\"\u201d\u2019')\]]*$")
_HEADLINE: Final = 160  # code points: a first paragraph that is longer is the lead


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the claims that somebody checked in an account (`n`) it reports.

    What nobody checked is not counted: `open` says how many claims that are.
    """

    reported: int
    omitted: int
    open: int

    @property
    def n(self) -> int:
        """How many were checked."""
        return self.reported + self.omitted

    @property
    def share(self) -> float | None:
        """The share of them that it reports; None when none was checked."""
        return self.reported / self.n if self.n else None


def coverage(statuses: Sequence[str]) -> Coverage:
    """Count the statuses of cells; whatever is not attested stays open."""
    reported = sum(status in REPORTED for status in statuses)
    omitted = sum(status == "not_reported" for status in statuses)
    return Coverage(reported, omitted, len(statuses) - reported - omitted)


@dataclass(frozen=True, slots=True)
class Told:
    """Which accounts report a claim and which were found not to; `open` nobody has checked."""

    by: tuple[int, ...]
    not_by: tuple[int, ...]
    open: tuple[int, ...]

    @property
    def only(self) -> int | None:
        """The one account that has it, when all others were checked, and there are others."""
        return self.by[0] if len(self.by) == 1 and self.not_by and not self.open else None

    @property
    def all_but(self) -> int | None:
        """The one account that lacks it, when at least two others have it and all were checked."""
        return self.not_by[0] if len(self.not_by) == 1 and len(self.by) > 1 and not self.open else None


def told(statuses: Mapping[int, str]) -> Told:
    """Say who reports a claim, by the status of its cell in each account, in the accounts' order."""
    return Told(
        by=tuple(account for account, status in statuses.items() if status in REPORTED),
        not_by=tuple(account for account, status in statuses.items() if status == "not_reported"),
        open=tuple(account for account, status in statuses.items() if status not in ATTESTED),
    )


def outlets(by: Sequence[int], origin: Mapping[int, int], outlet: Mapping[int, Hashable]) -> tuple[int, int]:
    """Return how many outlets, and how many independent origins, the accounts `by` are of.

    Two accounts of one outlet are one outlet; accounts of one origin are one origin, whoever prints them.
    """
    return len({outlet[each] for each in by}), len({origin[each] for each in by})


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an article something stands: its headline, its lead, or a tenth of its text (1-10)."""

    where: Where
    decile: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where an article's headline and lead end, in code points; 0 where its text has no headline."""

    headline: int
    lead: int
    length: int

    def place(self, start: int) -> Place:
        """Say where code point `start` stands. Raises :class:`ValueError` outside of the text."""
        if not 0 <= start < self.length:
            raise ValueError(f"{start} is outside of a text of {self.length} code points.")
        decile = start * 10 // self.length + 1
        if start < self.headline:
            return Place("headline", decile)
        return Place("lead" if start < self.lead else "body", decile)


def layout(text: str, title: str = "") -> Layout:
    """Read an article's layout. Linear.

    The headline is a first paragraph that is the title, or is short and no sentence. The lead is the
    paragraph after it, or the first.
    """
    blocks = paragraphs(text)
    has_headline = len(blocks) > 1 and _is_headline(text[blocks[0].start : blocks[0].end], title)
    return Layout(blocks[0].end if has_headline else 0, blocks[1 if has_headline else 0].end, len(text))


def _is_headline(words: str, title: str) -> bool:
    words = words.strip()
    return words.casefold() == title.strip().casefold() or (
        len(words) <= _HEADLINE and _ENDS.search(words) is None
    )
