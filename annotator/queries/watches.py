"""Watches: reads. No row without an actor; what is due is for the sweeper alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Concat

from annotator.errors import NotFound
from annotator.models import Job, Trial, User, Watch
from annotator.policies import RULES, Action, Actor, visible
from annotator.queries import articles, projects

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from annotator.models import Article, Project
    from annotator.policies import Seen

KIND = "watch"  # the kind of job that is one look
DUE = 100  # watches that are looked through for hosts that can be asked now

_ALL = ("article__project", "article__story", "started_by", "host")


def watch_of(article: Article) -> Watch | None:
    """Return the watch of an article that the actor sees (1 query)."""
    return Watch.objects.filter(article=article).select_related("started_by", "host").first()


def watch_for(actor: Actor, article_id: int) -> tuple[Seen[Article], Watch]:
    """Return an article and its watch (2 queries). Raises :class:`NotFound` where it never had one."""
    seen = articles.article_for(actor, article_id)
    found = watch_of(seen.it)
    if found is None:
        raise NotFound
    found.article = seen.it
    return seen, found


def watches_of(actor: Actor, project_id: int) -> tuple[Seen[Project], QuerySet[Watch]]:
    """Return a project's watches: what looks next first, then what ended or was stopped (2 queries)."""
    seen = projects.project_for(actor, project_id)
    rows = Watch.objects.filter(
        visible(actor, path="article__project__"), article__project=project_id, article__deleted_at=None
    )
    return seen, rows.select_related(*_ALL).order_by(F("due_at").asc(nulls_last=True), "article")


def reason_to_end(watch: Watch) -> Watch.Why:
    """Say why nobody may look for a watch any more, if so (at most 2 queries)."""
    article, starter = watch.article, watch.started_by
    if article.deleted_at or article.project.deleted_at or not article.url:
        return Watch.Why.ARTICLE
    if not isinstance(starter, User) or not starter.is_active or not _may(starter, article):
        return Watch.Why.STARTER
    return Watch.Why.TRIAL if Trial.objects.filter(article=article).exists() else Watch.Why.NONE


def _may(person: User, article: Article) -> bool:
    roles = RULES[Action.EDIT_ARTICLES]
    return article.project.members.filter(user=person, removed_at=None, role__in=roles).exists()


def to_look_for(article_id: int) -> Watch | None:
    """Return a watch with all that a look needs (1 query); for the worker, who asks for nobody."""
    return Watch.objects.filter(article=article_id).select_related(*_ALL).first()


def key_of(host: str) -> str:
    """Return the key that the look at a host has, so that there is one at a time."""
    return f"{KIND}:{host}"[:200]


def due(now: datetime) -> list[Watch]:
    """Return what is due and can be asked for: a watch a host, none that is asked already (1 query)."""
    asked = Job.objects.filter(dedupe_key=Concat(Value(f"{KIND}:"), OuterRef("host"))).order_by()
    rows = Watch.objects.filter(~Exists(asked), state=Watch.State.ON, due_at__lte=now, host__free_at__lte=now)
    by_host: dict[str, Watch] = {}
    for row in rows.select_related("article__project", "started_by").order_by("due_at")[:DUE]:
        by_host.setdefault(row.host_id, row)
    return list(by_host.values())
