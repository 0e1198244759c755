"""Gold cells: decided of what people found, without touching it."""

from __future__ import annotations

import uuid

import pytest

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound, StaleVersion
from annotator.models import Cell, CellDecision, Event, Member, Role, User
from annotator.queries import gold as queries
from annotator.services import claims, gold

PEOPLE = ("owner", "curator", "annotator")


@pytest.fixture
def claim(team):
    made = claims.create(
        actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="The mayor resigns."
    )
    for who, step in zip(PEOPLE, (4, 4, 2), strict=True):
        found(team, made, who, "asserted", step)
    return made


def found(team, claim, who, status, certainty=None):
    claims.set_cell(
        actor=team.who(who) if isinstance(who, str) else who,
        claim_id=claim.pk,
        article_id=team.article.pk,
        status=status,
        certainty=certainty,
    )


def decide(team, claim, status="asserted", certainty=4, by="curator", **said):
    return gold.decide_cell(
        actor=team.who(by),
        claim_id=claim.pk,
        article_id=team.article.pk,
        status=status,
        certainty=certainty,
        **said,
    )


def the_cell(team):
    ((_, (cell,)),) = queries.gold_for(team.curator, team.story.pk).rows
    return cell


def test_what_most_say_is_filled_in(team, claim):
    cell = the_cell(team)
    assert (cell.state, cell.majority.status, cell.majority.certainty) == ("open", "asserted", 4)
    assert (cell.majority.votes, cell.majority.voters) == (3, 3)


def test_a_decision_touches_nobodys_cell_and_is_told(team, claim):
    before = list(Cell.objects.order_by("pk").values())
    told = decide(team, claim, seen=the_cell(team).seen)
    cell = the_cell(team)
    assert (cell.state, cell.decision) == ("decided", told)
    assert list(Cell.objects.order_by("pk").values()) == before
    assert Event.objects.filter(verb="decision.filled").count() == 1
    assert decide(team, claim) == told, "the same again"
    assert Event.objects.filter(verb="decision.filled").count() == 1


def test_who_overrules_most_says_why(team, claim):
    for status, certainty in (("denied", None), ("asserted", 2)):
        with pytest.raises(Invalid) as refusal:
            decide(team, claim, status, certainty)
        assert refusal.value.field == "reason"
    assert decide(team, claim, "denied", None, reason="It quotes a denial.")["overrules"]


def test_what_comes_after_is_shown_and_discards_nothing(team, claim):
    told = decide(team, claim)
    found(team, claim, "annotator", "denied")
    late = User.objects.create(username="late", name="Late")
    Member.objects.create(project=team.project, user=late, role=Role.ANNOTATOR)
    found(team, claim, late, "denied")
    cell = the_cell(team)
    assert (cell.state, cell.decision) == ("changed", told)
    assert (cell.delta["new"], cell.delta["changed"]) == (["Late"], ["Annotator"])
    decide(team, claim, version=1, reason="Still.")
    assert the_cell(team).state == "decided"


def test_of_two_curators_the_second_is_told(team, claim):
    seen = the_cell(team).seen
    found(team, claim, "owner", "denied")
    with pytest.raises(Conflict):
        decide(team, claim, seen=seen)
    decide(team, claim, reason="A.")
    with pytest.raises(StaleVersion):
        decide(team, claim, reason="B.")
    decide(team, claim, reason="B.", version=1)
    with pytest.raises(StaleVersion):
        gold.withdraw_cell(actor=team.curator, claim_id=claim.pk, article_id=team.article.pk, version=1)
    gold.withdraw_cell(actor=team.curator, claim_id=claim.pk, article_id=team.article.pk, version=2)
    assert not CellDecision.objects.exists()


def test_what_is_not_reported_has_no_certainty_and_unchecked_is_no_decision(team, claim):
    for status, certainty in (("not_reported", 2), ("unchecked", None), ("asserted", 5)):
        with pytest.raises(Invalid):
            decide(team, claim, status, certainty, reason="R.")


def test_only_leads_decide(team, claim):
    for who, refused in (("annotator", NotAllowed), ("reader", NotAllowed), ("stranger", NotFound)):
        with pytest.raises(refused):
            decide(team, claim, by=who)
        with pytest.raises(refused):
            queries.gold_for(team.who(who), team.story.pk)


def test_names_are_hidden_where_the_project_says_so(team, claim):
    team.project.names_hidden = True
    team.project.save(update_fields=["names_hidden"])
    people = [each["person"] for each in the_cell(team).findings]
    assert sorted(each["number"] for each in people) == [1, 2, 3]
    assert {each["name"] for each in people} == {""}
