"""Gold mentions: reads. Which kept passages state which claims of a story, as people and curators have it."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef

from annotator.findings.cells import most_hold
from annotator.models import Decision, DecisionBasis, MentionDecision, User
from annotator.queries import articles as article_queries
from annotator.queries.adjudication import numbered
from annotator.queries.claims import claims_of, quoted_seen_by
from annotator.queries.gathering import CHANGED, DECIDED, OPEN
from annotator.queries.gold import to_decide_on
from annotator.queries.people import person
from annotator.queries.telling import iso

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models import Claim, Story
    from annotator.policies import Seen

STATES = (OPEN, DECIDED, CHANGED)
CLAIM = "claim"  # the layer whose marks are put on claims

Placed = dict[int, frozenset["UUID"]]
"""On which claims each person has put a passage."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that was kept in adjudication; `decision` is its id."""

    decision: UUID
    layer: str
    article: int
    quote: str
    start: int


@dataclass(slots=True)
class GoldMention:
    """One passage on one claim: who put it there, what most say, what was decided, what came after.

    Asked are those who have put the passage on any claim of the story: on this one, or on others.
    """

    claim: UUID
    passage: Passage
    said: list[dict[str, Any]]
    majority: bool | None
    seen: str  # stands for what people say as it is: sent along with a decision on it
    decision: dict[str, Any] | None = None
    delta: dict[str, list[str]] = field(default_factory=dict)

    @property
    def votes(self) -> int:
        """How many put it there."""
        return sum(each["holds"] for each in self.said)

    @property
    def voters(self) -> int:
        """How many put it anywhere."""
        return len(self.said)

    @property
    def state(self) -> str:
        """In one word: `open`, `decided`, `changed` since it was."""
        if self.decision is None:
            return OPEN
        return CHANGED if any(self.delta.values()) else DECIDED


@dataclass(frozen=True, slots=True)
class GoldMentions:
    """What is to be decided on the mentions of a story."""

    seen: Seen[Story]
    rows: list[tuple[Claim, list[GoldMention]]]
    spare: list[Passage]  # kept on the layer of claims, and on no claim
    waiting: dict[int, int]  # by account: marks on claims whose passage is not decided on yet

    @property
    def counts(self) -> dict[str, int]:
        """How many mentions there are, by state."""
        states = Counter(each.state for _, items in self.rows for each in items)
        return {"all": states.total(), **{each: states[each] for each in STATES}}


def mentions_for(actor: User, story_id: int) -> GoldMentions:
    """Return what is to be decided on the mentions of a story, for a lead (8 queries, however much there is).

    Raises :class:`NotAllowed` for who does not adjudicate, or annotates an account of it blind.
    """
    seen = to_decide_on(actor, article_queries.story_for(actor, story_id))
    return mentions_of(actor, seen, claims_of(seen.it))


def mentions_of(actor: User, seen: Seen[Story], claims: list[Claim]) -> GoldMentions:
    """Return the same of a story that was looked up with a lead who may decide on it (6 queries)."""
    story = seen.it
    passages = {row.pk: _passage(row) for row in kept_in(story).prefetch_related("ranges")}
    placed = placings(actor, story)
    decided = {(each.claim_id, each.decision_id): each for each in decisions_of(story)}
    people = _people(placed, story)
    rows = []
    used: set[UUID] = {key for (_, key), row in decided.items() if row.holds}
    for claim in claims:
        here = [
            _mention(claim, passage, placed.get(key, {}), decided.get((claim.pk, key)), people)
            for key, passage in passages.items()
            if (claim.pk, key) in decided or any(claim.pk in each for each in placed.get(key, {}).values())
        ]
        used.update(each.passage.decision for each in here if each.votes)
        rows.append((claim, here))
    spare = [each for key, each in passages.items() if each.layer == CLAIM and key not in used]
    return GoldMentions(seen, rows, spare, _waiting(actor, story))


def kept_in(story: Story) -> QuerySet[Decision]:
    """Return the passages that were kept in a story's accounts, by account and place (no query)."""
    return (
        Decision.objects.filter(
            kept=True,
            deleted_at=None,
            revision__article__story=story,
            revision__article__deleted_at=None,
        )
        .select_related("revision__article", "layer")
        .defer("revision__text", "revision__raw")
        .order_by("revision__article__published_at", "revision__article", "created_at", "pk")
    )


def placings(actor: User, story: Story, *passages: UUID) -> dict[UUID, Placed]:
    """Return who has put the passages of a story on which claims, by passage (1 query).

    Of all that were kept, or of `passages`. The story was looked up with the actor.
    """
    on = "annotation__decisions__decision"
    rows = quoted_seen_by(actor).filter(
        claim__story=story,
        **{f"{on}__deleted_at": None, f"{on}__kept": True},
        **({f"{on}__in": passages} if passages else {}),
    )
    found: dict[UUID, dict[int, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for passage, who, claim in rows.order_by().values_list(on, "author", "claim"):
        found[passage][who].add(claim)
    return {
        key: {who: frozenset(claims) for who, claims in sorted(each.items())} for key, each in found.items()
    }


def said_of(placed: Placed, claim: UUID) -> dict[int, bool]:
    """Return whether each person who put a passage anywhere has put it on a claim (no query)."""
    return {who: claim in claims for who, claims in placed.items()}


def seen_mark(said: Mapping[int, bool]) -> str:
    """Return what stands for what people say as it is (no query)."""
    return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()[:16]


def decisions_of(story: Story) -> QuerySet[MentionDecision]:
    """Return what was decided on the mentions of a story that was looked up with an actor (1 query)."""
    return MentionDecision.objects.filter(
        claim__story=story,
        claim__deleted_at=None,
        decision__deleted_at=None,
        decision__kept=True,
        decision__revision__article__story=story,
        decision__revision__article__deleted_at=None,
    ).select_related("decided_by", "decision__revision")


def decision_data(row: MentionDecision) -> dict[str, Any]:
    """Return what was decided on a mention, as it is told; not whose placing it rests on."""
    return {
        "claim": str(row.claim_id),
        "passage": str(row.decision_id),
        "article": row.decision.revision.article_id,
        "holds": row.holds,
        "reason": row.reason,
        "overrules": row.overrules,
        "decided_by": person(row.decided_by),
        "version": row.version,
        "updated_at": iso(row.updated_at),
    }


def _passage(row: Decision) -> Passage:
    ranges = list(row.ranges.all())
    quote = " \u2026 ".join(each.quote for each in ranges)
    return Passage(row.pk, row.layer.key, row.revision.article_id, quote, ranges[0].start)


def _people(placed: Mapping[UUID, Placed], story: Story) -> dict[int, dict[str, Any]]:
    """Return who put what on claims, as they are told: without names where these are hidden (1 query)."""
    keys = {who for each in placed.values() for who in each}
    if story.project.names_hidden:
        return numbered(keys, f"story:{story.pk}")
    return {each.pk: person(each) for each in User.objects.filter(pk__in=keys)}


def _mention(
    claim: Claim,
    passage: Passage,
    placed: Placed,
    decision: MentionDecision | None,
    people: Mapping[int, dict[str, Any]],
) -> GoldMention:
    now = said_of(placed, claim.pk)
    item = GoldMention(
        claim=claim.pk,
        passage=passage,
        said=[{"person": people[who], "holds": holds} for who, holds in now.items()],
        majority=most_hold(list(now.values())),
        seen=seen_mark(now),
    )
    if decision is not None:
        item.decision = decision_data(decision)
        rests_on = {each["person"]: each["holds"] for each in decision.basis}
        item.delta = {
            "new": _names((who for who in now if who not in rests_on), people),
            "changed": _names((who for who in now if rests_on.get(who, now[who]) is not now[who]), people),
            "gone": ["" for who in rests_on if who not in now],
        }
    return item


def _names(keys: Any, people: Mapping[int, dict[str, Any]]) -> list[str]:  # noqa: ANN401 - ids of people
    return [str(people[who]["name"] or people[who].get("number", "")) for who in keys]


def _waiting(actor: User, story: Story) -> dict[int, int]:
    rests = DecisionBasis.objects.filter(annotation=OuterRef("annotation"), decision__deleted_at=None)
    rows = quoted_seen_by(actor).filter(~Exists(rests), claim__story=story).order_by()
    at = "annotation__revision__article"
    return dict(rows.values_list(at).annotate(n=Count("annotation", distinct=True)))


def table_as_data(table: GoldMentions, accounts: Collection[int] | None = None) -> dict[str, Any]:
    """Return what is to be decided as the API and the page's script have it (no query).

    With the `accounts` that are shown, in their order: passages of a claim come in it.
    """
    story = table.seen.it
    order = {article: place for place, article in enumerate(accounts or ())}
    return {
        "seq": story.project.event_seq,
        "names_hidden": story.project.names_hidden,
        "counts": table.counts,
        "rows": [
            {
                "id": str(claim.pk),
                "wording": claim.wording,
                "mentions": [_mention_data(each) for each in sorted(items, key=_by(order))],
            }
            for claim, items in table.rows
        ],
        "spare": [_passage_data(each) for each in table.spare],
        "waiting": [{"article": article, "count": count} for article, count in sorted(table.waiting.items())],
    }


def _by(order: Mapping[int, int]) -> Any:  # noqa: ANN401 - a key to sort by
    return lambda each: (
        order.get(each.passage.article, len(order)),
        each.passage.article,
        each.passage.start,
    )


def _passage_data(passage: Passage) -> dict[str, Any]:
    return {"passage": str(passage.decision), "article": passage.article, "quote": passage.quote}


def _mention_data(item: GoldMention) -> dict[str, Any]:
    return {
        **_passage_data(item.passage),
        "state": item.state,
        "said": item.said,
        "majority": {"holds": item.majority, "votes": item.votes, "voters": item.voters},
        "seen": item.seen,
        "decision": item.decision,
        "delta": {key: item.delta.get(key, []) for key in ("new", "changed", "gone")},
    }
