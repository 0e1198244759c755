from __future__ import annotations

import uuid

import pytest

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound, StaleVersion
from annotator.models import Cell, Claim, Mention
from annotator.queries import claims as queries
from annotator.services import annotations, articles, claims
from annotator.services.annotations import Answer
from tests.people import add_article, mark


def claim(team, wording="The mayor resigns.", by=None, key=None, **made):
    return claims.create(
        actor=by or team.annotator,
        story_id=team.story.pk,
        claim_id=key or uuid.uuid4(),
        wording=wording,
        **made,
    )


def put(team, row, made, by=None):
    return claims.put(actor=by or team.annotator, claim_id=row.pk, annotation_id=made.data["id"])


def set_cell(team, row, status, by=None, article=None, **found):
    return claims.set_cell(
        actor=by or team.annotator,
        claim_id=row.pk,
        article_id=(article or team.article).pk,
        status=status,
        **found,
    )


def cell(team, row):
    return Cell.objects.get(claim=row, article=team.article, annotator=team.annotator)


# -- claims


def test_claims_stand_in_the_order_of_their_making(team):
    made = [claim(team, f"Claim {n}.") for n in range(3)]
    assert [row.position for row in made] == [0, 1, 2]
    assert queries.claims_of(team.story) == made


def test_a_claim_is_made_once_however_often_it_is_sent(team):
    key = uuid.uuid4()
    assert claim(team, key=key) == claim(team, "Worded otherwise.", key=key)
    assert Claim.objects.get().wording == "The mayor resigns."


def test_an_id_of_another_storys_claim_is_a_conflict(team):
    other = articles.create_story(actor=team.owner, project_id=team.project.pk, title="Another")
    key = uuid.uuid4()
    claims.create(actor=team.owner, story_id=other.pk, claim_id=key, wording="Elsewhere.")
    with pytest.raises(Conflict):
        claim(team, key=key)


@pytest.mark.parametrize("wording", ["", " \n ", "\x00", "x" * 401])
def test_a_wording_that_cannot_be_is_refused(wording, team):
    with pytest.raises(Invalid) as refusal:
        claim(team, wording)
    assert refusal.value.field == "wording"


def test_of_two_who_reword_a_claim_the_second_is_told_what_stands(team):
    row = claim(team)
    claims.reword(actor=team.curator, claim_id=row.pk, wording="The mayor may resign.", version=1)
    with pytest.raises(StaleVersion) as refusal:
        claims.reword(actor=team.annotator, claim_id=row.pk, wording="He resigns.", version=1)
    current = {"id": str(row.pk), "wording": "The mayor may resign.", "version": 2}
    assert refusal.value.facts["current"] == current


def test_a_claim_is_deleted_by_its_maker_or_a_lead_and_restored_with_its_cells(team):
    row = claim(team, by=team.owner)
    set_cell(team, row, "asserted", certainty=4)
    with pytest.raises(NotAllowed):
        claims.delete(actor=team.annotator, claim_id=row.pk)
    claims.delete(actor=team.curator, claim_id=row.pk)
    with pytest.raises(NotFound):
        queries.claim_for(team.annotator, row.pk)
    assert queries.matrix_of(team.owner, team.story).rows == []
    with pytest.raises(NotAllowed):
        claims.restore(actor=team.annotator, claim_id=row.pk)
    claims.restore(actor=team.owner, claim_id=row.pk)
    assert queries.matrix_of(team.owner, team.story).checked_count == 1


# -- mentions


@pytest.mark.parametrize(
    ("answers", "status", "certainty"),
    [
        (["certain"], "asserted", 4),
        (["unclear"], "asserted", 1),
        (["possible", "denied"], "denied", 2),
    ],
)
def test_a_highlight_on_a_claim_fills_ones_cell_with_what_it_says(answers, status, certainty, team):
    said = [Answer(key, each) for key, each in zip(("certainty", "polarity"), answers, strict=False)]
    row = claim(team)
    put(team, row, mark(team.annotator, team.revision, "may resign", answers=said))
    assert (cell(team, row).status, cell(team, row).certainty) == (status, certainty)


def test_a_claim_made_from_a_highlight_has_it(team):
    made = mark(team.annotator, team.revision, "may resign")
    row = claim(team, annotation_id=made.data["id"])
    shown = queries.matrix_of(team.annotator, team.story).rows[0].cells[0]
    assert (row.pk, [quote.text for quote in shown.quotes]) == (shown.claim, ["may resign"])


def test_putting_a_highlight_twice_is_putting_it_once(team):
    row, made = claim(team), mark(team.annotator, team.revision, "may resign")
    assert put(team, row, made) == put(team, row, made)


def test_a_cell_that_was_settled_is_not_overwritten_by_a_highlight(team):
    row = claim(team)
    set_cell(team, row, "differs", certainty=2, note="Not quite")
    put(team, row, mark(team.annotator, team.revision, "may resign"))
    assert (cell(team, row).status, cell(team, row).certainty) == ("differs", 2)


def test_a_highlight_turns_not_reported_into_what_it_says(team):
    row = claim(team)
    set_cell(team, row, "not_reported")
    put(team, row, mark(team.annotator, team.revision, "may resign"))
    assert (cell(team, row).status, cell(team, row).version) == ("asserted", 2)


def test_with_the_last_highlight_the_cell_is_unchecked_again(team):
    row = claim(team)
    made = [mark(team.annotator, team.revision, quote) for quote in ("may resign", "Nobody")]
    for each in made:
        put(team, row, each)
    for each, status in zip(made, ("asserted", "unchecked"), strict=True):
        claims.take_off(actor=team.annotator, claim_id=row.pk, annotation_id=each.data["id"])
        assert cell(team, row).status == status
    claims.take_off(actor=team.annotator, claim_id=row.pk, annotation_id=made[0].data["id"])
    assert Mention.objects.filter(deleted_at=None).count() == 0


def test_a_cell_with_a_note_is_kept_when_its_highlight_goes(team):
    row, made = claim(team), mark(team.annotator, team.revision, "may resign")
    put(team, row, made)
    set_cell(team, row, "asserted", certainty=3, note="Also in the headline")
    claims.take_off(actor=team.annotator, claim_id=row.pk, annotation_id=made.data["id"])
    assert cell(team, row).status == "asserted"


def test_two_people_put_one_highlight_on_a_claim_and_it_is_quoted_once(team):
    row, made = claim(team), mark(team.annotator, team.revision, "may resign")
    for who in (team.annotator, team.curator):
        put(team, row, made, by=who)
    shown = queries.matrix_of(team.owner, team.story).rows[0].cells[0]
    assert len(shown.quotes) == 1
    assert [finding.annotator.username for finding in shown.findings] == ["curator", "annotator"]


def test_a_highlight_of_another_story_or_a_deleted_one_is_refused(team):
    row = claim(team)
    alone = add_article(team.project, None, "The mayor stays.", "Alone").revisions.get()
    with pytest.raises(Invalid) as refusal:
        put(team, row, mark(team.annotator, alone, "stays"))
    assert refusal.value.field == "annotation"
    made = mark(team.annotator, team.revision, "may resign")
    annotations.delete(actor=team.annotator, annotation_id=made.data["id"], version=1)
    with pytest.raises(Conflict):
        put(team, row, made)


# -- cells


def test_not_reported_is_attested_and_told_by_whom(team):
    row = claim(team)
    set_cell(team, row, "not_reported", note="Read twice")
    shown = queries.matrix_of(team.owner, team.story).rows[0].cells[0]
    assert (shown.status, shown.mine, shown.lead.note) == ("not_reported", None, "Read twice")
    assert queries.matrix_of(team.annotator, team.story).rows[0].cells[0].mine is not None


def test_not_reported_clashes_with_ones_own_highlight_but_not_with_anothers(team):
    row = claim(team)
    put(team, row, mark(team.annotator, team.revision, "may resign"))
    with pytest.raises(Conflict):
        set_cell(team, row, "not_reported")
    set_cell(team, row, "not_reported", by=team.curator)
    assert queries.matrix_of(team.owner, team.story).rows[0].cells[0].is_contested


def test_ones_own_finding_is_shown_first(team):
    row = claim(team)
    set_cell(team, row, "denied", by=team.owner)
    set_cell(team, row, "asserted", certainty=1)
    for who, status in ((team.owner, "denied"), (team.annotator, "asserted")):
        assert queries.matrix_of(who, team.story).rows[0].cells[0].status == status


@pytest.mark.parametrize(
    ("status", "certainty", "field"),
    [("perhaps", None, "status"), ("asserted", 5, "certainty"), ("asserted", 0, "certainty"),
     ("not_reported", 1, "certainty"), ("unchecked", 4, "certainty")],
)  # fmt: skip
def test_a_finding_that_cannot_be_is_refused(status, certainty, field, team):
    with pytest.raises(Invalid) as refusal:
        set_cell(team, claim(team), status, certainty=certainty)
    assert refusal.value.field == field


def test_an_article_of_another_story_has_no_cell(team):
    alone = add_article(team.project, None, "The mayor stays.", "Alone")
    with pytest.raises(Invalid):
        set_cell(team, claim(team), "asserted", article=alone)


def test_a_cell_counts_its_versions(team):
    row = claim(team)
    assert [set_cell(team, row, status).version for status in ("asserted", "denied", "unchecked")] == [
        1,
        2,
        3,
    ]
