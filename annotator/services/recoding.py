"""Recoding: annotations of an older codebook are put under the newest one, many at once, and back again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from annotator.errors import Conflict, Invalid, NotFound, Refusal, StaleVersion
from annotator.models import Event
from annotator.policies import Action
from annotator.queries import codebooks as codebook_queries
from annotator.queries import differences
from annotator.queries import projects as project_queries
from annotator.queries import recoding as queries
from annotator.services import history, revisions
from annotator.services.bulk import recoded, with_origin
from annotator.services.marking import Answer, answers_of
from annotator.services.rewriting import Rewrite, Standing, rewrite, said, stand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.models import Project, User
    from annotator.policies import Seen
    from annotator.queries.codebooks import CodebookIndex
    from annotator.queries.differences import Change
    from annotator.queries.recoding import Stale

MOST = 2000  # annotations in one request
KEEP, DROP, REPLACE, LEAVE = "keep", "drop", "replace", "leave"


@dataclass(frozen=True, slots=True)
class Move:
    """What to do about one change: keep the answer as it is now worded, drop it, or put `by` in its place.

    Where one code is taken now and several were given, `by` is the one of them that stays.
    `only` names annotations to which it goes; without, to all others that the change is about. Those that are
    to stay as they are while the others move are named with `leave`.
    """

    change: str
    do: str
    by: str = ""
    only: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Recoded:
    """How many annotations were re-coded, or would be; which were refused and why; how many were too many."""

    changed: int
    refused: list[tuple[str, Refusal]]
    left: int
    batch: UUID | None


@transaction.atomic
def recode(
    *, actor: User, project_id: int, version: int, moves: Sequence[Move], preview: bool = False
) -> Recoded:
    """Re-code the annotations that some changes are about (at most 30 queries, a few more for many).

    One's own, and those of others for who may change them. `version` is of the codebook that one looked at.
    One that the newest codebook still refuses, since it is affected by another change too, stays as it is.
    Raises :class:`StaleVersion`, and :class:`Invalid` for a move that the change does not offer.
    """
    seen = project_queries.project_for(actor, project_id)
    project = seen.require(Action.ANNOTATE)
    current = codebook_queries.current_for_project(project.pk)
    if current.row.version != version:
        raise StaleVersion(
            "The codebook is at version %(current_version)s by now. Look again what changed.",
            current_version=current.row.version,
        )
    stale = queries.stale_in(actor, project)
    for number, move in enumerate(moves):
        _check(move, stale.get(move.change), f"moves[{number}]")
    ids, left = _affected(actor, seen, stale, moves)
    many, refused = _planned(stale, moves, stand(actor=actor, ids=ids))
    batch = None if preview else _write(actor, project, many)
    return Recoded(len(many), refused, left, batch)


def _check(move: Move, change: Change | None, where: str) -> None:
    if change is None:
        return  # nothing is affected by it any more
    offered = {
        LEAVE: True,
        KEEP: change.kind == differences.REWORDED,
        DROP: change.may_drop,
        REPLACE: move.by in dict(change.choices),
    }
    if not offered.get(move.do):
        raise Invalid("This can't be done about this change.", field=f"{where}.do")


def _affected(
    actor: User, seen: Seen[Project], stale: Stale, moves: Sequence[Move]
) -> tuple[list[UUID], int]:
    about = Q(pk__in=[])
    for move in moves:
        change = stale.get(move.change)
        if change is not None and move.do != LEAVE:
            about |= change.condition if move.only is None else change.condition & Q(pk__in=move.only)
    rows = queries.outdated(actor, seen.it, stale.current).filter(about).order_by("pk")
    if not seen.may(Action.EDIT_OTHERS):
        rows = rows.filter(author=actor)
    ids = list(rows.values_list("pk", flat=True))
    return ids[:MOST], max(0, len(ids) - MOST)


def _planned(
    stale: Stale, moves: Sequence[Move], standing: dict[str, Standing]
) -> tuple[list[Rewrite], list[tuple[str, Refusal]]]:
    many: list[Rewrite] = []
    refused: list[tuple[str, Refusal]] = []
    for key, each in standing.items():
        about = differences.changes_of(each.data, stale.current, stale.books)
        chosen = [(_chosen(moves, change.id, UUID(key)), change) for change in about]
        mine = [(move, change) for move, change in chosen if move is not None and move.do != LEAVE]
        if not mine:
            continue
        try:
            many.append(Rewrite(each, _moved(each, stale.current, mine)))
        except Refusal as refusal:
            refused.append((key, refusal))
    return many, refused


def _chosen(moves: Sequence[Move], change_id: str, key: UUID) -> Move | None:
    """Return the move that goes to an annotation: what names it comes before what goes to all."""
    of = [move for move in moves if move.change == change_id]
    named = (move for move in of if move.only is not None and key in move.only)
    return next(named, None) or next((move for move in of if move.only is None), None)


def _moved(each: Standing, current: CodebookIndex, moves: list[tuple[Move, Change]]) -> dict[str, object]:
    layer, answers = each.data["layer"], answers_of(each.data)
    for move, change in moves:
        at = change.path
        if change.part == "layer" and move.do == REPLACE:
            layer = move.by
            asked = current.layers[layer].dimensions
            answers = [
                one
                for one in answers
                if one.dimension in asked and (one.code is None or one.code in asked[one.dimension].codes)
            ]
        elif move.do == REPLACE and change.kind == differences.SINGLE:
            answers = _alone(answers, Answer(at.dimension, move.by))
        elif move.do == REPLACE and not at.code:
            answers.append(Answer(at.dimension, move.by))
        elif move.do == REPLACE:
            answers = [
                Answer(at.dimension, move.by) if (one.dimension, one.code) == (at.dimension, at.code) else one
                for one in answers
            ]
        elif move.do == DROP:
            answers = [
                one for one in answers if one.dimension != at.dimension or (at.code and one.code != at.code)
            ]
    to = (said(each.data) or {}) | recoded(current, layer, list(dict.fromkeys(answers)))
    return with_origin(each.data, to)


def _alone(answers: list[Answer], stays: Answer) -> list[Answer]:
    # Nobody is made to say, for all marks at once, what they never said.
    if stays not in answers:
        raise Conflict("It has other codes than the one that is to stay.")
    return [one for one in answers if one.dimension != stays.dimension or one == stays]


def _write(actor: User, project: Project, many: list[Rewrite]) -> UUID | None:
    if not many:
        return None
    batch = uuid.uuid4()
    happened = rewrite(project_id=project.pk, many=many)
    history.record_many(project_id=project.pk, actor=actor, happened=happened, batch=batch)
    revisions.follow(texts={each.standing.row.revision_id for each in many}, actor=actor)
    return batch


@transaction.atomic
def take_back(*, actor: User, project_id: int, batch: UUID) -> Recoded:
    """Take one's own re-coding back as a whole (at most 20 queries, see `rewriting`).

    What anybody changed since stays as it is, and is told as refused. Raises :class:`NotFound`.
    """
    seen = project_queries.project_for(actor, project_id)
    project = seen.require(Action.ANNOTATE)
    events = Event.objects.filter(project=project, batch=batch, actor=actor, verb="annotation.changed")
    told = {event.subject: event for event in events}
    if not told:
        raise NotFound
    many: list[Rewrite] = []
    refused: list[tuple[str, Refusal]] = []
    for key, each in stand(actor=actor, ids=list(map(UUID, told))).items():
        event = told[key]
        may = each.row.author_id == actor.pk or seen.may(Action.EDIT_OTHERS)
        if may and each.row.deleted_at is None and each.row.version == (event.after or {})["version"]:
            many.append(Rewrite(each, said(event.before)))
        else:
            refused.append((key, Conflict("This mark was changed since. Nothing of it was touched.")))
    return Recoded(len(many), refused, 0, _write(actor, project, many))
