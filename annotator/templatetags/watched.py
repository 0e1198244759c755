"""How a watch is told in the pages: what came of the last look, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings

from annotator import http
from annotator.errors import Refusal
from annotator.models import Watch
from annotator.queries import watches as queries

if TYPE_CHECKING:
    from annotator.models import Article

register = template.Library()

_TOLD_BY_SENTENCE = (Watch.Outcome.FAILED, Watch.Outcome.FORBIDDEN)


@register.inclusion_tag("watches/panel.html", takes_context=True)
def watch_panel(context: dict[str, Any], article: Article, edits: bool) -> dict[str, Any]:  # noqa: FBT001 - a tag's
    """Show whether and how an article is watched, and the ways to change that (1 query)."""
    watch = queries.watch_of(article)
    return {
        "article": article,
        "watch": watch,
        "edits": edits,
        "allowed": settings.WATCHING,
        "paces": Watch.Every.choices,
        "pace": watch.every if watch else Watch.Every.SIX_HOURS.value,
        "days": settings.WATCH_END_DAYS,
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def outcome(watch: Watch) -> str:
    """Say what came of the last look, in the reader's language."""
    if watch.outcome in _TOLD_BY_SENTENCE and watch.sentence:
        return http.said(Refusal(watch.sentence, **watch.facts))
    return str(watch.get_outcome_display() or Watch.Outcome.NONE.label)
