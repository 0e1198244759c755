"""The exports' page, and downloads that go on where they broke off."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from annotator.formats.interchange.forms import FORMS
from annotator.models import Export
from annotator.services import exports
from annotator.web.export_forms import PURPOSES
from tests.people import mark


@pytest.fixture
def page(team, client):
    client.force_login(team.owner)
    return reverse("exports", args=[team.project.pk])


@pytest.fixture
def written(team, do_jobs):
    def write(form="jsonl", **asked):
        row = exports.start(actor=team.owner, project_id=team.project.pk, form=form, **asked)
        do_jobs()
        row.refresh_from_db()
        return row

    return write


@pytest.fixture
def file(team, client, written):
    client.force_login(team.owner)
    row = written()
    with row.file.open("rb") as stored:
        return reverse("export-file", args=[row.pk]), stored.read(), f'"{row.sha256}"'


def body(answer):
    return b"".join(answer.streaming_content)


# -- asking


def test_each_format_that_is_offered_can_be_written_and_says_what_it_is_for():
    assert set(Export.Format.values) == set(FORMS) == set(PURPOSES)


def test_a_part_is_asked_for_by_story_layer_person_day_and_decision(team, client, page):
    asked = {
        "form": "parquet", "people": "pseudonyms", "fail_on_loss": "on", "stories": [team.story.pk],
        "layers": ["claim", "cue"], "annotators": [team.annotator.pk], "newest": "on", "adjudicated": "on",
        "since": "2026-05-04", "until": "2026-05-05",
    }  # fmt: skip
    assert client.post(page, asked).status_code == 302
    row = Export.objects.get()
    assert (row.format, row.people, row.fail_on_loss) == ("parquet", "pseudonyms", True)
    assert row.scope == {
        "stories": [team.story.pk], "layers": ["claim", "cue"], "annotators": [team.annotator.pk],
        "adjudicated": True, "newest": True, "since": "2026-05-04", "until": "2026-05-05",
    }  # fmt: skip
    told = client.get(page).content.decode()
    for line in (
        "Stories: The bridge is closed", "Layers: Claim, Cue", "The work of: Annotator",
        "only what was decided on", "of each article only the newest text",
        "work from 4 May 2026", "work to 5 May 2026",
    ):  # fmt: skip
        assert line in told


def test_what_is_wrong_stands_at_its_field_in_a_form_that_is_open(client, page):
    answer = client.post(page, {"form": "csv", "since": "2026-05-05", "until": "2026-05-04"})
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "The last day is before the first." in told
    assert '<details class="form-more" open>' in told


def test_only_leads_are_offered_what_was_decided_on(team, client, page):
    assert 'name="adjudicated"' in client.get(page).content.decode()
    client.force_login(team.annotator)
    assert 'name="adjudicated"' not in client.get(page).content.decode()
    client.post(page, {"form": "csv", "adjudicated": "on"})
    assert Export.objects.get().scope == {}


def test_the_api_takes_the_same_scope_and_names_the_field_that_is_wrong(team, client, page):
    address = reverse("api:exports", args=[team.project.pk])
    asked = {"format": "csv", "layers": ["claim"], "since": "2026-05-04", "fail_on_loss": True}
    made = client.post(address, asked, content_type="application/json").json()
    assert (made["scope"], made["fail_on_loss"], made["losses"]) == (
        {"layers": ["claim"], "since": "2026-05-04"}, True, None,
    )  # fmt: skip
    wrong = client.post(address, {"format": "csv", "layers": ["mood"]}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "layers")


# -- what was lost


def test_the_page_and_the_api_tell_what_a_format_could_not_hold(team, client, page, written):
    mark(team.annotator, team.revision, "may resign", note="Why?")
    row = written("matrix")
    told = client.get(page).content.decode()
    assert "1 whole text" in told
    assert "quotes, and no whole texts" in told
    losses = client.get(reverse("api:export", args=[row.pk])).json()["losses"]
    assert losses["text"]["count"] == 1
    assert losses == json.loads(json.dumps(row.manifest["losses"]))


def test_the_page_says_when_nothing_was_lost(client, page, written):
    written("sqlite")
    assert "Nothing was lost." in client.get(page).content.decode()


# -- downloads


def test_a_whole_file_says_its_length_and_that_it_may_be_had_in_parts(client, file):
    address, data, tag = file
    answer = client.get(address)
    assert (answer.status_code, body(answer)) == (200, data)
    assert answer["Content-Length"] == str(len(data))
    assert (answer["ETag"], answer["Accept-Ranges"]) == (tag, "bytes")


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=10-", 10, None), ("bytes=-7", -7, None), ("bytes=5-99999999", 5, None)],
)
@pytest.mark.parametrize("by", ["page", "api"])
def test_a_range_of_bytes_is_answered_with_just_those(asked, start, end, by, client, file):
    address, data, tag = file
    address = address if by == "page" else reverse("api:export-file", args=[Export.objects.get().pk])
    answer = client.get(address, headers={"Range": asked})
    part = data[start:end]
    assert (answer.status_code, body(answer)) == (206, part)
    first = data.index(part) if start >= 0 else len(data) - 7
    assert answer["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(data)}"
    assert (answer["Content-Length"], answer["ETag"]) == (str(len(part)), tag)


@pytest.mark.parametrize("asked", ["lines=1-2", "bytes=9-3", "bytes=0-1,5-6", "bytes=-", "bytes=a-", "1-2"])
def test_what_is_no_one_range_of_bytes_gets_the_whole(asked, client, file):
    address, data, _ = file
    answer = client.get(address, headers={"Range": asked})
    assert (answer.status_code, body(answer)) == (200, data)


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_range_behind_the_end_is_refused_with_the_length(asked, client, file):
    address, data, _ = file
    answer = client.get(address, headers={"Range": asked})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(data)}")
    assert answer.json()["type"] == "/problems/no-such-part"


def test_a_download_goes_on_only_where_it_is_the_same_file(client, file):
    address, data, tag = file
    on = client.get(address, headers={"Range": "bytes=5-", "If-Range": tag})
    assert (on.status_code, body(on)) == (206, data[5:])
    anew = client.get(address, headers={"Range": "bytes=5-", "If-Range": '"another"'})
    assert (anew.status_code, body(anew)) == (200, data)


def test_who_has_the_file_is_told_so(client, file):
    address, _, tag = file
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_file_that_is_not_written_or_gone_is_told_so(team, client, page):
    row = exports.start(actor=team.owner, project_id=team.project.pk, form="csv")
    address = reverse("api:export-file", args=[row.pk])
    assert client.get(address).status_code == 409
    Export.objects.update(
        file="exports/gone.zip",
        size=3,
        sha256="0" * 64,
        manifest={},
        finished_at=timezone.now() - timedelta(1),
    )
    assert client.get(address).status_code == 410
