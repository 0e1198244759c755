"""A report: headline figures with intervals, and each of them by pair, code, article and story."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from itertools import combinations
from operator import add
from typing import TYPE_CHECKING, Any

from annotator.agreement import clusters, codes, coefficients, gamma, spans, unitizing
from annotator.agreement.codes import CodeTally
from annotator.agreement.counting import CERTAINTY, NO, STATUS, YES, Counted, Dimension
from annotator.agreement.pairs import PairTally
from annotator.agreement.records import Caution, Estimate, Level, Note, Rating, Weights, ordered
from annotator.agreement.resampling import DEFAULT, Resampling
from annotator.agreement.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from annotator.agreement.records import Name

Plain = dict[str, Any]

STATUSES = ("asserted", "denied", "differs", "not_reported")
STEPS = (1, 2, 3, 4)


def report(
    counted: Mapping[int, Counted],
    stories: Mapping[int, int | None],
    layers: Sequence[str],
    dimensions: Sequence[Dimension],
    *,
    links: Mapping[int, Sequence[Rating]] | None = None,
    resampling: Resampling | None = DEFAULT,
    step: Callable[[int, int], None] = lambda *_: None,
) -> Plain:
    """Return all figures as lists, strings and numbers.

    `counted` are the articles, `stories` says to which story each belongs, `links` how people linked what is
    told in a story; `step(done, total)` is called as it goes on. The figures of parts
    have no intervals: there are too many of them, and each is of few items.
    """
    whole = reduce(add, counted.values(), Counted())
    by_story: dict[int, Counted] = {}
    for article, each in counted.items():
        story = stories.get(article)
        if story is not None:
            by_story[story] = by_story[story] + each if story in by_story else each
    total = len(layers) + len(dimensions) + 3
    found: Plain = {"layers": {}, "dimensions": {}, "cells": {}}
    for done, layer in enumerate(layers):
        step(done, total)
        found["layers"][layer] = _layer(whole, counted, by_story, layer, resampling)
    asked = [*dimensions, *CELLS]
    for done, dimension in enumerate(asked, start=len(layers)):
        step(done, total)
        group = "cells" if dimension.layer == "cells" else "dimensions"
        name = dimension.key if group == "cells" else dimension.name
        found[group][name] = _dimension(whole, counted, by_story, dimension, resampling)
    found["mentions"] = _mentions(counted, stories, resampling)
    found["links"] = _links(links or {}, resampling)
    return found


CELLS = (
    Dimension("cells", STATUS, Level.NOMINAL, STATUSES),
    Dimension("cells", CERTAINTY, Level.ORDINAL, ()),
)
"""The questions of the matrix; the steps of certainty are numbers."""

LINKS = Dimension(
    "links", "kind", Level.NOMINAL, ("same", "contradicts", "qualifies", "more_specific", "updates", "none")
)
"""How two things that anybody linked stand to each other, or that somebody left them without a link."""


def plain(estimate: Estimate) -> Plain:
    """Return an estimate as the report has it."""
    return {
        "measure": estimate.measure,
        "value": _value(estimate),
        "items": estimate.items,
        "raters": estimate.raters,
        "pairable": estimate.pairable,
        "coverage": round(estimate.coverage, 4),
        "interval": [round(each, 4) for each in estimate.interval] if estimate.interval else None,
        "notes": [{"caution": str(note.caution), **note.figures} for note in estimate.notes],
    }


def _layer(
    whole: Counted,
    counted: Mapping[int, Counted],
    by_story: Mapping[int, Counted],
    layer: str,
    resampling: Resampling | None,
) -> Plain:
    tally = whole.spans.get(layer, PairTally({}))
    headline = [spans.f1(tally, kind, resampling=resampling) for kind in Kind]
    headline.append(unitizing.alpha_u(whole.units.get(layer, unitizing.UnitTally()), resampling=resampling))
    headline.append(_gamma(whole.gammas.get(layer, ()), headline[-1]))
    scores = {kind: spans.scores(tally, kind) for kind in Kind}
    return {
        "measures": [plain(each) for each in headline],
        "pairs": [
            {
                "raters": list(pair),
                **{
                    str(kind): [_round(each.precision), _round(each.recall), _round(each.f1)]
                    for kind in Kind
                    if (each := scores[kind].get(pair)) is not None
                },
            }
            for pair in tally.pairs
        ],
        "articles": {key: _span_line(each, layer) for key, each in counted.items()},
        "stories": {key: _span_line(each, layer) for key, each in by_story.items()},
    }


def _gamma(values: Sequence[float], unitized: Estimate) -> Estimate:
    """Return the mean over articles, or why there is none; who and how much is that of alpha-U."""
    mean = sum(values) / len(values) if values else None
    notes: tuple[Note, ...] = ()
    if not gamma.installed():
        notes = (Note(Caution.NOT_INSTALLED, {"library": gamma.LIBRARY}),)
    elif not values:
        missing = tuple(each for each in unitized.notes if each.caution.undefined)
        notes = missing or (Note(Caution.TOO_LARGE),)
    pairable = len(values) if gamma.installed() else unitized.pairable
    return Estimate("gamma", mean, unitized.items, unitized.raters, pairable, notes=notes)


def _span_line(counted: Counted, layer: str) -> Plain:
    tally = counted.spans.get(layer, PairTally({}))
    return {
        str(kind): _value(spans.f1(tally, kind, resampling=None)) for kind in (Kind.EXACT, Kind.TOKENS)
    } | {"raters": len(tally.raters)}


def _dimension(
    whole: Counted,
    counted: Mapping[int, Counted],
    by_story: Mapping[int, Counted],
    dimension: Dimension,
    resampling: Resampling | None,
) -> Plain:
    tally = whole.dimensions.get(dimension.name, CodeTally())
    if dimension.several and not tally.values[YES]:
        # That nobody put any code there is no agreement of people on what they were asked.
        tally = CodeTally()
        counted, by_story = (dict.fromkeys(parts, Counted()) for parts in (counted, by_story))
    return {
        "level": str(dimension.level),
        "several": dimension.several,
        "codes": list(dimension.codes),
        "measures": [plain(each) for each in headline(tally, dimension, resampling)],
        "pairs": [_pair_line(tally, dimension, one, other) for one, other in _pairs(tally)],
        "by_code": {
            str(code): _line(tally.only(code), Level.NOMINAL, None)
            for code in (scale_of(dimension) if not dimension.several else ())
        },
        "articles": {key: _part(each, dimension) for key, each in counted.items()},
        "stories": {key: _part(each, dimension) for key, each in by_story.items()},
        "values": {str(value): times for value, times in sorted(tally.values.items(), key=str)},
    }


def scale_of(dimension: Dimension) -> Sequence[Name]:
    """Return the values that could have been given, in their order."""
    if dimension.several:
        return (YES, NO)
    return dimension.codes or STEPS


def headline(tally: CodeTally, dimension: Dimension, resampling: Resampling | None) -> list[Estimate]:
    """Return the measures that fit a dimension: alpha at its level first, then what is usually reported."""
    scale = scale_of(dimension)
    ordinal = dimension.level is Level.ORDINAL
    found = [coefficients.alpha(tally, dimension.level, scale=scale, resampling=resampling)]
    if ordinal:
        found.append(coefficients.alpha(tally, Level.NOMINAL, scale=scale, resampling=None))
    found.append(coefficients.gwet(tally, scale=scale, resampling=resampling))
    if ordinal:
        found.append(coefficients.gwet(tally, Weights.ORDINAL, scale=scale, resampling=resampling))
    found.append(coefficients.fleiss(tally, resampling=resampling))
    found.append(coefficients.percent(tally, resampling=resampling))
    return found


def _pairs(tally: CodeTally) -> list[tuple[Name, Name]]:
    return list(combinations(ordered(tally.given), 2))


def _pair_line(tally: CodeTally, dimension: Dimension, one: Name, other: Name) -> Plain:
    both = tally.between(one, other)
    scale = scale_of(dimension)
    found = {"raters": [one, other], **_line(both, dimension.level, scale)}
    found["kappa"] = _value(coefficients.cohen(tally, one, other, scale=scale, resampling=None))
    if dimension.level is Level.ORDINAL:
        weighted = coefficients.cohen(
            tally, one, other, weights=Weights.QUADRATIC, scale=scale, resampling=None
        )
        found["weighted_kappa"] = _value(weighted)
    return found


def _part(counted: Counted, dimension: Dimension) -> Plain:
    tally = counted.dimensions.get(dimension.name, CodeTally())
    return _line(tally, dimension.level, scale_of(dimension))


def _line(tally: CodeTally, level: Level, scale: Sequence[Name] | None) -> Plain:
    return {
        "alpha": _value(coefficients.alpha(tally, level, scale=scale, resampling=None)),
        "ac1": _value(coefficients.gwet(tally, scale=scale, resampling=None)),
        "percent": _value(coefficients.percent(tally, resampling=None)),
        "n": tally.pairable,
    }


def _mentions(
    counted: Mapping[int, Counted], stories: Mapping[int, int | None], resampling: Resampling | None
) -> Plain:
    """Compare on which claims people put the passages of a story."""
    by_story: defaultdict[int, list[Rating]] = defaultdict(list)
    for article, each in counted.items():
        story = stories.get(article)
        if story is not None:
            by_story[story] += [Rating(item, rater, claim) for item, rater, claim in each.placed]
    tallies = {story: clusters.tally(each, story) for story, each in by_story.items()}
    tally = reduce(add, tallies.values(), PairTally({}))
    return {
        "measures": [
            plain(clusters.b_cubed(tally, resampling=resampling)),
            plain(clusters.pairwise(tally, resampling=resampling)),
        ],
        "pairs": [
            {"raters": list(pair), "b_cubed": round(score.f1, 4)}
            for pair, score in clusters.b_cubed_scores(tally).items()
        ],
        "stories": {
            story: {
                "b_cubed": _value(clusters.b_cubed(each, resampling=None)),
                "pairwise": _value(clusters.pairwise(each, resampling=None)),
            }
            for story, each in tallies.items()
        },
    }


def _links(by_story: Mapping[int, Sequence[Rating]], resampling: Resampling | None) -> Plain:
    tallies = {story: codes.tally(each) for story, each in by_story.items()}
    tally = reduce(add, tallies.values(), CodeTally())
    return {
        "level": str(Level.NOMINAL),
        "several": False,
        "measures": [
            plain(coefficients.alpha(tally, Level.NOMINAL, resampling=resampling)),
            plain(coefficients.gwet(tally, resampling=resampling)),
            plain(coefficients.percent(tally, resampling=resampling)),
        ],
        "pairs": [_pair_line(tally, LINKS, one, other) for one, other in _pairs(tally)],
        "stories": {story: _line(each, Level.NOMINAL, None) for story, each in tallies.items()},
        "values": {str(value): times for value, times in sorted(tally.values.items(), key=str)},
    }


def _value(estimate: Estimate) -> float | None:
    return _round(estimate.value)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
