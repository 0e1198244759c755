"""A dataset becomes a project again; what is wrong with a line is told, and the rest goes in."""

from __future__ import annotations

import io
import json
import uuid
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.models import Annotation, Event, Member, Revision, Role, Suggestion, User
from annotator.services import restoring, running, suggestions
from tests.people import mark
from tests.restored import empty, exported, packed, refusals, restored, the
from tests.services.suggested import accept, open_for
from tests.services.test_export_records import conclude


@pytest.fixture
def whole(team, do_jobs):
    """The dataset of a story with one of each, as lines, in an instance that knows nothing of it."""
    conclude(team, do_jobs)
    data = exported(team.owner, team.project, do_jobs)
    empty()
    return [json.loads(each) for each in data.splitlines()]


@pytest.fixture
def actor(db):
    return User.objects.create(username="somebody-else")


# -- there and back


def test_a_story_with_one_of_each_comes_back_to_the_last_byte(whole, actor, do_jobs):
    made = restored(actor, packed(whole), do_jobs)
    assert refusals(made) == []
    assert {each["type"] for each in whole} == set(made.counts)
    assert sum(made.counts.values()) == len(whole)
    assert exported(actor, made.project, do_jobs) == packed(whole)


def test_the_zip_of_an_export_is_read_too(team, actor, do_jobs):
    mark(team.annotator, team.revision, "may resign")
    data = exported(team.owner, team.project, do_jobs)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("manifest.json", json.dumps({"files": {"data.jsonl": {"rows": data.count(b"\n")}}}))
        made.writestr("data.jsonl", data)
    assert restored(actor, file.getvalue(), do_jobs, "export.zip").counts["annotation"] == 1


def test_people_of_the_file_are_members_who_can_not_sign_in(whole, actor, do_jobs):
    made = restored(actor, packed(whole), do_jobs)
    members = Member.objects.filter(project=made.project).select_related("user")
    told = {each["author"]["id"] for each in whole if each["type"] == "annotation"}
    assert {each.pseudonym for each in members if each.user != actor} >= told
    for each in members:
        if each.user == actor:
            assert each.role == Role.OWNER
        else:
            assert (each.role, each.user.is_active, each.user.has_usable_password()) == (
                "annotator",
                False,
                False,
            )


def test_an_export_with_names_gives_members_of_these_names(team, actor, do_jobs):
    mark(team.annotator, team.revision, "may resign")
    data = exported(team.owner, team.project, do_jobs, people="names")
    made = restored(actor, data, do_jobs)
    author = Annotation.objects.get(revision__article__project=made.project).author
    assert (author.name, author.is_active) == ("Annotator", False)
    assert author != team.annotator


def test_beside_the_first_it_gets_other_ids_and_says_so(team, actor, do_jobs):
    conclude(team, do_jobs)
    data = exported(team.owner, team.project, do_jobs)
    made = restored(actor, data, do_jobs)
    assert refusals(made) == []
    assert sum(made.counts.values()) == data.count(b"\n")
    assert set(made.renamed) == {
        "project", "story", "article", "revision", "annotation", "claim", "mention", "link", "comment",
        "decision",
    }  # fmt: skip
    told = [json.loads(each) for each in exported(actor, made.project, do_jobs).splitlines()]
    before = [json.loads(each) for each in data.splitlines()]
    assert len(told) == len(before)
    assert {each["text"] for each in told if each["type"] == "revision"} == {
        each["text"] for each in before if each["type"] == "revision"
    }
    again = restored(actor, data, do_jobs)
    assert again.counts == made.counts


def test_the_log_says_once_what_came_in(whole, actor, do_jobs):
    made = restored(actor, packed(whole), do_jobs)
    events = Event.objects.filter(project=made.project).order_by("seq")
    assert list(events.values_list("verb", flat=True)) == ["project.created", "project.restored"]
    assert events[1].after["counts"] == made.counts


# -- how


def test_a_worker_that_is_killed_is_followed_by_one_that_goes_on(whole, actor, do_jobs, monkeypatch):
    made = restoring.start(actor=actor, name="data.jsonl", file=io.BytesIO(packed(whole)))
    bring = restoring.BRINGING["cell"]
    monkeypatch.setitem(restoring.BRINGING, "cell", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        do_jobs()
    made.refresh_from_db()
    assert whole[made.line - 1]["type"] == "mention"
    texts = Revision.objects.count()
    monkeypatch.setitem(restoring.BRINGING, "cell", bring)
    assert running.execute(job_id=made.job_id, handlers={restoring.KIND: restoring.run})
    made.refresh_from_db()
    assert refusals(made) == []
    assert Revision.objects.count() == texts
    assert sum(made.counts.values()) == len(whole)


@pytest.mark.parametrize("chunk", [1, 2, 7])
def test_steps_of_any_size_give_the_same_project(chunk, whole, actor, do_jobs, monkeypatch):
    monkeypatch.setattr(restoring, "CHUNK", chunk)
    made = restored(actor, packed(whole), do_jobs)
    assert refusals(made) == []
    assert exported(actor, made.project, do_jobs) == packed(whole)


def test_marks_are_written_by_fifty_at_once(team, actor, do_jobs):
    mark(team.annotator, team.revision, "may resign")
    data = exported(team.owner, team.project, do_jobs)
    records = [json.loads(each) for each in data.splitlines()]
    one = the(records, "annotation")
    many = [{**one, "id": str(uuid.uuid4())} for _ in range(900)]
    place = records.index(one)
    taken = []
    for told in (records, [*records[:place], *many, *records[place + 1 :]]):
        empty()
        who = User.objects.create(username=f"somebody-{len(taken)}")
        made = restoring.start(actor=who, name="data.jsonl", file=io.BytesIO(packed(told)))
        with CaptureQueriesContext(connection) as captured:
            running.execute(job_id=made.job_id, handlers={restoring.KIND: restoring.run})
        made.refresh_from_db()
        assert made.counts["annotation"] == len(told) - len(records) + 1
        taken.append(len(captured))
    assert taken[1] - taken[0] <= 900 // 45  # SQLite takes a thousand values in one statement


def test_answers_to_suggestions_come_back_beside_what_is_still_open(team, do_jobs):
    do_jobs()  # the machine reads the text
    suggestions.seen(actor=team.annotator, revision_id=team.revision.pk)
    accept(team)
    rejected = next(each for each in open_for(team) if each["quote"] != "not clear")
    suggestions.reject(actor=team.annotator, suggestion_id=rejected["id"])
    left = {(each["layer"], each["quote"]) for each in open_for(team)}
    data = exported(team.owner, team.project, do_jobs)
    kinds = [json.loads(each)["type"] for each in data.splitlines()]
    assert (kinds.count("suggestion_exposure"), kinds.count("suggestion_answer")) == (1, 2)
    empty()
    actor = User.objects.create(username="somebody-else")
    made = restored(actor, data, do_jobs)
    assert refusals(made) == []
    assert exported(actor, made.project, do_jobs) == data
    there = set(Suggestion.objects.values_list("layer", "quote"))
    assert there >= left


def test_a_step_that_takes_longer_than_a_lease_leaves_the_job_with_its_worker(
    whole, actor, do_jobs, monkeypatch, time_machine
):
    """Nobody else sees the lease that a step begins with until the step is kept."""
    held, take, progress = [], restoring._take, running.Run.progress

    def slow(*args):
        take(*args)
        time_machine.shift(60)

    def looks(run, *args):
        held.append(run.held().get().lease_until > timezone.now())
        progress(run, *args)

    time_machine.move_to(timezone.now())
    monkeypatch.setattr(restoring, "_take", slow)
    monkeypatch.setattr(running.Run, "progress", looks)
    restored(actor, packed(whole), do_jobs)
    assert len(held) > 2
    assert all(held)
