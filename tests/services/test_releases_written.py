"""The file of a release, as its job wrote it: the same bytes again, and read by those who will read it."""

from __future__ import annotations

import hashlib
import json
import uuid
import zipfile
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
import yaml
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from annotator import tasks
from annotator.models import Job, Release
from annotator.services import projects, releases, running
from annotator.services.releasing import READINGS
from tests.people import add_article, mark
from tests.released import asked, data_of, drafted, published, worked_on
from tests.restored import restored


@pytest.fixture
def filled(team):
    worked_on(team)
    return team


@pytest.fixture
def unpacked(filled, do_jobs, tmp_path):
    """Return a function that publishes a release and unpacks it."""

    def unpack(**said):
        release = published(filled.owner, filled.project, do_jobs, **said)
        packed, folder = tmp_path / "release.zip", tmp_path / "the-bridge-1.0"
        packed.write_bytes(data_of(release))
        with zipfile.ZipFile(packed) as file:
            file.extractall(folder)
        return release, packed, folder

    return unpack


# -- the same bytes


def test_a_worker_that_comes_after_one_that_died_writes_the_same_bytes(filled, do_jobs):
    first = drafted(filled.owner, filled.project, do_jobs)
    mine, before = first.file.name, data_of(first)
    # As if the worker had been killed just before its end: the row knows nothing of the file.
    Release.objects.update(file="", size=None, sha256="", report=None, event_seq=None, finished_at=None)
    Job.objects.filter(pk=first.job_id).update(
        state="running",
        token=uuid.uuid4(),
        lease_until=timezone.now() - timedelta(seconds=1),
        finished_at=None,
        result=None,
    )
    assert running.execute(job_id=first.job_id, handlers=tasks.HANDLERS)
    again = Release.objects.select_related("job").get(pk=first.pk)
    assert again.job is not None
    assert again.job.attempts == 2
    assert again.file.name != mine
    assert (again.sha256, data_of(again)) == (first.sha256, before)


def test_the_same_release_of_the_same_data_has_the_same_checksum_and_another_seed_or_mark_another(
    filled, do_jobs
):
    told = [drafted(filled.owner, filled.project, do_jobs).sha256 for _ in range(2)]
    assert told[0] == told[1]
    told.append(drafted(filled.curator, filled.project, do_jobs, seed=2).sha256)
    mark(filled.annotator, filled.revision, "Nobody was hurt")
    told.append(drafted(filled.owner, filled.project, do_jobs).sha256)
    assert len(set(told)) == 3


# -- as it was at one moment


@contextmanager
def doing(what, most):
    """Do something, at most so many times, whenever the claims of a dataset are read."""
    done = Counter()

    def between(execute, sql, params, many, context):
        if sql.startswith("SELECT") and 'FROM "annotator_claim"' in sql and done["times"] < most:
            done["times"] += 1
            what(done["times"])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(between):
        yield done


def rename(team, number):
    projects.change(
        actor=team.owner, project_id=team.project.pk, name=f"The bridge, {number}", description=""
    )


def test_what_is_done_while_it_is_read_is_in_it_whole(filled, do_jobs):
    row = releases.start(actor=filled.owner, project_id=filled.project.pk, asked=asked())
    with doing(lambda number: rename(filled, number), 1) as done:
        do_jobs()
    row.refresh_from_db()
    assert (done["times"], row.job.state) == (1, "done")
    filled.project.refresh_from_db()
    assert row.event_seq == filled.project.event_seq


def test_a_project_that_never_comes_to_rest_is_not_released(filled, do_jobs):
    row = releases.start(actor=filled.owner, project_id=filled.project.pk, asked=asked())
    with doing(lambda number: rename(filled, number), 10**6) as done:
        do_jobs()
    row.job.refresh_from_db()
    assert row.job.state == "failed"
    assert row.job.error.startswith("People went on working while the project was read.")
    assert done["times"] >= READINGS


# -- read by others


@pytest.mark.filterwarnings("default")  # of what the libraries use
def test_its_own_lines_load_it_and_croissant_is_valid(unpacked, tmp_path, monkeypatch):
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "HF_DATASETS_DISABLE_PROGRESS_BARS"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    import mlcroissant

    release, _, folder = unpacked(with_texts=True)
    card = (folder / "README.md").read_text(encoding="utf-8")
    lines = card.split("```python\n")[1].split("```")[0].replace("path/to/this/folder", str(folder))
    loaded = {}
    exec(lines, loaded)
    assert len(loaded["annotations"]) == len(loaded["marks"]) == 5
    assert 0 < len(loaded["train"]) < 5
    assert set(loaded["train"].split) == {"train"}
    assert yaml.safe_load(card.split("---\n")[1])["license"] == "cc-by-4.0"
    assert yaml.safe_load((folder / "CITATION.cff").read_text())["version"] == "1.0"
    dataset = mlcroissant.Dataset(folder / "croissant.json")
    assert (dataset.metadata.ctx.issues.errors, dataset.metadata.ctx.issues.warnings) == (set(), set())
    assert len(list(dataset.records("annotations"))) == 5
    assert len(list(dataset.records("article_splits"))) == release.report["counts"]["article"]


def test_each_file_has_the_checksum_that_manifest_and_croissant_say(unpacked):
    release, packed, folder = unpacked()
    assert hashlib.sha256(packed.read_bytes()).hexdigest() == release.sha256
    manifest = json.loads((folder / "manifest.json").read_bytes())
    files = {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}
    assert files == {*manifest["files"], "manifest.json"}
    for name, told in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == told["sha256"]
    croissant = json.loads((folder / "croissant.json").read_bytes())
    told = {each["@id"]: each["sha256"] for each in croissant["distribution"]}
    assert told == {
        name: each["sha256"] for name, each in manifest["files"].items() if name != "croissant.json"
    }


def test_an_account_that_copies_another_one_s_text_is_on_its_side(filled, do_jobs):
    text = " ".join(f"word{number}" for number in range(300))
    for title in ("One", "Two"):
        story = filled.project.stories.create(title=title)
        add_article(filled.project, story, f"{title}. {text}", title)
    row = drafted(filled.owner, filled.project, do_jobs)
    assert row.report["leakage"]["found"] is False
    units = sum(each["units"] for each in row.report["splits"]["parts"].values())
    assert units == filled.project.stories.count() - 1


def test_texts_are_put_back_into_a_release_without_them(unpacked, filled, tmp_path):
    _, packed, folder = unpacked()
    texts, to = tmp_path / "texts", tmp_path / "whole.zip"
    texts.mkdir()
    for article in filled.project.articles.all():
        for revision in article.revisions.all():
            (texts / f"{revision.pk}.txt").write_text(revision.text, encoding="utf-8")
            assert revision.text not in (folder / "data.jsonl").read_text(encoding="utf-8")
    call_command("rehydrate", str(packed), "--texts", str(texts), "--to", str(to), verbosity=0)
    with zipfile.ZipFile(to) as file:
        told = [json.loads(line) for line in file.open("rehydrated.jsonl")]
    assert {each["state"] for each in told} == {"exact"}


def test_a_release_with_texts_becomes_a_project_again(unpacked, filled, do_jobs):
    _, packed, _ = unpacked(with_texts=True)
    made = restored(filled.stranger, packed.read_bytes(), do_jobs, "release.zip")
    assert made.refused.count() == 0
    assert made.project.stories.count() == filled.project.stories.count()
