"""Comparisons: reads. No row without an actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F

from annotator.models import Comparison
from annotator.policies import Actor, Seen, see
from annotator.text import embedding
from annotator.text.comparing import ENGINE

if TYPE_CHECKING:
    from annotator.models import Revision


def engine() -> str:
    """Return what compares now: the text engine's version, and the sentence embedding's where one is set.

    Results of different ones never stand side by side: `among` and `of_pair` know this one's only.
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


def of_pair(one: Revision, other: Revision) -> Comparison | None:
    """Return the comparison of two revisions, with its job (1 query), or None when nobody asked for it."""
    low, high = sorted((one.pk, other.pk))
    return Comparison.objects.filter(left=low, right=high, engine=engine()).select_related("job").first()


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


def seen_from(result: dict[str, Any], *, mirrored: bool) -> dict[str, Any]:
    """Return a result with its sides as they are shown: `mirrored` when the later revision stands left."""
    if not mirrored:
        return result

    other = {"a": "b", "b": "a"}

    def turn(item: dict[str, Any]) -> dict[str, Any]:
        # "a" and "b", and of a hedge "a_clause" and "b_clause" as well.
        turned = {
            f"{other[key[0]]}{key[1:]}" if key in other or key[:2] in {"a_", "b_"} else key: value
            for key, value in item.items()
        }
        if "differences" in item:
            turned["differences"] = [turn(each) for each in item["differences"]]
        return turned

    return result | {
        "passages": [turn(each) for each in result["passages"]],
        "reuse": [turn(each) for each in result["reuse"]],
        "only_a": result["only_b"],
        "only_b": result["only_a"],
    }
