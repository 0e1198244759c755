"""Bringing what people did with what the program proposed: suggestions, and mentions of other accounts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from annotator.models import (
    Counterpart,
    CounterpartAnswer,
    Revision,
    Suggestion,
    SuggestionAnswer,
    SuggestionExposure,
    SuggestionRun,
)
from annotator.services.bringing_rows import referring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.formats.interchange.own import Line
    from annotator.services.bringing import Target

when = datetime.fromisoformat


def bring_exposures(target: Target, lines: Sequence[Line]) -> None:
    """Write to whom suggestions were shown, and that their engine had read the text (2 queries, 2 a line)."""
    made = []
    for line, (revision,) in referring(target, lines, revision_id="revision"):
        told = line.record
        if told["found"] is not None:
            SuggestionRun.objects.get_or_create(
                revision_id=revision, engine=told["engine"], defaults={"found": told["found"]}
            )
        row = SuggestionExposure(
            revision_id=revision,
            person=target.by(told),
            engine=told["engine"],
            shown_at=when(told["shown_at"]),
        )
        made.append((line, [row]))
    target.write(made)


def bring_answers(target: Target, lines: Sequence[Line]) -> None:
    """Write what people did with suggestions, and these (3 queries, 3 a line)."""
    made = []
    for line, (revision, annotation) in referring(
        target, lines, revision_id="revision", annotation_id="annotation"
    ):
        told = line.record
        if not _quoted(target, line, revision):
            continue
        proposed, _ = Suggestion.objects.get_or_create(
            revision_id=revision,
            **{key: told[key] for key in ("engine", "layer", "start", "end")},
            defaults={
                "quote": told["quote"],
                "codes": _unspoken(told["codes"] or ""),
                "entry": told["entry"],
                "explanation": told["explanation"] or "",
            },
        )
        row = SuggestionAnswer(
            suggestion=proposed,
            person=target.by(told),
            verdict=told["verdict"],
            annotation_id=annotation,
            at=when(told["answered_at"]),
        )
        made.append((line, [row]))
    target.write(made)


def _unspoken(codes: str) -> list[dict[str, str]]:
    """Return codes that :func:`annotator.formats.datasets.spoken` made one value of; keys have no `; `."""
    pairs = (each.partition("=") for each in codes.split("; ") if each)
    return [{"dimension": dimension, "code": code} for dimension, _, code in pairs]


def _quoted(target: Target, line: Line, revision: int) -> bool:
    """Say whether a quote stands at its place, and refuse its line otherwise (1 query)."""
    told = line.record
    text = Revision.objects.values_list("text", flat=True).get(pk=revision)
    there = text[told["start"] : told["end"]]
    if there != told["quote"]:
        why = "The quote is not what stands there. Offsets are Unicode code points."
        target.refuse(line, why, "quote", there=there[:200])
    return bool(there == told["quote"])


def bring_counterparts(target: Target, lines: Sequence[Line]) -> None:
    """Write to whom suggested mentions were shown, and what they made of them (4 queries, 3 a line)."""
    made = []
    for line, (claim, revision, annotation) in referring(
        target, lines, claim_id="claim", revision_id="revision", annotation_id="annotation"
    ):
        told = line.record
        if not _quoted(target, line, revision):
            continue
        shown, _ = Counterpart.objects.get_or_create(
            claim_id=claim,
            revision_id=revision,
            start=told["start"],
            end=told["end"],
            defaults={key: told[key] for key in ("quote", "kind", "score", "engine")},
        )
        row = CounterpartAnswer(
            counterpart=shown,
            person=target.by(told),
            verdict=told["verdict"] or "",
            annotation_id=annotation,
            shown_at=when(told["shown_at"]),
            answered_at=when(told["answered_at"]) if told["answered_at"] else None,
        )
        made.append((line, [row]))
    target.write(made)
