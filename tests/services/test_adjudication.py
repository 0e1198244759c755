"""Adjudication: gold is made of what people marked, and never touches it."""

from __future__ import annotations

import uuid

import pytest

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound, StaleVersion
from annotator.models import Annotation, Blindness, Decision, Event
from annotator.queries import adjudication as queries
from annotator.services import adjudication, annotations, assigning, assignments
from annotator.services.adjudication import Decided
from annotator.services.annotations import Answer, Change
from tests.people import SURE, at, mark

OPEN = [Answer("certainty", "possible")]


@pytest.fixture
def three(team):
    """Three people mark the same words, two of them as certain."""
    return [
        mark(team.annotator, team.revision, "may resign", answers=SURE),
        mark(team.curator, team.revision, "may resign", answers=SURE),
        mark(team.owner, team.revision, "mayor may resign", answers=OPEN),
    ]


def items(team):
    return queries.table_for(team.curator, team.revision.pk).items


def decided(team, made, words="may resign", **other):
    told = {
        "layer": "claim",
        "kept": True,
        "ranges": [at(team.revision, words)],
        "answers": SURE,
        "basis": {uuid.UUID(each.data["id"]): each.data["version"] for each in made},
    }
    return Decided(**told | other)


def decide(team, what, key=None, by=None):
    return adjudication.decide(
        actor=by or team.curator, revision_id=team.revision.pk, decision_id=key or uuid.uuid4(), decided=what
    )


def layers(team):
    rows = Annotation.objects.filter(revision=team.revision).order_by("created_at")
    return list(rows.values_list("pk", "version", "updated_at", "deleted_at"))


def test_what_people_marked_is_one_item_with_what_most_say(team, three):
    (item,) = items(team)
    assert {each["id"] for each in item.markings} == {each.data["id"] for each in three}
    assert (item.majority.votes, item.majority.voters) == (3, 3)
    assert item.majority.answers["certainty"] == ("certain",)
    assert [(each.start, each.end) for each in item.majority.ranges] == [(10, 20)]
    assert item.is_open


def test_a_decision_is_told_as_it_is_read_and_touches_nobodys_layer(team, three):
    before = layers(team)
    told = decide(team, decided(team, three))
    assert told["kept"]
    assert [each["quote"] for each in told["ranges"]] == ["may resign"]
    assert {"dimension": "certainty", "code": "certain"} in told["codes"]
    (item,) = items(team)
    assert item.decision == told
    assert not item.is_open
    assert layers(team) == before
    assert Event.objects.filter(project=team.project, verb="decision.made", subject=told["id"]).count() == 1


def test_sending_a_decision_twice_makes_it_once(team, three):
    key = uuid.uuid4()
    assert decide(team, decided(team, three), key) == decide(team, decided(team, three), key)
    assert Decision.objects.count() == 1


def test_changing_a_decision_twice_changes_it_once(team, three):
    told = decide(team, decided(team, three))
    anew = decided(team, three, answers=OPEN, reason="It says may.", version=1)
    again = decide(team, anew, uuid.UUID(told["id"]))
    assert decide(team, anew, uuid.UUID(told["id"])) == again
    assert again["version"] == 2
    with pytest.raises(StaleVersion):
        decide(team, decided(team, three, version=1), uuid.UUID(told["id"]))


def test_a_lead_who_annotates_blind_adjudicates_once_they_are_done(team, three):
    team.project.blind = Blindness.OWN_DONE
    team.project.save(update_fields=["blind"])
    (task,) = assigning.assign(
        actor=team.owner, project_id=team.project.pk, people=[team.curator.pk], articles=[team.article.pk]
    )
    with pytest.raises(NotAllowed):
        items(team)
    with pytest.raises(NotAllowed):
        decide(team, decided(team, three))
    told = decide(team, decided(team, three), by=team.owner)
    with pytest.raises(NotAllowed):
        adjudication.withdraw(actor=team.curator, decision_id=told["id"], version=1)
    assignments.done(actor=team.curator, assignment_id=task.pk)
    assert [item.decision for item in items(team)] == [told]


def test_who_overrules_most_says_why(team, three):
    with pytest.raises(Invalid) as refusal:
        decide(team, decided(team, three, answers=OPEN))
    assert refusal.value.field == "reason"
    assert refusal.value.facts["overrules"] == ["certainty"]
    with pytest.raises(Invalid):
        decide(team, decided(team, three, kept=False))
    told = decide(team, decided(team, three, kept=False, reason="No claim: a quotation."))
    assert told["overrules"]
    assert told["codes"] == []


def test_a_curator_adds_what_nobody_marked_and_cannot_drop_it(team):
    told = decide(team, decided(team, []))
    assert told["basis"] == []
    assert [item.decision["id"] for item in items(team)] == [told["id"]]
    with pytest.raises(Invalid):
        decide(team, decided(team, [], kept=False))


def test_what_comes_after_is_shown_and_discards_nothing(team, three):
    told = decide(team, decided(team, three[:2]))
    assert [item.decision["id"] for item in items(team)] == [told["id"]]
    late = items(team)[0]
    assert late.delta.new == [three[2].data["id"]]
    annotations.revise(
        actor=team.annotator,
        annotation_id=three[0].data["id"],
        version=1,
        change=Change(note="On second thoughts."),
    )
    annotations.delete(actor=team.curator, annotation_id=three[1].data["id"], version=1)
    (item,) = items(team)
    assert item.delta.changed == [three[0].data["id"]]
    assert item.delta.gone == [three[1].data["id"]]
    assert item.decision == told
    assert item.is_open


def test_deciding_anew_takes_the_delta_in(team, three):
    told = decide(team, decided(team, three[:2]))
    again = decide(team, decided(team, three, version=1), uuid.UUID(told["id"]))
    assert again["version"] == 2
    assert [item.is_open for item in items(team)] == [False]


def test_of_two_curators_the_second_is_told(team, three):
    told = decide(team, decided(team, three))
    decide(team, decided(team, three, version=1), uuid.UUID(told["id"]), by=team.owner)
    with pytest.raises(StaleVersion) as refusal:
        decide(team, decided(team, three, version=1), uuid.UUID(told["id"]))
    assert refusal.value.facts["current"]["version"] == 2
    with pytest.raises(Conflict):
        decide(team, decided(team, three[:1]))


def test_a_decision_is_withdrawn_and_comes_back(team, three):
    told = decide(team, decided(team, three))
    adjudication.withdraw(actor=team.curator, decision_id=told["id"], version=1)
    assert items(team)[0].decision is None
    back = adjudication.restore(actor=team.curator, decision_id=told["id"])
    assert items(team)[0].decision == back
    adjudication.withdraw(actor=team.curator, decision_id=told["id"], version=back["version"])
    decide(team, decided(team, three))
    with pytest.raises(Conflict):
        adjudication.restore(actor=team.curator, decision_id=told["id"])


def test_all_that_everybody_marked_alike_is_decided_at_once(team, three):
    everybody = (team.annotator, team.curator, team.owner)
    alike = [mark(who, team.revision, "Nobody was hurt", answers=SURE) for who in everybody]
    made = adjudication.accept_unanimous(
        actor=team.curator, revision_id=team.revision.pk, ids=[uuid.uuid4(), uuid.uuid4()]
    )
    (one,) = made
    assert {each["annotation"] for each in one["basis"]} == {each.data["id"] for each in alike}
    assert queries.table_for(team.curator, team.revision.pk).counts == {
        "all": 2, "open": 1, "decided": 1, "changed": 0, "unanimous": 0,
    }  # fmt: skip


def test_marks_that_are_gone_are_no_basis(team, three):
    annotations.delete(actor=team.annotator, annotation_id=three[0].data["id"], version=1)
    with pytest.raises(Invalid) as refusal:
        decide(team, decided(team, three))
    assert refusal.value.field == "basis"


def test_only_leads_adjudicate_and_others_may_not_even_know(team, three):
    for who, refused in ((team.annotator, NotAllowed), (team.reader, NotAllowed), (team.stranger, NotFound)):
        with pytest.raises(refused):
            queries.table_for(who, team.revision.pk)
        with pytest.raises(refused):
            decide(team, decided(team, three), by=who)


def test_names_are_hidden_where_the_project_says_so(team, three):
    team.project.names_hidden = True
    team.project.save()
    (item,) = items(team)
    shown = [each["author"] for each in item.markings]
    assert sorted(each["number"] for each in shown) == [1, 2, 3]
    assert {each["name"] for each in shown} == {""}
