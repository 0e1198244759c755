"""Articles in the browser: reading and marking one, correcting what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.http import signed_in
from annotator.models import Article, Blindness, ImportItem, Project, Revision, Story, User
from annotator.policies import Action, opened
from annotator.queries import articles as queries
from annotator.queries import candidates as candidate_queries
from annotator.queries import carries as carry_queries
from annotator.queries import claims as claim_queries
from annotator.queries import codebooks as codebook_queries
from annotator.queries import comments as comment_queries
from annotator.queries import suggestions as suggestion_queries
from annotator.queries import verdicts as verdict_queries
from annotator.queries.people import person
from annotator.services import articles as services
from annotator.text.segments import paragraphs, sentences
from annotator.web.assignments import StripShown, strip
from annotator.web.projects import Rights, rights
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


LONG = 100_000  # code points, some 17,000 words


class ArticleForm(forms.Form):
    """What is known of an article beside its text."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    source_name = forms.CharField(label=gettext_lazy("Source"), max_length=160, required=False)
    byline = forms.CharField(label=gettext_lazy("By"), max_length=200, required=False)
    published_on = forms.DateField(
        label=gettext_lazy("Date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    published_time = forms.TimeField(
        label=gettext_lazy("Time (UTC)"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    url = forms.URLField(
        label=gettext_lazy("Address"), max_length=2000, required=False, assume_scheme="https"
    )
    story = forms.TypedChoiceField(label=gettext_lazy("Story"), required=False, coerce=int, empty_value=None)

    def __init__(self, stories: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["story"].choices = stories  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a time without its date."""
        given = super().clean() or {}
        if given.get("published_time") and not given.get("published_on"):
            self.add_error("published_on", _("Give the date as well."))
        return given


def story_choices(user: User, project_id: int) -> list[tuple[str, str]]:
    """Return a project's stories to choose from (1 query)."""
    rows = queries.stories_of(user, project_id)
    return [("", _("No story yet")), *[(str(row.pk), row.title) for row in rows]]


def facts_in(thing: Article | ImportItem) -> dict[str, Any]:
    """Return what the form begins with."""
    at = thing.published_at
    timed = at is not None and thing.published_precision == Article.Precision.MINUTE
    source = (
        thing.source_name if isinstance(thing, ImportItem) else (thing.source.name if thing.source else "")
    )
    return {
        "title": thing.title,
        "byline": thing.byline,
        "source_name": source,
        "url": thing.url,
        "published_on": at.astimezone(UTC).date() if at else None,
        "published_time": at.astimezone(UTC).time() if timed and at else None,
    }


def facts_from(form: ArticleForm) -> services.ArticleFacts:
    """Return an article's facts from a valid form."""
    given = form.cleaned_data
    on, at = given["published_on"], given["published_time"]
    return services.ArticleFacts(
        title=given["title"],
        byline=given["byline"],
        source_name=given["source_name"],
        url=given["url"],
        published_at=datetime.combine(on, at or time(), tzinfo=UTC) if on else None,
        published_precision=Article.Precision.MINUTE if at else Article.Precision.DAY,
    )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it stands in the text: code points `[start, end)`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Everything `templates/articles/read.html` may use."""

    project: Project
    story: Story | None
    article: Article
    revision: Revision
    may: Rights
    paragraphs: list[Paragraph]
    cards: list[dict[str, Any]]
    data: dict[str, Any]
    hidden: str  # how the project is blind, where others' marks are hidden from the reader; else empty
    discussed: bool  # whether the article is revealed in a blind project
    task: StripShown | None  # where the article stands in the reader's queue, if it is theirs to annotate
    waiting: int  # marks of the reader's that this text moved from under: to be looked over
    long: bool  # so long that the browser had better lay out only what is in sight


@require_safe
def read(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show an article's newest revision to be read and marked, suggestions and talk included (13 queries)."""
    user = signed_in(request)
    seen = queries.newest_revision_for(user, article_id)
    revision = seen.it
    article = revision.article
    cards = comment_queries.annotations_on(user, revision)
    may = rights(seen)
    is_open = opened(user, article)
    page = ReadPage(
        project=article.project,
        story=article.story,
        article=article,
        revision=revision,
        may=may,
        paragraphs=[
            Paragraph(span.start, span.end, span.of(revision.text)) for span in paragraphs(revision.text)
        ],
        cards=cards,
        data=_page_data(user, revision, cards, may),
        hidden="" if is_open else article.project.blind,
        discussed=is_open and article.project.blind != Blindness.OFF,
        task=strip(user, article) if may.annotate else None,
        waiting=carry_queries.waiting_count(user, article_id) if revision.number > 1 else 0,
        long=revision.length > LONG,
    )
    return render(request, "articles/read.html", {"page": page})


def _page_data(user: User, revision: Revision, cards: list[dict[str, Any]], may: Rights) -> dict[str, Any]:
    article = revision.article
    codebook = codebook_queries.current_for_project(article.project_id)
    claims = claim_queries.claims_of(article.story) if article.story else []
    return {
        "revision": {"id": revision.pk, "article": article.pk, "length": revision.length},
        "project": {"id": article.project_id},
        "story": {"id": article.story.pk, "title": article.story.title} if article.story else None,
        "me": person(user),
        "may": {
            "annotate": may.annotate,
            "comment": may.comment,
            "claims": may.fill_matrix,
            "edit_others": may.edit_articles,
        },
        "codebook": {"version": codebook.row.version, **codebook.record().as_dict()},
        "annotations": cards,
        "claims": [
            {"id": str(row.pk), "wording": row.wording, "position": row.position, "version": row.version}
            for row in claims
        ],
        "seq": article.project.event_seq,
        "verdicts": {each["annotation"]: each for each in verdict_queries.of_revision(user, revision)},
        "suggestions": suggestion_queries.open_on(user, revision, codebook) if may.annotate else None,
        "sentences": [(span.start, span.end) for span in sentences(revision.text)],
    }


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, article_id: int) -> HttpResponse:
    """Correct what is known of an article, or put it into another story."""
    user = signed_in(request)
    article = queries.article_for(user, article_id).require(Action.EDIT_ARTICLES)
    choices = story_choices(user, article.project_id)
    initial = facts_in(article) | {"story": article.story_id or ""}
    form = ArticleForm(choices, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        call = partial(
            services.change_article,
            actor=user,
            article_id=article_id,
            facts=facts_from(form),
            story_id=form.cleaned_data["story"],
        )
        if attempt(form, call) is not None:
            messages.success(request, _("Saved."))
            return redirect("article", article_id=article_id)
    offers = candidate_queries.same_event_for(user, article)
    context = {"form": form, "article": article, "offers": offers}
    return render(request, "articles/edit.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, article_id: int) -> HttpResponse:
    """Put an article out of sight, and offer to bring it back."""
    user = signed_in(request)
    article = queries.article_for(user, article_id).it
    services.delete_article(actor=user, article_id=article_id)
    context = {"article": article, "back": article.story}
    return render(request, "articles/deleted.html", context)


@require_POST
def restore(request: HttpRequest, article_id: int) -> HttpResponse:
    """Bring a deleted article back, with its marks."""
    services.restore_article(actor=signed_in(request), article_id=article_id)
    messages.success(request, _("The article is back, with all its marks."))
    return redirect("article", article_id=article_id)
