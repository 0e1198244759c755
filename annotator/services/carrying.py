"""Carrying: links and refused suggestions that go along when two claims become one, and come back after."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from django.utils import timezone

from annotator.findings.links import way
from annotator.models import Counterpart, CounterpartAnswer, Link
from annotator.models.links import ACYCLIC, UNDIRECTED
from annotator.services.links import one_at_a_time
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.models import Claim, Story

Why = Literal["itself", "twice", "circle"]
Facts = dict[str, Any]  # what an event keeps of it
_STORY = {"claim": "from_claim__story", "mention": "from_mention__claim__story"}
_REJECTED = CounterpartAnswer.Verdict.REJECTED


@dataclass(frozen=True, slots=True)
class Dropped:
    """A link between claims that could not come along, and why not."""

    link: Link
    why: Why


@dataclass(slots=True)
class _Standing:
    """The links that stand: none twice, and none of the kinds that have an order goes round in a circle."""

    keys: set[tuple[Any, ...]] = field(default_factory=set)
    edges: defaultdict[tuple[Any, ...], list[tuple[UUID, UUID]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, link: Link) -> None:
        self.keys.add(_key(link))
        self.edges[_layer(link)].append(link.ends)

    def refuses(self, link: Link) -> Why | None:
        one, other = link.ends
        if one == other:
            return "itself"
        if _key(link) in self.keys:
            return "twice"
        circle = link.kind in ACYCLIC and way(self.edges[_layer(link)], other, one)
        return "circle" if circle else None


def _layer(link: Link) -> tuple[Any, ...]:
    """Return what a circle goes through: links between claims are everybody's, between mentions one's own."""
    return (link.of, link.kind, link.author_id if link.of == "mention" else None)


def _key(link: Link) -> tuple[Any, ...]:
    return (*_layer(link), *link.ends)


@callers_transaction
def links(*, story: Story, of: str, to: dict[UUID, UUID]) -> tuple[Facts, list[Dropped]]:
    """Let the links of claims or mentions lead to others in their place (at most 4 queries).

    `to` says which takes the place of which. A link that would then lead to itself, be there twice or close a
    circle is taken away. Returns what :func:`links_back` needs, and what was taken away.
    """
    if not to:
        return {}, []
    one_at_a_time(story=story)
    standing, going = _Standing(), []
    for link in _of_story(story, of).filter(deleted_at=None):
        if to.keys() & set(link.ends):
            going.append(link)
        else:
            standing.add(link)
    facts: Facts = {"moved": [], "dropped": []}
    moved, dropped = [], []
    for link in going:
        one, other = link.ends
        was = [str(link.pk), str(one), str(other)]
        _lead(link, to.get(one, one), to.get(other, other))
        why = standing.refuses(link)
        link.version += 1
        if why:
            _lead(link, one, other)
            dropped.append(Dropped(link, why))
            facts["dropped"].append([str(link.pk), link.version])
        else:
            standing.add(link)
            moved.append(link)
            facts["moved"].append(was)
    now = timezone.now()
    for each in dropped:
        each.link.deleted_at = now
    Link.objects.bulk_update([each.link for each in dropped], ["deleted_at", "version"])
    Link.objects.bulk_update(moved, _fields(of))
    return (facts if going else {}), dropped


@callers_transaction
def links_back(*, story: Story, of: str, facts: Facts) -> None:
    """Let links lead again where they did, and bring back what was taken away (at most 4 queries).

    What somebody linked otherwise since, or what would close a circle with something new, stays as it is.
    """
    if not facts:
        return
    one_at_a_time(story=story)
    was = {UUID(key): (UUID(one), UUID(other)) for key, one, other in facts["moved"]}
    gone = {UUID(key): version for key, version in facts["dropped"]}
    standing, moved, back = _Standing(), [], []
    for link in _of_story(story, of):
        if link.pk in was:
            moved.append(link)
        elif link.deleted_at is None:
            standing.add(link)
        elif gone.get(link.pk) == link.version:
            back.append(link)
    for link in moved:
        _lead(link, *was[link.pk])
        link.version += 1
        if link.deleted_at is None:
            standing.add(link)
    Link.objects.bulk_update(moved, _fields(of))
    again = []
    for link in back:
        if standing.refuses(link) is None:
            standing.add(link)
            link.deleted_at = None
            link.version += 1
            again.append(link)
    Link.objects.bulk_update(again, ["deleted_at", "version"])


def _of_story(story: Story, of: str) -> Any:  # noqa: ANN401 - a query set, whose stubs know no chosen fields
    return Link.objects.filter(**{_STORY[of]: story}).order_by("created_at", "pk")


def _fields(of: str) -> list[str]:
    return [f"from_{of}", f"to_{of}", "version"]


def _lead(link: Link, one: UUID, other: UUID) -> None:
    if link.kind in UNDIRECTED and one > other:
        one, other = other, one
    if link.of == "claim":
        link.from_claim_id, link.to_claim_id = one, other
    else:
        link.from_mention_id, link.to_mention_id = one, other


@callers_transaction
def refusals(*, claim: Claim, other: Claim) -> Facts:
    """Let people refuse for `claim` what they refused to put on `other` (at most 6 queries).

    Returns what :func:`refusals_back` needs.
    """
    refused = list(
        CounterpartAnswer.objects.filter(counterpart__claim=other, verdict=_REJECTED).select_related(
            "counterpart"
        )
    )
    if not refused:
        return {}
    Counterpart.objects.bulk_create(
        [_for_claim(each.counterpart, claim) for each in refused], ignore_conflicts=True
    )
    rows = Counterpart.objects.filter(claim=claim).only("revision_id", "start", "end")
    keys = {_place(row): row.pk for row in rows}
    there = {
        (row.counterpart_id, row.person_id): row
        for row in CounterpartAnswer.objects.select_for_update().filter(counterpart__claim=claim)
    }
    new: list[CounterpartAnswer] = []
    unanswered: list[CounterpartAnswer] = []
    for each in refused:
        key = keys[_place(each.counterpart)]
        answer = there.get((key, each.person_id))
        if answer is None:
            new.append(
                CounterpartAnswer(
                    counterpart_id=key,
                    person_id=each.person_id,
                    verdict=_REJECTED,
                    answered_at=each.answered_at,
                )
            )
        elif not answer.verdict:
            answer.verdict, answer.answered_at = _REJECTED, each.answered_at
            unanswered.append(answer)
    CounterpartAnswer.objects.bulk_create(new)
    CounterpartAnswer.objects.bulk_update(unanswered, ["verdict", "answered_at"])
    return {"made": [each.pk for each in new], "answered": [each.pk for each in unanswered]}


@callers_transaction
def refusals_back(*, facts: Facts) -> None:
    """Take back what was refused along with a merged claim, unless its person answered anew (2 queries)."""
    if not facts:
        return
    CounterpartAnswer.objects.filter(pk__in=facts["made"], verdict=_REJECTED).delete()
    rows = CounterpartAnswer.objects.filter(pk__in=facts["answered"], verdict=_REJECTED)
    rows.update(verdict=CounterpartAnswer.Verdict.NONE, answered_at=None)


def _place(row: Counterpart) -> tuple[int, int, int]:
    return row.revision_id, row.start, row.end


def _for_claim(row: Counterpart, claim: Claim) -> Counterpart:
    same = {name: getattr(row, name) for name in ("revision_id", "start", "end", "quote", "kind", "score")}
    return Counterpart(claim=claim, engine=row.engine, **same)


@callers_transaction
def everything(*, claim: Claim, other: Claim, doubles: dict[UUID, UUID]) -> tuple[Facts, list[Dropped]]:
    """Let all that leads to `other` lead to `claim` (at most 13 queries).

    `doubles` are mentions of the other that stay behind, since the claim has the same of the same person.
    """
    told, dropped = links(story=claim.story, of="claim", to={other.pk: claim.pk})
    quoted, _ = links(story=claim.story, of="mention", to=doubles)
    return {"claim": told, "mention": quoted, "refused": refusals(claim=claim, other=other)}, dropped


@callers_transaction
def everything_back(*, claim: Claim, facts: Facts) -> None:
    """Undo what :func:`everything` did (at most 10 queries); merges from before it was kept have nothing."""
    for of in ("claim", "mention"):
        links_back(story=claim.story, of=of, facts=facts.get(of, {}))
    refusals_back(facts=facts.get("refused", {}))


def named(dropped: Iterable[Dropped], claim: Claim, other: Claim) -> list[dict[str, str]]:
    """Return what was taken away, in words (1 query); of what was there twice nothing is lost."""
    found = [each for each in dropped if each.why != "twice"]
    ends = {end for each in found for end in each.link.ends} - {claim.pk, other.pk}
    rows = type(claim).objects.in_bulk(ends) if ends else {}
    words = {key: row.wording for key, row in rows.items()}
    words |= {claim.pk: claim.wording, other.pk: other.wording}
    return [
        {
            "kind": each.link.kind,
            "from": words[each.link.ends[0]],
            "to": words[each.link.ends[1]],
            "why": each.why,
        }
        for each in found
    ]
