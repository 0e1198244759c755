"""Agreement in the browser: the newest report of a scope, with what to know of each figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from annotator.agreement import figures
from annotator.errors import NotFound
from annotator.http import number_in, signed_in
from annotator.queries import agreements as queries
from annotator.queries import articles as article_queries
from annotator.services import agreements as services
from annotator.web.measuring import Figure, figure, words_of
from annotator.web.projects import Rights, rights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, QueryDict

    from annotator.models import AgreementReport, Job, Project, Story
    from annotator.queries.agreements import Scope

Plain = dict[str, Any]
_NAMES: Final = {
    "cells.status": gettext_noop("Cells: what an account does with a claim"),
    "cells.certainty": gettext_noop("Cells: how certain"),
    "mentions": gettext_noop("Mentions: on which claims passages are put"),
    "links": gettext_noop("Links between quotes"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is about, as its address says; `link` makes the address of another page about the same."""

    project: int
    scope: Scope

    def link(self, name: str, **further: object) -> str:
        """Return an address with the scope."""
        told: dict[str, object] = {"round": self.scope.round or "", "story": self.scope.story or ""}
        said = {key: value for key, value in (told | further).items() if value not in ("", None)}
        return reverse(name, args=[self.project]) + (f"?{urlencode(said)}" if said else "")


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of a report: a layer, a question, the cells, the mentions or the links."""

    key: str
    name: str
    kind: str  # layer, question, cells, mentions, links
    figures: list[Figure]
    before: Figure | None  # the first figure of round 1, where two rounds are compared
    url: str

    @property
    def first(self) -> Figure:
        """The figure to read first."""
        return next((each for each in self.figures if each.key == "f1_overlap"), self.figures[0])

    @property
    def empty(self) -> str:
        """Why no figure has a value, where that is so; gamma may be missing for reasons of its own."""
        own = [each for each in self.figures if each.key != "gamma"]
        return "" if any(each.value is not None for each in own) else self.figures[0].cautions[0]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything `templates/agreement/report.html` may use."""

    project: Project
    may: Rights
    asked: Asked
    stories: list[Story]
    rounds: set[int]
    both: bool  # the rounds before and after side by side
    report: AgreementReport | None
    since: int
    job: Job | None
    parts: list[PartShown]
    here: str


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show the newest report of a scope, or ask for a newer one (at most 11 queries)."""
    user = signed_in(request)
    if request.method == "POST":
        wanted = asked(request.POST, project_id)
        for each in _scopes(request.POST, wanted.scope):
            services.ask(actor=user, project_id=project_id, scope=each)
        return redirect(wanted.link("agreement", round=request.POST.get("round", "")))
    wanted = asked(request.GET, project_id)
    seen = queries.project_for(user, project_id)
    both = request.GET.get("round") == "both"
    scopes = _scopes(request.GET, wanted.scope)
    shown = [queries.newest_of(seen.it, each) for each in scopes]
    newest = shown[-1].report if all(each.report for each in shown) else None
    people = queries.people_in(newest) if newest else {}
    earlier = parts_of(shown[0].report, people, wanted) if both and newest and shown[0].report else []
    before = {each.key: each.first for each in earlier}
    page = ReportPage(
        project=seen.it,
        may=rights(seen),
        asked=wanted,
        stories=list(article_queries.stories_of(user, project_id)),
        rounds=queries.rounds_of(seen.it),
        both=both,
        report=newest,
        since=max(each.since for each in shown),
        job=queries.at_work(seen.it, *scopes),
        parts=parts_of(newest, people, wanted, before) if newest else [],
        here=wanted.link("agreement", round="both" if both else wanted.scope.round),
    )
    return render(request, "agreement/report.html", {"page": page})


@require_safe
def figures_csv(request: HttpRequest, project_id: int) -> HttpResponse:
    """Download the figures of the newest report (4 queries)."""
    wanted = asked(request.GET, project_id)
    project = queries.project_for(signed_in(request), project_id).it
    found = queries.newest_of(project, wanted.scope).report
    if found is None:
        raise NotFound
    answer = HttpResponse(figures.as_csv(found.data, found.scope), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="agreement-{project_id}.csv"'
    return answer


def asked(given: QueryDict, project_id: int) -> Asked:
    """Return what an address asks for; what can't be read counts as not said."""
    number = {"1": 1, "2": 2, "both": 2}.get(given.get("round", ""), 0)
    return Asked(project_id, queries.Scope(number, number_in(given.get("story", ""))))


def _scopes(given: QueryDict, scope: Scope) -> list[Scope]:
    if given.get("round") == "both":
        return [queries.Scope(number, scope.story) for number in (1, 2)]
    return [scope]


def parts_of(
    found: AgreementReport,
    people: Mapping[int, Plain],
    wanted: Asked,
    before: Mapping[str, Figure] | None = None,
) -> list[PartShown]:
    """Return the parts of a report as pages show them (no query)."""
    names = found.data["names"]
    return [
        PartShown(
            key=key,
            name=part_name(key, names),
            kind=_kind(key, names),
            figures=[figure(each, people, words_of(key, names)) for each in told["measures"]],
            before=(before or {}).get(key),
            url=wanted.link("agreement-part", of=key),
        )
        for key, told in figures.parts(found.data).items()
    ]


def _kind(key: str, names: Plain) -> str:
    return (
        "layer"
        if key in names["layers"]
        else "question"
        if key in names["questions"]
        else key.split(".", maxsplit=1)[0]
    )


def part_name(key: str, names: Plain) -> str:
    """Name a part of a report in the reader's language."""
    if key in _NAMES:
        return _(_NAMES[key])
    layer, _dot, question = key.partition(".")
    label = str(names["layers"].get(layer, layer))
    if not question:
        return _("%(layer)s: what is marked") % {"layer": label}
    return f"{label}: {names['questions'].get(key, {}).get('label', question)}"
