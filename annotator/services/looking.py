"""Looking at watched addresses: one look a job, asked for when it is due (docs/adr/0019).

What a look costs others is kept small: one at a time asks a host, with a pause behind; robots.txt is heeded;
what has not changed is not sent again; who does not answer, or asks for patience, is asked ever more seldom.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from annotator.errors import AddressRefused, Refusal
from annotator.models import Watch
from annotator.models.jobs import Job, JobState
from annotator.queries import watches as queries
from annotator.services import fetching, hosts, refetching, revisions, robots, watches
from annotator.services.fetching import Asking
from annotator.services.hosts import Busy, Turn
from annotator.services.transactions import own_transactions
from annotator.text.normalise import fingerprint, normalise

if TYPE_CHECKING:
    from annotator.services.fetching import Answer
    from annotator.services.revisions import Incoming
    from annotator.services.running import Run

KIND = queries.KIND
SELDOM = timedelta(days=7)  # it is looked at least so often, whatever came of it
LONGEST_WAIT = timedelta(days=30)  # that a server can ask for
JITTER = 0.1  # of the time between two looks, so that not all come at the full hour
CRASHED = timedelta(minutes=10)  # when it is tried again if the worker does not live to say
Outcome, Why = Watch.Outcome, Watch.Why
_OUTCOMES: dict[int, Watch.Outcome] = {
    HTTPStatus.NOT_FOUND: Outcome.MISSING,
    HTTPStatus.GONE: Outcome.GONE,
    HTTPStatus.TOO_MANY_REQUESTS: Outcome.WAIT,
    HTTPStatus.SERVICE_UNAVAILABLE: Outcome.WAIT,
}
_FOUND = (Outcome.CHANGED, Outcome.TRIVIAL, Outcome.SAME, Outcome.NOT_MODIFIED)


@dataclass(frozen=True, slots=True)
class Look:
    """What came of one look, before it is written down."""

    outcome: Watch.Outcome
    sentence: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    wait: float = 0  # seconds that the server asks for
    delay: float = 0  # seconds between two looks that its robots.txt asks for
    answer: Answer | None = None
    incoming: Incoming | None = None


class _Forbidden(Exception):  # noqa: N818 - it ends a fetch from inside
    """The site's robots.txt forbids the page."""


@own_transactions("a job is asked for in one statement each; what is due stays due until somebody looked")
def sweep() -> int:
    """Ask for the looks that are due, one a host; return how many (1 query where none is)."""
    if not settings.WATCHING:
        return 0
    found = queries.due(timezone.now())
    for watch in found:
        watches.ask(watch=watch)
    return len(found)


@own_transactions("the page is fetched outside of a transaction; then one writes what came of it")
def run(run: Run) -> None:
    """Look once, if it is still due. Nothing that a site does makes the job fail: the watch's row says it."""
    watch = queries.to_look_for(run.params["watch"])
    now = timezone.now()
    if watch is None or watch.due_at is None or watch.due_at > now or not settings.WATCHING:
        return
    if why := queries.reason_to_end(watch):
        watches.end(article_id=watch.article_id, why=why)
        return
    try:
        name = watches.host_of(watch.article.url)
    except AddressRefused:
        watches.end(article_id=watch.article_id, why=Why.ARTICLE)
        return
    try:
        turn = hosts.take(name=name)
    except Busy as busy:
        _later(watch, name, busy.until)
        return
    look = Look(Outcome.FAILED)
    try:
        _prepare(watch, name, now)
        look = _look(watch, turn)
    except Busy as busy:
        _later(watch, name, busy.until, failures=watch.failures)
        return
    finally:
        hosts.give_back(turn=turn, pause=max(look.wait, min(look.delay, hosts.LONGEST_DELAY)))
    with transaction.atomic():
        _keep(watch, look, run.job)
        run.fence()
        run.finish({"outcome": look.outcome})


def _later(watch: Watch, host: str, moment: datetime, **changes: Any) -> None:  # noqa: ANN401 - columns
    """Look when the host is free again; those who wait for it do not all come at once."""
    due = moment + timedelta(seconds=random.uniform(0, settings.WATCH_HOST_SECONDS))  # noqa: S311
    _on(watch).update(due_at=due, host=host, **changes)


def _prepare(watch: Watch, host: str, now: datetime) -> None:
    """Write down beforehand what holds if the worker does not survive the look."""
    due = now + min(CRASHED * 2 ** min(watch.failures, 10), SELDOM)
    _on(watch).update(due_at=due, host=host, failures=watch.failures + 1)


def _on(watch: Watch) -> Any:  # noqa: ANN401 - a queryset
    return Watch.objects.filter(article=watch.article_id, state=Watch.State.ON)


# -- the look


def _look(watch: Watch, turn: Turn) -> Look:
    """Ask for the page, if its site lets us. Raises :class:`Busy` where it leads to a host that is busy."""
    url, delay = watch.article.url, 0.0
    others: dict[str, Turn] = {}
    heeded: set[str] = set()

    def before(there: str) -> None:
        nonlocal delay
        host = watches.host_of(there)
        if host != turn.name and host not in others:
            others[host] = hosts.take(name=host)
        if there not in heeded:
            ruling = robots.heed(url=there)
            delay = max(delay, ruling.delay)
            heeded.add(there)
            if ruling.is_forbidden:
                raise _Forbidden(host)

    try:
        # The first site's rules are asked for before the page's time begins to run.
        before(fetching.checked(url))
        answer = fetching.ask(url, Asking(headers=_headers(watch), before=before))
        return _said(answer, delay)
    except _Forbidden as forbidden:
        return Look(
            Outcome.FORBIDDEN,
            gettext_noop("robots.txt of %(host)s asks programs not to read this page."),
            {"host": str(forbidden)},
            delay=delay,
        )
    except Refusal as refusal:
        return Look(Outcome.FAILED, refusal.sentence, refusal.facts, delay=delay)
    finally:
        for each in others.values():
            hosts.give_back(turn=each)


def _headers(watch: Watch) -> dict[str, str]:
    headers = {"User-Agent": robots.user_agent(settings.WATCH_CONTACT)}
    if watch.seen_url == watch.article.url:
        headers |= {"If-None-Match": watch.etag} if watch.etag else {}
        headers |= {"If-Modified-Since": watch.last_modified} if watch.last_modified else {}
    return headers


def _said(answer: Answer, delay: float) -> Look:
    """Return what an answer means. Raises :class:`Refusal` for what is no text."""
    status = answer.status
    facts: dict[str, Any] = {"host": fetching.host_of(answer.url), "answer": status}
    if status == HTTPStatus.OK:
        incoming = refetching.incoming_of(answer.page())
        return Look(Outcome.SAME, delay=delay, answer=answer, incoming=incoming)
    if status == HTTPStatus.NOT_MODIFIED:
        return Look(Outcome.NOT_MODIFIED, delay=delay, answer=answer)
    outcome = _OUTCOMES.get(status, Outcome.FAILED)
    wait = _asked_to_wait(answer.headers.get("retry-after", "")) if outcome == Outcome.WAIT else 0
    return Look(outcome, "%(host)s answered with status %(answer)s.", facts, wait=wait, delay=delay)


def _asked_to_wait(header: str) -> float:
    """Return the seconds that a Retry-After asks for: a number, or a date."""
    words = header.strip()
    if words.isascii() and words.isdigit():
        return min(float(words[:12]), LONGEST_WAIT.total_seconds())
    try:
        moment = parsedate_to_datetime(words)
    except ValueError:
        return 0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - timezone.now()).total_seconds(), 0), LONGEST_WAIT.total_seconds())


# -- what is kept of it


def _keep(watch: Watch, look: Look, job: Job) -> None:
    """Write down what came of a look, inside the caller's transaction; a text that changed is a revision."""
    Watch.objects.select_for_update().get(article=watch.article_id)
    row = queries.to_look_for(watch.article_id)
    if row is None or row.state != Watch.State.ON or queries.reason_to_end(row):
        return  # it was stopped, or what it looks for went, while the page was fetched
    outcome, facts, now = look.outcome, look.facts, timezone.now()
    if look.answer is not None:
        if look.incoming is not None:
            outcome, facts = _revised(row, look.incoming)
        etag, modified = _header(look.answer, "etag", 400), _header(look.answer, "last-modified", 80)
        if outcome == Outcome.NOT_MODIFIED:  # whoever says so need not say them again
            etag, modified = etag or row.etag, modified or row.last_modified
        row.seen_url, row.etag, row.last_modified = row.article.url, etag, modified
    row.looked_at, row.outcome, row.sentence, row.facts = now, outcome, look.sentence, facts
    found = outcome in _FOUND
    row.failures = 0 if found else watch.failures + 1  # `_prepare` has counted this one already
    row.quiet = 0 if outcome == Outcome.CHANGED else row.quiet + found
    row.changed_at = now if outcome == Outcome.CHANGED else row.changed_at
    if row.job_id:  # of many looks only the last one's job is kept
        Job.objects.filter(pk=row.job_id, state=JobState.DONE).delete()
    row.job = job
    row.due_at = now + max(pause(row), timedelta(seconds=look.wait))
    row.save()
    rested = now - row.changed_at >= timedelta(days=settings.WATCH_END_DAYS)
    if outcome == Outcome.GONE:
        watches.end(article_id=row.article_id, why=Why.GONE)
    elif rested:
        watches.end(article_id=row.article_id, why=Why.FAILING if row.failures else Why.QUIET)


def pause(watch: Watch) -> timedelta:
    """Return how long a watch waits now: longer the longer the text rests, twice as long for each failure."""
    doubled = watch.failures or watch.quiet // Watch.RESTS
    hours: int = watch.every * 2 ** min(doubled, 10)
    time = min(timedelta(hours=hours), SELDOM)
    return time * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret


def _header(answer: Answer, name: str, longest: int) -> str:
    """Return a header to be sent back as it came; one that is too long, or no ASCII, is not kept."""
    value = answer.headers.get(name, "")
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""


def _revised(row: Watch, incoming: Incoming) -> tuple[Watch.Outcome, dict[str, Any]]:
    """Write what is another than was seen there last, text or headline, as the article's newest revision."""
    sha256 = fingerprint("\n".join((incoming.title, incoming.byline, normalise(incoming.raw))))
    if (row.seen_url, row.seen_sha256) == (row.article.url, sha256):
        return Outcome.SAME, {}  # what somebody else wrote since stays the newest
    row.seen_sha256 = sha256
    added = revisions.write(actor=None, article=row.article, incoming=incoming, watched=True)
    if not added.made:
        return Outcome.SAME, {}
    return Outcome.TRIVIAL if added.trivial else Outcome.CHANGED, {"number": added.revision.number}
