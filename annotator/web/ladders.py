"""The certainty ladder in the browser: a page for a story, and one claim's drawing by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotator.findings.plot import Plot, plot
from annotator.http import signed_in
from annotator.queries import claims as claim_queries
from annotator.queries import ladders as queries
from annotator.queries.articles import shut_of
from annotator.queries.coverage import corroboration
from annotator.web.projects import Rights, rights

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.paginator import Page
    from django.http import HttpRequest, HttpResponse

    from annotator.findings.coverage import Corroboration
    from annotator.findings.drift import Drift, Hedger
    from annotator.findings.plot import Arrow, Trail
    from annotator.findings.retold import Retold
    from annotator.models import Article, Claim, Project, Story
    from annotator.queries.ladders import ClaimLadder, Rung, StoryLadder, StoryRead, TextRung

A_PAGE = 20  # ladders: with 30 accounts each that is 600 points
_WRAP = 74  # characters of a line of a drawing's title
_NAME = 17  # characters of a source's name under its column


@dataclass(frozen=True, slots=True)
class PointShown:
    """A point of the drawing with all that is said of it."""

    x: int
    y: int
    row: str
    status: str
    others: tuple[int, ...]
    rung: Rung


@dataclass(frozen=True, slots=True)
class JumpShown:
    """A jump with both accounts that it lies between."""

    drift: Drift
    before: Rung
    after: Rung


@dataclass(frozen=True, slots=True)
class TextPoint:
    """A point of an earlier text of an account."""

    x: int
    y: int
    row: str
    status: str
    retold: Retold


@dataclass(frozen=True, slots=True)
class TrailShown:
    """The texts of one account in the drawing, and its own point, which has the newest text's number."""

    rung: Rung
    points: list[TextPoint]
    newest: int
    x: int
    y: int
    joins: list[tuple[int, int, int, int]]
    arrows: list[Arrow]


@dataclass(frozen=True, slots=True)
class EditShown:
    """A jump between two texts of one account."""

    drift: Drift
    rung: Rung
    before: TextRung
    after: TextRung


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """An account's words under its column."""

    x: int
    name: str
    article: Article


@dataclass(frozen=True, slots=True)
class LadderShown:
    """One claim's ladder: the drawing, the jumps in sentences, the table."""

    claim: Claim
    drawing: Plot
    columns: list[ColumnShown]
    points: list[PointShown]
    trails: list[TrailShown]
    jumps: list[JumpShown]
    edits: list[EditShown]
    rungs: list[Rung]
    by: Corroboration
    title: list[tuple[int, str]]  # lines, each with its height


@dataclass(frozen=True, slots=True)
class LadderPage:
    """Everything `templates/stories/ladder.html` may use."""

    project: Project
    story: Story
    may: Rights
    accounts: list[Article]
    shut: list[Article]  # those in which others' work is hidden from the reader
    hedgers: list[tuple[Article, Hedger]]
    inflated: int
    hedging: int
    edited_surer: int  # between texts of one account
    edited_hedged: int
    ladders: list[LadderShown]
    pages: Page[ClaimLadder]
    only: str  # "drift" where only claims that change are shown


@require_safe
def story(request: HttpRequest, story_id: int) -> HttpResponse:
    """Show all ladders of a story, 20 a page, and who hedges what (12 queries; blind, one more)."""
    user = signed_in(request)
    read = queries.story_read(user, story_id)
    found = queries.ladder_of(user, read.matrix, read.origin)
    only = "drift" if request.GET.get("only") == "drift" else ""
    claims = [each for each in found.claims if each.drifts or each.over_texts or not only]
    pages = Paginator(claims, A_PAGE).get_page(request.GET.get("page"))
    page = LadderPage(
        project=read.seen.it.project,
        story=read.seen.it,
        may=rights(read.seen),
        accounts=read.accounts,
        shut=shut_of(user, read.seen.it),
        hedgers=found.hedgers,
        inflated=found.inflated,
        hedging=found.hedging,
        edited_surer=found.edited_surer,
        edited_hedged=found.edited_hedged,
        ladders=[drawn(each, read) for each in pages],
        pages=pages,
        only=only,
    )
    return render(request, "stories/ladder.html", {"page": page})


@require_safe
def claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Give one claim's ladder as a drawing of its own, to be kept (13 queries)."""
    user = signed_in(request)
    seen = claim_queries.claim_for(user, claim_id)
    read = queries.story_read(user, seen.it.story_id)
    found: StoryLadder = queries.ladder_of(user, read.matrix, read.origin, only=seen.it)
    shown = drawn(found.claims[0], read, alone=True)
    answer = render(
        request, "stories/ladder.svg", {"ladder": shown, "alone": True}, content_type="image/svg+xml"
    )
    if "download" in request.GET:
        name = slugify(seen.it.wording)[:60] or _("ladder")
        answer["Content-Disposition"] = f'attachment; filename="{name}.svg"'
    return answer


def drawn(ladder: ClaimLadder, read: StoryRead, *, alone: bool = False) -> LadderShown:
    """Return a claim's ladder as the templates draw it; `alone` with its wording as the title (no query)."""
    title = _lines(ladder.claim.wording) if alone else []
    tellings = [rung.telling for rung in ladder.rungs]
    others = {rung.article.pk: rung.levels for rung in ladder.rungs}
    texts = {
        rung.article.pk: ([each.telling for each in rung.texts], rung.drifts)
        for rung in ladder.rungs
        if rung.texts
    }
    drawing = plot(tellings, ladder.drifts, others, top=26 + 20 * len(title), texts=texts)
    rungs = {rung.article.pk: rung for rung in ladder.rungs}
    row = next(each for each in read.matrix.rows if each.claim.pk == ladder.claim.pk)
    return LadderShown(
        claim=ladder.claim,
        drawing=drawing,
        columns=[
            ColumnShown(each.x, _name(rungs[each.account].article), rungs[each.account].article)
            for each in drawing.columns
        ],
        points=[
            PointShown(each.x, each.y, each.row, each.status, each.others, rungs[each.account])
            for each in drawing.points
        ],
        trails=[_trail(each, rungs[each.account], drawing) for each in drawing.trails],
        edits=[
            EditShown(jump, rung, rung.text(jump.before), rung.text(jump.after))
            for rung in ladder.rungs
            for jump in rung.drifts
        ],
        jumps=[JumpShown(each, rungs[each.before], rungs[each.after]) for each in ladder.drifts],
        rungs=ladder.told,
        by=corroboration(row, read.accounts, read.origin),
        title=[(22 + 20 * number, line) for number, line in enumerate(title)],
    )


def _trail(trail: Trail, rung: Rung, drawing: Plot) -> TrailShown:
    own = next(each for each in drawing.points if each.account == trail.account)
    points = [
        TextPoint(each.x, each.y, each.row, each.status, rung.text(each.account).retold)
        for each in trail.points
    ]
    return TrailShown(rung, points, trail.newest, own.x, own.y, trail.joins, trail.arrows)


def _name(article: Article) -> str:
    name = str(article.source or article.title)
    return name if len(name) <= _NAME else name[: _NAME - 1].rstrip() + "\u2026"


def _lines(words: str) -> list[str]:
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + len(word) >= _WRAP:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
