"""Tasks: who may do what with them, what becomes of them, and that no act of one person loses another's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AlreadyThere, Conflict, Invalid, NotAllowed, NotFound
from annotator.models import Annotation, Assignment, Event, Member, Role, User
from annotator.queries import assignments as queries
from annotator.queries.assigning import Asked, board_of, plan_for
from annotator.services import assigning, assignments, projects
from tests.people import mark

FRIDAY = date(2030, 5, 3)


def given_to(team, *people, due=None, pool=0, articles=()):
    """Give the team's article (or others) to people, and return the tasks."""
    return assigning.assign(
        actor=team.owner,
        project_id=team.project.pk,
        people=[each.pk for each in people],
        articles=[each.pk for each in articles or [team.article]],
        pool=pool,
        due=due,
    )


def asked(team, *people, **rule):
    return Asked(people=[each.pk for each in people], **rule)


@pytest.fixture
def task(team):
    return given_to(team, team.annotator)[0]


def verbs(team):
    rows = Event.objects.filter(project=team.project, verb__startswith="assignment.").order_by("seq")
    return [row.verb.removeprefix("assignment.") for row in rows]


def state(task):
    return Assignment.objects.get(pk=task.pk).state


def test_it_goes_from_to_do_to_done_and_back(team, task):
    mine = {"actor": team.annotator, "assignment_id": task.pk}
    assert state(task) == "to_do"
    assignments.begin(actor=team.annotator, revision_id=team.revision.pk)
    assert state(task) == "in_progress"
    assignments.begin(actor=team.annotator, revision_id=team.revision.pk)
    assignments.pause(**mine)
    assignments.resume(**mine)
    assert assignments.done(**mine).done_at is not None
    assignments.done(**mine)
    assert state(task) == "done"
    assert assignments.reopen(**mine).state == "reopened"
    assignments.done(**mine)
    with pytest.raises(Invalid, match="why"):
        assignments.reopen(actor=team.curator, assignment_id=task.pk)
    reopened = assignments.reopen(actor=team.curator, assignment_id=task.pk, note=" The  quotes, please ")
    assert (reopened.note, state(task)) == ("The quotes, please", "reopened")
    assert verbs(team) == [
        "created", "started", "paused", "resumed", "done", "reopened", "done", "reopened",
    ]  # fmt: skip


def test_only_its_person_says_how_far_it_is(team, task):
    for act in (assignments.done, assignments.pause, assignments.resume):
        with pytest.raises(NotAllowed):
            act(actor=team.owner, assignment_id=task.pk)
        with pytest.raises(NotFound):
            act(actor=team.stranger, assignment_id=task.pk)
        with pytest.raises(NotFound):
            act(actor=team.reader, assignment_id=task.pk)
    other = given_to(team, team.curator)[0]
    with pytest.raises(NotFound):
        assignments.done(actor=team.annotator, assignment_id=other.pk)


def test_what_is_given_up_goes_to_the_pool_and_keeps_its_work(team):
    task = given_to(team, team.annotator, due=FRIDAY)[0]
    mark(team.annotator, team.revision, "may resign")
    mine = {"actor": team.annotator, "assignment_id": task.pk}
    with pytest.raises(Invalid, match="why"):
        assignments.abandon(**mine, reason=" ")
    left = assignments.abandon(**mine, reason="No time")
    assert (left.person, left.state, left.due, left.article) == (None, "to_do", FRIDAY, team.article)
    assert (state(task), Assignment.objects.get(pk=task.pk).note) == ("abandoned", "No time")
    assert Annotation.objects.filter(author=team.annotator).count() == 1
    with pytest.raises(Conflict):
        assignments.done(**mine)
    # It may be taken up again, even by who gave it up.
    assert assignments.take(actor=team.annotator, assignment_id=left.pk).person == team.annotator


def test_the_last_of_the_pool_is_taken_once(team):
    task = given_to(team, pool=1)[0]
    assert assignments.take(actor=team.curator, assignment_id=task.pk).person == team.curator
    with pytest.raises(Conflict, match="just now"):
        assignments.take(actor=team.annotator, assignment_id=task.pk)
    with pytest.raises(NotAllowed):
        assignments.take(actor=team.reader, assignment_id=task.pk)
    with pytest.raises(NotFound):
        assignments.take(actor=team.stranger, assignment_id=task.pk)


def test_an_article_is_taken_once_by_one_person(team):
    one, other = given_to(team, pool=2)
    assignments.take(actor=team.annotator, assignment_id=one.pk)
    assert queries.pool_of(team.annotator, team.project.pk) == []
    assert queries.pool_of(team.curator, team.project.pk) == [other]
    with pytest.raises(AlreadyThere):
        assignments.take(actor=team.annotator, assignment_id=other.pk)
    with pytest.raises(NotAllowed):
        queries.pool_of(team.reader, team.project.pk)


def test_who_was_not_asked_may_say_that_they_are_done(team):
    row = assignments.done_with(actor=team.annotator, article_id=team.article.pk)
    assert (row.state, row.person, row.created_by) == ("done", team.annotator, team.annotator)
    assert assignments.done_with(actor=team.annotator, article_id=team.article.pk).pk == row.pk
    with pytest.raises(NotAllowed):
        assignments.done_with(actor=team.reader, article_id=team.article.pk)
    with pytest.raises(NotFound):
        assignments.done_with(actor=team.stranger, article_id=team.article.pk)


def test_in_a_blind_project_what_was_found_is_kept_when_it_is_done(team, task):
    team.project.blind = "own_done"
    team.project.save(update_fields=["blind"])
    mark(team.annotator, team.revision, "may resign")
    assignments.done(actor=team.annotator, assignment_id=task.pk)
    keeping = team.article.rounds.get().keepings.get()
    assert (keeping.person, len(keeping.annotations)) == (team.annotator, 1)


def test_time_is_counted_once_and_never_more_than_has_passed(team, task):
    mine = {"actor": team.annotator, "article_id": team.article.pk}
    assert assignments.count(**mine, seconds=0) == 0
    assert state(task) == "to_do"
    assert assignments.count(**mine, seconds=3600) == 0  # sent at once: no time has passed
    _wait(task, 30)
    assert assignments.count(**mine, seconds=3600) == 30
    assert assignments.count(**mine, seconds=30) == 30  # a second window, or the same sent twice
    assert state(task) == "in_progress"
    _wait(task, 30)
    assert assignments.count(**mine, seconds=12) == 42
    _wait(task, 30)
    assignments.done(actor=team.annotator, assignment_id=task.pk)
    assert assignments.count(**mine, seconds=30) is None
    assert assignments.count(actor=team.curator, article_id=team.article.pk, seconds=30) is None
    with pytest.raises(NotFound):
        assignments.count(actor=team.stranger, article_id=team.article.pk, seconds=30)
    assert Assignment.objects.get(pk=task.pk).seconds == 42


def _wait(task, seconds):
    Assignment.objects.filter(pk=task.pk).update(seen_at=timezone.now() - timedelta(seconds=seconds + 0.5))


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(-5, 10**9)), max_size=30))
def test_what_is_counted_is_no_longer_than_it_took(pings):
    """`pings`: so many seconds after the one before, a page tells so many seconds."""
    told = [assignments.counted(seconds, since) for since, seconds in pings]
    assert all(0 <= each <= since for each, (since, _) in zip(told, pings, strict=True))


def test_a_due_date_tells_and_takes_nothing_away(team, task):
    past = timezone.localdate() - timedelta(days=1)
    changed = assigning.set_due(actor=team.owner, project_id=team.project.pk, assignments=[task.pk], due=past)
    assert changed == [task]
    (queue,) = queries.queues_of(team.annotator)
    assert queue.overdue == [task]
    assert assignments.done(actor=team.annotator, assignment_id=task.pk).state == "done"
    assert queries.queues_of(team.annotator)[0].overdue == []
    with pytest.raises(NotFound):
        assigning.set_due(actor=team.owner, project_id=team.project.pk, assignments=[987], due=None)


def test_the_queue_is_in_order_and_passes_over_what_is_put_aside(team):
    first, second, third = team.article, *(team.add_account(f"It rains {n}.") for n in ("a", "b"))
    late = given_to(team, team.annotator, articles=[first])[0]
    one, two = given_to(team, team.annotator, articles=[second, third], due=FRIDAY)
    who, project = team.annotator, team.project.pk
    (queue,) = queries.queues_of(who)
    assert queue.open == [one, two, late]
    place = queries.place_of(who, second.pk, project)
    assert (place.number, place.count, place.previous, place.next.article) == (1, 3, None, third)
    assignments.pause(actor=who, assignment_id=two.pk)
    assert queries.place_of(who, second.pk, project).next.article == first
    # After the last it goes on from the beginning.
    assert queries.place_of(who, first.pk, project).next.article == second
    assignments.done(actor=who, assignment_id=one.pk)
    assert queries.place_of(who, first.pk, project).next is None
    assert queries.place_of(team.curator, first.pk, project) is None
    assert queries.open_count(who) == 2


def test_who_left_keeps_their_tasks_in_the_leads_sight(team, task):
    Member.objects.filter(user=team.annotator).update(removed_at=timezone.now())
    board = board_of(team.owner, team.project.pk)
    left = next(each for each in board.workers if each.person == team.annotator)
    assert (left.may, left.tasks) == (False, [task])
    assert queries.queues_of(team.annotator) == []
    assert assigning.reassign(actor=team.owner, assignment_id=task.pk, person=team.curator.pk)


def test_reading_costs_no_more_with_more(team, django_assert_num_queries):
    people = [User.objects.create(username=f"p{n}") for n in range(6)]
    for person in people:
        Member.objects.create(project=team.project, user=person, role=Role.ANNOTATOR)
    accounts = [team.add_account(f"Account number {n}.") for n in range(8)]
    rule = asked(team, *people, each=2)
    with django_assert_num_queries(4):
        plan_for(team.owner, team.project.pk, rule)
    given_to(team, *people, articles=accounts, pool=1)
    with django_assert_num_queries(5):
        board_of(team.owner, team.project.pk)
    with django_assert_num_queries(1):
        queries.queues_of(people[0])
    with django_assert_num_queries(1):
        queries.place_of(people[0], accounts[0].pk, team.project.pk)
    with django_assert_num_queries(1):
        assignments.begin(actor=team.owner, revision_id=team.revision.pk)


# -- who goes


def test_what_a_removed_member_has_still_to_do_goes_back_to_the_pool(team):
    begun, fresh, finished = (team.add_account(f"Account {number}.", f"T{number}") for number in range(3))
    tasks = given_to(team, team.annotator, due=FRIDAY, articles=[begun, fresh, finished])
    assignments.begin(actor=team.annotator, revision_id=begun.revisions.get().pk)
    assignments.done(actor=team.annotator, assignment_id=tasks[2].pk)
    made = mark(team.annotator, begun.revisions.get(), "Account")
    projects.remove_member(actor=team.owner, member_id=team.project.members.get(user=team.annotator).pk)
    assert [state(each) for each in tasks] == ["abandoned", "to_do", "done"]
    pool = queries.pool_of(team.curator, team.project.pk)
    assert {(each.article_id, each.due, each.state) for each in pool} == {
        (begun.pk, FRIDAY, "to_do"),
        (fresh.pk, FRIDAY, "to_do"),
    }
    assert verbs(team)[-2:] == ["returned", "returned"]
    assert Annotation.objects.filter(pk=made.data["id"], deleted_at=None).exists(), "the work stays"
    taken = next(each for each in pool if each.article_id == begun.pk)
    assert assignments.take(actor=team.curator, assignment_id=taken.pk).person == team.curator


def test_who_leaves_without_tasks_leaves_nothing_in_the_pool(team, task):
    projects.remove_member(actor=team.curator, member_id=team.project.members.get(user=team.curator).pk)
    assert queries.pool_of(team.owner, team.project.pk) == []
    assert state(task) == "to_do"
    assert verbs(team) == ["created"]
