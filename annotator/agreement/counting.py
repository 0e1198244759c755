"""One article counted: every measure's tally of what several people found in it, ready to be kept and added.

Passages that several people marked become items by `matching.passages`; a dimension's ratings are those of
the people who marked the passage. A dimension of several codes asks one question a code: was it put there?
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from annotator.agreement import codes, gamma, matching, spans, unitizing
from annotator.agreement.codes import CodeTally
from annotator.agreement.pairs import PairTally
from annotator.agreement.records import Document, Level, Marking, Rating
from annotator.agreement.unitizing import UnitTally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.agreement.records import Name

VERSION: Final = 2  # of what is counted, and how; a new one makes every kept tally old
YES, NO = "yes", "no"
STATUS, CERTAINTY = "status", "certainty"
CLAIM: Final = "claim"  # the layer whose passages are put on claims
_ALIGNED: Final = 100  # markings of an article and layer: gamma of more takes longer than all else together


@dataclass(frozen=True, slots=True)
class Dimension:
    """A question of a layer that counts for agreement: level, codes in order, one answer or several."""

    layer: str
    key: str
    level: Level
    codes: tuple[str, ...]
    several: bool = False

    @property
    def name(self) -> str:
        """What it is called in tallies and reports."""
        return f"{self.layer}.{self.key}"


@dataclass(frozen=True, slots=True)
class Answered:
    """A marking with its answers by dimension (code keys), and the claims that it was put on."""

    marking: Marking
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    claims: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What one person found one article to say of one claim."""

    claim: str
    rater: Name
    status: str
    certainty: int | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """All that people found in one article; `document` says who worked on it."""

    document: Document
    marked: Sequence[Answered] = ()
    cells: Sequence[Cell] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """The tallies of one article, or the sum over several."""

    spans: dict[str, PairTally] = field(default_factory=dict)  # by layer
    units: dict[str, UnitTally] = field(default_factory=dict)  # by layer
    dimensions: dict[str, CodeTally] = field(default_factory=dict)  # by name; also `cells.status` and so on
    placed: tuple[tuple[Name, Name, Name], ...] = ()  # (passage, rater, claim)
    gammas: dict[str, tuple[float, ...]] = field(default_factory=dict)  # by layer, one an article

    def __add__(self, other: Counted) -> Counted:
        return Counted(
            _added(self.spans, other.spans),
            _added(self.units, other.units),
            _added(self.dimensions, other.dimensions),
            self.placed + other.placed,
            _added(self.gammas, other.gammas),
        )

    def plain(self) -> dict[str, Any]:
        """Return it as lists, strings and numbers, for JSON."""
        return {
            "spans": {key: each.plain() for key, each in self.spans.items()},
            "units": {key: each.plain() for key, each in self.units.items()},
            "dimensions": {key: each.plain() for key, each in self.dimensions.items()},
            "placed": [list(each) for each in self.placed],
            "gammas": {key: list(each) for key, each in self.gammas.items()},
        }

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Counted:
        """Return what :meth:`plain` wrote."""
        return cls(
            {key: PairTally.of(each) for key, each in plain["spans"].items()},
            {key: UnitTally.of(each) for key, each in plain["units"].items()},
            {key: CodeTally.of(each) for key, each in plain["dimensions"].items()},
            tuple((item, rater, claim) for item, rater, claim in plain["placed"]),
            {key: tuple(each) for key, each in plain["gammas"].items()},
        )


def count(worked: Worked, layers: Iterable[str], dimensions: Iterable[Dimension]) -> Counted:
    """Return the tallies of one article, for the layers and dimensions of a codebook."""
    by_layer: dict[str, list[Answered]] = {layer: [] for layer in layers}
    for each in worked.marked:
        if str(each.marking.label) in by_layer and each.marking.rater in worked.document.raters:
            by_layer[str(each.marking.label)].append(each)
    found = Counted(placed=tuple(placed(by_layer.get(CLAIM, ()))))
    for layer, marked in by_layer.items():
        markings = [each.marking for each in marked]
        found.spans[layer] = spans.tally(markings, [worked.document])
        found.units[layer] = unitizing.tally(markings, [worked.document])
        found.gammas[layer] = _gamma(markings, worked.document)
    for dimension in dimensions:
        found.dimensions[dimension.name] = codes.tally(ratings(by_layer.get(dimension.layer, ()), dimension))
    for name in (STATUS, CERTAINTY):
        found.dimensions[f"cells.{name}"] = codes.tally(cell_ratings(worked, name))
    return found


def _gamma(markings: Sequence[Marking], document: Document) -> tuple[float, ...]:
    """Return gamma of an article, nothing where it has none or would take minutes."""
    if not gamma.installed() or len(markings) > _ALIGNED:
        return ()
    value = gamma.gamma(markings, document).value
    return () if value is None else (value,)


def ratings(marked: Sequence[Answered], dimension: Dimension) -> list[Rating]:
    """Return the ratings of one dimension: an item a passage, or a passage and code for several answers."""
    answers = {each.marking.id: each.answers.get(dimension.key, ()) for each in marked}
    found = []
    for passage in matching.passages(each.marking for each in marked):
        for marking in passage.markings:
            given = answers[marking.id]
            if dimension.several:
                found += [
                    Rating(f"{passage.item}:{code}", marking.rater, YES if code in given else NO, marking.id)
                    for code in dimension.codes
                ]
            elif given and given[0] in dimension.codes:
                found.append(Rating(passage.item, marking.rater, given[0], marking.id))
    return found


def cell_ratings(worked: Worked, name: str) -> list[Rating]:
    """Return what people found of each claim in an article: the status, or the step of certainty."""
    values = {
        (each.claim, each.rater): each.status if name == STATUS else each.certainty
        for each in worked.cells
        if each.rater in worked.document.raters
    }
    return [
        Rating(f"{claim}:{worked.document.id}", rater, value, f"{claim}:{worked.document.id}:{rater}")
        for (claim, rater), value in values.items()
        if value is not None
    ]


def placed(marked: Sequence[Answered]) -> list[tuple[Name, Name, Name]]:
    """Return on which claim each person put each passage; the first, where it was put on several."""
    claims = {each.marking.id: each.claims for each in marked}
    return [
        (passage.item, marking.rater, claims[marking.id][0])
        for passage in matching.passages(each.marking for each in marked)
        for marking in passage.markings
        if claims[marking.id]
    ]


def _added(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    found: defaultdict[str, Any] = defaultdict(lambda: None, one)
    for key, each in other.items():
        there = found[key]
        found[key] = each if there is None else there + each
    return dict(found)


def compared(
    counted: Mapping[int, Counted], dimensions: Iterable[Dimension]
) -> dict[int, dict[Name, tuple[int, int]]]:
    """Return how many of each rater's answers were compared, and how many were the other's, by article.

    Over all pairs and the questions with one answer: of several, people agree mostly on what is not there.
    """
    single = [each.name for each in dimensions if not each.several]
    found: dict[int, dict[Name, tuple[int, int]]] = {}
    for article, each in counted.items():
        by_rater = found.setdefault(article, {})
        for name in single:
            for raters, cells in each.dimensions.get(name, CodeTally()).pairs.items():
                same = sum(count for (one, other), count in cells.items() if one == other)
                for rater in raters:
                    n, alike = by_rater.get(rater, (0, 0))
                    by_rater[rater] = (n + cells.total(), alike + same)
    return found
