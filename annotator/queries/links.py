"""Links: reads. How the claims of a story stand to each other, and the quotes that are put on them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from annotator.models import Link, Range
from annotator.models.links import INVERSE, SHORT
from annotator.policies import Actor, Seen, see, story_work_seen, work_seen
from annotator.queries import claims
from annotator.queries.people import person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models import Claim, Mention, Project, Story

_ENDS = (
    "from_claim__story",
    "to_claim",
    "from_mention__claim__story",
    "from_mention__annotation__revision__article__source",
    "to_mention__claim",
    "to_mention__annotation__revision__article__source",
)
_TO_STORY = {"claim": "from_claim__story", "mention": "from_mention__claim__story"}


@dataclass(frozen=True, slots=True)
class LinkMark:
    """How often a claim is linked in one way, for its row of the matrix."""

    kind: str
    outward: bool  # it leads from this claim, or has no direction
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class Linked:
    """A link as one of its ends tells it: the word, and what stands at the other end."""

    link: Link
    word: str
    outward: bool
    claim: Claim  # at the other end, or of the mention there
    mention: Mention | None  # at the other end of a link between mentions
    quote: str  # that mention's words


def links_of(actor: Actor | None, story: Story) -> list[Link]:
    """Return the links of a story that was looked up with the actor, oldest first (1 query).

    Of claims and of mentions, whose ends are both in sight; others' where all accounts that a link is about
    are open to the actor. Without an actor, to all.
    """
    in_story = Q(from_claim__story=story) | Q(from_mention__claim__story=story)
    return list(_in_sight(actor).filter(in_story, deleted_at=None).select_related("author", *_ENDS))


def link_for(actor: Actor, link_id: UUID, *, deleted: bool = False) -> Seen[Link]:
    """Return one link with its ends and their story (1 query). Raises :class:`NotFound`."""
    rows = _in_sight(actor).select_related("author", *_ENDS)
    if not deleted:
        rows = rows.filter(deleted_at=None)
    return see(rows, actor, "project__", pk=link_id)


def in_sight(actor: Actor, link: Link) -> bool:
    """Say whether the actor sees a link of a project that they see (1 query)."""
    return _in_sight(actor).filter(pk=link.pk).exists()


def mention_for(actor: Actor, mention_id: UUID) -> Seen[Mention]:
    """Return one confirmed mention with claim, story and article (1 query). Raises :class:`NotFound`."""
    rows = _with_quote(claims.quoted_seen_by(actor)).select_related(
        "claim__story__project", "annotation__revision__article__source"
    )
    return see(rows, actor, "claim__story__project__", pk=mention_id)


def mentions_of(actor: Actor, story: Story) -> list[Mention]:
    """Return the confirmed mentions of a story, each with `quote`, by claim (1 query)."""
    rows = _with_quote(claims.quoted_seen_by(actor)).filter(claim__story=story)
    return list(
        rows.select_related("claim", "author", "annotation__revision__article__source").order_by(
            "claim__position", "claim", "created_at"
        )
    )


def edges_of(story: Story, kind: str, of: str, author: int) -> list[tuple[UUID, UUID]]:
    """Return what leads from where to where by one kind of link (1 query); the story was looked up before.

    Of links between mentions those of one person. Those of deleted claims count: they may come back.
    """
    rows = Link.objects.filter(kind=kind, deleted_at=None, **{_TO_STORY[of]: story})
    if of == "mention":
        rows = rows.filter(author=author)
    return list(rows.values_list(f"from_{of}", f"to_{of}"))


def marks_of(actor: Actor, story: Story) -> dict[UUID, list[LinkMark]]:
    """Return how each claim of a story is linked, by its id (1 query); the story was looked up before."""
    rows = Link.objects.filter(
        _claims_in_sight(actor, story.project), from_claim__story=story, deleted_at=None
    ).order_by()
    found: dict[UUID, Counter[tuple[str, bool]]] = {}
    for kind, one, other in rows.values_list("kind", "from_claim", "to_claim"):
        for end, outward in ((one, True), (other, False)):
            way = outward or SHORT[Link.Kind(kind)][0] == SHORT[Link.Kind(kind)][1]
            found.setdefault(end, Counter())[kind, way] += 1
    return {end: _marks(counts) for end, counts in found.items()}


def _marks(counts: Counter[tuple[str, bool]]) -> list[LinkMark]:
    return [
        LinkMark(kind.value, outward, str(SHORT[kind][0 if outward else 1]), counts[kind.value, outward])
        for kind in Link.Kind
        for outward in (True, False)
        if counts[kind.value, outward]
    ]


def from_one_end(links: Iterable[Link], end: UUID) -> list[Linked]:
    """Return the links that have `end`, a claim or a mention, as one of their ends (no query)."""
    return [_linked(link, outward=link.ends[0] == end) for link in links if end in link.ends]


def _linked(link: Link, *, outward: bool) -> Linked:
    told: Any = link  # with the quotes of both ends
    mention = link.to_mention if outward else link.from_mention
    claim = mention.claim if mention else link.to_claim if outward else link.from_claim
    if claim is None:
        raise ValueError("A link joins two things.")
    kind = Link.Kind(link.kind)
    return Linked(
        link=link,
        word=str(kind.label if outward else INVERSE[kind]),
        outward=outward,
        claim=claim,
        mention=mention,
        quote=(told.to_quote if outward else told.from_quote) or "",
    )


def story_of(link: Link) -> Story:
    """Return the story of a link that was looked up here (no query)."""
    claim = link.from_claim or (link.from_mention and link.from_mention.claim)
    if not claim:
        raise ValueError("A link joins two things.")
    return claim.story


def link_as_data(link: Link) -> dict[str, Any]:
    """Return a link as the API tells it (no query)."""
    one, other = link.ends
    return {
        "id": str(link.pk),
        "of": link.of,
        "kind": link.kind,
        "from": str(one),
        "to": str(other),
        "note": link.note,
        "author": person(link.author),
        "version": link.version,
    }


def _in_sight(actor: Actor | None) -> QuerySet[Link]:
    """Return links whose ends are in sight of the actor, in one story: mentions as the matrix has them."""
    quoted = claims.quoted_seen_by(actor)
    mentions_there = Q(
        work_seen(actor, "from_mention__annotation__revision__article", "author"),
        work_seen(actor, "to_mention__annotation__revision__article", "author"),
        Exists(quoted.filter(pk=OuterRef("from_mention"))),
        Exists(quoted.filter(pk=OuterRef("to_mention"))),
        from_mention__claim__story=F("to_mention__claim__story"),
    )
    return Link.objects.filter(_claims_in_sight(actor) | mentions_there).annotate(
        from_quote=_first_quote("from_mention__annotation"), to_quote=_first_quote("to_mention__annotation")
    )


def _claims_in_sight(actor: Actor | None, project: Project | None = None) -> Q:
    return Q(
        story_work_seen(actor, "from_claim__story", "author", project=project),
        from_claim__isnull=False,
        from_claim__deleted_at=None,
        to_claim__deleted_at=None,
        from_claim__story__deleted_at=None,
        from_claim__story=F("to_claim__story"),
    )


def _with_quote(rows: QuerySet[Mention]) -> QuerySet[Mention]:
    return rows.annotate(quote=_first_quote("annotation"))


def _first_quote(annotation: str) -> Subquery:
    ranges = Range.objects.filter(annotation=OuterRef(annotation)).order_by("position")
    return Subquery(ranges.values("quote")[:1])
