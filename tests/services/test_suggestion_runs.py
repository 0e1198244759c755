from __future__ import annotations

import json
import uuid
import zipfile

import pytest

from annotator.errors import Conflict
from annotator.models import (
    Job,
    Suggestion,
    SuggestionExposure,
    SuggestionRun,
)
from annotator.queries import suggestions as queries
from annotator.services import exports, suggestions
from annotator.text.suggesting import engine, suggest
from tests.people import add_article, mark
from tests.services.suggested import accept, open_for, switch, the


@pytest.fixture
def read(team, do_jobs):
    """The team, once its article was read."""
    do_jobs()
    return team


# -- the job


def test_a_new_revision_is_read_by_a_job(team, do_jobs):
    assert queries.open_on(team.annotator, team.revision) == {
        "on": True,
        "ready": False,
        "engine": engine(),
        "results": [],
    }
    do_jobs()
    told = queries.open_on(team.annotator, team.revision)
    assert told["ready"]
    proposed = [(each["layer"], each["start"], each["end"]) for each in told["results"]]
    assert proposed == [(each.layer, each.span.start, each.span.end) for each in suggest(team.revision.text)]
    assert all(each["quote"] == team.revision.text[each["start"] : each["end"]] for each in told["results"])
    assert Job.objects.get(kind="suggestions").result == {"found": len(proposed)}


def test_reading_twice_is_reading_once(read, do_jobs):
    before = Suggestion.objects.count()
    Job.objects.filter(kind="suggestions").update(state="queued", finished_at=None)
    do_jobs()
    assert (Suggestion.objects.count(), SuggestionRun.objects.count()) == (before, 1)


def test_what_is_proposed_can_be_marked_under_the_default_codebook(read):
    for each in open_for(read):
        made = suggestions.accept(
            actor=read.annotator, suggestion_id=each["id"], annotation_id=uuid.uuid4(), marked=None
        )
        assert [part["quote"] for part in made.data["ranges"]] == [each["quote"]]
        assert made.data["origin"] == "suggestion"
    assert open_for(read) == []


# -- the switch


def test_switched_off_nothing_is_read_shown_or_accepted(team, do_jobs):
    project = switch(team, on=False)
    do_jobs()  # the job that was asked for before
    add_article(project, team.story, "It may rain.", "Rain")
    assert Job.objects.filter(kind="suggestions").count() == 1
    assert not Suggestion.objects.exists()
    assert not suggestions.seen(actor=team.annotator, revision_id=team.revision.pk)
    assert Job.objects.filter(kind="suggestions").count() == 1


def test_switched_off_later_what_stands_is_hidden_and_refused_and_comes_back(read):
    one = the(read, "not clear")
    switch(read, on=False)
    assert open_for(read) == []
    with pytest.raises(Conflict):
        suggestions.accept(
            actor=read.annotator, suggestion_id=one["id"], annotation_id=uuid.uuid4(), marked=None
        )
    switch(read, on=True)
    assert one in open_for(read)


def test_switching_on_reads_what_came_meanwhile(team, do_jobs):
    article = add_article(switch(team, on=False), team.story, "It may rain.", "Rain")
    do_jobs()
    switch(team, on=True)
    do_jobs()
    assert queries.has_read(team.revision)
    assert queries.has_read(article.revisions.get())


# -- exposure


def test_what_was_shown_is_logged_once_a_person(read):
    for _ in range(2):
        assert suggestions.seen(actor=read.annotator, revision_id=read.revision.pk)
    assert suggestions.seen(actor=read.owner, revision_id=read.revision.pk)
    assert SuggestionExposure.objects.count() == 2


# -- exports


def test_exports_say_what_was_shown_and_what_became_of_it(read, do_jobs):
    made = accept(read)
    human = mark(read.curator, read.revision, "resign")
    suggestions.reject(actor=read.annotator, suggestion_id=the(read, "may")["id"])
    suggestions.seen(actor=read.annotator, revision_id=read.revision.pk)
    row = exports.start(actor=read.owner, project_id=read.project.pk, form="jsonl")
    do_jobs()
    row.refresh_from_db()
    with row.file.open("rb") as file, zipfile.ZipFile(file) as packed:
        records = [json.loads(each) for each in packed.read("data.jsonl").splitlines()]
    suggested = {each["id"]: each["suggested"] for each in records if each["type"] == "annotation"}
    assert suggested == {made.data["id"]: the(read, "not clear")["entry"], human.data["id"]: None}
    answers = [each for each in records if each["type"] == "suggestion_answer"]
    told = [(each["quote"], each["verdict"]) for each in answers]
    assert told == [("not clear", "accepted"), ("may", "rejected")]
    (shown,) = [each for each in records if each["type"] == "suggestion_exposure"]
    assert (shown["annotator"], shown["found"]) == ("Annotator", Suggestion.objects.count())
