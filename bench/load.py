"""Users at work over HTTP, as many at once as asked, and what each of them was told."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

OK, MADE, SAME = 200, 201, 304
NOBODY = 599  # the status of a request that nobody answered


@dataclass
class Tally:
    """How long requests took, by kind, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0
    processor: float = 0.0  # seconds of the server

    def add(self, kind: str, seconds: float, status: int, said: object) -> None:
        self.took.setdefault(kind, []).append(seconds)
        if status not in (OK, MADE, SAME):
            self.wrong.append(f"{kind}: {status} {str(said)[:200]}")

    def all(self) -> list[float]:
        return sorted(each for many in self.took.values() for each in many)

    def line(self) -> str:
        took = self.all()
        return (
            f"{len(took) / self.seconds:9.1f}{1000 * part(took, 0.5):9.0f}{1000 * part(took, 0.95):9.0f}"
            f"{1000 * self.processor / max(len(took), 1):8.0f}{len(self.wrong):8}"
        )

    def by_kind(self) -> str:
        return ", ".join(
            f"{kind} {1000 * part(sorted(each), 0.5):.0f}/{1000 * part(sorted(each), 0.95):.0f}"
            for kind, each in sorted(self.took.items())
        )


@contextlib.contextmanager
def costing(tally: Tally, pid: int) -> Iterator[None]:
    """Note what a server and all that came of it take of the processor meanwhile."""
    before = _processor(pid)
    yield
    tally.processor = _processor(pid) - before


def _processor(pid: int) -> float:
    from tests.processes import descendants  # noqa: PLC0415 - the path is set by who runs this

    ticks = 0
    for each in (pid, *descendants(pid)):
        with contextlib.suppress(OSError):  # it has ended
            ticks += sum(
                map(
                    int,
                    Path(f"/proc/{each}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13],
                )
            )
    return ticks / os.sysconf("SC_CLK_TCK")


def part(ordered: list[float], share: float) -> float:
    """Return the value below which that share of the values lies."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("nan")


@dataclass
class Person:
    """One user: a tool's client with an own session, who knows what they made."""

    client: aiohttp.ClientSession
    address: str
    rng: random.Random
    tally: Tally
    headers: dict[str, str]
    made: dict[str, dict[str, Any]] = field(default_factory=dict)  # by id, as it was told last
    unsure: set[str] = field(default_factory=set)  # sent, and not answered
    etags: dict[str, str] = field(default_factory=dict)

    async def ask(
        self,
        kind: str,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Any, Mapping[str, str]]:
        """Send a request and note how long the whole answer took."""
        sent = self.headers | dict(headers or {}) | {"Accept-Encoding": "gzip, deflate"}
        begun = time.perf_counter()
        try:
            async with self.client.request(
                method, self.address + path, json=body, headers=sent, allow_redirects=False
            ) as answer:
                said = await answer.read()
                status, told = answer.status, answer.headers
        except (aiohttp.ClientError, TimeoutError) as error:
            self.tally.add(kind, time.perf_counter() - begun, NOBODY, repr(error))
            return NOBODY, None, {}
        self.tally.add(kind, time.perf_counter() - begun, status, said)
        is_json = "json" in told.get("Content-Type", "") and method != "GET"
        return status, json.loads(said) if is_json and said else said, told


async def at_once(
    people: list[Person], seconds: float, act: Callable[[Person], Awaitable[None]], tally: Tally
) -> None:
    """Let all act, each one thing after another, for so long."""
    begun = time.perf_counter()

    async def busy(person: Person) -> None:
        while time.perf_counter() - begun < seconds:
            await act(person)

    await asyncio.gather(*map(busy, people))
    tally.seconds = time.perf_counter() - begun


class Ours:
    """The whole mix on Annotator: pages, lists, marks, the matrix; a stream is open all the while."""

    MIX = {"open": 15, "list": 30, "create": 20, "edit": 18, "matrix": 12, "feed": 5}
    SHARED = {"open": 15, "list": 30, "create": 25, "edit": 30}  # what the other tools have too

    def __init__(self, seed: dict[str, Any], mix: Mapping[str, int]) -> None:
        self.seed, self.mix = seed, mix

    def person(self, number: int, client: aiohttp.ClientSession, address: str, tally: Tally) -> Person:
        token = self.seed["people"][number]["token"]
        cookie = self.seed["people"][number]["cookie"]
        headers = {"Authorization": f"Token {token}", "Cookie": f"sessionid={cookie}"}
        return Person(client, address, random.Random(number), tally, headers)

    def place(self, who: Person) -> dict[str, int]:
        """Return an account of the project in which the person works."""
        number = next(
            n for n, each in enumerate(self.seed["people"]) if each["token"] in who.headers["Authorization"]
        )
        project = self.seed["projects"][number // self.seed["team"]]
        return {"project": project["id"], "story": project["story"], **who.rng.choice(project["accounts"])}

    async def act(self, who: Person) -> None:
        kind = who.rng.choices(list(self.mix), list(self.mix.values()))[0]
        if kind == "edit" and not who.made:
            kind = "create"
        await getattr(self, kind)(who, self.place(who))

    async def open(self, who: Person, at: dict[str, int]) -> None:
        await who.ask("open", "GET", f"/articles/{at['article']}/")

    async def list(self, who: Person, at: dict[str, int]) -> None:
        path = f"/api/v1/revisions/{at['revision']}/annotations/"
        known = {"If-None-Match": who.etags[path]} if path in who.etags else {}
        _, _, told = await who.ask("list", "GET", path, headers=known)
        who.etags[path] = told.get("ETag", "")

    async def matrix(self, who: Person, at: dict[str, int]) -> None:
        await who.ask("matrix", "GET", f"/api/v1/stories/{at['story']}/matrix/")

    async def create(self, who: Person, at: dict[str, int]) -> None:
        start = who.rng.randrange(at["length"] - 80)
        key = str(uuid.uuid4())
        body = {
            "id": key,
            "layer": "claim",
            "ranges": [{"start": start, "end": start + 60}],
            "codes": [{"dimension": "certainty", "code": "possible"}],
        }
        path = f"/api/v1/revisions/{at['revision']}/annotations/"
        who.unsure.add(key)
        for _ in range(1 + (who.rng.random() < 0.1)):  # noqa: PLR2004 - a tenth is sent again, as by an outbox
            status, told, _ = await who.ask("create", "POST", path, body)
            if status in (OK, MADE):
                who.unsure.discard(key)
                who.made[key] = {"version": told["version"], "note": told["note"]}

    async def edit(self, who: Person, _: dict[str, int]) -> None:
        key = who.rng.choice(list(who.made)[-20:])
        note = f"note {who.rng.getrandbits(30)}"
        version = {"If-Match": f'"{who.made[key]["version"]}"'}
        status, told, _ = await who.ask(
            "edit", "PATCH", f"/api/v1/annotations/{key}/", {"note": note}, headers=version
        )
        if status == OK:
            who.made[key] = {"version": told["version"], "note": told["note"]}
        else:
            who.unsure.add(key)

    async def feed(self, who: Person, at: dict[str, int]) -> None:
        """Open a stream and hear its first word, as a page does that is opened."""
        begun = time.perf_counter()
        status = NOBODY
        try:
            url = f"{who.address}/events/?project={at['project']}"
            async with who.client.get(url, headers=who.headers) as answer:
                status = answer.status
                async for line in answer.content:
                    if line.startswith(b"event: alive"):
                        break
                answer.close()
        except (aiohttp.ClientError, TimeoutError):
            pass
        who.tally.add("feed", time.perf_counter() - begun, status, "")
