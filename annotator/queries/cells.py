"""Cells: the shape in which the claim x source matrix is read. Rows are read by `queries.claims` alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from annotator.errors import NotFound
from annotator.findings.retold import Retold, as_set, of_one, otherwise
from annotator.models import Cell
from annotator.text.saying import in_words

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from annotator.models import Article, Claim, User

REPORTED = (Cell.Status.ASSERTED, Cell.Status.DENIED, Cell.Status.DIFFERS)
UNCHECKED = Cell.Status.UNCHECKED.value
DIFFERS = Cell.Status.DIFFERS.value
_REPORTED = frozenset(status.value for status in REPORTED)  # plain words compare faster than an enum's
BARE = 4  # the step that leaves nothing open
KINDS = ("disputed", "one", "hedged", "unchecked", "changed")
"""What rows are filtered by, `static/js/matrix/faces.js` likewise: accounts or people contradict each other;
one account alone reports it; hedged by one account and bare in another; some cell nobody has checked; what
some cell rests on changed in a newer text."""


@dataclass(frozen=True, slots=True)
class QuoteShown:
    """A marked passage that stands for a claim in an account."""

    annotation: UUID
    revision: int
    start: int
    text: str
    author: User  # who marked it
    mentions: list[UUID] = field(default_factory=list)
    by: list[User] = field(default_factory=list)  # who put it on the claim, as `mentions`
    said_by: str = ""  # whom the account names for it
    said_how: str = ""  # the words that say so

    @property
    def said(self) -> str:
        """Who says it, in words; empty where the account names nobody."""
        return in_words(self.said_by, self.said_how)


@dataclass(slots=True)
class Finding:
    """What one person found, as the row of :class:`Cell` has it.

    No model: a large matrix has thousands, and making a model of each takes longer than reading them.
    """

    claim_id: UUID
    article_id: int
    annotator: User
    status: str
    certainty: int | None
    note: str
    also: list[dict[str, Any]]
    version: int
    look_again: int | None = None  # the revision that changed what it rests on, until it is set again
    updated_at: datetime | None = None  # None of what was decided

    @property
    def annotator_id(self) -> int:
        """Whose it is."""
        return self.annotator.pk

    def get_status_display(self) -> str:
        """Return the status in words, as a model gives it."""
        return str(Cell.Status(self.status).label)


@dataclass(slots=True)
class CellShown:
    """What was found for one claim in one account, by whom.

    What is shown first follows from it, and is worked out once: a large matrix asks for it again and again.
    """

    claim: UUID
    article: int
    mine: Finding | None
    others: list[Finding]
    quotes: list[QuoteShown] = field(default_factory=list)
    retold: list[Retold] = field(default_factory=list)  # by text, where marks came along to a newer
    findings: list[Finding] = field(init=False)  # all, one's own first
    # Of the findings the one that is shown first: one's own if it settles the cell, else the first that does.
    lead: Finding | None = field(init=False)
    status: str = field(init=False)  # what the cell shows; without a finding it is not checked yet
    certainty: int | None = field(init=False)  # the step of the finding that is shown

    def __post_init__(self) -> None:
        """Work out what is shown."""
        self.findings = [self.mine, *self.others] if self.mine else self.others
        self.lead = self.mine
        if self.findings:
            settled = (each for each in self.findings if each.status != UNCHECKED)
            self.lead = next(settled, self.mine)
        self.status = self.lead.status if self.lead else UNCHECKED
        self.certainty = self.lead.certainty if self.lead else None

    @property
    def asks_again(self) -> bool:
        """Whether somebody's finding rests on what a newer text changed."""
        return any(cell.look_again for cell in self.findings)

    @property
    def over_revisions(self) -> list[Retold]:
        """What the account says from text to text, as one person marked it: who is shown first, or else."""
        if not self.retold:
            return []
        people = [each.annotator_id for each in (self.lead, *self.findings) if each]
        steps = of_one(self.retold, people)
        found = next((each for each in self.findings if steps and each.annotator_id == steps[0].person), None)
        return as_set(steps, found.certainty, found.updated_at) if found else steps

    @property
    def told_otherwise(self) -> tuple[Retold, Retold] | None:
        """The text before the newest one that had another certainty, and the newest; None where none had."""
        return otherwise(self.over_revisions) if self.retold else None

    @property
    def is_contested(self) -> bool:
        """Whether people found different things (those who have not checked don't count).

        So does one who found different things of two claims that were then merged, until they say which.
        """
        if len(self.findings) < 2:  # noqa: PLR2004 - one person contradicts nobody
            return bool(self.findings) and bool(self.findings[0].also)
        told = {(cell.status, cell.certainty) for cell in self.findings if cell.status != UNCHECKED}
        return len(told) > 1 or any(cell.also for cell in self.findings)


@dataclass(frozen=True)
class RowShown:
    """A claim with its cells, one an account, in the accounts' order."""

    claim: Claim
    cells: list[CellShown]

    @cached_property
    def checked(self) -> int:
        """How many of its cells somebody has settled."""
        return sum(cell.status != UNCHECKED for cell in self.cells)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Which of :data:`KINDS` the row is."""
        reported = [cell for cell in self.cells if cell.status in _REPORTED]
        statuses = {cell.status for cell in reported}
        steps = {cell.certainty for cell in reported if cell.certainty}
        told = (
            len(statuses) > 1 or DIFFERS in statuses or any(cell.is_contested for cell in self.cells),
            len(reported) == 1,
            BARE in steps and len(steps) > 1,
            self.checked < len(self.cells),
            any(cell.asks_again for cell in self.cells),
        )
        return frozenset(kind for kind, holds in zip(KINDS, told, strict=True) if holds)


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


def of_person(matrix: Matrix, whose: int) -> Matrix:
    """Return a matrix with one person's findings and quotes alone (no query)."""
    rows = [RowShown(row.claim, [_of_person(cell, whose) for cell in row.cells]) for row in matrix.rows]
    return Matrix(matrix.accounts, rows)


def _of_person(cell: CellShown, whose: int) -> CellShown:
    if not cell.findings and not cell.quotes:
        return cell
    mine = cell.mine if cell.mine and cell.mine.annotator_id == whose else None
    return replace(
        cell,
        mine=mine,
        others=[each for each in cell.others if each.annotator_id == whose],
        quotes=[each for each in cell.quotes if any(who.pk == whose for who in each.by)],
        retold=[each for each in cell.retold if each.person == whose],
    )


def in_columns(matrix: Matrix, order: list[int]) -> Matrix:
    """Return a matrix with its accounts in another order; those not named stand last (no query)."""
    places = {article: place for place, article in enumerate(order)}
    columns = sorted(
        range(len(matrix.accounts)), key=lambda n: places.get(matrix.accounts[n].pk, len(places))
    )
    return Matrix(
        [matrix.accounts[n] for n in columns],
        [RowShown(row.claim, [row.cells[n] for n in columns]) for row in matrix.rows],
    )


def outlet_of(accounts: list[Article]) -> dict[int, int | None]:
    """Return each account's outlet: its source, None without one (no query)."""
    return {each.pk: each.source_id for each in accounts}
