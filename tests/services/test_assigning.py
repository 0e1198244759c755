"""A lead gives work by hand and by a rule, to others, and takes it back."""

from __future__ import annotations

from datetime import date

import pytest

from annotator.errors import AlreadyThere, Conflict, Invalid, NotAllowed
from annotator.models import Annotation, Assignment
from annotator.queries import assignments as queries
from annotator.queries.assigning import plan_for
from annotator.services import assigning, assignments
from tests.people import mark
from tests.services.test_assignments import asked, given_to, state

FRIDAY = date(2030, 5, 3)


@pytest.fixture
def task(team):
    return given_to(team, team.annotator)[0]


def test_by_hand_who_has_it_keeps_what_they_have(team, task):
    other = team.add_account("The bridge stays closed.")
    made = given_to(team, team.annotator, team.curator, articles=[team.article, other])
    assert {(row.person, row.article) for row in made} == {
        (team.annotator, other),
        (team.curator, team.article),
        (team.curator, other),
    }
    with pytest.raises(Invalid, match="may annotate"):
        given_to(team, team.reader)
    with pytest.raises(Invalid, match="may annotate"):
        given_to(team, team.stranger)
    with pytest.raises(Invalid, match="at least one"):
        given_to(team)
    with pytest.raises(Invalid, match="articles"):
        assigning.assign(
            actor=team.owner, project_id=team.project.pk, people=[team.owner.pk], articles=[987654]
        )
    with pytest.raises(NotAllowed):
        assigning.assign(actor=team.annotator, project_id=team.project.pk, people=[], articles=[])


def test_a_rule_does_what_its_preview_shows(team):
    team.add_account("The bridge stays closed. " * 20)
    team.add_account("It rains on the bridge.")
    rule = asked(team, team.owner, team.curator, team.annotator, each=2, due=FRIDAY)
    plan = plan_for(team.curator, team.project.pk, rule)
    assert Assignment.objects.count() == 0
    assert sum(len(each.articles) for each in plan.shares) == 6
    assigning.share_out(actor=team.curator, project_id=team.project.pk, asked=rule, mark=plan.mark)
    has = {(each.person, row) for each in plan.shares for row in each.articles}
    assert {(row.person, row.article) for row in Assignment.objects.all()} == has
    assert set(Assignment.objects.values_list("due", flat=True)) == {FRIDAY}
    with pytest.raises(Conflict, match="preview"):
        assigning.share_out(actor=team.curator, project_id=team.project.pk, asked=rule, mark=plan.mark)
    assert plan_for(team.curator, team.project.pk, rule).shares[0].articles == []


def test_what_a_rule_cannot_give_goes_to_the_pool_where_asked(team):
    team.add_account("The bridge stays closed.")
    rule = asked(team, team.annotator, each=2, by_story="apart", pool=True)
    plan = assigning.share_out(actor=team.owner, project_id=team.project.pk, asked=rule)
    assert {each.why for each in plan.lacks} == {"people"}
    assert Assignment.objects.filter(person=None).count() == 3
    # The pool counts: nothing is asked for twice.
    again = plan_for(team.owner, team.project.pk, rule)
    assert (again.pooled, again.lacks) == ([], [])


def test_a_rule_is_refused_for_who_may_not_annotate_and_by_who_may_not_assign(team):
    with pytest.raises(Invalid):
        plan_for(team.owner, team.project.pk, asked(team, team.reader))
    with pytest.raises(Invalid):
        plan_for(team.owner, team.project.pk, asked(team))
    with pytest.raises(Invalid):
        plan_for(team.owner, team.project.pk, asked(team, team.owner, each=0))
    for who in (team.annotator, team.reader):
        with pytest.raises(NotAllowed):
            plan_for(who, team.project.pk, asked(team, team.owner))


def test_a_task_is_given_to_somebody_else(team, task):
    fresh = assigning.reassign(actor=team.owner, assignment_id=task.pk, person=team.curator.pk)
    assert (fresh.person_id, fresh.state) == (team.curator.pk, "to_do")
    assert not Assignment.objects.filter(pk=task.pk).exists()  # nobody had begun it
    assignments.begin(actor=team.curator, revision_id=team.revision.pk)
    pooled = assigning.reassign(actor=team.owner, assignment_id=fresh.pk, person=None)
    assert pooled.person_id is None
    assert state(fresh) == "abandoned"
    given_to(team, team.annotator)
    with pytest.raises(AlreadyThere):
        assigning.reassign(actor=team.owner, assignment_id=pooled.pk, person=team.annotator.pk)
    with pytest.raises(Invalid):
        assigning.reassign(actor=team.owner, assignment_id=pooled.pk, person=team.reader.pk)


def test_a_task_is_taken_back_and_the_work_stays(team, task):
    mark(team.annotator, team.revision, "may resign")
    assignments.begin(actor=team.annotator, revision_id=team.revision.pk)
    with pytest.raises(NotAllowed):
        assigning.withdraw(actor=team.annotator, assignment_id=task.pk)
    assigning.withdraw(actor=team.owner, assignment_id=task.pk, note="Not needed")
    assert queries.queues_of(team.annotator) == []
    assert Annotation.objects.filter(author=team.annotator, deleted_at=None).count() == 1
    done = given_to(team, team.annotator)[0]
    assignments.done(actor=team.annotator, assignment_id=done.pk)
    with pytest.raises(Conflict):
        assigning.withdraw(actor=team.owner, assignment_id=done.pk)
