"""What taking in marks of others costs: `python bench/intake.py [annotations ...]`, else 10,000 and 100,000.

A made-up set of texts of 800 words with 100 marks each, three kinds of labels, as brat has them (a zip with
two files a text) and as Web Annotations (JSON lines). Each step is a process of its own, as the worker does
it: the dry run, then going in. Told are the process's own (CPU) seconds, SQLite's work included, and its
memory: what it has when it begins, and the peak.

Beside it, in the same run, the baseline: the same marks read from lines of plain JSON and written by
`executemany` as bare rows of the same four tables (mark, range, code, event), a transaction a text. It looks
at nothing: no quote, no label, no double, no right to write. `times` is the CPU seconds against that.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")

SIZES = (10_000, 100_000)
MARKS, WORDS = 100, 800
LABELS = {"Claim": "claim", "Hedge": "cue", "Loaded": "bias"}
ANSWERS = {"claim": {"certainty": "certain"}, "cue": {"class": "hedge"}, "bias": {"family": "lexical"}}
FILES = {"brat": "set.zip", "web_annotation": "set.jsonl"}


def main(sizes: tuple[int, ...]) -> None:
    print(
        f"{'':<16}{'annotations':>12}{'':>10}{'CPU s':>8}{'a CPU s':>9}"
        f"{'began MB':>10}{'peak MB':>9}{'times':>7}"
    )
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-intake-") as name:
            folder = Path(name)
            write(folder, size)
            plain = _child(folder, "plain")
            _tell("plain rows", size, "", plain, plain)
            for form, file in FILES.items():
                made = _child(folder, "bring", form, file)
                for step in ("read", "take"):
                    _tell(form, size, step, _child(folder, step, made["id"]), plain)


def _tell(name: str, size: int, step: str, found: dict[str, Any], plain: dict[str, Any]) -> None:
    print(
        f"{name:<16}{size:>12,}{step:>10}{found['cpu']:8.2f}{size / found['cpu']:9,.0f}"
        f"{found['began'] / 1e6:10.0f}{found['peak'] / 1e6:9.0f}{found['cpu'] / plain['cpu']:7.1f}",
        flush=True,
    )


def _child(folder: Path, *asked: str) -> Any:  # noqa: ANN401 - JSON
    env = os.environ | {"DATA_DIR": str(folder / "data"), "DATABASE_URL": ""}
    run = [sys.executable, __file__, "--child", str(folder), *asked]
    done = subprocess.run(run, env=env, check=True, stdout=subprocess.PIPE)  # noqa: S603
    return json.loads(done.stdout.splitlines()[-1])


def write(folder: Path, size: int) -> None:
    """Write the same marks in each form."""
    rng = random.Random(size)
    words = ["".join(rng.choices("abcdefghijklmnoprstuvw", k=rng.randint(2, 11))) for _ in range(4_000)]
    with (
        zipfile.ZipFile(folder / FILES["brat"], "w", zipfile.ZIP_DEFLATED) as brat,
        (folder / FILES["web_annotation"]).open("w", encoding="utf-8") as pages,
        (folder / "plain.jsonl").open("w", encoding="utf-8") as plain,
    ):
        for number in range(-(-size // MARKS)):
            text = f"Account {number} " + " ".join(rng.choices(words, k=WORDS))
            marks = []
            for _ in range(min(MARKS, size - number * MARKS)):
                start = rng.randrange(40, len(text) - 200)
                marks.append((start, start + rng.randint(5, 90), rng.choice(list(LABELS))))
            lines = [
                f"T{place}\t{label} {start} {end}\t{text[start:end]}\n"
                for place, (start, end, label) in enumerate(marks, 1)
            ]
            brat.writestr(f"{number}.txt", text)
            brat.writestr(f"{number}.ann", "".join(lines))
            for place, (start, end, label) in enumerate(marks):
                pages.write(json.dumps(_page(f"{number}-{place}", number, text, start, end, label)) + "\n")
            plain.write(json.dumps({"text": text, "marks": marks}) + "\n")


def _page(key: str, number: int, text: str, start: int, end: int, label: str) -> dict[str, Any]:
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"https://tool.example/{key}",
        "type": "Annotation",
        "creator": {"type": "Person", "name": "ada"},
        "body": [{"type": "TextualBody", "purpose": "tagging", "value": label}],
        "target": {
            "source": f"https://news.example/{number}",
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {
                    "type": "TextQuoteSelector",
                    "exact": text[start:end],
                    "prefix": text[start - 32 : start],
                    "suffix": text[end : end + 32],
                },
            ],
        },
    }


def child(folder: Path, step: str, *given: str) -> None:
    if step == "plain":
        print(json.dumps(_measured(lambda: plain_rows(folder))))
        return
    import django  # noqa: PLC0415 - the database is chosen by the parent

    django.setup()
    if step == "bring":
        print(json.dumps({"id": bring(folder, *given)}))
    else:
        print(json.dumps(work(step, *given)))


def plain_rows(folder: Path) -> None:
    database = sqlite3.connect(folder / "plain.sqlite3")
    database.executescript(
        """PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
        CREATE TABLE mark (id TEXT PRIMARY KEY, revision INT, layer TEXT, author INT, note TEXT, made REAL);
        CREATE TABLE range (mark TEXT, start INT, end INT, quote TEXT, prefix TEXT, suffix TEXT);
        CREATE TABLE code (mark TEXT, dimension TEXT, code TEXT);
        CREATE TABLE event (id INTEGER PRIMARY KEY, told TEXT);"""
    )
    with (folder / "plain.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            text, keyed = row["text"], [(f"{number}-{n}", *mark) for n, mark in enumerate(row["marks"])]
            with database:
                database.executemany(
                    "INSERT INTO mark VALUES (?, ?, ?, 1, '', ?)",
                    [(key, number, LABELS[label], time.time()) for key, _, _, label in keyed],
                )
                database.executemany(
                    "INSERT INTO range VALUES (?, ?, ?, ?, ?, ?)",
                    [
                        (key, start, end, text[start:end], text[start - 32 : start], text[end : end + 32])
                        for key, start, end, _ in keyed
                    ],
                )
                database.executemany(
                    "INSERT INTO code VALUES (?, 'kind', ?)", [(key, label) for key, _, _, label in keyed]
                )
                database.execute("INSERT INTO event (told) VALUES (?)", [json.dumps(keyed)])


def bring(folder: Path, form: str, file: str) -> str:
    """Make a project with the texts that the file does not have, and hand the file in."""
    from django.core.management import call_command  # noqa: PLC0415

    from annotator.models import User  # noqa: PLC0415
    from annotator.services import intakes, projects  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    actor, _ = User.objects.get_or_create(username="ada")
    project = projects.create(actor=actor, name=form)
    if form == "web_annotation":  # it only refers to them
        _texts(folder, project)
    with (folder / file).open("rb") as opened:
        made = intakes.start(actor=actor, project_id=project.pk, name=file, file=opened, form=form)
    return str(made.pk)


def _texts(folder: Path, project: Any) -> None:  # noqa: ANN401 - a model is not there before django.setup
    from django.utils import timezone  # noqa: PLC0415

    from annotator.models import Article, Revision  # noqa: PLC0415
    from annotator.text.normalise import fingerprint  # noqa: PLC0415

    with (folder / "plain.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            text, now = json.loads(line)["text"], timezone.now()
            article = Article.objects.create(
                project=project,
                title=f"Account {number}",
                url=f"https://news.example/{number}",
                created_at=now,
            )
            Revision.objects.create(
                article=article, number=1, text=text, raw=text, sha256=fingerprint(text), length=len(text),
                fetched_at=now,
            )  # fmt: skip


def work(step: str, intake_id: str) -> dict[str, Any]:
    """Do the intake's next job in this process."""
    from django.db import connection  # noqa: PLC0415

    from annotator.formats.interchange.mapping import LabelRule, Mapping  # noqa: PLC0415
    from annotator.models import Intake  # noqa: PLC0415
    from annotator.services import intakes, running  # noqa: PLC0415
    from annotator.tasks import HANDLERS  # noqa: PLC0415

    connection.cursor().execute("PRAGMA mmap_size = 0")  # parts of the file that are mapped count as memory
    intake = Intake.objects.select_related("created_by", "job").get(pk=intake_id)
    actor = intake.created_by
    if step == "take":
        told = Mapping({label: LabelRule(layer, otherwise=ANSWERS[layer]) for label, layer in LABELS.items()})
        intakes.map_to(actor=actor, intake_id=intake.pk, mapping=told, story_title="Bench")
        intake = intakes.take(actor=actor, intake_id=intake.pk)
    job = intake.job
    found = _measured(lambda: running.execute(job_id=job.pk, handlers=HANDLERS))
    job.refresh_from_db()
    if job.state != "done":
        raise SystemExit(f"{step}: {job.state} {job.error} {job.traceback}")
    intake.refresh_from_db()
    if intake.refused.exists():
        raise SystemExit(f"{step}: {intake.refused.first().why}")
    return found


def _measured(what: Any) -> dict[str, Any]:  # noqa: ANN401
    began, worked = _memory(), time.process_time()
    what()
    return {"cpu": time.process_time() - worked, "began": began, "peak": _memory()}


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(Path(sys.argv[2]), *sys.argv[3:])
    else:
        main(tuple(int(each.replace(",", "").replace("_", "")) for each in sys.argv[1:]) or SIZES)
