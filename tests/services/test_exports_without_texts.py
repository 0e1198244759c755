"""An export without the articles' texts, and what it takes to have them in it again."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.management import call_command

from annotator.services import exports
from tests.people import mark

LONG = "A family \U0001f468\u200d\U0001f469\u200d\U0001f467 stood on the bridge before it was closed to all."


@pytest.fixture
def written(team, do_jobs, tmp_path):
    """Return a function that exports a project of two accounts, one marked at length, to a zip."""
    other = team.add_account(f"It rained. {LONG} Nobody knows why.").revisions.get()
    mark(team.annotator, team.revision, "may resign", note="so?")
    mark(team.curator, other, LONG)

    def write(form):
        row = exports.start(actor=team.owner, project_id=team.project.pk, form=form)
        do_jobs()
        row.refresh_from_db()
        assert row.job.state == "done", row.job.traceback
        path = tmp_path / f"{form}.zip"
        with row.file.open("rb") as file:
            path.write_bytes(file.read())
        return row, path

    return write


def data(path) -> bytes:
    with zipfile.ZipFile(path) as packed:
        return packed.read("data.jsonl")


def test_an_export_without_texts_is_made_whole_by_them(written, tmp_path):
    whole = data(written("jsonl")[1])
    records = [json.loads(each) for each in whole.splitlines()]
    texts = {each["revision_id"]: each["text"] for each in records if each["type"] == "revision"}
    row, release = written("stand_off")
    assert {kind: told["count"] for kind, told in row.manifest["losses"].items()} == {"text": 2, "quote": 1}
    assert not [each for each in (*texts.values(), LONG) if each in data(release).decode()]
    folder = tmp_path / "texts"
    folder.mkdir()
    for number, text in enumerate(texts.values()):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    out = io.StringIO()
    to = str(tmp_path / "whole.zip")
    call_command("rehydrate", str(release), "--texts", str(folder), "--to", to, stdout=out)
    assert data(to) == whole
    assert "revision: 2 exact\n" in out.getvalue()
