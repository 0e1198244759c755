"""Releases: drafted, written, looked over, published, and never changed again."""

from __future__ import annotations

import hashlib
import json

import pytest

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound
from annotator.formats.interchange.releasing.cards import Author
from annotator.models import Event, Release
from annotator.queries import releases as queries
from annotator.services import releases
from annotator.services.scopes import Scope
from tests.people import mark
from tests.released import asked, data_of, drafted, files_of, published, worked_on


@pytest.fixture
def filled(team):
    worked_on(team)
    return team


@pytest.fixture
def draft(filled, do_jobs):
    return lambda **said: drafted(filled.owner, filled.project, do_jobs, **said)


@pytest.fixture
def release(filled, do_jobs):
    return lambda **said: published(filled.curator, filled.project, do_jobs, **said)


def verbs(project):
    rows = Event.objects.filter(project=project, verb__startswith="release.").order_by("seq")
    return list(rows.values_list("verb", flat=True))


# -- a draft


def test_a_draft_is_written_with_checksum_report_and_printed_leakage(draft, filled):
    row = draft(answers={"funding": " The Bridge Fund. ", "ethics": " "})
    data = data_of(row)
    assert (row.size, row.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert row.state == "draft"
    assert row.job.result == {
        "release": str(row.pk), "sha256": row.sha256, "leakage": row.report["leakage"]["lines"],
    }  # fmt: skip
    assert row.job.result["leakage"][1] == "stories in more than one part: 0"
    assert row.report["counts"]["annotation"] == 5
    assert row.answers == {"funding": "The Bridge Fund."}
    files = files_of(row)
    assert "The Bridge Fund." in files["DATASHEET.md"].decode()
    assert "funding" not in row.report["blanks"]
    assert "ethics" in row.report["blanks"]
    manifest = json.loads(files["manifest.json"])
    assert manifest["project"] == {"id": str(filled.project.uid), "name": "The bridge"}
    assert (manifest["people"], manifest["texts"]) == ("pseudonyms", False)
    assert b'"Annotator"' not in files["data.jsonl"]  # who is called that has a pseudonym in it


def test_a_project_has_one_draft_and_the_next_takes_its_place(
    draft, filled, django_capture_on_commit_callbacks
):
    first = draft()
    name, storage = first.file.name, first.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        second = draft(version="1.1")
    assert [each.pk for each in Release.objects.all()] == [second.pk]
    assert not storage.exists(name)


def test_a_draft_that_is_being_written_is_in_the_way(filled):
    releases.start(actor=filled.owner, project_id=filled.project.pk, asked=asked())
    with pytest.raises(Conflict, match="being written"):
        releases.start(actor=filled.owner, project_id=filled.project.pk, asked=asked())


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"version": "1.0-beta"}, "version"),
        ({"version": "1.0.0.0"}, "version"),
        ({"version": ""}, "version"),
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"licence": "free"}, "licence"),
        ({"authors": []}, "authors"),
        ({"authors": [Author("A")] * 201}, "authors"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"people": "numbers"}, "people"),
        ({"seed": -1}, "seed"),
        ({"shares": {"train": 50, "test": 50}}, "shares"),
        ({"shares": {"train": 150, "dev": -100, "test": 50}}, "shares"),
        ({"shares": {"train": 50, "dev": 10, "test": 10}}, "shares"),
        ({"answers": {"why": "Because."}}, "answers"),
        ({"answers": {"ethics": "x" * 10_001}}, "answers"),
        ({"scope": Scope([10**30])}, "stories"),
    ],
)
def test_what_no_release_can_be_made_of_is_refused(said, field, team):
    with pytest.raises(Invalid) as refusal:
        releases.start(actor=team.owner, project_id=team.project.pk, asked=asked(**said))
    assert refusal.value.field == field
    assert not Release.objects.exists()


def test_a_draft_is_not_there_for_who_makes_none(draft, filled):
    row = draft()
    with pytest.raises(NotFound):
        queries.release_for(filled.annotator, row.pk)
    with pytest.raises(NotAllowed):
        releases.start(actor=filled.annotator, project_id=filled.project.pk, asked=asked())


def test_a_draft_is_thrown_away_with_its_file(draft, filled, django_capture_on_commit_callbacks):
    row = draft()
    name, storage = row.file.name, row.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        releases.discard(actor=filled.curator, release_id=row.pk)
    assert not storage.exists(name)
    assert verbs(filled.project) == ["release.asked", "release.discarded"]


def test_a_draft_that_was_thrown_away_before_it_was_written_fails_with_a_sentence(filled, do_jobs):
    row = releases.start(actor=filled.owner, project_id=filled.project.pk, asked=asked())
    Release.objects.all().delete()
    do_jobs()
    row.job.refresh_from_db()
    assert (row.job.state, row.job.error) == ("failed", "The draft was thrown away before it was written.")


# -- published


def test_what_was_looked_over_is_what_is_published(draft, filled):
    row = draft()
    before = data_of(row)
    mark(filled.annotator, filled.revision, "Nobody was hurt")
    assert queries.done_since(row) == 1
    made = releases.publish(actor=filled.curator, release_id=row.pk, sha256=row.sha256)
    assert (made.state, made.published_by) == ("published", filled.curator)
    assert data_of(made) == before
    assert verbs(filled.project) == ["release.asked", "release.published"]
    assert queries.release_for(filled.reader, row.pk).it == row


@pytest.mark.parametrize("sha256", ["", "0" * 64])
def test_what_was_not_looked_over_is_not_published(sha256, draft, filled):
    with pytest.raises(Conflict, match="written anew"):
        releases.publish(actor=filled.owner, release_id=draft().pk, sha256=sha256)


def test_what_is_not_written_or_leaks_is_not_published(draft, filled, do_jobs):
    row = draft()
    told = {**row.report, "leakage": {**row.report["leakage"], "found": True}}
    Release.objects.update(report=told)
    with pytest.raises(Conflict, match="leaks"):
        releases.publish(actor=filled.owner, release_id=row.pk, sha256=row.sha256)
    row = releases.start(actor=filled.owner, project_id=filled.project.pk, asked=asked())
    with pytest.raises(Conflict, match="not written yet"):
        releases.publish(actor=filled.owner, release_id=row.pk, sha256="")


def test_a_published_release_is_neither_published_again_nor_deleted_nor_drafted_anew(release, filled):
    row = release()
    with pytest.raises(Conflict, match="published already"):
        releases.publish(actor=filled.owner, release_id=row.pk, sha256=row.sha256)
    with pytest.raises(NotAllowed, match="never deleted"):
        releases.discard(actor=filled.owner, release_id=row.pk)
    for version in ("1.0", "1", "0.9", "1.0.0"):
        with pytest.raises(Invalid, match=r"Version 1\.0 is published"):
            releases.start(actor=filled.owner, project_id=filled.project.pk, asked=asked(version=version))


def test_only_leads_publish_and_withdraw(draft, release, filled):
    row = release()
    with pytest.raises(NotAllowed):
        releases.withdraw(actor=filled.annotator, release_id=row.pk, reason="No.")
    with pytest.raises(NotFound):
        releases.publish(actor=filled.annotator, release_id=draft(version="2").pk, sha256="")


# -- the next one


def test_the_next_one_tells_what_changed_since(release, draft, filled):
    first = release()
    mark(filled.annotator, filled.revision, "Nobody was hurt")
    row = draft(version="1.1", with_texts=True)
    assert (row.previous, row.report["changes"]["annotation"]["added"]) == (first, 1)
    files = files_of(row)
    assert files["CHANGES.md"].decode().startswith("# Changes in 1.1 since 1.0")
    assert json.loads(files["manifest.json"])["previous"] == {"version": "1.0", "sha256": first.sha256}


@pytest.mark.parametrize(("before", "now"), [("names", "pseudonyms"), ("pseudonyms", "names")])
def test_names_in_the_place_of_pseudonyms_are_no_change(before, now, release, draft):
    first = release(people=before)
    row = draft(version="2", people=now)
    assert row.report["changes"] == {}
    named = {"names": "Annotator", "pseudonyms": ""}
    for each, people in ((first, before), (row, now)):
        authors = [
            json.loads(line).get("author", {}).get("name", "")
            for line in files_of(each)["data.jsonl"].splitlines()
        ]
        assert ("Annotator" in authors) == bool(named[people])


def test_a_draft_is_drafted_again_when_the_release_before_it_is_withdrawn(release, draft, filled):
    first = release()
    row = draft(version="2")
    releases.withdraw(actor=filled.owner, release_id=first.pk, reason="A text must not be passed on.")
    with pytest.raises(Conflict, match="another one by now"):
        releases.publish(actor=filled.owner, release_id=row.pk, sha256=row.sha256)
    again = draft(version="2")
    assert (again.previous, again.report["changes"]) == (None, None)
    assert releases.publish(actor=filled.owner, release_id=again.pk, sha256=again.sha256).state == "published"


def test_a_file_that_is_gone_is_told_where_the_next_one_is_written(release, filled, do_jobs):
    first = release()
    first.file.storage.delete(first.file.name)
    row = releases.start(actor=filled.owner, project_id=filled.project.pk, asked=asked(version="2"))
    do_jobs()
    row.job.refresh_from_db()
    assert row.job.state == "failed"
    assert "The file of release 1.0 is not there any more" in row.job.error


# -- withdrawn


def test_a_withdrawn_release_keeps_all_but_says_why(release, filled):
    row = release()
    for reason in (" ", "x" * 10_001):
        with pytest.raises(Invalid):
            releases.withdraw(actor=filled.owner, release_id=row.pk, reason=reason)
    releases.withdraw(actor=filled.owner, release_id=row.pk, reason=" Names were left in a note. ")
    kept = queries.release_for(filled.reader, row.pk).it
    assert (kept.state, kept.reason, kept.withdrawn_by) == (
        "withdrawn",
        "Names were left in a note.",
        filled.owner,
    )
    assert (kept.sha256, kept.report) == (row.sha256, row.report)
    with pytest.raises(Conflict, match="withdrawn already"):
        releases.withdraw(actor=filled.owner, release_id=row.pk, reason="Again.")
    assert verbs(filled.project)[-1] == "release.withdrawn"
    with pytest.raises(Invalid, match=r"Version 1\.0 is published"):
        releases.start(actor=filled.owner, project_id=filled.project.pk, asked=asked())


def test_a_draft_is_not_withdrawn(draft, filled):
    with pytest.raises(Conflict, match="Throw it away"):
        releases.withdraw(actor=filled.owner, release_id=draft().pk, reason="No.")


# -- what is in it


def test_a_scope_is_told_by_ids_that_travel(draft, filled):
    other = filled.project.stories.get(title="The river")
    row = draft(scope=Scope(stories=[other.pk], annotators=[filled.annotator.pk]))
    scope = json.loads(files_of(row)["manifest.json"])["scope"]
    called = filled.project.members.get(user=filled.annotator).pseudonym
    assert scope == {"stories": [str(other.uid)], "annotators": [called]}
    assert row.report["counts"]["revision"] == 1


def test_versions_follow_each_other():
    assert [queries.following(each) for each in ([], ["1.0"], ["2"], ["1.9", "1.10"])] == [
        "1.0",
        "1.1",
        "3",
        "1.11",
    ]
