"""Gold mentions: which kept passages state which claims, decided without touching what people put there."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound, StaleVersion
from annotator.models import Blindness, Event, Mention, MentionDecision, Project, Trial
from annotator.queries import gold_mentions as queries
from annotator.queries import history
from annotator.services import adjudication, articles, assigning, claims, gold_mentions, mentions
from annotator.services.adjudication import Decided
from tests.people import SURE, at, mark

PEOPLE = ("owner", "curator", "annotator")
QUOTE = "may resign"


def a_claim(team, wording="The mayor resigns."):
    return claims.create(actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording=wording)


def kept(team, quote=QUOTE, basis=(), kept=True):
    """Decide on a passage of the text; who made its marks is none of this page's business."""
    told = adjudication.decide(
        actor=team.curator,
        revision_id=team.revision.pk,
        decision_id=uuid.uuid4(),
        decided=Decided(
            "claim",
            kept,
            [at(team.revision, quote)],
            SURE,
            {uuid.UUID(each["id"]): each["version"] for each in basis},
            reason="R.",
        ),
    )
    return uuid.UUID(told["id"])


@pytest.fixture
def marked(team):
    """The same words, marked by three people."""
    return {who: mark(team.who(who), team.revision, QUOTE).data for who in PEOPLE}


@pytest.fixture
def placed(team, marked):
    """A claim on which all but the annotator have put the passage; they put it on another."""
    first, second = a_claim(team), a_claim(team, "Somebody else resigns.")
    for who in PEOPLE:
        on = second if who == "annotator" else first
        claims.put(actor=team.who(who), claim_id=on.pk, annotation_id=uuid.UUID(marked[who]["id"]))
    return first, second


@pytest.fixture
def passage(team, marked, placed):
    return kept(team, basis=marked.values())


def decide(team, claim, passage, holds=True, by="curator", **said):
    return gold_mentions.decide(
        actor=team.who(by), claim_id=claim.pk, decision_id=passage, holds=holds, **said
    )


def table(team, by="curator"):
    return queries.mentions_for(team.who(by), team.story.pk)


def the_items(team):
    return {each.claim: each for _, items in table(team).rows for each in items}


def test_what_most_say_is_filled_in_claim_by_claim(team, placed, passage):
    first, second = (the_items(team)[each.pk] for each in placed)
    assert [(each.majority, each.votes, each.voters) for each in (first, second)] == [
        (True, 2, 3),
        (False, 1, 3),
    ]
    assert (first.state, first.passage.quote, first.passage.decision) == ("open", QUOTE, passage)
    assert table(team).counts == {"all": 2, "open": 2, "decided": 0, "changed": 0}


def test_half_of_the_people_are_no_majority(team, marked, placed, passage):
    mentions.take_off(actor=team.owner, claim_id=placed[0].pk, annotation_id=uuid.UUID(marked["owner"]["id"]))
    assert the_items(team)[placed[0].pk].majority is None


def test_a_decision_touches_nobodys_mention_and_is_told_once(team, placed, passage):
    before = list(Mention.objects.order_by("pk").values())
    told = decide(team, placed[0], passage, seen=the_items(team)[placed[0].pk].seen)
    item = the_items(team)[placed[0].pk]
    assert (item.state, item.decision) == ("decided", told)
    assert (told["holds"], told["overrules"], told["version"]) == (True, False, 1)
    assert list(Mention.objects.order_by("pk").values()) == before
    assert decide(team, placed[0], passage) == told, "the same again"
    assert Event.objects.filter(verb="decision.tied").count() == 1


def test_who_overrules_most_says_why(team, placed, passage):
    for claim, holds in ((placed[0], False), (placed[1], True)):
        with pytest.raises(Invalid) as refusal:
            decide(team, claim, passage, holds)
        assert refusal.value.field == "reason"
        assert decide(team, claim, passage, holds, reason="It says so.")["overrules"]


def test_what_nobody_put_there_can_be_put_there(team, placed, passage):
    alone = kept(team, "Nobody was hurt")
    assert [each.decision for each in table(team).spare] == [alone]
    told = decide(team, placed[0], alone)
    assert (told["holds"], told["overrules"]) == (True, False)
    assert table(team).spare == []
    gold_mentions.withdraw(actor=team.curator, claim_id=placed[0].pk, decision_id=alone, version=1)
    assert [each.decision for each in table(team).spare] == [alone]
    with pytest.raises(Invalid):
        decide(team, placed[0], alone, holds=False)


def test_what_comes_after_is_shown_and_discards_nothing(team, marked, placed, passage):
    told = decide(team, placed[0], passage)
    mentions.take_off(actor=team.owner, claim_id=placed[0].pk, annotation_id=uuid.UUID(marked["owner"]["id"]))
    claims.put(
        actor=team.annotator, claim_id=placed[0].pk, annotation_id=uuid.UUID(marked["annotator"]["id"])
    )
    item = the_items(team)[placed[0].pk]
    assert (item.state, item.decision) == ("changed", told)
    assert item.delta == {"new": [], "changed": ["Annotator"], "gone": [""]}
    decide(team, placed[0], passage, version=1)
    assert the_items(team)[placed[0].pk].state == "decided"


def test_of_two_curators_the_second_is_told(team, marked, placed, passage):
    seen = the_items(team)[placed[0].pk].seen
    mentions.take_off(actor=team.owner, claim_id=placed[0].pk, annotation_id=uuid.UUID(marked["owner"]["id"]))
    with pytest.raises(Conflict):
        decide(team, placed[0], passage, seen=seen)
    decide(team, placed[0], passage, reason="A.")
    with pytest.raises(StaleVersion):
        decide(team, placed[0], passage, reason="B.")
    decide(team, placed[0], passage, reason="B.", version=1)
    with pytest.raises(StaleVersion):
        gold_mentions.withdraw(actor=team.curator, claim_id=placed[0].pk, decision_id=passage, version=1)
    gold_mentions.withdraw(actor=team.curator, claim_id=placed[0].pk, decision_id=passage, version=2)
    gold_mentions.withdraw(actor=team.curator, claim_id=placed[0].pk, decision_id=passage, version=2)
    assert not MentionDecision.objects.exists()
    assert Event.objects.filter(verb="decision.untied").count() == 1


def test_only_kept_passages_of_the_claims_story_can_state_it(team, marked, placed):
    dropped = kept(team, kept=False, basis=marked.values())
    with pytest.raises(Conflict):
        decide(team, placed[0], dropped)
    assert table(team).counts["all"] == 0
    other = articles.create_story(actor=team.owner, project_id=team.project.pk, title="Rain")
    apart = claims.create(actor=team.owner, story_id=other.pk, claim_id=uuid.uuid4(), wording="It rains.")
    with pytest.raises(Invalid):
        decide(team, apart, kept(team, "Nobody was hurt"))


def test_marks_on_claims_wait_until_their_passage_is_decided(team, placed):
    assert table(team).waiting == {team.article.pk: 3}
    assert table(team).counts["all"] == 0


def test_a_withdrawn_passage_takes_its_mentions_along_and_brings_them_back(team, placed, passage):
    told = decide(team, placed[0], passage)
    adjudication.withdraw(actor=team.curator, decision_id=passage, version=1)
    assert table(team).counts["all"] == 0
    with pytest.raises(NotFound):
        decide(team, placed[0], passage)
    adjudication.restore(actor=team.curator, decision_id=passage)
    assert the_items(team)[placed[0].pk].decision == told


def test_only_leads_decide_and_not_on_what_they_annotate_blind(team, placed, passage):
    for who, refused in (("annotator", NotAllowed), ("reader", NotAllowed), ("stranger", NotFound)):
        with pytest.raises(refused):
            decide(team, placed[0], passage, by=who)
        with pytest.raises(refused):
            table(team, who)
    Project.objects.filter(pk=team.project.pk).update(blind=Blindness.REVEALED)
    assigning.assign(
        actor=team.owner, project_id=team.project.pk, people=[team.curator.pk], articles=[team.article.pk]
    )
    with pytest.raises(NotAllowed):
        table(team)
    with pytest.raises(NotAllowed):
        decide(team, placed[0], passage)


def test_names_are_hidden_where_the_project_says_so(team, placed, passage):
    decide(team, placed[0], passage)
    team.project.names_hidden = True
    team.project.save(update_fields=["names_hidden"])
    said = the_items(team)[placed[0].pk].said
    assert sorted(each["person"]["number"] for each in said) == [1, 2, 3]
    assert {each["person"]["name"] for each in said} == {""}


def test_it_costs_the_same_however_much_there_is(team, marked, placed, passage):
    def cost(deed):
        with CaptureQueriesContext(connection) as asked:
            deed()
        return len(asked)

    assert cost(lambda: table(team)) == 8
    decide(team, placed[0], passage)
    kept(team, "Nobody was hurt")
    assert cost(lambda: table(team)) == 8
    assert cost(lambda: decide(team, placed[1], passage, holds=False)) <= 10


def heard(team, who):
    events = history.in_sight(team.who(who).pk, Project.objects.get(pk=team.project.pk), Event.objects.all())
    return "decision.tied" in {each.verb for each in events}


def test_it_is_heard_of_as_what_was_decided_on_cells_is(team, placed, passage):
    decide(team, placed[0], passage)
    assert [heard(team, who) for who in PEOPLE] == [True, True, True]
    trial = Trial.objects.create(article=team.article, kind="gold")
    assert [heard(team, who) for who in PEOPLE] == [True, True, False]
    trial.delete()
    Project.objects.filter(pk=team.project.pk).update(decisions_shown=False)
    assert [heard(team, who) for who in PEOPLE] == [True, True, False]
    Project.objects.filter(pk=team.project.pk).update(decisions_shown=True, blind=Blindness.REVEALED)
    assert [heard(team, who) for who in PEOPLE] == [True, True, False]
