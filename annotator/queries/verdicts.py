"""Verdicts: reads. What was decided on one's own marks, where the project shows it to those who annotate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.models import DecisionBasis, Project, Revision
from annotator.policies import gold_seen, work_seen
from annotator.queries import annotations as marks
from annotator.queries import articles as article_queries
from annotator.queries import projects as project_queries
from annotator.queries.telling import iso

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from annotator.models import User


def on_text(actor: User, revision_id: int) -> list[dict[str, Any]]:
    """Return what was decided on the actor's marks of a text (8 queries). Raises :class:`NotFound`."""
    revision = article_queries.revision_for(actor, revision_id).it
    return of_revision(actor, revision)


def of_revision(actor: User, revision: Revision) -> list[dict[str, Any]]:
    """Return the same of a text that was looked up with the actor.

    7 queries; 1 where nothing was decided on the actor's marks, none where it is not shown.
    """
    project = revision.article.project
    if not project.decisions_shown:
        return []
    # To put together who may see what costs the processor ten times what this does.
    if not DecisionBasis.objects.filter(annotation__revision=revision, annotation__author=actor).exists():
        return []
    rows = _visible(actor, project).filter(annotation__revision=revision)
    return [verdict(each) for each in rows]


def of_project(actor: User, project_id: int) -> tuple[Project, QuerySet[DecisionBasis]]:
    """Return a project and what was decided on the actor's marks in it, newest first by `-pk` (2 queries).

    Nothing where the project does not show it, or the article is not open to them.
    """
    project = project_queries.project_for(actor, project_id).it
    rows = _visible(actor, project)
    return project, (rows if project.decisions_shown else rows.none()).order_by("-pk")


def _visible(actor: User, project: Project) -> QuerySet[DecisionBasis]:
    return (
        DecisionBasis.objects.filter(
            gold_seen(actor, "annotation__revision__article"),
            work_seen(actor, "annotation__revision__article", project=project),
            annotation__author=actor,
            annotation__revision__article__project=project,
            annotation__revision__article__deleted_at=None,
            annotation__deleted_at=None,
            decision__deleted_at=None,
        )
        .select_related("annotation__revision__article", "decision__layer", "annotation__layer")
        .defer("annotation__revision__text", "annotation__revision__raw")
        .prefetch_related(
            "annotation__ranges",
            "annotation__codes__dimension",
            "annotation__codes__code",
            "decision__ranges",
            "decision__codes__dimension",
            "decision__codes__code",
        )
    )


def verdict(basis: DecisionBasis) -> dict[str, Any]:
    """Return what was decided on a mark, against what the mark says now (no query)."""
    decision, annotation = basis.decision, basis.annotation
    theirs = [(each.start, each.end) for each in decision.ranges.all()]
    mine = [(each.start, each.end) for each in annotation.ranges.all()]
    said, decided = (
        {(each.dimension.key, each.code.key if each.code else each.words) for each in row.codes.all()}
        for row in (annotation, decision)
    )
    return {
        "annotation": str(annotation.pk),
        "article": annotation.revision.article_id,
        "title": annotation.revision.article.title,
        "quote": " … ".join(each.quote for each in annotation.ranges.all()),
        "layer": annotation.layer.key,
        "kept": decision.kept,
        "borders": decision.kept and theirs != mine,
        "codes": sorted({key for key, _ in said ^ decided}) if decision.kept else [],
        "reason": decision.reason,
        "decided_quote": " … ".join(each.quote for each in decision.ranges.all()),
        "decided_codes": [
            marks.answer(each.dimension.key, each.code.key if each.code else None, each.words)
            for each in decision.codes.all()
        ],
        "at": iso(decision.updated_at),
    }
