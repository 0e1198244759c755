"""Other annotation tools, installed elsewhere, under that part of the load which they have too (`api.py`)."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any, ClassVar

import aiohttp

from bench.load import MADE, OK, Ours, Person, Tally, at_once, costing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ACCOUNTS, WORDS, MARKS = 10, 800, 100  # as ours has them
NAME, WORD = "bench@example.org", "bench-password-1"
TOKEN = "0123456789abcdef0123456789abcdef01234567"  # noqa: S105 - of a server that is gone in a minute
START_SECONDS = 900


class Tool:
    """A tool that runs on a folder of its own: how it is started, filled and asked."""

    name: ClassVar[str]
    variable: ClassVar[str]  # of the environment, which names its command

    def __init__(self, command: str, folder: Path) -> None:
        from tests.processes import free_port  # noqa: PLC0415 - the path is set by who runs this

        self.command, self.folder, self.port = command, folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.pid = 0
        self.headers: dict[str, str] = {}
        self.texts: list[Any] = []

    def prepare(self) -> None:
        """Make its database."""

    def serve(self) -> list[str]:
        """Return the command that serves."""
        raise NotImplementedError

    def health(self) -> str:
        """Return an address that answers when it is there."""
        raise NotImplementedError

    async def fill(self, who: Person) -> None:
        """Put in texts and marks."""
        raise NotImplementedError

    async def put(self, who: Person, path: str, body: object) -> Any:  # noqa: ANN401 - JSON
        """Post something that all the rest needs; return what it is told."""
        status, told, _ = await who.ask("-", "POST", path, body)
        if status not in (OK, MADE):
            raise RuntimeError(f"{self.name} answers {path} with {status}: {told}")
        return told

    async def act(self, who: Person) -> None:
        """Do one thing of the shared mix."""
        kind = who.rng.choices(list(Ours.SHARED), list(Ours.SHARED.values()))[0]
        if kind == "edit" and not who.made:
            kind = "create"
        await getattr(self, kind)(who, who.rng.choice(self.texts))

    def environment(self) -> dict[str, str]:
        ours = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "DJANGO_SETTINGS_MODULE")
        kept = {key: value for key, value in os.environ.items() if key not in ours}
        return kept | {"HOME": str(self.folder), "DJANGO_SETTINGS_MODULE": ""} | self.settings()

    def settings(self) -> dict[str, str]:
        return {}

    def run(self, *argv: str) -> None:
        argv = (self.command, *argv)
        subprocess.run(argv, env=self._env(), cwd=self.folder, check=True, capture_output=True)  # noqa: S603

    def _env(self) -> dict[str, str]:
        return {key: value for key, value in self.environment().items() if value}

    @contextlib.contextmanager
    def up(self) -> Iterator[None]:
        """Run its server, in a session of its own."""
        self.prepare()
        with (self.folder / "log").open("wb") as log:
            server = subprocess.Popen(  # noqa: S603 - the caller names the command
                self.serve(), env=self._env(), cwd=self.folder, stdout=log, stderr=log, start_new_session=True
            )
            self.pid = server.pid
            try:
                until = time.monotonic() + START_SECONDS
                while not self._answers():
                    if time.monotonic() > until or server.poll() is not None:
                        raise RuntimeError(f"{self.name} does not start: {self.folder}/log")
                    time.sleep(1)
                yield
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(server.pid, signal.SIGKILL)
                server.wait()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.address + self.health(), timeout=5) as answer:  # noqa: S310 - ours
                return bool(answer.status == OK)
        except (urllib.error.URLError, OSError):
            return False


class Doccano(Tool):
    """doccano: its own `webserver`, with one process as ours has; SQLite."""

    name, variable = "doccano", "BENCH_DOCCANO"

    def prepare(self) -> None:
        self.run("init")
        self.run("createuser", "--username", "admin", "--password", WORD)

    def serve(self) -> list[str]:
        return [self.command, "webserver", "--port", str(self.port), "--workers", "1"]

    def health(self) -> str:
        return "/v1/health"

    async def fill(self, who: Person) -> None:
        told = await self.put(who, "/v1/auth/login/", {"username": "admin", "password": WORD})
        who.headers = self.headers = {"Authorization": f"Token {told['key']}"}
        project = {
            "name": "b", "description": "b", "guideline": "", "project_type": "SequenceLabeling",
            "resourcetype": "SequenceLabelingProject", "allow_overlapping": True, "tags": [],
        }  # fmt: skip
        made = await self.put(who, "/v1/projects", project)
        self.root = f"/v1/projects/{made['id']}"
        kind = {"text": "claim", "background_color": "#ff0000", "suffix_key": "c"}
        label = await self.put(who, f"{self.root}/span-types", kind)
        self.label = label["id"]
        for number in range(ACCOUNTS):
            text = await self.put(who, f"{self.root}/examples", {"text": words(number), "meta": {}})
            self.texts.append(text["id"])
            for _ in range(MARKS):
                await self.create(who, text["id"])

    async def open(self, who: Person, text: int) -> None:
        await who.ask("open", "GET", f"{self.root}/examples/{text}")

    async def list(self, who: Person, text: int) -> None:
        await who.ask("list", "GET", f"{self.root}/examples/{text}/spans")

    async def create(self, who: Person, text: int) -> None:
        start = who.rng.randrange(4_000)
        body = {"start_offset": start, "end_offset": start + 60, "label": self.label}
        status, told, _ = await who.ask("create", "POST", f"{self.root}/examples/{text}/spans", body)
        if status in (OK, MADE):
            who.made[f"{text}/spans/{told['id']}"] = body

    async def edit(self, who: Person, _: int) -> None:
        key = who.rng.choice(list(who.made)[-20:])
        start = who.rng.randrange(4_000)
        body = {"start_offset": start, "end_offset": start + 60}
        await who.ask("edit", "PATCH", f"{self.root}/examples/{key}", body)


class LabelStudio(Tool):
    """Label Studio: its own `start`; SQLite."""

    name, variable = "Label Studio", "BENCH_LABEL_STUDIO"
    LOOKS = (
        '<View><Labels name="label" toName="text"><Label value="claim"/></Labels>'
        '<Text name="text" value="$text"/></View>'
    )

    def settings(self) -> dict[str, str]:
        return {
            "LABEL_STUDIO_BASE_DATA_DIR": str(self.folder / "data"),
            "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
            "LATEST_VERSION_CHECK": "false",
            "COLLECT_ANALYTICS": "false",
        }

    def serve(self) -> list[str]:
        account = ["--username", NAME, "--password", WORD, "--user-token", TOKEN]
        return [
            self.command,
            "start",
            "--no-browser",
            "--port",
            str(self.port),
            "--log-level",
            "ERROR",
            *account,
        ]

    def health(self) -> str:
        return "/health"

    async def fill(self, who: Person) -> None:
        who.headers = self.headers = {"Authorization": f"Token {TOKEN}"}
        made = await self.put(who, "/api/projects/", {"title": "bench", "label_config": self.LOOKS})
        for number in range(ACCOUNTS):
            task = {"data": {"text": words(number)}, "project": made["id"]}
            text = await self.put(who, "/api/tasks/", task)
            self.texts.append(text["id"])
            for _ in range(MARKS):
                await self.create(who, text["id"])

    async def open(self, who: Person, text: int) -> None:
        await who.ask("open", "GET", f"/api/tasks/{text}/")

    async def list(self, who: Person, text: int) -> None:
        await who.ask("list", "GET", f"/api/tasks/{text}/annotations/")

    def _said(self, who: Person) -> dict[str, Any]:
        start = who.rng.randrange(4_000)
        value = {"start": start, "end": start + 60, "labels": ["claim"]}
        region = {"from_name": "label", "to_name": "text", "type": "labels", "value": value}
        return {"result": [region], "lead_time": 1}

    async def create(self, who: Person, text: int) -> None:
        path = f"/api/tasks/{text}/annotations/"
        status, told, _ = await who.ask("create", "POST", path, self._said(who))
        if status in (OK, MADE):
            who.made[str(told["id"])] = {}

    async def edit(self, who: Person, _: int) -> None:
        key = who.rng.choice(list(who.made)[-20:])
        await who.ask("edit", "PATCH", f"/api/annotations/{key}/", self._said(who))


def words(seed: int) -> str:
    rng = random.Random(seed)
    return " ".join(
        "".join(rng.choices("abcdefghijklmnoprstuvw", k=rng.randint(2, 11))) for _ in range(WORDS)
    )


def there(folder: Path, only: tuple[str, ...] = ()) -> Iterator[Tool]:
    """Yield each tool whose command the environment names, while it runs; say which is not there."""
    import asyncio  # noqa: PLC0415 - only here

    for kind in (Doccano, LabelStudio):
        command = os.environ.get(kind.variable, "")
        if only and kind.name not in only:
            continue
        if not shutil.which(command):
            print(f"{kind.name:<16}not measured: {kind.variable} names no command", file=sys.stderr)
            continue
        own = folder / kind.__name__
        own.mkdir()
        tool = kind(command, own)
        with tool.up():
            asyncio.run(_filled(tool))
            yield tool


async def _filled(tool: Tool) -> None:
    tally = Tally()
    async with aiohttp.ClientSession() as client:
        await tool.fill(Person(client, tool.address, random.Random(0), tally, {}))
    if tally.wrong:
        raise RuntimeError(f"{tool.name}: {tally.wrong[0]}")


async def worked(tool: Tool, users: int, seconds: float) -> Tally:
    """Let so many work on a tool."""
    tally = Tally()
    limits = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=limits, connector=aiohttp.TCPConnector(limit=0)) as client:
        people = [
            Person(client, tool.address, random.Random(n), Tally(), dict(tool.headers)) for n in range(users)
        ]
        await at_once(people, 1, tool.act, Tally())
        for each in people:
            each.tally = tally
        with costing(tally, tool.pid):
            await at_once(people, seconds, tool.act, tally)
    return tally
