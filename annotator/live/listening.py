"""One listener of the feed: what waits for them, and what they have been given.

What waits is bounded. Who reads too slowly is let go, and goes on from the last id they got.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.live import cursors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.models import Role

MOST_WAITING = 256  # messages


@dataclass(frozen=True, slots=True)
class Message:
    """Something that was said; `seq` is 0 for what is not in the log."""

    event: str
    project: int
    data: bytes  # JSON
    seq: int = 0


@dataclass(eq=False, slots=True)
class Listener:
    """A stream. `heard` holds the number of the last event that it has been given of each of its projects."""

    user_id: int
    heard: dict[int, int]
    roles: Mapping[int, Role]
    session: str | None = None  # the key of the session that let it in; None for a token
    waiting: asyncio.Queue[Message | None] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    is_over: bool = False
    present: dict[int, dict[int, list[Any]]] = field(default_factory=dict)  # told last, by project, revision

    def give(self, message: Message) -> None:
        """Put a message behind what waits; the one that does not fit any more is the end."""
        if self.is_over:
            return
        try:
            self.waiting.put_nowait(message)
        except asyncio.QueueFull:
            self.end()

    def end(self, *, at_once: bool = False) -> None:
        """Give no more than what waits already, or `at_once` nothing."""
        self.is_over = True
        while at_once and not self.waiting.empty():
            self.waiting.get_nowait()
        if not self.waiting.full():
            self.waiting.put_nowait(None)  # wakes who waits

    async def next(self, seconds: float) -> Message | None:
        """Return what comes next. None at the end; raises :class:`TimeoutError` when nothing comes."""
        if self.is_over and self.waiting.empty():
            return None
        return await asyncio.wait_for(self.waiting.get(), seconds)

    def framed(self, message: Message) -> bytes:
        """Note that a message is given, and return it as it goes over the wire."""
        if message.seq:
            self.heard[message.project] = message.seq
        at = cursors.write(self.heard).encode()
        return b"id: %s\nevent: %s\ndata: %s\n\n" % (at, message.event.encode(), message.data)

    def has(self, message: Message) -> bool:
        """Say whether it was given already: by catching up, while it waited."""
        return 0 < message.seq <= self.heard[message.project]
