"""A blind project in which Ben (the cast's annotator) did one of everything, and Ann annotates as well."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from annotator.models import Blindness, Member, Presence, Project, Role, SuggestionAnswer, User
from annotator.services import annotations, claims, comments, links, suggestions
from annotator.services.annotations import Change
from tests.api.world import World, a_world
from tests.people import client, mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.people import Team

SECRET = "zq7vk"  # stands in all that Ben writes from the moment when the project is blind


@dataclass
class Blind:
    """The project, who is in it, and what of it is Ben's."""

    world: World
    ann: User
    ben: User
    keys: dict[str, Any]  # by an address's parameter: what is all's, and Ann's own
    bens: dict[str, Any]  # by an address's parameter: what is Ben's
    ids: set[str] = field(default_factory=set)  # of what Ben made

    @property
    def team(self) -> Team:
        return self.world.team

    def who(self, name: str) -> Client:
        return client(self.ann if name == "ann" else self.team.who(name))

    def turn(self, blind: str = Blindness.REVEALED) -> None:
        """Turn blind mode on or off, without a word in the log."""
        Project.objects.filter(pk=self.team.project.pk).update(blind=blind)


@pytest.fixture
def blind(team: Team, do_jobs: Callable[[], int]) -> Blind:
    world = a_world(team, do_jobs)
    ben = team.annotator
    ann = User.objects.create(username="ann", name="Ann")
    Member.objects.create(project=team.project, user=ann, role=Role.ANNOTATOR)
    own = mark(ann, team.revision, "officials said", note="mine").data
    claim = world.keys["claim_id"]
    mention = claims.put(actor=ann, claim_id=claim, annotation_id=own["id"])
    said = comments.create(actor=ann, annotation_id=own["id"], comment_id=uuid.uuid4(), body="Is it?")
    keys = world.keys | {
        "annotation_id": own["id"],
        "comment_id": said.data["id"],
        "mention_id": mention.pk,
        "left_id": team.article.pk,
        "right_id": world.keys["other_id"],
        "person_id": ben.pk,
        "uidb64": "x",  # of a link by mail: it leads nowhere, and tells that to all alike
        "token": "y",
    }
    bens = {
        name: world.keys[name]
        for name in ("annotation_id", "comment_id", "mention_id", "link_id", "export_id")
    }
    made = Blind(world, ann, ben, keys, bens, {str(each) for each in bens.values()})
    made.turn()
    return made


def works(blind: Blind) -> None:
    """Let Ben do one of everything, in words that give it away; he sees everything while he does."""
    blind.turn(Blindness.OFF)
    ben, team = blind.ben, blind.team
    claim, other_claim = blind.world.keys["claim_id"], blind.world.keys["to_claim_id"]
    first, second = (
        mark(ben, team.revision, quote, note=f"{SECRET} {quote}").data
        for quote in ("Nobody was hurt", "The mayor may resign on Monday, officials said")
    )
    annotations.revise(actor=ben, annotation_id=first["id"], version=1, change=Change(note=f"{SECRET} again"))
    gone = mark(ben, team.revision, "The mayor", note=SECRET).data
    annotations.delete(actor=ben, annotation_id=gone["id"], version=1)
    tied = [claims.put(actor=ben, claim_id=claim, annotation_id=each["id"]) for each in (first, second)]
    claims.set_cell(
        actor=ben,
        claim_id=other_claim,
        article_id=blind.world.keys["other_id"],
        status="denied",
        certainty=3,
        note=SECRET,
    )
    linked = [
        links.link_claims(
            actor=ben, link_id=uuid.uuid4(), kind="contradicts", from_id=claim, to_id=other_claim, note=SECRET
        ),
        links.link_mentions(
            actor=ben,
            link_id=uuid.uuid4(),
            kind="contradicts",
            from_id=tied[0].pk,
            to_id=tied[1].pk,
            note=SECRET,
        ),
    ]
    talk = [
        comments.create(
            actor=ben, annotation_id=key, comment_id=uuid.uuid4(), body=f"{SECRET}, @ann and @reader!"
        )
        for key in (first["id"], blind.keys["annotation_id"])
    ]
    for proposed in team.revision.suggestions.order_by("start")[1:3]:
        suggestions.reject(actor=ben, suggestion_id=proposed.pk)
    Presence.objects.create(user=ben, revision=team.revision, sentence=0, seen_at=timezone.now())
    blind.ids |= {first["id"], second["id"], gone["id"]}
    blind.ids |= {str(each.pk) for each in (*tied, *linked)} | {each.data["id"] for each in talk}
    assert SuggestionAnswer.objects.filter(person=ben).exists()
    blind.turn()
