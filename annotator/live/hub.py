"""The hub: one a process. Reads the log once for all who listen, and hands out what is new.

It looks at the heads of the projects that somebody listens to: four times a second, or when PostgreSQL says
that there is something. A listener first reads what it missed by itself, and joins in the moment in which it
has read as far as the hub has: nothing is lost between the two, and what both would give is given once.
"""

from __future__ import annotations

import asyncio
import logging
import random
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from django.db import DatabaseError

from annotator.live.listening import Listener, Message
from annotator.queries import feed
from annotator.queries.history import Hearing
from annotator.watching import LISTENERS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from annotator.live.asking import Asking
    from annotator.models import Event

log = logging.getLogger(__name__)

PAGE = 500  # events read at once
MOST_BEHIND = 5000  # events; who is farther behind reads the lists anew
LOOK_SECONDS = 0.25  # between two looks at the heads
LOOK_SECONDS_WOKEN = 1.0  # where the database says when there is something: in case that gets lost
PAUSE_SECONDS = 0.05  # after a look, however often it is woken: what comes meanwhile is read at once
ALIVE_SECONDS = 20.0  # the longest silence on a stream
RECHECK_SECONDS = 15.0  # between two looks at who still may listen
LIFE_SECONDS = 600.0  # then a stream ends and its client signs in again, by coming back
LEAVING = ("member.", "project.deleted")  # verbs after which somebody may hear less


@dataclass(slots=True)
class Channel:
    """A project that somebody listens to: how far the hub has read it, and who is where."""

    seq: int
    listeners: set[Listener] = field(default_factory=set)
    present: dict[int, Any] = field(default_factory=dict)  # people, by revision
    hidden: set[tuple[int, int]] = field(default_factory=set)  # listener's person and revision
    is_joined: bool = False  # somebody came since the last look


class Hub:
    """Hands out events to `listen`ers of one event loop."""

    def __init__(self, asking: Asking, *, listen: Callable[[Hub], Awaitable[None]] | None = None) -> None:
        self.asking = asking
        self.channels: dict[int, Channel] = {}
        self.listeners: set[Listener] = set()
        self.is_woken = False  # whether somebody calls `wake`; then looking is only to be sure
        self._listen = listen
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._recheck_at = 0.0
        self._is_over = False

    def wake(self) -> None:
        """Look now: something happened."""
        self._news.set()

    def end(self, *, for_good: bool = False) -> None:
        """End all streams, `for_good` those to come as well; who listened comes back, elsewhere or later."""
        self._is_over = self._is_over or for_good
        for listener in list(self.listeners):
            listener.end()

    async def listen(self, listener: Listener, heads: dict[int, int]) -> AsyncIterator[bytes]:
        """Yield a listener's stream until it ends; the caller has let them in, when `heads` were these."""
        loop = asyncio.get_running_loop()
        until = loop.time() + LIFE_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311 - so that not all come back at once
        self.listeners.add(listener)
        self._start()
        LISTENERS.inc()
        try:
            yield b"retry: 1000\n\n"
            if self._is_over:
                return
            for project, head in heads.items():
                async for frame in self._catch_up(listener, project, head):
                    yield frame
            yield _alive(listener)
            while loop.time() < until:
                found = await listener.next(ALIVE_SECONDS)
                if found:  # what came together goes out together
                    frames = b"".join(listener.framed(each) for each in found if not listener.has(each))
                elif listener.is_over:
                    return
                else:
                    frames = _alive(listener)
                if frames:
                    yield frames
        finally:
            LISTENERS.dec()
            self._leave(listener)

    async def _catch_up(self, listener: Listener, project: int, head: int) -> AsyncIterator[bytes]:
        """Yield what a listener missed of a project; then they are in the channel."""
        last = listener.heard[project]
        if not head - MOST_BEHIND <= last <= head:
            # Too far behind, or ahead: of a database that was restored. What they have is not to be mended.
            last = listener.heard[project] = head
            yield listener.framed(Message("reset", project, orjson.dumps({"project": project})))
        while not listener.is_over:
            page = await self.asking.events_after(project, last, PAGE)
            hearing = await self.asking.hearing(project, {listener.user_id}, page) if page else None
            for event in page:
                last = event.seq
                heard = hearing.heard(event, listener.user_id) if hearing else None
                if heard is not None:
                    yield listener.framed(_change(heard))
            # No await from here to the return: nothing is handed out between looking and joining.
            listener.heard[project] = last
            if page:
                continue
            channel = self.channels.setdefault(project, Channel(last))
            if channel.seq > last:
                continue
            channel.listeners.add(listener)
            channel.is_joined = True
            self.wake()
            return

    def _leave(self, listener: Listener) -> None:
        listener.is_over = True
        self.listeners.discard(listener)
        for project in listener.heard:
            channel = self.channels.get(project)
            if channel is not None:
                channel.listeners.discard(listener)
                if not channel.listeners:
                    del self.channels[project]

    # -- the one loop

    def _start(self) -> None:
        if not any(not task.done() for task in self._tasks[:1]):
            self._recheck_at = asyncio.get_running_loop().time() + RECHECK_SECONDS
            self._tasks = [asyncio.create_task(self._run())]
            if self._listen is not None:
                self._tasks.append(asyncio.ensure_future(self._listen(self)))

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self.listeners:
            with suppress(TimeoutError):
                await asyncio.wait_for(
                    self._news.wait(), LOOK_SECONDS_WOKEN if self.is_woken else LOOK_SECONDS
                )
            self._news.clear()
            try:
                await self._look()
                await asyncio.sleep(PAUSE_SECONDS)
                if loop.time() >= self._recheck_at:
                    await self._recheck()
                    self._recheck_at = loop.time() + RECHECK_SECONDS
            except DatabaseError as error:
                # It may come back; streams stay open, and what happens meanwhile is handed out then.
                log.warning("The feed can't read the database: %s", error)
                await asyncio.sleep(1)
            except Exception:
                log.exception("The feed failed; its streams end and come back.")
                self.end()
                break
        for task in self._tasks[1:]:
            task.cancel()
        self._tasks = []
        if not self.listeners:
            await self.asking.rest()

    async def _look(self) -> None:
        if not self.channels:
            return
        for project, head in (await self.asking.heads(list(self.channels))).items():
            await self._hand_out(project, head)
        present = await self.asking.present(list(self.channels))
        for project, channel in list(self.channels.items()):
            await self._tell_presence(project, channel, present.get(project, {}))

    async def _hand_out(self, project: int, head: int) -> None:
        while (channel := self.channels.get(project)) is not None and channel.seq < head:
            page = await self.asking.events_after(project, channel.seq, PAGE)
            if not page:
                return
            asked: set[int] = set()
            hearing = Hearing()
            while not (viewers := {each.user_id for each in channel.listeners}) <= asked:
                asked = viewers  # and who joins while that is asked
                hearing = await self.asking.hearing(project, viewers, page)
            for event in page:
                _give(event, channel.listeners, hearing)
                channel.seq = event.seq
                if event.verb.startswith(LEAVING):
                    await self._recheck()  # before the next event

    async def _tell_presence(self, project: int, channel: Channel, present: dict[int, Any]) -> None:
        """Tell each listener who is where, as far as that is in their sight, where it is not as it was."""
        listeners = list(channel.listeners)
        joined, channel.is_joined = channel.is_joined, False
        viewers = {each.user_id for each in listeners}
        hidden = await self.asking.hidden(viewers, list(present)) if present else set()
        if not joined and present == channel.present and hidden == channel.hidden:
            return
        channel.present, channel.hidden = present, hidden
        for listener in listeners:
            before = listener.present.setdefault(project, {})
            for revision in before.keys() | present.keys():
                people = present.get(revision, [])
                if (listener.user_id, revision) in hidden:
                    people = [each for each in people if each["person"]["id"] == listener.user_id]
                if people != before.get(revision, []):
                    before[revision] = people
                    listener.give(_presence(project, revision, people))

    async def _recheck(self) -> None:
        """End the streams of who was removed, of who signed out, and of projects that are gone."""
        asked = list(self.listeners)
        projects = {project for each in asked for project in each.heard}
        roles = await self.asking.still_open({each.user_id for each in asked}, projects)
        sessions = await self.asking.live_sessions({each.session for each in asked if each.session})
        for each in asked:
            left = {project: roles.get((each.user_id, project)) for project in each.heard}
            known = {project: role for project, role in left.items() if role is not None}
            if len(known) < len(left) or (each.session and each.session not in sessions):
                each.end(at_once=True)
            each.roles = known or each.roles


def _give(event: Event, listeners: set[Listener], hearing: Hearing) -> None:
    message = _change(event)
    for listener in listeners:
        heard = hearing.heard(event, listener.user_id)
        if heard is not None:
            listener.give(message if heard is event else _change(heard))


def _change(event: Event) -> Message:
    return Message("change", event.project_id, orjson.dumps(feed.told(event)), event.seq)


def _presence(project: int, revision: int, people: list[Any]) -> Message:
    return Message(
        "presence", project, orjson.dumps({"project": project, "revision": revision, "people": people})
    )


def _alive(listener: Listener) -> bytes:
    """Return what breaks a silence: no comment, since a browser's script sees none, and wants to know too."""
    return listener.framed(Message("alive", 0, b"{}"))
