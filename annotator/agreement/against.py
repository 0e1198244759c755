"""One person's marks set against a key: which passages of it were found, which were missed, and the codes.

The key is a rater too, but no equal of the other: precision is the share of the person's marks that the key
has as well, recall the share of the key's that the person has. Nothing is corrected for chance.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from annotator.agreement import matching, pairs
from annotator.agreement.counting import NO, YES
from annotator.agreement.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.agreement.counting import Answered, Dimension
    from annotator.agreement.pairs import Score

UNANSWERED: Final = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """Passages of a layer: matched exactly, matched by overlap, in the key, and the person's own."""

    exact: int = 0
    overlap: int = 0
    key: int = 0
    own: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.exact + other.exact, self.overlap + other.overlap, self.key + other.key, self.own + other.own
        )

    def score(self, kind: Kind = Kind.OVERLAP) -> Score | None:
        """Return precision, recall and F1 of the person's marks; None where nobody marked anything."""
        return pairs.shares(self.exact if kind is Kind.EXACT else self.overlap, self.key, self.own)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one trial, or the sum over several.

    `codes` counts, by dimension, what the key and what the person said of the passages that both have.
    """

    spans: Mapping[str, Sums] = field(default_factory=dict)  # by layer
    codes: Mapping[str, Counter[tuple[str, str]]] = field(default_factory=dict)  # (key's, person's)

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            {
                each: self.spans.get(each, Sums()) + other.spans.get(each, Sums())
                for each in {**self.spans, **other.spans}
            },
            {
                each: self.codes.get(each, Counter()) + other.codes.get(each, Counter())
                for each in {**self.codes, **other.codes}
            },
        )

    @property
    def all_spans(self) -> Sums:
        """The passages of all layers."""
        return sum(self.spans.values(), Sums())

    @property
    def answers(self) -> tuple[int, int]:
        """How many answers are the key's, and how many were compared."""
        return alike(sum(self.codes.values(), Counter()))


@dataclass(frozen=True, slots=True)
class Both:
    """A passage of the key that the person found, and the dimensions on which they say something else."""

    key: Answered
    own: Answered
    differing: tuple[str, ...]
    exact: bool  # whether the borders are the same


@dataclass(frozen=True, slots=True)
class Held:
    """One article: the passages that both have, those that only the key or only the person has; the sums."""

    both: tuple[Both, ...]
    missed: tuple[Answered, ...]
    extra: tuple[Answered, ...]
    outcome: Outcome


def alike(cells: Counter[tuple[str, str]]) -> tuple[int, int]:
    """Return how many pairs are of one value, and how many there are."""
    return sum(count for (one, other), count in cells.items() if one == other), cells.total()


def against(key: Sequence[Answered], own: Sequence[Answered], dimensions: Iterable[Dimension]) -> Held:
    """Set a person's marks on one article against its key.

    Passages are paired where they overlap, one to one, labels held apart. Of codes only dimensions that the
    key answers are compared; of those that take several, each code is a question: was it put there?
    """
    asked = list(dimensions)
    by_id = {("key", each.marking.id): each for each in key} | {
        ("own", each.marking.id): each for each in own
    }
    keys, owns = [each.marking for each in key], [each.marking for each in own]
    same = {(one.id, other.id) for one, other in matching.exact(keys, owns)}
    paired = matching.overlapping(keys, owns)
    cells: dict[str, Counter[tuple[str, str]]] = {}
    both = []
    for one, other in paired:
        mine, theirs = by_id["key", one.id], by_id["own", other.id]
        said = {each: _compared(mine, theirs, each) for each in asked if each.layer == one.label}
        for dimension, found in said.items():
            if found:
                cells.setdefault(dimension.name, Counter()).update(found)
        differing = tuple(each.key for each, found in said.items() if any(a != b for a, b in found))
        both.append(Both(mine, theirs, differing, (one.id, other.id) in same or one.ranges == other.ranges))
    found_keys = {one.id for one, _ in paired}
    found_owns = {other.id for _, other in paired}
    layers = {str(each.label) for each in (*keys, *owns)}
    spans = {
        layer: Sums(
            exact=sum(by_id["key", one].marking.label == layer for one, _ in same),
            overlap=sum(one.label == layer for one, _ in paired),
            key=sum(each.label == layer for each in keys),
            own=sum(each.label == layer for each in owns),
        )
        for layer in sorted(layers)
    }
    return Held(
        both=tuple(both),
        missed=tuple(each for each in key if each.marking.id not in found_keys),
        extra=tuple(each for each in own if each.marking.id not in found_owns),
        outcome=Outcome(spans, cells),
    )


def _compared(key: Answered, own: Answered, dimension: Dimension) -> list[tuple[str, str]]:
    """Return what key and person say on one dimension: nothing where the key leaves it open."""
    right, said = key.answers.get(dimension.key, ()), own.answers.get(dimension.key, ())
    if not right:
        return []
    if dimension.several:
        # A code that neither put there is no answer: most codes are not there most of the time.
        given = [each for each in dimension.codes if each in right or each in said]
        return [(YES if each in right else NO, YES if each in said else NO) for each in given]
    return [(right[0], said[0] if said else UNANSWERED)]
