"""Two claims of a story with a passage each, and a link."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from annotator.services import claims, links
from tests.people import mark

if TYPE_CHECKING:
    from tests.people import Team


def linked(team: Team, claim: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    """Make a second claim with a passage, and link the first to it; return claim, mention and link."""
    made = mark(team.annotator, team.revision, "Nobody was hurt")
    other = claims.create(
        actor=team.annotator,
        story_id=team.story.pk,
        claim_id=uuid.uuid4(),
        wording="Nobody is hurt",
        annotation_id=uuid.UUID(made.data["id"]),
    )
    link = links.link_claims(
        actor=team.annotator, link_id=uuid.uuid4(), kind="updates", from_id=claim, to_id=other.pk
    )
    return other.pk, other.mentions.get().pk, link.pk
