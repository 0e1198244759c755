"""How many of what there are in a dataset: the names of records and of what formats lose, in words."""

from __future__ import annotations

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext_lazy

register = template.Library()

_COUNTED = {
    "project": ngettext_lazy("%(n)s project", "%(n)s projects", "count"),
    "codebook": ngettext_lazy("%(n)s version of the codebook", "%(n)s versions of the codebook", "count"),
    "guidelines": ngettext_lazy(
        "%(n)s version of the guidelines", "%(n)s versions of the guidelines", "count"
    ),
    "story": ngettext_lazy("%(n)s story", "%(n)s stories", "count"),
    "article": ngettext_lazy("%(n)s article", "%(n)s articles", "count"),
    "revision": ngettext_lazy("%(n)s text", "%(n)s texts", "count"),
    "annotation": ngettext_lazy("%(n)s mark", "%(n)s marks", "count"),
    "carried": ngettext_lazy(
        "%(n)s mark carried to a newer text", "%(n)s marks carried to newer texts", "count"
    ),
    "claim": ngettext_lazy("%(n)s claim", "%(n)s claims", "count"),
    "mention": ngettext_lazy("%(n)s passage on a claim", "%(n)s passages on claims", "count"),
    "cell": ngettext_lazy("%(n)s cell", "%(n)s cells", "count"),
    "suggestion_exposure": ngettext_lazy(
        "%(n)s showing of suggestions", "%(n)s showings of suggestions", "count"
    ),
    "suggestion_answer": ngettext_lazy(
        "%(n)s answer to a suggestion", "%(n)s answers to suggestions", "count"
    ),
    "counterpart_answer": ngettext_lazy(
        "%(n)s answer to a counterpart", "%(n)s answers to counterparts", "count"
    ),
    "link": ngettext_lazy("%(n)s link", "%(n)s links", "count"),
    "origin": ngettext_lazy("%(n)s origin of a text", "%(n)s origins of texts", "count"),
    "comment": ngettext_lazy("%(n)s comment", "%(n)s comments", "count"),
    "thread": ngettext_lazy("%(n)s settled thread", "%(n)s settled threads", "count"),
    "decision": ngettext_lazy("%(n)s decision on a passage", "%(n)s decisions on passages", "count"),
    "cell_decision": ngettext_lazy("%(n)s decision on a cell", "%(n)s decisions on cells", "count"),
    "mention_decision": ngettext_lazy(
        "%(n)s decision on a passage of a claim", "%(n)s decisions on passages of claims", "count"
    ),
    # What formats lose of these.
    "annotation_id": ngettext_lazy("%(n)s id of a mark", "%(n)s ids of marks", "count"),
    "codes": ngettext_lazy("the codes of %(n)s mark", "the codes of %(n)s marks", "count"),
    "confidence": ngettext_lazy("%(n)s statement of confidence", "%(n)s statements of confidence", "count"),
    "control_character": ngettext_lazy(
        "control characters in %(n)s place", "control characters in %(n)s places", "count"
    ),
    "empty_mark": ngettext_lazy("%(n)s mark without words", "%(n)s marks without words", "count"),
    "history": ngettext_lazy("the history of %(n)s mark", "the history of %(n)s marks", "count"),
    "line_end": ngettext_lazy("line ends in %(n)s note", "line ends in %(n)s notes", "count"),
    "link_note": ngettext_lazy("%(n)s note on a link", "%(n)s notes on links", "count"),
    "long_cell": ngettext_lazy("%(n)s long cell", "%(n)s long cells", "count"),
    "made_at": ngettext_lazy("the time of %(n)s mark", "the times of %(n)s marks", "count"),
    "mark": ngettext_lazy("%(n)s mark in its place", "%(n)s marks in their places", "count"),
    "note": ngettext_lazy("%(n)s note", "%(n)s notes", "count"),
    "overlap": ngettext_lazy("%(n)s overlapping mark", "%(n)s overlapping marks", "count"),
    "quote": ngettext_lazy("%(n)s long quote", "%(n)s long quotes", "count"),
    "separate_ranges": ngettext_lazy(
        "%(n)s mark of adjoining ranges", "%(n)s marks of adjoining ranges", "count"
    ),
    "several_answers": ngettext_lazy(
        "%(n)s mark of several answers", "%(n)s marks of several answers", "count"
    ),
    "several_ranges": ngettext_lazy("%(n)s mark of several ranges", "%(n)s marks of several ranges", "count"),
    "text": ngettext_lazy("%(n)s whole text", "%(n)s whole texts", "count"),
    "token_border": ngettext_lazy("%(n)s cut token", "%(n)s cut tokens", "count"),
    "words": ngettext_lazy("%(n)s answer in words", "%(n)s answers in words", "count"),
}
KNOWN = frozenset(_COUNTED)

_KINDS = {
    "project": gettext_noop("project"),
    "codebook": gettext_noop("codebook"),
    "guidelines": gettext_noop("guidelines"),
    "story": gettext_noop("story"),
    "revision": gettext_noop("text"),
    "annotation": gettext_noop("mark"),
    "carried": gettext_noop("mark carried to a newer text"),
    "claim": gettext_noop("claim"),
    "mention": gettext_noop("passage on a claim"),
    "cell": gettext_noop("cell"),
    "suggestion_exposure": gettext_noop("showing of suggestions"),
    "suggestion_answer": gettext_noop("answer to a suggestion"),
    "counterpart_answer": gettext_noop("answer to a counterpart"),
    "link": gettext_noop("link"),
    "origin": gettext_noop("origin of a text"),
    "comment": gettext_noop("comment"),
    "thread": gettext_noop("settled thread"),
    "decision": gettext_noop("decision on a passage"),
    "cell_decision": gettext_noop("decision on a cell"),
    "mention_decision": gettext_noop("decision on a passage of a claim"),
}
KINDS = frozenset(_KINDS)


@register.filter
def counted(name: str, count: int) -> str:
    """Return how many there are of what a dataset names so: "3 marks"."""
    words = _COUNTED.get(name)
    if words is None:  # of a later version, or a file that somebody wrote
        return f"{name.replace('_', ' ')}: {intcomma(count)}"
    return str(words % {"count": count, "n": intcomma(count)})


@register.filter
def record(name: str) -> str:
    """Return a type of record as one is called."""
    return _(_KINDS[name]) if name in _KINDS else name.replace("_", " ")
