"""Links and shares: a row that breaks each of their constraints."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from annotator.services import claims, links, shares
from tests.models.breaking import again, change
from tests.people import mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.models import Claim, Link, Mention, Share


def mention(w: Any, claim: Claim, quote: str) -> Mention:
    made = mark(w.team.owner, w.team.revision, quote)
    return claims.put(actor=w.team.owner, claim_id=claim.pk, annotation_id=made.data["id"])


def of_claims(w: Any, kind: str = "same") -> Link:
    other = claims.create(
        actor=w.team.owner, story_id=w.team.story.pk, claim_id=uuid.uuid4(), wording="Another."
    )
    return links.link_claims(
        actor=w.team.owner, link_id=uuid.uuid4(), kind=kind, from_id=w.claim.pk, to_id=other.pk
    )


def of_mentions(w: Any) -> Link:
    one, other = mention(w, w.claim, "Nobody"), mention(w, w.claim, "was hurt")
    return links.link_mentions(
        actor=w.team.owner, link_id=uuid.uuid4(), kind="updates", from_id=one.pk, to_id=other.pk
    )


def turned(link: Link) -> None:
    one, other = link.ends
    change(link, from_claim=other, to_claim=one)


def to_itself(link: Link) -> None:
    change(link, to_claim=link.from_claim)


def share(w: Any) -> Share:
    return shares.create(actor=w.team.owner, story_id=w.team.story.pk).share


BREAKING: dict[str, Callable[[Any], object]] = {
    "a_link_has_a_known_kind": lambda w: change(of_claims(w, "updates"), kind="resembles"),
    "a_link_joins_two_claims_or_two_mentions": lambda w: change(
        of_claims(w, "updates"), from_mention=mention(w, w.claim, "Nobody")
    ),
    "nothing_is_linked_to_itself": lambda w: to_itself(of_claims(w, "updates")),
    "a_link_without_direction_is_stored_one_way": lambda w: turned(of_claims(w)),
    "two_claims_are_linked_once_a_kind": lambda w: again(of_claims(w)),
    "a_person_links_two_mentions_once_a_kind": lambda w: again(of_mentions(w)),
    "what_was_opened_says_when": lambda w: change(share(w), last_opened_at=timezone.now()),
}
