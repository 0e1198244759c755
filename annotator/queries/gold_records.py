"""The gold layer of an export's scope as records: in what leads export.

Read in short steps, as :mod:`annotator.queries.exports` says. `docs/datasets.md` describes each key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from annotator.models import CellDecision, Decision, DecisionBasis, MentionDecision
from annotator.queries.adjudication import decision_data
from annotator.queries.exports import gold_in
from annotator.queries.scopes import (
    article_keys,
    claims_in,
    decisions_in,
    done_in,
    in_steps,
    marks_in,
)
from annotator.queries.telling import iso, who

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.models import Export


def decisions_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield the gold layer: each passage that was decided on. Only where a lead asked."""
    if not gold_in(export):
        return
    rows = Decision.objects.filter(decisions_in(export))
    rests = Prefetch("basis", DecisionBasis.objects.filter(marks_in(export, "annotation")))
    chosen = rows.select_related("layer__codebook", "decided_by", "revision").prefetch_related(
        "ranges", "codes__dimension", "codes__code", rests
    )
    for row in in_steps(chosen.defer("revision__text", "revision__raw")):
        told = decision_data(row)
        yield {
            "decision_id": told["id"],
            "revision_id": str(row.revision.uid),
            "codebook_version": row.layer.codebook.version,
            **{key: told[key] for key in ("layer", "kept", "ranges", "codes", "basis", "overrules")},
            **who(row.decided_by),
            "reason": told["reason"] or None,
            "version": told["version"],
            "created_at": iso(row.created_at),
            "decided_at": iso(row.updated_at),
        }


def cell_decisions_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield the gold cells: what was decided of each claim in each account. Only where a lead asked."""
    if not gold_in(export):
        return
    rows = CellDecision.objects.filter(
        claims_in(export, "claim"), done_in(export, at="updated_at"), article__in=article_keys(export)
    )
    for row in in_steps(rows.select_related("decided_by", "article")):
        yield {
            "claim_id": str(row.claim_id),
            "article_id": str(row.article.uid),
            "status": row.status,
            "certainty": row.certainty,
            "basis": [_by(each) for each in row.basis],
            "overrules": row.overrules,
            **who(row.decided_by),
            "reason": row.reason or None,
            "version": row.version,
            "decided_at": iso(row.updated_at),
        }


def mention_decisions_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield the gold mentions: whether a kept passage states a claim. Only where a lead asked."""
    if not gold_in(export):
        return
    rows = MentionDecision.objects.filter(
        claims_in(export, "claim"), decisions_in(export, "decision"), done_in(export, at="updated_at")
    )
    for row in in_steps(rows.select_related("decided_by")):
        yield {
            "claim_id": str(row.claim_id),
            "decision_id": str(row.decision_id),
            "holds": row.holds,
            "basis": [_by(each) for each in row.basis],
            "overrules": row.overrules,
            **who(row.decided_by),
            "reason": row.reason or None,
            "version": row.version,
            "decided_at": iso(row.updated_at),
        }


def _by(said: dict[str, Any]) -> dict[str, Any]:
    """Return what one person had said before something was decided, with the person by the usual key."""
    return {("annotator_id" if key == "person" else key): said[key] for key in said}
