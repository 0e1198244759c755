from __future__ import annotations

import uuid

import pytest

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound
from annotator.models import Annotation, Blindness, Carried, Event, Project
from annotator.queries import carries as queries
from annotator.queries import claims as claim_queries
from annotator.services import claims, placing
from tests.people import at, mark
from tests.revised import revise

HEDGED = "The mayor may resign on Monday, officials said."
GONE = "Nobody was hurt."
HARD = "The mayor will resign on Monday, officials said."


@pytest.fixture
def waiting(team, do_jobs):
    """The owner's marks on a changed passage and on one that is gone, by what became of them."""
    found = {
        state: uuid.UUID(mark(team.owner, team.revision, quote).data["id"])
        for state, quote in (("changed", HEDGED), ("orphan", GONE))
    }
    revise(team.owner, team.article)
    do_jobs()
    assert {row.state: row.pk for row in queries.waiting_of(team.owner)} == found
    return found


def row(key) -> Carried:
    return Carried.objects.get(source=key)


def quotes(annotation: Annotation) -> list[str]:
    return [each.quote for each in annotation.ranges.all()]


def test_a_place_that_was_found_is_accepted_and_waits_again_when_that_is_taken_back(team, waiting):
    key = waiting["changed"]
    placing.accept(actor=team.owner, annotation_id=key)
    assert row(key).review == "accepted"
    assert queries.waiting_count(team.owner) == 1
    placing.reopen(actor=team.owner, annotation_id=key)
    assert row(key).review == "waiting"
    assert quotes(row(key).made) == [HARD]


def test_a_changed_mark_is_put_elsewhere_and_back(team, waiting):
    key, newer = waiting["changed"], row(waiting["changed"]).revision
    placing.place(actor=team.owner, annotation_id=key, ranges=[at(newer, "will resign")])
    assert (quotes(row(key).made), row(key).made.anchor) == (["will resign"], "exact")
    placing.reopen(actor=team.owner, annotation_id=key)
    assert (quotes(row(key).made), row(key).made.anchor) == ([HARD], "changed")


def test_what_has_no_place_is_given_one_with_its_claim_and_loses_it_again(team, do_jobs):
    claim = claims.create(
        actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="Nobody is hurt."
    )
    key = uuid.UUID(mark(team.owner, team.revision, GONE).data["id"])
    claims.put(actor=team.owner, claim_id=claim.pk, annotation_id=key)
    newer = revise(team.owner, team.article)
    do_jobs()

    def shown() -> list[int]:
        cell = claim_queries.matrix_of(team.owner, team.story).cell(claim.pk, team.article.pk)
        return [quote.revision for quote in cell.quotes]

    assert shown() == [team.revision.pk]
    with pytest.raises(Conflict):
        placing.accept(actor=team.owner, annotation_id=key)
    placing.place(actor=team.owner, annotation_id=key, ranges=[at(newer, "the council")])
    assert shown() == [newer.pk]
    placing.reopen(actor=team.owner, annotation_id=key)
    assert shown() == [team.revision.pk]
    placing.give_up(actor=team.owner, annotation_id=key, reason="It went.")
    assert shown() == []
    assert row(key).reason == "It went."
    placing.reopen(actor=team.owner, annotation_id=key)
    assert shown() == [team.revision.pk]


def test_giving_a_changed_mark_up_takes_it_off_the_newer_text_alone(team, waiting):
    key = waiting["changed"]
    placing.give_up(actor=team.owner, annotation_id=key, reason="It says otherwise.")
    assert row(key).made.deleted_at is not None
    assert Annotation.objects.get(pk=key).deleted_at is None
    placing.reopen(actor=team.owner, annotation_id=key)
    assert row(key).made.deleted_at is None


@pytest.mark.parametrize("reason", ["", "  \x00 ", "x" * 501])
def test_who_gives_up_says_why(team, waiting, reason):
    with pytest.raises(Invalid):
        placing.give_up(actor=team.owner, annotation_id=waiting["orphan"], reason=reason)


def test_it_is_said_once_and_by_whoever_made_the_mark(team, waiting):
    key = waiting["changed"]
    with pytest.raises(NotAllowed):
        placing.accept(actor=team.annotator, annotation_id=key)
    with pytest.raises(NotFound):
        placing.accept(actor=team.stranger, annotation_id=key)
    placing.accept(actor=team.owner, annotation_id=key)
    with pytest.raises(Conflict):
        placing.accept(actor=team.owner, annotation_id=key)
    assert queries.waiting_of(team.annotator) == []


def test_each_is_an_event_that_others_do_not_hear_of_while_the_article_is_blind(team, waiting):
    Project.objects.update(blind=Blindness.REVEALED)
    with pytest.raises(NotFound):
        queries.carried_for(team.annotator, waiting["changed"])
    placing.accept(actor=team.owner, annotation_id=waiting["changed"])
    told = Event.objects.get(verb="carried.accepted")
    assert told.after["article"] == team.article.pk
    newer = row(waiting["changed"]).revision
    assert queries.counted(team.annotator, newer)["changed"] == 0
    assert queries.counted(team.owner, newer)["changed"] == 1
