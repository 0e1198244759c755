"""One listener of the feed: what waits for them, and what they have been given.

What waits is bounded. Who reads too slowly is let go, and goes on from the last id they got.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.live import cursors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.models import Role

MOST_WAITING = 256  # messages


class Message:
    """Something that was said; `seq` is 0 for what is not in the log."""

    __slots__ = ("project", "seq", "wire")

    def __init__(self, event: str, project: int, data: bytes, seq: int = 0) -> None:
        self.project, self.seq = project, seq
        # All but the id, which tells how far one listener is: the same bytes for all of them.
        self.wire = b"\nevent: %s\ndata: %s\n\n" % (event.encode(), data)  # `data` is JSON


@dataclass(eq=False, slots=True)
class Listener:
    """A stream. `heard` holds the number of the last event that it has been given of each of its projects."""

    user_id: int
    heard: dict[int, int]
    roles: Mapping[int, Role]
    session: str | None = None  # the key of the session that let it in; None for a token
    waiting: deque[Message] = field(default_factory=deque)
    is_over: bool = False
    present: dict[int, dict[int, list[Any]]] = field(default_factory=dict)  # told last, by project, revision
    _sleeps: asyncio.Future[None] | None = None

    def give(self, message: Message) -> None:
        """Put a message behind what waits; the one that does not fit any more is the end."""
        if self.is_over:
            return
        if len(self.waiting) >= MOST_WAITING:
            self.end()
            return
        self.waiting.append(message)
        self._wake()

    def end(self, *, at_once: bool = False) -> None:
        """Give no more than what waits already, or `at_once` nothing."""
        self.is_over = True
        if at_once:
            self.waiting.clear()
        self._wake()

    async def next(self, seconds: float) -> list[Message]:
        """Return all that waits, as soon as something does; nothing at the end, or after so many seconds."""
        if not self.waiting and not self.is_over:
            # Not `wait_for`, which makes a task of each wait: half of what a message costs.
            loop = asyncio.get_running_loop()
            self._sleeps = loop.create_future()
            alarm = loop.call_later(seconds, self._wake)
            try:
                await self._sleeps
            finally:
                self._sleeps = None
                alarm.cancel()
        found = list(self.waiting)
        self.waiting.clear()
        return found

    def _wake(self) -> None:
        if self._sleeps is not None and not self._sleeps.done():
            self._sleeps.set_result(None)

    def framed(self, message: Message) -> bytes:
        """Note that a message is given, and return it as it goes over the wire."""
        if message.seq:
            self.heard[message.project] = message.seq
        return b"id: %s%s" % (cursors.write(self.heard).encode(), message.wire)

    def has(self, message: Message) -> bool:
        """Say whether it was given already: by catching up, while it waited."""
        return 0 < message.seq <= self.heard[message.project]
