"""Figures of quality as the API and the page tell them: shares, medians, and what rests on little."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from annotator.agreement.against import alike
from annotator.agreement.records import FEW
from annotator.agreement.spans import Kind
from annotator.findings import pace
from annotator.queries.people import person
from annotator.queries.quality import GROUP, LAYERS

if TYPE_CHECKING:
    from annotator.agreement.pairs import Score
    from annotator.findings.pace import Week
    from annotator.queries.quality import Person, Quality
    from annotator.queries.trials import Tried

FEW_ARTICLES = 5  # done: below, a median is one or two articles' chance
FEW_TRIALS = 3
Plain = dict[str, Any]


def figures(quality: Quality) -> Plain:
    """Return all figures of a project (no query). Shares are from 0 to 1, times in seconds."""
    report = quality.report
    return {
        "own": quality.own,
        "report": {"at": report.at, "since": quality.seen.it.event_seq - report.event_seq}
        if report
        else None,
        "hidden": quality.hidden,
        "people": [_person(each, quality) for each in quality.people],
    }


def _person(each: Person, quality: Quality) -> Plain:
    told = {
        "person": person(each.user),
        "done": each.done,
        "begun": each.begun,
        "marks": each.marks,
        "time": {
            "median": pace.middle(seconds for seconds, _ in each.timed),
            "per_thousand": pace.per_thousand(each.timed),
            "n": len(each.timed),
        },
        "trials": [_tried(tried) for tried in each.tried],
        "agreement": _agreement(each),
        "answers": _answers(each, quality),
        "weeks": [_week(each.weeks[begins]) for begins in sorted(each.weeks)],
        "suggestions": _suggestions(each.suggestions),
    }
    return told | {"cautions": _cautions(told)}


def _tried(tried: Tried) -> Plain:
    outcome = tried.outcome
    same, n = outcome.answers
    return {
        "kind": tried.kind,
        "articles": tried.articles,
        "passages": outcome.all_spans.key,
        "exact": score(outcome.all_spans.score(Kind.EXACT)),
        "overlap": score(outcome.all_spans.score(Kind.OVERLAP)),
        "answers": {"share": _share(same, n), "n": n},
        "layers": [
            {"of": layer, "passages": sums.key, "overlap": score(sums.score(Kind.OVERLAP))}
            for layer, sums in outcome.spans.items()
        ],
        "dimensions": [confused(name, cells) for name, cells in outcome.codes.items()],
    }


def confused(name: str, cells: Counter[tuple[str, str]]) -> Plain:
    """Return how many answers to a question are the key's, and what was taken for what, most often first."""
    same, n = alike(cells)
    wrong = sorted(((count, pair) for pair, count in cells.items() if pair[0] != pair[1]), key=_most)
    return {
        "of": name,
        "share": _share(same, n),
        "n": n,
        "confused": [{"key": pair[0], "own": pair[1], "n": count} for count, pair in wrong],
    }


def _most(each: tuple[int, tuple[str, str]]) -> tuple[int, tuple[str, str]]:
    return -each[0], each[1]


def score(found: Score | None) -> Plain | None:
    """Return a score as it is told; None where nobody marked anything."""
    if found is None:
        return None
    return {"precision": _round(found.precision), "recall": _round(found.recall), "f1": _round(found.f1)}


def _agreement(each: Person) -> Plain:
    """Return the means over the pairs with each of the others, as the newest report has them.

    The one of all `codes` is of questions with a single answer: of several, people agree mostly on what is
    not there.
    """
    spans: dict[str, list[float]] = {}
    codes: dict[str, list[tuple[float, int]]] = {}
    every: list[tuple[float, int]] = []
    others = set()
    for line in each.pairs:
        others |= set(line["raters"]) - {each.user.pk}
        if line["group"] == "layers" and line.get("overlap"):
            spans.setdefault(line["of"], []).append(line["overlap"][2])
        if line["group"] == "dimensions" and line.get("percent") is not None and line.get("n"):
            codes.setdefault(line["of"], []).append((line["percent"], line["n"]))
            every += [] if line["several"] else codes[line["of"]][-1:]
    means = [value for lines in spans.values() for value in lines]
    return {
        "others": len(others),
        "spans": {"f1": _mean(means), "n": len(means)},
        "codes": _weighted(every),
        "layers": [{"of": name, "f1": _mean(found), "n": len(found)} for name, found in spans.items()],
        "dimensions": [{"of": name, **_weighted(found)} for name, found in codes.items()],
    }


def _weighted(found: list[tuple[float, int]]) -> Plain:
    n = sum(weight for _, weight in found)
    return {"share": _round(sum(value * weight for value, weight in found) / n) if n else None, "n": n}


def _answers(each: Person, quality: Quality) -> list[Plain]:
    """Return, by question, how often the person and how often the others gave which answer."""
    scales = {name.name: name.codes for name in quality.dimensions}
    alone = quality.own and quality.others < GROUP
    told = []
    for name in [LAYERS, *scales]:
        own, every = each.answers.get(name, Counter()), quality.answers.get(name, Counter())
        others = Counter() if alone else every - own
        if own.total():
            known = scales.get(name) or tuple(quality.codebook.layers)
            values = [*known, *sorted((own | others).keys() - set(known))]
            apart = pace.distance(own, others)
            told.append(
                {
                    "of": name,
                    "n": own.total(),
                    "others_n": others.total(),
                    "distance": _round(apart),
                    "values": [
                        {
                            "value": value,
                            "own": _share(own[value], own.total()),
                            "others": _share(others[value], others.total()),
                        }
                        for value in values
                        if own[value] or others[value]
                    ],
                }
            )
    return told


def _week(week: Week) -> Plain:
    n = week.steps.total()
    return {
        "begins": week.begins,
        "articles": week.articles,
        "marks": week.marks,
        "per_hour": _round(week.hourly, 1),
        "steps": {step: _share(times, n) for step, times in sorted(week.steps.items())},
        "n": n,
        "agreement": _round(week.agreement),
        "compared": week.compared,
    }


def _suggestions(given: Counter[str]) -> Plain:
    """Return what became of suggestions that were answered; the share is of these, not of all shown."""
    taken = given["accepted"] + given["edited"]
    return {
        "accepted": given["accepted"],
        "edited": given["edited"],
        "rejected": given["rejected"],
        "share": _share(taken, given.total()),
        "n": given.total(),
    }


def _cautions(told: Plain) -> list[Plain]:
    """Return which figures rest on little, with how much there is and how much one would like to have."""
    trials = sum(each["articles"] for each in told["trials"])
    counted = [
        ("few_articles", told["time"]["n"], FEW_ARTICLES),
        ("few_marks", told["marks"], FEW),
        ("few_trials", trials, FEW_TRIALS),
        ("few_compared", told["agreement"]["codes"]["n"], FEW),
        ("few_suggestions", told["suggestions"]["n"], FEW),
    ]
    return [{"caution": what, "n": n, "least": least} for what, n, least in counted if 0 < n < least]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(values: list[float]) -> float | None:
    return _round(sum(values) / len(values)) if values else None


def _round(value: float | None, places: int = 4) -> float | None:
    return None if value is None else round(value, places)
