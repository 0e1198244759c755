"""Assigning: a lead's writes. To give work by hand or by a rule, to give it to another, to take it back."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from annotator.errors import AlreadyThere, Conflict, Invalid, NotFound
from annotator.models import Article, Assignment
from annotator.policies import Action
from annotator.queries import assigning as queries
from annotator.queries import assignments as reads
from annotator.queries import projects
from annotator.services import history
from annotator.services.history import Happened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from annotator.models import User
    from annotator.queries.assigning import Asked, Plan

State = Assignment.State
LONGEST_NOTE = 300
MOST_AT_ONCE = 2000
_CHANGED = "Somebody changed this task at the same moment. Look at it again."


@transaction.atomic
def assign(
    *,
    actor: User,
    project_id: int,
    people: Sequence[int],
    articles: Sequence[int],
    pool: int = 0,
    due: date | None = None,
) -> list[Assignment]:
    """Give each of the people each of the articles, and the pool `pool` tasks with each (9 queries).

    Who has an article already keeps what they have. Return what is new.
    """
    projects.project_for(actor, project_id).require(Action.ASSIGN)
    if not people and not pool:
        raise Invalid("Choose at least one person, or the pool.", field="people")
    if not articles:
        raise Invalid("Choose articles of this project.", field="articles")
    if not 0 <= pool <= queries.MOST_EACH:
        raise Invalid("An article has 1 to %(most)s people.", field="pool", most=queries.MOST_EACH)
    pairs: list[tuple[int | None, int]] = [(person, article) for person in people for article in articles]
    pairs += [(None, article) for article in articles for _ in range(pool)]
    return _by_hand(actor, project_id, pairs, due)


@transaction.atomic
def assign_pairs(
    *, actor: User, project_id: int, pairs: Sequence[tuple[int | None, int]], due: date | None = None
) -> list[Assignment]:
    """Give articles to people, pair by pair; a person of None is the pool (7 queries). As :func:`assign`."""
    if not pairs:
        raise Invalid("Choose at least one person, or the pool.", field="people")
    return _by_hand(actor, project_id, pairs, due)


def _by_hand(
    actor: User, project_id: int, pairs: Sequence[tuple[int | None, int]], due: date | None
) -> list[Assignment]:
    project = projects.project_for(actor, project_id).require(Action.ASSIGN)
    people = queries.chosen(project, [person for person, _ in pairs if person is not None])
    wanted = {article for _, article in pairs}
    found = {row.pk: row for row in queries.articles_in(project) if row.pk in wanted}
    if len(found) < len(wanted):
        raise Invalid("Choose articles of this project.", field="articles")
    held = set(
        Assignment.objects.filter(article__in=found, person__in=people)
        .exclude(state=State.ABANDONED)
        .values_list("person", "article")
    )
    fresh = [
        (None if person is None else people[person], found[article])
        for person, article in pairs
        if (person, article) not in held
    ]
    return _give(actor, project_id, fresh, due)


@transaction.atomic
def share_out(*, actor: User, project_id: int, asked: Asked, mark: str | None = None) -> Plan:
    """Give what a rule gives (9 queries), and return that.

    With the `mark` of the plan that was looked at it is refused where it would do something else by now.
    """
    plan = queries.plan_for(actor, project_id, asked)
    if mark is not None and mark != plan.mark:
        raise Conflict("Somebody changed the assignments in the meantime. Look at the preview again.")
    pairs: list[tuple[User | None, Article]] = [
        (each.person, row) for each in plan.shares for row in each.articles
    ]
    pairs += [(None, row) for row, count in plan.pooled for _ in range(count)]
    _give(actor, project_id, pairs, asked.due)
    return plan


def _give(
    actor: User, project_id: int, pairs: Sequence[tuple[User | None, Article]], due: date | None
) -> list[Assignment]:
    if len(pairs) > MOST_AT_ONCE:
        raise Invalid("At most %(most)s tasks at once.", most=MOST_AT_ONCE)
    if not pairs:
        return []
    last = queries.last_positions(project_id)
    made = []
    for person, article in pairs:
        key = person.pk if person else None
        last[key] = last.get(key, 0) + 1
        row = Assignment(article=article, person=person, due=due, position=last[key], created_by=actor)
        made.append(row)
    try:
        with transaction.atomic():
            Assignment.objects.bulk_create(made)
    except IntegrityError:
        raise Conflict("Somebody changed the assignments in the meantime. Look at them again.") from None
    _record(actor, project_id, "assignment.created", made)
    return made


@transaction.atomic
def reassign(*, actor: User, assignment_id: int, person: int | None) -> Assignment:
    """Give a task to somebody else, or to the pool for None (8 queries). What was begun stays with who began.

    Raises :class:`AlreadyThere` where they have the article, and :class:`Conflict` for what is done.
    """
    row = _led(actor, assignment_id)
    if row.person_id == person:
        return row
    if row.state == State.DONE:
        raise Conflict("This task is done. Give the article to somebody else beside it.")
    project = row.article.project
    to = None if person is None else queries.chosen(project, [person])[person]
    if to is not None:
        theirs = Assignment.objects.filter(article=row.article, person=to)
        if theirs.exclude(state=State.ABANDONED).exists():
            raise AlreadyThere("They have this article already.", id=row.article_id)
    _put_away(row, "")
    return _give(actor, project.pk, [(to, row.article)], row.due)[0]


@transaction.atomic
def withdraw(*, actor: User, assignment_id: int, note: str = "") -> None:
    """Take a task back (5 queries): what was marked stays. What is done is refused."""
    row = _led(actor, assignment_id)
    if row.state == State.DONE:
        raise Conflict("This task is done: there is nothing to take back. Open it again first.")
    _put_away(row, " ".join(note.split())[:LONGEST_NOTE])
    _record(actor, row.article.project_id, "assignment.withdrawn", [row])


@transaction.atomic
def set_due(
    *, actor: User, project_id: int, assignments: Sequence[int], due: date | None
) -> list[Assignment]:
    """Give tasks another due date, or none (5 queries). Return those that changed."""
    projects.project_for(actor, project_id).require(Action.ASSIGN)
    rows = Assignment.objects.filter(
        pk__in=assignments, article__project=project_id, article__deleted_at=None
    ).exclude(state=State.ABANDONED)
    found = list(rows.select_related("article__story", "person"))
    if len(found) < len(set(assignments)):
        raise NotFound
    changed = [row for row in found if row.due != due]
    if changed:
        rows.update(due=due)
        for row in changed:
            row.due = due
        _record(actor, project_id, "assignment.due", changed)
    return changed


def _led(actor: User, assignment_id: int) -> Assignment:
    row = reads.assignment_for(actor, assignment_id).require(Action.ASSIGN)
    if row.state == State.ABANDONED:
        raise Conflict("This task was given up.")
    return row


def _put_away(row: Assignment, note: str) -> None:
    """Take a task off its person: nothing is left of one that nobody began; else it is given up."""
    same = Assignment.objects.filter(pk=row.pk, state=row.state, person=row.person_id)
    if row.state == State.TO_DO and not row.seconds:
        gone, _ = same.delete()
    else:
        gone = same.update(state=State.ABANDONED, paused=False, note=note)
    if not gone:
        raise Conflict(_CHANGED)


def _record(actor: User, project_id: int, verb: str, rows: Iterable[Assignment]) -> None:
    happened = [
        Happened(
            verb,
            row.pk,
            f"article:{row.article_id}",
            after={
                "title": row.article.title,
                "article": row.article_id,
                "person": row.person_id,
                "due": row.due.isoformat() if row.due else None,
            },
        )
        for row in rows
    ]
    history.record_many(project_id=project_id, actor=actor, happened=happened, batch=uuid.uuid4())
