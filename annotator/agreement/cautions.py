"""When a coefficient of codes has no value, and when it has one that misleads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.agreement.records import COVERED, FEW, MOST, SKEWED, Caution, Note, order

if TYPE_CHECKING:
    from annotator.agreement.codes import CodeTally
    from annotator.agreement.resampling import Spread


def missing(tally: CodeTally) -> Caution | None:
    """Return why nothing can be compared, or None."""
    if not tally.items:
        return Caution.NO_ITEMS
    if len(tally.given) < 2:  # noqa: PLR2004 - agreement takes two
        return Caution.ONE_RATER
    return None if tally.pairable else Caution.NO_ITEM_TWICE


def misleading(tally: CodeTally, *, skew: bool) -> list[Note]:
    """Return what to know about a value; `skew` for measures that fall where one value is common."""
    notes = few(tally.pairable)
    values = tally.values
    value, often = max(values.items(), key=lambda each: (each[1], order(each[0])))
    share = often / values.total()
    if skew and share > SKEWED:
        notes.append(Note(Caution.SKEWED, {"value": value, "share": share}))
    rater, given = max(tally.given.items(), key=lambda each: (each[1], order(each[0])))
    if given / tally.given.total() > MOST:
        notes.append(Note(Caution.MOSTLY_ONE_RATER, {"rater": rater, "share": given / tally.given.total()}))
    return notes + covered(tally.pairable, tally.items)


def covered(pairable: int, items: int) -> list[Note]:
    """Return the note that fewer than half of the items are compared at all."""
    share = pairable / items
    return [Note(Caution.LOW_COVERAGE, {"share": share})] if share < COVERED else []


def few(number: int) -> list[Note]:
    """Return the note that `number` items are few, if they are."""
    return [Note(Caution.FEW_ITEMS, {"n": number, "least": FEW})] if number < FEW else []


def shaky(around: Spread) -> list[Note]:
    """Return the note that many of the resamples have no value, if so."""
    return [Note(Caution.SHAKY_INTERVAL, {"share": around.undefined})] if around.shaky else []
