"""What the pages and refusals of a blind project tell: how one is done, once; no number of what is hidden."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from annotator.errors import AlreadyThere
from annotator.models import Blindness, Member, Role, User
from annotator.services import assigning, claims, links, rounds
from tests.people import client

if TYPE_CHECKING:
    from tests.people import Team


@pytest.fixture
def ann(team: Team) -> User:
    ann = User.objects.create(username="ann", name="Ann")
    Member.objects.create(project=team.project, user=ann, role=Role.ANNOTATOR)
    return ann


def turn(team: Team, how: str) -> None:
    rounds.set_blind(actor=team.owner, project_id=team.project.pk, blind=how, reveal_all=True)


def test_whose_task_it_is_has_one_way_to_say_that_it_is_done(team: Team, ann: User) -> None:
    turn(team, Blindness.OWN_DONE)
    browser, page = client(ann), reverse("article", args=[team.article.pk])
    without = browser.get(page).content.decode()
    assert (without.count('data-opens="blind-done"'), without.count('data-task="done"')) == (1, 0)
    assigning.assign(
        actor=team.owner, project_id=team.project.pk, people=[ann.pk], articles=[team.article.pk]
    )
    given = browser.get(page).content.decode()
    assert (given.count('data-opens="blind-done"'), given.count('data-task="done"')) == (0, 1)
    assert "hidden until you are done" in given


def test_who_links_what_another_linked_out_of_sight_is_told_so_and_not_which_it_is(
    team: Team, ann: User
) -> None:
    one, other = (
        claims.create(actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording=each)
        for each in ("The mayor goes.", "The mayor stays.")
    )

    def linked(who: User) -> Any:
        return links.link_claims(
            actor=who, link_id=uuid.uuid4(), kind="contradicts", from_id=one.pk, to_id=other.pk
        )

    def refused() -> dict[str, Any]:
        with pytest.raises(AlreadyThere) as refusal:
            linked(ann)
        return refusal.value.facts

    first = linked(team.annotator)
    assert refused()["id"] == str(first.pk)
    turn(team, Blindness.REVEALED)
    assert "id" not in refused()
    assert str(first.pk) not in str(refused())
