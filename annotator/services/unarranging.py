"""Unarranging: merging and splitting rows taken back, once, and only while nothing builds on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotator.errors import Conflict, NotFound
from annotator.models import Cell, Claim, Event, Mention
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import claims as queries
from annotator.services import carrying
from annotator.services.arranging import Arranged, record

if TYPE_CHECKING:
    from annotator.models import User

VERBS = ("claim.merged", "claim.split")
SINCE = "Somebody has worked on these claims since. Nothing of it was touched."


@transaction.atomic
def undo(*, actor: User, story_id: int, seq: int) -> Arranged:
    """Take back that two rows were made one, or one two (at most 25 queries).

    Links and refusals go back as well; what was linked to a split-off claim since comes to the one it was of.
    Who may merge or split the claim may take it back. Raises :class:`NotFound` for an event that is neither,
    :class:`Conflict` when it was taken back already or somebody set one of its cells since.
    """
    seen = article_queries.story_for(actor, story_id)
    story = seen.it
    done = Event.objects.filter(
        project=story.project_id, scope=f"story:{story.pk}", seq=seq, verb__in=VERBS
    ).first()
    if done is None:
        raise NotFound
    seen.require(Action.FILL_MATRIX)
    if done.actor_id != actor.pk:
        seen.require(Action.EDIT_OTHERS)
    if Event.objects.filter(project=story.project_id, undoes=seq).exists():
        raise Conflict("This was undone already.")
    claim = queries.claim_for(actor, UUID(done.subject)).it
    facts = done.after or {}
    if done.verb == "claim.merged":
        return _unmerge(actor, claim, done, facts)
    return _unsplit(actor, claim, done, facts)


def _unmerge(actor: User, claim: Claim, done: Event, facts: dict[str, Any]) -> Arranged:
    other = queries.claim_for(actor, UUID((done.before or {})["other"]), deleted=True).it
    if other.deleted_at is None:
        raise Conflict("This was undone already.")
    cells = {cell.pk: cell for cell in Cell.objects.select_for_update().filter(claim=claim)}
    versions = [*facts["cells"], *([each["cell"], each["version"]] for each in facts["changed"])]
    if any(key not in cells or cells[key].version != version for key, version in versions):
        raise Conflict(SINCE)
    _bring_back(facts["mentions"], claim, other)
    Cell.objects.filter(pk__in=[key for key, _ in facts["cells"]]).update(claim=other)
    for was in facts["changed"]:
        cell = cells[was["cell"]]
        cell.status, cell.certainty = was["status"], was["certainty"]
        cell.note, cell.also = was["note"], was["also"]
        cell.version += 1
        cell.save(update_fields=["status", "certainty", "note", "also", "version", "updated_at"])
    carrying.everything_back(claim=claim, facts=facts.get("carried", {}))
    other.deleted_at = None
    other.save(update_fields=["deleted_at"])
    told = {"wording": claim.wording, "other_wording": other.wording}
    return Arranged(
        other, record(actor=actor, claim=claim, verb="claim.unmerged", after=told, undoes=done.seq)
    )


def _unsplit(actor: User, claim: Claim, done: Event, facts: dict[str, Any]) -> Arranged:
    new = queries.claim_for(actor, UUID(facts["new"])).it
    cells = {cell.pk: cell for cell in Cell.objects.select_for_update().filter(claim=new)}
    wrong = len(cells) != len(facts["cells"]) + facts["copied"] or any(
        key not in cells or cells[key].version != version for key, version in facts["cells"]
    )
    extra = Mention.objects.filter(claim=new, deleted_at=None).exclude(pk__in=facts["mentions"]).exists()
    back = [cells[key] for key, _ in facts["cells"]] if not wrong else []
    taken = set(Cell.objects.filter(claim=claim).values_list("article", "annotator"))
    if wrong or extra or any((cell.article_id, cell.annotator_id) in taken for cell in back):
        raise Conflict(SINCE)
    _bring_back(facts["mentions"], new, claim)
    Cell.objects.filter(pk__in=[cell.pk for cell in back]).update(claim=claim)
    _, dropped = carrying.everything(claim=claim, other=new, doubles={})
    new.deleted_at = timezone.now()
    new.save(update_fields=["deleted_at"])
    told = {
        "wording": claim.wording,
        "new_wording": new.wording,
        "dropped": carrying.named(dropped, claim, new),
    }
    return Arranged(
        claim, record(actor=actor, claim=claim, verb="claim.unsplit", after=told, undoes=done.seq)
    )


def _bring_back(mentions: list[str], here: Claim, there: Claim) -> None:
    """Put mentions back; those that were taken off since stay off."""
    rows = Mention.objects.filter(pk__in=mentions, claim=here)
    if rows.count() != len(mentions):
        raise Conflict(SINCE)
    rows.update(claim=there)
