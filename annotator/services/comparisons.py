"""Comparisons: asked for when they are looked at or an account joins, computed by a job, kept."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotator.errors import Invalid, Refusal
from annotator.models import Comparison, Revision
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import comparisons as queries
from annotator.services import jobs
from annotator.services.transactions import callers_transaction, own_transactions
from annotator.text import embedding
from annotator.text.comparing import compare

if TYPE_CHECKING:
    from annotator.models import Article, Project, User
    from annotator.services.running import Run
    from annotator.text.scoring import Embed

KIND = "comparison"


@transaction.atomic
def ask_for_story(*, actor: User, story_id: int) -> list[Comparison]:
    """Ask for all pairs of a story's accounts that nobody has asked for (6 queries, 4 when all stand)."""
    story = article_queries.story_for(actor, story_id).require(Action.SEE)
    accounts = article_queries.accounts_of(story)
    return _ask(actor, story.project, article_queries.newest_revisions(accounts))


@transaction.atomic
def ask_for_pair(*, actor: User, one: Article, other: Article) -> Comparison:
    """Ask for the comparison of two articles' newest revisions (4 queries). It may stand already."""
    if one.pk == other.pk:
        raise Invalid("Choose two different accounts.", field="right")
    if one.project_id != other.project_id:
        raise Invalid("The two accounts belong to different projects.", field="right")
    return _ask(actor, one.project, article_queries.newest_revisions([one, other]))[0]


@callers_transaction
def ask_among(*, actor: User, project: Project, revisions: list[Revision]) -> list[Comparison]:
    """Ask for all pairs of revisions that the actor has been shown (1 query when all stand, 7 else)."""
    return _ask(actor, project, revisions)


def _ask(actor: User, project: Project, revisions: list[Revision]) -> list[Comparison]:
    """Return the comparisons of all pairs; one job computes those that are new."""
    there = queries.among(revisions)
    pairs = list(combinations(sorted(revision.pk for revision in revisions), 2))
    missing = [pair for pair in pairs if pair not in there]
    if missing:
        engine = queries.engine()
        Comparison.objects.bulk_create(
            [Comparison(left_id=left, right_id=right, engine=engine) for left, right in missing],
            ignore_conflicts=True,  # somebody else asked at the same moment
        )
        there = queries.among(revisions)
        new = [row for pair, row in there.items() if row.result is None and row.job is None]
        if new:
            job = jobs.submit(
                kind=KIND, params={"comparisons": [row.pk for row in new]}, project=project, actor=actor
            )
            Comparison.objects.filter(pk__in=[row.pk for row in new], job=None).update(job=job)
            for row in new:
                row.job = job
    return [there[pair] for pair in pairs]


@own_transactions("each pair is computed outside of a transaction and kept for itself")
def run(run: Run) -> None:
    """Compute the comparisons that a job was asked for and that do not stand yet.

    Raises :class:`Refusal` when the sentence embedding that is set can't be used, and when the job was
    asked for with another engine than this worker's: its results must not bear that one's name.
    """
    rows = Comparison.objects.filter(pk__in=run.params["comparisons"], result__isnull=True)
    rows = rows.select_related("left__article", "right__article").defer("left__raw", "right__raw")
    waiting = list(rows)
    engine = queries.engine()
    if other := {row.engine for row in waiting} - {engine}:
        raise Refusal(
            "This was asked for of the engine %(asked)s, and this worker's is %(engine)s. Start web server "
            "and workers anew with the same SENTENCE_EMBEDDINGS, then open the comparison again.",
            asked=min(other),
            engine=engine,
        )
    embed = _embedder(settings.SENTENCE_EMBEDDINGS, engine) if waiting else None
    for number, row in enumerate(waiting):
        run.progress(number, len(waiting), row.left.article.title[:60])
        result = compare(row.left.text, row.right.text, embed=embed).as_dict(engine)
        # Conditional: a second worker that came by has written the same.
        Comparison.objects.filter(pk=row.pk, result__isnull=True).update(
            result=result, computed_at=timezone.now()
        )
    with transaction.atomic():
        run.finish({"compared": len(waiting)})


@lru_cache(maxsize=1)  # a worker does many comparisons; what can't be loaded is tried again by the next
def _embedder(setting: str, engine: str) -> Embed | None:  # noqa: ARG001 - another engine is another model
    return embedding.embedder(setting) if setting else None
