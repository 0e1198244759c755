"""The past of an annotation: who changed what, in words."""

from __future__ import annotations

import uuid
from dataclasses import replace

from annotator.formats import codebook as records
from annotator.queries.past import past_of
from annotator.services import annotations, claims, codebooks, mentions, undoing
from annotator.services.annotations import Answer, Change
from tests.people import at, mark


def past(team, made):
    """Return each event as who, verb and what changed."""
    return [
        (
            each["actor"]["name"],
            each["verb"].removeprefix("annotation."),
            {(it["label"] or it["field"]): (it["old"], it["new"]) for it in each["changes"]},
        )
        for each in past_of(team.reader, uuid.UUID(made.data["id"]))
    ]


def revise(team, made, version, by="annotator", **said):
    annotations.revise(
        actor=team.who(by), annotation_id=made.data["id"], version=version, change=Change(**said)
    )


def test_it_tells_from_what_into_what_oldest_first(team):
    made = mark(team.annotator, team.revision, "may resign", note="It is a guess.")
    revise(team, made, 1, "curator", answers=[Answer("certainty", "possible")])
    revise(team, made, 2, ranges=[at(team.revision, "resign")], note="It was a guess.", confidence=3)
    annotations.delete(actor=team.annotator, annotation_id=made.data["id"], version=3)
    undoing.undo(actor=team.annotator, revision_id=team.revision.pk)
    told = past(team, made)
    assert [(who, verb) for who, verb, _ in told] == [
        ("Annotator", "created"),
        ("Curator", "changed"),
        ("Annotator", "changed"),
        ("Annotator", "deleted"),
        ("Annotator", "restored"),
    ]
    changes = [each for _, _, each in told]
    assert changes[0]["Certainty"] == ("", "Certain")
    assert changes[1] == {"Certainty": ("Certain", "Possible")}
    assert changes[2] == {
        "ranges": ("may resign", "resign"),
        "note": ("It is a guess.", "It was a guess."),
        "confidence": ("", "3"),
    }
    assert changes[3] == {}
    assert changes[4]["ranges"] == ("", "resign")


def test_a_note_is_told_word_by_word_and_an_undo_says_so(team):
    made = mark(team.annotator, team.revision, "may resign", note="It is a guess.")
    revise(team, made, 1, note="It was a guess.")
    undoing.undo(actor=team.annotator, revision_id=team.revision.pk)
    first, second, third = past_of(team.annotator, uuid.UUID(made.data["id"]))
    assert second["changes"][0]["parts"] == [("=", "It "), ("-", "is"), ("+", "was"), ("=", " a guess.")]
    assert (first["undoes"], third["undoes"]) == (None, second["seq"])


def test_codes_are_called_as_they_were_called_then(team):
    made = mark(team.annotator, team.revision, "may resign")
    claim, *others = records.default().layers
    record = records.CodebookRecord(layers=[replace(claim, label="Statement"), *others])
    codebooks.save(actor=team.owner, project_id=team.project.pk, record=record, base_version=1)
    revise(team, made, 1, answers=[Answer("certainty", "possible")])
    told = past(team, made)
    assert told[0][2]["layer"] == ("", "Claim")
    assert told[1][2]["layer"] == ("Claim", "Statement")
    assert told[1][2]["codebook"] == ("1", "2")


def test_it_tells_on_which_claims_it_was_put(team, django_assert_num_queries):
    made = mark(team.annotator, team.revision, "may resign")
    key = uuid.UUID(made.data["id"])
    claim = claims.create(
        actor=team.annotator, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="The mayor resigns."
    )
    for other in (mark(team.curator, team.revision, "hurt"), made):
        mentions.put(actor=team.annotator, claim_id=claim.pk, annotation_id=uuid.UUID(other.data["id"]))
    mentions.take_off(actor=team.annotator, claim_id=claim.pk, annotation_id=key)
    undoing.undo(actor=team.annotator, revision_id=team.revision.pk)
    with django_assert_num_queries(6):
        told = past_of(team.reader, key)
    assert [each["verb"] for each in told] == [
        "annotation.created",
        "mention.created",
        "mention.deleted",
        "mention.created",
    ]
    assert [each["undoes"] for each in told] == [None, None, None, told[2]["seq"]]
    said = [(it["field"], it["old"], it["new"]) for each in told[1:] for it in each["changes"]]
    on, off = ("claim", "", "The mayor resigns."), ("claim", "The mayor resigns.", "")
    assert said == [on, off, on]


def test_it_costs_four_queries_however_long_it_is(team, django_assert_num_queries):
    made = mark(team.annotator, team.revision, "may resign")
    for version in range(1, 9):
        revise(team, made, version, note=str(version))
    with django_assert_num_queries(4):
        assert len(past_of(team.annotator, uuid.UUID(made.data["id"]))) == 9
