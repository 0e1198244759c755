"""Bulk: many annotations of a revision changed or deleted at once; what is refused stops nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, StaleVersion, TooMuch
from annotator.models import Annotation
from annotator.policies import Action
from annotator.queries import annotations as queries
from annotator.queries import articles as article_queries
from annotator.queries import codebooks as codebook_queries
from annotator.services import history, revisions
from annotator.services.marking import Answer, answers_of, codes_for, layer_in, note_of
from annotator.services.rewriting import Rewrite, Standing, after, rewrite, said, stand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from annotator.models import AnnotationCode, Revision, User
    from annotator.policies import Seen
    from annotator.queries.annotations import AnnotationData
    from annotator.queries.codebooks import CodebookIndex

MOST_ACTS = 500


@dataclass(frozen=True, slots=True)
class Act:
    """What to do to one annotation, from a version on: delete it, or change what is not None."""

    id: UUID
    version: int
    delete: bool = False
    layer: str | None = None
    answers: Sequence[Answer] | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one act: the annotation, or why not."""

    id: UUID
    annotation: AnnotationData | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of each act, in order; `batch` names the step of undo, None when all were refused."""

    results: list[Result]
    batch: UUID | None


@transaction.atomic
def act(*, actor: User, revision_id: int, acts: Sequence[Act]) -> Done:
    """Do the acts on a revision (17 queries, a few more for hundreds); what went through is one step of undo.

    Raises :class:`TooMuch` for more than 500, :class:`NotFound` and :class:`NotAllowed` for the revision.
    What is refused of a single act stands in its result: it is not there, not one's own, was changed, ...
    """
    if len(acts) > MOST_ACTS:
        raise TooMuch("At most %(most)s acts at once.", field="acts", most=MOST_ACTS)
    seen = article_queries.revision_for(actor, revision_id)
    revision = seen.require(Action.ANNOTATE)
    standing = stand(actor=actor, ids=[each.id for each in acts])
    codebook = codebook_queries.current_for_project(revision.article.project_id)
    planned: dict[UUID, Rewrite] = {}
    results: dict[int, Result] = {}
    for number, each in enumerate(acts):
        try:
            if each.id in planned:
                raise Invalid("An annotation is named once in a request.", field=f"acts[{number}].id")
            there = _standing(actor, seen, standing.get(str(each.id)), each)
            if each.delete and there.row.deleted_at is not None:  # deleting twice is deleting once
                results[number] = Result(each.id, there.data)
            else:
                planned[each.id] = Rewrite(there, None if each.delete else _changed(there, each, codebook))
        except Refusal as refusal:
            results[number] = Result(each.id, refusal=refusal)
    batch = _write(actor, revision, list(planned.values()))
    return Done(
        [results.get(number) or Result(each.id, after(planned[each.id])) for number, each in enumerate(acts)],
        batch,
    )


def _write(actor: User, revision: Revision, many: list[Rewrite]) -> UUID | None:
    if not many:
        return None
    project = revision.article.project_id
    batch = uuid.uuid4()
    happened = rewrite(project_id=project, many=many)
    history.record_many(project_id=project, actor=actor, happened=happened, batch=batch)
    revisions.follow(texts=[revision.pk], actor=actor)
    return batch


def _standing(actor: User, seen: Seen[Revision], there: Standing | None, each: Act) -> Standing:
    if there is None or there.row.revision_id != seen.it.pk:
        raise NotFound
    if there.row.author_id != actor.pk and not seen.may(Action.EDIT_OTHERS):
        raise NotAllowed("This mark is somebody else's. Make your own on the same words.")
    if there.row.deleted_at is not None and not each.delete:
        raise Conflict("This mark has been deleted. Restore it first.")
    if there.row.version != each.version and there.row.deleted_at is None:
        raise StaleVersion(
            "This mark was changed in the meantime: it is at version %(now)s, "
            "and you changed version %(yours)s.",
            now=there.row.version,
            yours=each.version,
            current=there.data,
        )
    return there


def _changed(there: Standing, each: Act, codebook: CodebookIndex) -> dict[str, Any]:
    to = said(there.data) or {}
    if each.note is not None:
        to["note"] = note_of(each.note)
    if each.layer is not None or each.answers is not None:
        answers = each.answers if each.answers is not None else answers_of(there.data)
        to |= recoded(codebook, each.layer or to["layer"], answers)
    return with_origin(there.data, to)


def recoded(codebook: CodebookIndex, key: str, answers: Sequence[Answer]) -> dict[str, Any]:
    """Return layer, codes and version as they are told. Raises :class:`CodeInvalid`."""
    layer = layer_in(codebook, key)
    rows = sorted(codes_for(layer, answers), key=_place)
    return {
        "layer": key,
        "codebook": codebook.row.version,
        "codes": [
            queries.answer(row.dimension.key, row.code.key if row.code else None, row.words) for row in rows
        ],
    }


def _place(row: AnnotationCode) -> tuple[int, int]:
    return row.dimension.position, row.code.position if row.code else 0


def with_origin(data: AnnotationData, to: dict[str, Any]) -> dict[str, Any]:
    """Say of an accepted suggestion that it was edited, if what it marks or says is not the same any more."""
    was_proposed = data["origin"] == Annotation.Origin.SUGGESTION
    if was_proposed and (to["layer"], to["ranges"], to["codes"]) != (
        data["layer"],
        data["ranges"],
        data["codes"],
    ):
        to["origin"] = Annotation.Origin.EDITED.value
    return to
