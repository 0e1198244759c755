"""What undo and bulk changes cost in queries, and that none of them reads the log through."""

from __future__ import annotations

import uuid

from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.models import Event, Project
from annotator.services import bulk
from tests.people import mark
from tests.services.test_undoing import change, now, redo, undo


def test_an_undo_costs_the_same_after_ten_thousand_events(team):
    made = mark(team.annotator, team.revision, "may resign")
    change(team, made, note="a")
    with CaptureQueriesContext(
        connection,
    ) as few:
        undo(team)
    redo(team)
    pad(team, 10_000)
    change(team, made, now(team, made)["version"], note="b")
    with CaptureQueriesContext(connection) as many:
        undo(team)
    assert len(many) <= len(few) <= 32
    looked_up = [
        each["sql"] for each in many if "undo_in" in each["sql"] and each["sql"].startswith("SELECT")
    ]
    assert looked_up
    assert all(is_looked_up(sql) for sql in looked_up)


def pad(team, count):
    """Write so many changes of the annotator's that were all taken back, on this very text."""
    begin = Project.objects.get(pk=team.project.pk).event_seq
    Event.objects.bulk_create(
        Event(
            project=team.project, seq=begin + n, actor=team.annotator, verb="annotation.changed",
            subject=str(uuid.uuid4()), undo_in=team.revision.pk, undoes=begin + n - 1 if n % 2 == 0 else None,
            next_undo=begin, next_redo=begin + n,
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    Project.objects.filter(pk=team.project.pk).update(event_seq=begin + count)


def is_looked_up(sql):
    """Say whether the plan goes through an index to the rows, and sorts nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        plan = " ".join(str(row) for row in cursor.fetchall())
    return ("INDEX" in plan.upper()) and "SCAN annotator_event" not in plan and "TEMP B-TREE" not in plan


def test_many_at_once_cost_little_more_than_one(team):
    def cost(count):
        made = [mark(team.annotator, team.revision, "may resign").data["id"] for _ in range(count)]
        acts = [bulk.Act(uuid.UUID(each), 1, note="n") for each in made]
        with CaptureQueriesContext(connection) as asked:
            bulk.act(actor=team.annotator, revision_id=team.revision.pk, acts=acts)
        return len(asked)

    assert cost(1) <= 16
    assert cost(60) <= 20
