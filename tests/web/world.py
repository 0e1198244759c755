"""The world that every page is asked for in: a project with one of everything."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.models import RefusedLine, Restoration
from annotator.services import (
    articles,
    assigning,
    assignments,
    claims,
    comments,
    comparisons,
    exports,
    guidelines,
    imports,
    invitations,
    projects,
    shares,
    stories,
)
from tests.intaken import mapped_intake
from tests.people import mark
from tests.released import written_rows
from tests.web.linked import linked

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.models import Export, Import, ImportItem, Invitation
    from annotator.services.shares import MadeShare
    from tests.people import Team


@dataclass
class World:
    """A project in which there is one of everything."""

    team: Team
    claim: uuid.UUID
    batch: Import
    item: ImportItem
    intake: uuid.UUID
    export: Export
    release: uuid.UUID  # published
    draft: uuid.UUID  # of the next one
    job: uuid.UUID
    invitation: Invitation
    mailed: Invitation  # by e-mail
    secret: str
    other_article: int
    other_story: int
    removed: int  # the event by which an account was taken out of the story
    reader_member: int
    to_claim: uuid.UUID
    mention: uuid.UUID
    to_mention: uuid.UUID
    link: uuid.UUID  # the annotator's, between the two claims
    share: MadeShare
    mark: uuid.UUID  # the annotator's, on which the curator says something to the owner
    inbox_item: int
    task: int  # the annotator's, on the story's article
    done_task: int  # theirs too
    pooled_task: int


def made_world(team: Team, do_jobs: Callable[[], object], committing: Any) -> World:
    """Write one of everything down; jobs are asked for within `committing`, and done by `do_jobs`."""
    made = mark(team.annotator, team.revision, "The mayor may resign")
    claim = claims.create(
        actor=team.owner,
        story_id=team.story.pk,
        claim_id=uuid.uuid4(),
        wording="The mayor resigns",
        annotation_id=uuid.UUID(made.data["id"]),
    )
    comments.create(
        actor=team.curator,
        annotation_id=uuid.UUID(made.data["id"]),
        comment_id=uuid.uuid4(),
        body="Is that so, @owner? <script>alert(1)</script>",
    )
    other = team.add_account("The mayor will resign on Monday. The bridge stays open.")
    with committing(execute=True):
        comparisons.ask_for_story(actor=team.owner, story_id=team.story.pk)
        export = exports.start(actor=team.owner, project_id=team.project.pk, form="csv")
        batch = imports.start(
            actor=team.owner,
            project_id=team.project.pk,
            pasted=["A new report\n\nIt rains.", "Another.\n\nNo."],
        )
    mailed = invitations.invite(
        actor=team.owner,
        project_id=team.project.pk,
        role="reader",
        emails=["bo@post.example"],
        site="http://testserver/",
    )
    intake = mapped_intake(team, do_jobs)
    elsewhere = articles.create_story(actor=team.owner, project_id=team.project.pk, title="Rain")
    gone = team.add_account("It rains in the town, they say.")
    came_from = Restoration.objects.create(project=team.project, name="a.zip", upload="a")
    RefusedLine.objects.create(restoration=came_from, number=1, why="No.")
    removed = stories.remove_account(actor=team.owner, story_id=team.story.pk, article_id=gone.pk)
    waiting = exports.start(actor=team.owner, project_id=team.project.pk, form="csv")
    invited = projects.invite(actor=team.owner, project_id=team.project.pk, role="reader")
    for version, body in enumerate(("# Marks\n\nAs *short* as can be.", "# Marks\n\nAs *long* as it takes.")):
        guidelines.save(actor=team.owner, project_id=team.project.pk, body=body, base_version=version)
    to_claim, to_mention, link = linked(team, claim.pk)
    export.refresh_from_db()
    release, draft = written_rows(team.project, team.owner)
    assert waiting.job is not None
    task, done_task, pooled = (
        assigning.assign(
            actor=team.owner, project_id=team.project.pk, people=people, articles=[article], pool=not people
        )[0]
        for people, article in (
            ([team.annotator.pk], team.article.pk),
            ([team.annotator.pk], other.pk),
            ([], team.add_account("It snows on the bridge.").pk),
        )
    )
    assignments.done(actor=team.annotator, assignment_id=done_task.pk)
    team.project.refresh_from_db()
    return World(
        team=team,
        claim=claim.pk,
        batch=batch,
        item=batch.items.first(),
        intake=intake.pk,
        export=export,
        release=release.pk,
        draft=draft.pk,
        job=waiting.job.pk,
        invitation=invited.invitation,
        mailed=mailed[0],
        secret=invited.secret,
        other_article=other.pk,
        other_story=elsewhere.pk,
        removed=removed.seq,
        mark=uuid.UUID(made.data["id"]),
        task=task.pk,
        done_task=done_task.pk,
        pooled_task=pooled.pk,
        inbox_item=team.owner.inbox.get().pk,
        reader_member=team.project.members.get(user=team.reader).pk,
        to_claim=to_claim,
        mention=claim.mentions.get().pk,
        to_mention=to_mention,
        link=link,
        share=shares.create(actor=team.owner, story_id=team.story.pk),
    )
