"""Bringing what follows a dataset's documents into a project: claims, cells, links, talk, answers.

Each function takes lines of one type and writes what is right of them; each other line is refused.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from annotator.formats.comments import html_of
from annotator.models import (
    Cell,
    Claim,
    Comment,
    Counterpart,
    CounterpartAnswer,
    Link,
    Mention,
    OriginChoice,
    Revision,
    Suggestion,
    SuggestionAnswer,
    SuggestionExposure,
    SuggestionRun,
    Thread,
)
from annotator.models.links import UNDIRECTED
from annotator.services.bringing import NOT_THERE, Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from annotator.formats.interchange.own import Line

when = datetime.fromisoformat

Keys = tuple[Any, ...]


def referring(target: Target, lines: Sequence[Line], **kinds: str) -> Iterator[tuple[Line, Keys]]:
    """Yield the lines all of whose references lead somewhere, with the keys of what is there.

    `kinds`: by key of the record the kind of row; null refers to nothing. The other lines are refused.
    1 query a reference.
    """
    found = {key: target.known(kind, {line.record[key] for line in lines}) for key, kind in kinds.items()}
    for line in lines:
        lost = [key for key in kinds if line.record[key] is not None and line.record[key] not in found[key]]
        if lost:
            kind, ident = kinds[lost[0]], line.record[lost[0]]
            target.refuse(line, NOT_THERE, lost[0], kind=kind, id=ident)
        else:
            yield line, tuple(found[key].get(line.record[key]) for key in kinds)


def bring_claims(target: Target, lines: Sequence[Line]) -> None:
    """Write claims (3 queries)."""
    stories = {line.number: keys[0] for line, keys in referring(target, lines, story_id="story")}
    told = [line for line in lines if line.number in stories]
    target.write([
        (
            line,
            [
                Claim(
                    pk=ident,
                    story_id=stories[line.number],
                    wording=line.record["wording"],
                    position=line.record["position"],
                    version=line.record["version"],
                    created_at=when(line.record["created_at"]),
                    created_by=target.person(line.record["annotator_id"], line.record["annotator"] or ""),
                )
            ],
        )
        for line, ident in target.new_ones("claim", "claim_id", told)
    ])  # fmt: skip


def bring_mentions(target: Target, lines: Sequence[Line]) -> None:
    """Write mentions (4 queries)."""
    keys = {
        line.number: keys
        for line, keys in referring(target, lines, claim_id="claim", annotation_id="annotation")
    }
    told = [line for line in lines if line.number in keys]
    target.write([
        (
            line,
            [
                Mention(
                    pk=ident,
                    claim_id=keys[line.number][0],
                    annotation_id=keys[line.number][1],
                    author=target.by(line.record),
                    state=line.record["state"],
                    said_by=line.record["said_by"] or "",
                    said_how=line.record["said_how"] or "",
                    created_at=when(line.record["created_at"]),
                )
            ],
        )
        for line, ident in target.new_ones("mention", "mention_id", told)
    ])  # fmt: skip


def bring_cells(target: Target, lines: Sequence[Line]) -> None:
    """Write cells (3 queries)."""
    target.write([
        (
            line,
            [
                Cell(
                    claim_id=claim,
                    article_id=article,
                    annotator=target.by(line.record),
                    **{key: line.record[key] for key in ("status", "certainty", "also", "version")},
                    note=line.record["note"] or "",
                    updated_at=when(line.record["updated_at"]),
                )
            ],
        )
        for line, (claim, article) in referring(target, lines, claim_id="claim", article_id="article")
    ])  # fmt: skip


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


def bring_links(target: Target, lines: Sequence[Line]) -> None:
    """Write links (6 queries)."""
    ends: dict[int, Keys] = {}
    for of in ("claim", "mention"):
        those = [line for line in lines if line.record["of"] == of]
        ends |= {line.number: keys for line, keys in referring(target, those, from_id=of, to_id=of)}
    told = [line for line in lines if line.number in ends]
    target.write([
        (line, [Link(pk=ident, project=target.project, **_link(target, line.record, ends[line.number]))])
        for line, ident in target.new_ones("link", "link_id", told)
    ])  # fmt: skip


def _link(target: Target, told: Mapping[str, Any], ends: Keys) -> dict[str, Any]:
    # What has no direction is stored from the lower id to the higher; ids may have become others.
    one, other = sorted(ends) if told["kind"] in UNDIRECTED else ends
    return {
        "kind": told["kind"],
        f"from_{told['of']}_id": one,
        f"to_{told['of']}_id": other,
        "author": target.by(dict(told)),
        "note": told["note"] or "",
        "version": told["version"],
        "created_at": when(told["created_at"]),
    }


def bring_origins(target: Target, lines: Sequence[Line]) -> None:
    """Write what people said of where an account's text is from (3 queries)."""
    target.write([
        (
            line,
            [
                OriginChoice(
                    article_id=article,
                    same_as_id=same_as,
                    chosen_by=target.person(line.record["annotator_id"], line.record["annotator"] or ""),
                    chosen_at=when(line.record["chosen_at"]),
                )
            ],
        )
        for line, (article, same_as) in referring(target, lines, article_id="article", same_as="article")
    ])  # fmt: skip


def bring_comments(target: Target, lines: Sequence[Line]) -> None:
    """Write comments, and that there is talk about their annotation (5 queries, 1 a thread)."""
    threads = {line.number: keys[0] for line, keys in referring(target, lines, annotation_id="annotation")}
    highest: dict[Any, int] = {}
    made = []
    told = [line for line in lines if line.number in threads]
    for line, ident in target.new_ones("comment", "comment_id", told):
        record, thread = line.record, threads[line.number]
        highest[thread] = max(highest.get(thread, 0), record["number"])
        row = Comment(
            pk=ident,
            thread_id=thread,
            number=record["number"],
            author=target.by(record),
            body=record["body"],
            html=html_of(record["body"], {}),
            version=record["version"],
            created_at=when(record["created_at"]),
            edited_at=when(record["edited_at"]) if record["edited_at"] else None,
        )
        made.append((line, [row]))
    Thread.objects.bulk_create([Thread(pk=each) for each in highest], ignore_conflicts=True)
    for thread, number in highest.items():
        Thread.objects.filter(pk=thread, newest__lt=number).update(newest=number)
    target.write(made)


def bring_threads(target: Target, lines: Sequence[Line]) -> None:
    """Write which talk is settled (2 queries, 1 a line)."""
    for line, (annotation,) in referring(target, lines, annotation_id="annotation"):
        Thread.objects.get_or_create(pk=annotation)
        Thread.objects.filter(pk=annotation).update(
            resolved_at=when(line.record["resolved_at"]), resolved_by=target.by(line.record)
        )
        target.counts[line.kind] += 1
