"""What the API bears: `python bench/api.py [--seconds 15] [--users 1,8,32,128] [--only SQLite,doccano]`.

1, 8, 32 and 128 people work at once without a pause, in teams of eight, each team in a project with a story
of ten accounts of 800 words, 100 marks on each, and a matrix of 20 claims: 15% open an article's page, 30%
list its marks (with the ETag of the last time), 20% mark (a tenth of it sent twice, as after a lost answer),
18% change a mark of theirs, 12% read the matrix and 5% open the stream of events. The server is the real one
(`manage.py up`) with settings of production, of one web process, a worker beside it; the clients share the
machine with it. `cpu ms` is what a request took of a processor, all processes of the server together: the one
figure here that hardly depends on what else the machine does.

Then the database is asked: each mark that was answered is there once, with the version and words of the last
answer, no other mark is, and each event has its number, without a gap. What is missing or double is told.

SQLite in a folder that goes with it; PostgreSQL in a database of its own on the server of
`BENCH_DATABASE_URL`, where that is set, and dropped. Beside it, in the same run, other tools of which
`BENCH_DOCCANO` and `BENCH_LABEL_STUDIO` name the commands (`/some/venv/bin/doccano`), installed in
environments of their own: what they have too, that is opening a text, listing its marks, marking and changing
one, by ours again and by theirs.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import aiohttp

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")

from bench.load import Ours, Tally, at_once, costing  # noqa: E402 - the path is set first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.load import Person
    from tests.sites import Site

USERS = (1, 8, 32, 128)
TEAM = 8
NAME = "Bench "  # each project's name begins so
ACCOUNTS, WORDS, MARKS, CLAIMS = 10, 800, 100, 20
START_SECONDS = 900  # a machine that is busy with other things
PATIENCE = 60  # seconds for one answer
SERVED = {
    "SECRET_KEY": "bench-" + "0123456789abcdef" * 4,
    "ALLOWED_HOSTS": "127.0.0.1",
    "HTTPS": "off",
    "LOG_LEVEL": "WARNING",
}


def main(seconds: float, loads: tuple[int, ...], only: tuple[str, ...]) -> None:
    from bench import peers  # noqa: PLC0415 - the path is set first

    head = f"{'':<16}{'users':>6}{'req/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'cpu ms':>8}{'errors':>8}"
    print(f"{head}{'lost':>6}{'doubled':>9}", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-api-") as folder:
        for name, site in sites(Path(folder), only):
            seed = child(site, "--seed")
            for users in loads:
                measured(name, site, seed, users, seconds, Ours.MIX)
            if name == "SQLite":
                for users in loads:
                    measured("the shared part", site, seed, users, seconds, Ours.SHARED)
        for tool in peers.there(Path(folder), only):
            for users in loads:
                tally = asyncio.run(peers.worked(tool, users, seconds))
                print(f"{tool.name:<16}{users:>6}{tally.line()}", flush=True)
                for each in tally.wrong[:2]:
                    print("    ", each)


def measured(
    name: str, site: Site, seed: dict[str, Any], users: int, seconds: float, mix: dict[str, int]
) -> None:
    """Let so many work, ask the database, and tell it in a line."""
    tally, people = asyncio.run(worked(site, seed, users, seconds, mix))
    made = {key: told for each in people for key, told in each.made.items()}
    unsure = sorted(key for each in people for key in each.unsure)
    found = child(site, "--check", told={"made": made, "unsure": unsure})
    print(f"{name:<16}{users:>6}{tally.line()}{found['lost']:>6}{found['doubled']:>9}")
    print(f"{'':<22}p50/p95 ms: {tally.by_kind()}", flush=True)
    for each in (tally.wrong + found["told"])[:3]:
        print("    ", each)


async def worked(
    site: Site, seed: dict[str, Any], users: int, seconds: float, mix: dict[str, int]
) -> tuple[Tally, list[Person]]:
    tally, ours = Tally(), Ours(seed, mix)
    limits = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(timeout=limits, connector=aiohttp.TCPConnector(limit=0)) as client:
        people = [ours.person(number, client, site.address, Tally()) for number in range(users)]
        await at_once(people, 1, ours.act, Tally())  # not told: the process loads what it needs
        for each in people:
            each.tally = tally
        with costing(tally, site.process.pid):
            await at_once(people, seconds, ours.act, tally)
    return tally, people


@contextlib.contextmanager
def database_of_its_own(url: str) -> Iterator[str]:
    """Make a database on a server, and drop it after."""
    import psycopg  # noqa: PLC0415 - only here

    name = f"annotator_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]  # our own name
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]


def sites(folder: Path, only: tuple[str, ...] = ()) -> Iterator[tuple[str, Site]]:
    from tests import sites as starting  # noqa: PLC0415 - the path is set first

    starting.START_SECONDS = START_SECONDS
    with contextlib.ExitStack() as ends:
        places = [("SQLite", {})] if not only or "SQLite" in only else []
        if (url := os.environ.get("BENCH_DATABASE_URL")) and (not only or "PostgreSQL" in only):
            places.append(("PostgreSQL", {"DATABASE_URL": ends.enter_context(database_of_its_own(url))}))
        for name, where in places:
            own = folder / name
            own.mkdir()
            site = starting.Site(own, **(SERVED | where))
            try:
                yield name, site
            finally:
                site.stop()


def child(site: Site, what: str, told: object = None) -> Any:  # noqa: ANN401 - JSON
    """Do what needs the site's database in a process of its own."""
    run = [sys.executable, __file__, what]
    done = subprocess.run(  # noqa: S603
        run, env=site.env, check=True, stdout=subprocess.PIPE, input=json.dumps(told).encode()
    )
    return json.loads(done.stdout)


def seeded() -> dict[str, Any]:
    """Write teams, their stories and marks into the database; return their ids and how to sign in."""
    import uuid  # noqa: PLC0415

    from django.db import connection  # noqa: PLC0415 - after django.setup
    from django.test import Client  # noqa: PLC0415
    from knox.models import AuthToken  # noqa: PLC0415

    from annotator.models import Article, Claim, Member, Role, User  # noqa: PLC0415
    from annotator.services import projects as services  # noqa: PLC0415
    from bench import export  # noqa: PLC0415

    export.MARKS, export.WORDS, export.CLAIMS = MARKS, WORDS, CLAIMS
    people, projects = [], []
    for number in range(max(USERS)):
        user = User.objects.create(username=f"bench-{uuid.uuid4().hex[:12]}", name=f"Person {number}")
        browser = Client()
        browser.force_login(user)
        token, cookie = AuthToken.objects.create(user)[1], browser.cookies["sessionid"].value
        people.append({"id": user.pk, "token": token, "cookie": cookie})
        if number % TEAM == 0:
            project = services.create(actor=user, name=f"{NAME}{number}")
            export._annotations(project, [user] * export.PEOPLE, ACCOUNTS * MARKS)  # noqa: SLF001
            story = Claim.objects.filter(story__project=project).values_list("story", flat=True)[0]
            accounts = Article.objects.filter(project=project).values_list(
                "pk", "revisions__pk", "revisions__length"
            )
            named = [{"article": a, "revision": r, "length": n} for a, r, n in accounts]
            projects.append({"id": project.pk, "story": story, "accounts": named})
        else:
            Member.objects.create(project_id=projects[-1]["id"], user=user, role=Role.ANNOTATOR)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what a server does by itself within a minute
    return {"people": people, "projects": projects, "team": TEAM}


def checked(told: dict[str, Any]) -> dict[str, Any]:
    """Compare what clients were told with what is there; then take their marks out of sight of the next."""
    from django.db.models import Count, Max  # noqa: PLC0415 - after django.setup

    from annotator.models import Annotation, Event, Project  # noqa: PLC0415

    made, unsure = told["made"], set(told["unsure"])
    wrong: list[str] = []
    rows = {
        str(key): (version, note)
        for key, version, note in Annotation.objects.filter(events_of()).values_list("pk", "version", "note")
    }
    lost = 0
    for key, last in made.items():
        there = rows.get(key)
        if there != (last["version"], last["note"]) and key not in unsure:
            lost += 1
            wrong.append(f"lost: {key} was told as {last}, there is {there}")
    asked = made.keys() | unsure
    doubled = len(rows.keys() - asked)
    ours = Event.objects.filter(project__name__startswith=NAME)
    born = ours.filter(verb="annotation.created").values("subject").annotate(n=Count("pk"))
    doubled += len(born.filter(n__gt=1))
    changes = ours.filter(verb="annotation.changed").values_list("subject").annotate(n=Count("pk"))
    for key, count in changes:
        if key in made and key not in unsure and count != made[key]["version"] - 1:
            doubled += 1
            wrong.append(f"changed {count} times: {key}, told as {made[key]}")
    heads = Project.objects.filter(name__startswith=NAME).values_list("pk", "event_seq")
    for _, head, last, count in heads.annotate(last=Max("events__seq"), count=Count("events")):
        if not head == (last or 0) == count:
            wrong.append(f"events: {count} of {head}, the last is {last}")
            lost += 1
    Annotation.objects.filter(pk__in=list(rows)).delete()
    ours.filter(verb__startswith="annotation.").update(verb="bench.annotation")
    return {"lost": lost, "doubled": doubled, "told": wrong}


def events_of() -> Any:  # noqa: ANN401 - a filter
    """Return the filter for marks that were made over the API: the seed's have no event."""
    from django.db.models import Q  # noqa: PLC0415

    from annotator.models import Event  # noqa: PLC0415

    made = Event.objects.filter(project__name__startswith=NAME, verb="annotation.created")
    return Q(pk__in=set(made.values_list("subject", flat=True)))


if __name__ == "__main__":
    if sys.argv[1:2] in (["--seed"], ["--check"]):
        import django

        django.setup()
        given = json.load(sys.stdin)
        print(json.dumps(seeded() if sys.argv[1] == "--seed" else checked(given)))
    else:
        asked = argparse.ArgumentParser()
        asked.add_argument("--seconds", type=float, default=15.0)
        asked.add_argument("--users", default=",".join(map(str, USERS)))
        asked.add_argument("--only", default="", help="of SQLite, PostgreSQL, doccano, Label Studio")
        said = asked.parse_args()
        main(said.seconds, tuple(map(int, said.users.split(","))), tuple(filter(None, said.only.split(","))))
