"""Agreement of eight raters on 10,000 annotations, beside libraries: `python bench/agreement.py [number]`.

Made up: 20 % of the codes are given at random, passages begin and end up to ten code points beside where they
should. Seconds of one run each. "Value" is the coefficient alone, "interval" what 1,000 resamples add to it.
The libraries get their matrix ready made; ours starts from the records, whose counting is a row by itself.
"""

from __future__ import annotations

import random
import sys
import time
import warnings
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import krippendorff
import numpy as np
from sklearn.metrics import cohen_kappa_score, pair_confusion_matrix

from annotator.agreement import clusters, codes, coefficients, confusion, matching, spans, unitizing
from annotator.agreement.records import Document, Level, Marking, Rating, Weights

if TYPE_CHECKING:
    from collections.abc import Callable

RATERS = 8
SCALE = [1, 2, 3, 4]
LENGTH = 4000  # code points of a document
PASSAGES = 28  # of a document
AN_ARTICLE = 3  # raters
RIGHT = 0.8  # share of codes that are not given at random


def main(annotations: int) -> None:
    warnings.simplefilter("ignore")
    chance = random.Random(5)
    ratings = _ratings(chance, annotations)
    documents, markings = _markings(chance, annotations)
    print(f"{len(ratings)} ratings, {len(markings)} markings in {len(documents)} documents, {RATERS} raters")
    print(f"{'':<34}{'value':>9}{'interval':>10}{'library':>10}  result")
    _codes(ratings)
    _spans(documents, markings)
    _clusters(chance, annotations)


def _codes(ratings: list[Rating]) -> None:
    tally = _row("codes: counting", lambda: codes.tally(ratings))
    data = _matrix(ratings)
    for level in Level:
        _measure(
            f"alpha, {level}",
            lambda again, level=level: coefficients.alpha(tally, level, scale=SCALE, **again),
            lambda level=level: krippendorff.alpha(reliability_data=data, level_of_measurement=str(level)),
        )
    ones, others = (list(column) for column in zip(*_common(ratings, "r0", "r1"), strict=True))
    _measure(
        "Cohen's kappa, a pair",
        lambda again: coefficients.cohen(tally, "r0", "r1", **again),
        lambda: cohen_kappa_score(ones, others),
    )
    _measure("Fleiss' kappa", lambda again: coefficients.fleiss(tally, **again))
    _measure("Gwet's AC1", lambda again: coefficients.gwet(tally, scale=SCALE, **again))
    _measure("Gwet's AC2", lambda again: coefficients.gwet(tally, Weights.ORDINAL, scale=SCALE, **again))
    _measure("percent", lambda again: coefficients.percent(tally, **again))
    _row("a confusion matrix with its ids", lambda: confusion.with_group(ratings, "r0"))
    _row("all disagreements", lambda: confusion.disagreements(ratings))


def _spans(documents: list[Document], markings: list[Marking]) -> None:
    tally = _row("spans: counting, three kinds", lambda: spans.tally(markings, documents))
    for kind in spans.Kind:
        _measure(f"F1, {kind}, mean of pairs", lambda again, kind=kind: spans.f1(tally, kind, **again))
    units = _row("alpha-U: counting", lambda: unitizing.tally(markings, documents))
    _measure("alpha-U", lambda again: unitizing.alpha_u(units, **again))
    _row("passages of all raters", lambda: matching.passages(markings))


def _clusters(chance: random.Random, annotations: int) -> None:
    stories = defaultdict(list)
    for item in range(annotations // 2):
        for rater in ("r0", "r1"):
            claim = item % 10 if chance.random() < RIGHT else chance.randrange(10)
            stories[item // 250].append(Rating(item, rater, claim))
    parts = _row(
        "clusters: counting",
        lambda: sum((clusters.tally(made, story) for story, made in stories.items()), clusters.PairTally()),
    )
    _measure("B-cubed", lambda again: clusters.b_cubed(parts, **again))
    made = [_common(each, "r0", "r1") for each in stories.values()]
    _measure(
        "links",
        lambda again: clusters.pairwise(parts, **again),
        lambda: [pair_confusion_matrix(*zip(*each, strict=True)) for each in made],
    )


def _measure(
    name: str, run: Callable[[dict[str, Any]], Any], library: Callable[[], object] | None = None
) -> None:
    alone, found = _timed(lambda: run({"resampling": None}))
    whole, _ = _timed(lambda: run({}))
    theirs = f"{_timed(library)[0]:10.3f}" if library else f"{'':10}"
    print(f"{name:<34}{alone:9.3f}{max(whole - alone, 0):10.3f}{theirs}  {found.value:.4f}", flush=True)


def _row(name: str, run: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever it makes
    seconds, found = _timed(run)
    print(f"{name:<34}{seconds:9.3f}", flush=True)
    return found


def _timed(run: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = run()
    return time.perf_counter() - start, found


def _ratings(chance: random.Random, number: int) -> list[Rating]:
    made = []
    for item in range(number // AN_ARTICLE):
        truth = chance.choices(SCALE, [1, 2, 3, 6])[0]
        for rater in chance.sample(range(RATERS), AN_ARTICLE):
            value = truth if chance.random() < RIGHT else chance.choice(SCALE)
            made.append(Rating(item, f"r{rater}", value, len(made)))
    return made


def _markings(chance: random.Random, number: int) -> tuple[list[Document], list[Marking]]:
    documents, made = [], []
    for name in range(max(number // (PASSAGES * AN_ARTICLE), 1)):
        raters = [f"r{each}" for each in chance.sample(range(RATERS), AN_ARTICLE)]
        tokens = tuple((at, at + 5) for at in range(0, LENGTH, 6))
        documents.append(Document(name, LENGTH, frozenset(raters), tokens))
        for _ in range(PASSAGES):
            start, label = chance.randrange(20, LENGTH - 120), chance.choice("abcd")
            for rater in raters:
                first, last = (start + by for by in (chance.randint(-10, 10), chance.randint(50, 100)))
                made.append(Marking(name, rater, label, ((first, last),), len(made)))
    return documents, made


def _matrix(ratings: list[Rating]) -> np.ndarray[Any, Any]:
    items, raters = len({each.item for each in ratings}), {f"r{each}": each for each in range(RATERS)}
    found = np.full((RATERS, items), np.nan)
    for each in ratings:
        found[raters[each.rater], each.item] = each.value
    return found


def _common(ratings: list[Rating], one: str, other: str) -> list[tuple[Any, Any]]:
    given = {(each.item, each.rater): each.value for each in ratings}
    return [
        (value, given[item, other])
        for (item, rater), value in given.items()
        if rater == one and (item, other) in given
    ]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
