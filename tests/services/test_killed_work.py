"""A worker that is killed in the middle of an import or an export: the job ends once it is back, once."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import pytest

from tests.deadlines import until
from tests.processes import ROOT, descendants, environment
from tests.sites import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.services  # no outside service, but minutes of real processes

NAME, PASSWORD = "owner", "a-long-enough-password"
MARKS = 30_000  # an export of so many takes seconds
DOCUMENTS = 60

SEED = f"""
import uuid
from annotator.models import *
from annotator.services import demo
user = demo.first_account(username={NAME!r}, password={PASSWORD!r})
revision = Revision.objects.order_by("pk").first()
layer = Layer.objects.get(key="claim", codebook__project=revision.article.project)
code = Code.objects.get(key="certain", dimension__layer=layer)
made = Annotation.objects.bulk_create(
    [Annotation(id=uuid.uuid4(), revision=revision, layer=layer, author=user) for _ in range({MARKS})],
    batch_size=500,
)
quote = revision.text[:20]
Range.objects.bulk_create(
    [Range(annotation=each, position=0, start=0, end=20, quote=quote) for each in made], batch_size=500
)
AnnotationCode.objects.bulk_create(
    [AnnotationCode(annotation=each, dimension=code.dimension, code=code) for each in made], batch_size=500
)
"""


class Program:
    """A program that uses the API with a token."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.token = ""
        self.token = self.ask("POST", "tokens/", {"username": NAME, "password": PASSWORD})["token"]

    def ask(self, method: str, path: str, body: object = None) -> dict:
        return json.loads(self.bytes(method, path, body))

    def bytes(self, method: str, path: str, body: object = None) -> bytes:
        request = Request(f"{self.site.address}/api/v1/{path}", method=method)
        if self.token:
            request.add_header("Authorization", f"Token {self.token}")
        data = None
        if body is not None:
            request.add_header("Content-Type", "application/json")
            data = json.dumps(body).encode()
        with urlopen(request, data, timeout=60) as answer:
            return answer.read()

    def job(self, job_id: str) -> dict:
        return self.ask("GET", f"jobs/{job_id}/")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    started = Site(tmp_path)
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", SEED],
        cwd=ROOT,
        env=environment(DATA_DIR=tmp_path / "data"),
        check=True,
        capture_output=True,
    )
    yield started
    started.stop()


def kill_worker(site: Site) -> None:
    """Kill -9 the worker and its children; the supervisor starts another."""
    workers = {pid for pid, command in descendants(site.process.pid).items() if "celery" in command}
    assert workers
    for pid in workers:
        os.kill(pid, signal.SIGKILL)


def killed_in_the_middle(site: Site, program: Program, job_id: str) -> dict:
    """Kill the worker once the job has got somewhere, and wait for its end."""
    until(
        lambda: program.job(job_id)["progress"]["done"] > 0 or program.job(job_id)["state"] != "running",
        seconds=60,
        say=site.process.said,
    )
    assert program.job(job_id)["state"] == "running", "it ended before it could be killed: make it longer"
    kill_worker(site)
    until(
        lambda: program.job(job_id)["state"] in {"done", "failed"},
        seconds=90,
        say=lambda: str(program.job(job_id)),
    )
    return program.job(job_id)


def test_an_export_is_written_once_and_whole(site: Site) -> None:
    program = Program(site)
    project = program.ask("GET", "projects/")["results"][0]["id"]
    export = program.ask("POST", f"projects/{project}/exports/", {"format": "jsonl"})
    job = killed_in_the_middle(site, program, export["job"]["id"])
    assert job["state"] == "done"
    assert job["attempts"] == 2
    written = program.ask("GET", f"exports/{export['id']}/")
    file = program.bytes("GET", f"exports/{export['id']}/file/")
    assert hashlib.sha256(file).hexdigest() == written["sha256"]
    with zipfile.ZipFile(BytesIO(file)) as archive:
        lines = archive.read("data.jsonl").splitlines()
    ids = [each["id"] for each in map(json.loads, lines) if each["type"] == "annotation"]
    assert len(ids) == len(set(ids)) >= MARKS
    assert len(list((site.folder / "data" / "files" / "exports").iterdir())) == 1


def test_an_import_reads_each_document_once(site: Site) -> None:
    program = Program(site)
    project = program.ask("GET", "projects/")["results"][0]["id"]
    # Large enough that each takes a while to normalise and to look through.
    texts = [
        f"Report {number}\n\n" + "It may rain in the harbour today. " * 4000 for number in range(DOCUMENTS)
    ]
    batch = program.ask("POST", f"projects/{project}/imports/", {"texts": texts})
    job = killed_in_the_middle(site, program, batch["job"]["id"])
    assert job["state"] == "done"
    assert job["attempts"] == 2
    items = program.ask("GET", f"imports/{batch['id']}/")["items"]
    assert [item["state"] for item in items] == ["read"] * DOCUMENTS
    assert [item["title"] for item in items] == [f"Report {number}" for number in range(DOCUMENTS)]
