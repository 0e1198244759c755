"""People mark, comment and put on claims while a new text arrives; on PostgreSQL at the same moment."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection

from annotator.models import Annotation, Carried, Comment, Mention
from annotator.services import claims, comments
from tests.people import mark
from tests.revised import revise

SURE = "It is not clear whether the bridge was closed."
HERE = pytest.mark.django_db(transaction=True)


def nothing_is_stranded(team, newer) -> None:
    there = Annotation.objects.filter(revision=team.revision, deleted_at=None)
    carried = {row.source_id: row for row in Carried.objects.filter(revision=newer).select_related("made")}
    assert set(there.values_list("pk", flat=True)) == set(carried)
    for row in carried.values():
        assert row.made.revision == newer
        old = set(Mention.objects.filter(annotation=row.source).values_list("claim", "author"))
        assert set(Mention.objects.filter(annotation=row.made).values_list("claim", "author")) == old
    assert not Comment.objects.exclude(thread__annotation__revision=newer).exists()


@HERE
@pytest.mark.services
def test_nothing_is_stranded_while_two_people_annotate(team, do_jobs):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set DATABASE_URL")
    first = [mark(team.owner, team.revision, SURE) for _ in range(4)]
    claim = claims.create(actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="Closed.")
    ready, failed, newer = threading.Barrier(4), [], []

    def work(actor, number: int) -> None:
        for n in range(8):
            made = uuid.UUID(mark(actor, team.revision, SURE).data["id"])
            claims.put(actor=actor, claim_id=claim.pk, annotation_id=made)
            old = uuid.UUID(first[number * 2 + n % 2].data["id"])
            comments.create(actor=actor, annotation_id=old, comment_id=uuid.uuid4(), body=f"{n}")
            claims.put(actor=actor, claim_id=claim.pk, annotation_id=old)

    def arrive() -> None:
        newer.append(revise(team.owner, team.article))
        for _ in range(20):
            do_jobs()

    def begin(what, *given) -> None:
        try:
            ready.wait(10)
            what(*given)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            failed.append(error)
        finally:
            connection.close()

    acts = [(work, team.owner, 0), (work, team.annotator, 1), (arrive,)]
    threads = [threading.Thread(target=begin, args=each) for each in acts]
    for thread in threads:
        thread.start()
    ready.wait(10)
    for thread in threads:
        thread.join()
    assert failed == []
    do_jobs()
    nothing_is_stranded(team, newer[0])


@HERE
def test_what_is_written_between_any_two_steps_comes_along(team, do_jobs, monkeypatch):
    """On every database: somebody writes on the old text behind each step of the job."""
    from annotator.services import carries

    monkeypatch.setattr(carries, "STEP", 2)
    for _ in range(5):
        mark(team.owner, team.revision, SURE)
    claim = claims.create(actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="Closed.")
    newer = revise(team.owner, team.article)
    left = [3]
    found = carries.carry

    def interrupted(*given):
        if left[0]:
            left[0] -= 1
            made = uuid.UUID(mark(team.annotator, team.revision, SURE).data["id"])
            claims.put(actor=team.annotator, claim_id=claim.pk, annotation_id=made)
            old = Annotation.objects.filter(revision=team.revision).earliest("created_at").pk
            claims.put(actor=team.annotator, claim_id=claim.pk, annotation_id=old)
            comments.create(actor=team.annotator, annotation_id=old, comment_id=uuid.uuid4(), body="Why?")
        return found(*given)

    monkeypatch.setattr(carries, "carry", interrupted)
    do_jobs()
    do_jobs()
    assert left == [0]
    nothing_is_stranded(team, newer)
