"""The hub by itself, over a log in memory: who is given what, when two things happen at the same moment."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict

import pytest
from django.utils import timezone

from annotator.errors import Invalid
from annotator.live import cursors, hub, listening
from annotator.live.hub import Hub
from annotator.live.listening import Listener
from annotator.models import Event, Role
from annotator.queries.history import Hearing

PROJECT, OTHER = 3, 5


class Log:
    """What the hub asks, answered from memory; `meanwhile` is done after each reading of events."""

    def __init__(self) -> None:
        self.events = defaultdict(list)
        self.people, self.members, self.sessions = {}, {(1, PROJECT), (1, OTHER)}, {"s"}
        self.shut = set()
        self.read, self.meanwhile = 0, lambda: None

    def add(self, project=PROJECT, verb="annotation.created"):
        row = Event(project_id=project, seq=len(self.events[project]) + 1, at=timezone.now(), verb=verb)
        self.events[project].append(row)

    async def heads(self, projects):
        return {project: len(self.events[project]) for project in projects}

    async def events_after(self, project, after, limit):
        self.read += 1
        found = self.events[project][after : after + limit]
        self.meanwhile()
        await asyncio.sleep(0)
        return found

    async def present(self, projects):
        return {project: dict(found) for project, found in self.people.items()}

    async def hearing(self, project, viewers, events):
        return Hearing(leads=frozenset(viewers))

    async def hidden(self, viewers, revisions):
        return {(viewer, revision) for viewer, revision in self.shut if viewer in viewers}

    async def still_open(self, users, projects):
        return dict.fromkeys(self.members, Role.READER)

    async def live_sessions(self, keys):
        return self.sessions & set(keys)

    async def rest(self):
        self.is_resting = True


class Heard:
    """Reads one listener's stream in the background."""

    def __init__(self, over: Hub, log: Log, *projects, after=None, session=None):
        heads = {project: len(log.events[project]) for project in projects}
        start = heads if after is None else dict.fromkeys(projects, after)
        self.listener = Listener(1, dict(start), dict.fromkeys(projects, Role.OWNER), session)
        self.stream, self.told, self.sent = over.listen(self.listener, heads), [], 0
        self.task = asyncio.create_task(self.go())

    async def go(self):
        async for sent in self.stream:
            self.sent += 1
            for frame in sent.decode().split("\n\n"):
                if frame.startswith("id"):
                    at, event, data = frame.split("\n")
                    self.told.append((at[4:], event[7:], json.loads(data[6:])))

    def seqs(self, project=PROJECT):
        return [
            told["seq"] for _, event, told in self.told if event == "change" and told["project"] == project
        ]

    def events(self):
        return [event for _, event, _ in self.told]


async def soon(what):
    async with asyncio.timeout(5):
        while not what():  # noqa: ASYNC110 - nobody says when
            await asyncio.sleep(0.005)


@pytest.fixture
def log(monkeypatch):
    monkeypatch.setattr(hub, "LOOK_SECONDS", 0.01)
    return Log()


def test_the_log_is_read_once_for_all_who_listen(log):
    async def go():
        over = Hub(log)
        heard = [Heard(over, log, PROJECT) for _ in range(50)]
        await soon(lambda: all("alive" in each.events() for each in heard))
        before = log.read
        log.add()
        await soon(lambda: all(each.seqs() == [1] for each in heard))
        assert log.read == before + 1
        assert {each.told[-1][0] for each in heard} == {"3:1"}

    asyncio.run(go())


def test_what_happens_while_one_catches_up_is_given_once(log):
    async def go():
        over = Hub(log)
        for _ in range(10):
            log.add()
        first = Heard(over, log, PROJECT)  # has the hub read along
        await soon(lambda: first.told)
        left = iter(range(30))
        log.meanwhile = lambda: log.add() if next(left, None) is not None else None
        late = Heard(over, log, PROJECT, after=4)
        await soon(lambda: len(log.events[PROJECT]) == 40 and first.seqs()[-1:] == [40])
        await soon(lambda: late.seqs()[-1:] == [40])
        assert late.seqs() == list(range(5, 41))
        assert first.seqs() == list(range(11, 41))

    asyncio.run(go())


def test_an_id_never_says_more_than_was_given(log):
    """While the second project is caught up, what is new of the first waits: its number is not told yet."""

    async def go():
        over = Hub(log)
        for _ in range(1200):
            log.add(OTHER)
        log.meanwhile = lambda: log.add(PROJECT) if len(log.events[PROJECT]) < 20 else None
        heard = Heard(over, log, PROJECT, OTHER, after=0)
        await soon(lambda: len(heard.seqs(OTHER)) == 1200 and len(heard.seqs()) == 20)
        given = {PROJECT: 0, OTHER: 0}
        for at, event, told in heard.told:
            if event == "change":
                given[told["project"]] = told["seq"]
            assert cursors.read(at) == given

    asyncio.run(go())


def test_what_happened_together_is_sent_together(log):
    async def go():
        over = Hub(log)
        heard = Heard(over, log, PROJECT)
        await soon(lambda: "alive" in heard.events())
        before = heard.sent
        for _ in range(100):
            log.add()
        await soon(lambda: heard.seqs() == list(range(1, 101)))
        assert heard.sent == before + 1

    asyncio.run(go())


def test_a_flood_of_news_is_looked_at_a_few_times(log):
    """Each look is three queries; PostgreSQL wakes the hub at each commit."""

    async def go():
        over = Hub(log)
        heard = Heard(over, log, PROJECT)
        await soon(lambda: "alive" in heard.events())
        looked = log.read
        for _ in range(200):
            log.add()
            over.wake()
            await asyncio.sleep(0)
        await soon(lambda: len(heard.seqs()) == 200)
        assert log.read - looked < 20

    asyncio.run(go())


def test_who_does_not_read_is_let_go_and_goes_on_where_they_were(log, monkeypatch):
    monkeypatch.setattr(listening, "MOST_WAITING", 8)

    async def go():
        over = Hub(log)
        heads = {PROJECT: 0}
        slow = Listener(1, {PROJECT: 0}, {PROJECT: Role.OWNER})
        stream = over.listen(slow, heads)
        while b"alive" not in await anext(stream):
            pass
        for _ in range(20):
            log.add()
        await soon(lambda: slow.is_over)
        rest = b"".join([sent async for sent in stream])
        assert rest.count(b"event: change") == 8
        assert slow.heard == {PROJECT: 8}
        again = Heard(over, log, PROJECT, after=8)
        await soon(lambda: again.seqs() == list(range(9, 21)))

    asyncio.run(go())


@pytest.mark.parametrize("after", [0, 99], ids=["far behind", "ahead"])
def test_who_cannot_be_caught_up_is_told_to_begin_again(log, monkeypatch, after):
    monkeypatch.setattr(hub, "MOST_BEHIND", 10)

    async def go():
        for _ in range(20):
            log.add()
        heard = Heard(Hub(log), log, PROJECT, after=after)
        await soon(lambda: "alive" in heard.events())
        assert heard.told[0] == ("3:20", "reset", {"project": PROJECT})
        log.add()
        await soon(lambda: heard.seqs() == [21])

    asyncio.run(go())


def test_presence_is_told_when_it_changes_and_to_who_comes(log):
    async def go():
        over = Hub(log)
        log.people = {PROJECT: {12: ["ann"]}}
        first = Heard(over, log, PROJECT)
        await soon(lambda: "presence" in first.events())
        second = Heard(over, log, PROJECT)
        await soon(lambda: "presence" in second.events())
        log.people = {}
        await soon(lambda: first.events().count("presence") == 2)
        assert first.told[-1] == ("3:0", "presence", {"project": PROJECT, "revision": 12, "people": []})

    asyncio.run(go())


@pytest.mark.parametrize("what", ["members", "sessions"])
def test_who_may_not_listen_any_more_hears_nothing_after_that(log, monkeypatch, what):
    monkeypatch.setattr(hub, "RECHECK_SECONDS", 0.02)

    async def go():
        over = Hub(log)
        heard = Heard(over, log, PROJECT, session="s")
        await soon(lambda: heard.told)
        getattr(log, what).clear()
        async with asyncio.timeout(5):
            await heard.task
        assert not over.listeners
        assert not over.channels

    asyncio.run(go())


def test_what_comes_behind_ones_removal_is_not_heard(log):
    async def go():
        over = Hub(log)
        heard = Heard(over, log, PROJECT)
        await soon(lambda: "alive" in heard.events())
        log.members.clear()
        log.add(verb="member.removed")
        log.add()
        await heard.task
        assert heard.seqs() in ([], [1])

    asyncio.run(go())


def test_nothing_is_asked_while_nobody_listens(log):
    async def go():
        over = Hub(log)
        heard = Heard(over, log, PROJECT)
        await soon(lambda: heard.told)
        heard.task.cancel()
        await soon(lambda: getattr(log, "is_resting", False))
        assert not over.channels
        again = Heard(over, log, PROJECT)
        log.add()
        await soon(lambda: again.seqs() == [1])

    asyncio.run(go())


@pytest.mark.parametrize("cursor", ["", "3:0", "3:120,5:44"])
def test_a_cursor_is_written_as_it_is_read(cursor):
    assert cursors.write(cursors.read(cursor)) == cursor


@pytest.mark.parametrize(
    "cursor", ["3", "3:", ":3", "3:1,", "a:1", "3:-1", "3:1;5:2", "٣:1", "3:" + "9" * 19]
)
def test_a_cursor_of_somebody_elses_is_refused(cursor):
    with pytest.raises(Invalid):
        cursors.read(cursor)
