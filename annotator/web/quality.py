"""Quality in the browser: each annotator's figures beside those of the others, with what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from annotator.http import signed_in
from annotator.queries import figures
from annotator.queries import quality as queries
from annotator.web.assignments import spent
from annotator.web.projects import Rights, rights
from annotator.web.trials import kind_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from annotator.models import Project, User
    from annotator.queries.figures import Plain
    from annotator.queries.quality import Quality


@dataclass(frozen=True, slots=True)
class TriedShown:
    """How a person did on the trials of one kind; `told` is as the API has it."""

    kind: str
    told: Plain
    answers: str  # the share of answers that are the key's
    confused: list[str]


@dataclass(frozen=True, slots=True)
class BarShown:
    """One answer: how often the person gives it, and how often the others do, in hundredths."""

    label: str
    own: int
    others: int | None


@dataclass(frozen=True, slots=True)
class AnswersShown:
    """How a person's answers to one question lie beside those of the others."""

    label: str
    told: Plain
    apart: str
    bars: list[BarShown]


@dataclass(frozen=True, slots=True)
class WeekShown:
    """A week of a person's; `steps` are shares in words, in the order of the page's `steps`."""

    told: Plain
    steps: list[str]
    agreement: str


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A person with their figures in words."""

    user: User
    hue: int
    told: Plain
    time: str
    per_thousand: str
    codes: str
    suggestions: str
    tried: list[TriedShown]
    answers: list[AnswersShown]
    weeks: list[WeekShown]
    cautions: list[str]


@dataclass(frozen=True, slots=True)
class QualityPage:
    """Everything `templates/quality/quality.html` may use."""

    project: Project
    may: Rights
    own: bool
    report: Plain | None
    hidden: bool
    steps: list[str]
    people: list[PersonShown]


CAUTIONS = {
    "few_articles": gettext_lazy(
        "Articles with counted time: %(n)s. Below %(least)s, one long article moves the median a lot."
    ),
    "few_marks": gettext_lazy("Marks: %(n)s. Below %(least)s, shares jump with each one."),
    "few_trials": gettext_lazy("Trials done: %(n)s. Below %(least)s, they tell little about the next one."),
    "few_compared": gettext_lazy(
        "Pairs of answers compared: %(n)s. Below %(least)s, agreement may be chance."
    ),
    "few_suggestions": gettext_lazy("Suggestions answered: %(n)s. Below %(least)s, the share says little."),
}


@require_safe
def quality(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show the figures of all annotators to a lead, their own to an annotator (13 queries)."""
    found = queries.quality_for(signed_in(request), project_id)
    told = figures.figures(found)
    names = _names(found)
    steps = next((each.codes for each in found.dimensions if each.name == found.steps), ())
    page = QualityPage(
        project=found.seen.it,
        may=rights(found.seen),
        own=found.own,
        report=told["report"],
        hidden=told["hidden"],
        steps=[names.get(f"{found.steps}.{each}", each) for each in steps],
        people=[
            _shown(each.user, person, names, steps)
            for each, person in zip(found.people, told["people"], strict=True)
        ],
    )
    return render(request, "quality/quality.html", {"page": page})


def _names(found: Quality) -> dict[str, str]:
    """Return what layers, questions and codes are called, by their keys joined with dots."""
    names = {queries.LAYERS: _("Layer")}
    for layer, index in found.codebook.layers.items():
        names[layer] = names[f"{queries.LAYERS}.{layer}"] = index.row.label
        for key, dimension in index.dimensions.items():
            names[f"{layer}.{key}"] = f"{index.row.label}: {dimension.row.label}"
            names |= {f"{layer}.{key}.{code}": row.label for code, row in dimension.codes.items()}
    return names


def percent(share: float | None) -> str:
    """Say a share in hundredths; nothing where there is none."""
    return "" if share is None else _("%(n)s%%") % {"n": round(share * 100)}


def _shown(user: User, told: Plain, names: Mapping[str, str], steps: tuple[str, ...]) -> PersonShown:
    time = told["time"]
    return PersonShown(
        user=user,
        hue=told["person"]["hue"],
        told=told,
        time=_spent(time["median"]),
        per_thousand=_spent(time["per_thousand"]),
        codes=percent(told["agreement"]["codes"]["share"]),
        suggestions=percent(told["suggestions"]["share"]),
        tried=[_tried(each, names) for each in told["trials"]],
        answers=[_answers(each, names) for each in told["answers"]],
        weeks=[
            WeekShown(each, [percent(each["steps"].get(step)) for step in steps], percent(each["agreement"]))
            for each in told["weeks"]
        ],
        cautions=[str(CAUTIONS[each["caution"]]) % each for each in told["cautions"]],
    )


def _spent(seconds: float | None) -> str:
    return "" if seconds is None else spent(round(seconds))


def _tried(told: Plain, names: Mapping[str, str]) -> TriedShown:
    confused = []
    for each in told["dimensions"]:
        for wrong in each["confused"]:
            of = each["of"]
            said = {
                "question": names.get(of, of),
                "key": names.get(f"{of}.{wrong['key']}", _yes_no(wrong["key"])),
                "own": names.get(f"{of}.{wrong['own']}", _yes_no(wrong["own"])),
                "n": wrong["n"],
            }
            confused.append(
                ngettext(
                    "%(question)s: “%(own)s” where the key has “%(key)s”, once",
                    "%(question)s: “%(own)s” where the key has “%(key)s”, %(n)s times",
                    wrong["n"],
                )
                % said
            )
    return TriedShown(kind_word(told["kind"]), told, percent(told["answers"]["share"]), confused)


def _yes_no(value: str) -> str:
    return {"": _("no answer"), "yes": _("yes"), "no": _("no")}.get(value, value)


def _answers(told: Plain, names: Mapping[str, str]) -> AnswersShown:
    of = told["of"]
    return AnswersShown(
        label=names.get(of, of),
        told=told,
        apart=percent(told["distance"]),
        bars=[
            BarShown(
                label=names.get(f"{of}.{each['value']}", each["value"]),
                own=_hundredths(each["own"]) or 0,
                others=_hundredths(each["others"]),
            )
            for each in told["values"]
        ],
    )


def _hundredths(share: Any) -> int | None:  # noqa: ANN401 - of told figures
    return None if share is None else round(share * 100)
