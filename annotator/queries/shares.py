"""Shares: reads. What anybody may read of a story by its secret link: words and counts, never an id."""

from __future__ import annotations

import hmac
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from annotator.errors import NotFound
from annotator.models import Cell, Member, Role, Share
from annotator.models.links import INVERSE, Link
from annotator.policies import RULES, Action, Actor, Seen, see
from annotator.queries import articles, claims, links, origins, overviews
from annotator.queries.ladders import StoryRead

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models import Article
    from annotator.queries.cells import CellShown, Finding, RowShown

LONGEST_QUOTE = 240  # code points: as much as one quotes
NOWHERE = "This link leads nowhere: it was taken back, has run out, or is not whole. Ask for a new one."


@dataclass(frozen=True, slots=True)
class SharedAccount:
    """A column."""

    title: str
    source: str
    url: str
    published_at: datetime | None
    published_precision: str

    @property
    def name(self) -> str:
        """The source's, else the title."""
        return self.source or self.title


@dataclass(frozen=True, slots=True)
class SharedFinding:
    """What so many people found; with their names and notes only where the share says so."""

    status: str
    status_word: str
    certainty: int | None
    people: int
    names: list[str]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class SharedQuote:
    """A passage, cut to what one quotes, and who marked it where the share says so."""

    text: str
    marked_by: str


@dataclass(frozen=True, slots=True)
class SharedCell:
    """A cell, for the account in the same place."""

    status: str
    status_word: str
    certainty: int | None
    contested: bool
    findings: list[SharedFinding]
    quotes: list[SharedQuote]


@dataclass(frozen=True, slots=True)
class SharedLink:
    """A link of a claim to the claim of another number."""

    kind: str
    word: str
    number: int
    note: str
    author: str


@dataclass(frozen=True, slots=True)
class SharedRow:
    """A claim, by its number from 1 on."""

    number: int
    wording: str
    cells: list[SharedCell]
    links: list[SharedLink]


@dataclass(frozen=True, slots=True)
class SharedMatrix:
    """All that a shared page tells."""

    title: str
    accounts: list[SharedAccount]
    rows: list[SharedRow]
    with_names: bool
    with_notes: bool


def shares_of(actor: Actor, story_id: int) -> list[Share]:
    """Return a story's links that were not taken back and have not run out, newest first (2 queries).

    With `works`: whether the maker may still share. Needs the right to share.
    """
    story = articles.story_for(actor, story_id).require(Action.SHARE)
    rows = Share.objects.filter(_open(), story=story, revoked_at=None).annotate(works=_maker_may())
    return list(rows.select_related("created_by"))


def share_for(actor: Actor, share_id: int) -> Seen[Share]:
    """Return one share with its story (1 query). Raises :class:`NotFound`."""
    rows = Share.objects.filter(story__deleted_at=None).select_related("story", "created_by")
    return see(rows, actor, "story__project__", pk=share_id)


def share_by_digest(digest: str) -> Share:
    """Return the share that a link names (1 query); its secret stands in for an actor.

    Raises :class:`NotFound`, in the same words, for what is unknown, taken back, run out, of a story that was
    deleted, or made by somebody who may not share any more. A digest is looked up, not a secret: how long
    that takes tells nothing of any secret.
    """
    rows = Share.objects.filter(
        _open(), revoked_at=None, story__deleted_at=None, story__project__deleted_at=None
    )
    found = (
        rows.filter(_maker_may(), digest=digest)
        .select_related("story__project", "story__overview", "created_by")
        .first()
    )
    if found is None or not hmac.compare_digest(found.digest, digest):
        raise NotFound(NOWHERE)
    return found


def _open() -> Q:
    return Q(expires_at=None) | Q(expires_at__gt=timezone.now())


def _maker_may() -> Exists:
    members: QuerySet[Member] = Member.objects.filter(
        project=OuterRef("story__project"),
        user=OuterRef("created_by"),
        user__is_active=True,
        removed_at=None,
        role__in=RULES[Action.SHARE],
    )
    return Exists(members)


def read(share: Share) -> StoryRead:
    """Return what is open to all of a share's story (5 queries); it was looked up by its secret.

    Of a project that is not blind that is everything. Of a blind one it is what was revealed: else those from
    whom others' work is hidden would read it here.
    """
    story = share.story
    accounts = overviews.accounts_of(None, story)
    found = overviews.found_in(story)
    return StoryRead(
        seen=Seen(story, Role.READER),
        accounts=accounts,
        matrix=claims.matrix_of(None, story, accounts),
        found=found,
        origin=origins.origin_numbers(accounts, found.copies),
    )


def shown(share: Share, story: StoryRead) -> SharedMatrix:
    """Return what anybody may read of a story by this share (1 query)."""
    linked = _links(share, [row.claim.pk for row in story.matrix.rows])
    return SharedMatrix(
        title=share.story.title,
        accounts=[_account(each) for each in story.accounts],
        rows=[
            _row(share, number, row, linked.get(row.claim.pk, []))
            for number, row in enumerate(story.matrix.rows, start=1)
        ],
        with_names=share.with_names,
        with_notes=share.with_notes,
    )


def _account(article: Article) -> SharedAccount:
    return SharedAccount(
        title=article.title,
        source=article.source.name if article.source else "",
        url=article.url,
        published_at=article.published_at,
        published_precision=article.published_precision,
    )


def _row(share: Share, number: int, row: RowShown, linked: list[SharedLink]) -> SharedRow:
    return SharedRow(number, row.claim.wording, [_cell(share, cell) for cell in row.cells], linked)


def _cell(share: Share, cell: CellShown) -> SharedCell:
    settled = [each for each in cell.findings if each.status != Cell.Status.UNCHECKED]
    told = Counter((each.status, each.certainty) for each in settled)
    return SharedCell(
        status=str(cell.status),
        status_word=str(Cell.Status(cell.status).label),
        certainty=cell.certainty,
        contested=cell.is_contested,
        findings=[
            _finding(share, [each for each in settled if (each.status, each.certainty) == said])
            for said in told
        ],
        quotes=[
            SharedQuote(_short(quote.text), quote.author.shown_name if share.with_names else "")
            for quote in cell.quotes
        ],
    )


def _finding(share: Share, same: list[Finding]) -> SharedFinding:
    first = same[0]
    return SharedFinding(
        status=first.status,
        status_word=str(Cell.Status(first.status).label),
        certainty=first.certainty,
        people=len(same),
        names=[each.annotator.shown_name for each in same] if share.with_names else [],
        notes=[each.note for each in same if each.note] if share.with_notes else [],
    )


def _links(share: Share, rows: list[UUID]) -> dict[UUID, list[SharedLink]]:
    number = {claim: place for place, claim in enumerate(rows, start=1)}
    found: dict[UUID, list[SharedLink]] = {}
    for link in links.links_of(None, share.story):
        one, other = link.ends
        if link.of != "claim" or one not in number or other not in number:
            continue
        kind = Link.Kind(link.kind)
        note = link.note if share.with_notes else ""
        author = link.author.shown_name if share.with_names else ""
        for here, there, word in ((one, other, kind.label), (other, one, INVERSE[kind])):
            told = SharedLink(kind.value, str(word), number[there], note, author)
            found.setdefault(here, []).append(told)
    return found


def _short(quote: str) -> str:
    quote = " ".join(quote.split())
    return quote if len(quote) <= LONGEST_QUOTE else quote[:LONGEST_QUOTE].rsplit(" ", 1)[0] + "\u2026"
