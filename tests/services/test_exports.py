"""Datasets, re-read from the zip that a worker wrote: nothing in them is only believed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import uuid
import zipfile

import pytest

from annotator.errors import Conflict, Invalid, NotAllowed
from annotator.formats.interchange.csv_tables import CsvTable
from annotator.formats.interchange.tables import TABLES
from annotator.models import Export
from annotator.queries import scopes
from annotator.services import annotations, articles, claims, exports
from annotator.services.annotations import Answer
from annotator.services.scopes import Scope
from tests.people import add_article, mark

HOSTILE = (
    "=1+1 said the mayor.\r\n\r\n\u05d0\u05d1 \U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301,"
    ' "quoted"\u00a0and; so\u2028on'
)


COMPLETE = {"jsonl", "csv", "parquet", "sqlite", "hugging_face"}


@pytest.fixture
def filled(team):
    """Return a project with two stories, marks on awkward words, and a matrix."""
    first = mark(team.annotator, team.revision, "may resign", "\U0001f469\u200d\U0001f692", note="+ so?")
    hostile = team.add_account(HOSTILE, "Hostile", source="=Source()").revisions.get()
    second = mark(team.curator, hostile, "=1+1 said", "\U0001f468\u200d\U0001f469\u200d\U0001f467")
    words = [Answer("family", "lexical"), Answer("target", words="a; b=c")]
    mark(team.annotator, hostile, '"quoted"\u00a0and; so', layer="bias", answers=words)
    gone = mark(team.annotator, team.revision, "Nobody")
    annotations.delete(actor=team.annotator, annotation_id=gone.data["id"], version=1)
    row = claims.create(
        actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="-The mayor resigns."
    )
    for made, who in ((first, team.annotator), (second, team.curator)):
        claims.put(actor=who, claim_id=row.pk, annotation_id=made.data["id"])
    claims.set_cell(actor=team.owner, claim_id=row.pk, article_id=hostile.article_id, status="not_reported")
    claims.set_cell(actor=team.owner, claim_id=row.pk, article_id=team.article.pk, status="unchecked")
    other = articles.create_story(actor=team.owner, project_id=team.project.pk, title="Another story")
    add_article(team.project, other, "Elsewhere it rained.", "Rain")
    return team


@pytest.fixture
def export(filled, do_jobs):
    """Return a function that asks for an export, has it written, and returns its row and its files."""

    def write(form, stories=()):
        row = exports.start(actor=filled.owner, project_id=filled.project.pk, form=form, scope=Scope(stories))
        do_jobs()
        row.refresh_from_db()
        assert row.job.state == "done", row.job.traceback
        with row.file.open("rb") as file:
            data = file.read()
        assert (row.size, row.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return row, {name: packed.read(name) for name in packed.namelist()}

    return write


def lines(files):
    read = [json.loads(each) for each in files["data.jsonl"].decode().split("\n") if each]
    return {kind: [each for each in read if each["type"] == kind] for kind in {each["type"] for each in read}}


def tables(files):
    return {
        name: [
            {key: CsvTable.plain(value) for key, value in row.items()}
            for row in csv.DictReader(io.StringIO(files[f"{name}.csv"].decode(), newline=""))
        ]
        for name in TABLES
    }


# -- what is in it


def test_each_quote_of_the_jsonl_stands_in_its_text_at_its_offsets(export):
    records = lines(export("jsonl")[1])
    texts = {each["revision_id"]: each["text"] for each in records["revision"]}
    quotes = []
    for told in records["annotation"]:
        for each in told["ranges"]:
            assert texts[told["revision"]][each["start"] : each["end"]] == each["quote"]
            quotes.append(each["quote"])
    assert "\U0001f468\u200d\U0001f469\u200d\U0001f467" in quotes
    for each in records["revision"]:
        assert hashlib.sha256(each["text"].encode()).hexdigest() == each["sha256"]
        assert len(each["text"]) == each["length"]


def test_each_quote_of_the_csv_stands_in_its_text_at_its_offsets(export):
    texts = {each["revision_id"]: each["text"] for each in lines(export("jsonl")[1])["revision"]}
    spans = tables(export("csv")[1])["spans"]
    assert len(spans) == 5
    for row in spans:
        text, start, end = texts[row["revision_id"]], int(row["start"]), int(row["end"])
        assert text[start:end] == row["quote"]
        assert text[:start].endswith(row["prefix"])
        assert text[end:].startswith(row["suffix"])


def test_both_formats_tell_the_same(export):
    records, rows = lines(export("jsonl")[1]), tables(export("csv")[1])
    assert {each["id"] for each in records["annotation"]} == {each["annotation_id"] for each in rows["spans"]}
    for kind, table in (("claim", "claims"), ("mention", "mentions"), ("cell", "cells")):
        told = [
            {column: "" if each[column] is None else str(each[column]) for column in TABLES[table]}
            for each in records[kind]
        ]
        assert told == rows[table]


def test_what_was_deleted_or_not_checked_is_not_in_it(export):
    records = lines(export("jsonl")[1])
    assert len(records["annotation"]) == 3
    assert sorted((each["status"], each["annotator"]) for each in records["cell"]) == [
        ("asserted", "Annotator"), ("asserted", "Curator"), ("not_reported", "Owner"),
    ]  # fmt: skip


def test_whatever_is_referred_to_is_there_and_came_before(export):
    seen = {
        "article_id": set(),
        "claim_id": set(),
        "annotation_id": set(),
        "story_id": set(),
        "revision": set(),
    }
    own = {
        "story": ("story_id", "id"),
        "claim": ("claim_id", "claim_id"),
        "annotation": ("annotation_id", "id"),
    }
    for each in map(json.loads, export("jsonl")[1]["data.jsonl"].splitlines()):
        kind = each["type"]
        if kind == "revision":
            seen["article_id"].add(each["article_id"])
            seen["revision"].add(each["revision_id"])
        elif kind in own:
            name, key = own[kind]
            seen[name].add(each[key])
        for name, ids in seen.items():
            if kind not in {"revision", "claim"} and name in each and each[name] is not None:
                assert each[name] in ids, (kind, name)


def test_a_codebook_in_it_is_the_codebook(export, filled):
    (told,) = lines(export("jsonl")[1])["codebook"]
    assert told["version"] == 1
    assert [layer["key"] for layer in told["layers"]] == ["claim", "cue", "attribution", "bias"]


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_only_the_chosen_stories_are_in_it(form, export, filled):
    other = filled.project.stories.get(title="Another story")
    row, files = export(form, [other.pk])
    assert row.manifest["scope"] == {"stories": [other.pk]}
    told = lines(files)["revision"] if form == "jsonl" else tables(files)["articles"]
    assert [each["title"] for each in told] == ["Rain"]
    assert row.manifest["counts"].get("annotation", 0) == row.manifest["counts"].get("spans", 0) == 0


def test_nothing_of_a_chosen_story_refers_to_an_article_that_left_it(export, filled):
    articles.change_article(
        actor=filled.owner,
        article_id=filled.article.pk,
        facts=articles.ArticleFacts(title="Moved away"),
        story_id=None,
    )
    rows = tables(export("csv", [filled.story.pk])[1])
    there = {each["article_id"] for each in rows["articles"]}
    assert {each["article_id"] for name in ("spans", "mentions", "cells") for each in rows[name]} == there


# -- what is said of it


@pytest.mark.parametrize("form", Export.Format.values)
def test_the_manifest_counts_and_checksums_what_is_there(form, export):
    row, files = export(form)
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest == row.manifest
    assert manifest["offset_unit"] == "Unicode code points, half-open"
    assert manifest["codebook_version"] == 1
    assert set(manifest["files"]) == set(files)
    for name, content in files.items():
        told = manifest["files"][name]
        assert told["bytes"] == len(content)
        assert told["sha256"] == hashlib.sha256(content).hexdigest()
    if form == "csv":
        assert {name: manifest["files"][f"{name}.csv"]["rows"] for name in TABLES} == {
            name: len(rows) for name, rows in tables(files).items()
        }
    records = lines(export("jsonl")[1])
    assert manifest["counts"] == {kind: len(rows) for kind, rows in records.items()}
    lost = {kind: len(each["ids"]) for kind, each in json.loads(files["loss.json"]).items()}
    assert lost == {kind: each["count"] for kind, each in manifest["losses"].items()}
    assert bool(lost) == (form not in COMPLETE)
    assert manifest["events"]["first"] == manifest["events"]["last"]


def test_values_kept_from_being_formulas_are_counted(export):
    row, files = export("csv")
    assert b"'=Source()" in files["articles.csv"]
    assert b"'-The mayor resigns." in files["claims.csv"]
    assert row.manifest["values_kept_from_being_formulas"] > 3


def test_columns_are_those_that_are_documented(export):
    files = export("csv")[1]
    for name, columns in TABLES.items():
        assert files[f"{name}.csv"].decode().split("\r\n")[0] == ",".join(columns)


def test_steps_of_any_size_give_the_same_file(export, monkeypatch):
    whole = export("jsonl")[1]["data.jsonl"]
    monkeypatch.setattr(scopes, "CHUNK", 1)
    assert export("jsonl")[1]["data.jsonl"] == whole


def test_an_empty_project_gives_an_empty_dataset(team, do_jobs):
    articles.delete_article(actor=team.owner, article_id=team.article.pk)
    row = exports.start(actor=team.owner, project_id=team.project.pk, form="csv")
    do_jobs()
    row.refresh_from_db()
    assert row.manifest["counts"] == {"project": 1, "codebook": 1, "story": 1}
    written = {name: told["rows"] for name, told in row.manifest["files"].items()}
    assert written == {"project.jsonl": 2, "stories.csv": 1, "loss.json": 0} | {
        f"{name}.csv": 0 for name in TABLES if name != "stories"
    }


# -- asking and deleting


@pytest.mark.parametrize(
    ("form", "stories", "field"),
    [("docx", [], "format"), ("csv", [10**30], "stories"), ("csv", [0], "stories")],
)
def test_what_cannot_be_exported_is_refused(form, stories, field, team):
    with pytest.raises(Invalid) as refusal:
        exports.start(actor=team.owner, project_id=team.project.pk, form=form, scope=Scope(stories))
    assert refusal.value.field == field


def test_a_story_of_another_project_is_not_in_this_one(team):
    other = articles.create_story(actor=team.stranger, project_id=team.elsewhere.pk, title="Theirs")
    with pytest.raises(Invalid):
        exports.start(actor=team.owner, project_id=team.project.pk, form="csv", scope=Scope([other.pk]))


def test_a_deleted_export_takes_its_file_along(export, filled, django_capture_on_commit_callbacks):
    row, _ = export("csv")
    name, storage = row.file.name, row.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        exports.delete(actor=filled.owner, export_id=row.pk)
    assert not storage.exists(name)


def test_an_export_is_deleted_by_its_maker_or_a_lead_and_not_while_it_is_written(team):
    row = exports.start(actor=team.owner, project_id=team.project.pk, form="csv")
    with pytest.raises(NotAllowed):
        exports.delete(actor=team.annotator, export_id=row.pk)
    with pytest.raises(Conflict):
        exports.delete(actor=team.curator, export_id=row.pk)


def test_an_export_that_was_deleted_before_it_was_written_fails_with_a_sentence(team, do_jobs):
    row = exports.start(actor=team.owner, project_id=team.project.pk, form="csv")
    Export.objects.all().delete()
    do_jobs()
    row.job.refresh_from_db()
    assert (row.job.state, row.job.error) == ("failed", "The export was deleted before it was written.")
