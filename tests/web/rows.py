"""Every page as a row: how it is asked for in a project with one of everything, and what each gets."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from annotator.queries.assigning import Asked, plan_for
from tests.trying import decided
from tests.web.released import RELEASES
from tests.web.revised_rows import REVISED
from tests.web.row import (
    ALL,
    ANYBODY_SIGNED_IN,
    DONE_BY_LEADS,
    DONE_BY_OWNER,
    DONE_BY_WORKERS,
    LEADS,
    OWNER,
    WORKERS,
    Row,
)

if TYPE_CHECKING:
    from tests.web.world import World


def project(world: World) -> list[Any]:
    return [world.team.project.pk]


def story(world: World) -> list[Any]:
    return [world.team.story.pk]


def article(world: World) -> list[Any]:
    return [world.team.article.pk]


def intake(world: World) -> list[Any]:
    return [world.intake]


def claim(world: World) -> list[Any]:
    return [world.claim]


def cell(world: World) -> list[Any]:
    return [world.claim, world.team.article.pk]


def offered(world: World) -> list[Any]:
    return [world.team.story.pk, world.other_article]


def item(world: World) -> list[Any]:
    return [world.item.pk]


def task(world: World) -> list[Any]:
    return [world.task]


def a_rule(world: World) -> dict[str, Any]:
    people, project_id = [world.team.owner.pk], world.team.project.pk
    asked = Asked(people=people, each=1, by_story="apart", weigh="words", seed=1)
    told = {"people": people, "each": 1, "by_story": "apart", "weigh": "words", "seed": 1}
    return told | {"mark": plan_for(world.team.owner, project_id, asked).mark}


def a_trial(world: World) -> dict[str, Any]:
    decided(world.team, world.team.article, "The mayor may resign")
    return {"article": world.team.article.pk, "kind": "training"}


def nothing(_: World) -> dict[str, Any]:
    return {}


FACTS = {"title": "A new title", "source_name": "", "byline": "", "url": "", "story": ""}
ROWS = [
    Row("home", ANYBODY_SIGNED_IN),
    Row("project-new", ANYBODY_SIGNED_IN),
    Row("project-new", (302,) * 6, post=lambda _: {"name": "Mine"}),
    Row("project", ALL, project),
    Row("project-settings", OWNER, project),
    Row("project-blind", OWNER, project),
    Row("project-blind", DONE_BY_OWNER, project, lambda _: {"blind": "own_done"}),
    Row("rounds", LEADS, project),
    Row("rounds-reveal", (409, 409, 403, 403, 404, 302), project, lambda _: {"all": "yes"}),
    Row("rounds-close", DONE_BY_LEADS, project, lambda _: {"all": "yes"}),
    Row("discuss", ALL, article),
    Row("blind-done", DONE_BY_WORKERS, article, nothing),
    Row("project-settings", DONE_BY_OWNER, project, lambda _: {"name": "Renamed"}),
    Row("project-delete", DONE_BY_OWNER, project, nothing),
    Row("members", ALL, project),
    Row("members", DONE_BY_LEADS, project, lambda _: {"role": "annotator"}),
    Row("member-change", DONE_BY_OWNER, lambda world: [world.reader_member], lambda _: {"role": "annotator"}),
    # A reader may leave by themselves: it is their own membership.
    Row("member-remove", (302, 403, 403, 302, 404, 302), lambda world: [world.reader_member], nothing),
    Row("invitation-revoke", DONE_BY_LEADS, lambda world: [world.invitation.pk], nothing),
    Row("members", DONE_BY_LEADS, project, lambda _: {"role": "reader", "emails": "al@post.example"}),
    Row("invitation-resend", DONE_BY_LEADS, lambda world: [world.mailed.pk], nothing),
    Row("member-pseudonym", LEADS, lambda world: [world.reader_member]),
    Row(
        "member-pseudonym",
        DONE_BY_LEADS,
        lambda world: [world.reader_member],
        lambda _: {"pseudonym": "Kestrel"},
    ),
    Row("member-transfer", OWNER, lambda world: [world.reader_member]),
    Row(
        "member-transfer",
        DONE_BY_OWNER,
        lambda world: [world.reader_member],
        lambda world: {"name": world.team.project.name},
    ),
    Row("guidelines", ALL, project),
    Row("guidelines-version", ALL, lambda world: [world.team.project.pk, 1]),
    Row("guidelines-changes", ALL, lambda world: [world.team.project.pk, 2]),
    Row("guidelines-edit", LEADS, project),
    Row("guidelines-edit", LEADS, project, lambda _: {"body": "New.", "version": 2, "preview": "1"}),
    Row("guidelines-edit", DONE_BY_LEADS, project, lambda _: {"body": "New.", "version": 2}),
    Row("guidelines-restore", DONE_BY_LEADS, lambda world: [world.team.project.pk, 1], nothing),
    Row("guidelines-read", (302, 302, 302, 302, 404, 302), project, lambda _: {"version": 2}),
    Row("history", ALL, project),
    Row("history-csv", LEADS, project),
    Row("history-jsonl", LEADS, project),
    Row("codebook", ALL, project),
    Row("codebook-stale", ALL, project),
    Row("codebook-stale", DONE_BY_WORKERS, project, lambda _: {"version": "1", "change x": "keep"}),
    # Nobody has re-coded anything.
    Row(
        "codebook-recode-undo",
        (404, 404, 404, 403, 404, 302),
        lambda world: [world.team.project.pk, uuid.uuid4()],
        nothing,
    ),
    Row("add", WORKERS, project),
    Row("add", DONE_BY_WORKERS, project, lambda _: {"text": "News.\n\nIt rains.", "story": ""}),
    Row("import", WORKERS, lambda world: [world.batch.pk]),
    Row("intakes", LEADS, project),
    Row("intakes", DONE_BY_LEADS, project, lambda _: {"file": SimpleUploadedFile("a.txt", b"words")}),
    Row("intake", LEADS, intake),
    Row("intake-map", DONE_BY_LEADS, intake, lambda _: {"layer-0": "claim", "act": "save"}),
    Row("intake-read", DONE_BY_LEADS, intake, nothing),
    Row("intake-take", DONE_BY_LEADS, intake, nothing),
    Row("intake-discard", DONE_BY_LEADS, intake, nothing),
    Row("intake-refused", LEADS, intake),
    Row("intake-refused-csv", LEADS, intake),
    Row("import-accept-all", DONE_BY_WORKERS, lambda world: [world.batch.pk], nothing),
    Row("import-dismiss", DONE_BY_WORKERS, lambda world: [world.batch.pk], nothing),
    Row(
        "item-accept",
        DONE_BY_WORKERS,
        item,
        lambda world: {f"{world.item.pk}-{k}": v for k, v in FACTS.items()},
    ),
    # Nothing in the project has the same text.
    Row("item-adopt", (409, 409, 409, 403, 404, 302), item, nothing),
    Row("item-discard", DONE_BY_WORKERS, item, nothing),
    Row("story-new", WORKERS, project),
    Row("story-new", DONE_BY_WORKERS, project, lambda _: {"title": "Another event"}),
    Row("story", ALL, story),
    Row("story-edit", LEADS, story),
    Row("story-edit", DONE_BY_LEADS, story, lambda _: {"title": "Renamed"}),
    Row("story-delete", LEADS, story, nothing),
    Row("story-restore", DONE_BY_LEADS, story, nothing),
    Row("story-accounts", LEADS, story),
    # It is one already.
    Row("account-add", (409, 409, 403, 403, 404, 302), offered, nothing),
    Row("account-remove", LEADS, offered),
    Row("account-remove", LEADS, offered, nothing),
    Row("story-merge", LEADS, story),
    Row("story-merge", LEADS, story, lambda world: {"story": world.other_story}),
    Row("story-split", LEADS, story),
    Row("story-split", LEADS, story, lambda world: {"title": "Rain", "articles": [world.other_article]}),
    Row("story-undo", DONE_BY_LEADS, lambda world: [world.team.story.pk, world.removed], nothing),
    Row("story-ladder", ALL, story),
    Row("story-coverage", ALL, story),
    Row("story-origins", ALL, story),
    Row("origin-choose", WORKERS, offered, lambda _: {"origin": "alone"}),
    Row("claim-ladder", ALL, claim),
    Row("sources", ALL, project),
    Row("source", ALL, lambda world: [world.team.article.source_id]),
    Row("candidate-accept", DONE_BY_LEADS, offered, nothing),
    Row("candidate-decline", DONE_BY_LEADS, offered, nothing),
    Row("claim-create", DONE_BY_WORKERS, story, lambda _: {"wording": "It rains"}),
    Row("claim", ALL, claim),
    Row("claim-link", WORKERS, claim),
    Row("claim-link", DONE_BY_WORKERS, claim, lambda w: {"way": "qualifies:back", "to": w.to_claim}),
    Row("mention-link", WORKERS, lambda w: [w.mention]),
    Row(
        "mention-link", DONE_BY_WORKERS, lambda w: [w.mention], lambda w: {"way": "same", "to": w.to_mention}
    ),
    Row("link-edit", WORKERS, lambda w: [w.link]),
    Row("link-edit", DONE_BY_WORKERS, lambda w: [w.link], lambda _: {"kind": "same", "note": "N"}),
    Row("link-delete", WORKERS, lambda w: [w.link], nothing),
    Row("link-restore", DONE_BY_WORKERS, lambda w: [w.link], nothing),
    Row("adjudication", LEADS, project),
    Row("verdicts", ALL, project),
    Row("adjudicate", LEADS, article),
    Row("story-adjudicate", LEADS, story),
    Row("story-share", LEADS, story),
    Row("story-share", DONE_BY_LEADS, story, lambda _: {"days": "7"}),
    Row("share-revoke", DONE_BY_LEADS, lambda w: [w.share.share.pk], nothing),
    Row("shared", (200,) * 6, lambda w: [w.share.secret]),
    Row("claim-edit", ALL, claim),
    Row("claim-edit", DONE_BY_WORKERS, claim, lambda _: {"wording": "It rains"}),
    # An annotator deletes only their own claims.
    Row("claim-delete", (200, 200, 403, 403, 404, 302), claim, nothing),
    Row("claim-restore", (302, 302, 403, 403, 404, 302), claim, nothing),
    Row("cell", ALL, cell),
    Row("cell", DONE_BY_WORKERS, cell, lambda _: {"status": "denied", "certainty": "4"}),
    Row("agreement", LEADS, project),
    Row("agreement", DONE_BY_LEADS, project, lambda _: {"round": "both", "story": ""}),
    Row("agreement-part", DONE_BY_LEADS, project),  # nothing was computed: to where one asks for it
    Row("agreement-behind", LEADS, project),
    Row("agreement-figures", (404, 404, 403, 403, 404, 302), project),
    Row("my-work", ANYBODY_SIGNED_IN),
    Row("project-work", WORKERS, project),
    Row("assignments", LEADS, project),
    Row("assignments", DONE_BY_LEADS, project, lambda world: {"pair": f"pool:{world.team.article.pk}"}),
    Row("quality", LEADS, project),
    Row("trials", LEADS, project),
    Row("trials", DONE_BY_LEADS, project, a_trial),
    Row("trial-end", DONE_BY_LEADS, article, nothing),
    Row("article-feedback", (404,) * 5 + (302,), article),  # it is no trial
    Row("assignment-rule", LEADS, project),
    Row("assignment-rule", DONE_BY_LEADS, project, a_rule),
    # One task is the annotator's: to their equals it is not there, and leads don't say how far it is.
    Row("assignment", (200, 200, 403, 404, 404, 302), task),
    Row("assignment-done", (403, 403, 302, 404, 404, 302), task, nothing),
    Row("assignment-pause", (403, 403, 302, 404, 404, 302), task, nothing),
    Row("assignment-resume", (403, 403, 302, 404, 404, 302), task, nothing),
    Row("assignment-give-up", (403, 403, 200, 404, 404, 302), task),
    Row("assignment-give-up", (403, 403, 302, 404, 404, 302), task, lambda _: {"reason": "No time"}),
    Row(
        "assignment-reopen",
        (302, 302, 302, 404, 404, 302),
        lambda w: [w.done_task],
        lambda _: {"note": "Why?"},
    ),
    Row("assignment-take", DONE_BY_WORKERS, lambda world: [world.pooled_task], nothing),
    Row("assignment-reassign", (302, 302, 403, 404, 404, 302), task, lambda _: {"person": "pool"}),
    Row("assignment-due", (302, 302, 403, 404, 404, 302), task, lambda _: {"due": "2030-05-03"}),
    Row("assignment-withdraw", (302, 302, 403, 404, 404, 302), task, nothing),
    Row("inbox", ANYBODY_SIGNED_IN),
    Row("inbox-read-all", (302,) * 6, post=nothing),
    Row("inbox-read", (302, 404, 404, 404, 404, 302), lambda world: [world.inbox_item], nothing),
    Row("thread", ALL, lambda world: [world.mark]),
    Row("article", ALL, article),
    Row("revisions", ALL, article),
    Row("article-edit", LEADS, article),
    Row("article-edit", DONE_BY_LEADS, article, lambda _: FACTS),
    Row("article-delete", LEADS, article, nothing),
    Row("article-restore", DONE_BY_LEADS, article, nothing),
    Row("side-by-side", ALL, story),
    # Two of one story are put beside each other there.
    Row(
        "compare", (302, 302, 302, 302, 404, 302), lambda world: [world.team.article.pk, world.other_article]
    ),
    Row("project-restore", ANYBODY_SIGNED_IN),
    Row("restoration", OWNER, project),
    Row("restoration-csv", OWNER, project),
    Row("restoration-jsonl", OWNER, project),
    Row("exports", ALL, project),
    Row("exports", DONE_BY_WORKERS, project, lambda _: {"form": "csv"}),
    Row("export-file", ALL, lambda world: [world.export.pk]),
    Row("export-delete", DONE_BY_LEADS, lambda world: [world.export.pk], nothing),
    *RELEASES,
    *REVISED,
    Row("jobs", ALL, project),
    Row("activity", ANYBODY_SIGNED_IN),
    Row("activity-all", (200, 404, 404, 404, 404, 302)),  # the owner of this project is that of the instance
    Row("job-cancel", DONE_BY_LEADS, lambda world: [world.job], nothing),
    # It waits: there is nothing to try again.
    Row("job-retry", (409, 409, 403, 403, 404, 302), lambda world: [world.job], nothing),
]
# Not of a project: the load balancer's question, and signing out, which Django tests.
ELSEWHERE = {"events", "healthz", "readyz", "metrics", "language"}
