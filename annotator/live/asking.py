"""What the hub asks of the database, in a thread of its own.

A query in the stream's own thread would hold a connection for as long as the stream is open: of 300 clients
225 got in. So the hub has one thread, and one connection, however many listen.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from django.db import close_old_connections, connections

from annotator.queries import feed, history, presence

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from annotator.models import Event, Role
    from annotator.queries.history import Hearing
    from annotator.queries.presence import PresenceData

P = ParamSpec("P")
R = TypeVar("R")


class Asking(Protocol):
    """What a hub needs to know; see `queries.feed` and `queries.presence` for each."""

    async def heads(self, projects: Collection[int]) -> dict[int, int]:
        """Return the number of the newest event, by project."""
        ...

    async def events_after(self, project: int, after: int, limit: int) -> list[Event]:
        """Return events in their order."""
        ...

    async def present(self, projects: Collection[int]) -> dict[int, dict[int, list[PresenceData]]]:
        """Return who is where, by project and revision."""
        ...

    async def hearing(self, project: int, viewers: Collection[int], events: Sequence[Event]) -> Hearing:
        """Return who may hear what of some events."""
        ...

    async def hidden(self, viewers: Collection[int], revisions: Collection[int]) -> set[tuple[int, int]]:
        """Return from whom it is hidden who is at which revisions."""
        ...

    async def still_open(
        self, users: Collection[int], projects: Collection[int]
    ) -> dict[tuple[int, int], Role]:
        """Return who may still hear what."""
        ...

    async def live_sessions(self, keys: Collection[str]) -> set[str]:
        """Return the sessions that still are."""
        ...

    async def rest(self) -> None:
        """Let go of what is held: nobody listens."""
        ...


class Database:
    """The database, asked in one thread."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="feed")

    async def heads(self, projects: Collection[int]) -> dict[int, int]:
        """Return the number of the newest event, by project (1 query)."""
        return await self._ask(feed.heads, projects)

    async def events_after(self, project: int, after: int, limit: int) -> list[Event]:
        """Return events in their order (1 query)."""
        return await self._ask(feed.events_after, project, after, limit)

    async def present(self, projects: Collection[int]) -> dict[int, dict[int, list[PresenceData]]]:
        """Return who is where, by project and revision (1 query)."""
        return await self._ask(presence.in_projects, projects)

    async def hearing(self, project: int, viewers: Collection[int], events: Sequence[Event]) -> Hearing:
        """Return who may hear what of some events (1 query, at most 6 in a blind project)."""
        return await self._ask(history.hearing, project, viewers, events)

    async def hidden(self, viewers: Collection[int], revisions: Collection[int]) -> set[tuple[int, int]]:
        """Return from whom it is hidden who is at which revisions (1 query, 2 in a blind project)."""
        return await self._ask(presence.hidden, viewers, revisions)

    async def still_open(
        self, users: Collection[int], projects: Collection[int]
    ) -> dict[tuple[int, int], Role]:
        """Return who may still hear what (1 query)."""
        return await self._ask(feed.still_open, users, projects)

    async def live_sessions(self, keys: Collection[str]) -> set[str]:
        """Return the sessions that still are (1 query)."""
        return await self._ask(feed.live_sessions, keys)

    async def rest(self) -> None:
        """Close the connection; the next question opens one."""
        await self._ask(connections.close_all)

    async def _ask(self, question: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        def ask() -> R:
            close_old_connections()  # one that broke while nobody used it
            try:
                return question(*args, **kwargs)
            except Exception:
                connections.close_all()
                raise

        return await asyncio.get_running_loop().run_in_executor(self._thread, ask)
