"""One person in several windows at the same moment: each step is taken back once (on PostgreSQL only)."""

from __future__ import annotations

import pytest

from annotator.models import Annotation, Event
from annotator.services import undoing
from annotator.services.annotations import Change, revise
from tests.people import mark
from tests.services.test_races import _postgresql, at_once, kinds, seqs_are_whole  # noqa: F401 - a fixture

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
WINDOWS = 4


def back(team):
    return lambda: undoing.undo(actor=team.annotator, revision_id=team.revision.pk)


def again(team):
    return lambda: undoing.redo(actor=team.annotator, revision_id=team.revision.pk)


def test_windows_that_undo_at_once_take_back_a_step_each(team):
    made = [mark(team.annotator, team.revision, "may resign").data["id"] for _ in range(WINDOWS)]
    assert kinds(at_once(*[back(team)] * WINDOWS)) == []
    assert Annotation.objects.filter(deleted_at=None).count() == 0
    assert kinds(at_once(*[again(team)] * WINDOWS)) == []
    assert Annotation.objects.filter(deleted_at=None).count() == len(made)
    taken = list(Event.objects.exclude(undoes=None).values_list("undoes", flat=True))
    assert len(taken) == len(set(taken)) == 2 * WINDOWS
    assert seqs_are_whole(team)


def test_one_step_and_two_windows(team):
    mark(team.annotator, team.revision, "may resign")
    told = at_once(back(team), back(team))
    assert len(kinds(told)) == 1
    assert Event.objects.exclude(undoes=None).count() == 1


def test_a_new_mark_in_another_window_is_not_lost_to_undo(team):
    """Whichever comes first: all marks are on the line of steps, and can be taken back one by one."""
    for _ in range(5):
        mark(team.annotator, team.revision, "may resign")
        told = at_once(back(team), lambda: mark(team.annotator, team.revision, "bridge"))
        assert kinds(told) == []
    while Annotation.objects.filter(deleted_at=None).exists():
        back(team)()
    assert seqs_are_whole(team)


def test_undo_and_somebody_elses_change_at_once_lose_neither(team):
    for _ in range(5):
        made = mark(team.annotator, team.revision, "may resign").data
        told = at_once(
            back(team),
            lambda made=made: revise(
                actor=team.curator, annotation_id=made["id"], version=1, change=Change(note="!")
            ),
        )
        row = Annotation.objects.get(pk=made["id"])
        assert len(kinds(told)) == 1
        assert (row.deleted_at is None) == (row.note == "!")
    assert seqs_are_whole(team)
