"""Exports: reads, for the pages and for the job that writes a dataset.

The job reads in short steps, one revision or one story at a time: it never holds more than that
or a chunk in memory, and on SQLite no read stands in a writer's way.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Max, Model, Q

from annotator.errors import NotFound
from annotator.models import Annotation, Cell, Claim, Codebook, Export, Member, Mention, Revision, Story
from annotator.policies import LEADS, Actor, Seen, see, shut_in
from annotator.queries import annotations as annotation_queries
from annotator.queries import suggestions
from annotator.queries.telling import iso, who

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models import Project, Role

CHUNK = 1000  # rows held at once

M = TypeVar("M", bound=Model)


def export_for(actor: Actor, export_id: UUID) -> Seen[Export]:
    """Return one export with its job (1 query, 2 in a blind project).

    Raises :class:`NotFound`, also while an article of it is not open to the actor.
    """
    rows = Export.objects.select_related("job", "project", "created_by")
    seen = see(rows, actor, "project__", pk=export_id)
    if hides_from(actor, seen.role, seen.it.project, seen.it.scope.get("stories")):
        raise NotFound
    if _keeps_gold(seen.role, seen.it.project) and GOLD & set((seen.it.manifest or {}).get("counts", ())):
        raise NotFound
    return seen


def exports_of(actor: Actor, seen: Seen[Project]) -> QuerySet[Export]:
    """Return the exports of a project that was looked up with the actor, newest first, with their jobs.

    1 query, 2 in a blind project: there are none while an article of it is not open to the actor.
    """
    rows = Export.objects.filter(project=seen.it).select_related("job", "created_by")
    if _keeps_gold(seen.role, seen.it):
        rows = rows.exclude(manifest__counts__has_any_keys=sorted(GOLD))
    return rows.none() if hides_from(actor, seen.role, seen.it, None) else rows


GOLD = frozenset({"decision", "cell_decision", "mention_decision"})
"""The records of the gold layer: in a dataset that a lead asked for."""


def gold_in(export: Export) -> bool:
    """Say whether a dataset has the gold layer: whoever asked for it leads the project (1 query)."""
    return Member.objects.filter(
        project=export.project_id, user=export.created_by_id, removed_at=None, role__in=LEADS
    ).exists()


def _keeps_gold(role: Role, project: Project) -> bool:
    """Say whether datasets with the gold layer are not for a member, who may not see what was decided."""
    return role not in LEADS and not project.decisions_shown


def hides_from(actor: Actor, role: Role, project: Project, stories: Collection[int] | None) -> bool:
    """Say whether a dataset of some stories, or of all, would show the actor others' work that is hidden.

    A dataset is the work of everybody. Leads answer for the project: they may always make one.
    """
    if role in LEADS:
        return False
    return shut_in(actor, project, **({"story__in": list(stories)} if stories else {}))


def stories_in(export: Export) -> QuerySet[Story]:
    """Return the stories of an export's scope: those that it names, else all of the project."""
    rows = Story.objects.filter(project=export.project_id, deleted_at=None)
    chosen = export.scope.get("stories")
    return rows.filter(pk__in=chosen) if chosen else rows


def in_steps(rows: QuerySet[M], by: str = "pk") -> Iterator[M]:
    """Yield rows by their ids, a chunk at a time, each read to its end before the next is asked for.

    `by` names another column, or one of a row that comes along, whose values are unique and never null.

    An iterator that stays open would hold SQLite's snapshot: the job's own next write then fails
    as soon as anybody else has written.
    """
    last = None
    while True:
        chunk = list((rows if last is None else rows.filter(**{f"{by}__gt": last})).order_by(by)[:CHUNK])
        yield from chunk
        if len(chunk) < CHUNK:
            return
        last = attrgetter(by.replace("__", "."))(chunk[-1])


def revisions_in(export: Export) -> QuerySet[Revision]:
    """Return the revisions of an export's scope."""
    rows = Revision.objects.filter(
        article__project=export.project_id, article__deleted_at=None
    ).select_related("article__story", "article__source")
    return rows.filter(_in_scope(export, "article__"))


def revision_keys(export: Export) -> QuerySet[Revision, int]:
    """Return the keys of the revisions of an export's scope."""
    return revisions_in(export).order_by().values_list("pk", flat=True)


def _in_scope(export: Export, path: str) -> Q:
    """Return the filter for what belongs to an article of the scope: nothing refers to what is not there."""
    return Q(**{f"{path}story__in": stories_in(export)}) if export.scope.get("stories") else Q()


def facts_of(revision: Revision) -> dict[str, Any]:
    """Return what is told of a revision and its article, which came along with story and source."""
    article = revision.article
    return {
        "article_id": str(article.uid),
        "story_id": str(article.story.uid) if article.story else None,
        "story": article.story.title if article.story else None,
        "title": article.title,
        "source": article.source.name if article.source else None,
        "source_domain": article.source.domain or None if article.source else None,
        "byline": article.byline or None,
        "url": article.url or None,
        "published_at": iso(article.published_at),
        "published_precision": article.published_precision if article.published_at else None,
        "added_at": iso(article.created_at),
        "revision_id": str(revision.uid),
        "revision": revision.number,
        "fetched_at": iso(revision.fetched_at),
        "sha256": revision.sha256,
        "length": revision.length,
    }


def annotations_on(revision: Revision) -> Iterator[dict[str, Any]]:
    """Yield the annotations of one revision, as they are told everywhere, with ids that travel (6 queries).

    `suggested` is the lexicon's entry behind one that was a suggestion; `suggestions_shown_at` is when its
    author was first shown the text with suggestions.
    """
    entries, shown_at = suggestions.entries_of(revision.pk), suggestions.shown_on(revision.pk)
    rows = Annotation.objects.filter(revision=revision, deleted_at=None)
    for told in annotation_queries.listed(None, rows):
        yield {
            **(annotation_queries.for_everybody(told) or {}),
            "revision": str(revision.uid),
            "suggested": entries.get(told["id"]),
            "suggestions_shown_at": shown_at.get(told["author"]["id"]),
        }


def exposures_table(export: Export) -> Iterator[dict[str, Any]]:
    """Yield a row for each person to whom a revision was shown with suggestions, and engine."""
    for revision in in_steps(revisions_in(export).defer("text", "raw")):
        yield from suggestions.exposures_on(revision)


def answers_table(export: Export) -> Iterator[dict[str, Any]]:
    """Yield a row for each answer to a suggestion. One that was shown and not answered has none."""
    for revision in in_steps(revisions_in(export).defer("text", "raw")):
        yield from suggestions.answers_on(revision)


def claims_table(export: Export) -> Iterator[dict[str, Any]]:
    """Yield a row for each claim."""
    for story in in_steps(stories_in(export)):
        rows = Claim.objects.filter(story=story, deleted_at=None).select_related("created_by")
        for claim in rows.order_by("position", "created_at", "pk"):
            yield {
                "claim_id": str(claim.pk),
                "story_id": str(story.uid),
                "story": story.title,
                "position": claim.position,
                "wording": claim.wording,
                **who(claim.created_by),
                "version": claim.version,
                "created_at": iso(claim.created_at),
            }


def mentions_table(export: Export) -> Iterator[dict[str, Any]]:
    """Yield a row for each mention that stands."""
    rows = Mention.objects.filter(
        claim__deleted_at=None,
        deleted_at=None,
        annotation__deleted_at=None,
        annotation__revision__article__deleted_at=None,
    ).select_related("author", "annotation__revision__article")
    rows = rows.defer("annotation__revision__text", "annotation__revision__raw")
    for story in in_steps(stories_in(export)):
        of_story = rows.filter(_in_scope(export, "annotation__revision__article__"), claim__story=story)
        for mention in of_story.order_by("claim__position", "claim", "created_at", "pk"):
            yield {
                "mention_id": str(mention.pk),
                "claim_id": str(mention.claim_id),
                "annotation_id": str(mention.annotation_id),
                "article_id": str(mention.annotation.revision.article.uid),
                **who(mention.author),
                "state": mention.state,
                "said_by": mention.said_by or None,
                "said_how": mention.said_how or None,
                "created_at": iso(mention.created_at),
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
        for cell in of_story.order_by("claim__position", "claim", "pk"):
            yield {
                "claim_id": str(cell.claim_id),
                "claim": cell.claim.wording,
                "article_id": str(cell.article.uid),
                "source": cell.article.source.name if cell.article.source else None,
                **who(cell.annotator),
                "status": cell.status,
                "certainty": cell.certainty,
                "note": cell.note or None,
                "also": cell.also,
                "version": cell.version,
                "updated_at": iso(cell.updated_at),
            }


def codebook_version(export: Export) -> int:
    """Return the newest version of the project's codebook (1 query)."""
    newest = Codebook.objects.filter(project=export.project_id).aggregate(newest=Max("version"))
    return newest["newest"] or 0


def annotation_count(export: Export) -> int:
    """Count what the job will write, for its progress (1 query)."""
    revisions = revisions_in(export).order_by().values("pk")
    return Annotation.objects.filter(revision__in=revisions, deleted_at=None).count()
