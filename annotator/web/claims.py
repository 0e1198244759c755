"""Claims in the browser: a cell's page, for all that its dialog does too, and making and wording claims."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from annotator.errors import Conflict
from annotator.http import said, signed_in
from annotator.models import Article, Cell, Claim, Project, Story
from annotator.queries import articles as article_queries
from annotator.queries import claims as queries
from annotator.services import claims as services
from annotator.web.projects import Rights, rights
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.queries.claims import CellShown


class ClaimForm(forms.Form):
    """A claim's wording."""

    wording = forms.CharField(
        label=gettext_lazy("Claim"),
        max_length=400,
        help_text=gettext_lazy(
            "One proposition, worded affirmatively: what is said, not that it is doubted."
        ),
    )


class CellForm(forms.Form):
    """What one found an account to say of a claim."""

    status = forms.ChoiceField(
        label=gettext_lazy("This account"), choices=Cell.Status.choices, widget=forms.RadioSelect
    )
    certainty = forms.TypedChoiceField(
        label=gettext_lazy("How certain it sounds"),
        choices=[
            ("", gettext_lazy("not stated")),
            (4, gettext_lazy("certain")),
            (3, gettext_lazy("probable")),
            (2, gettext_lazy("possible")),
            (1, gettext_lazy("unclear")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )


@dataclass(frozen=True, slots=True)
class CellPage:
    """Everything `templates/claims/cell.html` may use."""

    project: Project
    story: Story
    claim: Claim
    article: Article
    cell: CellShown
    may: Rights
    form: CellForm


@require_POST
def create(request: HttpRequest, story_id: int) -> HttpResponse:
    """Make a claim by its wording."""
    user = signed_in(request)
    form = ClaimForm(request.POST)
    if form.is_valid():
        call = partial(services.create, actor=user, story_id=story_id, claim_id=uuid.uuid4())
        attempt(form, partial(call, wording=form.cleaned_data["wording"]))
    if form.errors:
        article_queries.story_for(user, story_id)  # what one may not see stays unseen
        messages.error(request, " ".join(str(words) for field in form.errors.values() for words in field))
    # To the field: going to any other fragment a browser takes the focus from who types the next one already.
    return redirect(f"/stories/{story_id}/#wording")


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Word a claim anew."""
    user = signed_in(request)
    seen = queries.claim_for(user, claim_id)
    claim = seen.it
    form = ClaimForm(request.POST or None, initial={"wording": claim.wording})
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        call = partial(
            services.reword,
            actor=user,
            claim_id=claim_id,
            wording=form.cleaned_data["wording"],
            version=int(version) if version.isdigit() else claim.version,
        )
        if attempt(form, call) is not None:
            return redirect(f"/stories/{claim.story_id}/#claims")
    context = {"form": form, "claim": claim, "may": rights(seen)}
    return render(request, "claims/edit.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Take a claim out of the matrix, and offer to bring it back."""
    user = signed_in(request)
    claim = queries.claim_for(user, claim_id).it
    services.delete(actor=user, claim_id=claim_id)
    return render(request, "claims/deleted.html", {"claim": claim})


@require_POST
def restore(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Bring a deleted claim back."""
    claim = services.restore(actor=signed_in(request), claim_id=claim_id)
    messages.success(request, _("The claim is back, with its cells."))
    return redirect(f"/stories/{claim.story_id}/#claims")


@require_http_methods(["GET", "POST"])
def cell(request: HttpRequest, claim_id: uuid.UUID, article_id: int) -> HttpResponse:
    """Show a cell: its quotes, who found what; say what one found oneself."""
    user = signed_in(request)
    seen = queries.claim_for(user, claim_id)
    claim = seen.it
    matrix = queries.matrix_of(user, claim.story)
    article = article_queries.article_for(user, article_id).it
    shown = matrix.cell(claim.pk, article.pk)
    mine = shown.mine
    initial = {
        "status": mine.status if mine else Cell.Status.UNCHECKED,
        "certainty": mine.certainty if mine and mine.certainty else "",
        "note": mine.note if mine else "",
    }
    form = CellForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["status"] not in queries.REPORTED:
            form.cleaned_data["certainty"] = None
        call = partial(
            services.set_cell, actor=user, claim_id=claim_id, article_id=article_id, **form.cleaned_data
        )
        try:
            if attempt(form, call) is not None:
                return redirect(f"/stories/{claim.story_id}/#claims")
        except Conflict as error:
            form.add_error("status", said(error))
    page = CellPage(
        project=claim.story.project,
        story=claim.story,
        claim=claim,
        article=article,
        cell=shown,
        may=rights(seen),
        form=form,
    )
    return render(request, "claims/cell.html", {"page": page}, status=422 if form.errors else 200)
