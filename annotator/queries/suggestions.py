"""Suggestions: reads. What is open is each person's own: nobody sees what others did with a suggestion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Exists, OuterRef

from annotator.formats.datasets import spoken
from annotator.formats.interchange.naming import id_of
from annotator.models import (
    Annotation,
    Range,
    Revision,
    Suggestion,
    SuggestionAnswer,
    SuggestionExposure,
    SuggestionRun,
)
from annotator.policies import Actor, Seen, see
from annotator.queries import codebooks
from annotator.queries.telling import iso, who
from annotator.text.suggesting import engine

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from django.db.models import Q

    from annotator.models import User
    from annotator.queries.codebooks import CodebookIndex, LayerIndex

Place = tuple[str, int, int]  # a layer's key, and code points


class SuggestionData(TypedDict):
    """A suggestion as the API and the page tell it."""

    id: int
    layer: str
    codes: list[dict[str, str]]
    start: int
    end: int
    quote: str
    entry: str
    explanation: str


class SuggestionsData(TypedDict):
    """What is open on a revision for one person. `ready`: the engine has read the text."""

    on: bool
    ready: bool
    engine: str
    results: list[SuggestionData]


def suggestion_for(actor: Actor, suggestion_id: int) -> Seen[Suggestion]:
    """Return one suggestion with revision, article and project (1 query). Raises :class:`NotFound`."""
    rows = Suggestion.objects.filter(revision__article__deleted_at=None)
    rows = rows.select_related("revision__article__project").defer("revision__raw")
    return see(rows, actor, "revision__article__project__", pk=suggestion_id)


def has_read(revision: Revision) -> bool:
    """Say whether today's engine has read the revision (1 query)."""
    return SuggestionRun.objects.filter(revision=revision, engine=engine()).exists()


def unread_of(project_id: int) -> list[int]:
    """Return the ids of a project's revisions that today's engine has not read (1 query)."""
    read = SuggestionRun.objects.filter(engine=engine()).values("revision")
    rows = Revision.objects.filter(article__project=project_id, article__deleted_at=None)
    return list(rows.exclude(pk__in=read).order_by("pk").values_list("pk", flat=True))


def open_on(actor: User, revision: Revision, codebook: CodebookIndex | None = None) -> SuggestionsData:
    """Return what is open for the actor on a revision that was looked up with them (5 queries; off: none).

    `codebook`: the project's newest, where the caller has it (4 queries then).

    Left out is what they answered, be it of an older engine; what they marked on the same layer and words;
    and what the project's newest codebook has no codes for.
    """
    project = revision.article.project
    told: SuggestionsData = {"on": project.suggestions_on, "ready": False, "engine": engine(), "results": []}
    if not told["on"] or not has_read(revision):
        return told
    codebook = codebook or codebooks.current_for_project(project.pk)
    settled = _settled(actor, revision)
    rows = Suggestion.objects.filter(revision=revision, engine=engine())
    told["ready"] = True
    told["results"] = [
        as_data(row)
        for row in rows.order_by("start", "-end", "layer")
        if (row.layer, row.start, row.end) not in settled and is_coded(codebook, row)
    ]
    return told


def as_data(row: Suggestion) -> SuggestionData:
    """Return one suggestion as it is told (no query)."""
    return {
        "id": row.pk,
        "layer": row.layer,
        "codes": row.codes,
        "start": row.start,
        "end": row.end,
        "quote": row.quote,
        "entry": row.entry,
        "explanation": row.explanation,
    }


def is_coded(codebook: CodebookIndex, row: Suggestion) -> bool:
    """Say whether a codebook has the layer and all codes of a suggestion (no query)."""
    layer = codebook.layers.get(row.layer)
    return layer is not None and all(_has(layer, **answer) for answer in row.codes)


def _has(layer: LayerIndex, dimension: str, code: str) -> bool:
    found = layer.dimensions.get(dimension)
    return found is not None and code in found.codes


def _settled(actor: User, revision: Revision) -> set[Place]:
    """Return the places that the actor answered or marked (2 queries)."""
    answered = SuggestionAnswer.objects.filter(suggestion__revision=revision, person=actor)
    marked = Range.objects.filter(
        annotation__revision=revision, annotation__author=actor, annotation__deleted_at=None
    )
    return {
        *answered.values_list("suggestion__layer", "suggestion__start", "suggestion__end").order_by(),
        *marked.values_list("annotation__layer__key", "start", "end").order_by(),
    }


# -- for exports


def exposures_on(revisions: Collection[Revision], kept: Q) -> Iterator[dict[str, Any]]:
    """Yield to whom suggestions were shown on revisions, by which engine, how many it had (2 queries).

    `kept` says which of these exposures.
    """
    ids = {row.pk: str(row.uid) for row in revisions}
    runs = SuggestionRun.objects.filter(revision__in=ids).order_by()
    found = {row[:2]: row[2] for row in runs.values_list("revision_id", "engine", "found")}
    rows = SuggestionExposure.objects.filter(kept, revision__in=ids).select_related("person")
    for row in rows.order_by("revision_id", "shown_at", "pk"):
        yield {
            "revision_id": ids[row.revision_id],
            **who(row.person),
            "engine": row.engine,
            "found": found.get((row.revision_id, row.engine)),
            "shown_at": iso(row.shown_at),
        }


def answers_on(revisions: Collection[Revision], kept: Q, marks: Q) -> Iterator[dict[str, Any]]:
    """Yield what people did with the suggestions of revisions (1 query); `kept` says which.

    A suggestion is known by its place, layer and engine; only such annotations are named as are in `marks`.
    """
    ids = {row.pk: str(row.uid) for row in revisions}
    there = Annotation.objects.filter(marks, pk=OuterRef("annotation"))
    rows = SuggestionAnswer.objects.filter(kept, suggestion__revision__in=ids)
    chosen = rows.select_related("person", "suggestion").annotate(there=Exists(there))
    for row in chosen.order_by("suggestion__revision_id", "at", "pk"):
        proposed = row.suggestion
        revision = ids[proposed.revision_id]
        place = (proposed.engine, proposed.layer, proposed.start, proposed.end)
        yield {
            "suggestion_id": id_of("suggestion", revision, *place),
            "revision_id": revision,
            "start": proposed.start,
            "end": proposed.end,
            "quote": proposed.quote,
            "layer": proposed.layer,
            "codes": spoken(proposed.codes) or None,
            "entry": proposed.entry,
            "explanation": proposed.explanation or None,
            "engine": proposed.engine,
            **who(row.person),
            "verdict": row.verdict,
            "annotation_id": str(row.annotation_id) if row.there else None,
            "answered_at": iso(row.at),
        }
