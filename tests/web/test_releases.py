"""The pages of releases: the form, looking a draft over, and what is told of what was published."""

from __future__ import annotations

import pytest
from django.urls import reverse

from annotator.formats.interchange.releasing.datasheet import SECTIONS
from annotator.models import Blindness, Project, Release
from annotator.services import assigning, releases
from annotator.web.release_forms import QUESTIONS
from tests.people import client, mark
from tests.released import REPORT, written_rows
from tests.web.released import FORM


@pytest.fixture
def browser(team):
    return client(team.owner)


@pytest.fixture
def rows(team):
    return written_rows(team.project, team.owner)


def form(team):
    return reverse("release-new", args=[team.project.pk])


def page(release, name="release"):
    return reverse(name, args=[release.pk])


def test_what_is_drafted_is_written_looked_over_and_published(team, browser, do_jobs):
    mark(team.annotator, team.revision, "may resign")
    made = browser.post(
        form(team), {**FORM, "note": "Of a <b>bridge</b>.", "answer-funding": "The Bridge Fund."}
    )
    (draft,) = Release.objects.all()
    assert made["Location"] == page(draft)
    do_jobs()
    draft.refresh_from_db()
    shown = browser.get(page(draft)).content.decode()
    for told in (
        draft.sha256,
        "Of a &lt;b&gt;bridge&lt;/b&gt;.",
        "Stories in more than one part",
        "Ada Lovelace",
    ):
        assert told in shown
    assert f'name="sha256" value="{draft.sha256}"' in " ".join(shown.split())
    done = browser.post(page(draft, "release-publish"), {"sha256": draft.sha256}, follow=True)
    assert "The release is published." in done.content.decode()
    draft.refresh_from_db()
    assert (draft.state, draft.answers) == ("published", {"funding": "The Bridge Fund."})
    there = client(team.reader).get(page(draft)).content.decode()
    assert "load_dataset(&quot;the-bridge-2.0&quot;" in there
    assert "Withdraw it" not in there


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"version": "1.0"}, "version"),
        ({"version": "new"}, "version"),
        ({"authors": "\n , \n"}, "authors"),
        ({"licence": "other"}, "licence_url"),
        ({"licence": "other", "licence_url": "javascript:alert(1)"}, "licence_url"),
        ({"url": "ftp://bridge.example"}, "url"),
        ({"train": 90}, "train"),
        ({"seed": -1}, "seed"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(said, field, team, browser, rows):
    answer = browser.post(form(team), FORM | said)
    assert answer.status_code == 422
    assert list(answer.context["page"].form.errors) == [field]
    assert Release.objects.count() == len(rows)


def test_the_form_begins_with_the_draft_else_with_the_last_release(team, browser, rows):
    published, draft = rows
    Release.objects.filter(pk=draft.pk).update(
        answers={"ethics": "Yes."}, scope={"newest": True}, note="New."
    )
    first = browser.get(form(team)).context["page"].form
    assert [first[name].value() for name in ("version", "note", "authors", "newest", "answer-ethics")] == [
        "1.1", "New.", "Lovelace, Ada", True, "Yes.",
    ]  # fmt: skip
    assert first.is_narrowed
    releases.discard(actor=team.owner, release_id=draft.pk)
    Release.objects.filter(pk=published.pk).update(licence="https://bridge.example/terms")
    second = browser.get(form(team)).context["page"].form
    assert [second[name].value() for name in ("version", "licence", "licence_url")] == [
        "1.1", "other", "https://bridge.example/terms",
    ]  # fmt: skip


def test_all_that_a_datasheet_may_leave_blank_can_be_answered():
    known = {"timeframe"}  # of a dataset in which nobody has marked anything
    assert set(QUESTIONS) <= {key for section in SECTIONS.values() for key in section}
    assert set(REPORT["blanks"]) <= set(QUESTIONS) | known


def test_a_draft_that_was_written_anew_or_leaks_is_told_and_not_published(team, browser, rows):
    _, draft = rows
    answer = browser.post(page(draft, "release-publish"), {"sha256": "0" * 64})
    assert (answer.status_code, "written anew" in answer.content.decode()) == (409, True)
    leaks = {**REPORT, "leakage": {**REPORT["leakage"], "found": True, "stories": 2}}
    Release.objects.filter(pk=draft.pk).update(report=leaks)
    shown = browser.get(page(draft)).content.decode()
    assert "Something stands in two of its parts" in shown
    assert page(draft, "release-publish") not in shown


def test_a_withdrawn_release_says_why_and_gives_no_file(team, browser, rows):
    published, _ = rows
    answer = browser.post(page(published, "release-withdraw"), {"reason": " "})
    assert (answer.status_code, "Say why" in answer.content.decode()) == (422, True)
    browser.post(page(published, "release-withdraw"), {"reason": "A <name> was left in it."})
    there = client(team.reader)
    assert "A &lt;name&gt; was left in it." in there.get(page(published)).content.decode()
    for address in (page(published, "release-file"), reverse("api:release-file", args=[published.pk])):
        told = there.get(address)
        assert told.status_code == 410
        assert b"withdrawn" in told.content


def test_a_file_is_called_by_title_and_version_and_goes_on_where_it_broke_off(team, browser, rows):
    published, _ = rows
    answer = browser.get(page(published, "release-file"), headers={"Range": "bytes=1-"})
    assert (answer.status_code, b"".join(answer)) == (206, b"ip")
    assert answer["Content-Disposition"] == 'attachment; filename="the-bridge-1.0.zip"'
    assert answer["ETag"] == f'"{published.sha256}"'


def test_nobody_reads_a_release_before_its_articles_are_open_to_them(team, rows):
    published, _ = rows
    Project.objects.filter(pk=team.project.pk).update(blind=Blindness.REVEALED)
    assigning.assign(
        actor=team.owner, project_id=team.project.pk, people=[team.annotator.pk], articles=[team.article.pk]
    )
    for name, status in (("annotator", 404), ("owner", 200)):
        assert client(team.who(name)).get(page(published)).status_code == status
        listed = (
            client(team.who(name)).get(reverse("releases", args=[team.project.pk])).context["page"].releases
        )
        assert bool(listed) == (status == 200)


def test_what_was_decided_is_for_those_who_may_see_it(team, rows):
    published, _ = rows
    Release.objects.update(report={**REPORT, "counts": {"decision": 1}})
    Project.objects.filter(pk=team.project.pk).update(decisions_shown=False)
    for name, status in (("annotator", 404), ("curator", 200)):
        assert client(team.who(name)).get(page(published)).status_code == status


def test_the_pages_know_the_way_to_each_other(team, browser):
    for name, words in (("exports", "To be cited: releases"), ("releases", "Draft the first one")):
        assert words in browser.get(reverse(name, args=[team.project.pk])).content.decode()
