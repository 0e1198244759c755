"""Guidelines in the browser: reading, changing with a preview, what changed, and who has read them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.errors import Invalid, NotFound, StaleVersion
from annotator.formats.guidelines import html_of
from annotator.http import said, signed_in
from annotator.policies import Action
from annotator.queries import guidelines as queries
from annotator.queries import projects as project_queries
from annotator.services import guidelines as services
from annotator.text.edits import Part, edits
from annotator.web.projects import Rights, rights
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import Guidelines, Member, Project

_KEPT = 300  # code points of an unchanged stretch in what changed; the middle of longer ones is left out


class GuidelinesForm(forms.Form):
    """The next version, and what it changes."""

    body = forms.CharField(
        label=gettext_lazy("Guidelines, in Markdown"),
        max_length=services.LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22}),
        help_text=gettext_lazy(
            "# heading, **strong**, *emphasis*, - list, &gt; quotation, [words](https://…), tables with |."
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("What changed"),
        required=False,
        max_length=services.LONGEST_NOTE,
        help_text=gettext_lazy("One sentence. All members are told at their next visit."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


@dataclass(frozen=True, slots=True)
class GuidelinesPage:
    """Everything `templates/guidelines/guidelines.html` may use."""

    project: Project
    may: Rights
    shown: Guidelines | None  # None before there is a first version
    newest: int
    unread: bool  # whether the reader has not said yet that they have read the newest
    versions: list[Guidelines]
    members: list[Member]  # with `read_version`; only for leads
    then: str  # where to go on after having read


@dataclass(frozen=True, slots=True)
class EditPage:
    """Everything `templates/guidelines/edit.html` may use."""

    project: Project
    form: GuidelinesForm
    preview: str
    theirs: str  # what somebody else saved meanwhile, to be looked at


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Everything `templates/guidelines/changes.html` may use."""

    project: Project
    shown: Guidelines
    before: int
    parts: list[Part]


@require_safe
def guidelines(request: HttpRequest, project_id: int, version: int | None = None) -> HttpResponse:
    """Show a project's guidelines, the newest or one version of them (at most 7 queries)."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    newest = queries.current_for_project(project_id)
    shown = newest if version is None else queries.version_of(user, project_id, version)
    may = rights(seen)
    page = GuidelinesPage(
        project=seen.it,
        may=may,
        shown=shown,
        newest=newest.version if newest else 0,
        unread=queries.news_for(user, project_id) is not None,
        versions=list(queries.versions_of(user, project_id)[:200]),
        members=list(queries.readings_of(user, project_id)) if may.edit_codebook else [],
        then=_then(request),
    )
    return render(request, "guidelines/guidelines.html", {"page": page})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, project_id: int) -> HttpResponse:
    """Change the guidelines: look at them as they would be, then save (4 queries to look)."""
    user = signed_in(request)
    project = project_queries.project_for(user, project_id).require(Action.EDIT_CODEBOOK)
    current = queries.current_for_project(project_id)
    initial = {"body": current.body, "version": current.version} if current else {"version": 0}
    form = GuidelinesForm(request.POST or None, initial=initial)
    shown = theirs = ""
    if request.method == "POST" and form.is_valid():
        body = form.cleaned_data["body"]
        if "preview" in request.POST:
            shown = html_of(body)
        else:
            try:
                saved = _saved(request, project_id, form)
            except StaleVersion as error:
                form.add_error(None, said(error))
                # Saved once more, it goes on top of theirs, which stands beside it.
                theirs = current.body if current else ""
                form.data = request.POST.copy()
                form.data["version"] = str(error.facts["current_version"])
                saved = None
            if saved is not None:
                messages.success(request, _("Version %(n)s is saved.") % {"n": saved.version})
                return redirect("guidelines", project_id=project_id)
    page = EditPage(project=project, form=form, preview=shown, theirs=theirs)
    return render(request, "guidelines/edit.html", {"page": page}, status=422 if form.errors else 200)


def _saved(request: HttpRequest, project_id: int, form: GuidelinesForm) -> Guidelines | None:
    given = form.cleaned_data
    call = partial(
        services.save,
        actor=signed_in(request),
        project_id=project_id,
        body=given["body"],
        note=given["note"],
        base_version=given["version"],
    )
    return attempt(form, call)


@require_safe
def changes(request: HttpRequest, project_id: int, version: int) -> HttpResponse:
    """Show what a version changed against the one before it (5 queries)."""
    user = signed_in(request)
    project = project_queries.project_for(user, project_id).it
    shown = queries.version_of(user, project_id, version)
    if version == 1:
        raise NotFound("The first version has none before it.")
    before = queries.version_of(user, project_id, version - 1)
    parts = [
        (sign, _shortened(words) if sign == "=" else words) for sign, words in edits(before.body, shown.body)
    ]
    page = ChangesPage(project=project, shown=shown, before=before.version, parts=parts)
    return render(request, "guidelines/changes.html", {"page": page})


def _shortened(words: str) -> str:
    """Return an unchanged stretch by its two ends."""
    if len(words) <= _KEPT:
        return words
    return f"{words[: _KEPT // 2].rsplit(' ', 1)[0]} \u2026 {words[-_KEPT // 2 :].split(' ', 1)[-1]}"


@require_POST
def restore(request: HttpRequest, project_id: int, version: int) -> HttpResponse:
    """Make an earlier version the newest one again."""
    made = services.restore(actor=signed_in(request), project_id=project_id, version=version)
    messages.success(request, _("Version %(n)s is saved.") % {"n": made.version})
    return redirect("guidelines", project_id=project_id)


@require_POST
def read(request: HttpRequest, project_id: int) -> HttpResponse:
    """Keep that one has read a version; go on where one was."""
    try:
        version = int(request.POST.get("version", ""))
    except ValueError:
        raise Invalid("There is no such version of the guidelines.", field="version") from None
    services.read(actor=signed_in(request), project_id=project_id, version=version)
    then = _then(request)
    return redirect(then) if then else redirect("guidelines", project_id=project_id)


def _then(request: HttpRequest) -> str:
    """Return where to go on: an address of this site, or nowhere."""
    asked = request.POST.get("then", "") or request.GET.get("then", "")
    here = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if here else ""
