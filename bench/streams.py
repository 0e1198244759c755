"""What open pages cost: `python bench/streams.py [streams [seconds]]`, 1,000 for 20 seconds unless said.

So many streams of events are opened on one web process, by 128 people in 16 projects; then 32 of them, in
four of the projects, make or change a mark each second, and all who listen to such a project hear each of
it. Told are the memory of the web process a stream (PSS, before the writing), its threads, and how long it
took from sending a request until each stream of the project had heard it, and how much of that came after
the answer (`late`); what was not heard, or not in its order, is counted.

SQLite, and the server of `BENCH_DATABASE_URL` (PostgreSQL) where that is set, as in `bench/api.py`.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import resource
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bench import api  # noqa: E402 - the path is set first
from bench.load import Ours, Tally, part  # noqa: E402

if TYPE_CHECKING:
    from tests.sites import Site

WRITERS = 32
AT_ONCE = 50  # streams that are opened at the same time
PACE = 1.0  # seconds between two writes of one person
QUIET = 5.0  # seconds without writes before and after


@dataclass
class Ear:
    """A stream: its project, and the events that it heard, with when."""

    project: int
    heard: list[tuple[int, str, float]] = field(default_factory=list)  # number, subject, moment
    is_open: bool = False


def main(streams: int, seconds: float) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # the server inherits it
    print(
        f"{'':<12}{'streams':>8}{'kB each':>9}{'threads':>9}{'writes/s':>9}{'heard':>9}"
        f"{'p50 ms':>8}{'p95 ms':>8}{'late 50':>8}{'late 95':>8}{'errors':>8}{'missed':>8}"
    )
    with tempfile.TemporaryDirectory(prefix="bench-streams-") as folder:
        for name, site in api.sites(Path(folder)):
            seed = api.child(site, "--seed")
            told = asyncio.run(measured(site, seed, streams, seconds))
            print(f"{name:<12}{streams:>8}{told}", flush=True)


async def measured(site: Site, seed: dict[str, Any], streams: int, seconds: float) -> str:
    limits = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(timeout=limits, connector=aiohttp.TCPConnector(limit=0)) as client:
        warm = await opened(client, site, seed, 8)  # what a first stream loads is no stream's
        before = memory(web(site))
        ears = await opened(client, site, seed, streams)
        await asyncio.sleep(QUIET)
        each = (memory(web(site)) - before) / streams
        threads = threads_of(web(site))
        tally, sent = Tally(), {}
        await written(client, site, seed, seconds, tally, sent)
        await asyncio.sleep(QUIET)
        for _, task in warm + ears:
            task.cancel()
    took, late, missed = [], [], 0
    for ear, _ in ears:
        numbers = [number for number, _, _ in ear.heard]
        expected = range(numbers[0], numbers[0] + len(numbers)) if numbers else []
        missed += numbers != list(expected)
        mine = [key for key, (project, _, _) in sent.items() if project == ear.project]
        missed += abs(len(mine) - len(numbers))
        known = [(moment, sent[key]) for _, key, moment in ear.heard if key in sent]
        took += [moment - begun for moment, (_, begun, _) in known]
        late += [max(moment - answered, 0.0) for moment, (_, _, answered) in known]
    took.sort()
    late.sort()
    return (
        f"{each / 1000:>9.0f}{threads:>9}{len(sent) / seconds:>9.1f}{len(took):>9}"
        f"{1000 * part(took, 0.5):>8.0f}{1000 * part(took, 0.95):>8.0f}"
        f"{1000 * part(late, 0.5):>8.0f}{1000 * part(late, 0.95):>8.0f}{len(tally.wrong):>8}{missed:>8}"
    )


async def opened(
    client: aiohttp.ClientSession, site: Site, seed: dict[str, Any], count: int
) -> list[tuple[Ear, asyncio.Task[None]]]:
    """Open so many streams, over all people, and return when each has joined."""
    gate = asyncio.Semaphore(AT_ONCE)
    found = []
    for number in range(count):
        person = seed["people"][number % len(seed["people"])]
        project = seed["projects"][number % len(seed["people"]) // seed["team"]]["id"]
        ear, joined = Ear(project), asyncio.Event()
        await gate.acquire()
        task = asyncio.create_task(listened(client, site, person["token"], ear, joined))
        found.append((ear, task))
        joined_task = asyncio.create_task(joined.wait())
        joined_task.add_done_callback(lambda _: gate.release())
    while not all(ear.is_open for ear, _ in found):
        await asyncio.sleep(0.1)
        for _, task in found:
            if task.done():
                task.result()
                raise RuntimeError("a stream ended")
    return found


async def listened(
    client: aiohttp.ClientSession, site: Site, token: str, ear: Ear, joined: asyncio.Event
) -> None:
    """Read a stream to its end, and note what it says when."""
    url = f"{site.address}/events/?project={ear.project}"
    async with client.get(url, headers={"Authorization": f"Token {token}"}) as answer:
        answer.raise_for_status()
        event = ""
        async for line in answer.content:
            if line.startswith(b"event: "):
                event = line[7:].strip().decode()
                ear.is_open = True
                joined.set()
            elif line.startswith(b"data: ") and event == "change":
                told = json.loads(line[6:])
                version = (told["after"] or {}).get("version", 0)
                ear.heard.append((told["seq"], f"{told['subject']}-{version}", time.perf_counter()))


async def written(
    client: aiohttp.ClientSession,
    site: Site,
    seed: dict[str, Any],
    seconds: float,
    tally: Tally,
    sent: dict[str, tuple[int, float, float]],
) -> None:
    """Let the writers write at their pace; note for each write its project and when it was sent."""
    ours, until = Ours(seed, {}), time.perf_counter() + seconds

    async def writes(number: int) -> None:
        who = ours.person(number, client, site.address, tally)
        await asyncio.sleep(random.Random(number).uniform(0, PACE))
        while (begun := time.perf_counter()) < until:
            at = ours.place(who)
            known = {key: each["version"] for key, each in who.made.items()}
            await (ours.edit if known and who.rng.random() < 0.5 else ours.create)(who, at)  # noqa: PLR2004 - half
            for key, each in who.made.items():
                if known.get(key) != each["version"]:
                    sent[f"{key}-{each['version']}"] = (at["project"], begun, time.perf_counter())
            await asyncio.sleep(max(begun + PACE - time.perf_counter(), 0))

    await asyncio.gather(*map(writes, range(WRITERS)))


def web(site: Site) -> int:
    """Return the web process of a site."""
    from tests.processes import descendants  # noqa: PLC0415 - the path is set first

    return next(pid for pid, run in descendants(site.process.pid).items() if "uvicorn" in run)


def threads_of(pid: int) -> int:
    """Return how many threads a process has."""
    return sum(1 for _ in Path(f"/proc/{pid}/task").iterdir())


def memory(pid: int) -> int:
    """Return the bytes that a process has to itself (PSS)."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1000, float(sys.argv[2]) if sys.argv[2:] else 20.0)
