"""Watches: writes. Somebody has an article's address looked at again and again, and stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotator.errors import Conflict, Invalid
from annotator.models import Watch, WatchedHost
from annotator.models.jobs import Lane
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import watches as queries
from annotator.services import fetching, history, hosts, jobs, revisions

if TYPE_CHECKING:
    from annotator.models import Article, User
    from annotator.models.jobs import Job

State, Why = Watch.State, Watch.Why
RIGHT = Action.EDIT_ARTICLES  # what it takes to have addresses watched


@transaction.atomic
def start(*, actor: User, article_id: int, every: int = Watch.Every.SIX_HOURS) -> Watch:
    """Watch an article's address, or change how often it is looked at; a look is due at once (10 queries).

    `every` is in hours, one of `Watch.Every`. Raises :class:`Invalid` for another, and for an article
    without an address; :class:`Conflict` for a trial, and where the site allows no watching.
    """
    article = article_queries.article_for(actor, article_id).require(RIGHT)
    _require_watching()
    if every not in Watch.Every.values:
        raise Invalid("A watch looks every %(hours)s hours.", field="every", hours=Watch.Every.values)
    if not article.url:
        raise Invalid("This article has no address that could be watched.", field="url")
    host = host_of(article.url)
    revisions.require_no_trial(article)
    now = timezone.now()
    WatchedHost.objects.get_or_create(name=host, defaults={"free_at": now})
    watch = Watch.objects.select_for_update().filter(article=article).first() or Watch()
    watch.article = article
    verb = "watch.changed" if watch.state == State.ON and watch.due_at else "watch.started"
    if verb == "watch.started":
        watch.state, watch.why, watch.host_id = State.ON, Why.NONE, host
        watch.started_at = watch.changed_at = now
        watch.quiet = watch.failures = 0
    elif watch.every == every:
        return watch
    watch.every, watch.started_by, watch.due_at = every, actor, now
    watch.save()
    _record(actor, article, verb, every=every)
    return watch


@transaction.atomic
def stop(*, actor: User, article_id: int) -> Watch:
    """Stop watching an article's address (6 queries). Raises :class:`Conflict` where nobody watches it."""
    watch = _on(actor, article_id)
    _off(watch, State.STOPPED, Why.NONE)
    _record(actor, watch.article, "watch.stopped")
    return watch


@transaction.atomic
def look_now(*, actor: User, article_id: int) -> Job:
    """Let a watch look as soon as its host may be asked (6 queries). Raises :class:`Conflict`."""
    watch = _on(actor, article_id)
    _require_watching()
    watch.due_at = timezone.now()
    watch.save(update_fields=["due_at"])
    return ask(watch=watch, actor=actor, lane=Lane.INTERACTIVE)


@transaction.atomic
def ask(*, watch: Watch, actor: User | None = None, lane: Lane = Lane.COMPUTE) -> Job:
    """Ask for one look; at a host that is asked for already no second one (1 query)."""
    return jobs.submit(
        kind=queries.KIND,
        params={"watch": watch.article_id},
        project=watch.article.project,
        actor=actor or watch.started_by,
        dedupe_key=queries.key_of(watch.host_id),
        lane=lane,
    )


@transaction.atomic
def end(*, article_id: int, why: Watch.Why) -> None:
    """End a watch for a reason that nobody gave, and say so (4 queries)."""
    rows = Watch.objects.select_for_update(of=("self",)).select_related("article")
    watch = rows.filter(article=article_id, state=State.ON).first()
    if watch is not None:
        _off(watch, State.ENDED, why)
        _record(None, watch.article, "watch.ended", why=why)


def host_of(url: str, /) -> str:
    """Return the host that is asked for an address. Raises :class:`AddressRefused` where there is none."""
    return fetching.host_of(fetching.checked(url))[: hosts.LONGEST_NAME]


def _off(watch: Watch, state: Watch.State, why: Watch.Why) -> None:
    watch.state, watch.why, watch.due_at = state, why, None
    watch.save(update_fields=["state", "why", "due_at"])


def _on(actor: User, article_id: int) -> Watch:
    """Return the watch of an article that the actor may change, locked."""
    article = article_queries.article_for(actor, article_id).require(RIGHT)
    watch = Watch.objects.select_for_update().filter(article=article).first()
    if watch is None or watch.state != State.ON:
        raise Conflict("Nobody watches this article.")
    watch.article = article
    return watch


def _require_watching() -> None:
    if not settings.WATCHING:
        raise Conflict("Whoever runs this site allows no watching of addresses.")


def _record(actor: User | None, article: Article, verb: str, **said: object) -> None:
    history.record(
        project_id=article.project_id,
        actor=actor,
        verb=verb,
        subject=article.pk,
        after={"article": article.pk, "title": article.title, **said},
    )
