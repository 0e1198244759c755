"""Rewriting: annotations get another state, many at once, each with its event.

What undo, bulk changes and re-coding have in common. The number of queries does not grow with the number of
annotations, but for one more each few hundred rows: databases take so many values at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.utils import timezone

from annotator.models import Annotation, AnnotationCode, Range
from annotator.queries import annotations as queries
from annotator.queries import codebooks as codebook_queries
from annotator.queries.telling import iso
from annotator.services.history import Happened
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from annotator.models import User
    from annotator.queries.annotations import AnnotationData
    from annotator.queries.codebooks import CodebookIndex

SAID = ("layer", "ranges", "codes", "note", "confidence", "origin", "anchor", "codebook")
_ROWS = ["layer", "note", "confidence", "origin", "anchor", "version", "updated_at", "deleted_at"]


@dataclass(frozen=True, slots=True)
class Standing:
    """An annotation as it stands, locked until the end of the transaction."""

    row: Annotation
    data: AnnotationData

    @property
    def said(self) -> dict[str, Any] | None:
        """What it says; None when it is deleted."""
        return said(None if self.row.deleted_at else self.data)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What an annotation is to say from now on; None deletes it. The rest goes into its event."""

    standing: Standing
    to: dict[str, Any] | None
    undoes: int | None = None
    next_undo: int | None = None
    next_redo: int | None = None


def said(data: AnnotationData | dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what an annotation says, of its data or of an event's, without what only tells of the row."""
    return {key: data[key] for key in SAID} if data else None  # type: ignore[literal-required]


@callers_transaction
def stand(*, actor: User, ids: Iterable[UUID]) -> dict[str, Standing]:
    """Lock annotations, deleted or not, and return them by id (4 queries); who may see them was asked before.

    In the order of their ids, so that two who lock some of the same wait for each other only once.
    """
    rows = Annotation.objects.filter(pk__in=list(ids))
    locked = {str(row.pk): row for row in rows.select_for_update().order_by("pk")}
    return {data["id"]: Standing(locked[data["id"]], data) for data in queries.listed(actor, rows)}


@callers_transaction
def rewrite(*, project_id: int, many: list[Rewrite]) -> list[Happened]:
    """Write the states and return their events, which the caller records (at most 6 queries, see above)."""
    if not many:
        return []
    now = timezone.now()
    versions = {each.to["codebook"] for each in many if each.to is not None}
    books = codebook_queries.by_version(project_id, versions) if versions else {}
    for each in many:
        _set(each, books, now)
    Annotation.objects.bulk_update([each.standing.row for each in many], _ROWS)
    _replace_ranges([each for each in many if _differs(each, "ranges")])
    coded = [
        each
        for each in many
        if _differs(each, "codes") or _differs(each, "codebook") or _differs(each, "layer")
    ]
    _replace_codes(coded, books)
    return [_happened(each) for each in many]


def _set(each: Rewrite, books: dict[int, CodebookIndex], now: datetime) -> None:
    row, to = each.standing.row, each.to
    row.version += 1
    row.updated_at = now
    row.deleted_at = now if to is None else None
    if to is not None:
        row.layer = books[to["codebook"]].layers[to["layer"]].row
        row.note, row.confidence = to["note"], to["confidence"]
        row.origin, row.anchor = to["origin"], to["anchor"]


def _differs(each: Rewrite, key: str) -> bool:
    return each.to is not None and each.to[key] != cast("dict[str, Any]", each.standing.data)[key]


def _replace_ranges(many: list[Rewrite]) -> None:
    if not many:
        return
    Range.objects.filter(annotation__in=[each.standing.row.pk for each in many]).delete()
    Range.objects.bulk_create(
        Range(annotation=each.standing.row, position=position, **told)
        for each in many
        for position, told in enumerate((each.to or {})["ranges"])
    )


def _replace_codes(many: list[Rewrite], books: dict[int, CodebookIndex]) -> None:
    if not many:
        return
    AnnotationCode.objects.filter(annotation__in=[each.standing.row.pk for each in many]).delete()
    AnnotationCode.objects.bulk_create(
        code for each in many for code in _codes(each.standing.row, each.to or {}, books)
    )


def _codes(row: Annotation, to: dict[str, Any], books: dict[int, CodebookIndex]) -> Iterable[AnnotationCode]:
    layer = books[to["codebook"]].layers[to["layer"]]
    for answer in to["codes"]:
        dimension = layer.dimensions[answer["dimension"]]
        code = dimension.codes[answer["code"]] if "code" in answer else None
        yield AnnotationCode(
            annotation=row, dimension=dimension.row, code=code, words=answer.get("words", "")
        )


def after(each: Rewrite) -> AnnotationData:
    """Return an annotation as it is told once it was rewritten (no query)."""
    row = each.standing.row
    deleted = row.deleted_at
    return cast(
        "AnnotationData",
        {
            **each.standing.data,
            **(each.to or {}),
            "version": row.version,
            "updated_at": iso(row.updated_at),
            "deleted_at": iso(deleted) if deleted else None,
        },
    )


def _happened(each: Rewrite) -> Happened:
    was_deleted = each.standing.data["deleted_at"] is not None
    if each.to is None:
        verb = "annotation.deleted"
    else:
        verb = "annotation.restored" if was_deleted else "annotation.changed"
    return Happened(
        verb=verb,
        subject=each.standing.row.pk,
        scope=f"revision:{each.standing.row.revision_id}",
        before=None if was_deleted else queries.for_everybody(each.standing.data),
        after=None if each.to is None else queries.for_everybody(after(each)),
        undo_in=each.standing.row.revision_id,
        undoes=each.undoes,
        next_undo=each.next_undo,
        next_redo=each.next_redo,
    )
