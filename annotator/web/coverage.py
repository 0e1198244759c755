"""Omission and prominence in the browser: who reports which claims, how early, and of how many origins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.http import signed_in
from annotator.queries import coverage as queries
from annotator.queries.articles import shut_of
from annotator.queries.ladders import story_read
from annotator.web.projects import Rights, rights

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.findings.coverage import Place
    from annotator.models import Article, Claim, Project, Story
    from annotator.queries.coverage import ClaimCoverage, StoryCoverage


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """What an account does with a claim: where it stands, if a quote shows that."""

    status: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class RowShown:
    """A claim over the accounts."""

    told: ClaimCoverage
    places: list[PlaceShown]


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """Everything `templates/stories/coverage.html` may use."""

    project: Project
    story: Story
    may: Rights
    accounts: list[Article]
    shut: list[Article]  # those in which others' work is hidden from the reader
    found: StoryCoverage
    only: list[tuple[Claim, Article]]  # claims that one account alone has
    all_but: list[tuple[Claim, Article]]
    rows: list[RowShown]


@require_safe
def story(request: HttpRequest, story_id: int) -> HttpResponse:
    """Show which account reports what, as attested (10 queries; blind, one more)."""
    user = signed_in(request)
    read = story_read(user, story_id)
    found = queries.coverage_of(read.matrix, read.origin)
    by_id = {each.pk: each for each in read.accounts}
    page = CoveragePage(
        project=read.seen.it.project,
        story=read.seen.it,
        may=rights(read.seen),
        accounts=read.accounts,
        shut=shut_of(user, read.seen.it),
        found=found,
        only=[(each.claim, by_id[each.told.by[0]]) for each in found.only],
        all_but=[(each.claim, by_id[each.told.not_by[0]]) for each in found.all_but],
        rows=[
            RowShown(told, [PlaceShown(cell.status, told.places.get(cell.article)) for cell in row.cells])
            for told, row in zip(found.claims, read.matrix.rows, strict=True)
        ],
    )
    return render(request, "stories/coverage.html", {"page": page})
