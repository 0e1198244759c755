"""Fact-checks, our own exports, and what is heard of it in a blind project."""

from __future__ import annotations

import io
import json

import pytest

from annotator.errors import Conflict, Invalid
from annotator.formats.interchange.mapping import Mapping
from annotator.models import Annotation, Event
from annotator.queries import codebooks
from annotator.queries import intakes as queries
from annotator.queries import jobs as job_queries
from annotator.queries.history import in_sight
from annotator.services import exports, intakes, jobs, projects, taking
from tests.intaken import BRAT, imported, packed, sure, whys
from tests.people import SURE, mark

# -- Claims of fact-checks


CHECKS = [
    {"@context": "https://schema.org", "@type": "ClaimReview", "url": f"https://check.example/{number}",
     "claimReviewed": wording}
    for number, wording in enumerate(
        ["The bridge is closed.", "the bridge is CLOSED.", "The mayor resigned.", "x" * 401]
    )
]  # fmt: skip


def test_claims_that_were_checked_become_claims_of_a_story_each_once(team, bring, take):
    found = bring(json.dumps(CHECKS).encode(), "checks.json")
    assert (found.format, found.found["claims"]) == ("claim_review", 4)
    intakes.map_to(actor=team.owner, intake_id=found.pk, mapping=Mapping())
    with pytest.raises(Invalid, match="into which story"):
        intakes.take(actor=team.owner, intake_id=found.pk)
    done = take(found, Mapping())
    assert list(team.story.claims.values_list("wording", flat=True)) == [
        "The bridge is closed.", "The mayor resigned.",
    ]  # fmt: skip
    assert done.report["counts"] == {
        "claims": 2, "claims_read": 4, "claims_there": 1, "claims_refused": 1, "refused": 1,
    }  # fmt: skip
    assert "at most 400" in whys(done)[0]
    again = take(bring(json.dumps(CHECKS).encode(), "checks.json"), Mapping())
    assert again.report["counts"] == {
        "claims_read": 4, "claims_there": 3, "claims_refused": 1, "refused": 1,
    }  # fmt: skip
    assert team.story.claims.count() == 2


# -- Our own exports


@pytest.fixture
def exported(team, do_jobs):
    """Our own JSONL of the project, with one mark in it."""
    made = mark(team.annotator, team.revision, "The mayor may resign", answers=SURE)
    written = exports.start(actor=team.owner, project_id=team.project.pk, form="jsonl")
    do_jobs()
    written.refresh_from_db()
    with written.file.open("rb") as file:
        return made, file.read()


def test_our_own_export_goes_into_another_project(team, exported, do_jobs):
    _, data = exported
    there = projects.create(actor=team.owner, name="Another")
    made = intakes.start(actor=team.owner, project_id=there.pk, name="export.zip", file=io.BytesIO(data))
    do_jobs()
    made.refresh_from_db()
    assert (made.format, made.found["marks"]) == ("jsonl", 1)
    book = codebooks.current_for_project(there.pk).record()
    mapping = queries.mapping_of(made, book)
    intakes.map_to(actor=team.owner, intake_id=made.pk, mapping=mapping, story_title="*")
    intakes.take(actor=team.owner, intake_id=made.pk)
    do_jobs()
    (mark,) = Annotation.objects.filter(revision__article__project=there)
    assert mark.ranges.get().quote == "The mayor may resign"
    assert mark.codes.get().code.key == "certain"
    assert mark.revision.article.story.title == "The bridge is closed"
    assert mark.author != team.annotator


def test_into_the_project_it_came_from_it_brings_nothing(team, exported, bring, take):
    _, data = exported
    found = bring(data, "export.zip")
    book = codebooks.current_for_project(team.project.pk).record()
    done = take(found, queries.mapping_of(found, book))
    assert done.report["counts"]["duplicates"] == 1
    assert imported() == []


# -- Blind projects


def test_who_annotates_blind_hears_nothing_of_what_went_in(team, bring, take):
    team.project.blind = "revealed"
    team.project.save(update_fields=["blind"])
    take(bring(BRAT))
    events = list(Event.objects.filter(verb="annotations.imported"))
    assert in_sight(team.annotator.pk, team.project, events) == []
    assert in_sight(team.owner.pk, team.project, events) == events
    assert not any(each["kind"].startswith("intake") for each in job_data(team.annotator, team.project))


def job_data(actor, project):
    return [job_queries.as_data(each) for each in job_queries.jobs_of(actor, project.pk)]


# -- Stopped on its way


def test_what_was_cancelled_goes_on_where_it_stopped(team, bring, do_jobs, monkeypatch):
    files = {f"{number}.txt": f"Bridge {number} is closed." for number in range(3)}
    found = bring(files | {f"{number}.ann": "T1\tClaim 0 6\tBridge\n" for number in range(3)})
    intakes.map_to(actor=team.owner, intake_id=found.pk, mapping=sure(), story_id=team.story.pk)
    intakes.take(actor=team.owner, intake_id=found.pk)
    with pytest.raises(Conflict, match="going in already"):
        intakes.take(actor=team.owner, intake_id=found.pk)
    found.refresh_from_db()
    whole = taking._Taker._document

    def cancels(self, number, document):
        whole(self, number, document)
        if number == 1:
            jobs.cancel(job=found.job)

    with monkeypatch.context() as patched:
        patched.setattr(taking._Taker, "_document", cancels)
        do_jobs()
    found.refresh_from_db()
    assert (found.state, found.job.state, len(imported())) == ("taking", "cancelled", 2)
    intakes.take(actor=team.owner, intake_id=found.pk)
    do_jobs()
    found.refresh_from_db()
    assert (found.state, len(imported())) == ("taken", 3)
    assert found.report["counts"]["documents"] == 3


def test_reading_that_was_cancelled_begins_anew(team, bring, do_jobs):
    made = intakes.start(
        actor=team.owner, project_id=team.project.pk, name="set.zip", file=io.BytesIO(packed(BRAT))
    )
    with pytest.raises(Conflict):
        intakes.read_again(actor=team.owner, intake_id=made.pk)
    jobs.cancel(job=made.job)
    intakes.read_again(actor=team.owner, intake_id=made.pk)
    do_jobs()
    made.refresh_from_db()
    assert made.state == "read"
