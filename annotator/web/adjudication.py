"""Adjudication in the browser: deciding on a text, and what was decided on one's own marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.http import signed_in
from annotator.policies import Action
from annotator.queries import adjudication as queries
from annotator.queries import articles as article_queries
from annotator.queries import gold as gold_queries
from annotator.queries import gold_mentions as mention_queries
from annotator.queries import projects as project_queries
from annotator.queries import verdicts as verdict_queries
from annotator.queries import waiting as waiting_queries
from annotator.queries.earlier import earlier_on
from annotator.queries.people import person
from annotator.text.segments import paragraphs, sentences
from annotator.web.articles import LONG, Paragraph
from annotator.web.projects import Rights, rights

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import Article, DecisionBasis, Project, Revision, Story
    from annotator.queries.adjudication import Standing
    from annotator.queries.earlier import Earlier
    from annotator.queries.gold import GoldTable
    from annotator.queries.gold_mentions import GoldMentions
    from annotator.queries.waiting import StoryStanding

ON_A_PAGE = 50  # verdicts


@dataclass(frozen=True, slots=True)
class DeskPage:
    """Everything `templates/adjudication/desk.html` may use."""

    project: Project
    may: Rights
    article: Article
    revision: Revision
    paragraphs: list[Paragraph]
    counts: dict[str, int]
    earlier: list[Earlier]  # decisions on older texts, those that ask for another look first
    data: dict[str, Any]
    long: bool

    @property
    def look_again(self) -> int:
        """How many of the earlier ones ask for another look."""
        return sum(each.looks_again for each in self.earlier)


@require_safe
def adjudicate(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show what is to be decided on an article's newest revision, to a lead (15 queries, at most 19)."""
    user = signed_in(request)
    newest = article_queries.newest_revision_for(user, article_id).it
    table = queries.table_for(user, newest.pk)
    revision = table.seen.it
    article = revision.article
    codebook = table.codebook
    page = DeskPage(
        project=article.project,
        may=rights(table.seen),
        article=article,
        revision=revision,
        paragraphs=[
            Paragraph(span.start, span.end, span.of(revision.text)) for span in paragraphs(revision.text)
        ],
        counts=table.counts,
        earlier=earlier_on(revision),
        data={
            "revision": {"id": revision.pk, "article": article.pk},
            "project": article.project_id,
            "me": person(user),
            "codebook": {"version": codebook.row.version, **codebook.record().as_dict()},
            "table": queries.table_as_data(table),
            "sentences": [(span.start, span.end) for span in sentences(revision.text)],
        },
        long=revision.length > LONG,
    )
    return render(request, "adjudication/desk.html", {"page": page})


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Everything `templates/adjudication/story.html` may use."""

    project: Project
    may: Rights
    story: Story
    table: GoldTable
    mentions: GoldMentions
    waiting: list[tuple[Article, int]]  # accounts, with marks on claims whose passage is not decided on
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ShutPage:
    """Everything `templates/adjudication/shut.html` may use."""

    project: Project
    may: Rights
    story: Story
    shut: list[Article]  # accounts that the lead annotates blind, and is not done with


@require_safe
def story(request: HttpRequest, story_id: int) -> HttpResponse:
    """Show what is to be decided on a story's matrix and mentions, to a lead (15 queries).

    Who annotates accounts of it blind is told which, and where one says that one is done.
    """
    user = signed_in(request)
    seen = article_queries.story_for(user, story_id)
    shut = article_queries.shut_of(user, seen.require(Action.ADJUDICATE))
    if shut:
        told = ShutPage(seen.it.project, rights(seen), seen.it, shut)
        return render(request, "adjudication/shut.html", {"page": told}, status=403)
    table = gold_queries.gold_for(user, story_id)
    found = table.seen.it
    mentions = mention_queries.mentions_of(user, table.seen, [claim for claim, _ in table.rows])
    page = StoryPage(
        project=found.project,
        may=rights(table.seen),
        story=found,
        table=table,
        mentions=mentions,
        waiting=[(each, mentions.waiting[each.pk]) for each in table.accounts if each.pk in mentions.waiting],
        data={
            "story": found.pk,
            "project": found.project_id,
            "me": person(user),
            "table": gold_queries.table_as_data(table),
            "mentions": mention_queries.table_as_data(mentions, [each.pk for each in table.accounts]),
        },
    )
    return render(request, "adjudication/story.html", {"page": page})


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """Everything `templates/adjudication/overview.html` may use."""

    project: Project
    may: Rights
    rows: list[Standing]
    waiting: int  # articles with a mark that is not decided on, or a decision whose marks changed
    stories: list[StoryStanding]
    stories_waiting: int


@dataclass(frozen=True, slots=True)
class VerdictShown:
    """What was decided on a mark, in the codebook's words."""

    told: dict[str, Any]
    layer: str
    codes: list[tuple[str, str]]  # the questions that were decided otherwise, each with its answers


@dataclass(frozen=True, slots=True)
class VerdictsPage:
    """Everything `templates/adjudication/verdicts.html` may use."""

    project: Project
    may: Rights
    shown: Page[Any]
    rows: list[VerdictShown]


@require_safe
def overview(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show how far each article and each story of a project is decided, to a lead (7 queries)."""
    user = signed_in(request)
    seen, rows = queries.overview_for(user, project_id)
    stories = waiting_queries.stories_of(user, seen.it)
    page = OverviewPage(
        project=seen.it,
        may=rights(seen),
        rows=rows,
        waiting=sum(bool(each.waiting or each.changed) for each in rows),
        stories=stories,
        stories_waiting=sum(each.waits for each in stories),
    )
    return render(request, "adjudication/overview.html", {"page": page})


@require_safe
def verdicts(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show what was decided on one's own marks, newest first (11 queries)."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    project, found = verdict_queries.of_project(user, project_id)
    shown = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    page = VerdictsPage(
        project=project,
        may=rights(seen),
        shown=shown,
        rows=[_verdict_shown(each) for each in shown],
    )
    return render(request, "adjudication/verdicts.html", {"page": page})


def _verdict_shown(basis: DecisionBasis) -> VerdictShown:
    told = verdict_queries.verdict(basis)
    answers: dict[str, tuple[str, list[str]]] = {}
    for row, counts in ((basis.annotation, False), (basis.decision, True)):
        for each in row.codes.all():
            if each.dimension.key in told["codes"]:
                _, said = answers.setdefault(each.dimension.key, (each.dimension.label, []))
                said.extend([each.code.label if each.code else each.words] if counts else [])
    return VerdictShown(
        told,
        basis.decision.layer.label,
        [(label, ", ".join(said) or "\u2013") for label, said in answers.values()],
    )
