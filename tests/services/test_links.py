from __future__ import annotations

import uuid

import pytest

from annotator.errors import AlreadyThere, Conflict, Invalid, NotAllowed, NotFound, StaleVersion
from annotator.findings.links import way
from annotator.models import Event, Link
from annotator.queries import links as queries
from annotator.services import annotations, articles, claims, links, stories
from tests.people import mark


@pytest.fixture
def rows(team):
    """Four claims of the story: A, B, C, D."""
    return [
        claims.create(actor=team.annotator, story_id=team.story.pk, claim_id=uuid.uuid4(), wording=word)
        for word in ("A.", "B.", "C.", "D.")
    ]


def link(team, one, kind, other, by=None, **more):
    return links.link_claims(
        actor=by or team.annotator,
        link_id=more.pop("key", None) or uuid.uuid4(),
        kind=kind,
        from_id=one.pk,
        to_id=other.pk,
        **more,
    )


def quoted(team, row, quote, by=None):
    who = by or team.annotator
    made = mark(who, team.revision, quote)
    return claims.put(actor=who, claim_id=row.pk, annotation_id=made.data["id"])


def link_quotes(team, one, kind, other, by=None):
    return links.link_mentions(
        actor=by or team.annotator, link_id=uuid.uuid4(), kind=kind, from_id=one.pk, to_id=other.pk
    )


def told(team, row):
    found = queries.links_of(team.reader, team.story)
    return [(each.word, each.claim.wording) for each in queries.from_one_end(found, row.pk)]


# -- between claims


def test_a_link_reads_from_both_its_ends(team, rows):
    a, b, *_ = rows
    link(team, a, "qualifies", b, note="Only on Mondays.")
    assert told(team, a) == [("qualifies", "B.")]
    assert told(team, b) == [("is qualified by", "A.")]


@pytest.mark.parametrize("kind", ["same", "contradicts"])
def test_what_has_no_direction_is_there_once_whichever_way_it_is_made(kind, team, rows):
    a, b, *_ = rows
    link(team, a, kind, b)
    with pytest.raises(AlreadyThere, match=r"“[AB]\.” .* “[AB]\.”"):
        link(team, b, kind, a, by=team.curator)
    assert told(team, a)[0][0] == told(team, b)[0][0]
    one, other = Link.objects.get().ends
    assert one < other


def test_two_claims_may_be_linked_in_several_ways(team, rows):
    a, b, *_ = rows
    link(team, a, "updates", b)
    link(team, a, "contradicts", b)
    assert len(told(team, a)) == 2


def test_sending_it_again_makes_it_once(team, rows):
    a, b, c, _ = rows
    key = uuid.uuid4()
    assert link(team, a, "updates", b, key=key) == link(team, a, "updates", b, key=key)
    with pytest.raises(Conflict):
        link(team, a, "updates", c, key=key)


def test_a_claim_is_not_linked_to_itself(team, rows):
    with pytest.raises(Invalid, match="not linked to itself") as refused:
        link(team, rows[0], "same", rows[0])
    assert refused.value.field == "to"


def test_links_stay_within_a_story_and_what_is_anothers_is_not_there(team, rows):
    other = articles.create_story(actor=team.owner, project_id=team.project.pk, title="Another")
    far = claims.create(actor=team.owner, story_id=other.pk, claim_id=uuid.uuid4(), wording="Far away.")
    with pytest.raises(Invalid, match=r"“Far away\.” is a claim of another story"):
        link(team, rows[0], "same", far)
    hidden = articles.create_story(actor=team.stranger, project_id=team.elsewhere.pk, title="Hidden")
    secret = claims.create(
        actor=team.stranger, story_id=hidden.pk, claim_id=uuid.uuid4(), wording="Nobody knows."
    )
    with pytest.raises(NotFound):
        link(team, rows[0], "same", secret)


@pytest.mark.parametrize("kind", ["more_specific", "updates"])
def test_no_link_closes_a_circle_and_the_refusal_names_the_way(kind, team, rows):
    a, b, c, d = rows
    for one, other in ((a, b), (b, c), (c, d)):
        link(team, one, kind, other)
    with pytest.raises(Conflict, match=r"“A\.” .* “D\.” already, by way of “B\.”, “C\.”\."):
        link(team, d, kind, a)
    with pytest.raises(Conflict, match=r"the other way round: “A\.” .* “B\.”\."):
        link(team, b, kind, a)
    link(team, a, kind, d)  # a short cut is no circle


def test_a_circle_of_two_kinds_or_of_qualifying_is_none(team, rows):
    a, b, *_ = rows
    link(team, a, "more_specific", b)
    link(team, b, "updates", a)
    link(team, a, "qualifies", b)
    link(team, b, "qualifies", a)
    assert len(told(team, a)) == 4


def test_a_link_of_a_deleted_claim_still_counts_for_circles(team, rows):
    """Otherwise the claim could not come back."""
    a, b, c, _ = rows
    link(team, a, "updates", b)
    link(team, b, "updates", c)
    claims.delete(actor=team.annotator, claim_id=b.pk)
    assert told(team, a) == []
    with pytest.raises(Conflict, match=r"by way of “B\.”"):
        link(team, c, "updates", a)
    claims.restore(actor=team.annotator, claim_id=b.pk)
    assert told(team, a) == [("updates", "B.")]


def test_a_reader_links_nothing_and_anothers_link_is_for_who_leads(team, rows):
    a, b, *_ = rows
    with pytest.raises(NotAllowed):
        link(team, a, "same", b, by=team.reader)
    made = link(team, a, "same", b, by=team.owner)
    with pytest.raises(NotAllowed, match="somebody else"):
        links.delete(actor=team.annotator, link_id=made.pk)
    links.delete(actor=team.curator, link_id=made.pk)


def test_a_change_keeps_the_rules(team, rows):
    a, b, *_ = rows
    link(team, b, "updates", a)
    made = link(team, a, "qualifies", b)
    do = {"actor": team.annotator, "link_id": made.pk, "note": ""}
    with pytest.raises(Conflict, match="the other way round"):
        links.change(**do, version=1, kind="updates")
    links.change(**do | {"note": "So."}, version=1, kind="same")
    with pytest.raises(StaleVersion):
        links.change(**do, version=1, kind="contradicts")
    row = Link.objects.get(pk=made.pk)
    assert (row.kind, row.note, row.version) == ("same", "So.", 2)
    assert row.ends[0] < row.ends[1]


def test_what_was_taken_away_comes_back_unless_it_is_there_by_now(team, rows):
    a, b, *_ = rows
    made = link(team, a, "updates", b)
    links.delete(actor=team.annotator, link_id=made.pk)
    assert told(team, a) == []
    links.restore(actor=team.annotator, link_id=made.pk)
    assert told(team, a) == [("updates", "B.")]
    links.delete(actor=team.annotator, link_id=made.pk)
    link(team, b, "updates", a)
    with pytest.raises(Conflict, match="the other way round"):
        links.restore(actor=team.annotator, link_id=made.pk)


def test_the_log_keeps_what_undo_needs(team, rows):
    a, b, *_ = rows
    made = link(team, a, "updates", b, note="Later.")
    links.change(actor=team.annotator, link_id=made.pk, version=1, kind="qualifies", note="")
    links.delete(actor=team.annotator, link_id=made.pk)
    rows_ = Event.objects.filter(verb__startswith="link.").order_by("seq")
    assert [each.verb for each in rows_] == ["link.created", "link.changed", "link.deleted"]
    assert {each.scope for each in rows_} == {f"story:{team.story.pk}"}
    ends = {"of": "claim", "from": str(a.pk), "to": str(b.pk)}
    assert rows_[0].after == ends | {"kind": "updates", "note": "Later.", "version": 1}
    assert rows_[1].before == rows_[0].after
    assert rows_[2].before["kind"] == "qualifies"


# -- between mentions


def test_passages_are_linked_in_each_ones_own_layer(team, rows):
    one = quoted(team, rows[0], "may resign")
    other = quoted(team, rows[1], "Nobody was hurt", by=team.curator)
    link_quotes(team, one, "contradicts", other)
    with pytest.raises(AlreadyThere, match="Nobody was hurt"):
        link_quotes(team, other, "contradicts", one)
    link_quotes(team, other, "contradicts", one, by=team.curator)
    assert len(queries.links_of(team.reader, team.story)) == 2


def test_a_circle_goes_through_one_persons_links_only(team, rows):
    one, other = quoted(team, rows[0], "may resign"), quoted(team, rows[1], "Nobody was hurt")
    link_quotes(team, one, "updates", other)
    link_quotes(team, other, "updates", one, by=team.curator)
    with pytest.raises(Conflict, match="Nobody was hurt"):
        link_quotes(team, other, "updates", one)


def test_one_passage_on_two_claims_is_not_linked_to_itself(team, rows):
    one = quoted(team, rows[0], "may resign")
    again = claims.put(actor=team.annotator, claim_id=rows[1].pk, annotation_id=one.annotation_id)
    with pytest.raises(Invalid, match="not linked to itself"):
        link_quotes(team, one, "same", again)


def test_a_link_goes_out_of_sight_with_its_passage_and_comes_back(team, rows):
    one, other = quoted(team, rows[0], "may resign"), quoted(team, rows[1], "Nobody was hurt")
    made = link_quotes(team, one, "same", other)
    annotations.delete(actor=team.annotator, annotation_id=one.annotation_id, version=1)
    assert queries.links_of(team.reader, team.story) == []
    with pytest.raises(NotFound):
        queries.link_for(team.reader, made.pk)
    annotations.restore(actor=team.annotator, annotation_id=one.annotation_id)
    assert queries.links_of(team.reader, team.story) == [made]


# -- stories


def test_links_go_with_the_claims_when_stories_are_merged(team, rows):
    a, b, *_ = rows
    made = link(team, a, "same", b)
    other = articles.create_story(actor=team.owner, project_id=team.project.pk, title="Another")
    stories.merge(actor=team.owner, story_id=other.pk, other_id=team.story.pk)
    assert queries.links_of(team.reader, other) == [made]


def test_a_rows_marks_count_by_kind(team, rows):
    a, b, c, d = rows
    for other in (b, c, d):
        link(team, a, "contradicts", other)
    link(team, b, "updates", a)
    marks = queries.marks_of(team.reader, team.story)
    assert [(each.word, each.count) for each in marks[a.pk]] == [("contradicts", 3), ("updated by", 1)]
    assert [(each.word, each.count) for each in marks[b.pk]] == [("contradicts", 1), ("updates", 1)]


def test_the_way_is_the_shortest():
    edges = [(1, 2), (2, 3), (1, 3), (3, 4)]
    assert way(edges, 1, 4) == [1, 3, 4]
    assert way(edges, 4, 1) == []
    assert way([], 1, 1) == [1]
