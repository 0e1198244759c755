"""The history of a project: what an event changed, from what into what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from annotator.models import Blindness, Cell, Role

if TYPE_CHECKING:
    from annotator.models import Event

register = template.Library()

NOUNS = {
    "annotation": gettext_noop("marks"),
    "annotations": gettext_noop("marks of others"),
    "suggestion": gettext_noop("suggestions"),
    "comment": gettext_noop("comments"),
    "thread": gettext_noop("talks"),
    "claim": gettext_noop("claims"),
    "mention": gettext_noop("passages on claims"),
    "counterpart": gettext_noop("suggested passages"),
    "cell": gettext_noop("cells"),
    "link": gettext_noop("links"),
    "article": gettext_noop("articles"),
    "revision": gettext_noop("revisions of articles"),
    "carried": gettext_noop("marks in newer texts"),
    "watch": gettext_noop("watched addresses"),
    "account": gettext_noop("accounts in stories"),
    "story": gettext_noop("stories"),
    "candidate": gettext_noop("candidates"),
    "origin": gettext_noop("origins of texts"),
    "import": gettext_noop("imports"),
    "export": gettext_noop("exports"),
    "release": gettext_noop("releases"),
    "share": gettext_noop("shared stories"),
    "codebook": gettext_noop("codebook"),
    "guidelines": gettext_noop("guidelines"),
    "project": gettext_noop("project"),
    "member": gettext_noop("people"),
    "invitation": gettext_noop("invitations"),
    "assignment": gettext_noop("assignments"),
    "round": gettext_noop("rounds"),
    "decision": gettext_noop("decisions"),
    "agreement": gettext_noop("agreement"),
    "trial": gettext_noop("trials"),
    "undo": gettext_noop("undo"),
}
"""The kinds of things that events are about, as a filter tells them."""

_FIELDS = {
    "name": gettext_noop("name"),
    "title": gettext_noop("title"),
    "description": gettext_noop("description"),
    "wording": gettext_noop("wording"),
    "body": gettext_noop("words"),
    "layer": gettext_noop("layer"),
    "codes": gettext_noop("codes"),
    "ranges": gettext_noop("passage"),
    "note": gettext_noop("note"),
    "confidence": gettext_noop("confidence"),
    "status": gettext_noop("status"),
    "certainty": gettext_noop("certainty"),
    "kind": gettext_noop("kind"),
    "said_by": gettext_noop("said by"),
    "said_how": gettext_noop("said how"),
    "state": gettext_noop("state"),
    "reason": gettext_noop("reason"),
    "due": gettext_noop("due"),
    "role": gettext_noop("role"),
    "owner": gettext_noop("owner"),
    "version": gettext_noop("version"),
    "format": gettext_noop("format"),
    "people": gettext_noop("people"),
    "suggestions_on": gettext_noop("suggest marks"),
    "blind": gettext_noop("blind"),
    "source": gettext_noop("source"),
    "source_name": gettext_noop("source"),
    "byline": gettext_noop("by"),
    "url": gettext_noop("address"),
    "published_at": gettext_noop("date"),
    "language": gettext_noop("language"),
    "position": gettext_noop("place"),
}
_COUNTED = frozenset({"annotation", "comment", "claim", "link", "cell"})  # their version is only a counter
_LONGEST = 300  # code points of a value


class Changed(NamedTuple):
    """One field, before and after; empty for nothing."""

    label: str
    old: str
    new: str


@register.filter
def changed(event: Event) -> list[Changed]:
    """Return what an event changed, field by field: what has a name for people, and is not the same after.

    The export of the history has everything.
    """
    before, after = event.before or {}, event.after or {}
    counter = event.verb.partition(".")[0] in _COUNTED
    found = []
    for key, label in _FIELDS.items():
        old, new = before.get(key), after.get(key)
        if old == new or (key not in before and key not in after) or (key == "version" and counter):
            continue
        told = Changed(_(label), _told(key, old), _told(key, new))
        if told.old != told.new:
            found.append(told)
    return found


@register.filter
def thing(event: Event) -> str:
    """Return the kind of thing that an event is about: the first half of its verb."""
    return event.verb.partition(".")[0]


@register.filter
def noun(name: str) -> str:
    """Return a kind of thing in the reader's language."""
    return _(NOUNS[name]) if name in NOUNS else name


def _told(key: str, value: Any) -> str:  # noqa: ANN401 - whatever the log holds
    match value:
        case None | "" | [] | {}:
            words = ""
        case bool():
            words = _("yes") if value else _("no")
        case str() if key == "role" and value in Role.values:
            words = str(Role(value).label)
        case str() if key == "status" and value in Cell.Status.values:
            words = str(Cell.Status(value).label)
        case str() if key == "blind" and value in Blindness.values:
            words = str(Blindness(value).label)
        case list() if key == "ranges":
            words = " \u2026 ".join(str(each.get("quote", "")) for each in value if isinstance(each, dict))
        case list() if key == "codes":
            words = ", ".join(_code(each) for each in value if isinstance(each, dict))
        case dict() if "name" in value or "title" in value:
            words = str(value.get("name") or value.get("title"))
        case _:
            words = str(value)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}\u2026"


def _code(answer: dict[str, Any]) -> str:
    return f"{answer.get('dimension', '')}: {answer.get('code') or answer.get('words', '')}"
