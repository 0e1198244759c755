"""Scopes: what of a project an export has, and that nothing in it refers to what is not there."""

from __future__ import annotations

import json
import uuid
import zipfile
from datetime import date

import pytest
import time_machine

from annotator.errors import Invalid, NotAllowed
from annotator.models import Revision
from annotator.services import (
    adjudication,
    articles,
    claims,
    comments,
    exports,
    gold,
    origins,
)
from annotator.services.adjudication import Decided
from annotator.services.annotations import Answer
from annotator.services.articles import ArticleFacts
from annotator.services.scopes import Scope
from annotator.text.normalise import fingerprint
from tests.people import SURE, at, mark

MONDAY, TUESDAY = "2026-05-04T10:00:00Z", "2026-05-05T10:00:00Z"


@pytest.fixture
def worked(team, do_jobs):
    """Two people worked on two texts of one article and one of another, on two layers and two days."""
    first = team.revision
    account = team.add_account("The bridge may close, they say. The mayor may resign.", "Bridge")
    other = account.revisions.get()
    with time_machine.travel(MONDAY):
        mine = mark(team.annotator, first, "may resign", layer="cue", answers=[Answer("class", "hedge")]).data
        theirs = mark(team.curator, first, "The mayor may resign", layer="claim", answers=SURE).data
        row = claims.create(
            actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="The mayor resigns."
        )
        for made, who in ((mine, team.annotator), (theirs, team.curator)):
            claims.put(actor=who, claim_id=row.pk, annotation_id=made["id"])
            comments.create(actor=who, annotation_id=made["id"], comment_id=uuid.uuid4(), body="So?")
        claims.set_cell(
            actor=team.annotator, claim_id=row.pk, article_id=other.article_id, status="not_reported"
        )
        origins.choose(actor=team.curator, article_id=other.article_id, same_as=team.article.pk)
    with time_machine.travel(TUESDAY):
        late = mark(team.annotator, other, "The mayor may resign", layer="claim", answers=SURE).data
        claims.put(actor=team.annotator, claim_id=row.pk, annotation_id=late["id"])
        decided = Decided(
            "claim", True, [at(first, "The mayor")], SURE, {uuid.UUID(str(theirs["id"])): 1}, "Why."
        )
        adjudication.decide(actor=team.owner, revision_id=first.pk, decision_id=uuid.uuid4(), decided=decided)
        gold.decide_cell(
            actor=team.owner, claim_id=row.pk, article_id=team.article.pk, status="asserted", certainty=3,
            reason="Why.",
        )  # fmt: skip
    return {"mine": mine["id"], "theirs": theirs["id"], "late": late["id"], "other": other}


@pytest.fixture
def read(team, do_jobs):
    """Return a function that exports a scope, and returns its records by type."""

    def records(people="names", **scope):
        row = exports.start(
            actor=team.owner, project_id=team.project.pk, form="jsonl", scope=Scope(**scope), people=people
        )
        do_jobs()
        row.refresh_from_db()
        assert row.job.state == "done", row.job.traceback
        with row.file.open("rb") as file, zipfile.ZipFile(file) as packed:
            lines = [json.loads(each) for each in packed.read("data.jsonl").splitlines()]
            assert json.loads(packed.read("manifest.json"))["counts"] == row.manifest["counts"]
        found = {}
        for each in lines:
            found.setdefault(each["type"], []).append(each)
        assert nothing_leads_nowhere(found)
        return found

    return records


def nothing_leads_nowhere(found):
    """Say whether all that a record names is in the dataset."""
    have = {
        "story_id": {each["id"] for each in found.get("story", ())} | {None},
        "article_id": {each["article_id"] for each in found.get("revision", ())},
        "revision_id": {each["revision_id"] for each in found.get("revision", ())},
        "claim_id": {each["claim_id"] for each in found.get("claim", ())},
        "annotation_id": {each["id"] for each in found.get("annotation", ())} | {None},
        "decision_id": {each["decision_id"] for each in found.get("decision", ())},
        "mention_id": {each["mention_id"] for each in found.get("mention", ())},
    }
    ends = {"claim": have["claim_id"], "mention": have["mention_id"]}
    for each in (record for records in found.values() for record in records):
        for key, known in have.items():
            assert key not in each or each[key] in known, each
        assert set(each.get("claims", ())) <= have["claim_id"], each
        if each["type"] == "link":
            assert {each["from_id"], each["to_id"]} <= ends[each["of"]]
        if each["type"] == "decision":
            assert {rests["annotation"] for rests in each["basis"]} <= have["annotation_id"], each
    return True


def marks(found):
    return {each["id"] for each in found.get("annotation", ())}


def test_without_a_scope_everything_is_there(worked, read):
    found = read()
    assert marks(found) == {worked["mine"], worked["theirs"], worked["late"]}
    assert [len(found[kind]) for kind in ("mention", "comment", "decision", "cell_decision")] == [3, 2, 1, 1]


def test_layers_narrow_marks_and_what_hangs_on_them(worked, read):
    found = read(layers=["cue"])
    assert marks(found) == {worked["mine"]}
    assert [each["annotation_id"] for each in found["mention"]] == [worked["mine"]]
    assert [each["annotation_id"] for each in found["comment"]] == [worked["mine"]]
    assert "decision" not in found
    assert len(found["revision"]) == 2


def test_people_narrow_what_they_did_and_not_what_was_decided(team, worked, read):
    found = read(annotators=[team.annotator.pk])
    assert marks(found) == {worked["mine"], worked["late"]}
    done = ("annotation", "mention", "cell", "comment")
    by = {each.get("annotator", each.get("author", {}).get("name")) for kind in done for each in found[kind]}
    assert by == {"Annotator"}
    assert "origin" not in found
    (decision,) = found["decision"]
    assert decision["basis"] == []  # it rests on somebody else's


def test_days_narrow_what_was_done_on_them(worked, read):
    monday = read(since=date(2026, 5, 4), until=date(2026, 5, 4))
    assert marks(monday) == {worked["mine"], worked["theirs"]}
    assert "decision" not in monday
    tuesday = read(since=date(2026, 5, 5))
    assert marks(tuesday) == {worked["late"]}
    assert [len(tuesday[kind]) for kind in ("mention", "decision", "cell_decision")] == [1, 1, 1]
    assert not {"comment", "origin"} & tuesday.keys()
    assert marks(read(until=date(9999, 12, 31), since=date(1, 1, 1))) == marks(read())


def test_only_what_was_decided_on(team, worked, read):
    found = read(adjudicated=True)
    assert marks(found) == {worked["theirs"]}
    assert [each["article_id"] for each in found["revision"]] == [str(team.article.uid)]
    assert {each["article_id"] for each in found.get("cell", ())} <= {str(team.article.uid)}
    assert len(found["decision"]) == len(found["cell_decision"]) == 1


def test_only_the_newest_text_of_each_article(team, worked, read):
    text = "The mayor resigned. He said so on Monday."
    Revision.objects.create(
        article=team.article, number=2, text=text, raw=text, sha256=fingerprint(text), length=len(text),
        fetched_at=team.revision.fetched_at,
    )  # fmt: skip
    assert len(read()["revision"]) == 3
    found = read(newest=True)
    assert sorted(each["revision"] for each in found["revision"]) == [1, 2]
    assert worked["late"] in marks(found)
    assert not {worked["mine"], worked["theirs"]} & marks(found)


def test_of_a_story_that_was_chosen_nothing_leads_out_of_it(team, worked, read):
    away = articles.create_story(actor=team.owner, project_id=team.project.pk, title="Away")
    articles.change_article(
        actor=team.owner,
        article_id=worked["other"].article_id,
        facts=ArticleFacts(title="Moved"),
        story_id=away.pk,
    )
    found = read(stories=[away.pk])
    assert marks(found) == {worked["late"]}
    assert found["annotation"][0]["claims"] == []
    found = read(stories=[team.story.pk])
    assert marks(found) == {worked["mine"], worked["theirs"]}


def test_scopes_are_narrowed_together(team, worked, read):
    found = read(layers=["claim"], annotators=[team.annotator.pk], since=date(2026, 5, 5), newest=True)
    assert marks(found) == {worked["late"]}


def test_people_of_a_scope_are_pseudonyms_in_its_manifest(team, worked, do_jobs):
    row = exports.start(
        actor=team.owner,
        project_id=team.project.pk,
        form="jsonl",
        people="pseudonyms",
        scope=Scope(annotators=[team.annotator.pk]),
    )
    do_jobs()
    row.refresh_from_db()
    (told,) = row.manifest["scope"]["annotators"]
    assert told != team.annotator.pk
    assert isinstance(told, str)


@pytest.mark.parametrize(
    ("scope", "field"),
    [
        ({"stories": [10**30]}, "stories"),
        ({"layers": ["claim", "mood"]}, "layers"),
        ({"annotators": [10**30]}, "annotators"),
        ({"annotators": [0]}, "annotators"),
        ({"since": date(2026, 5, 5), "until": date(2026, 5, 4)}, "until"),
    ],
)
def test_what_is_not_in_the_project_is_refused_by_the_fields_name(scope, field, team):
    with pytest.raises(Invalid) as refusal:
        exports.start(actor=team.owner, project_id=team.project.pk, form="csv", scope=Scope(**scope))
    assert refusal.value.field == field


def test_a_stranger_is_none_of_the_projects_people(team):
    scope = Scope(annotators=[team.stranger.pk])
    with pytest.raises(Invalid) as refusal:
        exports.start(actor=team.owner, project_id=team.project.pk, form="csv", scope=scope)
    assert refusal.value.field == "annotators"


def test_who_does_not_lead_does_not_learn_what_was_decided_on(team):
    with pytest.raises(NotAllowed) as refusal:
        exports.start(
            actor=team.annotator, project_id=team.project.pk, form="csv", scope=Scope(adjudicated=True)
        )
    assert refusal.value.field == "adjudicated"


def test_an_export_that_is_to_hold_everything_fails_and_says_what_it_could_not(team, worked, do_jobs):
    def asked(form):
        row = exports.start(actor=team.owner, project_id=team.project.pk, form=form, fail_on_loss=True)
        do_jobs()
        row.refresh_from_db()
        return row

    lossy = asked("matrix")
    assert lossy.job.state == "failed"
    assert lossy.job.error.startswith("This format can't hold everything, so nothing was written: ")
    assert "2 text" in lossy.job.error
    assert (lossy.finished_at, lossy.file.name) == (None, "")
    assert asked("parquet").job.state == "done"
