"""Gold cells: reads. What a story's matrix is decided to be, cell by cell, and what came after."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.errors import NotAllowed
from annotator.findings.cells import MostSay, most_say
from annotator.models import Cell, CellDecision
from annotator.policies import Action, Actor, Seen
from annotator.queries import articles as article_queries
from annotator.queries.adjudication import numbered
from annotator.queries.claims import matrix_of
from annotator.queries.gathering import CHANGED, DECIDED, OPEN
from annotator.queries.people import person
from annotator.queries.telling import iso

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from annotator.models import Article, Claim, Story, User
    from annotator.queries.cells import CellShown, Finding

EMPTY = "empty"
STATES = (EMPTY, OPEN, DECIDED, CHANGED)


@dataclass(slots=True)
class GoldCell:
    """One claim in one account: what people found, what most say, what was decided, what came after."""

    article: int
    findings: list[dict[str, Any]]
    quotes: list[str]
    majority: MostSay
    seen: str  # stands for the findings as they are: sent along with a decision on them
    decision: dict[str, Any] | None = None
    delta: dict[str, list[str]] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """In one word: `empty` where nobody set it, `open`, `decided`, `changed` since it was."""
        if self.decision is None:
            return OPEN if self.findings else EMPTY
        return CHANGED if any(self.delta.values()) else DECIDED


@dataclass(frozen=True, slots=True)
class GoldTable:
    """The matrix of a story as it is decided on."""

    seen: Seen[Story]
    accounts: list[Article]
    rows: list[tuple[Claim, list[GoldCell]]]

    @property
    def counts(self) -> dict[str, int]:
        """How many cells there are by state; `all` are those that somebody set or decided."""
        states = Counter(cell.state for _, cells in self.rows for cell in cells)
        return {
            "all": states.total() - states[EMPTY],
            **{each: states[each] for each in (OPEN, DECIDED, CHANGED)},
        }


def gold_for(actor: User, story_id: int) -> GoldTable:
    """Return the matrix of a story to be decided on, for a lead (9 queries, however large it is).

    Raises :class:`NotAllowed` for who does not adjudicate, or annotates an account of it blind.
    """
    seen = to_decide_on(actor, article_queries.story_for(actor, story_id))
    story = seen.it
    matrix = matrix_of(actor, story)
    decided = {(each.claim_id, each.article_id): each for each in decisions_of(story)}
    hidden: dict[int, dict[str, Any]] = {}
    if story.project.names_hidden:
        found = (each.annotator_id for row in matrix.rows for cell in row.cells for each in cell.findings)
        hidden = numbered(set(found), f"story:{story.pk}")
    rows = [
        (
            row.claim,
            [_gold_cell(each, decided.get((row.claim.pk, each.article)), hidden) for each in row.cells],
        )
        for row in matrix.rows
    ]
    return GoldTable(seen, matrix.accounts, rows)


def to_decide_on(actor: Actor, seen: Seen[Story]) -> Seen[Story]:
    """Return a story whose matrix the actor may decide on. Raises :class:`NotAllowed` (as for a text)."""
    shut = article_queries.shut_of(actor, seen.require(Action.ADJUDICATE))
    if shut:
        raise NotAllowed(
            "You annotate accounts of this story blind yourself: %(accounts)s. "
            "Say on the page of each that you are done with it.",
            accounts=[each.title for each in shut],
        )
    return seen


def decisions_of(story: Story) -> QuerySet[CellDecision]:
    """Return the gold cells of a story that was looked up with an actor (1 query)."""
    return CellDecision.objects.filter(claim__story=story, claim__deleted_at=None).select_related(
        "decided_by"
    )


def decision_on(claim: Claim, article: int) -> CellDecision | None:
    """Return what was decided on one cell of a claim that was looked up with an actor (1 query)."""
    return CellDecision.objects.filter(claim=claim, article=article).select_related("decided_by").first()


def findings_on(claim: Claim, article: int) -> list[Cell]:
    """Return what everybody found of one cell, without those who have not checked it (1 query)."""
    rows = Cell.objects.filter(claim=claim, article=article).exclude(status=Cell.Status.UNCHECKED)
    return list(rows.order_by("annotator"))


def seen_mark(findings: Iterable[Cell | Finding]) -> str:
    """Return what stands for findings as they are (no query)."""
    told = sorted((each.annotator_id, each.version) for each in findings)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def decision_data(row: CellDecision) -> dict[str, Any]:
    """Return what was decided on a cell, as it is told; not whose findings it rests on."""
    return {
        "claim": str(row.claim_id),
        "article": row.article_id,
        "status": row.status,
        "certainty": row.certainty,
        "reason": row.reason,
        "overrules": row.overrules,
        "decided_by": person(row.decided_by),
        "version": row.version,
        "updated_at": iso(row.updated_at),
    }


def _gold_cell(cell: CellShown, decision: CellDecision | None, hidden: dict[int, dict[str, Any]]) -> GoldCell:
    found = [each for each in cell.findings if each.status != Cell.Status.UNCHECKED]
    people = {each.annotator_id: hidden.get(each.annotator_id) or person(each.annotator) for each in found}
    told = [
        {
            "person": people[each.annotator_id],
            "status": each.status,
            "certainty": each.certainty,
            "note": each.note,
            "version": each.version,
        }
        for each in found
    ]
    most = most_say([(each.status, each.certainty) for each in found])
    gold = GoldCell(cell.article, told, [each.text for each in cell.quotes], most, seen_mark(found))
    if decision is not None:
        gold.decision = decision_data(decision)
        rests_on = {each["person"]: each["version"] for each in decision.basis}
        now = {each.annotator_id: each.version for each in found}
        gold.delta = {
            "new": [_name(people[who]) for who in now if who not in rests_on],
            "changed": [_name(people[who]) for who in now if rests_on.get(who, now[who]) != now[who]],
            "gone": ["" for who in rests_on if who not in now],
        }
    return gold


def _name(who: dict[str, Any]) -> str:
    return str(who["name"] or who.get("number", ""))


def table_as_data(table: GoldTable) -> dict[str, Any]:
    """Return a table as the API and the page's script have it (no query)."""
    story = table.seen.it
    return {
        "seq": story.project.event_seq,
        "names_hidden": story.project.names_hidden,
        "counts": table.counts,
        "accounts": [
            {"id": each.pk, "title": each.title, "source": each.source.name if each.source else ""}
            for each in table.accounts
        ],
        "rows": [
            {"id": str(claim.pk), "wording": claim.wording, "cells": [_cell_data(each) for each in cells]}
            for claim, cells in table.rows
        ],
    }


def _cell_data(cell: GoldCell) -> dict[str, Any]:
    most = cell.majority
    return {
        "article": cell.article,
        "state": cell.state,
        "findings": cell.findings,
        "quotes": cell.quotes,
        "majority": {
            "status": most.status,
            "certainty": most.certainty,
            "votes": most.votes,
            "voters": most.voters,
        },
        "seen": cell.seen,
        "decision": cell.decision,
        "delta": {key: cell.delta.get(key, []) for key in ("new", "changed", "gone")},
    }
