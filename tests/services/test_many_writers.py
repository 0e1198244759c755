"""SQLite lets one writer in at a time; 32 that come at once all get their turn, and none is sent away."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.processes import ROOT, environment
from tests.sites import prepared

if TYPE_CHECKING:
    from pathlib import Path

PROCESSES, THREADS, TIMES = 4, 8, 3

SEED = """
from annotator.models import *
from annotator.services import projects
from tests.people import add_article
ann = User.objects.create(username="ann", name="Ann")
project = projects.create(actor=ann, name="The bridge")
add_article(project, None, "The mayor may resign on Monday. Nobody was hurt.", "Mayor may resign")
"""
# Each thread marks and changes what it marked: read, then write, in one transaction each.
WRITE = f"""
import json, threading, traceback
from django.db import connection
from annotator.models import *
from annotator.services import annotations
from annotator.services.annotations import Change
from tests.people import mark
ann = User.objects.get(username="ann")
revision = Revision.objects.get(article__title="Mayor may resign")
wrong, made, ready = [], [], threading.Barrier({THREADS})
def write():
    try:
        ready.wait(60)
        for _ in range({TIMES}):
            key = mark(ann, revision, "may resign").data["id"]
            annotations.revise(actor=ann, annotation_id=key, version=1, change=Change(note="!"))
            made.append(key)
    except Exception:
        wrong.append(traceback.format_exc())
    finally:
        connection.close()
threads = [threading.Thread(target=write) for _ in range({THREADS})]
for each in threads: each.start()
for each in threads: each.join()
print("WROTE " + json.dumps({{"wrong": wrong, "made": made}}))
"""
COUNT = """
import json
from annotator.models import *
project = Project.objects.get(name="The bridge")
print("THERE " + json.dumps({
    "marks": {str(key): version for key, version in Annotation.objects.values_list("pk", "version")
              if Annotation.objects.filter(pk=key, revision__article__project=project)},
    "head": project.event_seq,
    "numbers": list(Event.objects.filter(project=project).order_by("seq").values_list("seq", flat=True)),
}))
"""


def started(folder: Path, script: str) -> subprocess.Popen[str]:
    argv = [sys.executable, "manage.py", "shell", "-v0", "-c", script]
    return subprocess.Popen(
        argv,
        cwd=ROOT,
        env=environment(DATA_DIR=folder),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def told(process: subprocess.Popen[str], word: str = "") -> dict[str, object]:
    said, wrong = process.communicate()
    assert process.returncode == 0, wrong
    return json.loads(said.split(f"{word} ")[1]) if word else {}


def test_none_of_32_writers_is_refused_and_each_write_is_there_once(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(prepared(), folder)
    told(started(folder, SEED))
    writers = [started(folder, WRITE) for _ in range(PROCESSES)]
    wrote = [told(each, "WROTE") for each in writers]
    assert [wrong for each in wrote for wrong in each["wrong"]] == []
    made = [key for each in wrote for key in each["made"]]
    assert len(made) == PROCESSES * THREADS * TIMES
    there = told(started(folder, COUNT), "THERE")
    assert there["marks"] == dict.fromkeys(made, 2)
    assert there["numbers"] == list(range(1, there["head"] + 1))
