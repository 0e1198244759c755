"""Dates that only one of two accounts gives, where both date the same part of the story.

One says that somebody lived abroad until 2011, the other dates a revolt of his to 1996: none of the dates
excludes another, yet the years between are told differently.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from annotator.text.quantities import Quantity, agree, quantities
from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_TEXTS: Final = 4  # both of a comparison, and of the one that another thread makes


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The days that a text gives: each low in order, and the highest high up to there."""

    lows: tuple[float, ...]
    highs: tuple[float, ...]

    def knows(self, date: Quantity) -> bool:
        """Tell whether some date of the text agrees with this one."""
        last = bisect_right(self.lows, date.high) - 1
        return last >= 0 and self.highs[last] >= date.low


def dated(found: Sequence[Quantity]) -> list[Quantity]:
    """Return the dates among quantities that have a year."""
    return [one for one in found if one.kind == "date" and one.unit == "day"]


def given_only_here(mine: Sequence[Quantity], theirs: Sequence[Quantity], other: str) -> list[Quantity]:
    """Return the dates of `mine` that nothing in the whole text `other` agrees with.

    None when either of the two sentences gives no year: then only one of them dates what both tell. The first
    question about a text is linear in it, the others are searches.
    """
    my_dates, their_dates = dated(mine), dated(theirs)
    if not my_dates or not their_dates:
        return []
    open_dates = [date for date in my_dates if not any(agree(date, told) for told in their_dates)]
    return [date for date in open_dates if not _calendar(other).knows(date)] if open_dates else []


@lru_cache(maxsize=_TEXTS)
def _calendar(text: str) -> _Calendar:
    found = sorted((date.low, date.high) for date in dated(quantities(text, Span(0, len(text)))))
    return _Calendar(tuple(low for low, _ in found), tuple(accumulate((high for _, high in found), max)))
