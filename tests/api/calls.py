"""Every call of the API: its address, what it sends, and what each of six people is told."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from annotator.formats import codebook
from tests.api.assigned import ASSIGNMENTS
from tests.api.brought import BROUGHT, facts
from tests.api.call import Call, anybody, least, signed_in
from tests.api.measured import MEASURED
from tests.api.released import RELEASES
from tests.api.revised_calls import REVISED
from tests.api.tried import TRIED
from tests.api.world import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.api.world import World


def a_mark(w: World) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "layer": "claim",
        "ranges": [{"start": 10, "end": 20, "quote": "may resign"}],
        "codes": [{"dimension": "certainty", "code": "possible"}],
        "note": "Why?",
        "confidence": 3,
    }


def a_change(w: World) -> dict[str, Any]:
    return {key: value for key, value in a_mark(w).items() if key != "id"}


def a_decision(w: World) -> dict[str, Any]:
    return {
        "layer": "claim",
        "kept": True,
        "ranges": [{"start": 10, "end": 20, "quote": "may resign"}],
        "codes": [{"dimension": "certainty", "code": "possible"}],
        "basis": [{"annotation": w.mark["id"], "version": 1}],
        "reason": "It says may.",
        "version": None,
    }


def named(key: str) -> Callable[[World], dict[str, Any]]:
    return lambda _: {key: "New", "description": "Words"}


CALLS = [
    Call("me", "get", signed_in(200)),
    Call("tokens", "post", anybody(201), lambda _: {"username": "owner", "password": PASSWORD}),
    Call("current-token", "delete", signed_in(204)),
    Call("schema", "get", anybody(200)),
    Call("reference", "get", anybody(200)),
    Call("missing", "get", anybody(404)),
    Call("accept", "post", signed_in(200), lambda w: {"secret": w.secret}),
    Call("invitation", "delete", least("curator", 204)),
    Call("member", "patch", least("owner", 200), lambda _: {"role": "annotator"}),
    Call("member", "delete", (204, 403, 403, 204, 404, 401)),  # a reader is removed, or leaves
    Call("projects", "get", signed_in(200)),
    Call("projects", "post", signed_in(201), named("name")),
    Call("restore", "post", signed_in(422)),  # without a file
    Call("restoration", "get", least("owner", 200)),
    Call("restoration-refused", "get", least("owner", 200)),
    Call("project", "get", least("reader", 200)),
    Call("project", "put", least("owner", 200), named("name")),
    Call("project", "delete", least("owner", 204)),
    Call("members", "get", least("reader", 200)),
    Call("invitations", "get", least("curator", 200)),
    Call("invitations", "post", least("curator", 201), lambda _: {"role": "reader", "days": 3}),
    Call("project-blind", "put", least("owner", 200), lambda _: {"blind": "own_done"}),
    Call("rounds", "get", least("curator", 200)),
    # There is nothing to reveal in a project that is not blind.
    Call("rounds-reveal", "post", (409, 409, 403, 403, 404, 401), lambda _: {"all": True}),
    Call("rounds-close", "post", least("curator", 200), lambda _: {"all": True}),
    Call("article-rounds", "get", least("reader", 200)),
    Call(
        "invitation-mails", "post", least("curator", 201),
        lambda _: {"role": "reader", "emails": ["al@post.example"]},
    ),
    Call(
        "invitation-resend", "post", least("curator", 200), keys={"invitation_id": "mailed_invitation_id"}
    ),
    Call("member-pseudonym", "put", least("curator", 200), lambda _: {"pseudonym": "Kestrel"}),
    Call("member-transfer", "post", least("owner", 200), lambda w: {"name": w.team.project.name}),
    Call("guidelines", "get", least("reader", 200)),
    Call("guidelines", "put", least("curator", 200), lambda _: {"body": "New.", "note": "N"}, version=2),
    Call("guidelines-versions", "get", least("reader", 200)),
    Call("guidelines-readings", "get", least("curator", 200)),
    Call("guidelines-readings", "post", least("reader", 200), lambda _: {"version": 2}),
    Call("guidelines-version", "get", least("reader", 200)),
    Call("guidelines-changes", "get", least("reader", 200)),
    Call("guidelines-restore", "post", least("curator", 200), keys={"version": "first_version"}),
    Call("events", "get", least("reader", 200)),
    Call("events-csv", "get", least("curator", 200)),
    Call("events-jsonl", "get", least("curator", 200)),
    Call("codebook", "get", least("reader", 200)),
    Call(
        "codebook", "put", least("curator", 200),
        lambda _: codebook.default().as_dict() | {"note": "N"}, version=1,
    ),
    Call("codebooks", "get", least("reader", 200)),
    Call("codebook-stale", "get", least("reader", 200)),
    Call(
        "codebook-recode", "post", least("annotator", 200),
        lambda _: {
            "version": 1, "preview": False,
            "moves": [{"change": "removed:cue", "do": "replace", "by": "claim", "only": [str(uuid.uuid4())]}],
        },
    ),
    Call("codebook-recode-undo", "delete", (404, 404, 404, 403, 404, 401)),  # nothing was re-coded
    *ASSIGNMENTS,
    *MEASURED,
    *BROUGHT,
    *TRIED,
    Call("stories", "get", least("reader", 200)),
    Call("stories", "post", least("annotator", 201), named("title")),
    Call("story", "get", least("reader", 200)),
    Call("story", "put", least("curator", 200), named("title")),
    Call("story", "delete", least("curator", 204)),
    Call("story-restore", "post", least("curator", 200)),
    Call("articles", "get", least("reader", 200)),
    Call("article", "get", least("reader", 200)),
    Call("redline", "get", least("reader", 200)),
    Call("article", "put", least("curator", 200), facts),
    Call("article", "delete", least("curator", 204)),
    Call("article-restore", "post", least("curator", 200)),
    Call("revision", "get", least("reader", 200)),
    Call("presence", "put", least("reader", 200), lambda _: {"sentence": 0}),
    Call("presence", "delete", least("reader", 204)),
    Call("annotations", "get", least("reader", 200)),
    Call("annotations", "post", least("annotator", 201), a_mark),
    Call(
        "annotation-bulk", "post", least("annotator", 200),
        lambda w: {
            "acts": [
                {
                    "id": w.mark["id"], "version": 1, "layer": "claim", "note": "N",
                    "codes": [{"dimension": "certainty", "code": "possible"}],
                },
                {"id": str(uuid.uuid4()), "version": 1, "delete": True},
            ]
        },
    ),
    Call("undo", "get", least("annotator", 200)),
    # Only the annotator has done anything, and has taken nothing back.
    Call("undo", "post", (409, 409, 200, 403, 404, 401)),
    Call("redo", "post", (409, 409, 409, 403, 404, 401)),
    Call("suggestions", "get", least("reader", 200)),
    Call("suggestions-seen", "post", least("annotator", 200)),
    Call("suggestion-accept", "post", least("annotator", 201), lambda _: {"id": str(uuid.uuid4())}),
    Call("suggestion-reject", "post", least("annotator", 204)),
    Call("suggestion-answer", "delete", least("annotator", 204)),
    Call("annotation", "get", least("reader", 200)),
    Call("annotation", "patch", least("annotator", 200), a_change, version=1),
    Call("annotation", "delete", least("annotator", 204), version=1),
    Call("annotation-restore", "post", least("annotator", 200)),
    Call("annotation-history", "get", least("reader", 200)),
    Call("adjudication", "get", least("curator", 200)),
    Call("adjudication-unanimous", "post", least("curator", 200), lambda _: {"ids": [str(uuid.uuid4())]}),
    Call(
        "decision-on", "put", least("curator", 200), a_decision, keys={"decision_id": "new_decision_id"}
    ),
    Call("decision", "delete", least("curator", 204), version=1),
    Call("decision-restore", "post", least("curator", 200)),
    Call("verdicts", "get", least("reader", 200)),
    Call("project-verdicts", "get", least("reader", 200)),
    Call("story-gold", "get", least("curator", 200)),
    Call(
        "gold-cell", "put", least("curator", 200), lambda _: {"status": "asserted", "certainty": 2},
        keys={"article_id": "other_id"},
    ),
    Call("gold-cell", "delete", least("curator", 204), keys={"article_id": "other_id"}, version=1),
    Call("story-gold-mentions", "get", least("curator", 200)),
    Call("gold-mention", "put", least("curator", 200), lambda _: {"holds": True, "reason": "It says so."}),
    Call("gold-mention", "delete", least("curator", 204), version=1),
    Call("talk", "get", least("reader", 200)),
    Call("comments", "get", least("reader", 200)),
    Call("comments", "post", least("annotator", 201), lambda _: {"id": str(uuid.uuid4()), "body": "Sure?"}),
    Call("comments-read", "post", least("reader", 204), lambda _: {"number": 1}),
    Call("thread-resolve", "post", least("annotator", 200)),
    Call("thread-reopen", "post", least("annotator", 200)),
    Call("comment", "get", least("reader", 200)),
    Call("comment", "patch", (403, 403, 200, 403, 404, 401), lambda _: {"body": "Sure!"}, version=1),
    Call("comment", "delete", least("annotator", 204)),
    Call("comment-restore", "post", least("annotator", 200)),
    Call("inbox", "get", signed_in(200)),
    Call("inbox-unread", "get", signed_in(200)),
    Call(
        "inbox-read", "post", (204, 404, 404, 404, 404, 401), keys={"item_id": "inbox_item_id"},
    ),  # it is the owner's
    Call("inbox-read-all", "post", signed_in(204)),
    Call("claims", "get", least("reader", 200)),
    Call(
        "claims", "post", least("annotator", 201),
        lambda w: {"id": str(uuid.uuid4()), "wording": "B.", "annotation": w.mark["id"]},
    ),
    Call("claim", "get", least("reader", 200)),
    Call("claim", "patch", least("annotator", 200), lambda _: {"wording": "C."}, version=1),
    Call("claim", "delete", least("annotator", 204)),
    Call("claim-restore", "post", least("annotator", 200)),
    Call("mentions", "post", least("annotator", 201), lambda w: {"annotation": w.mark["id"]}),
    Call("mention", "delete", least("annotator", 204)),
    Call(
        "cell", "put", least("annotator", 200),
        lambda _: {"status": "asserted", "certainty": 2, "note": "N"}, keys={"article_id": "other_id"},
    ),
    Call("matrix", "get", least("reader", 200)),
    Call("unplaced", "get", least("reader", 200)),
    Call("claim-move", "post", least("annotator", 200), lambda _: {"before": None}),
    Call("claim-merge", "post", least("annotator", 200), lambda w: {"other": str(w.keys["spare_claim_id"])}),
    Call(
        "claim-split", "post", least("annotator", 201),
        lambda w: {"id": str(uuid.uuid4()), "wording": "S.", "mentions": [str(w.keys["mention_id"])]},
    ),
    Call("rows-undo", "post", least("annotator", 200), keys={"seq": "merged_seq"}),
    Call("counterparts", "get", least("annotator", 200)),
    Call("counterparts", "post", least("annotator", 200)),
    Call(
        "counterpart-accept", "post", least("annotator", 200), lambda _: {"annotation": str(uuid.uuid4())}
    ),
    Call("counterpart-reject", "post", least("annotator", 204)),
    Call("counterpart-undo", "post", least("annotator", 204)),
    Call("links", "get", least("reader", 200)),
    Call(
        "claim-links", "post", least("annotator", 201),
        lambda w: {"id": str(uuid.uuid4()), "kind": "same", "to": str(w.keys["to_claim_id"]), "note": "N"},
    ),
    Call(
        "mention-links", "post", least("annotator", 201),
        lambda w: {"id": str(uuid.uuid4()), "kind": "updates", "to": str(w.keys["to_mention_id"])},
    ),
    Call("link", "get", least("reader", 200)),
    Call("link", "patch", least("annotator", 200), lambda _: {"kind": "contradicts", "note": "N"}, version=1),
    Call("link", "delete", least("annotator", 204)),
    Call("link-restore", "post", least("annotator", 200)),
    Call("shares", "get", least("curator", 200)),
    Call("shares", "post", least("curator", 201), lambda _: {"with_names": True, "days": 7}),
    Call("share", "delete", least("curator", 204)),
    Call("shared", "get", anybody(200)),
    Call("story-account", "put", least("curator", 200), keys={"article_id": "gone_id"}),
    Call("story-account", "delete", least("curator", 200)),
    Call("story-merge", "post", least("curator", 200), lambda w: {"story": w.keys["empty_story_id"]}),
    Call(
        "story-split", "post", least("curator", 201),
        lambda w: {"title": "B", "articles": [w.keys["other_id"]], "claims": [str(w.claim)]},
    ),
    Call("story-undo", "post", least("curator", 200)),
    Call("story-origins", "get", least("reader", 200)),
    Call("article-origin", "put", least("annotator", 204), lambda _: {"same_as": None}),
    Call("article-origin", "delete", least("annotator", 204)),
    Call("story-ladder", "get", least("reader", 200)),
    Call("story-coverage", "get", least("reader", 200)),
    Call("sources", "get", least("reader", 200)),
    Call("source", "get", least("reader", 200)),
    Call("story-candidates", "get", least("reader", 200)),
    Call("article-candidates", "get", least("reader", 200)),
    Call("candidate-accept", "post", least("curator", 200)),
    Call("candidate-decline", "post", least("curator", 204)),
    Call("story-comparisons", "get", least("reader", 200)),
    Call("story-comparisons", "post", least("reader", 202)),
    Call(
        "comparisons", "post", least("reader", 202),
        lambda w: {"left": w.keys["article_id"], "right": w.keys["other_id"]},
    ),
    Call("comparison", "get", least("reader", 200)),
    Call("exports", "get", least("reader", 200)),
    Call(
        "exports", "post", least("annotator", 201),
        lambda w: {"format": "csv", "stories": [w.team.story.pk]},
    ),
    Call("export", "get", least("reader", 200)),
    Call("export", "delete", least("annotator", 204)),
    Call("export-file", "get", least("reader", 200)),
    *RELEASES,
    *REVISED,
    Call("jobs", "get", least("reader", 200)),
    Call("job", "get", least("reader", 200)),
    Call("activity", "get", signed_in(200)),
    Call("job-cancel", "post", least("annotator", 200)),
    Call("job-retry", "post", (409, 409, 409, 403, 404, 401)),  # it waits, and has not failed
]  # fmt: skip
