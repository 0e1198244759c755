"""Exports: reads, for the pages and for the job that writes a dataset.

The job reads in short steps, one revision or one story at a time: it never holds more than that
or a chunk in memory, and on SQLite no read stands in a writer's way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Max, Model, Q

from annotator.formats.datasets import spoken
from annotator.models import Annotation, Cell, Claim, Codebook, Export, Mention, Revision, Story
from annotator.policies import Actor, Seen, see, visible
from annotator.queries import annotations as annotation_queries
from annotator.queries import codebooks, suggestions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

CHUNK = 1000  # rows held at once

M = TypeVar("M", bound=Model)


def export_for(actor: Actor, export_id: UUID) -> Seen[Export]:
    """Return one export with its job (1 query). Raises :class:`NotFound`."""
    return see(
        Export.objects.select_related("job", "project", "created_by"), actor, "project__", pk=export_id
    )


def exports_of(actor: Actor, project_id: int) -> QuerySet[Export]:
    """Return a project's exports, newest first, with their jobs (1 query)."""
    rows = Export.objects.filter(visible(actor, path="project__"), project=project_id)
    return rows.select_related("job", "created_by")


def stories_in(export: Export) -> QuerySet[Story]:
    """Return the stories of an export's scope: those that it names, else all of the project."""
    rows = Story.objects.filter(project=export.project_id, deleted_at=None)
    chosen = export.scope.get("stories")
    return rows.filter(pk__in=chosen) if chosen else rows


def in_steps(rows: QuerySet[M]) -> Iterator[M]:
    """Yield rows by their ids, a chunk at a time, each read to its end before the next is asked for.

    An iterator that stays open would hold SQLite's snapshot: the job's own next write then fails
    as soon as anybody else has written.
    """
    last = None
    while True:
        chunk = list((rows if last is None else rows.filter(pk__gt=last)).order_by("pk")[:CHUNK])
        yield from chunk
        if len(chunk) < CHUNK:
            return
        last = chunk[-1].pk


def revisions_in(export: Export) -> QuerySet[Revision]:
    """Return the revisions of an export's scope."""
    rows = Revision.objects.filter(
        article__project=export.project_id, article__deleted_at=None
    ).select_related("article__story", "article__source")
    return rows.filter(_in_scope(export, "article__"))


def _in_scope(export: Export, path: str) -> Q:
    """Return the filter for what belongs to an article of the scope: nothing refers to what is not there."""
    return Q(**{f"{path}story__in": stories_in(export)}) if export.scope.get("stories") else Q()


def articles_table(export: Export) -> Iterator[dict[str, Any]]:
    """Yield a row for each revision, without its text."""
    for revision in in_steps(revisions_in(export).defer("text", "raw")):
        article = revision.article
        yield {
            "article_id": article.pk,
            "story_id": article.story_id,
            "story": article.story.title if article.story else None,
            "title": article.title,
            "source": article.source.name if article.source else None,
            "source_domain": article.source.domain if article.source else None,
            "byline": article.byline or None,
            "url": article.url or None,
            "published_at": _iso(article.published_at),
            "published_precision": article.published_precision if article.published_at else None,
            "revision_id": revision.pk,
            "revision": revision.number,
            "sha256": revision.sha256,
            "length": revision.length,
        }


def spans_table(export: Export) -> Iterator[dict[str, Any]]:
    """Yield a row for each range of each annotation."""
    for revision in in_steps(revisions_in(export).only("article_id")):
        for told in annotations_on(revision.pk):
            shared = {
                "annotation_id": told["id"],
                "article_id": revision.article_id,
                "revision_id": revision.pk,
                "layer": told["layer"],
                "codes": spoken(told["codes"]) or None,
                "note": told["note"] or None,
                "confidence": told["confidence"],
                "annotator_id": told["author"]["id"],
                "annotator": told["author"]["name"],
                "origin": told["origin"],
                "suggested": told["suggested"],
                "anchor": told["anchor"],
                "codebook_version": told["codebook"],
                "version": told["version"],
                "created_at": told["created_at"],
                "updated_at": told["updated_at"],
                "claim_ids": told["claims"],
            }
            for number, each in enumerate(told["ranges"]):
                yield shared | {"range": number} | each


def annotations_on(revision_id: int) -> Iterator[dict[str, Any]]:
    """Yield the annotations of one revision, as they are told everywhere (5 queries).

    `suggested` is the lexicon's entry behind one that was a suggestion.
    """
    entries = suggestions.entries_of(revision_id)
    rows = Annotation.objects.filter(revision=revision_id, deleted_at=None)
    for told in annotation_queries.listed(None, rows):
        yield {**told, "suggested": entries.get(told["id"])}


def exposures_table(export: Export) -> Iterator[dict[str, Any]]:
    """Yield a row for each person to whom a revision was shown with suggestions, and engine."""
    for revision in in_steps(revisions_in(export).defer("text", "raw")):
        yield from suggestions.exposures_on(revision.pk)


def answers_table(export: Export) -> Iterator[dict[str, Any]]:
    """Yield a row for each answer to a suggestion. One that was shown and not answered has none."""
    for revision in in_steps(revisions_in(export).defer("text", "raw")):
        yield from suggestions.answers_on(revision.pk)


def claims_table(export: Export) -> Iterator[dict[str, Any]]:
    """Yield a row for each claim."""
    for story in in_steps(stories_in(export)):
        for claim in Claim.objects.filter(story=story, deleted_at=None).order_by("position", "created_at"):
            yield {
                "claim_id": str(claim.pk),
                "story_id": story.pk,
                "story": story.title,
                "position": claim.position,
                "wording": claim.wording,
            }


def mentions_table(export: Export) -> Iterator[dict[str, Any]]:
    """Yield a row for each mention that stands."""
    rows = Mention.objects.filter(
        claim__deleted_at=None,
        deleted_at=None,
        annotation__deleted_at=None,
        annotation__revision__article__deleted_at=None,
    ).select_related("author", "annotation__revision")
    rows = rows.defer("annotation__revision__text", "annotation__revision__raw")
    for story in in_steps(stories_in(export)):
        of_story = rows.filter(_in_scope(export, "annotation__revision__article__"), claim__story=story)
        for mention in of_story.order_by("claim__position", "claim", "created_at"):
            yield {
                "claim_id": str(mention.claim_id),
                "annotation_id": str(mention.annotation_id),
                "article_id": mention.annotation.revision.article_id,
                "annotator_id": mention.author_id,
                "annotator": mention.author.shown_name,
                "state": mention.state,
            }


def cells_table(export: Export) -> Iterator[dict[str, Any]]:
    """Yield a row for each finding. A cell that nobody checked has no row: silence is not data."""
    rows = (
        Cell.objects.filter(claim__deleted_at=None, article__deleted_at=None)
        .exclude(status=Cell.Status.UNCHECKED)
        .select_related("claim", "article__source", "annotator")
    )
    for story in in_steps(stories_in(export)):
        of_story = rows.filter(_in_scope(export, "article__"), claim__story=story)
        for cell in of_story.order_by("claim__position", "claim", "article", "annotator"):
            yield {
                "claim_id": str(cell.claim_id),
                "claim": cell.claim.wording,
                "article_id": cell.article_id,
                "source": cell.article.source.name if cell.article.source else None,
                "annotator_id": cell.annotator_id,
                "annotator": cell.annotator.shown_name,
                "status": cell.status,
                "certainty": cell.certainty,
                "note": cell.note or None,
            }


TABLES = {
    "articles": articles_table,
    "spans": spans_table,
    "claims": claims_table,
    "mentions": mentions_table,
    "cells": cells_table,
    "suggestion_exposures": exposures_table,
    "suggestion_answers": answers_table,
}


_FURTHER = {
    "claim": claims_table,
    "mention": mentions_table,
    "cell": cells_table,
    "suggestion_exposure": exposures_table,
    "suggestion_answer": answers_table,
}


def records_of(export: Export) -> Iterator[dict[str, Any]]:
    """Yield everything of an export's scope as records, each with its `type`, referred-to ones first."""
    project = export.project
    yield {
        "type": "project",
        "id": project.pk,
        "name": project.name,
        "description": project.description,
    }
    for version in Codebook.objects.filter(project=project).order_by("version"):
        layers = codebooks.index(version.pk, version.created_at).record().as_dict()["layers"]
        yield {"type": "codebook", "version": version.version, "note": version.note, "layers": layers}
    for story in in_steps(stories_in(export)):
        yield {"type": "story", "id": story.pk, "title": story.title, "description": story.description}
    for facts in articles_table(export):
        text = Revision.objects.values_list("text", flat=True).get(pk=facts["revision_id"])
        yield {"type": "revision", **facts, "text": text}
        for told in annotations_on(facts["revision_id"]):
            yield {"type": "annotation", **{key: value for key, value in told.items() if key != "mine"}}
    for kind, table in _FURTHER.items():
        for row in table(export):
            yield {"type": kind, **row}


def codebook_version(export: Export) -> int:
    """Return the newest version of the project's codebook (1 query)."""
    newest = Codebook.objects.filter(project=export.project_id).aggregate(newest=Max("version"))
    return newest["newest"] or 0


def annotation_count(export: Export) -> int:
    """Count what the job will write, for its progress (1 query)."""
    revisions = revisions_in(export).order_by().values("pk")
    return Annotation.objects.filter(revision__in=revisions, deleted_at=None).count()


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
