"""The matrix: how it is told to programs and to the page's script, and what a table of it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.errors import Invalid
from annotator.queries import claims
from annotator.queries.people import person

if TYPE_CHECKING:
    from annotator.models import Annotation, Cell, Story, User
    from annotator.queries.cells import CellShown, Matrix, QuoteShown, RowShown


MOST_UNPLACED = 200


def whose(actor: User, named: str) -> int | None:
    """Return whose layer a query names: None is everybody's. Raises :class:`Invalid`."""
    if named in {"", "all"}:
        return None
    if named == "mine":
        return actor.pk
    if named.isascii() and named.isdigit() and len(named) < 10:  # noqa: PLR2004 - a 32-bit number
        return int(named)
    raise Invalid("People are `all`, `mine`, or the id of one of them.", field="people")


def unplaced(story: Story, *, whose: int | None = None) -> tuple[int, list[dict[str, Any]]]:
    """Return how many claim marks of a story stand on no claim, and the first 200 (2 queries, or 3).

    The story was looked up with an actor.
    """
    rows = claims.unplaced_in(story, whose=whose).prefetch_related("ranges")
    found = list(rows[:MOST_UNPLACED])
    count = rows.count() if len(found) == MOST_UNPLACED else len(found)
    return count, [_unplaced_data(each) for each in found]


def _unplaced_data(annotation: Annotation) -> dict[str, Any]:
    article = annotation.revision.article
    return {
        "annotation": str(annotation.pk),
        "article": article.pk,
        "source": article.source.name if article.source else article.title,
        "text": " \u2026 ".join(part.quote for part in annotation.ranges.all()),
        "author": person(annotation.author),
    }


def matrix_as_data(matrix: Matrix) -> dict[str, Any]:
    """Return a matrix as the API and the page's script have it (no query).

    Of a row's cells those that somebody touched: most of a large matrix is empty.
    """
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
        "rows": [row_data(row) for row in matrix.rows],
    }


def row_data(row: RowShown) -> dict[str, Any]:
    """Return a row as it is told (no query)."""
    return {
        "id": str(row.claim.pk),
        "wording": row.claim.wording,
        "version": row.claim.version,
        "kinds": sorted(row.kinds),
        "cells": [_cell_data(cell) for cell in row.cells if cell.findings or cell.quotes],
    }


def _cell_data(cell: CellShown) -> dict[str, Any]:
    return {
        "article": cell.article,
        "status": cell.status,
        "certainty": cell.certainty,
        "contested": cell.is_contested,
        "findings": [finding(each) for each in cell.findings],
        "quotes": [_quote_data(quote) for quote in cell.quotes],
    }


def _quote_data(quote: QuoteShown) -> dict[str, Any]:
    return {
        "annotation": str(quote.annotation),
        "revision": quote.revision,
        "text": quote.text,
        "author": person(quote.author),
        "mentions": [str(each) for each in quote.mentions],
        "by": [person(each) for each in quote.by],
        "said_by": quote.said_by,
        "said_how": quote.said_how,
        "said": quote.said,
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
        "also": cell.also,
        "version": cell.version,
    }
