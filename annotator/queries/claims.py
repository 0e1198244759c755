"""Claims: reads. The matrix of a story: claims down, accounts across, who found what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from annotator.models import Annotation, AnnotationCode, Article, Cell, Claim, Mention, Range, Story, User
from annotator.policies import Actor, Seen, see
from annotator.queries import articles as article_queries
from annotator.queries.cells import REPORTED, CellShown, Matrix, QuoteShown, RowShown

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

__all__ = [
    "REPORTED",
    "CellShown",
    "Matrix",
    "QuoteShown",
    "RowShown",
]


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


def matrix_of(
    actor: User, story: Story, accounts: list[Article] | None = None, *, whose: int | None = None
) -> Matrix:
    """Return the matrix of a story that was looked up with the actor (6 queries, 4 with `accounts`).

    Of one person's findings and mentions, if `whose` names one. The cost does not grow with the number of
    claims or accounts.
    """
    if accounts is None:
        accounts = article_queries.accounts_of(story)
    claims = claims_of(story)
    quotes = _quotes(story, whose)
    rows = Cell.objects.filter(claim__story=story, claim__deleted_at=None).select_related("annotator")
    if whose is not None:
        rows = rows.filter(annotator=whose)
    cells: dict[tuple[UUID, int], list[Cell]] = {}
    for cell in rows:
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


def _quotes(story: Story, whose: int | None) -> dict[tuple[UUID, int], list[QuoteShown]]:
    rows = Mention.objects.filter(
        claim__story=story,
        claim__deleted_at=None,
        deleted_at=None,
        state=Mention.State.CONFIRMED,
        annotation__deleted_at=None,
    )
    if whose is not None:
        rows = rows.filter(author=whose)
    mentions = list(
        rows.select_related("annotation__revision", "annotation__author", "author")
        .only(
            "claim", "created_at", "said_by", "said_how", "author__name", "author__username",
            "annotation__author", "annotation__revision__article",
            "annotation__author__name", "annotation__author__username",
        )
        .order_by("created_at")
    )  # fmt: skip
    ranges: dict[UUID, list[Range]] = {}
    for row in Range.objects.filter(annotation__in={each.annotation_id for each in mentions}):
        ranges.setdefault(row.annotation_id, []).append(row)
    quotes: dict[tuple[UUID, int], list[QuoteShown]] = {}
    for mention in mentions:
        annotation = mention.annotation
        place = quotes.setdefault((mention.claim_id, annotation.revision.article_id), [])
        there = next((quote for quote in place if quote.annotation == annotation.pk), None)
        if there is None:
            parts = ranges.get(annotation.pk, [])
            there = QuoteShown(
                annotation=annotation.pk,
                revision=annotation.revision_id,
                start=parts[0].start if parts else 0,
                text=" \u2026 ".join(part.quote for part in parts),
                author=annotation.author,
                said_by=mention.said_by,
                said_how=mention.said_how,
            )
            place.append(there)
        there.mentions.append(mention.pk)  # several people may put the same mark on the same claim
        there.by.append(mention.author)
    return quotes


def unplaced_in(story: Story, *, whose: int | None = None) -> QuerySet[Annotation]:
    """Return the claim marks of a story's accounts that stand on no claim, by account and making.

    The story was looked up with an actor. With article and author, without the texts.
    """
    placed = Mention.objects.filter(
        annotation=OuterRef("pk"), deleted_at=None, state=Mention.State.CONFIRMED, claim__deleted_at=None
    )
    rows = Annotation.objects.filter(
        revision__article__story=story,
        revision__article__deleted_at=None,
        deleted_at=None,
        layer__key="claim",
    )
    if whose is not None:
        rows = rows.filter(author=whose)
    return (
        rows.exclude(Exists(placed))
        .select_related("revision__article__source", "author")
        .defer("revision__text", "revision__raw")
        .order_by("revision__article__published_at", "revision__article", "created_at", "pk")
    )


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
