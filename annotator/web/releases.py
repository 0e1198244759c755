"""Releases in the browser: what was released, the next one as a draft, and looking it over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.downloads import download_release, stem
from annotator.errors import Invalid
from annotator.formats.interchange.releasing.cards import loading
from annotator.http import said, signed_in
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import audit, codebooks
from annotator.queries import projects as project_queries
from annotator.queries import releases as queries
from annotator.services import releases as services
from annotator.web.projects import Rights, rights
from annotator.web.release_forms import QUESTIONS, ReleaseForm, begun

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from annotator.formats.interchange.releasing.cards import Terms
    from annotator.models import Project, Release

T = TypeVar("T")

_KINDS = {
    "article": gettext_noop("Articles"),
    "revision": gettext_noop("Texts"),
    "annotation": gettext_noop("Annotations"),
    "carried": gettext_noop("Annotations carried to newer texts"),
    "story": gettext_noop("Stories"),
    "claim": gettext_noop("Claims"),
    "mention": gettext_noop("Mentions"),
    "cell": gettext_noop("Cells"),
    "link": gettext_noop("Links"),
    "comment": gettext_noop("Comments"),
    "thread": gettext_noop("Settled talks"),
    "decision": gettext_noop("Decisions on passages"),
    "cell_decision": gettext_noop("Decisions on cells"),
    "mention_decision": gettext_noop("Decisions on mentions"),
    "origin": gettext_noop("Corrected origins"),
    "suggestion_exposure": gettext_noop("Texts shown with suggestions"),
    "suggestion_answer": gettext_noop("Answers to suggestions"),
    "counterpart_answer": gettext_noop("Answers to suggested mentions"),
    "codebook": gettext_noop("Versions of the codebook"),
    "guidelines": gettext_noop("Versions of the guidelines"),
}
"""The types of records, as pages call them."""

_LOOKED_FOR = {
    "articles_in_no_part": gettext_noop("Articles in no part"),
    "stories": gettext_noop("Stories in more than one part"),
    "equal_texts": gettext_noop("Equal texts in more than one part"),
    "one_origin": gettext_noop("Accounts of one origin, by a person's word, in different parts"),
    "similar_texts": gettext_noop("Accounts that share half of their words, in different parts"),
}
"""What the check for leakage looked for, by its key in a report."""


@dataclass(frozen=True, slots=True)
class ReleasesPage:
    """Everything `templates/releases/releases.html` may use."""

    project: Project
    may: Rights
    releases: list[Release]
    drafted: bool


@dataclass(frozen=True, slots=True)
class ReleaseFormPage:
    """Everything `templates/releases/form.html` may use."""

    project: Project
    may: Rights
    form: ReleaseForm
    draft: Release | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a release, as its page shows it."""

    name: str
    share: int  # of a hundred that was asked for
    units: int
    texts: int
    annotations: int


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """Everything `templates/releases/release.html` may use."""

    project: Project
    may: Rights
    release: Release
    terms: Terms
    since: int  # what was done in the project since a draft was read
    counts: list[tuple[str, int]]  # of each type of record
    people: int
    parts: list[Part]
    leaks: list[tuple[str, int]]  # what was looked for, and how much of it was found
    closest: float  # per cent of the shorter one's words that two texts in different parts share at most
    changes: list[tuple[str, dict[str, int]]] | None
    losses: dict[str, dict[str, Any]]
    blanks: list[str]  # questions of the datasheet that only people can answer
    lines: str  # of Python that load it
    problem: str


@require_safe
def releases(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show a project's releases (at most 3 queries beside those of each page)."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    rows = list(queries.releases_of(user, seen))
    page = ReleasesPage(
        project=seen.it,
        may=rights(seen),
        releases=rows,
        drafted=any(each.published_at is None for each in rows),
    )
    return render(request, "releases/releases.html", {"page": page})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, project_id: int) -> HttpResponse:
    """Say what the next release is to be, and have its draft written."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    project = seen.require(Action.RELEASE)
    draft = queries.draft_of(project_id)
    initial = begun(project, draft, queries.newest_of(project_id), queries.versions_of(project_id))
    form = ReleaseForm(
        request.POST or None,
        stories=article_queries.stories_of(user, project_id),
        codebook=codebooks.current_for_project(project_id),
        people=audit.people_of(user, project_id),
        leads=True,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        call = partial(services.start, actor=user, project_id=project_id, asked=form.asked())
        if (made := _attempt(form, call)) is not None:
            return redirect("release", release_id=made.pk)
    page = ReleaseFormPage(project=project, may=rights(seen), form=form, draft=draft)
    return render(request, "releases/form.html", {"page": page}, status=422 if form.errors else 200)


def _attempt(form: ReleaseForm, call: Any) -> Release | None:  # noqa: ANN401 - a call of the service
    """Call the service; put what it finds invalid beside its field, and return None then."""
    try:
        made: Release = call()
    except Invalid as error:
        field = {"shares": "train"}.get(error.field or "", error.field)
        form.add_error(field if field in form.fields else None, said(error))
        return None
    return made


@require_safe
def release(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Show a release: as a draft to be looked over, as what it is, or why it was withdrawn."""
    return _shown(request, release_id)


def _shown(request: HttpRequest, release_id: UUID, problem: str = "") -> HttpResponse:
    seen = queries.release_for(signed_in(request), release_id)
    found = seen.it
    report = found.report or {}
    page = ReleasePage(
        project=found.project,
        may=rights(seen),
        release=found,
        terms=queries.terms_of(found),
        since=queries.done_since(found) if found.published_at is None else 0,
        counts=_named(report.get("counts", {})),
        people=report.get("people", 0),
        parts=_parts(report),
        leaks=[(_(words), report["leakage"][key]) for key, words in _LOOKED_FOR.items()] if report else [],
        closest=100 * report["leakage"]["closest_share_of_words"] if report else 0,
        changes=None if report.get("changes") is None else _named(report["changes"]),
        losses=report.get("losses", {}),
        blanks=[str(QUESTIONS[key]) for key in report.get("blanks", ()) if key in QUESTIONS],
        lines="\n".join(loading(stem(found))),
        problem=problem,
    )
    return render(request, "releases/release.html", {"page": page}, status=422 if problem else 200)


def _named(told: Mapping[str, T]) -> list[tuple[str, T]]:
    """Return what is told of types of records under the names that pages have for them."""
    return [(_(words), told[kind]) for kind, words in _KINDS.items() if kind in told]


def _parts(report: Mapping[str, Any]) -> list[Part]:
    told = report.get("splits", {"parts": {}})
    return [Part(name, told["shares"][name], **found) for name, found in told["parts"].items()]


@require_POST
def publish(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Publish a draft that was looked over."""
    services.publish(actor=signed_in(request), release_id=release_id, sha256=request.POST.get("sha256", ""))
    messages.success(request, _("The release is published. Nothing of it will change any more."))
    return redirect("release", release_id=release_id)


@require_POST
def withdraw(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Withdraw a release, and say why."""
    try:
        services.withdraw(
            actor=signed_in(request), release_id=release_id, reason=request.POST.get("reason", "")
        )
    except Invalid as error:
        return _shown(request, release_id, said(error))
    messages.success(request, _("The release is withdrawn. Its page says why."))
    return redirect("release", release_id=release_id)


@require_POST
def discard(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    user = signed_in(request)
    found = queries.release_for(user, release_id).it
    services.discard(actor=user, release_id=release_id)
    messages.success(request, _("The draft is thrown away."))
    return redirect("releases", project_id=found.project_id)


@require_safe
def file(request: HttpRequest, release_id: UUID) -> HttpResponseBase:
    """Download the file of a release, or a range of it."""
    return download_release(request, queries.release_for(signed_in(request), release_id).it)
