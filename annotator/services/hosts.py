"""Hosts that are watched: one asks a host at a time, with a pause behind, over all processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from annotator.models import WatchedHost
from annotator.services.transactions import own_transactions

LONGEST = timedelta(minutes=5)  # after which a worker that took a host is taken for dead
LONGEST_NAME = 253  # characters, as DNS has it
LONGEST_PAUSE = 86_400.0  # seconds that a host can ask all watches of it to wait for
LONGEST_DELAY = 300.0  # seconds of a robots.txt's Crawl-delay that are kept


@dataclass(frozen=True, slots=True)
class Turn:
    """A host that is one's own to ask, until then at the latest."""

    name: str
    until: datetime


class Busy(Exception):  # noqa: N818 - not an error: one comes again
    """Somebody else asks the host, or its pause is not over."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@own_transactions("one conditional UPDATE takes the host; no lock is held while its page is fetched")
def take(*, name: str) -> Turn:
    """Take a host (1 query, 4 for a new one). Raises :class:`Busy`."""
    now = timezone.now()
    turn = Turn(name, now + LONGEST)
    free = WatchedHost.objects.filter(name=name, free_at__lte=now)
    if free.update(free_at=turn.until):
        return turn
    row, _ = WatchedHost.objects.get_or_create(name=name, defaults={"free_at": now})
    if row.free_at > now or not free.update(free_at=turn.until):
        raise Busy(max(row.free_at, now + timedelta(seconds=settings.WATCH_HOST_SECONDS)))
    return turn


@own_transactions("one conditional UPDATE, which changes nothing once somebody else has the host")
def give_back(*, turn: Turn, pause: float = 0) -> None:
    """Let the next one have a host, after a pause in seconds, `WATCH_HOST_SECONDS` at least (1 query)."""
    pause = min(max(pause, settings.WATCH_HOST_SECONDS), LONGEST_PAUSE)
    free_at = timezone.now() + timedelta(seconds=pause)
    WatchedHost.objects.filter(name=turn.name, free_at=turn.until).update(free_at=free_at)
