"""The measures, over plain numbers. Where one is not defined (nothing found, nothing to find) it is 0."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby
from math import sqrt
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence


def f1(hits: float, found: float, wanted: float) -> float:
    """Return the harmonic mean of precision (`hits / found`) and recall (`hits / wanted`)."""
    return 2 * hits / (found + wanted) if found + wanted else 0.0


def pearson(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Return the correlation of two series of the same length."""
    if not xs:
        return 0.0
    x_mean, y_mean = fmean(xs), fmean(ys)
    both = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    spread = sqrt(sum((x - x_mean) ** 2 for x in xs) * sum((y - y_mean) ** 2 for y in ys))
    return both / spread if spread else 0.0


def spearman(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Return the correlation of the ranks; equal values share the mean of their ranks."""
    return pearson(_ranks(xs), _ranks(ys))


def average_precision(scored: Iterable[tuple[float, bool]]) -> tuple[float, float]:
    """Return the average precision and the best F1 over all thresholds.

    Pairs of the same score have the same threshold, so that their order can't matter.
    """
    ranked = sorted(scored, key=lambda pair: -pair[0])
    wanted = sum(is_true for _, is_true in ranked)
    hits = found = 0
    area = best = 0.0
    for _, group in groupby(ranked, key=lambda pair: pair[0]):
        truths = [is_true for _, is_true in group]
        found += len(truths)
        hits += sum(truths)
        area += sum(truths) * hits / found
        best = max(best, f1(hits, found, wanted))
    return (area / wanted if wanted else 0.0), best


def bcubed(found: Sequence[Hashable], wanted: Sequence[Hashable]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of a clustering by B-cubed (Bagga and Baldwin, 1998)."""
    if not found:
        return 0.0, 0.0, 0.0
    both = Counter(zip(found, wanted, strict=True))
    ours, theirs = Counter(found), Counter(wanted)
    precision = sum(count * count / ours[one] for (one, _), count in both.items()) / len(found)
    recall = sum(count * count / theirs[other] for (_, other), count in both.items()) / len(found)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _ranks(values: Sequence[float]) -> list[float]:
    places: defaultdict[float, list[int]] = defaultdict(list)
    for rank, value in enumerate(sorted(values)):
        places[value].append(rank)
    return [fmean(places[value]) for value in values]
