"""The matrix on a story's page: whose layer, which rows, which order of columns; all in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.errors import Invalid
from annotator.http import number_in
from annotator.queries import claims as claim_queries
from annotator.queries import gold_matrix as gold_queries
from annotator.queries import matrix as queries
from annotator.queries.cells import KINDS, Matrix, RowShown, in_columns, of_person

if TYPE_CHECKING:
    from django.http import QueryDict

    from annotator.models import Article, Story, User
    from annotator.policies import Seen


A_PART = 50  # rows that come with the page; its script draws the others, and without it they have links


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the rows that the filter leaves, from `first` to `last`, counted from 1, and their address."""

    first: int
    last: int
    query: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Everything `templates/claims/matrix.html` and `templates/claims/filters.html` may use."""

    me: User
    matrix: Matrix
    people: list[User]  # whose findings or quotes there are, oneself left out
    whose: int | None  # the person whose layer is shown
    shows_decided: bool  # whether what was decided can be chosen as well
    show: str  # one of KINDS, or nothing
    text: str
    columns: str  # "time", "source", or the accounts' ids in a chosen order
    counts: dict[str, int]  # rows of each kind
    shown: int  # rows that the filter leaves
    rows: list[RowShown]  # those of them that come with the page
    parts: list[Part]  # ways to them, where they don't all
    origin: dict[int, int]  # the number of each account's origin
    unplaced: int

    @property
    def is_mine(self) -> bool:
        """Whether one's own layer is shown."""
        return self.whose == self.me.pk

    @property
    def is_decided(self) -> bool:
        """Whether what was decided is shown."""
        return self.whose == queries.ADJUDICATED

    @property
    def is_chosen(self) -> bool:
        """Whether somebody chose the order of the columns."""
        return self.columns not in {"time", "source"}

    @property
    def is_wide(self) -> bool:
        """Whether the columns don't fit beside each other."""
        return len(self.matrix.accounts) > 4  # noqa: PLR2004 - static/css/matrix.css


def table_of(
    user: User, seen: Seen[Story], matrix: Matrix, asked: QueryDict, origin: dict[int, int] | None = None
) -> Table:
    """Return the table of a story's matrix, which has everybody's findings, as it is asked for (1 query).

    What was decided costs 2 more.
    """
    story = seen.it
    shows_decided = gold_queries.shown_to(story.project, seen.role)
    whose = _whose(user, asked.get("people", ""))
    if whose == queries.ADJUDICATED and not shows_decided:
        whose = None
    people = _people(user, matrix)
    columns = asked.get("columns", "") or "time"
    if whose == queries.ADJUDICATED:
        matrix = gold_queries.matrix_of(user, seen, matrix)
    elif whose is not None:
        matrix = of_person(matrix, whose)
    order = order_of(matrix.accounts, columns)
    if not order:
        columns = "time"
    matrix = in_columns(matrix, order)
    show, text = asked.get("show", ""), asked.get("q", "").strip()[:200]
    if show not in KINDS:
        show = ""
    rows = [row for row in matrix.rows if (not show or show in row.kinds) and _says(row, text)]
    parts = _parts(len(rows), asked)
    here = next((part for part in parts if part.is_here), None)
    return Table(
        me=user,
        matrix=matrix,
        people=people,
        whose=whose,
        shows_decided=shows_decided,
        show=show,
        text=text,
        columns=columns,
        counts={kind: sum(kind in row.kinds for row in matrix.rows) for kind in KINDS},
        shown=len(rows),
        rows=rows[here.first - 1 : here.last] if here else rows,
        parts=parts,
        origin=origin or {},
        unplaced=0
        if whose == queries.ADJUDICATED
        else claim_queries.unplaced_in(user, story, whose=whose).count(),
    )


def _parts(number: int, asked: QueryDict) -> list[Part]:
    if number <= A_PART:
        return []
    begins = range(1, number + 1, A_PART)
    wanted = asked.get("from", "")
    here = int(wanted) if wanted in map(str, begins) else 1
    kept = asked.copy()
    kept.pop("from", None)
    found = []
    for first in begins:
        if first > 1:
            kept["from"] = str(first)
        found.append(Part(first, min(first + A_PART - 1, number), kept.urlencode(), first == here))
    return found


def _whose(user: User, asked: str) -> int | None:
    try:
        return queries.whose(user, asked)
    except Invalid:
        return None


def _people(user: User, matrix: Matrix) -> list[User]:
    found: dict[int, User] = {}
    for row in matrix.rows:
        for cell in row.cells:
            for each in cell.findings:
                found.setdefault(each.annotator_id, each.annotator)
            for quote in cell.quotes:
                found.update({who.pk: who for who in quote.by})
    found.pop(user.pk, None)
    return sorted(found.values(), key=lambda each: each.shown_name.casefold())


def order_of(accounts: list[Article], columns: str) -> list[int]:
    """Return the accounts' ids as they are asked for; by time where nothing else is."""
    if columns == "source":
        by_source = sorted(
            accounts, key=lambda each: each.source.name.casefold() if each.source else "\U0010ffff"
        )
        return [each.pk for each in by_source]
    asked = columns.split(",")
    return [number for each in asked if (number := number_in(each)) is not None]


def _source(article: Article) -> str:
    return article.source.name.casefold() if article.source else ""


def _says(row: RowShown, text: str) -> bool:
    return not text or text.casefold() in row.claim.wording.casefold()
