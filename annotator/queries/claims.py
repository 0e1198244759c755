"""Claims: reads. The matrix of a story: claims down, accounts across, who found what."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, F, OuterRef, Q

from annotator.models import Annotation, AnnotationCode, Article, Cell, Claim, Mention, Story, User
from annotator.policies import Actor, Seen, see, work_seen
from annotator.queries import articles as article_queries
from annotator.queries import retold as retold_queries
from annotator.queries.cells import REPORTED, CellShown, Finding, Matrix, QuoteShown, RowShown

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.findings.retold import Retold
    from annotator.queries.retold import Place

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


def findings_seen_by(actor: Actor) -> QuerySet[Cell]:
    """Return the cells that somebody settled, of claims and accounts that are in sight.

    For reads across stories, of sources and projects that were looked up with the actor.
    """
    return Cell.objects.filter(
        work_seen(actor, "article", "annotator"),
        claim__deleted_at=None,
        claim__story__deleted_at=None,
        article__deleted_at=None,
        article__story=F("claim__story"),
    ).exclude(status=Cell.Status.UNCHECKED)


def quoted_seen_by(actor: Actor | None) -> QuerySet[Mention]:
    """Return the confirmed mentions, of claims, marks and accounts that are in sight; as the above."""
    return Mention.objects.filter(
        work_seen(actor, "annotation__revision__article", "author", "annotation__author"),
        article_queries.standing("annotation"),
        claim__deleted_at=None,
        claim__story__deleted_at=None,
        deleted_at=None,
        state=Mention.State.CONFIRMED,
        annotation__deleted_at=None,
        annotation__revision__article__deleted_at=None,
        annotation__revision__article__story=F("claim__story"),
    )


def matrix_of(
    actor: User | None, story: Story, accounts: list[Article] | None = None, *, whose: int | None = None
) -> Matrix:
    """Return the matrix of a story that was looked up with the actor (5 queries, 3 with `accounts`).

    One more where marks came along to a newer text of an account. Of what they see: their own, and others'
    where the account is open to them; without an actor, to all. Of one person's findings and mentions, if
    `whose` names one. The cost does not grow with the number of claims or accounts.
    """
    if accounts is None:
        accounts = article_queries.accounts_of(actor, story)
    claims = claims_of(story)
    mentions = _mentions(actor, story, whose)
    rows = Cell.objects.filter(
        work_seen(actor, "article", "annotator", project=story.project),
        claim__story=story,
        claim__deleted_at=None,
    )
    if whose is not None:
        rows = rows.filter(annotator=whose)
    people = _People()
    quotes = _quotes([each for each in mentions if not each.behind], people)
    retold = _retold(mentions)
    cells: dict[tuple[UUID, int], list[Finding]] = {}
    for claim_id, article, who, username, name, *facts in rows.values_list(
        "claim_id", "article_id", "annotator_id", "annotator__username", "annotator__name",
        "status", "certainty", "note", "also", "version", "look_again",
        "updated_at",
    ):  # fmt: skip
        found = Finding(claim_id, article, people.know(who, username, name), *facts)
        cells.setdefault((claim_id, article), []).append(found)
    return Matrix(
        accounts=accounts,
        rows=[
            RowShown(
                claim=claim,
                cells=[_cell(actor, claim.pk, article.pk, cells, quotes, retold) for article in accounts],
            )
            for claim in claims
        ],
    )


class _People:
    """Each person once, not once a cell: thousands of cells are a few people's."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self._known: dict[int, User] = {}

    def know(self, pk: int, username: str, name: str) -> User:
        """Return the person, with their names alone (no query)."""
        there = self._known.get(pk)
        if there is None:
            there = self._known[pk] = User.from_db(None, ["id", "username", "name"], [pk, username, name])
        return there


def _cell(
    actor: User | None,
    claim: UUID,
    article: int,
    cells: dict[Place, list[Finding]],
    quotes: dict[Place, list[QuoteShown]],
    retold: dict[Place, list[Retold]],
) -> CellShown:
    me = actor.pk if actor else None
    place = claim, article
    found = cells.get(place)
    if found is None:
        return CellShown(claim, article, None, [], quotes.get(place, []), retold.get(place, []))
    return CellShown(
        claim=claim,
        article=article,
        mine=next((cell for cell in found if cell.annotator_id == me), None),
        others=[cell for cell in found if cell.annotator_id != me],
        quotes=quotes.get(place, []),
        retold=retold.get(place, []),
    )


class _Mentioned(NamedTuple):
    """A mention with one range of its annotation."""

    pk: UUID
    claim: UUID
    annotation: UUID
    revision: int
    article: int
    author: int
    author_username: str
    author_name: str
    by: int
    by_username: str
    by_name: str
    said_by: str
    said_how: str
    start: int | None
    quote: str | None
    behind: bool


def _mentions(actor: User | None, story: Story, whose: int | None) -> list[_Mentioned]:
    """Return the mentions in sight, `behind` those whose marks a later text has (1 query)."""
    rows = Mention.objects.filter(
        work_seen(
            actor, "annotation__revision__article", "author", "annotation__author", project=story.project
        ),
        claim__story=story,
        claim__deleted_at=None,
        deleted_at=None,
        state=Mention.State.CONFIRMED,
        annotation__deleted_at=None,
    )
    if whose is not None:
        rows = rows.filter(author=whose)
    rows = rows.annotate(behind=article_queries.left_behind("annotation"))
    found = rows.order_by("created_at", "pk", "annotation__ranges__position").values_list(
        "pk", "claim", "annotation", "annotation__revision", "annotation__revision__article",
        "annotation__author", "annotation__author__username", "annotation__author__name",
        "author", "author__username", "author__name", "said_by", "said_how",
        "annotation__ranges__start", "annotation__ranges__quote", "behind",
    )  # fmt: skip
    return [_Mentioned(*row) for row in found]


def _quotes(mentions: list[_Mentioned], people: _People) -> dict[tuple[UUID, int], list[QuoteShown]]:
    quotes: dict[tuple[UUID, int], dict[UUID, QuoteShown]] = {}
    parts: dict[UUID, list[tuple[int, str]]] = {}
    for row in mentions:
        part = (row.start or 0, row.quote or "")
        if part not in parts.setdefault(row.annotation, []):
            parts[row.annotation].append(part)
    for row in mentions:
        place = quotes.setdefault((row.claim, row.article), {})
        there = place.get(row.annotation)
        if there is None:
            there = place[row.annotation] = QuoteShown(
                annotation=row.annotation,
                revision=row.revision,
                start=parts[row.annotation][0][0],
                text=" \u2026 ".join(words for _, words in parts[row.annotation]),
                author=people.know(row.author, row.author_username, row.author_name),
                said_by=row.said_by,
                said_how=row.said_how,
            )
        if row.pk not in there.mentions:
            there.mentions.append(row.pk)  # several people may put the same mark on the same claim
            there.by.append(people.know(row.by, row.by_username, row.by_name))
    return {where: list(place.values()) for where, place in quotes.items()}


def _retold(mentions: list[_Mentioned]) -> dict[Place, list[Retold]]:
    """Return what accounts whose marks came along say from text to text (1 query; none where none did)."""
    revised = {(row.claim, row.article) for row in mentions if row.behind}
    if not revised:
        return {}
    marked: dict[Place, dict[tuple[int, UUID], list[str]]] = {}
    for row in mentions:
        place = row.claim, row.article
        if place in revised:
            words = marked.setdefault(place, {}).setdefault((row.by, row.annotation), [])
            if row.quote and row.quote not in words:
                words.append(row.quote)
    return retold_queries.read({
        place: [(by, mark, " \u2026 ".join(words)) for (by, mark), words in found.items()]
        for place, found in marked.items()
    })  # fmt: skip


def unplaced_in(actor: User, story: Story, *, whose: int | None = None) -> QuerySet[Annotation]:
    """Return the claim marks of a story's accounts that stand on no claim, by account and making.

    The story was looked up with the actor, who sees the marks. With article and author, without the texts.
    """
    placed = Mention.objects.filter(
        work_seen(actor, "annotation__revision__article", "author", project=story.project),
        annotation=OuterRef("pk"),
        deleted_at=None,
        state=Mention.State.CONFIRMED,
        claim__deleted_at=None,
    )
    rows = Annotation.objects.filter(
        work_seen(actor, "revision__article", "author", project=story.project),
        article_queries.standing(),
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
