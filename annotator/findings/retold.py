"""What one account says of a claim from one of its texts to the next, as one person marked it; pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Retold:
    """What one person marked for a claim on one text of an account."""

    person: int
    revision: int
    number: int  # of the revision
    at: datetime  # since when the mark has stood there
    annotations: tuple[UUID, ...]  # the surest first
    text: str  # what the first of them quotes
    status: str  # asserted or denied
    level: int | None  # the step of certainty, 1 to 4, of the surest
    waits: bool  # an edit changed its words, and its author has not looked it over


def of_one(retold: Sequence[Retold], people: Iterable[int]) -> list[Retold]:
    """Return what one person marked, text by text: of several texts, else nothing.

    That of the first of `people` who marked more than one, else of whoever did: two people's steps say
    nothing of the texts.
    """
    by: dict[int, list[Retold]] = {}
    for each in retold:
        by.setdefault(each.person, []).append(each)
    for person in dict.fromkeys([*people, *by]):
        own = by.get(person, [])
        if len(own) > 1:
            return sorted(own, key=lambda each: each.number)
    return []


def as_set(steps: list[Retold], level: int | None, at: datetime | None) -> list[Retold]:
    """Return the steps with the last one as its person said in the cell, if that was after it was marked."""
    if not steps or level is None or at is None or at <= steps[-1].at:
        return steps
    return [*steps[:-1], replace(steps[-1], level=level, waits=False)]


def otherwise(steps: Sequence[Retold]) -> tuple[Retold, Retold] | None:
    """Return the last text and the one before it that had another certainty; None where none had.

    >>> otherwise([])
    """
    if not steps or steps[-1].level is None:
        return None
    now = steps[-1]
    for was in reversed(steps[:-1]):
        if was.status == now.status and was.level not in {None, now.level}:
            return was, now
    return None
