"""Sharing out: who annotates which article, so that each has enough people and nobody much more to do."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Stories = Literal["any", "together", "apart"]
"""Of one story's accounts a person may see any; or all or none; or never two."""


@dataclass(frozen=True, slots=True)
class Task:
    """An article that is to be shared out; `weight` is its words, or 1. Without a story it stands alone."""

    article: int
    story: int | None = None
    weight: int = 1

    @property
    def unit(self) -> tuple[str, int]:
        """The story, or the article that stands alone."""
        return ("article", self.article) if self.story is None else ("story", self.story)


@dataclass(frozen=True, slots=True)
class Rule:
    """How it is to be shared out: so many people an article, and what one person sees of a story."""

    people: Sequence[int]
    each: int = 1
    stories: Stories = "any"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What was given before: it stays, counts for its article, and is a part of its person's load."""

    load: dict[int, int] = field(default_factory=dict)  # by person: the weight of what is open
    held: frozenset[tuple[int, int]] = frozenset()  # (person, article)
    stories: frozenset[tuple[int, int]] = frozenset()  # (person, story): of which they have an account
    pooled: dict[int, int] = field(default_factory=dict)  # by article: tasks that nobody has taken yet


@dataclass(frozen=True, slots=True)
class Lack:
    """What the rule asks for and cannot be had: `missing` people for an article, and why.

    `people`: too few were chosen. `apart`: the others have another account of the story. `together`: people
    who were given parts of the story before stand in the way of one who sees all.
    """

    why: Literal["people", "apart", "together"]
    article: int
    missing: int


@dataclass(frozen=True, slots=True)
class Shared:
    """Who gets what, in the order in which it is to be done; what is lacking; each person's load then."""

    given: list[tuple[int, int]]  # (person, article)
    lacks: list[Lack]
    load: dict[int, int]


def share(tasks: Sequence[Task], rule: Rule, standing: Standing | None = None) -> Shared:
    """Give each article the people it lacks, the heaviest first, always to whom has least to do.

    The same tasks, rule and standing always give the same; the seed decides between equals. A list that is
    filled in this order (R. L. Graham, "Bounds on multiprocessing timing anomalies", 1969) leaves nobody
    more than the heaviest unit ahead of anybody who could have had it: an article, or all of a story's that
    go to one person together. O(units x people log people).
    """
    if rule.each < 1:
        raise ValueError("An article has at least one person.")
    sharing = _Sharing(rule, standing or Standing())
    units: dict[tuple[str, int], list[Task]] = defaultdict(list)
    for task in sorted(tasks, key=lambda task: task.article):
        units[task.unit if rule.stories != "any" else ("article", task.article)].append(task)
    for unit in sorted(units.values(), key=lambda unit: -_heaviest(unit, rule)):
        if rule.stories == "together":
            sharing.together(unit)
        else:
            sharing.one_by_one(unit)
    order = {task.article: number for number, task in enumerate(tasks)}
    given = sorted(sharing.given, key=lambda pair: (pair[0], order[pair[1]]))
    return Shared(given, sorted(sharing.lacks, key=lambda lack: order[lack.article]), sharing.load)


def _heaviest(unit: list[Task], rule: Rule) -> int:
    """Return the most that one person gets with a unit."""
    weights = [task.weight for task in unit]
    return max(weights) if rule.stories == "apart" else sum(weights)


class _Sharing:
    """A sharing out, unit by unit."""

    def __init__(self, rule: Rule, standing: Standing) -> None:
        self.rule, self.standing = rule, standing
        self.chance = Random(rule.seed)  # noqa: S311 - deterministic on purpose
        self.people = sorted(set(rule.people))
        self.load = {person: standing.load.get(person, 0) for person in self.people}
        self.given: list[tuple[int, int]] = []
        self.lacks: list[Lack] = []
        self.holders: dict[int, set[int]] = defaultdict(set)
        for person, article in standing.held:
            self.holders[article].add(person)

    def one_by_one(self, unit: list[Task]) -> None:
        """Give each article of the unit to people of its own, who have none of it, or of the story."""
        story = unit[0].story if self.rule.stories == "apart" else None
        has = {person for person, of in self.standing.stories if of == story}
        has = has.union(*(self.holders[task.article] for task in unit))
        free = [person for person in self._least_first() if person not in has]
        needs = {task.article: self._needs(task.article) for task in unit}
        # In turns: where people run short, each account has its first before any has its second.
        turns = [task for turn in range(self.rule.each) for task in unit if needs[task.article] > turn]
        places = sorted(turns[: len(free)], key=lambda task: -task.weight)
        for person, task in zip(free, places, strict=False):
            self._give(person, task)
        for task in unit:
            self._lack(task.article, needs[task.article] - places.count(task), apart=story is not None)

    def together(self, unit: list[Task]) -> None:
        """Give all articles of the unit to the same people: first to those who have some of them already."""
        has = {
            person: sum(person in self.holders[task.article] for task in unit)
            for person in set().union(*(self.holders[task.article] for task in unit))
        }
        team = sorted(self._least_first(), key=lambda person: -has.get(person, 0))
        needs = {task.article: self._needs(task.article) for task in unit}
        for person in team:
            for task in unit:
                if needs[task.article] and person not in self.holders[task.article]:
                    self._give(person, task)
                    needs[task.article] -= 1
        for article, missing in needs.items():
            self._lack(article, missing, apart=False)
        self._torn(unit)

    def _torn(self, unit: list[Task]) -> None:
        """Report the accounts that somebody who sees others of the story does not see."""
        seers = {person for task in unit for person in self.holders[task.article]}
        reported = {lack.article for lack in self.lacks}
        for task in unit:
            missing = len(seers & set(self.people) - self.holders[task.article])
            if missing and task.article not in reported:
                self.lacks.append(Lack("together", task.article, missing))

    def _needs(self, article: int) -> int:
        there = len(self.holders[article]) + self.standing.pooled.get(article, 0)
        return max(0, self.rule.each - there)

    def _least_first(self) -> list[int]:
        luck = {person: self.chance.random() for person in self.people}
        return sorted(self.people, key=lambda person: (self.load[person], luck[person]))

    def _give(self, person: int, task: Task) -> None:
        self.given.append((person, task.article))
        self.holders[task.article].add(person)
        self.load[person] += task.weight

    def _lack(self, article: int, missing: int, *, apart: bool) -> None:
        if missing:
            enough = len(set(self.people) | self.holders[article]) >= self.rule.each
            self.lacks.append(Lack("apart" if apart and enough else "people", article, missing))
