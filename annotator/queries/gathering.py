"""Gathering: annotations and decisions of a text put together into what is to be decided on. No query."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.findings.decisions import (
    Cluster,
    Kind,
    Majority,
    Marking,
    Question,
    Ranges,
    gather,
    likeness,
    majority,
    most_marked,
)
from annotator.queries import annotations as marks
from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.queries.annotations import AnnotationData
    from annotator.queries.codebooks import CodebookIndex

STATES = OPEN, DECIDED, CHANGED = ("open", "decided", "changed")


@dataclass(slots=True)
class Delta:
    """What came after a decision: ids of annotations that are new, changed, or gone since."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Say whether anything did."""
        return bool(self.new or self.changed or self.gone)


@dataclass(slots=True)
class Item:
    """One passage to decide on, or decided: the annotations that mean it, and what most of them say."""

    layer: str
    markings: list[AnnotationData]
    majority: Majority
    decision: dict[str, Any] | None = None
    delta: Delta = field(default_factory=Delta)

    @property
    def start(self) -> int:
        """Where it begins (code points)."""
        return min(start for start, _ in self._ranges())

    @property
    def end(self) -> int:
        """Where it ends."""
        return max(end for _, end in self._ranges())

    @property
    def is_open(self) -> bool:
        """Whether it waits for a curator: nothing decided yet, or something came after."""
        return self.state != DECIDED

    @property
    def state(self) -> str:
        """In one word: `open`, `decided`, or `changed` where something came after the decision."""
        return OPEN if self.decision is None else CHANGED if self.delta else DECIDED

    def _ranges(self) -> list[tuple[int, int]]:
        parts = [self.decision] if self.decision is not None else self.markings
        return [(each["start"], each["end"]) for part in parts for each in part["ranges"]]


def put_together(
    found: Sequence[AnnotationData],
    decided: Sequence[dict[str, Any]],
    *,
    voters: int,
    codebook: CodebookIndex,
) -> list[Item]:
    """Return the items of a text in its order.

    What a decision was made on stays with it. What came later joins the decision that it overlaps most, as
    its delta, unless its person is there already; else it makes an item of its own.
    """
    by_id = {each["id"]: each for each in found}
    taken = {each["annotation"] for one in decided for each in one["basis"]}
    items = [_decided(one, by_id) for one in decided]
    for cluster in gather(marking(each) for each in found if each["id"] not in taken):
        home = _home(cluster, items)
        if home is None:
            items.append(Item(cluster.layer, [by_id[each.id] for each in cluster.markings], _NOTHING))
        else:
            home.markings.extend(by_id[each.id] for each in cluster.markings)
            home.delta.new.extend(each.id for each in cluster.markings)
    for item in items:
        if item.markings:
            cluster = Cluster(item.layer, tuple(marking(each) for each in item.markings))
            item.majority = majority(cluster, voters=voters, questions=questions(codebook, item.layer))
    return sorted(items, key=lambda each: (each.start, each.end, each.layer))


def marking(data: AnnotationData) -> Marking:
    """Return an annotation as the clusters take it."""
    answers: dict[str, list[str]] = {}
    for each in data["codes"]:
        answers.setdefault(each["dimension"], []).append(each.get("code") or each["words"])
    return Marking(
        id=data["id"],
        person=data["author"]["id"],
        layer=data["layer"],
        ranges=tuple(Span(each["start"], each["end"]) for each in data["ranges"]),
        answers={key: tuple(sorted(each)) for key, each in answers.items()},
    )


def questions(codebook: CodebookIndex, layer: str) -> dict[str, Question]:
    """Return what a layer asks, by dimension; nothing of a layer that the codebook no longer has."""
    there = codebook.layers.get(layer)
    return {
        key: Question(Kind(each.row.kind), each.scale)
        for key, each in (there.dimensions.items() if there else ())
    }


_NOTHING = Majority(kept=None, ranges=None, answers={}, votes=0, voters=0)


def _decided(decision: dict[str, Any], by_id: Mapping[str, AnnotationData]) -> Item:
    item = Item(decision["layer"], [], _NOTHING, decision)
    for each in decision["basis"]:
        there = by_id.get(each["annotation"])
        if there is None:
            item.delta.gone.append(each["annotation"])
            continue
        item.markings.append(there)
        if there["version"] != each["version"]:
            item.delta.changed.append(there["id"])
    return item


def _home(cluster: Cluster, items: Iterable[Item]) -> Item | None:
    """Return the decided item that newcomers belong to: they overlap it most, and none is there twice."""
    people = {each.person for each in cluster.markings}
    best: tuple[float, Item] | None = None
    for item in items:
        if item.decision is None or item.layer != cluster.layer:
            continue
        if people & {each["author"]["id"] for each in item.markings}:
            continue
        places = tuple(Span(each["start"], each["end"]) for each in item.decision["ranges"])
        alike = max(likeness(places, each.ranges) for each in cluster.markings)
        if alike and (best is None or alike > best[0]):
            best = alike, item
    return best[1] if best else None


def item_as_data(item: Item, codebook: CodebookIndex) -> dict[str, Any]:
    """Return an item as the API and the page's script have it."""
    most = item.majority
    asked = questions(codebook, item.layer)
    marked = most_marked([marking(each) for each in item.markings]) if item.markings else None
    return {
        "layer": item.layer,
        "state": item.state,
        "start": item.start,
        "end": item.end,
        "markings": item.markings,
        "majority": {
            "kept": most.kept,
            "ranges": _places(most.ranges),
            "most_ranges": _places(marked),
            "codes": [
                marks.answer(key, None if asked[key].kind is Kind.TEXT else said, said)
                for key, all_said in most.answers.items()
                for said in all_said or ()
            ],
            "open": [key for key, said in most.answers.items() if said is None],
            "votes": most.votes,
            "voters": most.voters,
            "unanimous": most.unanimous,
        },
        "decision": item.decision,
        "delta": asdict(item.delta),
    }


def _places(ranges: Ranges | None) -> list[dict[str, int]] | None:
    return None if ranges is None else [{"start": each.start, "end": each.end} for each in ranges]
