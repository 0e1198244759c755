"""Blind rounds in the browser: how far each article is, revealing and closing, what there is to discuss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.errors import Invalid
from annotator.http import number_in, signed_in
from annotator.models import Article, Blindness, Project, Revision, Story
from annotator.policies import Action, opened
from annotator.queries import articles as article_queries
from annotator.queries import comments as comment_queries
from annotator.queries import projects as project_queries
from annotator.queries import rounds as queries
from annotator.queries import trials as trial_queries
from annotator.services import assignments as assignment_services
from annotator.services import rounds as services
from annotator.web.projects import Rights, rights
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from annotator.queries.rounds import Disputed, Standing


class BlindForm(forms.Form):
    """How a project is annotated blind."""

    blind = forms.ChoiceField(
        label=gettext_lazy("Others' work on an article"),
        choices=[
            (Blindness.OFF, gettext_lazy("is seen by everybody at once")),
            (Blindness.OWN_DONE, gettext_lazy("is hidden until one's own is done")),
            (Blindness.REVEALED, gettext_lazy("is hidden until an owner or curator reveals the round")),
        ],
        widget=forms.RadioSelect,
    )
    reveal_all = forms.BooleanField(label=gettext_lazy("Reveal every article"), required=False)


@dataclass(frozen=True, slots=True)
class BlindPage:
    """Everything `templates/rounds/blind.html` may use."""

    project: Project
    may: Rights
    form: BlindForm
    asks: bool  # whether it is to be confirmed that all is revealed


@dataclass(frozen=True, slots=True)
class RoundsPage:
    """Everything `templates/rounds/rounds.html` may use."""

    project: Project
    may: Rights
    manages: bool
    stories: list[Story]
    story: Story | None  # where only its articles are shown
    rows: list[Standing]

    @property
    def blind(self) -> int:
        """How many of the rows are in their blind round."""
        return sum(each.state == "blind" for each in self.rows)

    @property
    def revealed(self) -> int:
        """How many of the rows are being discussed."""
        return sum(each.state == "revealed" for each in self.rows)


@dataclass(frozen=True, slots=True)
class DiscussPage:
    """Everything `templates/rounds/discuss.html` may use."""

    project: Project
    may: Rights
    article: Article
    revision: Revision
    is_open: bool
    people: int  # who marked anything
    disputed: list[Disputed]
    counts: dict[str, int]


@require_http_methods(["GET", "POST"])
def blind(request: HttpRequest, project_id: int) -> HttpResponse:
    """Choose how a project is annotated blind."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    project = seen.require(Action.MANAGE)
    form = BlindForm(request.POST or None, initial={"blind": project.blind})
    asks = False
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asks = given["blind"] == Blindness.OFF and project.blind != Blindness.OFF

        def save() -> Project:
            return services.set_blind(actor=user, project_id=project_id, **given)

        if attempt(form, save) is not None:
            messages.success(request, _("Saved."))
            return redirect("rounds", project_id=project_id)
    page = BlindPage(project=project, may=rights(seen), form=form, asks=asks)
    return render(request, "rounds/blind.html", {"page": page}, status=422 if form.errors else 200)


@require_safe
def rounds(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show how far the articles of a project or a story are in their rounds, to leads (7 queries)."""
    user = signed_in(request)
    named = number_in(request.GET.get("story", ""))
    seen, rows = queries.standing_in(user, project_id, named)
    stories = list(article_queries.stories_of(user, project_id))
    page = RoundsPage(
        project=seen.it,
        may=rights(seen),
        manages=seen.may(Action.MANAGE),
        stories=stories,
        story=next((each for each in stories if each.pk == named), None),
        rows=rows,
    )
    return render(request, "rounds/rounds.html", {"page": page})


@require_POST
def reveal(request: HttpRequest, project_id: int) -> HttpResponse:
    """Reveal articles."""
    done = services.reveal(actor=signed_in(request), project_id=project_id, scope=_scope(request.POST))
    messages.success(
        request,
        ngettext("%(n)s article is revealed.", "%(n)s articles are revealed.", done.articles)
        % {"n": done.articles},
    )
    return redirect("rounds", project_id=project_id)


@require_POST
def close(request: HttpRequest, project_id: int) -> HttpResponse:
    """Close the second round of articles."""
    done = services.close_round(actor=signed_in(request), project_id=project_id, scope=_scope(request.POST))
    messages.success(
        request,
        ngettext(
            "The round of %(n)s article is closed.", "The rounds of %(n)s articles are closed.", done.articles
        )
        % {"n": done.articles},
    )
    return redirect("rounds", project_id=project_id)


@require_POST
def done(request: HttpRequest, article_id: int) -> HttpResponse:
    """Say that one is done with an article."""
    user = signed_in(request)
    assignment_services.done_with(actor=user, article_id=article_id)
    if trial_queries.is_told(user, article_id):
        return redirect("article-feedback", article_id=article_id)
    article = article_queries.article_for(user, article_id).it
    if opened(user, article):
        messages.success(request, _("You are done. This is what you and the others see differently."))
        return redirect("discuss", article_id=article_id)
    messages.success(
        request, _("You are done. Others' marks are shown once an owner or curator reveals them.")
    )
    return redirect("article", article_id=article_id)


@require_safe
def discuss(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show where people see an article differently, as far as others' work is in sight (6 queries)."""
    user = signed_in(request)
    seen = article_queries.newest_revision_for(user, article_id)
    revision = seen.it
    cards: list[dict[str, Any]] = comment_queries.annotations_on(user, revision)
    found = queries.disputed(cards, revision.text)
    page = DiscussPage(
        project=revision.article.project,
        may=rights(seen),
        article=revision.article,
        revision=revision,
        is_open=opened(user, revision.article),
        people=len({each["author"]["id"] for each in cards}),
        disputed=found,
        counts=queries.counted(found),
    )
    return render(request, "rounds/discuss.html", {"page": page})


def _scope(given: QueryDict) -> queries.Scope:
    """Return what a form names: articles, a story, or all of the project when it says so."""
    articles = [number_in(each) for each in given.getlist("article")]
    named = [each for each in articles if each is not None]
    story = number_in(given.get("story", ""))
    if not named and story is None and given.get("all") != "yes":
        raise Invalid("Choose articles first.", field="article")
    return queries.Scope(articles=named or None, story=story)
