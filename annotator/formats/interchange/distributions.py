"""How many annotators say what of each passage, beside what was decided: disagreement is kept, and counted.

A passage is one that was decided on, with the annotations that the decision rests on; and of what nobody
decided on, those annotations of a layer that mean one passage (`annotator.findings.decisions.gather`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.findings.decisions import Marking, gather
from annotator.formats.interchange.shelf import Shelf
from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.formats.interchange.source import Document, Record, Source


@dataclass(frozen=True)
class _Item:
    layer: str
    start: int
    end: int
    marks: Sequence[Record]
    decision: Record | None = None


class Distributions:
    """The rows of `distributions`. The decisions of a source are put aside; one document's are in memory."""

    def __init__(self, source: Source) -> None:
        self._decisions = Shelf(source.rows("decision"), "revision_id")

    def close(self) -> None:
        """Give the disk back."""
        self._decisions.close()

    def of(self, document: Document) -> Iterator[Record]:
        """Yield of each passage, in their order, who marked it, and of each code who gave it."""
        items = _items(document.annotations, list(self._decisions.of(document.revision["revision_id"])))
        shared = {
            "article_id": document.revision["article_id"],
            "revision_id": document.revision["revision_id"],
            "worked_on_by": len({each["author"]["id"] for each in document.annotations}),
        }
        for number, item in enumerate(sorted(items, key=_place), 1):
            told = {
                **shared,
                "item": number,
                "layer": item.layer,
                "start": item.start,
                "end": item.end,
                "quote": document.revision["text"][item.start : item.end],
                "marked_by": len({each["author"]["id"] for each in item.marks}),
                "decision_id": item.decision["decision_id"] if item.decision else None,
            }
            yield from _counted(item, told)


def _counted(item: _Item, told: Record) -> Iterator[Record]:
    """Yield the row of the passage itself, and one for each code that anybody gave, or that is gold."""
    kept = item.decision["kept"] if item.decision else None
    yield {**told, "dimension": None, "code": None, "annotators": told["marked_by"], "gold": kept}
    said: defaultdict[tuple[str, str], set[object]] = defaultdict(set)
    for mark in item.marks:
        for each in mark["codes"]:
            if "code" in each:
                said[each["dimension"], each["code"]].add(mark["author"]["id"])
    gold = {
        (each["dimension"], each["code"])
        for each in (item.decision["codes"] if item.decision else ())
        if "code" in each
    }
    for dimension, code in sorted(said.keys() | gold):
        yield {
            **told,
            "dimension": dimension,
            "code": code,
            "annotators": len(said.get((dimension, code), ())),
            "gold": (dimension, code) in gold if item.decision else None,
        }


def _items(marks: Sequence[Record], decisions: Sequence[Record]) -> Iterator[_Item]:
    by_id = {each["id"]: each for each in marks}
    for decision in decisions:
        if not decision["ranges"]:
            continue
        rests = [by_id.pop(each["annotation"], None) for each in decision["basis"]]
        yield _Item(
            decision["layer"],
            min(each["start"] for each in decision["ranges"]),
            max(each["end"] for each in decision["ranges"]),
            [each for each in rests if each is not None],
            decision,
        )
    people: dict[object, int] = {}
    for layer, start, end, there in _overlapping([each for each in by_id.values() if each["ranges"]]):
        if _plainly_one(there):
            yield _Item(layer, start, end, there)
            continue
        for cluster in gather(_marking(each, people) for each in there):
            yield _Item(
                cluster.layer, cluster.start, cluster.end, [by_id[each.id] for each in cluster.markings]
            )


def _overlapping(marks: Sequence[Record]) -> Iterator[tuple[str, int, int, Sequence[Record]]]:
    """Yield annotations of a layer that overlap, from one to the next, with where they begin and end."""
    group: list[Record] = []
    layer, first, end = "", 0, 0
    for mark in sorted(marks, key=lambda each: (each["layer"], each["ranges"][0]["start"])):
        start, last = mark["ranges"][0]["start"], mark["ranges"][-1]["end"]
        if group and mark["layer"] == layer and start < end:
            group.append(mark)
            end = max(end, last)
            continue
        if group:
            yield layer, first, end, group
        group, layer, first, end = [mark], mark["layer"], start, last
    if group:
        yield layer, first, end, group


def _plainly_one(marks: Sequence[Record]) -> bool:
    """Whether overlapping annotations are one passage without a doubt: nobody twice, each of one range."""
    if len(marks) == 1:
        return True
    return len({each["author"]["id"] for each in marks}) == len(marks) and all(
        len(each["ranges"]) == 1 for each in marks
    )


def _marking(mark: Record, people: dict[object, int]) -> Marking:
    """Return an annotation as the clusters take it; people are numbered as they come."""
    answers: defaultdict[str, list[str]] = defaultdict(list)
    for each in mark["codes"]:
        answers[each["dimension"]].append(each.get("code") or each["words"])
    return Marking(
        id=mark["id"],
        person=people.setdefault(mark["author"]["id"], len(people)),
        layer=mark["layer"],
        ranges=tuple(Span(each["start"], each["end"]) for each in mark["ranges"]),
        answers={key: tuple(sorted(each)) for key, each in answers.items()},
    )


def _place(item: _Item) -> tuple[int, int, str, str]:
    first = item.decision["decision_id"] if item.decision else min(each["id"] for each in item.marks)
    return item.start, item.end, item.layer, first
