"""Assigning: a lead's reads. Who has what in a project, and what a rule would give to whom."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import F, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotator.errors import Invalid
from annotator.findings import sharing
from annotator.models import Article, Assignment, Member, Revision, TextFacts
from annotator.policies import RULES, Action, Actor
from annotator.queries import projects
from annotator.queries.assignments import OPEN, State, in_order, is_overdue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from annotator.models import Project, Story, User

_LETTERS = 6  # code points of a word and its space, where nobody has counted the words yet
MOST_EACH = 20
GIVEN_UP_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Worker:
    """A person of a project with how far they are; `may` is False for who may not annotate (any more)."""

    person: User
    may: bool
    tasks: list[Assignment]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(each.state == State.DONE for each in self.tasks)

    @property
    def overdue(self) -> int:
        """How many should be done by now."""
        today = timezone.localdate()
        return sum(is_overdue(each, today) for each in self.tasks)

    @property
    def seconds(self) -> int:
        """Of active work, on all of them."""
        return sum(each.seconds for each in self.tasks)


@dataclass(frozen=True, slots=True)
class Line:
    """An article with each worker's assignment or None, in the workers' order, and what lies in the pool."""

    article: Article
    cells: list[Assignment | None]
    pool: list[Assignment]


@dataclass(frozen=True, slots=True)
class Block:
    """A story with its accounts; None holds what has no story."""

    story: Story | None
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Board:
    """Who has what in a project."""

    project: Project
    workers: list[Worker]
    blocks: list[Block]
    given_up: list[Assignment]  # the newest first

    @property
    def tasks(self) -> list[Assignment]:
        """Everybody's, without the pool."""
        return [task for worker in self.workers for task in worker.tasks]

    @property
    def pool(self) -> list[Assignment]:
        """What nobody has taken yet."""
        return [task for block in self.blocks for line in block.lines for task in line.pool]


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule as a lead asks for it; without `stories` for all articles of the project."""

    people: Sequence[int]
    each: int = 1
    by_story: sharing.Stories = "any"
    weigh: Literal["words", "articles"] = "words"
    stories: Sequence[int] = ()
    pool: bool = False  # what cannot be given to anybody goes there
    due: date | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Share:
    """What a rule gives to one person, and their open load (words or articles) before and after."""

    person: User
    articles: list[Article]
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Lack:
    """What a rule asks for and cannot be had, as `findings.sharing.Lack`."""

    why: str
    article: Article
    missing: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rule would do. `mark` is the same for as long as it would do the same."""

    asked: Asked
    shares: list[Share]
    lacks: list[Lack]
    pooled: list[tuple[Article, int]]
    articles: int  # that the rule is about
    mark: str = field(default="")


def workers_of(project: Project) -> QuerySet[Member]:
    """Return the members who may annotate, by name (1 query). The project was looked up with an actor."""
    rows = Member.objects.filter(project=project, removed_at=None, role__in=RULES[Action.ANNOTATE])
    return rows.select_related("user").order_by("user__name", "user__username", "pk")


def articles_in(project: Project) -> QuerySet[Article]:
    """Return a project's articles with `words`, by story and time (1 query)."""
    counted = TextFacts.objects.filter(revision__article=OuterRef("pk")).order_by("-revision__number")
    newest = Revision.objects.filter(article=OuterRef("pk")).order_by("-number")
    words = Coalesce(
        Subquery(counted.values("words")[:1]),
        Subquery(newest.values("length")[:1]) / _LETTERS,
        0,
        output_field=IntegerField(),
    )
    rows = Article.objects.filter(project=project, deleted_at=None).select_related("story", "source")
    return rows.annotate(words=words).order_by(
        F("story").asc(nulls_last=True), F("published_at").asc(nulls_last=True), "pk"
    )


def board_of(actor: Actor, project_id: int) -> Board:
    """Return who has what in a project (5 queries). Needs the right to assign."""
    project = projects.project_for(actor, project_id).require(Action.ASSIGN)
    members = {row.user_id: row.user for row in workers_of(project)}
    tasks: dict[int | None, list[Assignment]] = defaultdict(list)
    people = dict(members)
    for row in in_order(_standing(project)):
        tasks[row.person_id].append(row)
        if row.person is not None:
            people.setdefault(row.person.pk, row.person)
    cells = {(row.article_id, key): row for key, rows in tasks.items() for row in rows}
    pool = defaultdict(list)
    for row in tasks[None]:
        pool[row.article_id].append(row)
    blocks: dict[int | None, Block] = {}
    for article in articles_in(project):
        block = blocks.setdefault(article.story_id, Block(article.story, []))
        line = [cells.get((article.pk, person)) for person in people]
        block.lines.append(Line(article, line, pool[article.pk]))
    given_up = Assignment.objects.filter(
        article__project=project, article__deleted_at=None, state=State.ABANDONED
    ).select_related("article", "person")
    return Board(
        project=project,
        workers=[Worker(person, key in members, tasks[key]) for key, person in people.items()],
        blocks=list(blocks.values()),
        given_up=list(given_up.order_by("-id")[:GIVEN_UP_SHOWN]),
    )


def plan_for(actor: Actor, project_id: int, asked: Asked) -> Plan:
    """Return what a rule would give to whom, and what it cannot (4 queries); nothing is written.

    Raises :class:`Invalid` for people who may not annotate in the project, and for a number out of bounds.
    """
    project = projects.project_for(actor, project_id).require(Action.ASSIGN)
    if not 1 <= asked.each <= MOST_EACH:
        raise Invalid("An article has 1 to %(most)s people.", field="each", most=MOST_EACH)
    people = chosen(project, asked.people)
    if not people and not asked.pool:
        raise Invalid("Choose at least one person, or the pool.", field="people")
    every = list(articles_in(project))
    scope = [row for row in every if not asked.stories or row.story_id in asked.stories]
    weight: dict[int, int] = {
        row.pk: row.words if asked.weigh == "words" else 1 for row in _with_words(every)
    }
    standing = _stands(project, every, weight)
    tasks = [sharing.Task(row.pk, row.story_id, weight[row.pk]) for row in scope]
    rule = sharing.Rule(list(people), asked.each, asked.by_story, asked.seed)
    shared = sharing.share(tasks, rule, standing)
    by_key = {row.pk: row for row in every}
    got = defaultdict(list)
    for person, article in shared.given:
        got[person].append(by_key[article])
    lacks = [Lack(each.why, by_key[each.article], each.missing) for each in shared.lacks]
    pooled = [(each.article, each.missing) for each in lacks if each.why != "together"] if asked.pool else []
    shares = [
        Share(person, got[key], standing.load.get(key, 0), shared.load[key]) for key, person in people.items()
    ]
    told = repr((shared.given, [(row.pk, n) for row, n in pooled], asked.due))
    mark = hashlib.sha256(told.encode()).hexdigest()[:16]
    return Plan(asked, shares, lacks, pooled, len(scope), mark)


def last_positions(project_id: int) -> dict[int | None, int]:
    """Return the last place in each person's queue of a project (1 query)."""
    rows = Assignment.objects.filter(article__project=project_id).order_by()
    return dict(rows.values("person").annotate(last=Max("position")).values_list("person", "last"))


def chosen(project: Project, people: Sequence[int]) -> dict[int, User]:
    """Return the members who may annotate among `people`, by name (1 query). Raises :class:`Invalid`."""
    members = {row.user_id: row.user for row in workers_of(project)}
    if not set(people) <= set(members):
        raise Invalid("Only members who may annotate can be given work.", field="people")
    return {key: person for key, person in members.items() if key in set(people)}


def _stands(project: Project, every: list[Article], weight: dict[int, int]) -> sharing.Standing:
    story = {row.pk: row.story_id for row in every}
    load: Counter[int] = Counter()
    pooled: Counter[int] = Counter()
    held = set()
    for row in _standing(project):
        if row.person_id is None:
            pooled[row.article_id] += 1
            continue
        held.add((row.person_id, row.article_id))
        if row.state in OPEN:
            load[row.person_id] += weight[row.article_id]
    stories = {(person, of) for person, article in held if (of := story[article]) is not None}
    return sharing.Standing(dict(load), frozenset(held), frozenset(stories), dict(pooled))


def _standing(project: Project) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(article__project=project, article__deleted_at=None)
    return rows.exclude(state=State.ABANDONED).select_related("person", "article")


def _with_words(articles: list[Article]) -> list[Any]:
    return articles  # each has `words`, which the table does not
