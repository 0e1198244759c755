"""Two at the same moment. Locks mean something on PostgreSQL only: SQLite lets one writer in at a time."""

from __future__ import annotations

import threading
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from annotator.errors import AlreadyThere, Gone, LastOwner, Refusal, StaleVersion
from annotator.formats import codebook as records
from annotator.models import (
    Annotation,
    Article,
    Cell,
    Claim,
    Codebook,
    Event,
    Invitation,
    Member,
    Project,
    Source,
)
from annotator.services import annotations, articles, claims, codebooks, imports, projects
from annotator.services.annotations import Change
from annotator.services.articles import ArticleFacts
from tests.people import mark, marked

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
WRITERS = 6


@pytest.fixture(autouse=True)
def _postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set DATABASE_URL")


def at_once(*writes: Callable[[], object]) -> list[object]:
    """Do all writes at the same moment; return what each gave or was refused with."""
    ready, told = threading.Barrier(len(writes)), [None] * len(writes)

    def do(number: int, write: Callable[[], object]) -> None:
        try:
            ready.wait(10)
            told[number] = write()
        except Exception as error:  # noqa: BLE001 - the test looks at what it is
            told[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=each) for each in enumerate(writes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return told


def kinds(told: list[object]) -> list[type[Refusal]]:
    """Return the refusals among what was told; anything else that was raised is a fault."""
    errors = [each for each in told if isinstance(each, Exception)]
    assert all(isinstance(each, Refusal) for each in errors), errors
    return [type(each) for each in errors]


def seqs_are_whole(team) -> bool:
    seqs = list(Event.objects.filter(project=team.project).order_by("seq").values_list("seq", flat=True))
    return seqs == list(range(1, Project.objects.get(pk=team.project.pk).event_seq + 1))


def test_a_mark_that_is_sent_several_times_at_once_is_there_once(team):
    key = uuid.uuid4()
    told = at_once(*[lambda: mark(team.annotator, team.revision, "may resign", key=key)] * WRITERS)
    assert kinds(told) == []
    assert sorted(each.made for each in told) == [False] * (WRITERS - 1) + [True]
    assert Annotation.objects.count() == 1
    assert seqs_are_whole(team)


def test_different_marks_at_once_are_all_there_and_their_events_have_no_gap(team):
    told = at_once(*[lambda: mark(team.annotator, team.revision, "may resign")] * WRITERS)
    assert kinds(told) == []
    assert len({each.seq for each in told}) == WRITERS
    assert seqs_are_whole(team)


def test_of_several_changes_of_one_version_one_is_taken(team):
    key = mark(team.annotator, team.revision, "may resign").data["id"]
    told = at_once(
        *[
            lambda n=n: annotations.revise(
                actor=team.annotator, annotation_id=key, version=1, change=Change(note=str(n))
            )
            for n in range(WRITERS)
        ]
    )
    assert kinds(told) == [StaleVersion] * (WRITERS - 1)
    assert Annotation.objects.get().version == 2


def test_deleting_and_restoring_at_once_leave_one_state(team):
    key = mark(team.annotator, team.revision, "may resign").data["id"]
    who = {"actor": team.annotator, "annotation_id": key}
    annotations.delete(**who, version=1)
    told = at_once(*[lambda: annotations.restore(**who)] * WRITERS)
    assert set(kinds(told)) <= {StaleVersion}
    assert Annotation.objects.get().version == 3
    assert seqs_are_whole(team)


def test_one_text_that_two_accept_at_once_is_one_article(team, do_jobs):
    batch = imports.start(actor=team.owner, project_id=team.project.pk, pasted=["One text."] * WRITERS)
    do_jobs()
    told = at_once(
        *[
            lambda item=item: imports.accept(
                actor=team.owner, item_id=item.pk, facts=ArticleFacts(title="T"), story_id=None
            )
            for item in batch.items.all()
        ]
    )
    assert kinds(told) == [AlreadyThere] * (WRITERS - 1)
    assert Article.objects.filter(title="T").count() == 1


def test_a_document_is_accepted_or_discarded_and_not_both(team, do_jobs):
    batch = imports.start(actor=team.owner, project_id=team.project.pk, pasted=["One text."])
    do_jobs()
    item = batch.items.get()
    facts = ArticleFacts(title="T")
    told = at_once(
        lambda: imports.accept(actor=team.owner, item_id=item.pk, facts=facts, story_id=None),
        lambda: imports.discard(actor=team.curator, item_id=item.pk),
    )
    assert len(kinds(told)) == 1
    item.refresh_from_db()
    assert (item.state == "accepted") == Article.objects.filter(title="T").exists()


def test_one_source_that_several_name_at_once_is_one_source(team):
    accounts = [team.add_account(f"Account {n}.") for n in range(WRITERS)]
    facts = ArticleFacts(title="T", source_name="The Packet")
    told = at_once(
        *[
            lambda article=article: articles.change_article(
                actor=team.owner, article_id=article.pk, facts=facts, story_id=None
            )
            for article in accounts
        ]
    )
    assert kinds(told) == []
    assert Source.objects.filter(name="The Packet").count() == 1


def test_claims_made_at_once_stand_in_different_places(team):
    told = at_once(
        *[
            lambda: claims.create(
                actor=team.annotator, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="A."
            )
        ]
        * WRITERS
    )
    assert kinds(told) == []
    assert sorted(Claim.objects.values_list("position", flat=True)) == list(range(WRITERS))


def test_a_cell_that_is_set_from_several_windows_is_one_cell(team):
    row = claims.create(actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="A.")
    told = at_once(
        *[
            lambda: claims.set_cell(
                actor=team.annotator, claim_id=row.pk, article_id=team.article.pk, status="denied"
            )
        ]
        * WRITERS
    )
    assert kinds(told) == []
    assert Cell.objects.get().version == WRITERS


def test_a_highlight_that_is_put_several_times_at_once_is_put_once(team):
    row = claims.create(actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="A.")
    key = mark(team.annotator, team.revision, "may resign").data["id"]
    told = at_once(*[lambda: claims.put(actor=team.annotator, claim_id=row.pk, annotation_id=key)] * WRITERS)
    assert kinds(told) == []
    assert row.mentions.count() == 1
    assert seqs_are_whole(team)


def test_of_several_who_save_the_codebook_at_once_one_does(team):
    first, *others = records.default().layers
    told = at_once(
        *[
            lambda n=n: codebooks.save(
                actor=team.owner,
                project_id=team.project.pk,
                record=records.CodebookRecord(layers=[replace(first, label=f"L{n}"), *others]),
                base_version=1,
            )
            for n in range(3)
        ]
    )
    assert kinds(told) == [StaleVersion] * 2
    assert Codebook.objects.filter(project=team.project).count() == 2


def test_the_last_place_of_an_invitation_is_taken_once(team):
    made = projects.invite(actor=team.owner, project_id=team.project.pk, role="reader")
    Invitation.objects.update(max_uses=1)
    Member.objects.filter(user=team.reader).delete()
    told = at_once(
        *[
            lambda who=who: projects.accept(actor=who, secret=made.secret)
            for who in (team.stranger, team.reader)
        ]
    )
    assert kinds(told) == [Gone]


def test_a_person_who_clicks_twice_joins_once(team):
    made = projects.invite(actor=team.owner, project_id=team.project.pk, role="reader")
    told = at_once(*[lambda: projects.accept(actor=team.stranger, secret=made.secret)] * WRITERS)
    assert kinds(told) == []
    assert Invitation.objects.get().uses == 1


def test_two_owners_who_leave_at_once_do_not_both_go(team):
    rows = {row.user: row.pk for row in team.project.members.all()}
    projects.change_role(actor=team.owner, member_id=rows[team.curator], role="owner")
    told = at_once(
        *[
            lambda who=who: projects.remove_member(actor=who, member_id=rows[who])
            for who in (team.owner, team.curator)
        ]
    )
    assert kinds(told) == [LastOwner]


def test_a_mark_of_anothers_id_is_a_conflict_even_at_the_same_moment(team):
    key = uuid.uuid4()
    told = at_once(
        *[
            lambda who=who: annotations.create(
                actor=who,
                revision_id=team.revision.pk,
                annotation_id=key,
                marked=marked(team.revision, "may resign"),
            )
            for who in (team.annotator, team.curator)
        ]
    )
    assert len(kinds(told)) == 1
