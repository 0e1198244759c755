"""The matrix: how it is told to programs and to the page's script, and what a table of it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.errors import Invalid
from annotator.queries import claims
from annotator.queries.cells import Finding, outlet_of
from annotator.queries.people import person
from annotator.queries.telling import iso

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from annotator.findings.retold import Retold
    from annotator.models import Annotation, Cell, Story, User
    from annotator.queries.cells import CellShown, Matrix, QuoteShown, RowShown
    from annotator.queries.links import LinkMark


MOST_UNPLACED = 200
ADJUDICATED = 0  # nobody's id: in place of a person's it stands for what was decided


def whose(actor: User, named: str) -> int | None:
    """Return whose layer a query names: None is everybody's. Raises :class:`Invalid`."""
    if named in {"", "all"}:
        return None
    if named == "mine":
        return actor.pk
    if named == "adjudicated":
        return ADJUDICATED
    if named.isascii() and named.isdigit() and len(named) < 10:  # noqa: PLR2004 - a 32-bit number
        return int(named)
    raise Invalid("People are `all`, `mine`, `adjudicated`, or the id of one of them.", field="people")


def unplaced(actor: User, story: Story, *, whose: int | None = None) -> tuple[int, list[dict[str, Any]]]:
    """Return how many claim marks of a story stand on no claim, and the first 200 (2 queries, or 3).

    The story was looked up with the actor.
    """
    rows = claims.unplaced_in(actor, story, whose=whose).prefetch_related("ranges")
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


def matrix_as_data(
    matrix: Matrix, origin: dict[int, int] | None = None, links: dict[UUID, list[LinkMark]] | None = None
) -> dict[str, Any]:
    """Return a matrix as the API and the page's script have it (no query).

    Of a row's cells those that somebody touched: most of a large matrix is empty. With the number of each
    account's `origin`, those without one being of their own, and how claims are linked.
    """
    people = People()
    origin = {each.pk: -each.pk for each in matrix.accounts} | (origin or {})
    outlet = outlet_of(matrix.accounts)
    outlets = _numbers(each for each in outlet.values() if each is not None)
    origins = _numbers(origin.values())
    links = links or {}
    return {
        "accounts": [
            {
                "id": article.pk,
                "title": article.title,
                "source": article.source.name if article.source else "",
                "published_at": article.published_at.isoformat() if article.published_at else None,
                "outlet": outlets.get(outlet[article.pk]),
                "origin": origins[origin[article.pk]],
            }
            for article in matrix.accounts
        ],
        "rows": [_row_data(row, people, links.get(row.claim.pk, [])) for row in matrix.rows],
    }


def _numbers(found: Iterable[object]) -> dict[object, int]:
    return {each: number for number, each in enumerate(dict.fromkeys(found), start=1)}


def _row_data(row: RowShown, people: People, links: list[LinkMark]) -> dict[str, Any]:
    return {
        "id": str(row.claim.pk),
        "wording": row.claim.wording,
        "version": row.claim.version,
        "kinds": sorted(row.kinds),
        "links": [{"kind": each.kind, "outward": each.outward, "count": each.count} for each in links],
        "cells": [_cell_data(cell, people) for cell in row.cells if cell.findings or cell.quotes],
    }


def _cell_data(cell: CellShown, people: People) -> dict[str, Any]:
    return {
        "article": cell.article,
        "status": cell.status,
        "certainty": cell.certainty,
        "contested": cell.is_contested,
        "look_again": cell.asks_again,
        "findings": [finding(each, people) for each in cell.findings],
        "quotes": [_quote_data(quote, people) for quote in cell.quotes],
        "retold": [_retold_data(each) for each in cell.retold],
    }


def _retold_data(each: Retold) -> dict[str, Any]:
    return {
        "annotator": each.person,
        "annotation": str(each.annotations[0]),
        "revision": each.number,
        "at": iso(each.at),
        "status": each.status,
        "certainty": each.level,
        "text": each.text,
        "waits": each.waits,
    }


def _quote_data(quote: QuoteShown, people: People) -> dict[str, Any]:
    return {
        "annotation": str(quote.annotation),
        "revision": quote.revision,
        "text": quote.text,
        "author": people.told(quote.author),
        "mentions": [str(each) for each in quote.mentions],
        "by": [people.told(each) for each in quote.by],
        "said_by": quote.said_by,
        "said_how": quote.said_how,
        "said": quote.said,
    }


def finding(cell: Cell | Finding, people: People | None = None) -> dict[str, Any]:
    """Return what one person found, as it is told (no query)."""
    return {
        "claim": str(cell.claim_id),
        "article": cell.article_id,
        "annotator": people.told(cell.annotator) if people else person(cell.annotator),
        "status": cell.status,
        "certainty": cell.certainty,
        "note": cell.note,
        "also": cell.also,
        "look_again": cell.look_again if isinstance(cell, Finding) else cell.look_again_id,
        "version": cell.version,
        "updated_at": iso(cell.updated_at),
    }


class People:
    """People as they are told, each worked out once: the cells of a large matrix are a few people's."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self._told: dict[int, dict[str, object]] = {}

    def told(self, user: User) -> dict[str, object]:
        """Return what others may know of a person (no query)."""
        found = self._told.get(user.pk)
        if found is None:
            found = self._told[user.pk] = person(user)
        return found
