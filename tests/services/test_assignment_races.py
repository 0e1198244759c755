"""Several people and one task at the same moment. On PostgreSQL, see `test_races`."""

from __future__ import annotations

import pytest
from django.db import connection

from annotator.errors import AlreadyThere, Conflict
from annotator.models import Assignment
from annotator.queries.assigning import Asked
from annotator.services import assigning, assignments
from tests.services.test_assignments import given_to
from tests.services.test_races import WRITERS, at_once, kinds, seqs_are_whole

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set DATABASE_URL")


def test_the_last_of_the_pool_goes_to_one_and_the_others_are_told(team):
    task = given_to(team, pool=1)[0]
    people = [team.owner, team.curator, team.annotator]
    told = at_once(*[lambda who=who: assignments.take(actor=who, assignment_id=task.pk) for who in people])
    assert kinds(told) == [Conflict] * 2
    assert Assignment.objects.get(pk=task.pk).person in people
    assert seqs_are_whole(team)


def test_one_person_in_two_windows_takes_an_article_once(team):
    tasks = given_to(team, pool=WRITERS)
    told = at_once(
        *[lambda pk=task.pk: assignments.take(actor=team.annotator, assignment_id=pk) for task in tasks]
    )
    assert kinds(told) == [AlreadyThere] * (WRITERS - 1)
    assert Assignment.objects.filter(person=team.annotator).count() == 1


def test_a_rule_that_is_asked_for_twice_is_done_once(team):
    rule = Asked([team.owner.pk, team.curator.pk], each=2)
    told = at_once(
        *[lambda: assigning.share_out(actor=team.owner, project_id=team.project.pk, asked=rule)] * WRITERS
    )
    assert set(kinds(told)) <= {Conflict}
    assert Assignment.objects.count() == 2


def test_what_is_done_in_two_windows_is_done_once(team):
    task = given_to(team, team.annotator)[0]
    told = at_once(*[lambda: assignments.done(actor=team.annotator, assignment_id=task.pk)] * WRITERS)
    assert set(kinds(told)) <= {Conflict}
    assert Assignment.objects.get(pk=task.pk).state == "done"
    assert team.project.events.filter(verb="assignment.done").count() == 1
