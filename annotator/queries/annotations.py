"""Annotations: reads, and the one shape in which an annotation is told.

Lists of thousands are hot, so they are built from values, not from objects, by three queries in all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Exists, OuterRef, Q

from annotator.errors import NotFound
from annotator.models import Annotation, AnnotationCode, Carried, Mention, Range, Revision, User
from annotator.policies import Actor, Seen, see, work_seen
from annotator.queries.people import person
from annotator.queries.telling import as_stored, iso, key_told, moment_told
from annotator.text.normalise import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models import Project


CHUNK = 1000  # rows held at once


class RangeData(TypedDict):
    """A range: code points, half-open, with its W3C selectors."""

    start: int
    end: int
    quote: str
    prefix: str
    suffix: str


class AnnotationData(TypedDict):
    """An annotation as the API, the pages, the events and the exports tell it."""

    id: str
    revision: int
    layer: str
    author: dict[str, Any]
    mine: bool
    note: str
    confidence: int | None
    origin: str
    anchor: str
    codebook: int
    version: int
    created_at: str
    updated_at: str
    deleted_at: str | None
    carried_from: str | None
    ranges: list[RangeData]
    codes: list[dict[str, str]]
    claims: list[str]


def annotation_for(actor: Actor, annotation_id: UUID) -> Seen[Annotation]:
    """Return one annotation, deleted or not, with revision, article, project and layer.

    1 query, 2 for others' in a blind project. Raises :class:`NotFound`, also for others' where the article
    is not open to the actor.
    """
    newer = Revision.objects.filter(
        article=OuterRef("revision__article"), number__gt=OuterRef("revision__number")
    )
    rows: QuerySet[Annotation] = (
        Annotation.objects.filter(revision__article__deleted_at=None)
        .select_related("revision__article__project", "layer__codebook", "author")
        .defer("revision__raw")
        .annotate(is_behind=Exists(newer.order_by()))
    )
    seen = see(rows, actor, "revision__article__project__", pk=annotation_id)
    # Asked when it matters: in the first query it would cost each change of a mark 3 ms.
    shown = work_seen(actor, "revision__article", "author", project=seen.it.revision.article.project)
    own = seen.it.author_id == actor.pk
    if shown and not own and not Annotation.objects.filter(shown, pk=annotation_id).exists():
        raise NotFound
    return seen


def standing_for(actor: Actor, annotation_id: UUID) -> Seen[Annotation]:
    """Return what stands for an annotation on the newest text it was carried to, or itself.

    1 query; of an older text 1 more, and 2 for each text that it was carried to. Raises :class:`NotFound`.
    """
    seen = annotation_for(actor, annotation_id)
    while is_behind(seen.it) and (
        later := Carried.objects.filter(source=seen.it).values_list("made", flat=True).first()
    ):
        seen = annotation_for(actor, later)
    return seen


def is_behind(annotation: Annotation) -> bool:
    """Say whether its article had a newer text when :func:`annotation_for` read it (no query)."""
    return bool(annotation.is_behind)  # type: ignore[attr-defined] # annotated


def on_revision(actor: User, revision: Revision) -> list[AnnotationData]:
    """Return all annotations of a revision that was looked up with the actor (3 queries)."""
    shown = work_seen(actor, "revision__article", "author", project=revision.article.project)
    rows = Annotation.objects.filter(shown, revision=revision, deleted_at=None)
    return listed(actor, rows, project=revision.article.project)


def as_data(actor: User | None, annotation: Annotation) -> AnnotationData:
    """Return one annotation that :func:`annotation_for` gave as it is told (3 queries)."""
    project = annotation.revision.article.project if actor else None
    return listed(actor, Annotation.objects.filter(pk=annotation.pk), project=project)[0]


_COLUMNS = (
    "id", "revision_id", "layer__key", "author_id", "author__name", "author__username", "note", "confidence",
    "origin", "anchor", "layer__codebook__version", "version", "created_at", "updated_at", "deleted_at",
    "carried_as__source_id",
)  # fmt: skip
# Nearly every annotation has one range, so they come along: a row for each.
_RANGE = ("ranges__start", "ranges__end", "ranges__quote", "ranges__prefix", "ranges__suffix")


def listed(
    actor: User | None, rows: QuerySet[Annotation], *, project: Project | None = None
) -> list[AnnotationData]:
    """Return annotations as they are told, in order of making (3 queries, however many there are).

    `rows` are what the actor may see, of a `project` if that was read; without an actor all is told.
    """
    me = actor.pk if actor else None
    found: dict[Any, AnnotationData] = {}
    people: dict[int, dict[str, Any]] = {}
    ordered = rows.order_by("created_at", "id", "ranges__position")
    for row in as_stored(ordered.values_list(*_COLUMNS, *_RANGE)):
        told = found.get(row[0])
        if told is None:
            author = people.get(row[3])
            if author is None:
                author = people[row[3]] = person(User(pk=row[3], name=row[4], username=row[5]))
            told = found[row[0]] = {
                "id": key_told(row[0]),
                "revision": row[1],
                "layer": row[2],
                "author": author,
                "mine": row[3] == me,
                "note": row[6],
                "confidence": row[7],
                "origin": row[8],
                "anchor": row[9],
                "codebook": row[10],
                "version": row[11],
                "created_at": moment_told(row[12]),
                "updated_at": moment_told(row[13]),
                "deleted_at": moment_told(row[14]) if row[14] else None,
                "carried_from": key_told(row[15]) if row[15] else None,
                "ranges": [],
                "codes": [],
                "claims": [],
            }
        if row[16] is not None:
            start, end, quote, prefix, suffix = row[16:]
            told["ranges"].append(
                {"start": start, "end": end, "quote": quote, "prefix": prefix, "suffix": suffix}
            )
    # The same condition again rather than a list of ids: SQLite takes at most 250,000 of them, and slowly.
    ids = rows.order_by().values("pk")
    codes = AnnotationCode.objects.filter(annotation__in=ids).order_by(
        "annotation", "dimension__position", "code__position", "id"
    )
    for key, dimension, code, words in as_stored(
        codes.values_list("annotation_id", "dimension__key", "code__key", "words")
    ):
        if key in found:  # else it was made between two of these queries
            found[key]["codes"].append(answer(dimension, code, words))
    seen = work_seen(actor, "annotation__revision__article", "author", project=project) if actor else Q()
    mentions = Mention.objects.filter(
        seen,
        annotation__in=ids,
        deleted_at=None,
        state=Mention.State.CONFIRMED,
        claim__deleted_at=None,
        claim__story__deleted_at=None,
    ).order_by("annotation", "created_at")
    for key, claim in as_stored(mentions.values_list("annotation_id", "claim_id")):
        if key in found and (claim_id := key_told(claim)) not in found[key]["claims"]:
            found[key]["claims"].append(claim_id)
    return list(found.values())


def fresh(
    actor: User,
    annotation: Annotation,
    *,
    layer: str,
    codebook: int,
    ranges: list[Range],
    codes: list[dict[str, str]],
) -> AnnotationData:
    """Tell an annotation that its author has just made, from what was written (no query)."""
    return {
        "id": str(annotation.pk),
        "revision": annotation.revision_id,
        "layer": layer,
        "author": person(actor),
        "mine": True,
        "note": annotation.note,
        "confidence": annotation.confidence,
        "origin": annotation.origin,
        "anchor": annotation.anchor,
        "codebook": codebook,
        "version": annotation.version,
        "created_at": iso(annotation.created_at),
        "updated_at": iso(annotation.updated_at),
        "deleted_at": None,
        "carried_from": None,
        "ranges": [
            {
                "start": row.start,
                "end": row.end,
                "quote": row.quote,
                "prefix": row.prefix,
                "suffix": row.suffix,
            }
            for row in ranges
        ],
        "codes": codes,
        "claims": [],
    }


def rewritten(told: AnnotationData, annotation: Annotation) -> AnnotationData:
    """Tell an annotation whose own columns were written, its ranges and codes not (no query).

    `told` is how it was read in the same transaction.
    """
    return told | {
        "note": annotation.note,
        "confidence": annotation.confidence,
        "origin": annotation.origin,
        "anchor": annotation.anchor,
        "version": annotation.version,
        "updated_at": iso(annotation.updated_at),
        "deleted_at": iso(annotation.deleted_at),
    }


def for_everybody(data: AnnotationData | None) -> dict[str, Any] | None:
    """Leave out what is only true for one reader."""
    return {key: value for key, value in data.items() if key != "mine"} if data else None


def answer(dimension: str, code: str | None, words: str) -> dict[str, str]:
    """Return one answer as it is told: a code, or words."""
    return (
        {"dimension": dimension, "words": words} if code is None else {"dimension": dimension, "code": code}
    )


@dataclass(slots=True)
class AnchorCheck:
    """Whether what is stored of each place still is what stands there: for the operator, of all projects."""

    revisions: int = 0  # looked at so far
    ranges: int = 0

    def faults(self) -> Iterator[str]:
        """Yield a line for each range whose quote is not the text at its place, and each altered text.

        Cost: 2 queries a revision, one more for each thousand ranges; one text in memory at a time.
        """
        last = 0
        while (
            keys := Revision.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]
        ):
            for key in keys:
                last = key
                yield from self._on_revision(key)

    def _on_revision(self, key: int) -> Iterator[str]:
        text, length, sha256 = Revision.objects.values_list("text", "length", "sha256").get(pk=key)
        self.revisions += 1
        if fingerprint(text) != sha256 or len(text) != length:
            yield f"revision {key}: the text is not what its checksum says"
        rows, last = Range.objects.filter(annotation__revision=key).order_by("pk"), 0
        while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
            last = chunk[-1].pk
            for row in chunk:
                self.ranges += 1
                there = text[row.start : row.end]
                if there != row.quote:
                    place = f"annotation {row.annotation_id} at [{row.start}, {row.end}) of revision {key}"
                    yield f"{place}: there stands {there[:60]!r} and not {row.quote[:60]!r}"
