"""The world that every call of the API is made in: a project with one of everything."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.utils import timezone

from annotator.models import Comparison, Export
from annotator.services import articles, claims, comments, exports, imports, projects, stories
from tests.people import TEXT, mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people import Team

PASSWORD = "a long enough sentence"


@dataclass(frozen=True, slots=True)
class World:
    """One of everything that an address can name. The annotator made what is one person's."""

    team: Team
    keys: dict[str, Any]
    secret: str
    claim: uuid.UUID
    mark: dict[str, Any]


def a_world(team: Team, do_jobs: Callable[[], int]) -> World:
    """Fill the project of the team."""
    team.owner.set_password(PASSWORD)
    team.owner.save()
    who, project = team.annotator, team.project
    marked = mark(who, team.revision, "may resign").data
    claim = claims.create(
        actor=who, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="A.", annotation_id=marked["id"]
    )
    batch = imports.start(actor=who, project_id=project.pk, pasted=["Something new.", TEXT])
    do_jobs()
    waiting = exports.start(actor=who, project_id=project.pk, form="csv")
    written = Export.objects.create(
        project=project, format="csv", created_by=who, size=1, sha256="s", manifest={},
        finished_at=timezone.now(), file=ContentFile(b"zip", name="written.zip"),
    )  # fmt: skip
    other = team.add_account("The bridge stays closed.")
    gone = team.add_account("It rains.")
    removed = stories.remove_account(actor=team.owner, story_id=team.story.pk, article_id=gone.pk)
    empty = articles.create_story(actor=team.owner, project_id=project.pk, title="Rain")
    said = comments.create(
        actor=who, annotation_id=marked["id"], comment_id=uuid.uuid4(), body="Is that so, @owner?"
    )
    invited = projects.invite(actor=team.owner, project_id=project.pk, role="reader")
    fresh, same = batch.items.order_by("position")
    return World(
        team=team,
        secret=invited.secret,
        claim=claim.pk,
        mark=marked,
        keys={
            "project_id": project.pk,
            "story_id": team.story.pk,
            "article_id": team.article.pk,
            "other_id": other.pk,
            "gone_id": gone.pk,
            "empty_story_id": empty.pk,
            "seq": removed.seq,
            "source_id": team.article.source_id,
            "revision_id": team.revision.pk,
            "batch": uuid.uuid4(),
            "suggestion_id": team.revision.suggestions.earliest("start").pk,
            "annotation_id": marked["id"],
            "comment_id": said.data["id"],
            "inbox_item_id": team.owner.inbox.get().pk,
            "claim_id": claim.pk,
            "import_id": batch.pk,
            "item_id": fresh.pk,
            "same_item_id": same.pk,
            "comparison_id": Comparison.objects.create(
                left=team.revision, right=other.revisions.get(), engine="1"
            ).pk,
            "export_id": written.pk,
            "job_id": waiting.job.pk,
            "invitation_id": invited.invitation.pk,
            "member_id": project.members.get(user=team.reader).pk,
        },
    )
