"""What the measures are given and what they give back."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Name = str | int  # of a rater, a document, an item, a value: whatever tells one from another
Range = tuple[int, int]  # half-open, in code points

FEW: Final = 30  # items: with fewer, an interval is wide and what one item says weighs too much
SKEWED: Final = 0.9  # share of the commonest value: above, chance-corrected measures fall whatever people do
MOST: Final = 2 / 3  # share of one rater in all ratings: above, it is mostly that rater who is measured
COVERED: Final = 0.5  # share of items that two rated: below, the number is about the lesser part


@dataclass(frozen=True, slots=True)
class Rating:
    """One rater's value for one item; `id` is the row behind it, which the number opens."""

    item: Name
    rater: Name
    value: Name
    id: Name = ""


@dataclass(frozen=True, slots=True)
class Marking:
    """One rater's passage in a document: `ranges` in code points, half-open, in order, none overlapping."""

    document: Name
    rater: Name
    label: Name
    ranges: tuple[Range, ...]
    id: Name = ""

    @property
    def length(self) -> int:
        """The code points in its ranges."""
        return sum(end - start for start, end in self.ranges)


@dataclass(frozen=True, slots=True)
class Document:
    """A text: its length in code points, who is done with it, and its tokens where they are the unit.

    A rater who is done and marked nothing says that nothing is there; one who is not done says nothing.
    `tokens` are the half-open ranges of `annotator.text.tokens`, in order; without them a code point is one.
    """

    id: Name
    length: int
    raters: frozenset[Name]
    tokens: tuple[Range, ...] = ()


class Level(StrEnum):
    """What the values of a dimension are: names, steps in an order, or numbers with even distances."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


class Weights(StrEnum):
    """How much of an agreement two different values on a scale still are (Gwet 2014, section 3.5)."""

    IDENTITY = "identity"  # none
    LINEAR = "linear"
    QUADRATIC = "quadratic"
    ORDINAL = "ordinal"  # by how many pairs of steps lie between them


class Caution(StrEnum):
    """Why a measure has no value (the first group), or why its value misleads; the words are the page's."""

    NO_ITEMS = "no_items"
    ONE_RATER = "one_rater"
    NO_ITEM_TWICE = "no_item_twice"  # nobody rated what another rated
    ONE_CATEGORY = "one_category"  # only one value was ever used: there is nothing to tell apart
    NOTHING_MARKED = "nothing_marked"
    NOT_INSTALLED = "not_installed"  # library
    TOO_LARGE = "too_large"  # markings, most

    FEW_ITEMS = "few_items"  # n, least
    SKEWED = "skewed"  # value, share: show Gwet's AC1 beside it
    MOSTLY_ONE_RATER = "mostly_one_rater"  # rater, share
    LOW_COVERAGE = "low_coverage"  # share
    SHAKY_INTERVAL = "shaky_interval"  # share of the resamples in which the measure has no value

    @property
    def undefined(self) -> bool:
        """Whether there is no value at all."""
        return self in _UNDEFINED


_UNDEFINED: Final = frozenset(
    {
        Caution.NO_ITEMS,
        Caution.ONE_RATER,
        Caution.NO_ITEM_TWICE,
        Caution.ONE_CATEGORY,
        Caution.NOTHING_MARKED,
        Caution.NOT_INSTALLED,
        Caution.TOO_LARGE,
    }
)


@dataclass(frozen=True, slots=True)
class Note:
    """A caution with the figures that its sentence needs."""

    caution: Caution
    figures: Mapping[str, Name | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure with what one must know to read it; `value` is None where a note says that it is undefined.

    `items` are all items that anybody rated (of spans: documents), `pairable` those that two or more rated,
    `coverage` their share. `interval` is a bootstrap percentile interval, None where there is none.
    """

    measure: str
    value: float | None
    items: int
    raters: int
    pairable: int
    interval: tuple[float, float] | None = None
    notes: tuple[Note, ...] = ()

    @property
    def coverage(self) -> float:
        """The share of the items that two or more rated; 0 of none."""
        return self.pairable / self.items if self.items else 0.0

    @property
    def cautions(self) -> frozenset[Caution]:
        """The notes without their figures."""
        return frozenset(note.caution for note in self.notes)


def order(name: Name) -> tuple[bool, Name]:
    """Return a sort key for names of which some are numbers and some are words."""
    return isinstance(name, str), name


def ordered(names: Iterable[Name]) -> list[Name]:
    """Return each name once, numbers before words."""
    return sorted(set(names), key=order)
