"""Overviews: reads. A story as its pages need it, and what a job has found in its accounts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Subquery

from annotator.models import Article, Revision, Story, Suggestion, SuggestionRun
from annotator.policies import Actor, Seen, see
from annotator.queries import articles, comparisons, origins
from annotator.text import origins as reading
from annotator.text.suggesting import engine as suggesting

if TYPE_CHECKING:
    from annotator.models import Overview
    from annotator.queries.origins import Copies

FACTS = "2"  # counted up when a job would keep something else of the same comparisons


@dataclass(frozen=True, slots=True)
class Found:
    """What a story's overview holds; empty until it is made."""

    copies: Copies = field(default_factory=list)
    shared: list[dict[str, Any]] = field(default_factory=list)
    pairs: list[dict[str, Any]] = field(default_factory=list)
    is_made: bool = False


def story_for(actor: Actor, story_id: int) -> Seen[Story]:
    """Return one story with its project and overview (1 query). Raises :class:`NotFound`."""
    rows = Story.objects.filter(deleted_at=None).select_related("project", "overview__job")
    return see(rows, actor, "project__", pk=story_id)


def overview_of(story: Story) -> Overview | None:
    """Return the overview of a story that was looked up with it (no query)."""
    found: Overview | None = getattr(story, "overview", None)
    return found


def found_in(story: Story) -> Found:
    """Return what the overview of a story holds that was looked up with it (no query)."""
    overview = overview_of(story)
    if overview is None or not overview.mark:
        return Found()
    facts = overview.facts
    return Found(facts["copies"], facts["shared"], facts["pairs"], is_made=True)


def accounts_of(actor: Actor | None, story: Story) -> list[Article]:
    """Return a story's accounts by time, as its pages tell them (2 queries).

    With source, what somebody said of their origin, number of marks, and revisions, newest first: each with
    what was read in it, and with `cue_count`, of today's suggestions, None where they were not looked for.
    The story was looked up with the actor. Counted are the marks that they see.
    """
    return list(
        Article.objects.filter(story=story, deleted_at=None)
        .select_related("source", "origin_choice")
        .annotate(mark_count=articles.marks_counted(actor, story.project))
        .prefetch_related(_newest())
    )


def _newest() -> Prefetch[Any]:
    cues = (
        Suggestion.objects.filter(revision=OuterRef("pk"), layer="cue", engine=suggesting())
        .order_by()
        .values("revision")
        .annotate(n=Count("pk"))
        .values("n")
    )
    read = SuggestionRun.objects.filter(revision=OuterRef("pk"), engine=suggesting())
    rows = Revision.objects.defer("raw", "text").select_related("facts").order_by("-number")
    rows = rows.annotate(found_cues=Subquery(cues), is_read=Exists(read))
    return Prefetch("revisions", queryset=rows, to_attr="revisions_newest_first")


def newest(article: Article) -> Any:  # noqa: ANN401 - a revision with the two annotations from above
    """Return the newest revision of an account from :func:`accounts_of` (no query)."""
    return article.revisions_newest_first[0]  # type: ignore[attr-defined]  # from the prefetch


@dataclass(frozen=True, slots=True)
class Measured:
    """How long an account is, and how much in it signals doubt; None is what nobody has counted yet."""

    words: int | None
    cues: int | None
    agencies: list[str]

    @property
    def density(self) -> float | None:
        """Cues per 1,000 words."""
        return self.cues * 1000 / self.words if self.cues is not None and self.words else None


def measured(article: Article) -> Measured:
    """Return what was counted in an account from :func:`accounts_of` (no query)."""
    revision = newest(article)
    facts = origins.facts_of(revision)
    return Measured(
        words=facts.words if facts else None,
        cues=(revision.found_cues or 0) if revision.is_read else None,
        agencies=facts.agencies if facts else [],
    )


def mark_of(revisions: list[int], *, compared: bool) -> str:
    """Return the mark of an overview of revisions, once all are compared or before (no query)."""
    told = [FACTS, reading.ENGINE, comparisons.engine(), str(compared), *map(str, sorted(revisions))]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()
