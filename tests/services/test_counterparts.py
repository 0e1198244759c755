from __future__ import annotations

import uuid

import pytest

from annotator.errors import AlreadyThere, NotAllowed, NotFound
from annotator.models import Annotation, Cell, CounterpartAnswer
from annotator.queries import counterparts as queries
from annotator.services import annotations, claims, comparisons, counterparts
from annotator.services.counterparts import Taken
from tests.people import mark

OTHER = (
    "It snowed in the hills all night.\n\n"
    "The mayor will resign on Monday, the council said. The bridge stays open to all traffic."
)


@pytest.fixture
def told_twice(team, do_jobs):
    """A claim with a quote in one account, whose other account tells it without the hedge."""
    account = team.add_account(OTHER, source="The Star")
    comparisons.ask_for_story(actor=team.owner, story_id=team.story.pk)
    do_jobs()
    made = mark(team.curator, team.revision, "The mayor may resign on Monday").data["id"]
    row = claims.create(
        actor=team.curator,
        story_id=team.story.pk,
        claim_id=uuid.uuid4(),
        wording="The mayor resigns on Monday.",
        annotation_id=made,
    )
    return row, account


def shown(team, who):
    return [
        each
        for each in counterparts.show(actor=who, story_id=team.story.pk)
        if each["title"] == "Another account"
    ]


def test_the_aligned_sentence_is_suggested_with_what_its_wording_says(team, told_twice):
    row, account = told_twice
    (one,) = shown(team, team.annotator)
    assert (one["claim"], one["article"]) == (str(row.pk), account.pk)
    assert one["quote"] == "The mayor will resign on Monday, the council said."
    assert one["beside"] == {"source": "The Beacon", "quote": "The mayor may resign on Monday"}
    assert (one["certainty"], one["said"]) == (4, "the council said")
    assert one["before"] + one["quote"] + one["after"] in OTHER


def test_that_it_was_shown_is_logged_once_and_asking_for_the_list_logs_nothing(team, told_twice):
    queries.told(team.annotator, team.story)
    assert not CounterpartAnswer.objects.exists()
    for _ in range(2):
        shown(team, team.annotator)
    answers = CounterpartAnswer.objects.filter(counterpart__revision__article=told_twice[1])
    (answer,) = answers.filter(person=team.annotator)
    assert answer.verdict == ""


def test_accepting_makes_a_mark_a_mention_and_a_cell(team, told_twice):
    row, account = told_twice
    (one,) = shown(team, team.annotator)
    key = uuid.uuid4()
    done = counterparts.accept(actor=team.annotator, counterpart_id=one["id"], annotation_id=key)
    assert done["verdict"] == "accepted"
    made = Annotation.objects.get(pk=key)
    assert (made.origin, made.author) == ("suggestion", team.annotator)
    assert made.ranges.get().quote == one["quote"]
    mention = row.mentions.get(annotation=made)
    assert (mention.said_by, mention.said_how) == ("the council", "said")
    cell = Cell.objects.get(claim=row, article=account, annotator=team.annotator)
    assert (cell.status, cell.certainty) == (one["status"], 4)
    assert shown(team, team.annotator) == []
    # Sent again it is the same; another id is refused.
    counterparts.accept(actor=team.annotator, counterpart_id=one["id"], annotation_id=key)
    assert Annotation.objects.filter(author=team.annotator).count() == 1
    with pytest.raises(AlreadyThere):
        counterparts.accept(actor=team.annotator, counterpart_id=one["id"], annotation_id=uuid.uuid4())


def test_what_a_person_changes_is_what_stands_and_is_logged_as_edited(team, told_twice):
    row, account = told_twice
    (one,) = shown(team, team.annotator)
    key = uuid.uuid4()
    taken = Taken(one["start"], one["start"] + len("The mayor will resign"), "differs", 3)
    done = counterparts.accept(actor=team.annotator, counterpart_id=one["id"], annotation_id=key, taken=taken)
    assert done["verdict"] == "edited"
    assert Annotation.objects.get(pk=key).origin == "edited"
    cell = Cell.objects.get(claim=row, article=account, annotator=team.annotator)
    assert (cell.status, cell.certainty) == ("differs", 3)


def test_what_is_rejected_is_not_suggested_again_to_that_person(team, told_twice):
    (one,) = shown(team, team.annotator)
    counterparts.reject(actor=team.annotator, counterpart_id=one["id"])
    assert one["quote"] not in [each["quote"] for each in shown(team, team.annotator)]
    assert [each["id"] for each in shown(team, team.owner)] == [one["id"]]


@pytest.mark.parametrize("earlier", [None, "unchecked", "asserted"])
def test_taking_an_answer_back_leaves_everything_as_it_was(earlier, team, told_twice):
    row, account = told_twice
    where = {"actor": team.annotator, "claim_id": row.pk, "article_id": account.pk}
    if earlier:
        claims.set_cell(**where, status=earlier, note="Look again.")
    (one,) = shown(team, team.annotator)
    key = uuid.uuid4()
    counterparts.accept(actor=team.annotator, counterpart_id=one["id"], annotation_id=key)
    counterparts.undo(actor=team.annotator, counterpart_id=one["id"])
    assert Annotation.objects.get(pk=key).deleted_at is not None
    assert not row.mentions.filter(author=team.annotator, deleted_at=None).exists()
    cell = Cell.objects.get(claim=row, article=account, annotator=team.annotator)
    assert cell.status == (earlier or "unchecked")
    assert [each["id"] for each in shown(team, team.annotator)] == [one["id"]]
    counterparts.accept(actor=team.annotator, counterpart_id=one["id"], annotation_id=key)
    assert Annotation.objects.get(pk=key).deleted_at is None


def test_a_mark_that_was_deleted_is_suggested_again(team, told_twice):
    (one,) = shown(team, team.annotator)
    key = uuid.uuid4()
    counterparts.accept(actor=team.annotator, counterpart_id=one["id"], annotation_id=key)
    annotations.delete(actor=team.annotator, annotation_id=key, version=1)
    assert [each["id"] for each in shown(team, team.annotator)] == [one["id"]]


def test_where_one_said_that_it_is_not_reported_nothing_is_suggested(team, told_twice):
    row, account = told_twice
    claims.set_cell(actor=team.annotator, claim_id=row.pk, article_id=account.pk, status="not_reported")
    assert shown(team, team.annotator) == []


def test_what_was_shown_to_others_only_is_not_there(team, told_twice):
    (one,) = shown(team, team.annotator)
    with pytest.raises(NotFound):
        counterparts.reject(actor=team.owner, counterpart_id=one["id"])
    with pytest.raises(NotAllowed):
        counterparts.show(actor=team.reader, story_id=team.story.pk)
