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


def annotates(team: Team, who: User) -> None:
    assigning.assign(
        actor=team.owner, project_id=team.project.pk, people=[who.pk], articles=[team.article.pk]
    )


def test_a_lead_who_annotates_an_account_blind_is_led_to_it_before_the_story_is_decided_on(
    team: Team,
) -> None:
    turn(team, Blindness.REVEALED)
    annotates(team, team.curator)
    answer = client(team.curator).get(reverse("story-adjudicate", args=[team.story.pk]))
    told = answer.content.decode()
    assert answer.status_code == 403
    assert f'<a class="list-title" href="/articles/{team.article.pk}/">{team.article.title}</a>' in told
    over_the_api = client(team.curator).get(f"/api/v1/stories/{team.story.pk}/gold/").json()
    assert team.article.title in over_the_api["detail"]
    client(team.curator).post(reverse("blind-done", args=[team.article.pk]))
    assert client(team.curator).get(reverse("story-adjudicate", args=[team.story.pk])).status_code == 200


@pytest.mark.parametrize("address", ["story", "story-ladder", "story-coverage"])
def test_a_blind_storys_pages_say_what_is_hidden_and_until_when(team: Team, ann: User, address: str) -> None:
    def told(who: User) -> str:
        return client(who).get(reverse(address, args=[team.story.pk])).content.decode()

    assert "hidden-from-you" not in told(ann)
    turn(team, Blindness.OWN_DONE)
    annotates(team, team.curator)
    assert "hidden-from-you" not in told(team.owner)  # a lead who does not annotate it sees all
    assert "until you are done with each" in told(ann)
    assert f'href="/articles/{team.article.pk}/">{team.article.source}</a>' in told(ann)
    assert "until their round is revealed" in told(team.reader)
    turn(team, Blindness.REVEALED)
    assert "until their round is revealed" in told(ann)
    assert "until you are done with each" in told(team.curator)
