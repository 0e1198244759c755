"""What is taken back, done again, or done to many at once on an old text is followed on the newer one."""

from __future__ import annotations

import uuid

import pytest

from annotator.models import Annotation, Carried, Mention
from annotator.services import annotations, bulk, claims, undoing
from annotator.services.annotations import Answer, Change
from tests.people import mark
from tests.revised import revise

SURE = "It is not clear whether the bridge was closed."


@pytest.fixture
def old(team, do_jobs):
    """A mark on the old text, carried to the newer one."""
    written = mark(team.annotator, team.revision, SURE, note="first")
    revise(team.owner, team.article)
    do_jobs()
    return written


def there(written):
    found = Carried.objects.get(source=written.data["id"]).made
    assert found is not None
    return found


def undo(team):
    undoing.undo(actor=team.annotator, revision_id=team.revision.pk)


def redo(team):
    undoing.redo(actor=team.annotator, revision_id=team.revision.pk)


def test_what_was_made_and_is_taken_back_goes_there_too_and_comes_again(team, old, do_jobs):
    undo(team)
    do_jobs()
    assert there(old).deleted_at is not None
    redo(team)
    do_jobs()
    assert there(old).deleted_at is None


def test_a_change_that_is_taken_back_and_made_again_is_followed(team, old, do_jobs):
    change = Change(note="second", answers=[Answer("certainty", "possible")])
    annotations.revise(actor=team.annotator, annotation_id=old.data["id"], version=1, change=change)
    do_jobs()
    undo(team)
    do_jobs()
    assert (there(old).note, there(old).codes.get().code.key) == ("first", "certain")
    redo(team)
    do_jobs()
    assert (there(old).note, there(old).codes.get().code.key) == ("second", "possible")


@pytest.mark.parametrize("how", ["note", "delete"])
def test_what_is_done_to_many_at_once_is_followed(how, team, old, do_jobs):
    said = {"note": "for all"} if how == "note" else {"delete": True}
    act = bulk.Act(uuid.UUID(old.data["id"]), 1, **said)
    assert bulk.act(actor=team.annotator, revision_id=team.revision.pk, acts=[act]).batch
    do_jobs()
    assert there(old).note == ("for all" if how == "note" else "first")
    assert (there(old).deleted_at is not None) is (how == "delete")


def test_a_mark_put_on_a_claim_again_is_on_it_there_too(team, old, do_jobs):
    claim = claims.create(
        actor=team.annotator, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="It closed."
    )
    claims.put(actor=team.annotator, claim_id=claim.pk, annotation_id=uuid.UUID(old.data["id"]))
    undo(team)
    Mention.objects.filter(annotation=there(old)).delete()  # as if it had been carried before the mention was
    redo(team)
    assert Mention.objects.filter(annotation=there(old), claim=claim, deleted_at=None).count() == 1


def test_nothing_is_asked_for_where_there_is_no_newer_text(team):
    written = mark(team.annotator, team.revision, SURE)
    act = bulk.Act(uuid.UUID(written.data["id"]), 1, note="again")
    bulk.act(actor=team.annotator, revision_id=team.revision.pk, acts=[act])
    undo(team)
    assert not team.project.jobs.filter(kind="carry").exists()
    assert Annotation.objects.count() == 1
