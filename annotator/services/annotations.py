"""Annotations: writes. A mark is made once, changed by version, and deleted softly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from annotator.errors import Conflict, NotAllowed, NotFound, StaleVersion
from annotator.models import Annotation
from annotator.policies import Action
from annotator.queries import annotations as queries
from annotator.queries import articles as article_queries
from annotator.queries import codebooks as codebook_queries
from annotator.services import history, revisions
from annotator.services.marking import (
    LONGEST_NOTE,
    Answer,
    Change,
    Marked,
    RangeIn,
    answers_of,
    codes_for,
    layer_in,
    note_of,
    spans_in,
    write_codes,
    write_ranges,
)
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.models import AnnotationCode, Range, User
    from annotator.policies import Seen
    from annotator.queries.annotations import AnnotationData
    from annotator.queries.codebooks import CodebookIndex, LayerIndex

__all__ = [
    "LONGEST_NOTE",
    "Answer",
    "Change",
    "Marked",
    "RangeIn",
    "Written",
    "create",
    "delete",
    "restore",
    "revise",
]


@dataclass(frozen=True, slots=True)
class Written:
    """An annotation after a write, its event's number (0 when nothing was written), and whether it is new.

    `begins` says that a task of its author's begins with it (:func:`annotator.services.assignments.begin`).
    """

    data: AnnotationData
    seq: int
    made: bool = False
    begins: bool = False


@own_transactions("the second of two that were sent at once reads what the first one wrote")
def create(
    *, actor: User, revision_id: int, annotation_id: UUID, marked: Marked, batch: UUID | None = None
) -> Written:
    """Mark a passage (6 queries, 10 the first time a process meets this version of the codebook).

    Sending it again with the same id gives the annotation that is there, and writes nothing.
    Raises :class:`SpanInvalid`, :class:`QuoteMismatch`, :class:`CodeInvalid`, :class:`NotAllowed`,
    :class:`NotFound`, and :class:`Conflict` when the id belongs to something else.
    """
    try:
        return _create(actor, revision_id, annotation_id, marked, batch)
    except IntegrityError:
        found = Annotation.objects.filter(pk=annotation_id).exists()
        if not found:
            raise
        return _sent_again(actor, revision_id, annotation_id)


@transaction.atomic
def _create(
    actor: User, revision_id: int, annotation_id: UUID, marked: Marked, batch: UUID | None
) -> Written:
    marking = article_queries.marking_for(actor, revision_id, annotation_id)
    revision = marking.seen.require(Action.ANNOTATE)
    if marking.existing is not None:
        return _sent_again(actor, revision_id, annotation_id)
    codebook = codebook_queries.index(marking.codebook_id, marking.codebook_made)
    layer = layer_in(codebook, marked.layer)
    spans = spans_in(revision.text, marked.ranges)
    codes = codes_for(layer, marked.answers)
    annotation = Annotation(
        id=annotation_id,
        revision=revision,
        layer=layer.row,
        author=actor,
        note=note_of(marked.note),
        confidence=marked.confidence,
        origin=marked.origin,
    )
    annotation.save(force_insert=True)
    ranges = write_ranges(annotation, revision.text, spans)
    codes = write_codes(annotation, codes)
    data = _told(actor, annotation, codebook, layer, ranges, codes)
    seq = _record(actor, annotation, "annotation.created", None, data, batch, behind=marking.is_behind)
    return Written(data, seq, made=True, begins=marking.has_task)


def _sent_again(actor: User, revision_id: int, annotation_id: UUID) -> Written:
    """Return the annotation that an earlier sending made."""
    try:
        annotation = queries.annotation_for(actor, annotation_id).it
    except NotFound:
        annotation = None
    if annotation is None or annotation.author_id != actor.pk or annotation.revision_id != revision_id:
        raise Conflict("This id belongs to something else. Make a new one.", field="id")
    return Written(queries.as_data(actor, annotation), 0)


@transaction.atomic
def revise(*, actor: User, annotation_id: UUID, version: int, change: Change) -> Written:
    """Change an annotation from `version` on (8 queries, at most 16). Its mentions and id stay.

    An annotation whose codes or layer change is from then on under the newest codebook.
    Raises :class:`StaleVersion`, with the current state, when somebody changed it first.
    """
    seen = queries.annotation_for(actor, annotation_id)
    annotation = _mine(actor, seen)
    before = queries.as_data(actor, annotation)
    _take(annotation, version, before)
    update = ["version", "updated_at"]
    if change.layer is not None or change.answers is not None:
        codebook = codebook_queries.current_for_project(annotation.revision.article.project_id)
        layer = layer_in(codebook, change.layer or annotation.layer.key)
        answers = change.answers if change.answers is not None else answers_of(before)
        codes = codes_for(layer, answers)
        annotation.codes.all().delete()
        annotation.layer = layer.row
        write_codes(annotation, codes)
        update.append("layer")
    if change.ranges is not None:
        spans = spans_in(annotation.revision.text, change.ranges)
        annotation.ranges.all().delete()
        write_ranges(annotation, annotation.revision.text, spans)
        annotation.anchor = Annotation.Anchor.EXACT  # a person has just put it there
        update.append("anchor")
    if change.note is not None:
        annotation.note = note_of(change.note)
        update.append("note")
    if change.confidence is not None:
        annotation.confidence = change.confidence or None
        update.append("confidence")
    annotation.version = version + 1
    annotation.save(update_fields=update)
    if {"layer", "anchor"} & set(update):
        data = queries.as_data(actor, annotation)
    else:  # nobody else changed it: the version was ours to take
        data = queries.rewritten(before, annotation)
    if data["origin"] == Annotation.Origin.SUGGESTION and _is_recoded(before, data):
        data["origin"] = annotation.origin = Annotation.Origin.EDITED.value
        annotation.save(update_fields=["origin"])
    return Written(data, _record(actor, annotation, "annotation.changed", before, data))


@transaction.atomic
def delete(*, actor: User, annotation_id: UUID, version: int, batch: UUID | None = None) -> int:
    """Delete an annotation softly (8 queries); return its event's number. Deleting twice is deleting once."""
    annotation = _mine(actor, queries.annotation_for(actor, annotation_id), deleted=True)
    if annotation.deleted_at is not None:
        return 0
    before = queries.as_data(actor, annotation)
    _take(annotation, version, before)
    annotation.deleted_at = timezone.now()
    annotation.version = version + 1
    annotation.save(update_fields=["deleted_at", "version", "updated_at"])
    return _record(actor, annotation, "annotation.deleted", before, None, batch)


@transaction.atomic
def restore(*, actor: User, annotation_id: UUID, batch: UUID | None = None) -> Written:
    """Bring a deleted annotation back, with its codes and mentions (8 queries)."""
    annotation = _mine(actor, queries.annotation_for(actor, annotation_id), deleted=True)
    told = queries.as_data(actor, annotation)
    if annotation.deleted_at is None:
        return Written(told, 0)
    _take(annotation, annotation.version, told)
    annotation.deleted_at = None
    annotation.version += 1
    annotation.save(update_fields=["deleted_at", "version", "updated_at"])
    data = queries.rewritten(told, annotation)
    return Written(data, _record(actor, annotation, "annotation.restored", None, data, batch))


def _mine(actor: User, seen: Seen[Annotation], *, deleted: bool = False) -> Annotation:
    annotation = seen.require(Action.ANNOTATE)
    if annotation.author_id != actor.pk and not seen.may(Action.EDIT_OTHERS):
        raise NotAllowed("This mark is somebody else's. Make your own on the same words.")
    if annotation.deleted_at is not None and not deleted:
        raise Conflict("This mark has been deleted. Restore it first.")
    return annotation


def _take(annotation: Annotation, version: int, current: AnnotationData) -> None:
    """Take the right to change `version`: one conditional update, so that of two at once one gets it."""
    taken = Annotation.objects.filter(pk=annotation.pk, version=version).update(version=version + 1)
    if not taken:
        raise StaleVersion(
            "This mark was changed in the meantime: it is at version %(now)s, "
            "and you changed version %(yours)s.",
            now=current["version"],
            yours=version,
            current=current,
        )


def _is_recoded(before: AnnotationData, after: AnnotationData) -> bool:
    said = [(each["layer"], each["ranges"], each["codes"]) for each in (before, after)]
    return said[0] != said[1]


def _told(
    actor: User,
    annotation: Annotation,
    codebook: CodebookIndex,
    layer: LayerIndex,
    ranges: list[Range],
    codes: list[AnnotationCode],
) -> AnnotationData:
    """Tell a new annotation as `queries.annotations` would, without asking the database for it again."""
    keys = {
        (dimension.row.pk, code.pk if code else None): (key, code.key if code else None)
        for key, dimension in layer.dimensions.items()
        for code in [None, *dimension.codes.values()]
    }
    ordered = sorted(codes, key=lambda row: (row.dimension.position, row.code.position if row.code else 0))
    return queries.fresh(
        actor,
        annotation,
        layer=layer.row.key,
        codebook=codebook.row.version,
        ranges=ranges,
        codes=[queries.answer(*keys[row.dimension_id, row.code_id], row.words) for row in ordered],
    )


def _record(
    actor: User,
    annotation: Annotation,
    verb: str,
    before: AnnotationData | None,
    after: AnnotationData | None,
    batch: UUID | None = None,
    *,
    behind: bool | None = None,
) -> int:
    article = annotation.revision.article
    seq = history.record(
        project_id=article.project_id,
        actor=actor,
        verb=verb,
        subject=annotation.pk,
        scope=f"revision:{annotation.revision_id}",
        before=queries.for_everybody(before),
        after=queries.for_everybody(after),
        undo_in=annotation.revision_id,
        batch=batch,
    )
    behind = queries.is_behind(annotation) if behind is None else behind
    # Behind the event, whose lock that of a new text takes as well: one of the two sees the other. Numbers
    # that follow one another have nothing between them.
    if not behind and seq != article.project.event_seq + 1:
        behind = article_queries.is_behind(annotation.revision)
    if behind:
        revisions.carry(article=article, actor=actor)
    return seq
