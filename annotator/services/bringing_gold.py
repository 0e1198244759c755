"""Bringing a dataset's gold layer into a project: what was decided on passages, cells and mentions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from annotator.models import (
    CellDecision,
    Decision,
    DecisionBasis,
    DecisionCode,
    DecisionRange,
    MentionDecision,
    Revision,
)
from annotator.services.bringing import NOT_THERE
from annotator.services.bringing_documents import answers_of, layer_of, ranges_of, stands
from annotator.services.bringing_rows import referring

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.formats.interchange.own import Line
    from annotator.services.bringing import Target
    from annotator.services.bringing_documents import Answers

when = datetime.fromisoformat


def bring_decisions(target: Target, lines: Sequence[Line]) -> None:
    """Write decisions with ranges, codes and basis (4 queries, 1 a line)."""
    revisions = {line.number: keys[0] for line, keys in referring(target, lines, revision_id="revision")}
    rests = {each["annotation"] for line in lines for each in line.record["basis"]}
    marks = target.known("annotation", rests)
    told = [line for line in lines if line.number in revisions]
    made = []
    for line, ident in target.new_ones("decision", "decision_id", told):
        revision = revisions[line.number]
        layer = layer_of(target, line, line.record["codebook_version"])
        answers = answers_of(target, line, layer) if layer else None
        text = Revision.objects.values_list("text", flat=True).get(pk=revision)
        if layer is None or answers is None or not stands(target, line, text):
            continue
        if not _rests(target, line, marks):
            continue
        row = Decision(
            pk=ident,
            revision_id=revision,
            layer=layer.row,
            kept=line.record["kept"],
            created_at=when(line.record["created_at"]),
            **_decided(target, line.record),
        )
        made.append((line, [row, *_parts(row, line.record, answers, marks)]))
    target.write(made)


def _rests(target: Target, line: Line, marks: Mapping[str, Any]) -> bool:
    """Say whether all marks that a decision was made on are there, and refuse its line otherwise."""
    for number, each in enumerate(line.record["basis"]):
        if each["annotation"] not in marks:
            where = f"basis[{number}].annotation"
            target.refuse(line, NOT_THERE, where, kind="annotation", id=each["annotation"])
            return False
    return True


def _parts(
    row: Decision, told: dict[str, Any], answers: Answers, marks: Mapping[str, Any]
) -> list[DecisionRange | DecisionCode | DecisionBasis]:
    return [
        *(DecisionRange(decision=row, position=place, **ends) for place, ends in enumerate(ranges_of(told))),
        *(
            DecisionCode(decision=row, dimension=dimension, code=code, words=words)
            for dimension, code, words in answers
        ),
        *(
            DecisionBasis(decision=row, annotation_id=marks[each["annotation"]], version=each["version"])
            for each in told["basis"]
        ),
    ]


def bring_cell_decisions(target: Target, lines: Sequence[Line]) -> None:
    """Write gold cells (3 queries)."""
    target.write([
        (
            line,
            [
                CellDecision(
                    claim_id=claim,
                    article_id=article,
                    status=line.record["status"],
                    certainty=line.record["certainty"],
                    basis=_basis(target, line.record),
                    **_decided(target, line.record),
                )
            ],
        )
        for line, (claim, article) in referring(target, lines, claim_id="claim", article_id="article")
    ])  # fmt: skip


def bring_mention_decisions(target: Target, lines: Sequence[Line]) -> None:
    """Write gold mentions (3 queries)."""
    target.write([
        (
            line,
            [
                MentionDecision(
                    claim_id=claim,
                    decision_id=decision,
                    holds=line.record["holds"],
                    basis=_basis(target, line.record),
                    **_decided(target, line.record),
                )
            ],
        )
        for line, (claim, decision) in referring(target, lines, claim_id="claim", decision_id="decision")
    ])  # fmt: skip


def _decided(target: Target, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "overrules": told["overrules"],
        "decided_by": target.by(told),
        "reason": told["reason"] or "",
        "version": told["version"],
        "updated_at": when(told["decided_at"]),
    }


def _basis(target: Target, told: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what people had said before it was decided, with their numbers here."""
    return [
        {
            **{key: each[key] for key in each if key != "annotator_id"},
            "person": target.key(each["annotator_id"]),
        }
        for each in told["basis"]
    ]
