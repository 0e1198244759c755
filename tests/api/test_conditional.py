"""Versions, ETags, pages and refusals: what a client builds on."""

from __future__ import annotations

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from annotator.api import plumbing
from annotator.models import Annotation
from annotator.services import articles
from tests.api.asking import ask, is_problem
from tests.api.calls import a_mark
from tests.people import client, mark


def get(browser, address, **headers):
    return ask(browser, "get", address, **headers)


# -- versions


@pytest.fixture
def made(world):
    return f"/api/v1/annotations/{world.mark['id']}/"


def test_a_thing_comes_with_its_version_as_etag(world, made):
    response = get(client(world.team.annotator), made)
    assert response["ETag"] == f'"{response.json()["version"]}"' == '"1"'


@pytest.mark.parametrize("call", ["annotation", "claim", "codebook"])
def test_an_edit_without_a_version_is_told_to_say_it(call, world):
    browser, method = client(world.team.owner), "put" if call == "codebook" else "patch"
    key = {"annotation": "annotation_id", "claim": "claim_id", "codebook": "project_id"}[call]
    address = reverse(f"api:{call}", kwargs={key: world.keys[key]})
    assert is_problem(ask(browser, method, address, {}), 428, "version-required")["field"] == "If-Match"


def test_of_two_edits_of_one_version_the_second_is_told_what_stands(world, made):
    first = ask(client(world.team.annotator), "patch", made, {"note": "One"}, version=1)
    assert (first.status_code, first["ETag"]) == (200, '"2"')
    second = ask(client(world.team.curator), "patch", made, {"note": "Two"}, version=1)
    current = is_problem(second, 412, "stale-version")["current"]
    assert {**current, "mine": True} == first.json()
    now = get(client(world.team.curator), made).json()
    assert {key: now[key] for key in current} == current


def test_a_stale_codebook_comes_with_the_current_one(team):
    address = reverse("api:codebook", kwargs={"project_id": team.project.pk})
    browser = client(team.owner)
    book = get(browser, address).json()
    book["layers"][0]["label"] = "Other"
    assert ask(browser, "put", address, book, version=1)["ETag"] == '"2"'
    told = is_problem(ask(browser, "put", address, book, version=1), 412, "stale-version")
    assert (told["current_version"], told["current"]["layers"][0]["label"]) == (2, "Other")


def test_a_weak_version_counts_as_one(world, made):
    response = ask(client(world.team.annotator), "patch", made, {"note": "!"}, **{"If-Match": 'W/"1"'})
    assert response.status_code == 200


def test_what_a_change_leaves_out_stays_and_null_takes_away(world, made):
    browser = client(world.team.annotator)
    ask(browser, "patch", made, {"note": "Why?", "confidence": 4}, version=1)
    left = ask(browser, "patch", made, {"note": "So."}, version=2).json()
    assert (left["note"], left["confidence"]) == ("So.", 4)
    assert ask(browser, "patch", made, {"confidence": None}, version=3).json()["confidence"] is None


# -- sending again


def test_a_mark_that_is_sent_again_is_there_once(world):
    address, browser, body = (
        f"/api/v1/revisions/{world.team.revision.pk}/annotations/",
        client(world.team.annotator),
        a_mark(world),
    )
    before = len(get(browser, address).json()["results"])
    answers = [ask(browser, "post", address, body) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert len({answer.content for answer in answers}) == 1
    assert len(get(browser, address).json()["results"]) == before + 1


# -- lists


def test_a_list_that_did_not_change_is_not_sent_again(world):
    address, browser = f"/api/v1/revisions/{world.team.revision.pk}/annotations/", client(world.team.reader)
    first = get(browser, address)
    for known in (first["ETag"], f'"x", W/{first["ETag"]}'):
        again = get(browser, address, **{"If-None-Match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    mark(world.team.owner, world.team.revision, "Nobody")
    after = get(browser, address, **{"If-None-Match": first["ETag"]})
    assert (after.status_code, len(after.json()["results"])) == (200, len(first.json()["results"]) + 1)
    assert after.json()["seq"] == first.json()["seq"] + 1


def test_one_persons_list_is_not_anothers(world):
    """`mine` differs, so the ETag does."""
    address = f"/api/v1/revisions/{world.team.revision.pk}/annotations/"
    mine, theirs = (get(client(who), address) for who in (world.team.annotator, world.team.owner))
    assert mine["ETag"] != theirs["ETag"]
    assert [each.json()["results"][0]["mine"] for each in (mine, theirs)] == [True, False]
    assert "private" in mine["Cache-Control"]


def test_pages_tell_everything_once_while_others_write(team):
    browser, address = client(team.reader), f"/api/v1/projects/{team.project.pk}/stories/?limit=2"
    there = team.project.stories.filter(deleted_at=None).order_by("-created_at").values_list("pk", flat=True)
    before = list(there)
    made = [
        articles.create_story(actor=team.owner, project_id=team.project.pk, title=f"S{n}").pk
        for n in range(5)
    ]
    read, pages = [], 0
    while address:
        page = get(browser, address).json()
        read += [each["id"] for each in page["results"]]
        address, pages = page["next"], pages + 1
        articles.create_story(actor=team.owner, project_id=team.project.pk, title="Later")
    assert read == [*reversed(made), *before]
    assert pages == 4


def test_a_page_is_no_longer_than_it_may_be(team, monkeypatch):
    monkeypatch.setattr(plumbing.Pages, "max_page_size", 2)
    for n in range(3):
        articles.create_story(actor=team.owner, project_id=team.project.pk, title=f"S{n}")
    page = get(client(team.reader), f"/api/v1/projects/{team.project.pk}/stories/?limit=100000").json()
    assert len(page["results"]) == 2


def test_events_are_asked_for_after_a_number(world):
    browser, address = client(world.team.reader), f"/api/v1/projects/{world.team.project.pk}/events/"
    everything = get(browser, address).json()
    assert [each["seq"] for each in everything["results"]] == list(range(1, everything["seq"] + 1))
    assert get(browser, f"{address}?after=2").json()["results"] == everything["results"][2:]
    scope = f"revision:{world.team.revision.pk}"
    scoped = get(browser, f"{address}?scope={scope}").json()["results"]
    assert scoped == [each for each in everything["results"] if each["scope"] == scope] != []


# -- refusals


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ranges": [{"start": 0, "end": "x"}]}, "ranges[0].end"),
        ({"ranges": [{"start": 0, "end": 3}, {"start": 5}]}, "ranges[1].end"),
        ({"ranges": [{"start": 5, "end": 3}]}, "ranges[0]"),
        ({"ranges": [{"start": 0, "end": 3, "quote": "Two"}]}, "ranges[0].quote"),
        ({"ranges": "all"}, "ranges"),
        ({"codes": [{"dimension": "certainty", "code": "sure"}]}, "codes[0].code"),
        ({"codes": [{"code": "certain"}]}, "codes[0].dimension"),
        ({"codes": []}, "codes"),
        ({"id": "1"}, "id"),
        ({"layer": None}, "layer"),
        ({"note": "x" * 5001}, "note"),
        ({"confidence": 9}, "confidence"),
    ],
)
def test_a_refusal_names_the_field_by_its_path(change, field, world):
    address = f"/api/v1/revisions/{world.team.revision.pk}/annotations/"
    response = ask(client(world.team.annotator), "post", address, a_mark(world) | change)
    assert is_problem(response, 422)["field"] == field


def test_all_fields_that_are_wrong_are_told(team):
    address = f"/api/v1/revisions/{team.revision.pk}/annotations/"
    told = is_problem(ask(client(team.annotator), "post", address, {}), 422, "invalid")
    assert [each["field"] for each in told["errors"]] == ["layer", "ranges", "id"]


def test_a_text_that_is_here_already_is_named(world):
    address = reverse("api:import-item-accept", kwargs={"item_id": world.keys["same_item_id"]})
    told = is_problem(
        ask(client(world.team.annotator), "post", address, {"title": "T"}), 409, "already-there"
    )
    assert told["id"] == world.team.article.pk


def test_an_address_that_leads_nowhere_is_a_problem_for_every_method(team):
    browser = client(team.owner, checks=True)
    for method in ("get", "post", "put", "patch", "delete"):
        is_problem(ask(browser, method, "/api/v1/nothing/here/"), 404, "not-found")


def test_a_method_that_is_not_offered_is_told(world, made):
    is_problem(ask(client(world.team.owner), "put", made, {}), 405, "method-not-allowed")


def test_a_form_that_is_not_offered_is_told(world, made):
    is_problem(get(client(world.team.owner), made, Accept="text/csv"), 406, "not-acceptable")


# -- files


def test_files_are_uploaded_several_at_once(team, do_jobs):
    files = [SimpleUploadedFile("a.txt", b"One text."), SimpleUploadedFile("b.exe", b"MZ")]
    browser = client(team.annotator)
    address = reverse("api:imports", kwargs={"project_id": team.project.pk})
    response = browser.post(address, {"files": files, "story": team.story.pk})
    assert response.status_code == 201, response.content
    do_jobs()
    read = get(browser, f"/api/v1/imports/{response.json()['id']}/").json()
    assert read["story"] == team.story.pk
    assert [(item["name"], item["state"]) for item in read["items"]] == [
        ("a.txt", "read"),
        ("b.exe", "unreadable"),
    ]
    assert read["job"]["state"] == "done"


def test_an_export_is_downloaded_as_it_was_written(world, do_jobs):
    browser = client(world.team.annotator)
    address = reverse("api:exports", kwargs={"project_id": world.team.project.pk})
    row = ask(browser, "post", address, {"format": "jsonl"}).json()
    is_problem(get(browser, f"/api/v1/exports/{row['id']}/file/"), 409, "conflict")
    do_jobs()
    told = get(browser, f"/api/v1/exports/{row['id']}/").json()
    response = get(browser, f"/api/v1/exports/{row['id']}/file/")
    content = b"".join(response.streaming_content)
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"].endswith('-jsonl.zip"')
    assert len(content) == told["size"]
    assert told["manifest"]["counts"]["annotation"] == Annotation.objects.count() > 0


def test_a_revision_comes_with_its_text_paragraphs_and_sentences(team):
    told = get(client(team.reader), f"/api/v1/revisions/{team.revision.pk}/").json()
    text = told["text"]
    assert [text[a:b] for a, b in told["paragraphs"]] == text.split("\n\n")
    first, last = told["sentences"][0]
    assert text[first:last] == "The mayor may resign on Monday, officials said."
    assert told["length"] == len(text)


def test_a_claim_of_anothers_making_is_told_by_its_id(team):
    """Two browsers that make one claim at once: the second has the first one's."""
    address, key = f"/api/v1/stories/{team.story.pk}/claims/", str(uuid.uuid4())
    answers = [
        ask(client(who), "post", address, {"id": key, "wording": f"By {who.username}."}).json()
        for who in (team.annotator, team.curator)
    ]
    assert json.dumps(answers[0]) == json.dumps(answers[1])
