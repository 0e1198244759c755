"""Two transactions of one project that overlap: who listens gets both events, in the order of their numbers.

With a number from a sequence the one that was taken first and committed last would come too late for whoever
had read past it. The numbers of a project come from its row, which is locked until the commit (ADR 8).
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from annotator.queries import feed
from annotator.services import history
from tests.deadlines import until

if TYPE_CHECKING:
    from tests.people import Team

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set DATABASE_URL")


def write(team: Team, subject: str) -> int:
    return history.record(
        project_id=team.project.pk, actor=team.owner, verb="story.created", subject=subject, scope=""
    )


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees what was when it began
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


def heard(team: Team, after: int) -> list[tuple[int, str]]:
    return [(each.seq, each.subject) for each in feed.events_after(team.project.pk, after, 100)]


def test_an_event_that_is_numbered_later_is_not_there_before_the_one_numbered_first(team):
    begun = feed.heads([team.project.pk])[team.project.pk]
    committed = threading.Event()

    def second() -> None:
        try:
            with transaction.atomic():
                write(team, "second")
            committed.set()
        finally:
            connection.close()

    with transaction.atomic():
        first = write(team, "first")
        other = threading.Thread(target=second)
        other.start()
        # It waits for the row, and so has no number yet: nothing can be read past what is not committed.
        until(lambda: waiting() == 1, seconds=30, say="the second never waited")
        assert not committed.is_set()
    other.join(30)
    assert committed.is_set()
    assert heard(team, begun) == [(first, "first"), (first + 1, "second")]


def test_a_number_that_is_taken_back_is_given_again(team):
    begun = feed.heads([team.project.pk])[team.project.pk]
    with transaction.atomic():
        write(team, "never")
        transaction.set_rollback(True)
    with transaction.atomic():
        write(team, "there")
    assert heard(team, begun) == [(begun + 1, "there")]


def test_projects_do_not_wait_for_each_other(team):
    done = threading.Event()

    def elsewhere() -> None:
        try:
            with transaction.atomic():
                history.record(
                    project_id=team.elsewhere.pk,
                    actor=team.stranger,
                    verb="story.created",
                    subject="x",
                    scope="",
                )
            done.set()
        finally:
            connection.close()

    with transaction.atomic():
        write(team, "first")
        other = threading.Thread(target=elsewhere)
        other.start()
        other.join(30)
        assert done.is_set()
