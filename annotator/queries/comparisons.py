"""Comparisons: reads. No row without an actor."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, Q

from annotator.findings.common import differing
from annotator.models import Comparison, Range
from annotator.policies import Actor, Seen, see, work_seen
from annotator.text import embedding
from annotator.text.comparing import ENGINE
from annotator.text.turning import turned

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from annotator.models import Job, Revision, User


def engine() -> str:
    """Return what compares now: the text engine's version, and the sentence embedding's where one is set.

    Results of different ones never stand side by side: `among` knows this one's only.
    """
    setting = settings.SENTENCE_EMBEDDINGS
    return f"{ENGINE}+{embedding.mark(setting)}" if setting else ENGINE


def comparison_for(actor: Actor, comparison_id: int) -> Seen[Comparison]:
    """Return one comparison, both of whose articles the actor may see (1 query). Raises :class:`NotFound`."""
    rows = Comparison.objects.filter(
        left__article__deleted_at=None,
        right__article__deleted_at=None,
        left__article__project=F("right__article__project"),
    ).select_related("left__article__source", "right__article__source", "job")
    return see(rows, actor, "left__article__project__", pk=comparison_id)


def among(revisions: list[Revision]) -> dict[tuple[int, int], Comparison]:
    """Return the comparisons that stand or wait between revisions, by their pair (1 query)."""
    ids = [revision.pk for revision in revisions]
    rows = Comparison.objects.filter(left__in=ids, right__in=ids, engine=engine()).select_related(
        "job", "left", "right"
    )
    rows = rows.defer("left__text", "left__raw", "right__text", "right__raw")
    return {(row.left_id, row.right_id): row for row in rows}


def standing(revisions: list[Revision]) -> list[Any]:
    """Return the comparisons between revisions without their results, but with `is_ready` (1 query)."""
    ids = [revision.pk for revision in revisions]
    rows = Comparison.objects.filter(left__in=ids, right__in=ids, engine=engine()).select_related("job")
    return list(rows.annotate(is_ready=Q(result__isnull=False)).defer("result"))


def wanted_of(job: Job) -> QuerySet[Comparison]:
    """Return what a job still has to compare, with articles and texts, in the order in which accounts came.

    Both articles are there, and still accounts of the story that it was asked for.
    """
    rows = Comparison.objects.filter(
        job=job, result__isnull=True, left__article__deleted_at=None, right__article__deleted_at=None
    )
    story = job.params.get("story")
    if story is not None:
        rows = rows.filter(
            left__article__story=story, right__article__story=story, left__article__story__deleted_at=None
        )
    rows = rows.select_related("left__article", "right__article").defer("left__raw", "right__raw")
    return rows.order_by("right_id", "left_id")


def same_texts(rows: list[Comparison]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what is known of the texts of comparisons, wherever they stand, by checksums (2 queries).

    For the worker: whoever asked for the comparison has both texts, and a result tells of nothing else.
    """
    wanted = {(row.left.sha256, row.right.sha256): row for row in rows}
    known = {text for pair in wanted for text in pair}
    there = Comparison.objects.filter(
        engine=engine(), result__isnull=False, left__sha256__in=known, right__sha256__in=known
    ).order_by("pk")
    found: dict[int, tuple[str, str]] = {}
    for key, left, right in there.values_list("pk", "left__sha256", "right__sha256"):
        pair = (left, right) if (left, right) in wanted else (right, left)
        if pair in wanted and pair not in found.values():
            found[key] = pair
    results = {}
    for row in there.filter(pk__in=found).select_related("left").defer("left__text", "left__raw"):
        pair = found[row.pk]
        given = wanted[pair]
        mirrored = row.left.sha256 != pair[0]
        results[pair] = seen_from(
            row.result or {}, mirrored=mirrored, left=given.left.text, right=given.right.text
        )
    return results


@dataclass(frozen=True, slots=True)
class Passage:
    """A place that somebody marked as a claim: code points of a revision."""

    revision: int
    start: int
    end: int


def claimed_in(actor: User, revisions: list[int]) -> list[Passage]:
    """Return what is marked as a claim in revisions that were looked up with the actor (1 query)."""
    rows = Range.objects.filter(
        work_seen(actor, "annotation__revision__article", "annotation__author"),
        annotation__revision__in=revisions,
        annotation__deleted_at=None,
        annotation__layer__key="claim",
    )
    return [Passage(*each) for each in rows.values_list("annotation__revision", "start", "end")]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a comparison found, counted."""

    passages: int
    verbatim: int
    differing: int
    only_left: int
    only_right: int


def tally(result: dict[str, Any]) -> Tally:
    """Count what a comparison found (no query)."""
    kinds = [passage["kind"] for passage in result["passages"]]
    return Tally(
        passages=len(kinds),
        verbatim=kinds.count("verbatim"),
        differing=kinds.count("differs"),
        only_left=len(result["only_a"]),
        only_right=len(result["only_b"]),
    )


def best_counterparts(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the passages of a result neither of whose sentences has a better counterpart (no query)."""
    best: defaultdict[tuple[str, int], float] = defaultdict(float)
    for passage in result["passages"]:
        for side in ("a", "b"):
            best[side, passage[side][0]] = max(best[side, passage[side][0]], passage["score"])
    return [
        passage
        for passage in result["passages"]
        if all(passage["score"] >= best[side, passage[side][0]] for side in ("a", "b"))
    ]


def summary(left: int, right: int, result: dict[str, Any]) -> dict[str, Any]:
    """Return what a comparison of two revisions found as an overview keeps it: counts (no query)."""
    kinds = [[each["kind"] for each in passage["differences"]] for passage in result["passages"]]
    return {"left": left, "right": right, **asdict(tally(result)), "in": differing(kinds)}


def seen_from(result: dict[str, Any], *, mirrored: bool, left: str, right: str) -> dict[str, Any]:
    """Return a result with its sides as they are shown; `left` and `right` are the texts as they are shown.

    `mirrored`: the later revision stands left. It is what comparing them that way round would have given.
    """
    return turned(result, right, left) if mirrored else result
