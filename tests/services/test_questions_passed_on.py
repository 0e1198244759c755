"""What nobody looked over in one text is asked in the next one, once, and said of the newest text."""

from __future__ import annotations

import uuid

import pytest
from allauth.socialaccount.models import SocialAccount

from annotator.errors import Conflict
from annotator.models import Annotation, Carried, Cell, Member, Role, User
from annotator.queries import carries as queries
from annotator.queries.carries import Whose
from annotator.services import annotations, bringing, carries, claims, placing
from tests.people import at, mark
from tests.revised import NEWER, revise

HEDGED = "The mayor may resign on Monday, officials said."
HARD = "The mayor will resign on Monday, officials said."
THIRD = f"A third beginning.\n\n{NEWER}"


@pytest.fixture
def edited_twice(team, do_jobs):
    """A mark of the owner's whose passage the second text changed, and the third kept; nobody looked."""
    key = uuid.UUID(mark(team.owner, team.revision, HEDGED).data["id"])
    revise(team.owner, team.article)
    do_jobs()
    newest = revise(team.owner, team.article, THIRD)
    do_jobs()
    return key, newest


def chain(key) -> list[Carried]:
    rows = [Carried.objects.select_related("made", "revision").get(source=key)]
    while rows[-1].made_id and (later := Carried.objects.filter(source=rows[-1].made_id).first()):
        rows.append(later)
    return rows


def test_it_waits_in_the_newest_text_alone_with_the_mark_as_its_author_knows_it(team, edited_twice):
    key, newest = edited_twice
    assert [(row.state, row.review) for row in chain(key)] == [("changed", "passed"), ("changed", "waiting")]
    (row,) = queries.waiting_of(team.owner)
    assert row.revision == newest
    assert queries.known(row).pk == key
    assert row.made.anchor == "changed"


def test_what_is_said_is_said_of_the_newest_text(team, edited_twice):
    key, newest = edited_twice
    (row,) = queries.waiting_of(team.owner)
    with pytest.raises(Conflict, match="A newer text came"):
        placing.accept(actor=team.owner, annotation_id=key)
    placing.give_up(actor=team.owner, annotation_id=row.pk, reason="It says otherwise.")
    assert not newest.annotations.filter(deleted_at=None).exists()
    placing.reopen(actor=team.owner, annotation_id=row.pk)
    placing.place(actor=team.owner, annotation_id=row.pk, ranges=[at(newest, "will resign")])
    assert [each.ranges.get().quote for each in newest.annotations.filter(deleted_at=None)] == ["will resign"]
    assert queries.waiting_of(team.owner) == []


def test_a_place_that_was_found_right_is_no_change_any_more_until_that_is_taken_back(team, edited_twice):
    (row,) = queries.waiting_of(team.owner)
    placing.accept(actor=team.owner, annotation_id=row.pk)
    assert Annotation.objects.get(pk=row.made_id).anchor == "exact"
    placing.reopen(actor=team.owner, annotation_id=row.pk)
    assert Annotation.objects.get(pk=row.made_id).anchor == "changed"


def test_what_was_looked_over_is_not_asked_again(team, do_jobs):
    key = uuid.UUID(mark(team.owner, team.revision, HEDGED).data["id"])
    revise(team.owner, team.article)
    do_jobs()
    placing.accept(actor=team.owner, annotation_id=key)
    revise(team.owner, team.article, THIRD)
    do_jobs()
    assert [(row.state, row.review) for row in chain(key)] == [("changed", "accepted"), ("exact", "")]


def test_taking_the_carry_back_asks_on_the_text_before_again(team, edited_twice, do_jobs):
    key, newest = edited_twice
    carries.undo(actor=team.owner, revision_id=newest.pk)
    (row,) = queries.waiting_of(team.owner)
    assert (row.pk, row.revision.number) == (key, 2)
    carries.again(actor=team.owner, revision_id=newest.pk)
    do_jobs()
    assert [row.review for row in chain(key)] == ["passed", "waiting"]


def test_a_cell_that_was_looked_at_again_is_left_alone_by_a_text_that_keeps_the_passage(team, do_jobs):
    key = uuid.UUID(mark(team.owner, team.revision, HEDGED).data["id"])
    claim = claims.create(
        actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="He goes.", annotation_id=key
    )
    cell = {"actor": team.owner, "claim_id": claim.pk, "article_id": team.article.pk, "status": "asserted"}
    claims.set_cell(certainty=2, **cell)
    revise(team.owner, team.article)
    do_jobs()
    assert Cell.objects.get(claim=claim).look_again is not None
    claims.set_cell(certainty=4, **cell)
    revise(team.owner, team.article, THIRD)
    do_jobs()
    assert Cell.objects.get(claim=claim).look_again is None


def test_a_change_on_the_old_text_does_not_answer_the_question(team, edited_twice, do_jobs):
    key, _newest = edited_twice
    middle = Annotation.objects.get(pk=chain(key)[0].made_id)
    annotations.revise(
        actor=team.owner,
        annotation_id=middle.pk,
        version=middle.version,
        change=annotations.Change(note="Hm."),
    )
    do_jobs()
    (row,) = queries.waiting_of(team.owner)
    assert (row.state, row.made.note) == ("changed", "Hm.")


def test_what_was_deleted_on_the_newer_text_is_not_asked_about(team, edited_twice):
    (row,) = queries.waiting_of(team.owner)
    annotations.delete(actor=team.owner, annotation_id=row.made.pk, version=row.made.version)
    assert queries.waiting_of(team.owner) == []
    annotations.restore(actor=team.owner, annotation_id=row.made.pk)
    assert len(queries.waiting_of(team.owner)) == 1


# -- whose author can't


def left_by_pseudonym(team) -> User:
    return bringing.pseudonymous(project=team.project, word="A7", name="A7")


def left_by_closing(team) -> User:
    User.objects.filter(pk=team.annotator.pk).update(is_active=False)
    return team.annotator


def left_by_leaving(team) -> User:
    Member.objects.filter(user=team.annotator).update(removed_at=team.project.created_at)
    return team.annotator


def left_by_reading(team) -> User:
    Member.objects.filter(user=team.annotator).update(role=Role.READER)
    return team.annotator


def left_without_a_way_in(team) -> User:
    team.annotator.set_unusable_password()
    team.annotator.save()
    return team.annotator


@pytest.mark.parametrize(
    "how",
    [left_by_pseudonym, left_by_closing, left_by_leaving, left_by_reading, left_without_a_way_in],
)
def test_leads_look_over_what_its_author_can_not(team, do_jobs, how):
    written = mark(team.annotator, team.revision, HEDGED).data["id"]
    mark(team.curator, team.revision, HEDGED)
    Annotation.objects.filter(pk=written).update(author=how(team))
    newest = revise(team.owner, team.article)
    do_jobs()
    for lead in (team.owner, team.curator):
        (row,) = queries.waiting_of(lead, whose=Whose.LEFT)
        assert str(row.pk) == written
        assert queries.waiting_count(lead, team.article.pk, whose=Whose.LEFT) == 1
    for other in (team.reader, team.stranger):
        assert queries.waiting_of(other, whose=Whose.LEFT) == []
    placing.place(actor=team.curator, annotation_id=uuid.UUID(written), ranges=[at(newest, "will resign")])
    made = Carried.objects.get(source=written).made
    assert (made.ranges.get().quote, made.author_id) == ("will resign", row.source.author_id)
    assert queries.waiting_of(team.owner, whose=Whose.LEFT) == []


def test_whoever_still_works_is_asked_alone(team, do_jobs):
    mark(team.annotator, team.revision, HEDGED)
    revise(team.owner, team.article)
    do_jobs()
    assert queries.waiting_of(team.owner, whose=Whose.LEFT) == []
    assert len(queries.waiting_of(team.annotator)) == 1


def test_whoever_signs_in_elsewhere_needs_no_password(team, do_jobs):
    mark(left_without_a_way_in(team), team.revision, HEDGED)
    SocialAccount.objects.create(user=team.annotator, provider="oidc", uid="1")
    revise(team.owner, team.article)
    do_jobs()
    assert queries.waiting_of(team.owner, whose=Whose.LEFT) == []
