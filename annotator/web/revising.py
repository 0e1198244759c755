"""A new text of an article: pasted, uploaded or fetched again; and taking back what was carried to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from annotator.errors import Refusal
from annotator.formats import documents
from annotator.http import said, signed_in
from annotator.policies import Action
from annotator.queries import articles as queries
from annotator.services import carries, refetching, revisions
from annotator.services.imports import LARGEST_FILE
from annotator.services.revisions import Incoming
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import Article


class RevisionForm(forms.Form):
    """A new text, in one of two ways, and what stands above it."""

    text = forms.CharField(
        label=gettext_lazy("The new text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("All of it, as it stands now. What did not change is recognised."),
    )
    document = forms.FileField(
        label=gettext_lazy("Or choose a file"),
        required=False,
        help_text=gettext_lazy("Text, Markdown, HTML, PDF or Word."),
    )
    title = forms.CharField(label=gettext_lazy("Headline, if it changed"), max_length=300, required=False)
    byline = forms.CharField(label=gettext_lazy("Byline, if it changed"), max_length=200, required=False)
    archive_url = forms.URLField(
        label=gettext_lazy("Where an archive keeps it"),
        max_length=2000,
        required=False,
        assume_scheme="https",
    )

    def clean_document(self) -> object:
        """Refuse a file that is too large to be read."""
        file = self.cleaned_data["document"]
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("It is larger than %(most)s MB.") % {"most": LARGEST_FILE // 1_000_000}
            )
        if file and self.cleaned_data.get("text", "").strip():
            raise forms.ValidationError(_("There is a text above as well. Give one of the two."))
        return file


@dataclass(frozen=True, slots=True)
class AddRevisionPage:
    """Everything `templates/carries/add.html` may use."""

    article: Article
    form: RevisionForm


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, article_id: int) -> HttpResponse:
    """Give an article a new text or headline; where nothing changed, no revision is made."""
    user = signed_in(request)
    article = queries.article_for(user, article_id).require(Action.EDIT_ARTICLES)
    form = RevisionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        incoming = attempt(form, lambda: _incoming(form))
        added = None
        if incoming is not None:
            added = attempt(form, lambda: revisions.add(actor=user, article_id=article_id, incoming=incoming))
        if added is not None and added.made:
            number = added.revision.number
            messages.success(
                request,
                _("Revision %(number)s is here. Everybody\u2019s marks are carried to it.")
                % {"number": number},
            )
            return redirect("revisions", article_id=article_id)
        if added is not None:
            messages.info(request, _("This text is the one that is here already: nothing changed."))
            return redirect("revisions", article_id=article_id)
    page = AddRevisionPage(article, form)
    return render(request, "carries/add.html", {"page": page}, status=422 if form.errors else 200)


def _incoming(form: RevisionForm) -> Incoming:
    given = form.cleaned_data
    told = {key: given[key] for key in ("title", "byline", "archive_url")}
    if not given["document"]:
        return Incoming(given["text"], **told)
    found = documents.read(given["document"].name, given["document"].read())
    told["title"] = told["title"] or found.title
    told["byline"] = told["byline"] or found.byline
    return Incoming(found.raw, **told)


@require_POST
def refetch(request: HttpRequest, article_id: int) -> HttpResponse:
    """Fetch an article's page again now; a worker does it."""
    user = signed_in(request)
    article = queries.article_for(user, article_id).require(Action.EDIT_ARTICLES)
    try:
        refetching.start(actor=user, article_id=article_id)
    except Refusal as refusal:
        messages.error(request, said(refusal))
        return redirect("revision-add", article_id=article_id)
    messages.success(request, _("The page is being fetched. A text that changed becomes a new revision."))
    return redirect("jobs", project_id=article.project_id)


@require_POST
def undo(request: HttpRequest, revision_id: int) -> HttpResponse:
    """Take back what was carried to a text."""
    user = signed_in(request)
    revision = queries.revision_for(user, revision_id).it
    kept = carries.undo(actor=user, revision_id=revision_id)
    messages.success(request, _("What was carried to this text was taken back."))
    if kept:
        words = "%(n)s mark was worked on since and stays.", "%(n)s marks were worked on since and stay."
        messages.info(request, ngettext(*words, kept) % {"n": kept})
    return redirect("revisions", article_id=revision.article_id)


@require_POST
def again(request: HttpRequest, revision_id: int) -> HttpResponse:
    """Carry again what was taken back."""
    user = signed_in(request)
    revision = queries.revision_for(user, revision_id).it
    carries.again(actor=user, revision_id=revision_id)
    messages.success(request, _("The marks are carried again."))
    return redirect("revisions", article_id=revision.article_id)
