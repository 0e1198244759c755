"""What stands in the JSONL alone: links, corrected origins, talk, what became of suggested mentions."""

from __future__ import annotations

import json
import uuid
import zipfile

import pytest

from annotator.errors import NotFound
from annotator.formats.interchange.source import FURTHER
from annotator.formats.interchange.tables import TABLES
from annotator.formats.interchange.tabulating import AS_THEY_ARE
from annotator.models import Cell, Mention
from annotator.queries import exports as queries
from annotator.queries import projects, scopes
from annotator.services import (
    adjudication,
    annotations,
    arranging,
    articles,
    claims,
    comments,
    comparisons,
    counterparts,
    exports,
    gold,
    links,
    origins,
)
from annotator.services.adjudication import Decided
from annotator.services.scopes import Scope
from tests.people import SURE, at, mark

OTHER = "The mayor will resign on Monday, the council said. The bridge stays open to all traffic."
ALONE = {"counterpart_answer", "link", "origin", "comment", "thread", "decision", "cell_decision"}


@pytest.fixture
def concluded(team, do_jobs):
    """A story with one of each; ids by what they are."""
    return conclude(team, do_jobs)


def conclude(team, do_jobs):
    account = team.add_account(OTHER, source="The Star")
    comparisons.ask_for_story(actor=team.owner, story_id=team.story.pk)
    do_jobs()
    made = mark(team.curator, team.revision, "The mayor may resign on Monday").data["id"]
    rows = [
        claims.create(actor=team.curator, story_id=team.story.pk, claim_id=uuid.uuid4(), wording=wording)
        for wording in ("The mayor resigns.", "The mayor goes.", "The mayor leaves.")
    ]
    claims.put(actor=team.curator, claim_id=rows[0].pk, annotation_id=made)
    one = next(
        each
        for each in counterparts.show(actor=team.annotator, story_id=team.story.pk)
        if each["article"] == account.pk
    )
    accepted = uuid.uuid4()
    counterparts.accept(actor=team.annotator, counterpart_id=one["id"], annotation_id=accepted)
    linked = links.link_claims(
        actor=team.curator,
        link_id=uuid.uuid4(),
        kind="qualifies",
        from_id=rows[0].pk,
        to_id=rows[1].pk,
        note="=only Monday",
    )
    first, second = Mention.objects.filter(claim=rows[0]).order_by("created_at")
    tied = links.link_mentions(
        actor=team.annotator,
        link_id=uuid.uuid4(),
        kind="updates",
        from_id=second.pk,
        to_id=first.pk,
    )
    origins.choose(actor=team.curator, article_id=account.pk, same_as=team.article.pk)
    said = [
        comments.create(actor=team.owner, annotation_id=made, comment_id=uuid.uuid4(), body=f"Word {n}.")
        for n in range(3)
    ]
    comments.delete(actor=team.owner, comment_id=uuid.UUID(said[1].data["id"]))
    comments.resolve(actor=team.curator, annotation_id=made, resolved=True)
    decided = adjudication.decide(
        actor=team.owner,
        revision_id=team.revision.pk,
        decision_id=uuid.uuid4(),
        decided=Decided(
            "claim", True, [at(team.revision, "The mayor")], SURE, {uuid.UUID(str(made)): 1}, "Why."
        ),
    )
    gold.decide_cell(
        actor=team.owner,
        claim_id=rows[0].pk,
        article_id=account.pk,
        status="asserted",
        certainty=3,
        reason="Why.",
    )
    return {
        "decided": decided,
        "account": account,
        "rows": rows,
        "mark": str(made),
        "accepted": str(accepted),
        "links": {str(linked.pk), str(tied.pk)},
    }


@pytest.fixture
def records(team, do_jobs):
    def read(stories=()):
        row = exports.start(actor=team.owner, project_id=team.project.pk, form="jsonl", scope=Scope(stories))
        do_jobs()
        row.refresh_from_db()
        assert row.job.state == "done", row.job.traceback
        with row.file.open("rb") as file, zipfile.ZipFile(file) as packed:
            lines = [json.loads(each) for each in packed.read("data.jsonl").splitlines()]
        found: dict[str, list[dict]] = {}
        for each in lines:
            found.setdefault(each["type"], []).append(each)
        assert row.manifest["counts"] == {kind: len(those) for kind, those in found.items()}
        return found

    return read


def test_the_gold_layer_is_in_what_leads_export_alone(team, concluded, records, do_jobs):
    found = records()
    (decision,), (cell,) = found["decision"], found["cell_decision"]
    assert decision["decision_id"] == concluded["decided"]["id"]
    assert decision["basis"] == [{"annotation": concluded["mark"], "version": 1}]
    assert [each["quote"] for each in decision["ranges"]] == ["The mayor"]
    assert (decision["annotator"], decision["reason"], decision["kept"]) == ("Owner", "Why.", True)
    assert (cell["claim_id"], cell["status"], cell["certainty"]) == (
        str(concluded["rows"][0].pk), "asserted", 3,
    )  # fmt: skip
    row = exports.start(actor=team.annotator, project_id=team.project.pk, form="jsonl")
    do_jobs()
    row.refresh_from_db()
    assert not {"decision", "cell_decision"} & set(row.manifest["counts"])


def test_who_may_not_see_what_was_decided_does_not_get_it_by_a_leads_export(team, concluded, records):
    records()
    seen = projects.project_for(team.annotator, team.project.pk)
    (row,) = queries.exports_of(team.annotator, seen)
    assert queries.export_for(team.annotator, row.pk).it == row
    team.project.decisions_shown = False
    team.project.save(update_fields=["decisions_shown"])
    seen = projects.project_for(team.annotator, team.project.pk)
    assert not queries.exports_of(team.annotator, seen).exists()
    with pytest.raises(NotFound):
        queries.export_for(team.annotator, row.pk)
    assert queries.exports_of(team.owner, projects.project_for(team.owner, team.project.pk)).exists()


def test_links_are_told_with_their_ends_which_are_in_the_file(concluded, records):
    found = records()
    assert {each["link_id"] for each in found["link"]} == concluded["links"]
    ids = {"claim": {each["claim_id"] for each in found["claim"]}}
    ids["mention"] = {each["mention_id"] for each in found["mention"]}
    for link in found["link"]:
        assert {link["from_id"], link["to_id"]} <= ids[link["of"]]
    (of_claims,) = (each for each in found["link"] if each["of"] == "claim")
    assert (of_claims["kind"], of_claims["note"], of_claims["from_id"]) == (
        "qualifies",
        "=only Monday",
        str(concluded["rows"][0].pk),
    )


def test_a_link_goes_with_its_claim(team, concluded, records):
    claims.delete(actor=team.curator, claim_id=concluded["rows"][1].pk)
    assert [each["of"] for each in records()["link"]] == ["mention"]


def test_a_link_between_quotes_goes_with_either_mark(team, concluded, records):
    annotations.delete(actor=team.annotator, annotation_id=uuid.UUID(concluded["accepted"]), version=1)
    assert [each["of"] for each in records()["link"]] == ["claim"]


def test_a_mention_says_who_said_it_and_how(concluded, records):
    by_mark = {
        (each["annotation_id"], each["claim_id"]): (each["said_by"], each["said_how"])
        for each in records()["mention"]
    }
    first = str(concluded["rows"][0].pk)
    assert by_mark[concluded["accepted"], first] == ("the council", "said")
    assert by_mark[concluded["mark"], first] == ("officials", "said")


def test_a_cell_keeps_what_was_found_of_a_merged_claim(team, concluded, records):
    one, _, gone = concluded["rows"]
    for row, status in ((one, "asserted"), (gone, "denied")):
        claims.set_cell(actor=team.owner, claim_id=row.pk, article_id=team.article.pk, status=status)
    arranging.merge(actor=team.curator, claim_id=one.pk, other_id=gone.pk)
    (kept,) = Cell.objects.filter(claim=one, article=team.article, annotator=team.owner)
    (told,) = (each for each in records()["cell"] if each["also"])
    assert told["also"] == kept.also
    assert told["also"][0]["wording"] == "The mayor leaves."


def test_a_persons_word_on_an_origin_is_told(team, concluded, records):
    (told,) = records()["origin"]
    assert (told["article_id"], told["same_as"]) == (str(concluded["account"].uid), str(team.article.uid))
    assert told["annotator"] == team.curator.shown_name


def test_an_origin_that_is_not_in_the_file_is_not_referred_to(team, concluded, records):
    articles.delete_article(actor=team.owner, article_id=team.article.pk)
    assert "origin" not in records()


def test_talk_is_told_as_it_was_written_without_what_was_deleted(team, concluded, records):
    found = records()
    said = {each["number"]: each["body"] for each in found["comment"]}
    assert said == {1: "Word 0.", 3: "Word 2."}
    assert {each["annotation_id"] for each in found["comment"]} == {concluded["mark"]}
    (settled,) = found["thread"]
    assert (settled["annotation_id"], settled["annotator_id"]) == (concluded["mark"], team.curator.pk)
    comments.resolve(actor=team.curator, annotation_id=uuid.UUID(concluded["mark"]), resolved=False)
    assert "thread" not in records()


def test_answers_to_suggested_mentions_are_told_with_the_text_at_their_offsets(concluded, records):
    found = records()
    texts = {each["revision_id"]: each["text"] for each in found["revision"]}
    for each in found["counterpart_answer"]:
        assert texts[each["revision_id"]][each["start"] : each["end"]] == each["quote"]
    answered = [each for each in found["counterpart_answer"] if each["verdict"]]
    assert [(each["verdict"], each["annotation_id"]) for each in answered] == [
        ("accepted", concluded["accepted"])
    ]


def test_of_another_story_nothing_is_told(team, concluded, records):
    other = articles.create_story(actor=team.owner, project_id=team.project.pk, title="Another story")
    assert set(records([other.pk])) & ALONE == set()
    assert set(records([team.story.pk])) >= ALONE


def test_steps_of_any_size_give_the_same_records(concluded, records, monkeypatch):
    whole = records()
    monkeypatch.setattr(scopes, "CHUNK", 1)
    assert records() == whole


def test_each_key_of_a_record_has_a_column_in_a_table(concluded, records):
    found = records()
    named = {"annotation": {"id", "revision", "author", "codebook", "claims", "deleted_at"}, "story": {"id"}}
    tables = {kind: [table] for kind, table in AS_THEY_ARE.items()} | {
        "story": ["stories"],
        "revision": ["articles", "revisions"],
        "annotation": ["annotations", "spans"],
        "decision": ["adjudications"],
    }
    assert tables.keys() == {"story", "revision", "annotation", *FURTHER}
    for kind, names in tables.items():
        columns = {"type", *named.get(kind, ()), *(column for name in names for column in TABLES[name])}
        if kind == "decision":  # a row for each range
            columns.add("ranges")
        for each in found.get(kind, ()):
            assert each.keys() <= columns, kind
