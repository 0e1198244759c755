"""The world that every call of the API is made in: a project with one of everything."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.utils import timezone

from annotator.models import Comparison, Counterpart, CounterpartAnswer, Export, Restoration
from annotator.services import (
    adjudication,
    arranging,
    articles,
    assigning,
    assignments,
    claims,
    comments,
    exports,
    guidelines,
    imports,
    invitations,
    links,
    projects,
    shares,
    stories,
)
from annotator.services.adjudication import Decided
from tests.intaken import mapped_intake
from tests.people import SURE, TEXT, at, mark
from tests.released import written_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.models import Article, Claim
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


def shown_to_all(team: Team, claim: Claim, other: Article) -> int:
    """Suggest a mention of the claim to everybody of the team."""
    revision = other.revisions.get()
    made = Counterpart.objects.create(
        claim=claim, revision=revision, start=0, end=revision.length, quote=revision.text, kind="paraphrase",
        score=1, engine="1",
    )  # fmt: skip
    for each in team.project.members.all():
        CounterpartAnswer.objects.create(counterpart=made, person=each.user)
    return made.pk


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
    mailed = invitations.invite(
        actor=team.owner,
        project_id=project.pk,
        role="reader",
        emails=["bo@post.example"],
        site="http://site/",
    )[0]
    intake = mapped_intake(team, do_jobs)
    waiting = exports.start(actor=who, project_id=project.pk, form="csv")
    written = Export.objects.create(
        project=project, format="csv", created_by=who, size=1, sha256="s", manifest={},
        finished_at=timezone.now(), file=ContentFile(b"zip", name="written.zip"),
    )  # fmt: skip
    release, draft = written_rows(project, who)
    Restoration.objects.create(project=project, name="a.zip", upload="a")
    other = team.add_account("The bridge stays closed.")
    gone = team.add_account("It rains.")
    removed = stories.remove_account(actor=team.owner, story_id=team.story.pk, article_id=gone.pk)
    empty = articles.create_story(actor=team.owner, project_id=project.pk, title="Rain")
    said = comments.create(
        actor=who, annotation_id=marked["id"], comment_id=uuid.uuid4(), body="Is that so, @owner?"
    )
    invited = projects.invite(actor=team.owner, project_id=project.pk, role="reader")
    guidelines.save(actor=team.owner, project_id=project.pk, body="# Marks\n\nShort.", base_version=0)
    guidelines.save(actor=team.owner, project_id=project.pk, body="# Marks\n\nShorter.", base_version=1)
    linked_to = claims.create(actor=who, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="Z.")
    link = links.link_claims(
        actor=who, link_id=uuid.uuid4(), kind="qualifies", from_id=claim.pk, to_id=linked_to.pk
    )
    again = mark(who, team.revision, "Nobody was hurt").data
    to_mention = claims.put(actor=who, claim_id=linked_to.pk, annotation_id=again["id"])
    share = shares.create(actor=team.owner, story_id=team.story.pk)
    gold = adjudication.decide(
        actor=team.owner,
        revision_id=team.revision.pk,
        decision_id=uuid.uuid4(),
        decided=Decided(
            "claim", True, [at(team.revision, "Nobody was hurt")], SURE, {uuid.UUID(again["id"]): 1}
        ),
    )
    gone_row, spare = (
        claims.create(actor=who, story_id=team.story.pk, claim_id=uuid.uuid4(), wording=each) for each in "XY"
    )
    merged = arranging.merge(actor=who, claim_id=spare.pk, other_id=gone_row.pk)
    task, done_task, pooled = (
        assigning.assign(
            actor=team.owner, project_id=project.pk, people=people, articles=[article], pool=not people
        )[0]
        for people, article in (([who.pk], team.article.pk), ([who.pk], other.pk), ([], gone.pk))
    )
    assignments.done(actor=who, assignment_id=done_task.pk)
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
            "assignment_id": task.pk,
            "done_assignment_id": done_task.pk,
            "pooled_assignment_id": pooled.pk,
            "source_id": team.article.source_id,
            "revision_id": team.revision.pk,
            "batch": uuid.uuid4(),
            "suggestion_id": team.revision.suggestions.earliest("start").pk,
            "annotation_id": marked["id"],
            "decision_id": gold["id"],
            "new_decision_id": uuid.uuid4(),
            "comment_id": said.data["id"],
            "inbox_item_id": team.owner.inbox.get().pk,
            "claim_id": claim.pk,
            "spare_claim_id": spare.pk,
            "merged_seq": merged.seq,
            "counterpart_id": shown_to_all(team, claim, other),
            "to_claim_id": linked_to.pk,
            "mention_id": claim.mentions.get().pk,
            "to_mention_id": to_mention.pk,
            "link_id": link.pk,
            "share_id": share.share.pk,
            "secret": share.secret,
            "import_id": batch.pk,
            "intake_id": intake.pk,
            "item_id": fresh.pk,
            "same_item_id": same.pk,
            "comparison_id": Comparison.objects.create(
                left=team.revision, right=other.revisions.get(), engine="1"
            ).pk,
            "export_id": written.pk,
            "release_id": release.pk,
            "draft_id": draft.pk,
            "job_id": waiting.job.pk,
            "invitation_id": invited.invitation.pk,
            "mailed_invitation_id": mailed.pk,
            "version": 2,
            "first_version": 1,
            "member_id": project.members.get(user=team.reader).pk,
        },
    )
