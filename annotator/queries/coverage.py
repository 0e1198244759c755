"""Coverage: reads. Which accounts report which claims, as attested, how early, and of how many origins."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.findings.coverage import (
    Corroboration,
    Coverage,
    Layout,
    Place,
    Told,
    corroborated,
    coverage,
    layout,
    told,
)
from annotator.models import Revision
from annotator.queries.cells import outlet_of

if TYPE_CHECKING:
    from annotator.models import Article, Claim, Source
    from annotator.queries.claims import Matrix, RowShown


@dataclass(frozen=True, slots=True)
class ClaimCoverage:
    """Who has a claim; `places` where it first stands in each account that a quote of it is from."""

    claim: Claim
    told: Told
    by: Corroboration
    places: dict[int, Place]


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """What the accounts of one source report together; None stands for accounts without a source."""

    source: Source | None
    accounts: int
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class StoryCoverage:
    """Omission and prominence in a story."""

    accounts: list[tuple[Article, Coverage]]
    sources: list[SourceCoverage]
    claims: list[ClaimCoverage]

    @property
    def only(self) -> list[ClaimCoverage]:
        """Claims that one account alone has."""
        return [each for each in self.claims if each.told.only is not None]

    @property
    def all_but(self) -> list[ClaimCoverage]:
        """Claims that one account alone lacks."""
        return [each for each in self.claims if each.told.all_but is not None]


def coverage_of(matrix: Matrix, origin: dict[int, int]) -> StoryCoverage:
    """Return what the accounts of a matrix report, that was looked up with an actor (1 query)."""
    statuses: dict[int, list[str]] = {article.pk: [] for article in matrix.accounts}
    by_source: defaultdict[int | None, list[str]] = defaultdict(list)
    sources: dict[int | None, Source | None] = {}
    count: defaultdict[int | None, int] = defaultdict(int)
    for number, article in enumerate(matrix.accounts):
        sources[article.source_id] = article.source
        count[article.source_id] += 1
        own = [row.cells[number].status for row in matrix.rows]
        statuses[article.pk] = own
        by_source[article.source_id] += own
    placed = _places(matrix)
    return StoryCoverage(
        accounts=[(article, coverage(statuses[article.pk])) for article in matrix.accounts],
        sources=[
            SourceCoverage(sources[key], count[key], coverage(found)) for key, found in by_source.items()
        ],
        claims=[
            _claim(row, matrix.accounts, origin, places)
            for row, places in zip(matrix.rows, placed, strict=True)
        ],
    )


def corroboration(row: RowShown, accounts: list[Article], origin: dict[int, int]) -> Corroboration:
    """Return how many outlets assert a claim, and of how many origins (no query).

    Who tells it otherwise ("differs") does not bear it out, no more than who denies it.
    """
    by = [cell.article for cell in row.cells if cell.status == "asserted"]
    return corroborated(by, {**{each.pk: -each.pk for each in accounts}, **origin}, outlet_of(accounts))


def _claim(
    row: RowShown, accounts: list[Article], origin: dict[int, int], places: dict[int, Place]
) -> ClaimCoverage:
    return ClaimCoverage(
        claim=row.claim,
        told=told({cell.article: cell.status for cell in row.cells}),
        by=corroboration(row, accounts, origin),
        places=places,
    )


def _places(matrix: Matrix) -> list[dict[int, Place]]:
    """Return for each claim where the first quote of it stands in each account (1 query)."""
    wanted = {quote.revision for row in matrix.rows for cell in row.cells for quote in cell.quotes}
    texts = dict(Revision.objects.filter(pk__in=wanted).values_list("pk", "text")) if wanted else {}
    titles = {article.pk: article.title for article in matrix.accounts}
    read: dict[int, Layout] = {}
    found = []
    for row in matrix.rows:
        places = {}
        for cell in row.cells:
            if cell.quotes:
                first = min(cell.quotes, key=lambda quote: quote.start)
                if first.revision not in read:
                    read[first.revision] = layout(texts[first.revision], titles[cell.article])
                places[cell.article] = read[first.revision].place(first.start)
        found.append(places)
    return found
