"""What is to be adjudicated: annotations that mean one passage, and what most of them say; pure.

Units are code points, ranges half-open. Nothing is decided here: a majority is filled in beforehand, and
where there is none the question stays open.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from annotator.text.joining import joined, share, touching
from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Ranges = tuple[Span, ...]


class Kind(StrEnum):
    """How a dimension is answered; the same words as in a codebook."""

    ORDINAL = "ordinal"
    NOMINAL = "nominal"
    MULTI = "multi"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Question:
    """A dimension of a layer: its kind, and its codes in their order (the steps, where it is ordinal)."""

    kind: Kind
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marking:
    """One person's annotation: where, on which layer, and its answers by dimension (code keys, or words)."""

    id: str
    person: int
    layer: str
    ranges: Ranges
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Annotations of one layer that are taken to mean one passage: at most one of each person."""

    layer: str
    markings: tuple[Marking, ...]

    @property
    def start(self) -> int:
        """Where the first of them begins."""
        return min(marking.ranges[0].start for marking in self.markings)

    @property
    def end(self) -> int:
        """Where the last of them ends."""
        return max(marking.ranges[-1].end for marking in self.markings)


@dataclass(frozen=True, slots=True)
class Majority:
    """What most say. `None`: there is no majority, so nothing is filled in.

    `kept` counts all who worked on the text, marked or not; borders and codes only those who marked.
    """

    kept: bool | None
    ranges: Ranges | None
    answers: Mapping[str, tuple[str, ...] | None]
    votes: int
    voters: int
    alike: bool = False  # whether all who marked it have the same borders and answers

    @property
    def unanimous(self) -> bool:
        """Whether everybody marked it, and all alike."""
        return self.votes == self.voters and self.alike


HALF: Final = 2  # more than one in two is a majority


def gather(markings: Iterable[Marking]) -> list[Cluster]:
    """Put annotations that mean one passage together; clusters come in the order of the text.

    Those of two people on one layer are joined where they overlap, the most alike (shared code points over
    all, then shared answers) first, unless the cluster would then hold two of one person: what one person
    marked twice, nested or side by side, is two things. An overlap that runs on from one to the next
    ("chains") is therefore cut where it is weakest. The same whatever order they come in.
    Cost: pairs that overlap, sorted.
    """
    ordered = sorted(markings, key=lambda each: (each.ranges, each.layer, each.id))
    places = [_place(each.ranges) for each in ordered]
    pairs = sorted(
        (-share(places[i], places[j]), -_shared_answers(ordered[i], ordered[j]), i, j)
        for i, j in touching(places)
        if ordered[i].person != ordered[j].person and ordered[i].layer == ordered[j].layer
    )
    groups = joined([each.person for each in ordered], ((i, j) for *_, i, j in pairs))
    found = [Cluster(ordered[group[0]].layer, tuple(ordered[each] for each in group)) for group in groups]
    return sorted(found, key=lambda each: (each.start, each.end, each.layer, each.markings[0].id))


def majority(cluster: Cluster, *, voters: int, questions: Mapping[str, Question]) -> Majority:
    """Return what most say of a cluster, of `voters` people who worked on the text.

    - Is it one? Yes if more than half of the voters marked it, no if fewer than half did.
    - Its borders: those that most marked; among equals the ones that share most with all (the medoid).
    - Its codes, by dimension: what more than half of those who marked it say; on an ordinal dimension the
      median, where that is one step; of several, each that more than half say. What is left open is None.

    `questions` names the dimensions of the layer by key.
    """
    votes = len(cluster.markings)
    said = votes * HALF
    return Majority(
        kept=None if said == voters else said > voters,
        ranges=_borders(cluster.markings),
        answers={
            key: _answer([each.answers.get(key, ()) for each in cluster.markings], question)
            for key, question in questions.items()
        },
        votes=votes,
        voters=voters,
        alike=len({_said(each, questions) for each in cluster.markings}) == 1,
    )


def overruled(
    cluster: Cluster,
    most: Majority,
    *,
    kept: bool,
    ranges: Ranges,
    answers: Mapping[str, tuple[str, ...]],
) -> tuple[str, ...]:
    """Return in what a decision goes against more than half of the people: "kept", "ranges", dimensions.

    Nothing is overruled where there is no majority; borders have one only where more than half marked the
    same. Of a passage that is dropped, borders and codes say nothing.
    """
    against = [] if most.kept is None or most.kept is kept else ["kept"]
    if not kept:
        return tuple(against)
    marked = most_marked(cluster.markings)
    if marked is not None and marked != ranges:
        against.append("ranges")
    against.extend(
        key
        for key, most_say in most.answers.items()
        if most_say is not None and sorted(most_say) != sorted(answers.get(key, ()))
    )
    return tuple(against)


def most_marked(markings: Sequence[Marking]) -> Ranges | None:
    """Return the borders that more than half of those who marked have; None where there are none."""
    marked, alike = Counter(each.ranges for each in markings).most_common(1)[0]
    return marked if alike * HALF > len(markings) else None


def _said(marking: Marking, questions: Mapping[str, Question]) -> tuple[object, ...]:
    return marking.ranges, *(tuple(sorted(marking.answers.get(key, ()))) for key in questions)


def likeness(one: Ranges, other: Ranges) -> float:
    """Return the code points that both have, over all that either has (Jaccard), from 0 to 1."""
    return share(_place(one), _place(other))


def _place(ranges: Ranges) -> list[tuple[int, int]]:
    return [(each.start, each.end) for each in ranges]


def _shared_answers(one: Marking, other: Marking) -> float:
    if one.answers == other.answers:
        return 1.0
    keys = one.answers.keys() | other.answers.keys()
    return sum(one.answers.get(key) == other.answers.get(key) for key in keys) / len(keys)


def _borders(markings: Sequence[Marking]) -> Ranges | None:
    counted = Counter(each.ranges for each in markings)
    most = max(counted.values())
    best = [ranges for ranges, number in counted.items() if number == most]
    if len(best) == 1:
        return best[0]
    close = {ranges: sum(likeness(ranges, each.ranges) for each in markings) for ranges in best}
    nearest = max(close.values())
    medoids = [ranges for ranges in best if close[ranges] >= nearest - 1e-9]
    return medoids[0] if len(medoids) == 1 else None


def _answer(said: Sequence[tuple[str, ...]], question: Question) -> tuple[str, ...] | None:
    """Return what most say: codes, or words; nothing, if most say nothing; None where it is open."""
    if question.kind is Kind.MULTI:
        counted = Counter(code for each in said for code in set(each))
        if any(number * HALF == len(said) for number in counted.values()):
            return None
        return tuple(code for code in question.codes if counted[code] * HALF > len(said))
    (first, number), *_ = Counter(said).most_common()
    if number * HALF > len(said):
        return first
    if question.kind is Kind.ORDINAL and all(each and each[0] in question.codes for each in said):
        middle = median([question.codes.index(each[0]) for each in said])
        return None if middle is None else (question.codes[middle],)
    return None


def median(steps: Sequence[int]) -> int | None:
    """Return the step in the middle; None where that lies between two different ones, or there is none.

    >>> median([1, 2, 4]), median([2, 2, 3, 4]), median([2, 2]), median([])
    (2, None, 2, None)
    """
    ordered = sorted(steps)
    if not ordered:
        return None
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return low if low == high else None
