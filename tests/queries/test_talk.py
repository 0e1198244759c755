"""What comments cost in queries: as many however much is said."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from annotator.queries import comments as comment_queries
from annotator.queries import inbox as inbox_queries
from annotator.services import comments
from tests.api.asking import ask
from tests.people import client, mark
from tests.queries.test_counts import queries


def say(team, key, who, number):
    for n in range(number):
        comments.create(actor=who, annotation_id=key, comment_id=uuid.uuid4(), body=f"@reader {n}")


@pytest.fixture
def key(team):
    return uuid.UUID(mark(team.annotator, team.revision, "may resign").data["id"])


@pytest.mark.parametrize("number", [1, 30])
def test_a_thread_the_talk_and_the_inbox_take_as_many_however_much_is_said(number, team, key):
    say(team, key, team.curator, number)
    reader = client(team.reader)

    def page():
        assert reader.get(reverse("inbox")).status_code == 200

    # session and user before each; in a thread's list: the mark; thread; reading; comments; their items
    assert len(queries(lambda: ask(reader, "get", f"/api/v1/annotations/{key}/comments/"))) == 7
    assert len(queries(lambda: ask(reader, "get", f"/api/v1/revisions/{team.revision.pk}/comments/"))) == 4
    assert len(queries(lambda: ask(reader, "get", "/api/v1/inbox/"))) == 5
    assert len(queries(lambda: ask(reader, "get", "/api/v1/inbox/unread/"))) == 3
    assert len(queries(page)) == 8


def test_what_a_write_takes(team, key):
    who = {"actor": team.curator, "annotation_id": key}
    first, second = uuid.uuid4(), uuid.uuid4()
    assert len(queries(lambda: comments.create(**who, comment_id=first, body="@reader"))) <= 13
    assert len(queries(lambda: comments.create(**who, comment_id=second, body="@reader"))) <= 11
    change = {"actor": team.curator, "comment_id": second}
    assert len(queries(lambda: comments.revise(**change, version=1, body="@owner"))) <= 15
    assert len(queries(lambda: comments.delete(**change))) <= 7


def test_reading_all_takes_two_however_many_threads(team):
    for quote in ("may resign", "not clear", "Monday"):
        say(team, uuid.UUID(mark(team.annotator, team.revision, quote).data["id"]), team.curator, 2)
    assert inbox_queries.unread_of(team.reader) == 6
    browser = client(team.reader)
    assert len(queries(lambda: ask(browser, "post", "/api/v1/inbox/read/"))) == 4
    assert inbox_queries.unread_of(team.reader) == 0


def test_a_list_of_annotations_tells_what_is_said_and_is_new_when_one_has_read(team, key):
    say(team, key, team.curator, 2)
    browser, address = client(team.reader), f"/api/v1/revisions/{team.revision.pk}/annotations/"
    before = ask(browser, "get", address)
    assert before.json()["results"][0]["comments"] == {"count": 2, "unread": 2, "resolved": False}
    comments.read(actor=team.reader, annotation_id=key, number=2)
    after = ask(browser, "get", address, **{"If-None-Match": before["ETag"]})
    assert after.json()["results"][0]["comments"]["unread"] == 0
    assert ask(browser, "get", address, **{"If-None-Match": after["ETag"]}).status_code == 304


def test_who_has_said_nothing_is_told_as_nothing(team, key):
    (row,) = comment_queries.annotations_on(team.reader, team.revision)
    assert row["comments"] == comment_queries.NO_TALK
