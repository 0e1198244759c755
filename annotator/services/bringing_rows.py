"""Bringing what follows a dataset's documents into a project: carries, claims, cells, links, talk.

Each function takes lines of one type and writes what is right of them; each other line is refused.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from annotator.formats.comments import html_of
from annotator.models import (
    Annotation,
    Carried,
    Cell,
    Claim,
    Comment,
    Link,
    Mention,
    OriginChoice,
    Revision,
    Thread,
)
from annotator.models.links import UNDIRECTED
from annotator.services.bringing import NOT_THERE, Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    from annotator.formats.interchange.own import Line

when = datetime.fromisoformat

Keys = tuple[Any, ...]


def referring(target: Target, lines: Sequence[Line], **kinds: str) -> Iterator[tuple[Line, Keys]]:
    """Yield the lines all of whose references lead somewhere, with the keys of what is there.

    `kinds`: by key of the record the kind of row; null refers to nothing. The other lines are refused.
    1 query a reference.
    """
    found = {key: target.known(kind, {line.record.get(key) for line in lines}) for key, kind in kinds.items()}
    for line in lines:
        told = {key: line.record.get(key) for key in kinds}  # of before, one may have no such key
        lost = [key for key, ident in told.items() if ident is not None and ident not in found[key]]
        if lost:
            target.refuse(line, NOT_THERE, lost[0], kind=kinds[lost[0]], id=told[lost[0]])
        else:
            yield line, tuple(found[key][ident] if ident is not None else None for key, ident in told.items())


def bring_carried(target: Target, lines: Sequence[Line]) -> None:
    """Write what became of marks in later texts (6 queries).

    What is carried always goes to a later text of its article: a chain of them has an end.
    """
    told = list(
        referring(
            target, lines, carried_from="annotation", annotation_id="annotation", revision_id="revision"
        )
    )
    marks = {key for _, keys in told for key in keys[:2]}
    on = dict(Annotation.objects.filter(pk__in=marks - {None}).values_list("pk", "revision"))
    rows = Revision.objects.filter(pk__in={*on.values(), *(keys[2] for _, keys in told)})
    texts = {key: place for key, *place in rows.values_list("pk", "article", "number", "length")}
    made = []
    for line, (source, stands, revision) in told:
        (article, number, _), (there, later, length) = texts[on[source]], texts[revision]
        found = [[each["start"], each["end"]] for each in line.record["found"]]
        if article != there or number >= later or (stands and on[stands] != revision):
            target.refuse(line, "A mark is carried to a later text of its article.", "revision_id")
        elif not all(start < end <= length for start, end in found):
            target.refuse(line, "This place is not in the text.", "found")
        else:
            made.append((line, [_carried(line.record, source, stands, revision, found)]))
    target.write(made)


def _carried(
    told: Mapping[str, Any], source: UUID, stands: UUID | None, revision: int, found: list[list[int]]
) -> Carried:
    return Carried(
        source_id=source,
        revision_id=revision,
        made_id=stands,
        state=told["state"],
        found=found,
        version=told["version"],
        review=told["review"] or "",
        reason=told["reason"] or "",
        reviewed_at=when(told["reviewed_at"]) if told["reviewed_at"] else None,
        created_at=when(told["created_at"]),
    )


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
    """Write cells (4 queries)."""
    target.write([
        (
            line,
            [
                Cell(
                    claim_id=claim,
                    article_id=article,
                    annotator=target.by(line.record),
                    look_again_id=again,
                    **{key: line.record[key] for key in ("status", "certainty", "also", "version")},
                    note=line.record["note"] or "",
                    updated_at=when(line.record["updated_at"]),
                )
            ],
        )
        for line, (claim, article, again) in referring(
            target, lines, claim_id="claim", article_id="article", look_again="revision"
        )
    ])  # fmt: skip


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
