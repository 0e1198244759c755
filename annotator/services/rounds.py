"""Rounds: writes. What people found blind is kept before anybody sees what the others found."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from annotator.errors import Conflict, Invalid
from annotator.models import Assignment, Blindness, Keeping, Round
from annotator.policies import Action
from annotator.queries import projects as project_queries
from annotator.queries import rounds as queries
from annotator.services import history
from annotator.services.history import Happened
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.models import Article, Project, User
    from annotator.queries.rounds import Scope

CHUNK = 100  # articles whose work is held at once


@dataclass(frozen=True, slots=True)
class Turned:
    """How many articles went on to their next round, or were closed, and whose work was kept of them."""

    articles: int
    keepings: int


@callers_transaction
def keep(*, article: Article, person: User) -> bool:
    """Keep what a person found as their first round of an article; say whether it was (at most 8 queries).

    For who has just said that they are done, where that opens the others' work to them: from now on they may
    have seen it. Elsewhere the end of the round keeps it. Only the first time, and not once it is revealed.
    """
    if article.project.blind != Blindness.OWN_DONE or queries.is_revealed(article):
        return False
    first, _ = Round.objects.get_or_create(
        article=article, number=queries.BLIND, defaults={"opened_at": article.created_at}
    )
    if Keeping.objects.filter(round=first, person=person).exists():
        return False
    _keep([first], only={(article.pk, person.pk)})
    return True


@transaction.atomic
def reveal(*, actor: User, project_id: int, scope: Scope) -> Turned:
    """End the blind round of some articles: what each person found is kept, then all see all.

    What was kept when somebody said that they are done stays as it is. Articles that were revealed before are
    passed over; where nothing is left, nothing is written. Cost: 9 queries, 9 more for each 100 articles.
    Raises :class:`Conflict` in a project that is not blind, :class:`Invalid` for what is not in it.
    """
    project = project_queries.project_for(actor, project_id).require(Action.REVEAL)
    if project.blind == Blindness.OFF:
        raise Conflict("This project is not annotated blind: there is nothing to reveal.")
    return _reveal(actor, project, queries.blind_in(project, scope))


@transaction.atomic
def close_round(*, actor: User, project_id: int, scope: Scope) -> Turned:
    """End the second round of some revealed articles: what each person found by now is kept.

    Nobody is kept from working on; the figures of the round stand. Costs and refusals as :func:`reveal`.
    """
    project = project_queries.project_for(actor, project_id).require(Action.REVEAL)
    now, kept, told = timezone.now(), 0, []
    for some in _chunks(queries.revealed_in(project, scope)):
        rounds = list(
            Round.objects.filter(article__in=some, number=queries.REVEALED, closed_at=None).select_related(
                "article"
            )
        )
        kept += _keep(rounds)
        Round.objects.filter(pk__in=[each.pk for each in rounds]).update(closed_at=now)
        told += [_told("round.closed", each.article, queries.REVEALED) for each in rounds]
    _record(actor, project, told)
    return Turned(len(told), kept)


@transaction.atomic
def set_blind(*, actor: User, project_id: int, blind: str, reveal_all: bool = False) -> Project:
    """Say how a project is annotated blind, or that it is not (4 queries; more where it opens something).

    Where others' work comes into sight by it, what people found blind is kept first. To turn it off is to
    reveal every article: `reveal_all` says that this is meant. Raises :class:`Invalid` without it.
    """
    project = project_queries.project_for(actor, project_id).require(Action.MANAGE)
    if blind not in Blindness.values:
        raise Invalid("Blind is one of: %(known)s.", field="blind", known=Blindness.values)
    before = project.blind
    if blind == before:
        return project
    if blind == Blindness.OFF:
        if not reveal_all:
            raise Invalid(
                "To turn blind mode off is to reveal every article. Say that you mean it.", field="reveal_all"
            )
        _reveal(actor, project, queries.blind_in(project, queries.Scope()))
    project.blind = blind
    project.save(update_fields=["blind"])
    if blind == Blindness.OWN_DONE and before == Blindness.REVEALED:
        _keep_of_done(project)
    history.record(
        project_id=project.pk,
        actor=actor,
        verb="project.changed",
        subject=project.pk,
        before={"blind": before},
        after={"blind": blind},
    )
    return project


def _reveal(actor: User, project: Project, articles: list[int]) -> Turned:
    now, kept, told = timezone.now(), 0, []
    for some in _chunks(articles):
        firsts = _firsts(some)
        kept += _keep(firsts)
        Round.objects.filter(pk__in=[each.pk for each in firsts]).update(closed_at=now)
        Round.objects.bulk_create(
            Round(article=each.article, number=queries.REVEALED, opened_at=now, opened_by=actor)
            for each in firsts
        )
        told += [_told("round.opened", each.article, queries.REVEALED) for each in firsts]
    _record(actor, project, told)
    return Turned(len(told), kept)


def _firsts(articles: Iterable[int]) -> list[Round]:
    """Return the first rounds of articles, with these; made where nobody was done before (3 queries)."""
    wanted = queries.articles_with(list(articles))
    Round.objects.bulk_create(
        [Round(article=each, number=queries.BLIND, opened_at=each.created_at) for each in wanted],
        ignore_conflicts=True,
    )
    return list(Round.objects.filter(article__in=wanted, number=queries.BLIND).select_related("article"))


def _keep(rounds: list[Round], only: set[tuple[int, int]] | None = None) -> int:
    """Copy what people found into rounds of which nothing of theirs is kept yet; return of how many people.

    `only` names articles and people, who are kept though they found nothing; else all who found anything.
    """
    there = set(Keeping.objects.filter(round__in=rounds).values_list("round__article", "person"))
    of_article = {each.article_id: each for each in rounds}
    found = queries.work_on(list(of_article))
    wanted = (set(found) if only is None else only) - there
    Keeping.objects.bulk_create(
        Keeping(
            round=of_article[article],
            person_id=person,
            annotations=found[article, person].annotations if (article, person) in found else [],
            cells=found[article, person].cells if (article, person) in found else [],
        )
        for article, person in sorted(wanted)
    )
    return len(wanted)


def _keep_of_done(project: Project) -> None:
    """Keep the work of all who said that they are done: from now on that opens the others' to them."""
    done = Assignment.objects.filter(
        article__project=project, article__deleted_at=None, state=Assignment.State.DONE
    )
    blind = set(queries.blind_in(project, queries.Scope()))
    pairs = [each for each in done.values_list("article", "person") if each[0] in blind]
    for some in _chunks(sorted({article for article, _ in pairs})):
        only = {(article, person) for article, person in pairs if article in some and person}
        _keep(_firsts(some), only=only)


def _chunks(articles: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(articles), CHUNK):
        yield articles[start : start + CHUNK]


def _told(verb: str, article: Article, number: int) -> Happened:
    after = {"title": article.title, "article": article.pk, "number": number}
    return Happened(verb, article.pk, f"article:{article.pk}", None, after)


def _record(actor: User, project: Project, told: list[Happened]) -> None:
    if told:
        batch = uuid.uuid4() if len(told) > 1 else None
        history.record_many(project_id=project.pk, actor=actor, happened=told, batch=batch)
