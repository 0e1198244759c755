from __future__ import annotations

import uuid

import pytest
from django.db import transaction

from annotator.errors import Conflict, NotAllowed
from annotator.models import Annotation, Carried, Cell, Comment, Event, Link, Mention, Reading, Thread
from annotator.queries import annotations as annotation_queries
from annotator.queries import articles as article_queries
from annotator.queries import claims as claim_queries
from annotator.services import annotations, carries, claims, comments, links, revisions
from annotator.services.annotations import Answer, Change
from tests.people import TEXT, mark
from tests.revised import NEWER, revise

SURE = "It is not clear whether the bridge was closed."
HEDGED = "The mayor may resign on Monday, officials said."
GONE = "Nobody was hurt."


def carried(written) -> Carried:
    return Carried.objects.get(source=written.data["id"])


def made(written) -> Annotation:
    found = carried(written).made
    assert found is not None
    return found


def the_claim(team, actor, written, wording="The bridge is closed."):
    return claims.create(
        actor=actor,
        story_id=team.story.pk,
        claim_id=uuid.uuid4(),
        wording=wording,
        annotation_id=uuid.UUID(written.data["id"]),
    )


def test_marks_of_everybody_come_along_and_the_old_text_keeps_its_own(team, do_jobs):
    mine = mark(team.owner, team.revision, SURE, note="as it was")
    theirs = mark(team.annotator, team.revision, HEDGED)
    lost = mark(team.annotator, team.revision, GONE)

    newer = revise(team.owner, team.article)
    do_jobs()

    here = made(mine)
    assert here.revision == newer
    assert here.author == team.owner
    assert (here.note, here.origin, here.anchor) == ("as it was", "carried", "exact")
    assert [each.code.key for each in here.codes.all()] == ["certain"]
    place = here.ranges.get()
    assert newer.text[place.start : place.end] == SURE == place.quote
    changed = made(theirs).ranges.get()
    assert newer.text[changed.start : changed.end] == "The mayor will resign on Monday, officials said."
    assert [carried(each).state for each in (mine, theirs, lost)] == ["exact", "changed", "orphan"]
    assert [carried(each).review for each in (mine, theirs, lost)] == ["", "waiting", "waiting"]
    assert carried(lost).made is None
    assert team.revision.annotations.filter(deleted_at=None).count() == 3
    assert list(annotation_queries.AnchorCheck().faults()) == []


def test_it_is_one_event_and_doing_it_again_does_nothing(team, do_jobs):
    mark(team.owner, team.revision, SURE)
    newer = revise(team.owner, team.article)
    do_jobs()
    told = list(Event.objects.filter(verb__startswith="revision.").values_list("verb", "subject"))
    assert told == [("revision.added", str(newer.pk)), ("revision.carried", str(newer.pk))]

    with transaction.atomic():
        revisions.carry(article=team.article, actor=team.owner)
    do_jobs()
    assert newer.annotations.count() == 1
    assert Event.objects.filter(verb="revision.carried").count() == 1


def test_claims_links_and_talk_come_along(team, do_jobs):
    mine = mark(team.owner, team.revision, SURE)
    other = mark(team.annotator, team.revision, HEDGED)
    claim = the_claim(team, team.owner, mine)
    second = the_claim(team, team.annotator, other, "The mayor resigns.")
    ends = [Mention.objects.get(claim=each).pk for each in (claim, second)]
    links.link_mentions(
        actor=team.owner, link_id=uuid.uuid4(), kind="qualifies", from_id=ends[0], to_id=ends[1]
    )
    comments.create(
        actor=team.annotator, annotation_id=uuid.UUID(mine.data["id"]), comment_id=uuid.uuid4(), body="Why?"
    )

    newer = revise(team.owner, team.article)
    do_jobs()

    here = made(mine)
    assert [each.claim for each in here.mentions.all()] == [claim]
    copied = Link.objects.exclude(from_mention=ends[0]).get()
    assert copied.from_mention.annotation == here
    assert copied.to_mention.annotation == made(other)
    assert [each.body for each in Comment.objects.filter(thread=here.pk)] == ["Why?"]
    assert not Thread.objects.filter(annotation=mine.data["id"]).exists()
    matrix = claim_queries.matrix_of(team.owner, team.story)
    quotes = matrix.cell(claim.pk, team.article.pk).quotes
    assert [(quote.annotation, quote.revision) for quote in quotes] == [(here.pk, newer.pk)]


def test_a_cell_that_rests_on_a_changed_passage_is_to_be_looked_at_again(team, do_jobs):
    sure, hedged = mark(team.owner, team.revision, SURE), mark(team.owner, team.revision, HEDGED)
    one, other = the_claim(team, team.owner, sure), the_claim(team, team.owner, hedged, "The mayor resigns.")
    missing = claims.create(
        actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="Three people died."
    )
    cell = {"actor": team.owner, "article_id": team.article.pk}
    claims.set_cell(claim_id=missing.pk, status="not_reported", **cell)

    newer = revise(team.owner, team.article)
    do_jobs()

    asked = {each.claim_id: each.look_again for each in Cell.objects.all()}
    assert asked == {one.pk: None, other.pk: newer, missing.pk: newer}
    claims.set_cell(claim_id=other.pk, status="asserted", certainty=4, **cell)
    assert Cell.objects.get(claim=other).look_again is None


def test_what_is_made_on_the_old_text_afterwards_comes_along_too(team, do_jobs):
    newer = revise(team.owner, team.article)
    do_jobs()
    late = mark(team.annotator, team.revision, SURE)
    do_jobs()
    assert made(late).revision == newer


def test_what_is_changed_on_the_old_text_afterwards_is_followed(team, do_jobs):
    mine = mark(team.owner, team.revision, SURE)
    revise(team.owner, team.article)
    do_jobs()

    key = uuid.UUID(mine.data["id"])
    change = Change(note="said later", answers=[Answer("certainty", "possible")])
    annotations.revise(actor=team.owner, annotation_id=key, version=1, change=change)
    do_jobs()
    assert made(mine).note == "said later"
    assert [each.code.key for each in made(mine).codes.all()] == ["possible"]

    annotations.delete(actor=team.owner, annotation_id=key, version=2)
    do_jobs()
    assert made(mine).deleted_at is not None
    annotations.restore(actor=team.owner, annotation_id=key)
    do_jobs()
    assert made(mine).deleted_at is None


def test_what_somebody_changed_on_the_new_text_stays_theirs(team, do_jobs):
    mine = mark(team.owner, team.revision, SURE)
    revise(team.owner, team.article)
    do_jobs()
    annotations.revise(actor=team.owner, annotation_id=made(mine).pk, version=1, change=Change(note="newer"))
    annotations.revise(
        actor=team.owner, annotation_id=uuid.UUID(mine.data["id"]), version=1, change=Change(note="older")
    )
    do_jobs()
    assert made(mine).note == "newer"


def test_a_claim_given_on_the_old_text_is_on_the_new_one_as_well(team, do_jobs):
    mine = mark(team.owner, team.revision, SURE)
    revise(team.owner, team.article)
    do_jobs()
    claim = the_claim(team, team.owner, mine)
    assert [each.claim for each in made(mine).mentions.all()] == [claim]


def test_a_comment_on_the_old_mark_is_said_on_the_new_one(team, do_jobs):
    mine = mark(team.owner, team.revision, SURE)
    revise(team.owner, team.article)
    do_jobs()
    said = comments.create(
        actor=team.annotator, annotation_id=uuid.UUID(mine.data["id"]), comment_id=uuid.uuid4(), body="Why?"
    )
    assert said.data["annotation"] == str(made(mine).pk)


def test_a_chain_goes_from_text_to_text_and_what_had_no_place_looks_on(team, do_jobs):
    mine, lost = mark(team.owner, team.revision, SURE), mark(team.owner, team.revision, GONE)
    revise(team.owner, team.article)
    do_jobs()
    third = revise(team.owner, team.article, NEWER + "\n\n" + TEXT.split("\n\n")[1])
    do_jobs()
    assert made(lost).revision == third
    assert carried(lost).state in {"exact", "moved"}
    on = Carried.objects.get(source=made(mine))
    assert on.made.revision == third
    counted = article_queries.accounts_of(team.owner, team.story)[0].mark_count
    assert counted == 2


def test_a_carry_is_taken_back_but_for_what_was_worked_on_since(team, do_jobs):
    mine, theirs = mark(team.owner, team.revision, SURE), mark(team.annotator, team.revision, HEDGED)
    claim = the_claim(team, team.owner, mine)
    comments.create(
        actor=team.annotator, annotation_id=uuid.UUID(mine.data["id"]), comment_id=uuid.uuid4(), body="Why?"
    )
    newer = revise(team.owner, team.article)
    do_jobs()
    kept = made(theirs)
    annotations.revise(actor=team.annotator, annotation_id=kept.pk, version=1, change=Change(note="mine"))

    assert carries.undo(actor=team.owner, revision_id=newer.pk) == 1

    assert carried(mine).made is None
    assert made(theirs) == kept
    assert list(newer.annotations.filter(deleted_at=None)) == [kept]
    assert Comment.objects.get().thread_id == uuid.UUID(mine.data["id"])
    quotes = claim_queries.matrix_of(team.owner, team.story).cell(claim.pk, team.article.pk).quotes
    assert [quote.revision for quote in quotes] == [team.revision.pk]
    do_jobs()
    assert carried(mine).made is None

    carries.again(actor=team.owner, revision_id=newer.pk)
    do_jobs()
    assert made(mine).revision == newer
    assert made(theirs) == kept


def test_only_the_newest_text_and_only_leads_take_a_carry_back(team, do_jobs):
    mark(team.owner, team.revision, SURE)
    newer = revise(team.owner, team.article)
    do_jobs()
    with pytest.raises(NotAllowed):
        carries.undo(actor=team.annotator, revision_id=newer.pk)
    revise(team.owner, team.article, NEWER + " More.")
    with pytest.raises(Conflict):
        carries.undo(actor=team.owner, revision_id=newer.pk)


def test_many_marks_take_several_steps_and_none_twice(team, do_jobs, monkeypatch):
    monkeypatch.setattr(carries, "STEP", 3)
    written = [mark(team.owner, team.revision, SURE) for _ in range(8)]
    newer = revise(team.owner, team.article)
    do_jobs()
    assert newer.annotations.count() == 8
    assert {made(each).revision_id for each in written} == {newer.pk}
    assert Event.objects.filter(verb="revision.carried").count() == 1


def test_how_far_people_have_read_comes_along(team, do_jobs):
    mine = mark(team.owner, team.revision, SURE)
    key = uuid.UUID(mine.data["id"])
    comments.create(actor=team.annotator, annotation_id=key, comment_id=uuid.uuid4(), body="Why?")
    comments.read(actor=team.owner, annotation_id=key, number=1)
    revise(team.owner, team.article)
    do_jobs()
    assert Reading.objects.get(person=team.owner).thread_id == made(mine).pk
