from __future__ import annotations

import uuid

import pytest

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound
from annotator.models import Cell, Event, Mention
from annotator.queries import claims as queries
from annotator.services import arranging, claims, unarranging
from tests.people import mark


def claim(team, wording, by=None):
    return claims.create(
        actor=by or team.annotator, story_id=team.story.pk, claim_id=uuid.uuid4(), wording=wording
    )


def put(team, row, quote, by=None):
    who = by or team.annotator
    made = mark(who, team.revision, quote)
    return claims.put(actor=who, claim_id=row.pk, annotation_id=made.data["id"])


def say(team, row, status, certainty=None, by=None, note="", article=None):
    return claims.set_cell(
        actor=by or team.annotator,
        claim_id=row.pk,
        article_id=(article or team.article).pk,
        status=status,
        certainty=certainty,
        note=note,
    )


def order(team):
    return [row.wording for row in queries.claims_of(team.story)]


def state(team):
    """All that is in the matrix, apart from versions and who put what when."""
    cells = Cell.objects.filter(claim__deleted_at=None)
    mentions = Mention.objects.filter(claim__deleted_at=None, deleted_at=None)
    told = ("claim__wording", "article", "annotator__username", "status", "certainty", "note", "also")
    return (
        sorted(map(repr, cells.values_list(*told))),
        sorted(map(repr, mentions.values_list("claim__wording", "annotation", "author"))),
        order(team),
    )


# -- order


def test_a_row_is_put_in_front_of_another_or_last_and_back(team):
    one, two, three = (claim(team, each) for each in ("A.", "B.", "C."))
    arranging.move(actor=team.annotator, claim_id=three.pk, before=one.pk)
    assert order(team) == ["C.", "A.", "B."]
    arranging.move(actor=team.annotator, claim_id=one.pk, before=None)
    assert order(team) == ["C.", "B.", "A."]
    event = Event.objects.latest("seq")
    assert event.verb == "claim.moved"
    assert event.before["before"] == str(two.pk)
    arranging.move(actor=team.annotator, claim_id=one.pk, before=uuid.UUID(event.before["before"]))
    assert order(team) == ["C.", "A.", "B."]


def test_a_row_is_not_put_in_front_of_one_that_is_gone(team):
    one, two = claim(team, "A."), claim(team, "B.")
    claims.delete(actor=team.annotator, claim_id=two.pk)
    with pytest.raises(Conflict):
        arranging.move(actor=team.annotator, claim_id=one.pk, before=two.pk)


# -- merging


@pytest.fixture
def two_rows(team):
    """Two rows: of one account both people found something in both; the annotator two different things."""
    one, other = claim(team, "He may resign."), claim(team, "He resigns.")
    account = team.add_account("He stays, they said.")
    put(team, one, "may resign")
    put(team, other, "officials said")
    say(team, one, "asserted", 2)
    say(team, other, "denied", 4, note="See the end.")
    say(team, other, "not_reported", article=account)
    say(team, one, "asserted", 2, by=team.curator)
    say(team, other, "asserted", 2, by=team.curator, note="The same.")
    return one, other


def test_merging_brings_quotes_and_cells_and_loses_nothing(team, two_rows):
    one, other = two_rows
    done = arranging.merge(actor=team.annotator, claim_id=one.pk, other_id=other.pk)
    assert done.conflicts == 1
    assert order(team) == ["He may resign."]
    assert one.mentions.filter(deleted_at=None).count() == 2
    mine = Cell.objects.get(claim=one, article=team.article, annotator=team.annotator)
    assert (mine.status, mine.certainty) == ("asserted", 2)
    assert mine.also == [
        {"wording": "He resigns.", "status": "denied", "certainty": 4, "note": "See the end."}
    ]
    theirs = Cell.objects.get(claim=one, article=team.article, annotator=team.curator)
    assert (theirs.also, theirs.note) == ([], "The same.")
    row = queries.matrix_of(team.reader, team.story).rows[0]
    assert [cell.status for cell in row.cells] == ["asserted", "not_reported"]
    assert row.cells[0].is_contested
    assert "disputed" in row.kinds


def test_setting_the_cell_settles_what_merging_left_open(team, two_rows):
    one, other = two_rows
    arranging.merge(actor=team.annotator, claim_id=one.pk, other_id=other.pk)
    say(team, one, "asserted", 2)
    assert Cell.objects.get(claim=one, article=team.article, annotator=team.annotator).also == []


def test_merging_is_undone_with_everything_where_it_was(team, two_rows):
    before = state(team)
    one, other = two_rows
    done = arranging.merge(actor=team.annotator, claim_id=one.pk, other_id=other.pk)
    unarranging.undo(actor=team.annotator, story_id=team.story.pk, seq=done.seq)
    assert state(team) == before
    with pytest.raises(Conflict):
        unarranging.undo(actor=team.annotator, story_id=team.story.pk, seq=done.seq)


def test_merging_is_not_undone_over_what_somebody_found_since(team, two_rows):
    one, other = two_rows
    done = arranging.merge(actor=team.annotator, claim_id=one.pk, other_id=other.pk)
    say(team, one, "differs", by=team.curator)
    merged = state(team)
    with pytest.raises(Conflict):
        unarranging.undo(actor=team.annotator, story_id=team.story.pk, seq=done.seq)
    assert state(team) == merged


def test_a_highlight_that_is_on_both_is_on_the_merged_claim_once(team):
    one, other = claim(team, "A."), claim(team, "B.")
    made = mark(team.annotator, team.revision, "may resign").data["id"]
    for row in (one, other):
        claims.put(actor=team.annotator, claim_id=row.pk, annotation_id=made)
    arranging.merge(actor=team.annotator, claim_id=one.pk, other_id=other.pk)
    assert one.mentions.filter(deleted_at=None).count() == 1


def test_somebody_elses_claim_is_merged_by_who_may_change_it(team):
    one, other = claim(team, "A."), claim(team, "B.", by=team.owner)
    with pytest.raises(NotAllowed):
        arranging.merge(actor=team.annotator, claim_id=one.pk, other_id=other.pk)
    with pytest.raises(Invalid):
        arranging.merge(actor=team.annotator, claim_id=one.pk, other_id=one.pk)
    arranging.merge(actor=team.curator, claim_id=one.pk, other_id=other.pk)


# -- splitting


def split(team, row, by=None, **what):
    return arranging.split(
        actor=by or team.annotator, claim_id=row.pk, new_id=uuid.uuid4(), wording="Of the bridge.", **what
    )


def test_a_quote_that_goes_takes_its_cell_along_when_it_is_the_last(team):
    row = claim(team, "He may resign.")
    claim(team, "Below.")
    first, second = put(team, row, "may resign"), put(team, row, "the bridge was closed")
    done = split(team, row, mentions=[second.pk])
    assert order(team) == ["He may resign.", "Of the bridge.", "Below."]
    assert [each.pk for each in done.claim.mentions.all()] == [second.pk]
    assert Cell.objects.filter(claim__in=[row, done.claim], status="asserted").count() == 2  # both say so
    again = split(team, row, mentions=[first.pk])
    assert not Cell.objects.filter(claim=row).exists()
    assert again.claim.cells.get().status == "asserted"


def test_all_that_was_found_in_an_account_goes(team):
    row = claim(team, "He may resign.")
    account = team.add_account("He stays.")
    say(team, row, "not_reported", article=account)
    say(team, row, "asserted", by=team.curator, article=account)
    put(team, row, "may resign")
    done = split(team, row, by=team.owner, articles=[account.pk])
    assert done.claim.cells.count() == 2
    assert row.cells.get().article_id == team.article.pk


def test_an_annotator_takes_only_their_own_along(team):
    row = claim(team, "He may resign.")
    theirs = put(team, row, "officials said", by=team.curator)
    put(team, row, "may resign")
    with pytest.raises(NotAllowed):
        split(team, row, mentions=[theirs.pk])
    done = split(team, row, articles=[team.article.pk])
    assert {each.author for each in done.claim.mentions.all()} == {team.annotator}
    assert row.cells.get().annotator == team.curator


def test_splitting_is_undone_and_not_over_what_came_since(team):
    row = claim(team, "He may resign.")
    put(team, row, "may resign")
    second = put(team, row, "the bridge was closed")
    before = state(team)
    done = split(team, row, mentions=[second.pk])
    unarranging.undo(actor=team.annotator, story_id=team.story.pk, seq=done.seq)
    assert state(team) == before
    done = split(team, row, mentions=[second.pk])
    put(team, done.claim, "Nobody was hurt", by=team.curator)
    with pytest.raises(Conflict):
        unarranging.undo(actor=team.annotator, story_id=team.story.pk, seq=done.seq)


def test_nothing_is_no_part_of_a_claim(team):
    row = claim(team, "He may resign.")
    with pytest.raises(Invalid):
        split(team, row)
    with pytest.raises(Conflict):
        split(team, row, mentions=[uuid.uuid4()])


def test_what_is_no_merging_or_splitting_is_not_undone_here(team):
    claim(team, "A.")
    seq = Event.objects.latest("seq").seq
    with pytest.raises(NotFound):
        unarranging.undo(actor=team.owner, story_id=team.story.pk, seq=seq)
