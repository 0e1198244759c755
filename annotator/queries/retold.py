"""Retold: reads. What people marked for claims on each text of an account, with its certainty."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from annotator.findings.retold import Retold
from annotator.models import Annotation, Carried

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

Place = tuple[UUID, int]  # a claim and an account
Marked = tuple[int, UUID, str]  # who put it on the claim, the annotation, its words


class _Facts(NamedTuple):
    """What is known of a mark."""

    revision: int
    number: int
    at: datetime
    waits: bool
    level: int | None
    denied: bool


def read(marked: Mapping[Place, Sequence[Marked]]) -> dict[Place, list[Retold]]:
    """Return what each person marked on each text (1 query). The marks were looked up with the actor."""
    facts = _facts({mark for each in marked.values() for _, mark, _ in each})
    found: dict[Place, list[Retold]] = {}
    for place, marks in marked.items():
        by: dict[tuple[int, int], list[Marked]] = {}
        for each in marks:
            by.setdefault((facts[each[1]].number, each[0]), []).append(each)
        found[place] = [_surest(by[key], facts) for key in sorted(by)]
    return found


def _surest(marks: list[Marked], facts: Mapping[UUID, _Facts]) -> Retold:
    order = sorted(marks, key=lambda each: -(facts[each[1]].level or 0))
    person, first, text = order[0]
    fact = facts[first]
    return Retold(
        person=person,
        revision=fact.revision,
        number=fact.number,
        at=fact.at,
        annotations=tuple(mark for _, mark, _ in order),
        text=text,
        status="denied" if fact.denied else "asserted",
        level=fact.level,
        waits=fact.waits,
    )


def _facts(marks: set[UUID]) -> dict[UUID, _Facts]:
    rows = Annotation.objects.filter(pk__in=marks).values_list(
        "pk", "revision", "revision__number", "created_at", "version", "carried_as__review",
        "codes__dimension__key", "codes__code__key", "codes__code__level",
    )  # fmt: skip
    found: dict[UUID, _Facts] = {}
    for pk, revision, number, at, version, review, dimension, code, level in rows:
        waits = review in Carried.OPEN and version == 1  # nobody touched it since it was carried
        there = found.get(pk) or _Facts(revision, number, at, waits, level=None, denied=False)
        if dimension == "certainty" and level is not None and 1 <= level <= 4:  # noqa: PLR2004 - the four steps
            there = there._replace(level=level)
        elif dimension == "polarity" and code == "denied":
            there = there._replace(denied=True)
        found[pk] = there
    return found
