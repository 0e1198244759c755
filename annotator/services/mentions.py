"""Mentions: writes. A highlight put on a claim, or taken off it; its person's cell goes along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from annotator.errors import Conflict, Invalid
from annotator.models import Cell, Mention
from annotator.policies import Action
from annotator.queries import annotations as annotation_queries
from annotator.queries import claims as queries
from annotator.queries.articles import standing
from annotator.queries.sayings import saying_of
from annotator.services import copying, history
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from annotator.models import Annotation, Claim, User

CellChange = dict[str, dict[str, Any] | None]  # before and after


@transaction.atomic
def put(
    *,
    actor: User,
    claim_id: UUID,
    annotation_id: UUID,
    status: str | None = None,
    batch: UUID | None = None,
) -> Mention:
    """Put a highlight on a claim (13 queries); putting it twice is putting it once.

    The actor's cell of that account becomes what the highlight says: asserted or denied, with its
    certainty, unless they had settled the cell already; or what `status` says of it.
    """
    claim = queries.claim_for(actor, claim_id).require(Action.FILL_MATRIX)
    annotation = annotation_queries.annotation_for(actor, annotation_id).it
    article = annotation.revision.article
    if annotation.deleted_at is not None:
        raise Conflict("This mark has been deleted. Restore it first.")
    if article.story_id != claim.story_id:
        raise Invalid("The highlight stands in an article of another story.", field="annotation")
    mention, made = tie(actor=actor, claim=claim, annotation=annotation)
    if made:
        facts = {"annotation": str(annotation.pk), "article": article.pk}
        cell = fill_from(actor=actor, claim=claim, annotation=annotation, status=status)
        seq = log(
            actor=actor,
            claim=claim,
            verb="mention.created",
            after=facts | {"cell": cell},
            undo_in=annotation.revision_id,
            batch=batch,
        )
        # What was carried before this event is seen now, and what is carried later sees this one.
        if annotation_queries.is_behind(annotation) or seq != claim.story.project.event_seq + 1:
            copying.follow_mentions(annotation_id=annotation.pk)
    return mention


@callers_transaction
def tie(*, actor: User, claim: Claim, annotation: Annotation) -> tuple[Mention, bool]:
    """Tie an annotation to a claim; say whether it was not yet (5 queries). Who says it is read and kept."""
    told = {"claim": claim, "annotation": annotation, "author": actor, "deleted_at": None}
    there = Mention.objects.filter(**told).first()
    if there is not None:
        return there, False
    said = saying_of(actor, annotation)
    return Mention.objects.get_or_create(**told, defaults={"said_by": said.by, "said_how": said.how})


@callers_transaction
def fill_from(
    *, actor: User, claim: Claim, annotation: Annotation, status: str | None = None
) -> CellChange | None:
    """Let the actor's cell say what their mention does, unless they had settled it (4 queries)."""
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
            "status": status or (Cell.Status.DENIED if denied else Cell.Status.ASSERTED),
            "certainty": level,
            "look_again": None,
            "version": cell.version + 1 if cell else 1,
        },
    )
    return {"before": before, "after": cell_facts(cell)}


def cell_facts(cell: Cell) -> dict[str, Any]:
    """Return what events keep of a cell that changes with a mention."""
    return {"status": cell.status, "certainty": cell.certainty, "version": cell.version}


@transaction.atomic
def take_off(
    *,
    actor: User,
    claim_id: UUID,
    annotation_id: UUID,
    tied: dict[str, Any] | None = None,
    batch: UUID | None = None,
) -> None:
    """Take one's highlight off a claim (9 queries). With the last one the cell is unchecked again.

    With `tied`, what the event says that put it there, the cell says what it said before that event.
    """
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
    if tied is not None:
        changed = cell_back(actor=actor, claim=claim, facts=tied)
    else:
        changed = None if own_quotes(actor, claim, article) else _empty(actor, claim, article)
    facts = {"annotation": str(annotation_id), "article": article, "cell": changed}
    log(
        actor=actor,
        claim=claim,
        verb="mention.deleted",
        before=facts,
        undo_in=mention.annotation.revision_id,
        batch=batch,
    )


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
    rows = Mention.objects.filter(
        claim=claim,
        author=actor,
        deleted_at=None,
        annotation__deleted_at=None,
        annotation__revision__article=article_id,
    )
    return rows.filter(standing("annotation")).exists()


@callers_transaction
def cell_back(*, actor: User, claim: Claim, facts: dict[str, Any]) -> dict[str, Any] | None:
    """Give a cell back what it said before a mention changed it, unless its person has set it since."""
    changed = facts.get("cell")
    if not changed:
        return None
    rows = Cell.objects.select_for_update().filter(claim=claim, article=facts["article"], annotator=actor)
    cell = rows.filter(version=changed["after"]["version"]).first()
    if cell is None:
        return None
    now = cell_facts(cell)
    earlier = changed["before"] or {"status": Cell.Status.UNCHECKED, "certainty": None}
    cell.status, cell.certainty = earlier["status"], earlier["certainty"]
    cell.version += 1
    cell.save(update_fields=["status", "certainty", "version", "updated_at"])
    return {"before": now, "after": cell_facts(cell)}


@callers_transaction
def log(  # what an event says
    *,
    actor: User,
    claim: Claim,
    verb: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    undo_in: int | None = None,
    batch: UUID | None = None,
) -> int:
    """Write the event of a claim, a mention or a cell, and return its number (2 queries)."""
    return history.record(
        project_id=claim.story.project_id,
        actor=actor,
        verb=verb,
        subject=claim.pk,
        scope=f"story:{claim.story_id}",
        before=dict(before) if before else None,
        after=dict(after) if after else None,
        undo_in=undo_in,
        batch=batch,
    )
