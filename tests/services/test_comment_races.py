"""Comments that several write at the same moment. Locks mean something on PostgreSQL only."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection

from annotator.errors import StaleVersion
from annotator.models import Comment, Reading, Thread
from annotator.services import comments
from tests.people import mark
from tests.services.test_races import WRITERS, at_once, kinds, seqs_are_whole

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def key(team):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set DATABASE_URL")
    return uuid.UUID(mark(team.annotator, team.revision, "may resign").data["id"])


def say(team, key, comment_id=None):
    return comments.create(
        actor=team.owner, annotation_id=key, comment_id=comment_id or uuid.uuid4(), body="@reader?"
    )


def test_first_comments_at_once_are_all_there_and_numbered_without_a_gap(team, key):
    told = at_once(*[lambda: say(team, key)] * WRITERS)
    assert kinds(told) == []
    numbers = sorted(Comment.objects.values_list("number", flat=True))
    assert numbers == list(range(1, WRITERS + 1))
    assert Thread.objects.get().newest == WRITERS
    assert seqs_are_whole(team)


def test_a_comment_that_is_sent_several_times_at_once_is_there_once(team, key):
    same = uuid.uuid4()
    told = at_once(*[lambda: say(team, key, same)] * WRITERS)
    assert kinds(told) == []
    assert sorted(each.made for each in told) == [False] * (WRITERS - 1) + [True]
    assert Comment.objects.get().number == Thread.objects.get().newest == 1


def test_of_several_changes_of_one_version_one_is_taken(team, key):
    said = say(team, key).data["id"]
    change = {"actor": team.owner, "comment_id": said, "version": 1}
    told = at_once(*[lambda n=n: comments.revise(**change, body=str(n)) for n in range(WRITERS)])
    assert kinds(told) == [StaleVersion] * (WRITERS - 1)
    assert Comment.objects.get().version == 2


def test_reading_in_several_windows_at_once_is_one_reading_and_the_furthest(team, key):
    for _ in range(3):
        say(team, key)
    told = at_once(
        *[
            lambda n=n: comments.read(actor=team.reader, annotation_id=key, number=n)
            for n in (1, 3, 2, 3, 1, 2)
        ]
    )
    assert kinds(told) == []
    assert Reading.objects.get().number == 3
