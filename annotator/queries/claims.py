"""Claims: reads. The matrix of a story: claims down, accounts across, who found what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from annotator.errors import NotFound
from annotator.models import AnnotationCode, Article, Cell, Claim, Mention, Range, Story, User
from annotator.policies import Actor, Seen, see
from annotator.queries import articles as article_queries
from annotator.queries.people import person

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models import Annotation

REPORTED = (Cell.Status.ASSERTED, Cell.Status.DENIED, Cell.Status.DIFFERS)


@dataclass(frozen=True, slots=True)
class QuoteShown:
    """A marked passage that stands for a claim in an account."""

    annotation: UUID
    revision: int
    start: int
    text: str
    author: User


@dataclass(frozen=True, slots=True)
class CellShown:
    """What was found for one claim in one account, by whom."""

    claim: UUID
    article: int
    mine: Cell | None
    others: list[Cell]
    quotes: list[QuoteShown] = field(default_factory=list)

    @property
    def findings(self) -> list[Cell]:
        """All findings, one's own first."""
        return ([self.mine] if self.mine else []) + self.others

    @property
    def lead(self) -> Cell | None:
        """The finding that is shown first: one's own if it settles the cell, else the first that does."""
        settled = (cell for cell in self.findings if cell.status != Cell.Status.UNCHECKED)
        return next(settled, self.mine)

    @property
    def status(self) -> str:
        """What the cell shows; without a finding it is not checked yet."""
        return self.lead.status if self.lead else Cell.Status.UNCHECKED

    @property
    def certainty(self) -> int | None:
        """The step of the finding that is shown."""
        return self.lead.certainty if self.lead else None

    @property
    def is_contested(self) -> bool:
        """Whether people found different things (those who have not checked don't count)."""
        told = {
            (cell.status, cell.certainty) for cell in self.findings if cell.status != Cell.Status.UNCHECKED
        }
        return len(told) > 1


@dataclass(frozen=True, slots=True)
class RowShown:
    """A claim with its cells, one an account, in the accounts' order."""

    claim: Claim
    cells: list[CellShown]

    @property
    def checked(self) -> int:
        """How many of its cells somebody has settled."""
        return sum(cell.status != Cell.Status.UNCHECKED for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The claim x source matrix of a story."""

    accounts: list[Article]
    rows: list[RowShown]

    def cell(self, claim: UUID, article: int) -> CellShown:
        """Return one cell. Raises :class:`NotFound` when the account is not in the matrix."""
        for row in self.rows:
            for cell in row.cells:
                if (cell.claim, cell.article) == (claim, article):
                    return cell
        raise NotFound

    @property
    def cell_count(self) -> int:
        """How many cells there are."""
        return len(self.rows) * len(self.accounts)

    @property
    def checked_count(self) -> int:
        """How many of them somebody has settled."""
        return sum(row.checked for row in self.rows)


def claims_of(story: Story) -> list[Claim]:
    """Return the claims of a story that was looked up with an actor, in their order (1 query)."""
    return list(Claim.objects.filter(story=story, deleted_at=None))


def claim_for(actor: Actor, claim_id: UUID, *, deleted: bool = False) -> Seen[Claim]:
    """Return one claim with story and project (1 query). Raises :class:`NotFound`."""
    rows = Claim.objects.filter(story__deleted_at=None).select_related("story__project")
    if not deleted:
        rows = rows.filter(deleted_at=None)
    return see(rows, actor, "story__project__", pk=claim_id)


def findings_seen_by(actor: Actor) -> QuerySet[Cell]:  # noqa: ARG001 - all of them, in a project that one sees
    """Return the cells that somebody settled, of claims and accounts that are in sight.

    For reads across stories, of sources and projects that were looked up with the actor.
    """
    return Cell.objects.filter(
        claim__deleted_at=None,
        claim__story__deleted_at=None,
        article__deleted_at=None,
        article__story=F("claim__story"),
    ).exclude(status=Cell.Status.UNCHECKED)


def quoted_seen_by(actor: Actor) -> QuerySet[Mention]:  # noqa: ARG001 - as above
    """Return the confirmed mentions, of claims, marks and accounts that are in sight; as the above."""
    return Mention.objects.filter(
        claim__deleted_at=None,
        claim__story__deleted_at=None,
        deleted_at=None,
        state=Mention.State.CONFIRMED,
        annotation__deleted_at=None,
        annotation__revision__article__deleted_at=None,
        annotation__revision__article__story=F("claim__story"),
    )


def matrix_of(actor: User, story: Story, accounts: list[Article] | None = None) -> Matrix:
    """Return the matrix of a story that was looked up with the actor (6 queries, 4 with `accounts`).

    The cost does not grow with the number of claims or accounts.
    """
    if accounts is None:
        accounts = article_queries.accounts_of(story)
    claims = claims_of(story)
    quotes = _quotes(story)
    cells: dict[tuple[UUID, int], list[Cell]] = {}
    for cell in Cell.objects.filter(claim__story=story, claim__deleted_at=None).select_related("annotator"):
        cells.setdefault((cell.claim_id, cell.article_id), []).append(cell)
    return Matrix(
        accounts=accounts,
        rows=[
            RowShown(
                claim=claim,
                cells=[_cell(actor, claim.pk, article.pk, cells, quotes) for article in accounts],
            )
            for claim in claims
        ],
    )


def _cell(
    actor: User,
    claim: UUID,
    article: int,
    cells: dict[tuple[UUID, int], list[Cell]],
    quotes: dict[tuple[UUID, int], list[QuoteShown]],
) -> CellShown:
    found = cells.get((claim, article), [])
    return CellShown(
        claim=claim,
        article=article,
        mine=next((cell for cell in found if cell.annotator_id == actor.pk), None),
        others=[cell for cell in found if cell.annotator_id != actor.pk],
        quotes=quotes.get((claim, article), []),
    )


def _quotes(story: Story) -> dict[tuple[UUID, int], list[QuoteShown]]:
    rows = (
        Mention.objects.filter(
            claim__story=story,
            claim__deleted_at=None,
            deleted_at=None,
            state=Mention.State.CONFIRMED,
            annotation__deleted_at=None,
        )
        .select_related("annotation__revision", "annotation__author")
        .only(
            "claim", "created_at", "annotation__author", "annotation__revision__article",
            "annotation__author__name", "annotation__author__username",
        )
        .order_by("created_at")
    )  # fmt: skip
    mentions = list(rows)
    ranges: dict[UUID, list[Range]] = {}
    for row in Range.objects.filter(annotation__in={each.annotation_id for each in mentions}):
        ranges.setdefault(row.annotation_id, []).append(row)
    quotes: dict[tuple[UUID, int], list[QuoteShown]] = {}
    for mention in mentions:
        annotation = mention.annotation
        place = quotes.setdefault((mention.claim_id, annotation.revision.article_id), [])
        if any(quote.annotation == annotation.pk for quote in place):
            continue  # two people put the same mark on the same claim
        parts = ranges.get(annotation.pk, [])
        place.append(
            QuoteShown(
                annotation=annotation.pk,
                revision=annotation.revision_id,
                start=parts[0].start if parts else 0,
                text=" \u2026 ".join(part.quote for part in parts),
                author=annotation.author,
            )
        )
    return quotes


def certainty_of(annotation: Annotation) -> tuple[int | None, bool]:
    """Return the step of certainty that an annotation states, and whether it denies (1 query)."""
    found = AnnotationCode.objects.filter(
        Q(dimension__key="certainty") | Q(dimension__key="polarity"),
        annotation=annotation,
        code__isnull=False,
    ).values_list("dimension__key", "code__key", "code__level")
    level = next((level for key, _, level in found if key == "certainty"), None)
    denied = any(key == "polarity" and code == "denied" for key, code, _ in found)
    return (level if level is not None and 1 <= level <= 4 else None), denied  # noqa: PLR2004 - the four steps


def matrix_as_data(matrix: Matrix) -> dict[str, Any]:
    """Return a matrix as the API and the page's script have it (no query)."""
    return {
        "accounts": [
            {
                "id": article.pk,
                "title": article.title,
                "source": article.source.name if article.source else "",
                "published_at": article.published_at.isoformat() if article.published_at else None,
            }
            for article in matrix.accounts
        ],
        "rows": [
            {
                "id": str(row.claim.pk),
                "wording": row.claim.wording,
                "version": row.claim.version,
                "cells": [_cell_data(cell) for cell in row.cells],
            }
            for row in matrix.rows
        ],
    }


def _cell_data(cell: CellShown) -> dict[str, Any]:
    return {
        "article": cell.article,
        "status": cell.status,
        "certainty": cell.certainty,
        "contested": cell.is_contested,
        "findings": [finding(each) for each in cell.findings],
        "quotes": [
            {
                "annotation": str(quote.annotation),
                "revision": quote.revision,
                "text": quote.text,
                "author": person(quote.author),
            }
            for quote in cell.quotes
        ],
    }


def finding(cell: Cell) -> dict[str, Any]:
    """Return what one person found, as it is told (no query)."""
    return {
        "claim": str(cell.claim_id),
        "article": cell.article_id,
        "annotator": person(cell.annotator),
        "status": cell.status,
        "certainty": cell.certainty,
        "note": cell.note,
        "version": cell.version,
    }
