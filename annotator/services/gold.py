"""Gold cells and mentions: writes. What is decided of a matrix; nobody's own cells are touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from annotator.errors import Conflict, Invalid, StaleVersion
from annotator.findings.cells import overrules
from annotator.models import Cell, CellDecision
from annotator.policies import Seen
from annotator.queries import articles as article_queries
from annotator.queries import gold as queries
from annotator.queries.cells import REPORTED
from annotator.queries.claims import claim_for
from annotator.services.marking import note_of
from annotator.services.mentions import log

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from annotator.models import Claim, User

STEPS = range(1, 5)


@transaction.atomic
def decide_cell(
    *,
    actor: User,
    claim_id: UUID,
    article_id: int,
    status: str,
    certainty: int | None = None,
    reason: str = "",
    seen: str | None = None,
    version: int | None = None,
) -> dict[str, Any]:
    """Decide what one account says of a claim, or decide anew (at most 10 queries).

    `seen` stands for the findings that the curator looked at (`queries.gold.seen_mark`); `version` is the
    decision's that is changed. The same again changes nothing. Raises :class:`Invalid` on `reason` where more
    than half of those who set the cell are overruled without one, :class:`StaleVersion` when somebody else
    decided first, :class:`Conflict` when the findings are others by now.
    """
    _refuse_unknown(status, certainty)
    claim = _claim_for(actor, claim_id)
    article = article_queries.article_for(actor, article_id).it
    if article.story_id != claim.story_id:
        raise Invalid("This article is no account of the claim's story.", field="article")
    reason = note_of(reason)
    found = queries.findings_on(claim, article.pk)
    there = CellDecision.objects.select_for_update().filter(claim=claim, article=article).first()
    basis = _basis(found)
    if there and _says(there) == (status, certainty, reason, basis) and version in {None, there.version - 1}:
        return queries.decision_data(there)
    if seen is not None and seen != queries.seen_mark(found):
        raise Conflict("Somebody has set this cell in the meantime. Look at it again.", field="seen")
    against = overrules([(each.status, each.certainty) for each in found], (status, certainty))
    if against and not reason:
        raise Invalid("More than half say otherwise. Say why you overrule them.", field="reason")
    if (there.version if there else None) != version:
        raise StaleVersion(
            "Somebody decided on this cell in the meantime.",
            current=queries.decision_data(there) if there else None,
        )
    before = queries.decision_data(there) if there else None
    row = there or CellDecision(claim=claim, article=article)
    row.status, row.certainty, row.reason, row.basis = status, certainty, reason, basis
    row.overrules, row.decided_by = against, actor
    row.version = there.version + 1 if there else 1
    row.save()
    after = queries.decision_data(row)
    log(actor=actor, claim=claim, verb="decision.filled", before=before, after=after)
    return after


@transaction.atomic
def withdraw_cell(*, actor: User, claim_id: UUID, article_id: int, version: int) -> None:
    """Take the decision on a cell back (7 queries). Where there is none, nothing happens."""
    claim = _claim_for(actor, claim_id)
    there = CellDecision.objects.select_for_update().filter(claim=claim, article=article_id).first()
    if there is None:
        return
    before = queries.decision_data(there)
    if there.version != version:
        raise StaleVersion("Somebody decided on this cell in the meantime.", current=before)
    there.delete()
    log(actor=actor, claim=claim, verb="decision.emptied", before=before)


def _refuse_unknown(status: str, certainty: int | None) -> None:
    known = [each for each in Cell.Status.values if each != Cell.Status.UNCHECKED]
    if status not in known:
        raise Invalid("A status is one of: %(known)s.", field="status", known=known)
    if certainty is not None and (certainty not in STEPS or status not in REPORTED):
        raise Invalid("Certainty is a step from 1 to 4, of what the account reports.", field="certainty")


def _claim_for(actor: User, claim_id: UUID) -> Claim:
    seen = claim_for(actor, claim_id)
    queries.to_decide_on(actor, Seen(seen.it.story, seen.role))
    return seen.it


def _basis(found: Sequence[Cell]) -> list[dict[str, Any]]:
    return [
        {
            "person": each.annotator_id,
            "status": each.status,
            "certainty": each.certainty,
            "version": each.version,
        }
        for each in found
    ]


def _says(there: CellDecision) -> tuple[str, int | None, str, list[dict[str, Any]]]:
    return there.status, there.certainty, there.reason, there.basis
