"""A story's accounts in the browser: add one, take one out, merge stories, split one; each with its undo."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.http import signed_in
from annotator.policies import Action
from annotator.queries import articles as queries
from annotator.queries import claims as claim_queries
from annotator.services import stories as services
from annotator.services import unmaking
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import Article, Project, Story

_MOST = 200  # articles to choose from on one page; the import page and the search of the browser go further


@dataclass(frozen=True, slots=True)
class DonePage:
    """Everything `templates/stories/done.html` may use: what was done, and how it is undone."""

    project: Project
    title: str
    words: str
    seq: int  # of the event
    scope: int  # the story whose event it is
    onwards: Story


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """Everything `templates/stories/choose.html` may use: articles of the project outside of a story."""

    project: Project
    story: Story
    articles: list[Article]


class MergeForm(forms.Form):
    """Which story comes into this one."""

    story = forms.TypedChoiceField(label=gettext_lazy("The other story"), coerce=int)

    def __init__(self, *args: Any, stories: list[Story], **kwargs: Any) -> None:  # noqa: ANN401 - a form's
        super().__init__(*args, **kwargs)
        self.fields["story"].choices = [(each.pk, each.title) for each in stories]  # type: ignore[attr-defined]  # a choice field


class SplitForm(forms.Form):
    """Which accounts go to a new story, and which claims are copied there."""

    title = forms.CharField(label=gettext_lazy("What the new story is about"), max_length=200)
    articles = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Accounts that go"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    claims = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Claims that are copied"),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Claims stay here. What was found of the chosen ones in the accounts that go, cells and "
            "quotes, goes with the copies. What was found of the others there is kept, out of sight, until "
            "the account comes back."
        ),
    )

    def __init__(self, *args: Any, accounts: list[Article], claims: list[Any], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        told = [(each.pk, f"{each.source or each.title}: {each.title}") for each in accounts]
        self.fields["articles"].choices = told  # type: ignore[attr-defined]  # a choice field
        self.fields["claims"].choices = [(each.pk, each.wording) for each in claims]  # type: ignore[attr-defined]


@require_safe
def choose(request: HttpRequest, story_id: int) -> HttpResponse:
    """Show the articles of the project that could come into a story."""
    user = signed_in(request)
    story = queries.story_for(user, story_id).require(Action.EDIT_ARTICLES)
    rows = queries.articles_of(user, story.project_id).exclude(story=story)
    page = ChoicePage(project=story.project, story=story, articles=list(rows[:_MOST]))
    return render(request, "stories/choose.html", {"page": page})


@require_POST
def add(request: HttpRequest, story_id: int, article_id: int) -> HttpResponse:
    """Bring an article into a story."""
    user = signed_in(request)
    done = services.add_account(actor=user, story_id=story_id, article_id=article_id)
    title = queries.article_for(user, article_id).it.title
    return _done(request, done, _("It is an account of this story now"), title)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, story_id: int, article_id: int) -> HttpResponse:
    """Ask, and take an account out of a story."""
    user = signed_in(request)
    story = queries.story_for(user, story_id).require(Action.EDIT_ARTICLES)
    article = queries.article_for(user, article_id).it
    if request.method == "POST":
        done = services.remove_account(actor=user, story_id=story_id, article_id=article_id)
        words = _("\u201c%(title)s\u201d stays in the project, with all that was marked in it.")
        return _done(request, done, _("It is taken out of the story"), words % {"title": article.title})
    matrix = claim_queries.matrix_of(user, story)
    cells = [cell for row in matrix.rows for cell in row.cells if cell.article == article.pk]
    context = {
        "story": story,
        "article": article,
        "cells": sum(bool(cell.findings) for cell in cells),
        "quotes": sum(len(cell.quotes) for cell in cells),
    }
    return render(request, "stories/remove.html", context)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, story_id: int) -> HttpResponse:
    """Bring another story into this one."""
    user = signed_in(request)
    story = queries.story_for(user, story_id).require(Action.EDIT_ARTICLES)
    others = list(queries.stories_of(user, story.project_id).exclude(pk=story.pk))
    form = MergeForm(request.POST or None, stories=others)
    if request.method == "POST" and form.is_valid():
        other = form.cleaned_data["story"]
        done = attempt(form, partial(services.merge, actor=user, story_id=story_id, other_id=other))
        if done is not None:
            title = next(each.title for each in others if each.pk == other)
            words = _("The accounts and claims of \u201c%(title)s\u201d stand in this story now.")
            return _done(request, done, _("The stories are merged"), words % {"title": title})
    context = {"form": form, "story": story, "others": others}
    return render(request, "stories/merge.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, story_id: int) -> HttpResponse:
    """Put some accounts of a story into a new one."""
    user = signed_in(request)
    story = queries.story_for(user, story_id).require(Action.EDIT_ARTICLES)
    accounts, claims = queries.accounts_of(user, story), claim_queries.claims_of(story)
    form = SplitForm(request.POST or None, accounts=accounts, claims=claims)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, partial(services.split, actor=user, story_id=story_id, **form.cleaned_data))
        if done is not None:
            gone = len(form.cleaned_data["articles"])
            words = ngettext(
                "%(n)s account is in the new story \u201c%(title)s\u201d.",
                "%(n)s accounts are in the new story \u201c%(title)s\u201d.",
                gone,
            ) % {"n": gone, "title": done.story.title}
            return _done(request, done, _("The story is split"), words, scope=story_id)
    context = {"form": form, "story": story, "accounts": accounts}
    return render(request, "stories/split.html", context, status=422 if form.errors else 200)


@require_POST
def undo(request: HttpRequest, story_id: int, seq: int) -> HttpResponse:
    """Take back what was done to a story's accounts."""
    unmaking.undo(actor=signed_in(request), story_id=story_id, seq=seq)
    messages.success(request, _("It is as it was before."))
    return redirect("story", story_id=story_id)


def _done(
    request: HttpRequest, done: services.Changed, title: str, words: str, scope: int | None = None
) -> HttpResponse:
    page = DonePage(
        project=done.story.project,
        title=title,
        words=words,
        seq=done.seq,
        scope=scope or done.story.pk,
        onwards=done.story,
    )
    return render(request, "stories/done.html", {"page": page})
