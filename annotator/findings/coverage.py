"""Omission and prominence: which claims an account has, as attested, and where in it they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from annotator.text.segments import headings, paragraphs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

REPORTED: Final = frozenset({"asserted", "denied", "differs"})
ATTESTED: Final = REPORTED | {"not_reported"}

Where = Literal["headline", "lead", "body"]


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


class Corroboration(NamedTuple):
    """Who asserts a claim: how many outlets, accounts whose outlet nobody knows, and independent origins."""

    outlets: int
    unnamed: int
    origins: int


def corroborated(
    by: Sequence[int], origin: Mapping[int, int], outlet: Mapping[int, int | None]
) -> Corroboration:
    """Count what the accounts `by` are of; `outlet` is None where an account names no source.

    Two accounts of one outlet are one outlet; accounts of one origin are one origin, whoever prints them.
    Accounts without a source may be of one outlet or of several: they are counted apart, as accounts.
    """
    known = [outlet[each] for each in by if outlet[each] is not None]
    return Corroboration(len(set(known)), len(by) - len(known), len({origin[each] for each in by}))


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

    The headline is what `text.segments.headings` takes for one at the very beginning, if there is more than
    that. The lead is the paragraph after it, or the first.
    """
    blocks = paragraphs(text)
    first = next(iter(headings(text, title)), None)
    if first is None or first.start != blocks[0].start or first.end == blocks[-1].end:
        return Layout(0, blocks[0].end, len(text))
    lead = next(each.end for each in blocks if each.end > first.end)
    return Layout(first.end, lead, len(text))
