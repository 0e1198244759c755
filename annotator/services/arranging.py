"""Arranging: the rows of a matrix put in order, two made one, one made two; `unarranging` takes it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from annotator.errors import Conflict, Invalid, NotAllowed
from annotator.models import Cell, Claim, Mention, Project
from annotator.policies import Action
from annotator.queries import claims as queries
from annotator.services import carrying, history
from annotator.services.claims import worded
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from annotator.models import User
    from annotator.policies import Seen

_FACTS = ("status", "certainty", "note", "also")


@dataclass(frozen=True, slots=True)
class Arranged:
    """The claim that was changed or made, the event's number, by which it is undone, and clashing cells."""

    claim: Claim
    seq: int
    conflicts: int = 0
    dropped: list[dict[str, str]] = field(default_factory=list)  # links that could not come along, in words


@transaction.atomic
def move(*, actor: User, claim_id: UUID, before: UUID | None) -> Arranged:
    """Put a row in front of another, or last (7 queries); it is undone by putting it back."""
    claim = queries.claim_for(actor, claim_id).require(Action.FILL_MATRIX)
    rows = _in_order(claim)
    order = [row for row in rows if row.pk != claim.pk]
    after = next((row.pk for place, row in enumerate(rows) if place and rows[place - 1].pk == claim.pk), None)
    if before is None:
        order.append(claim)
    else:
        place = next((place for place, row in enumerate(order) if row.pk == before), None)
        if place is None:
            raise Conflict("That claim is not in this story any more. Look again.")
        order.insert(place, claim)
    _number(order)
    told = {"wording": claim.wording}
    seq = record(
        actor=actor,
        claim=claim,
        verb="claim.moved",
        before=told | {"before": str(after) if after else None},
        after=told | {"before": str(before) if before else None},
    )
    return Arranged(claim, seq)


def _in_order(claim: Claim) -> list[Claim]:
    # One at a time in a project, so that no two of them end in one place.
    Project.objects.select_for_update().get(pk=claim.story.project_id)
    return list(Claim.objects.filter(story=claim.story_id, deleted_at=None))


def _number(order: list[Claim]) -> None:
    changed = []
    for place, row in enumerate(order):
        if row.position != place:
            row.position = place
            changed.append(row)
    Claim.objects.bulk_update(changed, ["position"], batch_size=500)


@transaction.atomic
def merge(*, actor: User, claim_id: UUID, other_id: UUID) -> Arranged:
    """Make two rows one: what is on the other comes to this claim, and it goes (at most 28 queries).

    Quotes, cells, links, and what people refused to put on it. A link that would then lead to itself or go
    round in a circle is taken away, and told. Where one person found different things of the two, the cell
    keeps what it says and shows the other finding beside it, as a disagreement, until they set it.
    """
    claim = queries.claim_for(actor, claim_id).require(Action.FILL_MATRIX)
    seen = queries.claim_for(actor, other_id)
    other = seen.require(Action.FILL_MATRIX)
    if claim.pk == other.pk:
        raise Invalid("Choose another claim.", field="other")
    if claim.story_id != other.story_id:
        raise Invalid("That claim belongs to another story.", field="other")
    if other.created_by_id != actor.pk and not seen.may(Action.EDIT_OTHERS):
        raise NotAllowed("That claim is somebody else's. A curator or an owner may merge it.")
    mentions, doubles = _mentions_to_move(claim, other)
    Mention.objects.filter(pk__in=mentions).update(claim=claim)
    moved, changed, conflicts = _merge_cells(claim, other)
    carried, dropped = carrying.everything(claim=claim, other=other, doubles=doubles)
    told = carrying.named(dropped, claim, other)
    other.deleted_at = timezone.now()
    other.save(update_fields=["deleted_at"])
    seq = record(
        actor=actor,
        claim=claim,
        verb="claim.merged",
        before={"wording": claim.wording, "other": str(other.pk), "other_wording": other.wording},
        after={
            "wording": claim.wording,
            "mentions": [str(each) for each in mentions],
            "cells": moved,
            "changed": changed,
            "conflicts": conflicts,
            "carried": carried,
            "dropped": told,
        },
    )
    return Arranged(claim, seq, conflicts, told)


def _mentions_to_move(claim: Claim, other: Claim) -> tuple[list[UUID], dict[UUID, UUID]]:
    """Return the other's mentions that this claim lacks; and for those it has, of the same person, which."""
    rows = Mention.objects.filter(claim__in=[claim, other], deleted_at=None)
    here: dict[tuple[Any, ...], UUID] = {}
    there: list[tuple[UUID, tuple[Any, ...]]] = []
    for key, of, *tie in rows.values_list("pk", "claim", "annotation", "author"):
        if of == claim.pk:
            here[tuple(tie)] = key
        else:
            there.append((key, tuple(tie)))
    doubles = {key: here[tie] for key, tie in there if tie in here}
    return [key for key, _ in there if key not in doubles], doubles


def _merge_cells(claim: Claim, other: Claim) -> tuple[list[list[int]], list[dict[str, Any]], int]:
    """Bring the cells along: [key, version] of those moved, those changed as they were, number of clashes."""
    mine: dict[tuple[int, int], Cell] = {}
    theirs: list[Cell] = []
    for cell in Cell.objects.select_for_update().filter(claim__in=[claim, other]):
        if cell.claim_id == claim.pk:
            mine[cell.article_id, cell.annotator_id] = cell
        else:
            theirs.append(cell)
    moved = [cell for cell in theirs if (cell.article_id, cell.annotator_id) not in mine]
    Cell.objects.filter(pk__in=[cell.pk for cell in moved]).update(claim=claim)
    changed, conflicts = [], 0
    for cell in theirs:
        kept = mine.get((cell.article_id, cell.annotator_id))
        if kept is None:
            continue
        was = {"cell": kept.pk, **{name: getattr(kept, name) for name in _FACTS}}
        conflicts += _join(kept, cell, other.wording)
        if any(getattr(kept, name) != was[name] for name in _FACTS):
            kept.version += 1
            kept.save(update_fields=[*_FACTS, "version", "updated_at"])
            changed.append({**was, "version": kept.version})
    return [[cell.pk, cell.version] for cell in moved], changed, conflicts


def _join(kept: Cell, gone: Cell, wording: str) -> bool:
    """Put what one cell says into another of the same person; say whether the two clash."""
    clash = False
    if gone.status != Cell.Status.UNCHECKED:
        if kept.status == Cell.Status.UNCHECKED:
            kept.status, kept.certainty = gone.status, gone.certainty
        elif (kept.status, kept.certainty) != (gone.status, gone.certainty):
            told = {"wording": wording, "status": gone.status, "certainty": gone.certainty}
            kept.also = [*kept.also, told | {"note": gone.note}]
            clash = True
    kept.also = [*kept.also, *gone.also]
    if not clash and gone.note and gone.note not in kept.note:
        kept.note = f"{kept.note}\n{gone.note}".strip()
    return clash


@transaction.atomic
def split(
    *,
    actor: User,
    claim_id: UUID,
    new_id: UUID,
    wording: str,
    mentions: Collection[UUID] = (),
    articles: Collection[int] = (),
) -> Arranged:
    """Make a row of a part of another (at most 17 queries): quotes, and all that was found in some accounts.

    With the last quote that a person has in an account their cell goes along; else both rows have it. Who may
    not change what others made takes only their own along. The new row stands below the old one.
    """
    seen = queries.claim_for(actor, claim_id)
    claim = seen.require(Action.FILL_MATRIX)
    there = Claim.objects.filter(pk=new_id).exists()
    if there:
        raise Conflict("This id belongs to something else. Make a new one.", field="id")
    going, staying = _chosen(actor, seen, mentions, articles)
    cells = _cells_of(actor, seen, articles, going)
    if not going and not cells:
        raise Invalid("Choose what goes to the new claim.", field="mentions")
    rows = _in_order(claim)
    place = next(place for place, row in enumerate(rows) if row.pk == claim.pk)
    new = Claim.objects.create(
        id=new_id, story=claim.story, wording=worded(wording=wording), position=place + 1, created_by=actor
    )
    _number([*rows[: place + 1], new, *rows[place + 1 :]])
    Mention.objects.filter(pk__in=[each.pk for each in going]).update(claim=new)
    left = {_place(each) for each in staying}
    moved = [cell for cell in cells if (cell.article_id, cell.annotator_id) not in left]
    Cell.objects.filter(pk__in=[cell.pk for cell in moved]).update(claim=new)
    copied = [_copy(cell, new) for cell in cells if (cell.article_id, cell.annotator_id) in left]
    Cell.objects.bulk_create(copied)
    seq = record(
        actor=actor,
        claim=claim,
        verb="claim.split",
        before={"wording": claim.wording},
        after={
            "new": str(new.pk),
            "wording": claim.wording,
            "new_wording": new.wording,
            "mentions": [str(each.pk) for each in going],
            "cells": [[cell.pk, cell.version] for cell in moved],
            "copied": len(copied),
        },
    )
    return Arranged(new, seq)


def _chosen(
    actor: User, seen: Seen[Claim], chosen: Collection[UUID], articles: Collection[int]
) -> tuple[list[Mention], list[Mention]]:
    """Return the mentions that go, and those that stay."""
    rows = list(
        Mention.objects.filter(claim=seen.it, deleted_at=None).select_related("annotation__revision").defer(
            "annotation__revision__text", "annotation__revision__raw"
        )
    )  # fmt: skip
    if not set(chosen) <= {each.pk for each in rows}:
        raise Conflict("Somebody took one of these passages off the claim. Look again.")
    named = [each for each in rows if each.pk in set(chosen)]
    others = not seen.may(Action.EDIT_OTHERS)
    if others and any(each.author_id != actor.pk for each in named):
        raise NotAllowed("Some of these passages are somebody else's. A curator or an owner may move them.")
    going = [
        each
        for each in rows
        if each in named or (_place(each)[0] in articles and not (others and each.author_id != actor.pk))
    ]
    return going, [each for each in rows if each not in going]


def _place(mention: Mention) -> tuple[int, int]:
    return mention.annotation.revision.article_id, mention.author_id


def _cells_of(
    actor: User, seen: Seen[Claim], articles: Collection[int], going: Iterable[Mention]
) -> list[Cell]:
    places = {_place(each) for each in going}
    rows = Cell.objects.select_for_update().filter(claim=seen.it)
    if not seen.may(Action.EDIT_OTHERS):
        rows = rows.filter(annotator=actor)
    return [
        cell for cell in rows if cell.article_id in articles or (cell.article_id, cell.annotator_id) in places
    ]


def _copy(cell: Cell, to: Claim) -> Cell:
    facts = {name: getattr(cell, name) for name in _FACTS}
    return Cell(claim=to, article_id=cell.article_id, annotator_id=cell.annotator_id, **facts)


@callers_transaction
def record(
    *,
    actor: User,
    claim: Claim,
    verb: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    undoes: int | None = None,
) -> int:
    """Write the event of a row and return its number (2 queries)."""
    return history.record(
        project_id=claim.story.project_id,
        actor=actor,
        verb=verb,
        subject=claim.pk,
        scope=f"story:{claim.story_id}",
        before=before,
        after=after,
        undoes=undoes,
    )
