"""Placing: what authors make of marks that came to stand otherwise in a newer text than in the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from annotator.errors import Conflict, Invalid, NotAllowed
from annotator.models import Annotation, Carried, Project
from annotator.policies import Action
from annotator.queries import annotations as annotation_queries
from annotator.queries import carries as queries
from annotator.services import annotations as marks
from annotator.services import copying, history
from annotator.services.annotations import Change
from annotator.services.marking import RangeIn, spans_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from annotator.models import User
    from annotator.text.spans import Span

LONGEST_REASON = 500
Review = Carried.Review


@transaction.atomic
def accept(*, actor: User, annotation_id: UUID) -> Carried:
    """Say that a mark stands where it should in the newer text (8 queries; 28 for one of several places).

    `annotation_id` names the one on the old text. Raises :class:`Conflict` when no place was found for it,
    and for one that does not wait.
    """
    row = _waiting(actor, annotation_id)
    if row.made is None:
        if not row.found:
            raise Conflict("No place was found for this mark. Select one, or give the mark up.")
        _stand(row, spans_in(row.revision.text, [RangeIn(start, end) for start, end in row.found]))
    else:
        _anchored(row.made, Annotation.Anchor.EXACT)  # a person has just looked at it
    return _said(actor, row, Review.ACCEPTED)


@transaction.atomic
def place(*, actor: User, annotation_id: UUID, ranges: Sequence[RangeIn]) -> Carried:
    """Put a mark where it belongs in the newer text (26 queries). Raises as :func:`accept`, or for ranges."""
    row = _waiting(actor, annotation_id)
    if row.made is None:
        _stand(row, spans_in(row.revision.text, ranges))
    else:
        marks.revise(
            actor=actor,
            annotation_id=row.made.pk,
            version=row.made.version,
            change=Change(ranges=ranges),
        )
    return _said(actor, row, Review.PLACED)


@transaction.atomic
def give_up(*, actor: User, annotation_id: UUID, reason: str) -> Carried:
    """Say that a mark has no place in the newer text, and why (16 queries). The old text keeps it."""
    reason = " ".join(reason.replace("\x00", "").split())
    if not reason:
        raise Invalid("Say why in a few words.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid("At most %(most)s characters.", field="reason", most=LONGEST_REASON)
    row = _waiting(actor, annotation_id)
    if row.made is not None and row.made.deleted_at is None:
        marks.delete(actor=actor, annotation_id=row.made.pk, version=row.made.version)
    row.reason = reason
    return _said(actor, row, Review.GIVEN_UP)


@transaction.atomic
def reopen(*, actor: User, annotation_id: UUID) -> Carried:
    """Take back what was said of a mark: it waits again, where it was found (at most 26 queries)."""
    row = _held(actor, annotation_id)
    if row.review not in {Review.ACCEPTED, Review.PLACED, Review.GIVEN_UP}:
        raise Conflict("Nobody has said anything of this mark yet.")
    if Carried.objects.filter(source=row.made_id).exists():
        raise Conflict("This mark was carried to a newer text since. Look it over there.")
    made = row.made
    if made is not None and row.state == Annotation.Anchor.CHANGED:
        _back(actor, row, made)
    elif made is not None:
        copying.move_talk(to={made.pk: row.source_id})
        if made.deleted_at is None:
            marks.delete(actor=actor, annotation_id=made.pk, version=made.version)
        row.made = None
    row.reason = ""
    return _said(actor, row, Review.WAITING)


def _back(actor: User, row: Carried, made: Annotation) -> None:
    """Put what stands for a changed mark back to where it was found."""
    if row.review == Review.GIVEN_UP:
        if made.deleted_at is not None:
            marks.restore(actor=actor, annotation_id=made.pk)
    elif row.review == Review.PLACED:
        found = [RangeIn(start, end) for start, end in row.found]
        change = Change(ranges=found)
        marks.revise(actor=actor, annotation_id=made.pk, version=made.version, change=change)
    _anchored(made, row.state)


def _anchored(made: Annotation, anchor: str) -> None:
    made.anchor = anchor
    made.save(update_fields=["anchor"])


def _waiting(actor: User, annotation_id: UUID) -> Carried:
    row = _held(actor, annotation_id)
    if row.review == Review.PASSED:
        raise Conflict("A newer text came since. This mark waits to be looked over there.")
    if row.review != Review.WAITING:
        raise Conflict("This mark is not waiting to be looked over any more.")
    return row


def _held(actor: User, annotation_id: UUID) -> Carried:
    """Return what became of a mark of the actor's, held until the transaction ends (3 queries)."""
    seen = queries.carried_for(actor, annotation_id)
    row = seen.require(Action.ANNOTATE)
    if row.source.author_id != actor.pk and not seen.may(Action.EDIT_OTHERS):
        raise NotAllowed("This mark is somebody else's, and so is where it belongs.")
    Project.objects.select_for_update().get(pk=row.revision.article.project_id)
    row.refresh_from_db(fields=["review", "made", "state"])
    return row


def _stand(row: Carried, spans: Sequence[Span]) -> None:
    """Write what stands for a mark that found no place by itself."""
    key, source = uuid4(), row.source
    copying.stand_for(
        revision=row.revision,
        sources={source.pk: source},
        made={source.pk: key},
        spans={source.pk: spans},
        anchors={source.pk: Annotation.Anchor.EXACT},
    )
    row.made = Annotation.objects.get(pk=key)


def _said(actor: User, row: Carried, review: Carried.Review) -> Carried:
    verbs = {
        Review.ACCEPTED: "carried.accepted",
        Review.PLACED: "carried.placed",
        Review.GIVEN_UP: "carried.given_up",
        Review.WAITING: "carried.reopened",
    }
    was, row.review = row.review, review
    row.reviewed_at = None if review == Review.WAITING else timezone.now()
    row.save(update_fields=["made", "review", "reason", "reviewed_at"])
    told = None
    if row.made is not None:
        told = annotation_queries.for_everybody(annotation_queries.as_data(actor, row.made))
    history.record(
        project_id=row.revision.article.project_id,
        actor=actor,
        verb=verbs[review],
        subject=row.source_id,
        scope=f"revision:{row.revision_id}",
        before={"review": was},
        after={
            "article": row.revision.article_id,
            "revision": row.revision_id,
            "review": review,
            "reason": row.reason,
            "made": told,
        },
    )
    return row
