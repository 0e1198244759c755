"""Claims: writes of claims, mentions and cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from annotator.errors import Conflict, Invalid, NotAllowed, StaleVersion
from annotator.models import Cell, Claim, Mention, Project
from annotator.policies import Action
from annotator.queries import annotations as annotation_queries
from annotator.queries import articles as article_queries
from annotator.queries import claims as queries
from annotator.services import history
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from annotator.models import Annotation, User

CellChange = dict[str, dict[str, Any] | None]  # before and after
STEPS = range(1, 5)  # unclear, possible, probable, certain


@transaction.atomic
def create(
    *, actor: User, story_id: int, claim_id: UUID, wording: str, annotation_id: UUID | None = None
) -> Claim:
    """Make a claim, from a highlight if one is named (6 queries; 14 with a highlight).

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
        wording=_wording(wording),
        position=0 if last is None else last + 1,
        created_by=actor,
    )
    _record(actor, claim, "claim.created", after={"wording": claim.wording})
    if annotation_id is not None:
        put(actor=actor, claim_id=claim.pk, annotation_id=annotation_id)
    return claim


def _wording(wording: str) -> str:
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
    claim.wording = _wording(wording)
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
    _record(actor, claim, "claim.changed", before={"wording": before}, after={"wording": claim.wording})
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
    _record(actor, claim, "claim.deleted", before={"wording": claim.wording})


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
        _record(actor, claim, "claim.restored", after={"wording": claim.wording})
    return claim


@transaction.atomic
def put(*, actor: User, claim_id: UUID, annotation_id: UUID) -> Mention:
    """Put a highlight on a claim (11 queries); putting it twice is putting it once.

    The actor's cell of that account becomes what the highlight says: asserted or denied, with its
    certainty, unless they had settled the cell already.
    """
    claim = queries.claim_for(actor, claim_id).require(Action.FILL_MATRIX)
    annotation = annotation_queries.annotation_for(actor, annotation_id).it
    article = annotation.revision.article
    if annotation.deleted_at is not None:
        raise Conflict("This mark has been deleted. Restore it first.")
    if article.story_id != claim.story_id:
        raise Invalid("The highlight stands in an article of another story.", field="annotation")
    mention, made = Mention.objects.get_or_create(
        claim=claim, annotation=annotation, author=actor, deleted_at=None
    )
    if made:
        facts = {"annotation": str(annotation.pk), "article": article.pk}
        cell = _fill_from(actor, claim, annotation)
        _record(actor, claim, "mention.created", after=facts | {"cell": cell}, undo_in=annotation.revision_id)
    return mention


def _fill_from(actor: User, claim: Claim, annotation: Annotation) -> CellChange | None:
    level, denied = queries.certainty_of(annotation)
    cell = Cell.objects.filter(claim=claim, article=annotation.revision.article_id, annotator=actor).first()
    if cell is not None and cell.status in queries.REPORTED:
        return None
    before = cell_facts(cell) if cell else None
    cell, _ = Cell.objects.update_or_create(
        claim=claim,
        article=annotation.revision.article,
        annotator=actor,
        defaults={
            "status": Cell.Status.DENIED if denied else Cell.Status.ASSERTED,
            "certainty": level,
            "version": cell.version + 1 if cell else 1,
        },
    )
    return {"before": before, "after": cell_facts(cell)}


def cell_facts(cell: Cell) -> dict[str, Any]:
    """Return what events keep of a cell that changes with a mention."""
    return {"status": cell.status, "certainty": cell.certainty, "version": cell.version}


@transaction.atomic
def take_off(*, actor: User, claim_id: UUID, annotation_id: UUID) -> None:
    """Take one's highlight off a claim (9 queries). With the last one the cell is unchecked again."""
    claim = queries.claim_for(actor, claim_id).require(Action.FILL_MATRIX)
    mention = (
        Mention.objects.filter(claim=claim, annotation=annotation_id, author=actor, deleted_at=None)
        .select_related("annotation__revision")
        .first()
    )
    if mention is None:
        return
    mention.deleted_at = timezone.now()
    mention.save(update_fields=["deleted_at"])
    article = mention.annotation.revision.article_id
    changed = None if own_quotes(actor, claim, article) else _empty(actor, claim, article)
    facts = {"annotation": str(annotation_id), "article": article, "cell": changed}
    _record(actor, claim, "mention.deleted", before=facts, undo_in=mention.annotation.revision_id)


def _empty(actor: User, claim: Claim, article_id: int) -> CellChange | None:
    rows = Cell.objects.filter(claim=claim, article=article_id, annotator=actor)
    cell = rows.filter(status__in=queries.REPORTED, note="").first()
    if cell is None:
        return None
    before = cell_facts(cell)
    cell.status, cell.certainty = Cell.Status.UNCHECKED, None
    cell.version += 1
    cell.save(update_fields=["status", "certainty", "version", "updated_at"])
    return {"before": before, "after": cell_facts(cell)}


def own_quotes(actor: User, claim: Claim, article_id: int) -> bool:
    """Say whether the actor has put a passage of the article on the claim (1 query)."""
    return Mention.objects.filter(
        claim=claim,
        author=actor,
        deleted_at=None,
        annotation__deleted_at=None,
        annotation__revision__article=article_id,
    ).exists()


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
        before = {"status": cell.status, "certainty": cell.certainty, "note": cell.note}
        cell.status, cell.certainty, cell.note = status, certainty, note
        cell.version += 1
        cell.save(update_fields=["status", "certainty", "note", "version", "updated_at"])
    after = {"status": status, "certainty": certainty, "note": note, "article": article.pk}
    _record(actor, claim, "cell.set", before=before, after=after)
    return cell


def _record(
    actor: User,
    claim: Claim,
    verb: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    undo_in: int | None = None,
) -> None:
    history.record(
        project_id=claim.story.project_id,
        actor=actor,
        verb=verb,
        subject=claim.pk,
        scope=f"story:{claim.story_id}",
        before=dict(before) if before else None,
        after=dict(after) if after else None,
        undo_in=undo_in,
    )
