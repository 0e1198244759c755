"""Origins in the browser: which accounts print the same text, and what a person says of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotator.errors import Invalid
from annotator.http import signed_in
from annotator.queries import articles as article_queries
from annotator.queries import origins as queries
from annotator.queries import overviews as overview_queries
from annotator.services import origins as services
from annotator.services import overviews as overview_services
from annotator.web.accounts import DonePage
from annotator.web.projects import Rights, rights

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import Article, Job, OriginChoice, Project, Story
    from annotator.queries.overviews import Measured

MACHINE, ALONE = "machine", "alone"  # what the form says beside an account's number


@dataclass(frozen=True, slots=True)
class TieShown:
    """Two accounts that share words, and what it counts for."""

    one: Article
    other: Article
    words: int
    percent: int
    agency: str
    is_one_origin: bool


@dataclass(frozen=True, slots=True)
class MemberShown:
    """An account of a group, and what somebody said of it."""

    article: Article
    measured: Measured
    choice: OriginChoice | None


@dataclass(frozen=True, slots=True)
class OriginsPage:
    """Everything `templates/stories/origins.html` may use."""

    project: Project
    story: Story
    may: Rights
    accounts: list[Article]
    groups: list[list[MemberShown]]
    ties: list[TieShown]  # those that share most first
    job: Job | None
    is_made: bool


@require_safe
def story(request: HttpRequest, story_id: int) -> HttpResponse:
    """Show the accounts in groups of one origin; ask for what is not read yet (at most 6 queries then)."""
    user = signed_in(request)
    seen = overview_queries.story_for(user, story_id)
    accounts = overview_queries.accounts_of(user, seen.it)
    overview_services.ask(actor=user, story=seen.it, accounts=accounts)
    found = overview_queries.found_in(seen.it)
    overview = overview_queries.overview_of(seen.it)
    by_id = {each.pk: each for each in accounts}
    page = OriginsPage(
        project=seen.it.project,
        story=seen.it,
        may=rights(seen),
        accounts=accounts,
        groups=[
            [
                MemberShown(by_id[pk], overview_queries.measured(by_id[pk]), queries.choice_of(by_id[pk]))
                for pk in group.accounts
            ]
            for group in queries.grouped(accounts, found.copies)
        ],
        ties=[
            TieShown(
                by_id[tie.one],
                by_id[tie.other],
                tie.words,
                round(tie.share * 100),
                tie.agency,
                tie.is_one_origin,
            )
            for tie in sorted(queries.ties(accounts, found.copies), key=lambda tie: -tie.share)
        ],
        job=overview.job if overview else None,
        is_made=found.is_made,
    )
    return render(request, "stories/origins.html", {"page": page})


@require_POST
def choose(request: HttpRequest, story_id: int, article_id: int) -> HttpResponse:
    """Keep what a person says of an account's origin, and offer to take it back."""
    user = signed_in(request)
    found = article_queries.story_for(user, story_id).it
    article = article_queries.article_for(user, article_id).it
    said = request.POST.get("origin", "")
    if article.story_id != found.pk:
        return redirect("story-origins", story_id=story_id)
    if said == MACHINE:
        seq = services.leave_to_machine(actor=user, article_id=article_id)
    elif said == ALONE:
        seq = services.choose(actor=user, article_id=article_id, same_as=None)
    elif said.isascii() and said.isdigit() and len(said) < 19:  # noqa: PLR2004 - a database's number
        seq = services.choose(actor=user, article_id=article_id, same_as=int(said))
    else:
        raise Invalid("Choose an account, its own text, or what the machine finds.", field="origin")
    page = DonePage(
        project=found.project,
        title=_("Kept"),
        words=_("What you said of \u201c%(title)s\u201d stands above what the machine finds.")
        % {"title": article.title},
        seq=seq,
        scope=found.pk,
        onwards=found,
    )
    return render(request, "stories/done.html", {"page": page})
