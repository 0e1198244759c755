"""Comparisons: asked for when an account joins a story or two are looked at, computed by a job, kept.

A row without a result waits, and its job works through the rows that are its own. So a job needs no list:
what nobody wants any more, because an account left or was deleted, is just not there at the next step.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotator.errors import Invalid, Refusal
from annotator.models import Comparison, Story
from annotator.models.jobs import JobState, Lane
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import comparisons as queries
from annotator.services import jobs, joining
from annotator.services.transactions import callers_transaction, own_transactions
from annotator.text import embedding
from annotator.text.comparing import compare

if TYPE_CHECKING:
    from annotator.models import Article, Job, Project, Revision, User
    from annotator.services.running import Run
    from annotator.text.scoring import Embed

KIND = joining.COMPARING
Pair = tuple[int, int]
MOST_AWAITED = 50  # pairs that somebody sits and waits for: some seconds' work
PIECE = 200  # pairs of one job; what a story has more goes to jobs of their own, that workers do at once
_CHUNK = 10  # pairs whose texts are held at once


@transaction.atomic
def ask_for_story(*, actor: User, story_id: int) -> list[Comparison]:
    """Ask for all pairs of a story's accounts that nobody has asked for (9 queries, 5 when all stand)."""
    story = article_queries.story_for(actor, story_id).require(Action.SEE)
    accounts = article_queries.accounts_of(actor, story)
    revisions = article_queries.newest_revisions(accounts)
    return ask_among(actor=actor, project=story.project, revisions=revisions, story=story)


@transaction.atomic
def ask_for_pair(*, actor: User, one: Article, other: Article) -> Comparison:
    """Ask for the comparison of two articles' newest revisions (6 queries). It may stand already."""
    if one.pk == other.pk:
        raise Invalid("Choose two different accounts.", field="right")
    if one.project_id != other.project_id:
        raise Invalid("The two accounts belong to different projects.", field="right")
    revisions = article_queries.newest_revisions([one, other])
    return ask_among(actor=actor, project=one.project, revisions=revisions)[0]


@callers_transaction
def ask_among(
    *, actor: User, project: Project, revisions: list[Revision], story: Story | None = None
) -> list[Comparison]:
    """Ask for all pairs of revisions that the actor has been shown (1 query when all stand, 6 else)."""
    there = queries.among(revisions)
    _hasten(there)
    if ask_for_missing(actor=actor, project=project, revisions=revisions, there=there, story=story):
        there = queries.among(revisions)
    return [there[pair] for pair in _pairs(revisions)]


@transaction.atomic
def ask_for_missing(
    *,
    actor: User,
    project: Project,
    revisions: list[Revision],
    there: dict[Pair, Comparison],
    story: Story | None = None,
) -> Job | None:
    """Ask for what is missing of the pairs of revisions that the actor has been shown; return its job.

    `there` is what :func:`annotator.queries.comparisons.among` gave. With a `story` the job is that of its
    new accounts, if that one waits, and pairs are wanted only while both are accounts of it. No query when
    nothing is missing, else 4.
    """
    missing, lost = _missing(revisions, there)
    if not missing and not lost:
        return None
    job = (
        joining.joined(project=project, story_id=story.pk, actor=actor, lane=_lane(len(missing) + len(lost)))
        if story
        else jobs.submit(kind=KIND, params={}, project=project, actor=actor, lane=Lane.INTERACTIVE)
    )
    _give(job, missing, lost)
    return job


def _lane(pairs: int) -> Lane:
    """Return where pairs are waited for: a few by who looks at them, many are computed in bulk."""
    return Lane.INTERACTIVE if pairs <= MOST_AWAITED else Lane.COMPUTE


def _hasten(there: dict[Pair, Comparison]) -> None:
    """Bring the pairs that wait and are looked at now forward (no query, or 2 for each job)."""
    waiting = [row.job for row in there.values() if row.result is None and row.job]
    if _lane(len(waiting)) == Lane.INTERACTIVE:
        for job in {each.pk: each for each in waiting}.values():
            jobs.hasten(job=job, lane=Lane.INTERACTIVE)


def _pairs(revisions: list[Revision]) -> list[Pair]:
    return list(combinations(sorted(revision.pk for revision in revisions), 2))


def _missing(revisions: list[Revision], there: dict[Pair, Comparison]) -> tuple[list[Pair], list[int]]:
    """Return the pairs that nobody asked for, and the rows that wait for a job that is not there."""
    missing = [pair for pair in _pairs(revisions) if pair not in there]
    lost = [
        row.pk
        for row in there.values()
        if row.result is None and (row.job is None or row.job.state == JobState.DONE)
    ]
    return missing, lost


def _give(job: Job, missing: list[Pair], lost: list[int]) -> None:
    """Write down the pairs that are new, and give them to a job (1 query, 2 where some were lost)."""
    engine = queries.engine()
    Comparison.objects.bulk_create(
        [Comparison(left_id=left, right_id=right, engine=engine, job=job) for left, right in missing],
        ignore_conflicts=True,  # somebody else asked at the same moment: it is theirs
    )
    if lost:
        Comparison.objects.filter(pk__in=lost, result__isnull=True).update(job=job)


@own_transactions("each pair is computed outside of a transaction and kept for itself")
def run(run: Run) -> None:
    """Compute the comparisons that are a job's, in the order in which their accounts came.

    The same two texts are not compared twice, wherever they stand. An account that left its story, or was
    deleted, takes the pairs with it that were still to be done. Cost: six queries a pair, in steps.
    More than a piece of pairs is shared out among jobs (docs/adr/0017).

    Raises :class:`Refusal` when the sentence embedding that is set can't be used, and when the job was
    asked for with another engine than this worker's: its results must not bear that one's name.
    """
    if (story_id := run.params.get("story")) is not None and not run.params.get("piece"):
        _take_up(run, story_id)
        _share_out(run)
    engine = queries.engine()
    embed: Embed | None = None
    counts = {"compared": 0, "reused": 0}
    while rows := list(queries.wanted_of(run.job)[:_CHUNK]):
        _refuse_others({row.engine for row in rows}, engine)
        known = queries.same_texts(rows)
        done = sum(counts.values())
        total = done + queries.wanted_of(run.job).count()
        for number, row in enumerate(rows):
            run.progress(done + number, total, row.left.article.title[:60])
            if not queries.wanted_of(run.job).filter(pk=row.pk).exists():
                continue
            result = known.get((row.left.sha256, row.right.sha256))
            counts["reused" if result else "compared"] += 1
            if result is None:
                embed = embed or _embedder(settings.SENTENCE_EMBEDDINGS, engine)
                result = dict(compare(row.left.text, row.right.text, embed=embed).as_dict(engine))
            # Conditional: a second worker that came by has written the same.
            Comparison.objects.filter(pk=row.pk, result__isnull=True).update(
                result=result, computed_at=timezone.now()
            )
    with transaction.atomic():
        left_over = Comparison.objects.filter(job=run.job, result__isnull=True)
        dropped, _ = left_over.exclude(pk__in=queries.wanted_of(run.job).values("pk")).delete()
        run.finish(counts | {"dropped": dropped})


def _take_up(run: Run, story_id: int) -> None:
    """Ask for the pairs of a story that are new, in the name of the job that its last account asked for.

    The key goes first: who joins from now on has a job of their own, and none is overlooked.
    """
    with transaction.atomic():
        run.fence()
        run.held().update(dedupe_key=None)
    story = Story.objects.filter(pk=story_id, deleted_at=None).first()
    accounts = article_queries.accounts_of(None, story) if story else []
    revisions = article_queries.newest_revisions(accounts)
    with transaction.atomic():
        run.fence()
        there = queries.among(revisions)
        missing, _ = _missing(revisions, there)
        # What waits for the job of a story that they were in before would be dropped there.
        _give(run.job, missing, [row.pk for row in there.values() if row.result is None])


@transaction.atomic
def _share_out(run: Run) -> None:
    """Give what is more than a piece to jobs of their own (1 query, and 3 for each of them).

    Done again, after a worker was killed, :func:`_take_up` has taken back first what none of them finished.
    """
    run.fence()
    waiting = list(queries.wanted_of(run.job).values_list("pk", flat=True))
    for begin in range(PIECE, len(waiting), PIECE):
        job = jobs.submit(
            kind=KIND,
            params={**run.params, "piece": begin // PIECE},
            project=run.job.project,
            actor=run.job.created_by,
            lane=Lane.COMPUTE,
        )
        piece = waiting[begin : begin + PIECE]
        Comparison.objects.filter(pk__in=piece, result__isnull=True).update(job=job)


def _refuse_others(engines: set[str], engine: str) -> None:
    if other := engines - {engine}:
        raise Refusal(
            "This was asked for of the engine %(asked)s, and this worker's is %(engine)s. Start web server "
            "and workers anew with the same SENTENCE_EMBEDDINGS, then open the comparison again.",
            asked=min(other),
            engine=engine,
        )


@lru_cache(maxsize=1)  # a worker does many comparisons; what can't be loaded is tried again by the next
def _embedder(setting: str, engine: str) -> Embed | None:  # noqa: ARG001 - another engine is another model
    return embedding.embedder(setting) if setting else None
