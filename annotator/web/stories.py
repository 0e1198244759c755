"""Stories in the browser: the accounts by time, the claim x source table, what each pair shares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import combinations
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.findings.origins import numbered
from annotator.http import signed_in
from annotator.policies import Action
from annotator.queries import articles as queries
from annotator.queries import candidates as candidate_queries
from annotator.queries import claims as claim_queries
from annotator.queries import comparisons as comparison_queries
from annotator.queries import links as link_queries
from annotator.queries import origins as origin_queries
from annotator.queries import overviews as overview_queries
from annotator.queries import projects as project_queries
from annotator.queries.comparisons import Tally
from annotator.queries.people import person
from annotator.services import articles as services
from annotator.services import overviews as overview_services
from annotator.web.matrix import table_of
from annotator.web.projects import Rights, rights
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from annotator.findings.origins import Group
    from annotator.models import Article, Comparison, Job, Project, Story
    from annotator.queries.candidates import Offer
    from annotator.queries.claims import Matrix
    from annotator.queries.links import LinkMark
    from annotator.queries.overviews import Measured
    from annotator.web.matrix import Table


MOST_PAIRS = 30  # thirty accounts have 435: nobody reads them, and any two stand side by side


class StoryForm(forms.Form):
    """A story's title and description."""

    title = forms.CharField(label=gettext_lazy("What happened, in a few words"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("More about it"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@dataclass(frozen=True, slots=True)
class PairShown:
    """Two accounts and what they share, once computed; `differing` counts passages by what they differ in."""

    left: Article
    right: Article
    tally: Tally | None
    differing: dict[str, int]


@dataclass(frozen=True, slots=True)
class AccountShown:
    """An account in the list of them."""

    article: Article
    measured: Measured
    claims: int  # that somebody found it to report
    origin: str  # the letter of its group, where others print the same text


@dataclass(frozen=True, slots=True)
class SharedShown:
    """A passage that most accounts have, as the earliest words it."""

    quote: str
    accounts: list[Article]


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Everything `templates/stories/story.html` may use."""

    project: Project
    story: Story
    may: Rights
    accounts: list[Article]
    shut: list[Article]  # those in which others' work is hidden from the reader
    listed: list[AccountShown]
    origins: int  # how many texts the accounts go back to
    shared: list[SharedShown]
    offers: list[Offer]  # articles that may be accounts too; for those who may bring them in
    matrix: Matrix
    links: dict[UUID, list[LinkMark]]  # how claims are linked, by their ids
    table: Table  # of the matrix, as the address asks for it
    pairs: list[PairShown]  # those that share most
    pair_count: int
    job: Job | None  # of comparisons that are still being computed
    data: dict[str, Any]


@require_safe
def story(request: HttpRequest, story_id: int) -> HttpResponse:
    """Show a story; ask for what is not known of its accounts yet.

    At most 12 queries; decided, 14; blind, one more.
    """
    user = signed_in(request)
    seen = overview_queries.story_for(user, story_id)
    accounts = overview_queries.accounts_of(user, seen.it)
    comparisons = overview_services.ask(actor=user, story=seen.it, accounts=accounts)
    found = overview_queries.found_in(seen.it)
    matrix = claim_queries.matrix_of(user, seen.it, accounts)
    may = rights(seen)
    groups = origin_queries.grouped(accounts, found.copies)
    overview = overview_queries.overview_of(seen.it)
    jobs = [row.job for row in comparisons if row.result is None and row.job]
    pairs = _pairs(accounts, found.pairs, comparisons)
    page = StoryPage(
        project=seen.it.project,
        story=seen.it,
        may=may,
        accounts=accounts,
        shut=queries.shut_of(user, seen.it),
        listed=_listed(accounts, matrix, groups),
        origins=len(groups),
        shared=_shared(accounts, found.shared),
        offers=candidate_queries.offered_to(user, seen.it) if may.edit_articles else [],
        matrix=matrix,
        links=link_queries.marks_of(user, seen.it),
        table=table_of(user, seen, matrix, request.GET, numbered(groups)),
        pairs=_sharing_most(pairs),
        pair_count=len(pairs),
        job=next(iter(jobs), overview.job if overview else None),
        data={
            "story": story_id,
            "project": seen.it.project_id,
            "seq": seen.it.project.event_seq,
            "me": person(user),
            "may": {"fill": may.fill_matrix},
        },
    )
    return render(request, "stories/story.html", {"page": page})


def _listed(accounts: list[Article], matrix: Matrix, groups: list[Group]) -> list[AccountShown]:
    several = [group for group in groups if len(group.accounts) > 1]
    letters = {
        account: ascii_uppercase[number % 26]
        for number, group in enumerate(several)
        for account in group.accounts
    }
    return [
        AccountShown(
            article=article,
            measured=overview_queries.measured(article),
            claims=sum(
                bool(row.cells[number].quotes) or row.cells[number].status in claim_queries.REPORTED
                for row in matrix.rows
            ),
            origin=letters.get(article.pk, ""),
        )
        for number, article in enumerate(accounts)
    ]


def _shared(accounts: list[Article], shared: list[dict[str, Any]]) -> list[SharedShown]:
    by_revision = {overview_queries.newest(each).pk: each for each in accounts}
    shown = []
    for each in shared:
        having = [by_revision[place[0]] for place in each["places"] if place[0] in by_revision]
        if len(having) > 1:
            shown.append(SharedShown(each["quote"], having))
    return shown


def _pairs(
    accounts: list[Article], kept: list[dict[str, Any]], comparisons: list[Comparison]
) -> list[PairShown]:
    """Return every two accounts, with what was found: kept in the overview, or else just compared."""
    found = {frozenset({each["left"], each["right"]}): each for each in kept}
    for row in comparisons:
        if row.result is not None:
            found[frozenset({row.left_id, row.right_id})] = comparison_queries.summary(
                row.left_id, row.right_id, row.result
            )
    shown = []
    for left, right in combinations(accounts, 2):
        newest = overview_queries.newest(left).pk, overview_queries.newest(right).pk
        told = found.get(frozenset(newest))
        if told is None:
            shown.append(PairShown(left, right, None, {}))
            continue
        only = told["only_left"], told["only_right"]
        one, other = only if told["left"] == newest[0] else only[::-1]
        tally = Tally(told["passages"], told["verbatim"], told["differing"], one, other)
        shown.append(PairShown(left, right, tally, told["in"]))
    return shown


def _sharing_most(pairs: list[PairShown]) -> list[PairShown]:
    """Return the pairs that share most, in the accounts' order; all, while they are few."""
    if len(pairs) <= MOST_PAIRS:
        return pairs
    most = sorted(pairs, key=lambda pair: -(pair.tally.passages if pair.tally else 0))[:MOST_PAIRS]
    chosen = {(pair.left.pk, pair.right.pk) for pair in most}
    return [pair for pair in pairs if (pair.left.pk, pair.right.pk) in chosen]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, project_id: int) -> HttpResponse:
    """Make a story."""
    user = signed_in(request)
    project = project_queries.project_for(user, project_id).require(Action.ADD_ARTICLES)
    form = StoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        call = partial(services.create_story, actor=user, project_id=project_id, **form.cleaned_data)
        made = attempt(form, call)
        if made is not None:
            return redirect("story", story_id=made.pk)
    context = {"form": form, "project": project}
    return render(request, "stories/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, story_id: int) -> HttpResponse:
    """Rename or describe a story."""
    user = signed_in(request)
    found = queries.story_for(user, story_id).require(Action.EDIT_ARTICLES)
    initial = {"title": found.title, "description": found.description}
    form = StoryForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        call = partial(services.change_story, actor=user, story_id=story_id, **form.cleaned_data)
        if attempt(form, call) is not None:
            messages.success(request, _("Saved."))
            return redirect("story", story_id=story_id)
    context = {"form": form, "story": found}
    return render(request, "stories/edit.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, story_id: int) -> HttpResponse:
    """Put a story out of sight, and offer to bring it back."""
    user = signed_in(request)
    found = queries.story_for(user, story_id).it
    services.delete_story(actor=user, story_id=story_id)
    return render(request, "stories/deleted.html", {"story": found})


@require_POST
def restore(request: HttpRequest, story_id: int) -> HttpResponse:
    """Bring a deleted story back."""
    services.restore_story(actor=signed_in(request), story_id=story_id)
    messages.success(request, _("The story is back."))
    return redirect("story", story_id=story_id)
