"""Whether a worker still hears that it is asked: one that does not would idle for ever while work waits.

Between a message and the process that does the work stand a connection, a pool and a lock, and each has been
seen to be lost for good: a process killed while it holds the lock by which the pool hands out work leaves
the others waiting for it (billiard), and a message that could not be acknowledged keeps its place among those
that may be taken at once (kombu, `config.redis_broker`). Nothing of that is seen from within, so the outcome
is looked at: work waits, this worker has nothing to do, and takes none of it.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from annotator.queries import turns

if TYPE_CHECKING:
    from collections.abc import Collection

    from annotator.models.jobs import Lane

LOOKS = 5  # at least: one that looks again after a long pause has not seen what waited meanwhile


class Hearing:
    """What one worker was seen to do, look by look."""

    def __init__(self, lanes: Collection[Lane]) -> None:
        self.lanes = lanes
        self.taken = -1
        self._hears()

    def _hears(self) -> None:
        self.looks, self.since = 0, time.monotonic()

    def is_lost(self, *, taken: int, is_busy: bool) -> bool:
        """Say whether work waited for `JOB_DEAF_SECONDS` and the worker, with nothing to do, took none.

        `taken` counts what it has taken up since it began. 2 queries, none while it works. When many
        workers idle, another one may have had all the messages; ending this one then loses nothing.
        """
        if is_busy or taken != self.taken or not turns.offered(self.lanes, timezone.now()):
            self.taken = taken
            self._hears()
            return False
        self.looks += 1
        return self.looks >= LOOKS and time.monotonic() - self.since >= settings.JOB_DEAF_SECONDS
