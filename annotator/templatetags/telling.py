"""How things are told in the pages: events as sentences, dates as exactly as they are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.template.defaultfilters import date as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from annotator import http
from annotator.models import Cell, Role
from annotator.queries.people import person_hue

if TYPE_CHECKING:
    from datetime import datetime

    from annotator.errors import Refusal
    from annotator.models import Article, Event, ImportItem, User

register = template.Library()

_SENTENCES = {
    "account.added": gettext_noop("put \u201c%(title)s\u201d into a story"),
    "account.removed": gettext_noop("took \u201c%(title)s\u201d out of a story"),
    "annotation.created": gettext_noop("marked \u201c%(quote)s\u201d"),
    "annotation.changed": gettext_noop("changed the mark \u201c%(quote)s\u201d"),
    "annotation.deleted": gettext_noop("deleted the mark \u201c%(quote)s\u201d"),
    "annotation.restored": gettext_noop("brought back the mark \u201c%(quote)s\u201d"),
    "annotations.imported": gettext_noop("took %(count)s marks of others in, on \u201c%(title)s\u201d"),
    "article.created": gettext_noop("added the article \u201c%(title)s\u201d"),
    "article.changed": gettext_noop("corrected the facts of \u201c%(title)s\u201d"),
    "article.deleted": gettext_noop("deleted the article \u201c%(title)s\u201d"),
    "article.restored": gettext_noop("brought back an article"),
    "assignment.abandoned": gettext_noop("gave up \u201c%(title)s\u201d: it is in the pool again"),
    "assignment.created": gettext_noop("gave out \u201c%(title)s\u201d to be annotated"),
    "release.asked": gettext_noop("drafted release %(version)s"),
    "release.discarded": gettext_noop("threw the draft of release %(version)s away"),
    "release.published": gettext_noop("published release %(version)s"),
    "release.withdrawn": gettext_noop("withdrew release %(version)s"),
    "round.opened": gettext_noop("revealed \u201c%(title)s\u201d"),
    "round.closed": gettext_noop("closed the round of \u201c%(title)s\u201d"),
    "assignment.done": gettext_noop("is done with \u201c%(title)s\u201d"),
    "assignment.due": gettext_noop("changed by when \u201c%(title)s\u201d is to be done"),
    "assignment.paused": gettext_noop("put \u201c%(title)s\u201d aside for now"),
    "assignment.reopened": gettext_noop("opened the work on \u201c%(title)s\u201d again"),
    "assignment.resumed": gettext_noop("took up \u201c%(title)s\u201d again"),
    "assignment.returned": gettext_noop("put the task with \u201c%(title)s\u201d back into the pool"),
    "assignment.started": gettext_noop("began to annotate \u201c%(title)s\u201d"),
    "assignment.taken": gettext_noop("took \u201c%(title)s\u201d from the pool"),
    "assignment.withdrawn": gettext_noop("took the task with \u201c%(title)s\u201d back"),
    "candidate.accepted": gettext_noop("put \u201c%(title)s\u201d into a story"),
    "candidate.declined": gettext_noop(
        "said that \u201c%(title)s\u201d tells of something else than a story"
    ),
    "cell.set": gettext_noop("filled a cell: %(status)s"),
    "claim.changed": gettext_noop("reworded a claim: \u201c%(wording)s\u201d"),
    "claim.created": gettext_noop("made the claim \u201c%(wording)s\u201d"),
    "claim.deleted": gettext_noop("deleted the claim \u201c%(wording)s\u201d"),
    "claim.restored": gettext_noop("brought back the claim \u201c%(wording)s\u201d"),
    "claim.merged": gettext_noop("made one row of two in a table: \u201c%(wording)s\u201d"),
    "claim.moved": gettext_noop("moved a row of a table: \u201c%(wording)s\u201d"),
    "claim.split": gettext_noop("made two rows of one in a table: \u201c%(wording)s\u201d"),
    "claim.unmerged": gettext_noop("took merged rows apart again: \u201c%(wording)s\u201d"),
    "claim.unsplit": gettext_noop("put split rows together again: \u201c%(wording)s\u201d"),
    "comment.changed": gettext_noop("changed a comment"),
    "comment.created": gettext_noop("commented: \u201c%(body)s\u201d"),
    "comment.deleted": gettext_noop("deleted a comment"),
    "comment.restored": gettext_noop("brought back a comment"),
    "counterpart.accepted": gettext_noop("put a suggested passage on a claim: \u201c%(quote)s\u201d"),
    "counterpart.edited": gettext_noop(
        "changed a suggested passage and put it on a claim: \u201c%(quote)s\u201d"
    ),
    "counterpart.rejected": gettext_noop("said that a passage is not about a claim: \u201c%(quote)s\u201d"),
    "counterpart.reopened": gettext_noop("took back an answer about the passage \u201c%(quote)s\u201d"),
    "codebook.saved": gettext_noop("saved version %(version)s of the codebook"),
    "decision.made": gettext_noop("decided on the passage \u201c%(quote)s\u201d"),
    "decision.changed": gettext_noop("decided anew on the passage \u201c%(quote)s\u201d"),
    "decision.withdrawn": gettext_noop("took the decision on \u201c%(quote)s\u201d back"),
    "decision.restored": gettext_noop("brought back the decision on \u201c%(quote)s\u201d"),
    "decision.filled": gettext_noop("decided on a cell: %(status)s"),
    "decision.emptied": gettext_noop("took the decision on a cell back"),
    "decision.tied": gettext_noop("decided whether a passage states a claim"),
    "decision.untied": gettext_noop("took back the decision whether a passage states a claim"),
    "export.asked": gettext_noop("asked for an export as %(format)s"),
    "export.deleted": gettext_noop("deleted an export"),
    "guidelines.changed": gettext_noop("saved version %(version)s of the guidelines"),
    "invitation.created": gettext_noop("invited somebody as %(role)s"),
    "invitation.resent": gettext_noop("sent an invitation as %(role)s again"),
    "invitation.revoked": gettext_noop("took an invitation back"),
    "link.changed": gettext_noop("changed how two claims or passages are linked"),
    "link.created": gettext_noop("linked two claims or passages"),
    "link.deleted": gettext_noop("took a link between two claims or passages away"),
    "link.restored": gettext_noop("brought back a link between two claims or passages"),
    "member.changed": gettext_noop("made somebody %(role)s"),
    "member.joined": gettext_noop("joined as %(role)s"),
    "member.left": gettext_noop("left the project"),
    "member.pseudonym": gettext_noop("gave somebody another pseudonym"),
    "member.removed": gettext_noop("removed somebody from the project"),
    "mention.created": gettext_noop("put a passage on a claim"),
    "mention.deleted": gettext_noop("took a passage off a claim"),
    "origin.chosen": gettext_noop("said where the text of \u201c%(title)s\u201d is from"),
    "carried.accepted": gettext_noop("found a mark right where it came to stand in a newer text"),
    "carried.given_up": gettext_noop("gave a mark up in a newer text"),
    "carried.placed": gettext_noop("put a mark elsewhere in a newer text"),
    "carried.reopened": gettext_noop("took back what they said of a mark in a newer text"),
    "project.changed": gettext_noop("changed the project\u2019s settings"),
    "project.created": gettext_noop("made this project"),
    "project.restored": gettext_noop("brought in the dataset \u201c%(file)s\u201d"),
    "project.deleted": gettext_noop("deleted the project"),
    "project.transferred": gettext_noop("handed the project over to somebody else"),
    "revision.added": gettext_noop("added revision %(number)s of \u201c%(title)s\u201d"),
    "revision.carried": gettext_noop("carried the marks to revision %(number)s of \u201c%(title)s\u201d"),
    "revision.carry_undone": gettext_noop(
        "took back carrying the marks to revision %(number)s of \u201c%(title)s\u201d"
    ),
    "share.created": gettext_noop("made a link by which anybody reads a story"),
    "share.revoked": gettext_noop("took back a link by which anybody read a story"),
    "suggestion.accepted": gettext_noop("accepted the suggestion \u201c%(quote)s\u201d"),
    "suggestion.edited": gettext_noop("changed and accepted the suggestion \u201c%(quote)s\u201d"),
    "suggestion.rejected": gettext_noop("rejected the suggestion \u201c%(quote)s\u201d"),
    "suggestion.reopened": gettext_noop("took back an answer to the suggestion \u201c%(quote)s\u201d"),
    "story.changed": gettext_noop("renamed or described the story \u201c%(title)s\u201d"),
    "story.created": gettext_noop("made the story \u201c%(title)s\u201d"),
    "story.deleted": gettext_noop("deleted the story \u201c%(title)s\u201d"),
    "story.merged": gettext_noop("merged the story \u201c%(other_title)s\u201d into \u201c%(title)s\u201d"),
    "story.restored": gettext_noop("brought back a story"),
    "story.split": gettext_noop(
        "made the story \u201c%(title)s\u201d of accounts of \u201c%(other_title)s\u201d"
    ),
    "story.unmerged": gettext_noop("took the story \u201c%(title)s\u201d apart again"),
    "story.unsplit": gettext_noop("put the accounts of \u201c%(title)s\u201d back into their story"),
    "thread.reopened": gettext_noop("opened the talk about a mark again"),
    "thread.resolved": gettext_noop("settled the talk about a mark"),
    "trial.changed": gettext_noop("made \u201c%(title)s\u201d a trial of another kind"),
    "trial.ended": gettext_noop("made \u201c%(title)s\u201d an article like any other again"),
    "trial.made": gettext_noop("made \u201c%(title)s\u201d a trial"),
    "watch.changed": gettext_noop("changed how often \u201c%(title)s\u201d is looked at"),
    "watch.ended": gettext_noop("\u201c%(title)s\u201d is not watched any more: it ended by itself"),
    "watch.started": gettext_noop("began to watch \u201c%(title)s\u201d"),
    "watch.stopped": gettext_noop("stopped watching \u201c%(title)s\u201d"),
    "undo.skipped": gettext_noop("left a step as it is, to undo the one before"),
}
_WATCHED = gettext_noop("\u201c%(title)s\u201d was changed where it is published: revision %(number)s")
_LONGEST = 60  # code points of a quote in a sentence


@register.filter
def told(event: Event) -> str:
    """Tell what somebody did, as the end of a sentence that begins with their name."""
    facts: dict[str, Any] = {**(event.before or {}), **(event.after or {})}
    ranges = facts.get("ranges") or [{}]
    facts["quote"] = _short(ranges[0].get("quote") or facts.get("quote", ""))
    facts["body"] = _short(facts.get("body", ""))
    status = str(facts.get("status", ""))
    facts["status"] = Cell.Status(status).label if status in Cell.Status.values else status
    facts["role"] = role(str(facts.get("role", "")))
    sentence = _WATCHED if facts.get("watched") else _SENTENCES.get(event.verb)
    if sentence is None:
        return event.verb.replace(".", " ")
    known = {
        key: facts.get(key, "\u2026")
        for key in (
            "quote",
            "body",
            "title",
            "other_title",
            "wording",
            "status",
            "version",
            "format",
            "role",
            "count",
            "number",
        )
    }
    return _(sentence) % known


@register.filter
def said(refusal: Refusal) -> str:
    """Tell a refusal in the reader's language."""
    return http.said(refusal)


@register.filter(expects_localtime=True)
def when(moment: datetime | None, precision: str = "minute") -> str:
    """Tell a moment as all pages do, in the reader's language; `precision` is `"day"` or `"minute"`."""
    if moment is None:
        return _("no date")
    # The letters are those of Django's `date`: a language puts them into its own order.
    return format_date(moment, _("j M Y") if precision == "day" else _("j M Y, H:i"))


@register.filter
def published(thing: Article | ImportItem) -> str:
    """Tell a date as exactly as it is known."""
    return when(thing.published_at, thing.published_precision)


@register.filter
def role(name: str) -> str:
    """Return a role's name in the reader's language."""
    return str(Role(name).label) if name in Role.values else name


@register.filter
def hue(user: User) -> int:
    """Return which of the eight circles is a person's."""
    return person_hue(user.pk)


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + "\u2026"
