"""Claims: writes of claims, mentions and cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from annotator.errors import Conflict, Invalid, NotAllowed, StaleVersion
from annotator.models import Cell, Claim, Project
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import claims as queries
from annotator.services.mentions import log, own_quotes, put, take_off
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.models import User

__all__ = ["create", "delete", "put", "restore", "reword", "set_cell", "take_off", "worded"]

STEPS = range(1, 5)  # unclear, possible, probable, certain


@transaction.atomic
def create(
    *, actor: User, story_id: int, claim_id: UUID, wording: str, annotation_id: UUID | None = None
) -> Claim:
    """Make a claim, from a highlight if one is named (6 queries; 16 with a highlight).

    Sending it again with the same id gives the claim that is there.
    """
    story = article_queries.story_for(actor, story_id).require(Action.FILL_MATRIX)
    # One at a time in a project, so that no two claims get the same place.
    Project.objects.select_for_update().get(pk=story.project_id)
    there = Claim.objects.filter(pk=claim_id).first()
    if there is not None:
        if there.story_id != story.pk or there.deleted_at is not None:
            raise Conflict("This id belongs to something else. Make a new one.", field="id")
        return there
    last = Claim.objects.filter(story=story).aggregate(last=Max("position"))["last"]
    claim = Claim.objects.create(
        id=claim_id,
        story=story,
        wording=worded(wording=wording),
        position=0 if last is None else last + 1,
        created_by=actor,
    )
    log(actor=actor, claim=claim, verb="claim.created", after={"wording": claim.wording})
    if annotation_id is not None:
        put(actor=actor, claim_id=claim.pk, annotation_id=annotation_id)
    return claim


@own_transactions("nothing is written")
def worded(*, wording: str) -> str:
    """Return a wording as it is kept. Raises :class:`Invalid` for none, and for one that is too long."""
    wording = " ".join(wording.replace("\x00", "").split())
    if not wording:
        raise Invalid("Say the claim in a sentence, affirmatively.", field="wording")
    if len(wording) > 400:  # noqa: PLR2004 - the column's width
        raise Invalid("A claim has at most 400 characters. Keep to one proposition.", field="wording")
    return wording


@transaction.atomic
def reword(*, actor: User, claim_id: UUID, wording: str, version: int) -> Claim:
    """Word a claim anew (4 queries). Raises :class:`StaleVersion` when somebody reworded it first."""
    claim = queries.claim_for(actor, claim_id).require(Action.FILL_MATRIX)
    before = claim.wording
    claim.wording = worded(wording=wording)
    changed = Claim.objects.filter(pk=claim.pk, version=version).update(
        wording=claim.wording, version=F("version") + 1
    )
    if not changed:
        raise StaleVersion(
            "Somebody worded this claim anew: \u201c%(wording)s\u201d.",
            wording=before,
            current={"id": str(claim.pk), "wording": before, "version": claim.version},
        )
    claim.version = version + 1
    log(
        actor=actor,
        claim=claim,
        verb="claim.changed",
        before={"wording": before},
        after={"wording": claim.wording},
    )
    return claim


@transaction.atomic
def delete(*, actor: User, claim_id: UUID) -> None:
    """Take a claim out of the matrix, with its cells and mentions; it can be restored (4 queries)."""
    seen = queries.claim_for(actor, claim_id)
    claim = seen.require(Action.FILL_MATRIX)
    if claim.created_by_id != actor.pk and not seen.may(Action.EDIT_OTHERS):
        raise NotAllowed("This claim is somebody else's. A curator or an owner may delete it.")
    claim.deleted_at = timezone.now()
    claim.save(update_fields=["deleted_at"])
    log(actor=actor, claim=claim, verb="claim.deleted", before={"wording": claim.wording})


@transaction.atomic
def restore(*, actor: User, claim_id: UUID) -> Claim:
    """Bring a deleted claim back, with its cells and mentions (4 queries)."""
    seen = queries.claim_for(actor, claim_id, deleted=True)
    claim = seen.require(Action.FILL_MATRIX)
    if claim.created_by_id != actor.pk and not seen.may(Action.EDIT_OTHERS):
        raise NotAllowed("This claim is somebody else's. A curator or an owner may restore it.")
    if claim.deleted_at is not None:
        claim.deleted_at = None
        claim.save(update_fields=["deleted_at"])
        log(actor=actor, claim=claim, verb="claim.restored", after={"wording": claim.wording})
    return claim


@own_transactions("it is one, opened below, once the values are known to be right")
def set_cell(
    *,
    actor: User,
    claim_id: UUID,
    article_id: int,
    status: str,
    certainty: int | None = None,
    note: str = "",
) -> Cell:
    """Say what an account does with a claim, as the actor found it (7 queries).

    "Not reported" is a finding that the actor attests; it clashes with a passage that they put there.
    """
    if status not in Cell.Status.values:
        raise Invalid("A status is one of: %(known)s.", field="status", known=Cell.Status.values)
    if certainty is not None and (certainty not in STEPS or status not in queries.REPORTED):
        raise Invalid("Certainty is a step from 1 to 4, of what the account reports.", field="certainty")
    return _set_cell(actor, claim_id, article_id, status, certainty, note.strip().replace("\x00", ""))


@transaction.atomic
def _set_cell(
    actor: User, claim_id: UUID, article_id: int, status: str, certainty: int | None, note: str
) -> Cell:
    claim = queries.claim_for(actor, claim_id).require(Action.FILL_MATRIX)
    article = article_queries.article_for(actor, article_id).it
    if article.story_id != claim.story_id:
        raise Invalid("This article is no account of the claim's story.", field="article")
    if status not in queries.REPORTED and own_quotes(actor, claim, article.pk):
        raise Conflict(
            "You put a passage of it on this claim. Take it off before you say that it is not there."
        )
    # Locked, or made by whoever comes first: of one's two windows none loses.
    cell, made = Cell.objects.select_for_update().get_or_create(
        claim=claim,
        article=article,
        annotator=actor,
        defaults={"status": status, "certainty": certainty, "note": note},
    )
    before = None
    if not made:
        before = {"status": cell.status, "certainty": cell.certainty, "note": cell.note, "also": cell.also}
        cell.status, cell.certainty, cell.note, cell.also = status, certainty, note, []
        cell.look_again = None
        cell.version += 1
        cell.save(
            update_fields=["status", "certainty", "note", "also", "look_again", "version", "updated_at"]
        )
    after = {
        "status": status, "certainty": certainty, "note": note,
        "article": article.pk, "version": cell.version,
    }  # fmt: skip
    log(actor=actor, claim=claim, verb="cell.set", before=before, after=after)
    return cell
