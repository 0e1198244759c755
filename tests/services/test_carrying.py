"""What goes along when two claims become one, links and refused suggestions, and comes back."""

from __future__ import annotations

import uuid

import pytest

from annotator.models import Counterpart, CounterpartAnswer
from annotator.queries import links as link_queries
from annotator.services import arranging, claims, links, unarranging
from tests.people import mark


def claim(team, wording):
    return claims.create(actor=team.annotator, story_id=team.story.pk, claim_id=uuid.uuid4(), wording=wording)


def link(team, kind, one, other, by=None):
    return links.link_claims(
        actor=by or team.annotator, link_id=uuid.uuid4(), kind=kind, from_id=one.pk, to_id=other.pk, note="N"
    )


def told(team):
    """Return every link between claims in sight, as it reads."""
    found = link_queries.links_of(team.reader, team.story)
    said = []
    for each in found:
        ends = (
            [each.from_claim, each.to_claim] if each.of == "claim" else [each.from_mention, each.to_mention]
        )
        words = [getattr(end, "wording", None) or f"{end.claim.wording} {end.annotation_id}" for end in ends]
        if each.kind in {"same", "contradicts"}:
            words.sort()
        said.append((words[0], each.kind, words[1], each.note))
    return sorted(said)


def merge(team, one, other):
    return arranging.merge(actor=team.annotator, claim_id=one.pk, other_id=other.pk)


def undo(team, done):
    return unarranging.undo(actor=team.annotator, story_id=team.story.pk, seq=done.seq)


@pytest.fixture
def rows(team):
    return [claim(team, each) for each in "ABCD"]


def test_links_lead_to_the_claim_that_stays_and_back_when_it_is_undone(team, rows):
    a, b, c, d = rows
    link(team, "updates", b, c)
    link(team, "contradicts", d, b)
    link(team, "qualifies", c, d)
    before = told(team)
    done = merge(team, a, b)
    assert told(team) == [
        ("A", "contradicts", "D", "N"),
        ("A", "updates", "C", "N"),
        ("C", "qualifies", "D", "N"),
    ]
    assert done.dropped == []
    undo(team, done)
    assert told(team) == before


def test_no_claim_is_linked_to_itself_and_no_link_is_there_twice(team, rows):
    a, b, c, _ = rows
    link(team, "same", a, b)
    link(team, "updates", a, c)
    link(team, "updates", b, c)
    before = told(team)
    done = merge(team, a, b)
    assert told(team) == [("A", "updates", "C", "N")]
    assert [(each["kind"], each["why"]) for each in done.dropped] == [("same", "itself")]
    undo(team, done)
    assert told(team) == before


def test_what_would_go_round_in_a_circle_is_left_out_and_told(team, rows):
    a, b, c, _ = rows
    link(team, "more_specific", a, c)
    link(team, "more_specific", c, b)
    before = told(team)
    done = merge(team, a, b)
    assert told(team) == [("A", "more_specific", "C", "N")]
    assert done.dropped == [{"kind": "more_specific", "from": "C", "to": "B", "why": "circle"}]
    undo(team, done)
    assert told(team) == before


def test_undoing_closes_no_circle_with_what_was_linked_since(team, rows):
    a, b, c, d = rows
    link(team, "updates", a, c)
    link(team, "updates", c, b)  # left out while they are one
    link(team, "updates", b, d)
    done = merge(team, a, b)
    link(team, "updates", d, c)
    undo(team, done)
    assert told(team) == [
        ("A", "updates", "C", "N"),
        ("B", "updates", "D", "N"),
        ("D", "updates", "C", "N"),  # and so not C, B: B, D, C would be round
    ]


def test_a_link_that_was_taken_away_since_stays_away(team, rows):
    a, b, c, _ = rows
    there = link(team, "updates", b, c)
    done = merge(team, a, b)
    links.delete(actor=team.annotator, link_id=there.pk)
    undo(team, done)
    assert told(team) == []
    links.restore(actor=team.annotator, link_id=there.pk)
    assert told(team) == [("B", "updates", "C", "N")]


def test_links_of_a_passage_that_both_claims_have_lead_to_the_one_that_stays(team, rows):
    a, b, c, _ = rows
    quote = mark(team.annotator, team.revision, "may resign").data["id"]
    other = mark(team.annotator, team.revision, "Nobody was hurt").data["id"]
    mine, double, far = (
        claims.put(actor=team.annotator, claim_id=row.pk, annotation_id=key)
        for row, key in ((a, quote), (b, quote), (c, other))
    )
    links.link_mentions(
        actor=team.annotator, link_id=uuid.uuid4(), kind="updates", from_id=double.pk, to_id=far.pk
    )
    before = told(team)
    done = merge(team, a, b)
    assert told(team) == [(f"A {mine.annotation_id}", "updates", f"C {far.annotation_id}", "")]
    undo(team, done)
    assert told(team) == before


def test_undoing_a_split_brings_what_was_linked_since_to_the_claim_it_was_of(team, rows):
    a, b, _, _ = rows
    made = mark(team.annotator, team.revision, "may resign").data["id"]
    put = claims.put(actor=team.annotator, claim_id=a.pk, annotation_id=made)
    done = arranging.split(
        actor=team.annotator, claim_id=a.pk, new_id=uuid.uuid4(), wording="A2", mentions=[put.pk]
    )
    link(team, "updates", done.claim, b)
    link(team, "same", done.claim, a)
    undo(team, done)
    assert told(team) == [("A", "updates", "B", "N")]


def refuse(team, row, verdict="rejected", by=None):
    there, _ = Counterpart.objects.get_or_create(
        claim=row,
        revision=team.revision,
        start=0,
        end=3,
        defaults={"quote": team.revision.text[:3], "kind": "verbatim", "score": 1, "engine": "x"},
    )
    return CounterpartAnswer.objects.create(counterpart=there, person=by or team.annotator, verdict=verdict)


def refused(team, row):
    rows = CounterpartAnswer.objects.filter(counterpart__claim=row, verdict="rejected")
    return sorted(rows.values_list("person__username", flat=True))


def test_what_was_refused_is_refused_for_the_claim_that_stays_and_forgotten_when_it_is_undone(team, rows):
    a, b, c, _ = rows
    refuse(team, b)
    refuse(team, b, by=team.curator)
    refuse(team, b, by=team.owner)
    refuse(team, a, "", by=team.curator)  # it was shown to them
    refuse(team, a, "accepted", by=team.owner)
    refuse(team, c)
    done = merge(team, a, b)
    assert refused(team, a) == ["annotator", "curator"]
    undo(team, done)
    assert refused(team, a) == []
    assert refused(team, b) == ["annotator", "curator", "owner"]
    assert CounterpartAnswer.objects.get(counterpart__claim=a, person=team.owner).verdict == "accepted"
