"""Suggestions: writes. A job looks for them; a person accepts, edits or rejects each, or takes that back."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from annotator.errors import AlreadyThere, Conflict
from annotator.models import (
    Annotation,
    Revision,
    Suggestion,
    SuggestionAnswer,
    SuggestionExposure,
    SuggestionRun,
)
from annotator.models.jobs import Lane
from annotator.models.suggestions import JOB
from annotator.policies import Action
from annotator.queries import annotations as annotation_queries
from annotator.queries import articles as article_queries
from annotator.queries import suggestions as queries
from annotator.services import annotations as marks
from annotator.services import history, jobs
from annotator.services.marking import Answer, Marked, RangeIn, spans_in
from annotator.services.transactions import callers_transaction, own_transactions
from annotator.text.suggesting import engine, suggest

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.models import User
    from annotator.services.annotations import Written
    from annotator.services.running import Run
    from annotator.text.suggesting import Proposal

KIND = JOB
Verdict = SuggestionAnswer.Verdict
_OURS = (Annotation.Origin.SUGGESTION, Annotation.Origin.EDITED)


@own_transactions("each revision is read outside of a transaction and kept for itself")
def run(run: Run) -> None:
    """Read one revision, or all of a project that were not read, and keep what is proposed.

    Projects that switched suggestions off, and articles that were deleted, are left alone.
    """
    if "revision" in run.params:
        waiting = [run.params["revision"]]
    else:
        waiting = queries.unread_of(run.params["project"])
    found = 0
    for number, revision_id in enumerate(waiting):
        revision = _to_read(revision_id)
        if revision is None:
            continue
        run.progress(number, len(waiting), revision.article.title[:120])
        proposals = suggest(revision.text)
        with transaction.atomic():
            run.fence(further=True)
            _keep(revision, proposals)
        found += len(proposals)
    with transaction.atomic():
        run.finish({"found": found})


def _to_read(revision_id: int) -> Revision | None:
    rows = Revision.objects.filter(
        pk=revision_id,
        article__deleted_at=None,
        article__project__deleted_at=None,
        article__project__suggestions_on=True,
    )
    found = rows.select_related("article").defer("raw").first()
    return None if found is None or queries.has_read(found) else found


def _keep(revision: Revision, proposals: list[Proposal]) -> None:
    _, made = SuggestionRun.objects.get_or_create(
        revision=revision, engine=engine(), defaults={"found": len(proposals)}
    )
    if made:  # else a second worker came by
        _write(revision, proposals)


@callers_transaction
def complete(*, revision_id: int) -> None:
    """Keep what today's engine proposes on a text, beside those that a dataset brought along (2 queries)."""
    revision = Revision.objects.only("text").get(pk=revision_id)
    _write(revision, suggest(revision.text))


def _write(revision: Revision, proposals: list[Proposal]) -> None:
    Suggestion.objects.bulk_create(
        [
            Suggestion(
                revision=revision,
                engine=engine(),
                layer=each.layer,
                codes=[{"dimension": dimension, "code": code} for dimension, code in each.codes],
                start=each.span.start,
                end=each.span.end,
                quote=each.span.of(revision.text),
                entry=each.entry[:300],
                explanation=each.explanation[:300],
            )
            for each in proposals
        ],
        batch_size=500,
        ignore_conflicts=True,
    )


@transaction.atomic
def seen(*, actor: User, revision_id: int) -> bool:
    """Log that a person opened a revision with its suggestions (at most 6 queries); say if there are any.

    Where today's engine has not read the text it is asked to, and nothing is logged: articles that are
    older than the engine are read when somebody opens them. Raises :class:`NotAllowed` for readers.
    """
    revision = article_queries.revision_for(actor, revision_id).require(Action.ANNOTATE)
    project = revision.article.project
    if not project.suggestions_on:
        return False
    if not queries.has_read(revision):
        key = f"{KIND}:{revision.pk}:{engine()}"
        params = {"revision": revision.pk}
        jobs.submit(
            kind=KIND, params=params, project=project, actor=actor, dedupe_key=key, lane=Lane.INTERACTIVE
        )
        return False
    SuggestionExposure.objects.get_or_create(revision=revision, person=actor, engine=engine())
    return True


@transaction.atomic
def accept(*, actor: User, suggestion_id: int, annotation_id: UUID, marked: Marked | None = None) -> Written:
    """Make a mark of a suggestion: as it is, or as `marked` says (16 queries).

    The mark's origin says which of the two it was. Sent again with the same id, or after it was taken back,
    it gives the one mark. Raises what `annotations.create` does, :class:`AlreadyThere` when it was answered
    otherwise, and :class:`Conflict` when the project has switched suggestions off.
    """
    found = queries.suggestion_for(actor, suggestion_id).require(Action.ANNOTATE)
    project = found.revision.article.project
    if not project.suggestions_on:
        raise Conflict("This project has switched suggestions off.")
    verdict, mark = _as_marked(found, marked)
    answer, made = SuggestionAnswer.objects.get_or_create(
        suggestion=found, person=actor, defaults={"verdict": verdict}
    )
    if not made and answer.annotation_id != annotation_id:
        raise AlreadyThere("You have answered this suggestion. Take that back first.", id=found.pk)
    batch = uuid.uuid4()  # mark and answer are one step of undo
    written = marks.create(
        actor=actor, revision_id=found.revision_id, annotation_id=annotation_id, marked=mark, batch=batch
    )
    if not made:
        return written
    if written.data["origin"] not in _OURS:
        raise Conflict("This id belongs to something else. Make a new one.", field="id")
    if written.data["deleted_at"] is not None:
        written = marks.restore(actor=actor, annotation_id=annotation_id, batch=batch)
    answer.annotation_id = annotation_id
    answer.save(update_fields=["annotation"])
    _record(actor, found, f"suggestion.{verdict}", answer, batch)
    return written


def _as_marked(found: Suggestion, marked: Marked | None) -> tuple[Verdict, Marked]:
    """Return whether it was changed, and the mark to make."""
    proposed = Marked(
        layer=found.layer,
        ranges=[RangeIn(found.start, found.end, found.quote)],
        answers=[Answer(**each) for each in found.codes],
    )
    if marked is None:
        return Verdict.ACCEPTED, _with_origin(proposed, proposed, Annotation.Origin.SUGGESTION)
    spans = spans_in(found.revision.text, marked.ranges)
    same = (
        marked.layer == found.layer
        and [(span.start, span.end) for span in spans] == [(found.start, found.end)]
        and set(marked.answers) == set(proposed.answers)
    )
    if same:
        return Verdict.ACCEPTED, _with_origin(marked, proposed, Annotation.Origin.SUGGESTION)
    return Verdict.EDITED, _with_origin(marked, marked, Annotation.Origin.EDITED)


def _with_origin(marked: Marked, said: Marked, origin: str) -> Marked:
    return Marked(
        layer=said.layer,
        ranges=said.ranges,
        answers=said.answers,
        note=marked.note,
        confidence=marked.confidence,
        origin=origin,
    )


@transaction.atomic
def reject(*, actor: User, suggestion_id: int) -> None:
    """Note that a person does not want a suggestion (6 queries). Twice is once.

    Raises :class:`AlreadyThere` when they accepted it.
    """
    found = queries.suggestion_for(actor, suggestion_id).require(Action.ANNOTATE)
    answer, made = SuggestionAnswer.objects.get_or_create(
        suggestion=found, person=actor, defaults={"verdict": Verdict.REJECTED}
    )
    if made:
        _record(actor, found, "suggestion.rejected", answer)
    elif answer.verdict != Verdict.REJECTED:
        raise AlreadyThere("You have accepted this suggestion. Take that back first.", id=found.pk)


@transaction.atomic
def undo(*, actor: User, suggestion_id: int) -> None:
    """Take an answer back: the suggestion is open again, and the mark made of it deleted (16 queries).

    Without an answer there is nothing to do. Accepting again with the same id brings the same mark back.
    """
    found = queries.suggestion_for(actor, suggestion_id).require(Action.ANNOTATE)
    answer = SuggestionAnswer.objects.filter(suggestion=found, person=actor).first()
    if answer is None:
        return
    batch = uuid.uuid4()
    answer.delete()
    if answer.annotation_id is not None:
        mark = annotation_queries.annotation_for(actor, answer.annotation_id).it
        marks.delete(actor=actor, annotation_id=mark.pk, version=mark.version, batch=batch)
    _record(actor, found, "suggestion.reopened", answer, batch)


def _record(
    actor: User, found: Suggestion, verb: str, answer: SuggestionAnswer, batch: uuid.UUID | None = None
) -> None:
    facts = {
        "layer": found.layer,
        "quote": found.quote[:200],
        "entry": found.entry,
        "engine": found.engine,
        "verdict": answer.verdict,
        **({"annotation": str(answer.annotation_id)} if answer.annotation_id else {}),
    }
    history.record(
        project_id=found.revision.article.project_id,
        actor=actor,
        verb=verb,
        subject=found.pk,
        scope=f"revision:{found.revision_id}",
        after=facts,
        undo_in=found.revision_id,
        batch=batch,
    )
