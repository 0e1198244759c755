"""What writing a dataset costs: `python bench/export.py [annotations ...]`, 10,000 and 100,000 unless said.

A made-up project is written straight into the tables: texts of 800 words with 25 passages, each marked by
four people who do not quite agree where it begins and ends, nor on its two codes; every tenth is on a claim.
Then each of JSONL, Parquet and JSON-LD (Web Annotation) is written by a process of its own, as the worker
does it but for the job's row. Told are seconds, annotations in each, the process's own (CPU) seconds, the
file's size, and the peak of the process's memory over what it has when it begins; of two runs the better one.

Beside it, in the same run, the baseline: the same annotations, ranges, codes and texts as plain rows from a
bare cursor, each by `json.dumps`, a row a line, into a file that is not compressed. The ratio to it, `times`,
is of the CPU seconds: others at work on the machine do not count. The database server's work is in neither.

SQLite in a folder that goes with it, and the database of `BENCH_DATABASE_URL` (PostgreSQL), where that is
set: one that nobody needs, for its projects stay there.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.models import Export, Project

SIZES = (10_000, 100_000)
MARKS, WORDS, PEOPLE, CLAIMS = 100, 800, 4, 20
AGREED = 0.8  # of the codes are not given at random
FORMS = ("jsonl", "parquet", "web_annotation")
BATCH = 5_000
RUNS = 2

PLAIN = (
    """SELECT r.id, r.text, r.sha256, r.length, r.number, a.title, a.byline, a.url, a.published_at
       FROM annotator_revision r JOIN annotator_article a ON a.id = r.article_id WHERE a.project_id = {0}""",
    """SELECT m.id, m.revision_id, l.key, u.name, m.note, m.confidence, m.origin, m.anchor, m.version,
              m.created_at, m.updated_at
       FROM annotator_annotation m JOIN annotator_layer l ON l.id = m.layer_id
       JOIN annotator_user u ON u.id = m.author_id JOIN annotator_revision r ON r.id = m.revision_id
       JOIN annotator_article a ON a.id = r.article_id WHERE a.project_id = {0} AND m.deleted_at IS NULL""",
    """SELECT g.annotation_id, g.position, g.start, g."end", g.quote, g.prefix, g.suffix
       FROM annotator_range g JOIN annotator_annotation m ON m.id = g.annotation_id
       JOIN annotator_revision r ON r.id = m.revision_id
       JOIN annotator_article a ON a.id = r.article_id WHERE a.project_id = {0} AND m.deleted_at IS NULL""",
    """SELECT c.annotation_id, d.key, k.key, c.words
       FROM annotator_annotationcode c JOIN annotator_annotation m ON m.id = c.annotation_id
       JOIN annotator_dimension d ON d.id = c.dimension_id LEFT JOIN annotator_code k ON k.id = c.code_id
       JOIN annotator_revision r ON r.id = m.revision_id
       JOIN annotator_article a ON a.id = r.article_id WHERE a.project_id = {0} AND m.deleted_at IS NULL""",
)


def main(sizes: tuple[int, ...]) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-export-") as folder:
        places = [("SQLite", {"DATA_DIR": str(Path(folder) / "data"), "DATABASE_URL": ""})]
        if url := os.environ.get("BENCH_DATABASE_URL"):
            places.append(("PostgreSQL", {"DATA_DIR": str(Path(folder) / "other"), "DATABASE_URL": url}))
        print(
            f"{'':<12}{'annotations':>12}{'':>16}{'s':>8}{'a second':>10}"
            f"{'CPU s':>8}{'MB':>8}{'peak MB':>9}{'times':>7}"
        )
        for name, where in places:
            for size in sizes:
                export = _child(where, "fill", str(size))
                plain = _better(where, "plain", export)
                _tell(name, size, "json.dumps", plain, plain)
                for form in FORMS:
                    _tell(name, size, form, _better(where, form, export), plain)


def _tell(name: str, size: int, what: str, found: dict[str, float], plain: dict[str, float]) -> None:
    seconds = found["seconds"]
    print(
        f"{name:<12}{size:>12,}{what:>16}{seconds:8.2f}{size / seconds:10,.0f}{found['cpu']:8.2f}"
        f"{found['bytes'] / 1e6:8.1f}{found['peak'] / 1e6:9.1f}{found['cpu'] / plain['cpu']:7.2f}",
        flush=True,
    )


def _better(where: dict[str, str], form: str, export: str) -> dict[str, float]:
    return min((_child(where, form, export) for _ in range(RUNS)), key=lambda each: each["cpu"])


def _child(where: dict[str, str], *asked: str) -> Any:  # noqa: ANN401 - JSON
    run = [sys.executable, __file__, "--child", *asked]
    env = {key: value for key, value in (os.environ | where).items() if value}
    return json.loads(subprocess.run(run, env=env, check=True, stdout=subprocess.PIPE).stdout)  # noqa: S603


def child(what: str, given: str) -> None:
    import django  # noqa: PLC0415 - the database is chosen by the parent

    django.setup()
    print(json.dumps(fill(int(given)) if what == "fill" else measured(what, given)))


def measured(what: str, export_id: str) -> dict[str, float]:
    """Return seconds, bytes and the peak of memory above where it began."""
    from django.db import connection  # noqa: PLC0415 - after django.setup

    from annotator.formats.datasets import Archive  # noqa: PLC0415
    from annotator.formats.interchange import forms  # noqa: PLC0415
    from annotator.formats.interchange.source import Lists  # noqa: PLC0415
    from annotator.models import Export  # noqa: PLC0415
    from annotator.queries.records import FromDatabase  # noqa: PLC0415

    if connection.vendor == "sqlite":  # parts of the file that are mapped would count as memory
        connection.cursor().execute("PRAGMA mmap_size = 0")
    export = Export.objects.select_related("project").get(pk=export_id)
    if what in forms.FORMS:  # libraries are loaded once a worker, some when there is a first row
        story = {"type": "story", "id": "s", "title": "", "description": "", "created_at": None}
        forms.write(what, forms.Counted(Lists([story])), Archive(io.BytesIO()))
    began = _peak()
    start, worked = time.perf_counter(), time.process_time()
    with tempfile.TemporaryFile() as file:
        if what == "plain":
            for line in plain(export):
                file.write(line)
        else:
            archive = Archive(file)
            forms.write(what, forms.Counted(FromDatabase(export)), archive)
            archive.close({})
        size = file.tell()
    return {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - worked,
        "bytes": size,
        "peak": _peak() - began,
    }


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def plain(export: Export) -> Iterator[bytes]:
    """Yield each row of the tables as the cursor has it, as JSON."""
    from django.db import connection  # noqa: PLC0415

    for sql in PLAIN:
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql.format(export.project_id))
            names = None
            while rows := cursor.fetchmany(2_000):
                names = names or [column[0] for column in cursor.description]
                for row in rows:
                    yield json.dumps(dict(zip(names, row, strict=True)), default=str).encode() + b"\n"


def fill(size: int) -> str:
    """Write a project of so many annotations; return the id of an export of all of it."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from annotator.models import Export, User  # noqa: PLC0415
    from annotator.services import projects  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    people = [
        User.objects.create(username=f"bench-{uuid.uuid4().hex[:12]}", name=f"Person {number}")
        for number in range(PEOPLE)
    ]
    project = projects.create(actor=people[0], name=f"Bench {size}")
    _annotations(project, people, size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL does by itself soon after, and whoever looks after SQLite
    return str(Export.objects.create(project=project, format="jsonl", created_by=people[0]).pk)


def _annotations(project: Project, people: list[Any], size: int) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from annotator import models  # noqa: PLC0415
    from annotator.text.normalise import fingerprint  # noqa: PLC0415

    rng = random.Random(size)
    words = ["".join(rng.choices("abcdefghijklmnoprstuvw", k=rng.randint(2, 11))) for _ in range(4_000)]
    now = timezone.now()
    layer = models.Layer.objects.get(codebook__project=project, key="claim")
    dimensions = list(layer.dimensions.exclude(kind="text").order_by("position")[:2])
    codes = [list(each.codes.all()) for each in dimensions]
    story = models.Story.objects.create(project=project, title="Bench")
    claims = models.Claim.objects.bulk_create(
        models.Claim(story=story, wording=f"Claim {number}", position=number) for number in range(CLAIMS)
    )
    source = models.Source.objects.create(project=project, name="The Star")
    made: dict[type[Any], list[Any]] = {
        kind: [] for kind in (models.Annotation, models.Range, models.AnnotationCode, models.Mention)
    }
    for number in range(-(-size // MARKS)):
        text = " ".join(rng.choices(words, k=WORDS))
        article = models.Article.objects.create(
            project=project, story=story, source=source, title=f"Account {number}", created_at=now
        )
        revision = models.Revision.objects.create(
            article=article, number=1, text=text, raw=text, sha256=fingerprint(text), length=len(text),
            fetched_at=now,
        )  # fmt: skip
        for mark in range(min(MARKS, size - number * MARKS)):
            if mark % PEOPLE == 0:
                place, said = rng.randrange(40, len(text) - 200), [rng.choice(each) for each in codes]
            row = models.Annotation(
                revision=revision, layer=layer, author=people[mark % PEOPLE], created_at=now, updated_at=now,
                note="A note." if mark % 5 == 0 else "",
            )  # fmt: skip
            start = place + rng.choice((0, 0, 0, 4, -7))
            end = place + 60 + rng.choice((0, 0, 0, 20, -12))
            made[models.Annotation].append(row)
            made[models.Range].append(models.Range(
                annotation=row, position=0, start=start, end=end, quote=text[start:end],
                prefix=text[max(start - 32, 0) : start], suffix=text[end : end + 32],
            ))  # fmt: skip
            made[models.AnnotationCode] += [
                models.AnnotationCode(
                    annotation=row,
                    dimension=dimension,
                    code=code if rng.random() < AGREED else rng.choice(choices),
                )
                for dimension, choices, code in zip(dimensions, codes, said, strict=True)
            ]
            if mark % 10 == 0:
                made[models.Mention].append(
                    models.Mention(claim=rng.choice(claims), annotation=row, author=row.author)
                )
        if len(made[models.Annotation]) >= BATCH:
            _write(made)
    _write(made)


def _write(made: dict[type[Any], list[Any]]) -> None:
    from django.db import transaction  # noqa: PLC0415

    with transaction.atomic():
        for kind, rows in made.items():
            kind.objects.bulk_create(rows, batch_size=1_000)
            rows.clear()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        main(tuple(int(each.replace(",", "").replace("_", "")) for each in sys.argv[1:]) or SIZES)
