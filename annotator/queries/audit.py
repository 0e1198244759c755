"""Audit: what happened in a project, searched by who, what, where and when.

Pages go by the number of the event, so that none is told twice or left out while others work. Whatever is
found goes through :func:`annotator.queries.history.in_sight`: in a blind project nobody hears more here
than anywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from annotator.models import Article, Event, Member, Revision, Story
from annotator.policies import Action
from annotator.queries import history
from annotator.queries import projects as project_queries
from annotator.queries.telling import iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from annotator.models import Project, User

NOUNS = sorted(history.WORK | history.FRAME | history.FOR_LEADS)
"""What events are about: the first halves of their verbs."""

_READ = 200  # events read at once
_MOST_READ = 2000  # events looked at for one page
COLUMNS = (
    "seq", "at", "actor_id", "actor", "verb", "subject", "scope", "before", "after", "undoes", "batch",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: all that fit each of what is said here."""

    person: int | None = None  # who did it
    noun: str = ""  # the first half of the verb: annotation, cell, member
    verb: str = ""
    subject: str = ""  # the id of the thing
    scope: str = ""
    article: int | None = None
    story: int | None = None
    since: datetime | None = None
    until: datetime | None = None  # not included


@dataclass(frozen=True, slots=True)
class Page:
    """Events, newest first. `older` is the number below which there is more to look at, or None."""

    project: Project
    events: list[Event]
    older: int | None


def page_for(
    actor: User, project_id: int, wanted: Wanted, *, before: int | None = None, limit: int = 50
) -> Page:
    """Return the newest events below number `before` that are wanted and that the actor may hear of.

    At most 2,000 events are looked at, so that a page may have fewer than `limit`, or none, and still name
    what is older. 2 queries and 1 for each 200 events; in a blind project 6 more for each 200, and 1 more
    for what is asked of an article or 2 of a story.
    """
    project = project_queries.project_for(actor, project_id).it
    rows = Event.objects.filter(_where(wanted), project=project).select_related("actor").order_by("-seq")
    found: list[Event] = []
    last = project.event_seq + 1 if before is None else before
    for _ in range(_MOST_READ // _READ):
        page = list(rows.filter(seq__lt=last)[:_READ])
        heard = history.in_sight(actor.pk, project, page)
        if len(found) + len(heard) > limit:
            found += heard[: limit - len(found)]
            return Page(project, found, found[-1].seq)
        found += heard
        if len(page) < _READ:
            return Page(project, found, None)
        last = page[-1].seq
    return Page(project, found, last)


def events_after(
    actor: User, project_id: int, wanted: Wanted, *, after: int = 0, limit: int = 200
) -> tuple[Project, list[Event]]:
    """Return a project and the wanted events after a number, oldest first.

    Cost as of :func:`annotator.queries.projects.events_after`.
    """
    return project_queries.events_after(actor, project_id, after, wanted.scope, limit, among=_where(wanted))


def records_for(actor: User, project_id: int, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Return the wanted events as records, oldest first, read in steps of 200 (1 query before the first).

    Raises :class:`NotAllowed` at once for who may not export the history.
    """
    project = project_queries.project_for(actor, project_id).require(Action.AUDIT)
    return _records(actor, project, _where(wanted))


def _records(actor: User, project: Project, where: Q) -> Iterator[dict[str, Any]]:
    rows = Event.objects.filter(where, project=project, seq__lte=project.event_seq)
    rows = rows.select_related("actor").order_by("seq")
    after = 0
    while True:
        page = list(rows.filter(seq__gt=after)[:_READ])
        for event in history.in_sight(actor.pk, project, page):
            yield _record(event)
        if len(page) < _READ:
            return
        after = page[-1].seq


def _record(event: Event) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": iso(event.at),
        "actor_id": event.actor_id,
        "actor": event.actor.shown_name if event.actor else None,
        "verb": event.verb,
        "subject": event.subject,
        "scope": event.scope or None,
        "before": event.before,
        "after": event.after,
        "undoes": event.undoes,
        "batch": str(event.batch) if event.batch else None,
    }


def people_of(actor: User, project_id: int) -> list[Member]:
    """Return all who are or were in a project, by name (2 queries)."""
    project = project_queries.project_for(actor, project_id).it
    rows = Member.objects.filter(project=project).select_related("user")
    return sorted(rows, key=lambda each: each.user.shown_name.casefold())


def places_of(project: Project, events: Iterable[Event]) -> dict[str, Article | Story]:
    """Return what the scopes of events that were heard name, for their titles (at most 3 queries).

    What was deleted is left out: it has no page.
    """
    keys: dict[str, set[int]] = {"revision": set(), "article": set(), "story": set()}
    for event in events:
        kind, _, key = event.scope.partition(":")
        if kind in keys and key.isdecimal():
            keys[kind].add(int(key))
    here = {"project": project, "deleted_at": None}
    found: dict[str, Article | Story] = {}
    if keys["revision"]:
        rows = Revision.objects.filter(
            pk__in=keys["revision"], article__project=project, article__deleted_at=None
        )
        for each in rows.select_related("article").only("article__title", "article__project"):
            found[f"revision:{each.pk}"] = each.article
    if keys["article"]:
        for article in Article.objects.filter(pk__in=keys["article"], **here):
            found[f"article:{article.pk}"] = article
    if keys["story"]:
        for story in Story.objects.filter(pk__in=keys["story"], **here):
            found[f"story:{story.pk}"] = story
    return found


def _where(wanted: Wanted) -> Q:
    found = Q()
    if wanted.person is not None:
        found &= Q(actor=wanted.person)
    if wanted.noun:
        found &= Q(verb__startswith=f"{wanted.noun}.")
    if wanted.verb:
        found &= Q(verb=wanted.verb)
    if wanted.subject:
        found &= Q(subject=wanted.subject)
    if wanted.scope:
        found &= Q(scope=wanted.scope)
    if wanted.since:
        found &= Q(at__gte=wanted.since)
    if wanted.until:
        found &= Q(at__lt=wanted.until)
    if wanted.article is not None:
        found &= _about(articles=[wanted.article])
    if wanted.story is not None:
        accounts = Article.objects.filter(story=wanted.story).values_list("pk", flat=True)
        found &= _about(articles=list(accounts), story=wanted.story)
    return found


def _about(*, articles: list[int], story: int | None = None) -> Q:
    """Return the filter for what happened to articles, or to a story and its accounts (1 query)."""
    revisions = Revision.objects.filter(article__in=articles).values_list("pk", flat=True)
    scopes = [*(f"article:{each}" for each in articles), *(f"revision:{each}" for each in revisions)]
    found = Q(verb__startswith="article.", subject__in=[str(each) for each in articles])
    found |= Q(after__article__in=articles) | Q(before__article__in=articles)
    if story is not None:
        scopes.append(f"story:{story}")
        found |= Q(verb__startswith="story.", subject=str(story))
    return found | Q(scope__in=scopes)
