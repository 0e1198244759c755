"""A project made of a dataset, in the browser, over the API and in the shell."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from annotator.models import Member, Project, Restoration, Role, User
from annotator.services import restoring
from tests.people import client, mark
from tests.restored import empty, exported, packed, the


@pytest.fixture
def records(team, do_jobs):
    """The lines of a small dataset, in an instance that knows nothing of it."""
    mark(team.annotator, team.revision, "may resign")
    mark(team.curator, team.revision, "Nobody")
    data = exported(team.owner, team.project, do_jobs)
    empty()
    return [json.loads(each) for each in data.splitlines()]


@pytest.fixture
def actor(db):
    return User.objects.create(username="somebody-else")


def upload(records, name="data.jsonl"):
    return {"file": SimpleUploadedFile(name, packed(records))}


def test_an_upload_becomes_a_project_and_its_page_says_what_did_not_go_in(records, actor, do_jobs):
    the(records, "annotation")["ranges"][0]["quote"] = "something!"
    browser = client(actor)
    answer = browser.post(reverse("project-restore"), upload(records))
    made = Restoration.objects.get()
    here = reverse("restoration", args=[made.project_id])
    assert answer.url == here
    assert "Working on it" in browser.get(here).content.decode()
    do_jobs()
    page = browser.get(here).content.decode()
    assert "The quote is not what stands there" in page
    assert "ranges[0].quote" in page
    assert "1 mark" in page
    assert made.project.name in browser.get(reverse("home")).content.decode()


def test_what_did_not_go_in_is_downloaded_as_a_table_and_as_lines(records, actor, do_jobs):
    the(records, "annotation")["layer"] = "=1+1"
    browser = client(actor)
    browser.post(reverse("project-restore"), upload(records))
    do_jobs()
    project = Project.objects.get().pk
    table = browser.get(reverse("restoration-csv", args=[project])).getvalue().decode()
    (row,) = csv.DictReader(io.StringIO(table, newline=""))
    number = 1 + records.index(the(records, "annotation"))
    assert (row["line"], row["type"], row["path"]) == (str(number), "annotation", "layer")
    assert row["reason"].startswith("The codebook has no layer '=1+1'; it has: claim,")
    (line,) = browser.get(reverse("restoration-jsonl", args=[project])).getvalue().splitlines()
    assert json.loads(line)["facts"]["key"] == "=1+1"


def test_what_is_no_dataset_is_refused_beside_its_field(actor):
    browser = client(actor)
    answer = browser.post(reverse("project-restore"), {"file": SimpleUploadedFile("a.zip", b"PK\x03\x04 no")})
    assert answer.status_code == 422
    assert "damaged" in answer.content.decode()
    assert not Project.objects.exists()


def test_people_of_the_file_can_not_sign_in(records, actor, do_jobs):
    browser = client(actor)
    browser.post(reverse("project-restore"), upload(records))
    do_jobs()
    members = Member.objects.filter(project=Project.objects.get()).exclude(role=Role.OWNER)
    assert members.count() == 2
    page = browser.get(reverse("members", args=[Project.objects.get().pk])).content.decode()
    assert page.count("cannot sign in") == 2


def test_over_the_api_it_is_the_same(records, actor, do_jobs):
    the(records, "annotation")["confidence"] = 6
    browser = client(actor)
    answer = browser.post(reverse("api:restore"), upload(records, "export.jsonl"))
    assert answer.status_code == 201
    told = answer.json()
    assert (told["name"], told["finished_at"]) == ("export.jsonl", None)
    do_jobs()
    told = browser.get(reverse("api:restoration", args=[told["project"]])).json()
    assert told["job"]["state"] == "done"
    assert (told["counts"]["annotation"], told["refused"]) == (1, 1)
    (line,) = browser.get(reverse("api:restoration-refused", args=[told["project"]])).json()["results"]
    assert (line["type"], line["path"]) == ("annotation", "confidence")
    assert line["reason"] == "This is a whole number from 1 to 5."


def test_in_the_shell_it_is_done_at_once(records, actor, tmp_path, capsys):
    the(records, "annotation")["layer"] = "mood"
    file = tmp_path / "data.jsonl"
    file.write_bytes(packed(records))
    call_command("import_dataset", str(file), owner="Somebody-Else")
    told = capsys.readouterr()
    assert "Refused: 1 lines" in told.out
    assert "The codebook has no layer 'mood'" in told.err
    assert Restoration.objects.get().finished_at is not None


@pytest.mark.parametrize(
    ("name", "data", "owner", "why"),
    [
        ("data.jsonl", b"", "nobody", "no account"),
        ("data.jsonl", b"{}", "somebody-else", "no record of the type"),
        ("missing/data.jsonl", None, "somebody-else", "can't be read"),
    ],
)
def test_in_the_shell_too_what_is_no_dataset_is_refused(name, data, owner, why, actor, tmp_path):
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(CommandError, match=why):
        call_command("import_dataset", str(file), owner=owner)
    assert not Project.objects.exists()


def test_the_limit_is_stated_where_one_uploads(actor):
    page = client(actor).get(reverse("project-restore")).content.decode()
    assert f"At most {restoring.LARGEST // 1_000_000} MB" in page
    assert reverse("project-restore") in client(actor).get(reverse("project-new")).content.decode()
