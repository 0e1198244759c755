"""A release as one archive: the same bytes for the same data, and each of its files as others read it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from contextlib import closing
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

from annotator.formats.datasets import Archive, line
from annotator.formats.interchange.releasing.cards import Author, Terms
from annotator.formats.interchange.releasing.rehydrating import rehydrate
from annotator.formats.interchange.releasing.snapshot import Snapshot
from annotator.formats.interchange.releasing.stand_off import MOST
from annotator.formats.interchange.releasing.whole import STEPS, Earlier, Plan, write
from annotator.formats.interchange.source import Document, Lists, records_of
from annotator.formats.interchange.tables import TABLES
from tests.formats.interchange.releasing.made import a_range, project
from tests.formats.interchange.tabled import whole
from tests.processes import ROOT, environment

TERMS = Terms(
    title="Floods",
    version="2.0",
    released="2026-07-01",
    licence="CC-BY-4.0",
    authors=[Author("Lovelace", "Ada")],
)


def made(source=None, plan=None):
    """An archive's bytes, its files, the report, and the steps that were told."""
    out, steps = io.BytesIO(), []
    with closing(Snapshot(records_of(source or project()))) as snapshot:
        report = write(snapshot, plan or Plan(TERMS), Archive(out), steps.append)
    with zipfile.ZipFile(out) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    return out.getvalue(), files, report, steps


def table(files, name):
    return pq.read_table(io.BytesIO(files[f"tables/{name}.parquet"])).to_pylist()


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(whole())
def test_a_snapshot_says_what_was_read(source):
    with closing(Snapshot(records_of(source))) as snapshot:
        for _ in range(2):
            assert list(map(line, records_of(snapshot))) == list(map(line, records_of(source)))


def test_the_same_data_gives_the_same_bytes_and_other_data_others():
    one, other = made()[0], made()[0]
    assert hashlib.sha256(one).digest() == hashlib.sha256(other).digest()
    assert made(plan=Plan(TERMS, seed=2))[0] != one


def test_each_file_is_in_the_manifest_with_its_checksum():
    _, files, report, steps = made()
    manifest = json.loads(files.pop("manifest.json"))
    assert set(manifest["files"]) == set(files)
    for name, content in files.items():
        assert manifest["files"][name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert manifest["files"][name]["bytes"] == len(content)
    assert {"LICENSE", "CITATION.cff", "DATASHEET.md", "README.md", "CHANGES.md", "codebook.json"} <= set(
        files
    )
    assert files["guidelines.md"].decode() == "Mark what is claimed."
    assert (report["codebook"], report["files"]) == (2, len(files) + 1)
    assert tuple(steps) == STEPS


def test_the_parts_have_each_article_once_and_the_leakage_is_told_everywhere():
    _, files, report, _ = made()
    rows = list(csv.DictReader(io.StringIO(files["splits.csv"].decode())))
    assert sorted(each["article_id"] for each in rows) == sorted({f"a{n:04}" for n in range(3, 33)})
    sides = {}
    for each in rows:
        sides.setdefault(each["story_id"], set()).add(each["split"])
    assert all(len(each) == 1 for each in sides.values())
    assert report["leakage"]["found"] is False
    for told in report["leakage"]["lines"]:
        assert f"- {told}\n" in files["README.md"].decode()
    assert json.loads(files["splits.json"])["leakage"]["stories"] == []
    parts = report["splits"]["parts"]
    assert sum(each["texts"] for each in parts.values()) == 30
    assert sum(each["annotations"] for each in parts.values()) == report["counts"]["annotation"] == 90


def test_without_texts_no_file_has_one_and_the_records_are_made_whole_again():
    source = project(stories=3)
    text = source.texts[0].revision["text"]
    source.texts[0].annotations[0]["ranges"] = [a_range(text, 0, 300)]
    _, files, report, _ = made(source, Plan(replace(TERMS, with_texts=False)))
    kept = [name for name, content in files.items() if text[:300].encode() in content]
    assert kept == []
    assert {kind: each["count"] for kind, each in report["losses"].items()} == {"text": 9, "quote": 1}
    assert json.loads(files["loss.json"])["quote"]["ids"] == [source.texts[0].annotations[0]["id"]]
    assert {each["text"] for each in table(files, "revisions")} == {None}
    for name in ("annotations", "spans", "distributions"):
        quotes = [each["quote"] for each in table(files, name)]
        assert f"{text[: MOST // 2]} \u2026 {text[300 - MOST // 2 : 300]}" in quotes
        assert max(map(len, quotes)) == MOST + 3
    texts = {each.revision["revision_id"]: each.revision["text"] for each in source.texts}
    records = map(json.loads, files["data.jsonl"].splitlines())
    whole_again = rehydrate(records, lambda record: texts[record["revision_id"]], lambda _: None)
    assert list(map(line, whole_again)) == list(map(line, records_of(source)))


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("now", [True, False])
def test_what_changed_is_told_whether_texts_are_in_either(before, now):
    old, new = project(stories=2), project(stories=3)
    kept = new.texts[0]
    noted = Document(kept.revision, [{**kept.annotations[0], "note": "sure"}, *kept.annotations[1:]])
    new = Lists(new.head, [noted, *new.texts[1:]])
    with closing(Snapshot(records_of(old))) as source:
        earlier = Earlier("1.0", "ab" * 32, before, source)
        _, files, report, _ = made(new, Plan(replace(TERMS, with_texts=now), earlier=earlier))
    more = sum(len(each.annotations) for each in new.texts[6:])
    assert report["changes"]["annotation"] == {"added": more, "removed": 0, "changed": 1}
    assert report["changes"]["revision"] == {"added": 3, "removed": 0, "changed": 0}
    assert files["CHANGES.md"].decode().startswith("# Changes in 2.0 since 1.0\n")
    assert json.loads(files["changes.json"])["annotation"]["changed"] == [kept.annotations[0]["id"]]
    assert json.loads(files["manifest.json"])["previous"] == {"version": "1.0", "sha256": "ab" * 32}


def test_an_empty_project_has_empty_parts_and_tables():
    _, files, report, _ = made(Lists(project().head[:2]))
    assert report["splits"]["parts"]["train"] == {"units": 0, "texts": 0, "annotations": 0}
    assert all(table(files, name) == [] for name in TABLES)
    assert "guidelines.md" not in files


BUILD = """
import hashlib
from tests.formats.interchange.releasing.test_whole import made
print(hashlib.sha256(made()[0]).hexdigest())
"""


def test_another_process_writes_the_same_bytes():
    """Python deals sets and dicts of words out otherwise in each process, unless it is told not to."""
    told = {
        subprocess.run(
            [sys.executable, "-c", BUILD],
            cwd=ROOT,
            env=environment(PYTHONHASHSEED=seed, TZ=zone),
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert told == {f"{hashlib.sha256(made()[0]).hexdigest()}\n"}
