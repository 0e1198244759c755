"""The log of a project: each write writes its event, in its own transaction, numbered without a gap."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from django.db import transaction

from annotator.formats import codebook as records
from annotator.models import Event, Member, Project
from annotator.queries import projects as queries
from annotator.services import (
    annotations,
    articles,
    claims,
    codebooks,
    comparisons,
    exports,
    history,
    imports,
    projects,
)
from annotator.services.annotations import Change
from annotator.services.articles import ArticleFacts
from tests.people import mark


def verbs(team):
    return list(Event.objects.filter(project=team.project).order_by("seq").values_list("verb", flat=True))


def everything(team, do_jobs):
    """Do each kind of write once, as (what it writes, the write)."""
    project, story, article = team.project.pk, team.story.pk, team.article.pk
    owner, key, claim = team.owner, uuid.uuid4(), uuid.uuid4()
    other = articles.create_story(actor=owner, project_id=project, title="Other")
    yield ["story.created"], None
    yield (
        ["story.changed"],
        lambda: articles.change_story(actor=owner, story_id=other.pk, title="O", description=""),
    )
    yield ["story.deleted"], lambda: articles.delete_story(actor=owner, story_id=other.pk)
    yield ["story.restored"], lambda: articles.restore_story(actor=owner, story_id=other.pk)
    yield [], lambda: articles.restore_story(actor=owner, story_id=other.pk)
    yield (
        ["article.changed"],
        lambda: articles.change_article(
            actor=owner, article_id=article, facts=ArticleFacts(title="T"), story_id=story
        ),
    )
    yield ["annotation.created"], lambda: mark(team.annotator, team.revision, "may resign", key=key)
    yield [], lambda: mark(team.annotator, team.revision, "may resign", key=key)
    yield (
        ["annotation.changed"],
        lambda: annotations.revise(actor=owner, annotation_id=key, version=1, change=Change(note="!")),
    )
    yield ["claim.created"], lambda: claims.create(actor=owner, story_id=story, claim_id=claim, wording="A.")
    yield ["claim.changed"], lambda: claims.reword(actor=owner, claim_id=claim, wording="B.", version=1)
    yield ["mention.created"], lambda: claims.put(actor=owner, claim_id=claim, annotation_id=key)
    yield [], lambda: claims.put(actor=owner, claim_id=claim, annotation_id=key)
    yield ["mention.deleted"], lambda: claims.take_off(actor=owner, claim_id=claim, annotation_id=key)
    yield (
        ["cell.set"],
        lambda: claims.set_cell(actor=owner, claim_id=claim, article_id=article, status="denied"),
    )
    yield ["claim.deleted"], lambda: claims.delete(actor=owner, claim_id=claim)
    yield ["claim.restored"], lambda: claims.restore(actor=owner, claim_id=claim)
    yield ["annotation.deleted"], lambda: annotations.delete(actor=owner, annotation_id=key, version=2)
    yield ["annotation.restored"], lambda: annotations.restore(actor=owner, annotation_id=key)
    yield (
        ["claim.created", "mention.created"],
        lambda: claims.create(
            actor=owner, story_id=story, claim_id=uuid.uuid4(), wording="C.", annotation_id=key
        ),
    )
    yield ["article.deleted"], lambda: articles.delete_article(actor=owner, article_id=article)
    yield ["article.restored"], lambda: articles.restore_article(actor=owner, article_id=article)
    yield ["codebook.saved"], lambda: save_codebook(team)
    yield (
        ["project.changed"],
        lambda: projects.change(actor=owner, project_id=project, name="P", description=""),
    )
    yield ["invitation.created", "member.joined"], lambda: join(team)
    member = Member.objects.get(project=project, user=team.reader)
    yield ["member.changed"], lambda: projects.change_role(actor=owner, member_id=member.pk, role="annotator")
    yield ["member.removed"], lambda: projects.remove_member(actor=owner, member_id=member.pk)
    yield ["article.created"], lambda: bring(team, do_jobs)
    yield ["export.asked"], lambda: exports.start(actor=owner, project_id=project, form="csv")
    yield [], lambda: (comparisons.ask_for_story(actor=owner, story_id=story), do_jobs())
    yield ["export.deleted"], lambda: exports.delete(actor=owner, export_id=team.project.exports.get().pk)
    yield ["project.deleted"], lambda: projects.delete(actor=owner, project_id=project)


def save_codebook(team):
    first, *others = records.default().layers
    record = records.CodebookRecord(layers=[replace(first, label="Other"), *others])
    codebooks.save(actor=team.owner, project_id=team.project.pk, record=record, base_version=1)


def join(team):
    made = projects.invite(actor=team.owner, project_id=team.project.pk, role="reader")
    projects.accept(actor=team.stranger, secret=made.secret)


def bring(team, do_jobs):
    batch = imports.start(actor=team.owner, project_id=team.project.pk, pasted=["Something new."])
    do_jobs()
    imports.accept(
        actor=team.owner, item_id=batch.items.get().pk, facts=ArticleFacts(title="N"), story_id=team.story.pk
    )


def test_each_write_writes_its_event_and_numbers_have_no_gap(team, do_jobs):
    told = verbs(team)
    for expected, write in everything(team, do_jobs):
        if write is not None:
            write()
        told += expected
        assert verbs(team) == told
    seqs = Event.objects.filter(project=team.project).order_by("seq").values_list("seq", flat=True)
    assert list(seqs) == list(range(1, len(told) + 1))
    assert Project.objects.get(pk=team.project.pk).event_seq == len(told)


def test_a_transaction_that_is_rolled_back_leaves_neither_event_nor_number(team):
    before = (verbs(team), Project.objects.get(pk=team.project.pk).event_seq)

    @transaction.atomic
    def mark_and_fail():
        mark(team.annotator, team.revision, "may resign")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        mark_and_fail()
    assert (verbs(team), Project.objects.get(pk=team.project.pk).event_seq) == before
    assert mark(team.annotator, team.revision, "may resign").seq == before[1] + 1


def test_a_project_counts_for_itself(team):
    articles.create_story(actor=team.stranger, project_id=team.elsewhere.pk, title="Theirs")
    assert list(team.elsewhere.events.values_list("seq", flat=True)) == [1]


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_of_a_transaction_is_refused(team):
    with pytest.raises(RuntimeError, match="transaction"):
        history.record(project_id=team.project.pk, actor=team.owner, verb="x", subject=1)


def test_an_event_tells_what_was_and_what_is_to_everybody_alike(team):
    made = mark(team.annotator, team.revision, "may resign")
    annotations.revise(
        actor=team.curator, annotation_id=made.data["id"], version=1, change=Change(note="Why?")
    )
    event = Event.objects.filter(project=team.project).last()
    assert (event.before["note"], event.after["note"]) == ("", "Why?")
    assert (event.actor, event.scope) == (team.curator, f"revision:{team.revision.pk}")
    assert "mine" not in event.after


def test_who_has_seen_a_number_has_seen_all_before_it(team):
    """Reading in pages of any size tells each event once, in order."""
    for n in range(5):
        articles.create_story(actor=team.owner, project_id=team.project.pk, title=f"S{n}")
    read, last = [], 0
    while page := queries.events_after(team.reader, team.project.pk, last, limit=2)[1]:
        read += [event.seq for event in page]
        last = read[-1]
    assert read == list(range(1, len(verbs(team)) + 1))


def test_a_page_listens_to_its_own_scope(team):
    mark(team.annotator, team.revision, "may resign")
    scope = f"revision:{team.revision.pk}"
    _, told = queries.events_after(team.reader, team.project.pk, 0, scope)
    assert [event.verb for event in told] == ["annotation.created"]
