"""Assignments: reads. A person's queue, the pool, and where in the queue an article stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from annotator.errors import Conflict, NotAllowed, NotFound
from annotator.models import Assignment
from annotator.policies import Action, Actor, Seen, see, visible
from annotator.queries import projects

if TYPE_CHECKING:
    from datetime import date

    from annotator.models import Project, User

State = Assignment.State
OPEN = (State.TO_DO, State.IN_PROGRESS, State.REOPENED)
"""What still asks for work."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A person's assignments in one project, in the order in which they are to be done."""

    project: Project
    open: list[Assignment]
    done: list[Assignment]

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.open) + len(self.done)

    @property
    def next(self) -> Assignment | None:
        """What is to be done next: the first that is not paused."""
        return next((each for each in self.open if not each.paused), None)

    @property
    def overdue(self) -> list[Assignment]:
        """What should be done by now."""
        today = timezone.localdate()
        return [each for each in self.open if each.due is not None and each.due < today]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands in a person's queue of its project."""

    assignment: Assignment
    number: int  # from 1 on
    count: int
    done: int
    previous: Assignment | None
    next: Assignment | None  # the next that asks for work, after it or from the beginning


def assignment_for(actor: Actor, assignment_id: int) -> Seen[Assignment]:
    """Return one assignment with its article and project (1 query): one's own, the pool's, or a lead's any.

    Raises :class:`NotFound`; also to annotators for what is somebody else's.
    """
    seen = see(_rows(), actor, "article__project__", pk=assignment_id)
    row = seen.it
    mine = row.person_id == actor.pk or (row.person_id is None and seen.may(Action.ANNOTATE))
    if not mine and not seen.may(Action.ASSIGN):
        raise NotFound
    return seen


def own_for(actor: Actor, assignment_id: int) -> Assignment:
    """Return the actor's own assignment (1 query).

    Raises :class:`NotAllowed` for somebody else's, :class:`Conflict` for what was given up.
    """
    row = assignment_for(actor, assignment_id).require(Action.ANNOTATE)
    if row.person_id != actor.pk:
        raise NotAllowed("This is somebody else's task. Only its person says how far it is.")
    if row.state == State.ABANDONED:
        raise Conflict("This task was given up. Take it from the pool, if it is still there.")
    return row


def offered_for(actor: Actor, assignment_id: int) -> Seen[Assignment]:
    """Return one assignment of a project of the actor's, whoever has it by now (1 query): to be taken.

    Who looked at the pool a moment ago is told that somebody was quicker, not that there is nothing.
    """
    return see(_rows(), actor, "article__project__", pk=assignment_id)


def own_of_article(actor: User, article_id: int) -> Assignment | None:
    """Return the actor's assignment of an article they may see, or None (1 query). Not what they gave up."""
    return _mine(actor).filter(article=article_id).first()


def to_begin(actor: User, revision_id: int) -> Assignment | None:
    """Return the actor's task with a revision's article where it is not begun yet, or None (1 query)."""
    return _mine(actor).filter(article__revisions=revision_id, state=State.TO_DO).first()


def next_position(person: int | None, project_id: int) -> int:
    """Return the place behind all that a person has in a project (1 query)."""
    rows = Assignment.objects.filter(person=person, article__project=project_id)
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


def queues_of(actor: User, project_id: int | None = None) -> list[Queue]:
    """Return the actor's queues by project, those with the nearest due date first (1 query).

    With a `project_id` only that project's. Projects in which nothing is assigned to them have none.
    """
    rows = _mine(actor)
    if project_id is not None:
        rows = rows.filter(article__project=project_id)
    by_project: dict[int, Queue] = {}
    for row in in_order(rows):
        project = row.article.project
        queue = by_project.setdefault(project.pk, Queue(project, [], []))
        (queue.done if row.state == State.DONE else queue.open).append(row)
    found = list(by_project.values())
    for queue in found:
        queue.done.sort(key=lambda row: (row.done_at is None, row.done_at), reverse=True)
    return sorted(found, key=lambda queue: not queue.open)


def open_count(actor: User) -> int:
    """Return how much is assigned to the actor and asks for work, in all projects (1 query)."""
    return _mine(actor).filter(state__in=OPEN).count()


def place_of(actor: User, article_id: int, project_id: int) -> Place | None:
    """Return where an article stands in the actor's queue; None where it is not theirs (1 query)."""
    rows = list(in_order(_mine(actor).filter(article__project=project_id)))
    at = next((number for number, row in enumerate(rows) if row.article_id == article_id), None)
    if at is None:
        return None
    onward = [row for row in [*rows[at + 1 :], *rows[:at]] if row.state in OPEN and not row.paused]
    return Place(
        assignment=rows[at],
        number=at + 1,
        count=len(rows),
        done=sum(row.state == State.DONE for row in rows),
        previous=rows[at - 1] if at else None,
        next=onward[0] if onward else None,
    )


def pool_of(actor: User, project_id: int) -> list[Assignment]:
    """Return what anybody of a project may take, an article once (2 queries).

    Without articles that the actor has, or has had and given up, last. Needs the right to annotate.
    """
    project = projects.project_for(actor, project_id).require(Action.ANNOTATE)
    held = Assignment.objects.filter(article=OuterRef("article"), person=actor).exclude(state=State.ABANDONED)
    rows = in_order(_rows().filter(~Q(Exists(held)), article__project=project, person=None))
    return list({row.article_id: row for row in reversed(rows)}.values())[::-1]


def listed(actor: User, project_id: int) -> QuerySet[Assignment]:
    """Return a project's tasks (2 queries): a lead all, pool and what was given up too; others their own."""
    seen = projects.project_for(actor, project_id)
    rows = _rows().filter(article__project=seen.it)
    return rows if seen.may(Action.ASSIGN) else rows.filter(person=actor)


def in_order(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Put assignments into the order in which they are to be done: by due date, then as they were given."""
    return rows.order_by(F("due").asc(nulls_last=True), "position", "id")


def is_overdue(assignment: Assignment, today: date) -> bool:
    """Say whether it asks for work and its day has passed (no query)."""
    return assignment.state in OPEN and assignment.due is not None and assignment.due < today


def _mine(actor: User) -> QuerySet[Assignment]:
    rows = _rows().filter(visible(actor, path="article__project__"), person=actor)
    return rows.exclude(state=State.ABANDONED)


def _rows() -> QuerySet[Assignment]:
    return Assignment.objects.filter(article__deleted_at=None).select_related(
        "article__project", "article__story", "article__source", "person"
    )
