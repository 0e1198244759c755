"""Exports: reads, for the pages and for the job that writes a dataset.

The job reads in short steps, one revision or one story at a time: it never holds more than that
or a chunk in memory, and on SQLite no read stands in a writer's way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery

from annotator.errors import NotFound
from annotator.models import Annotation, Cell, CellDecision, Claim, Codebook, Export, Member, Mention
from annotator.policies import LEADS, Actor, Seen, see, shut_in
from annotator.queries import suggestions
from annotator.queries.documents import batches
from annotator.queries.scopes import (
    article_keys,
    done_in,
    in_groups,
    in_steps,
    in_steps_of,
    marks_in,
    mentions_on,
    revision_keys,
    revisions_in,
    stories_in,
)
from annotator.queries.telling import iso, who

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models import Project, Role


def export_for(actor: Actor, export_id: UUID) -> Seen[Export]:
    """Return one export with its job (1 query, 2 in a blind project).

    Raises :class:`NotFound`, also while an article of it is not open to the actor.
    """
    rows = Export.objects.select_related("job", "project", "created_by")
    seen = see(rows, actor, "project__", pk=export_id)
    if hides_from(actor, seen.role, seen.it.project, seen.it.scope.get("stories")):
        raise NotFound
    if keeps_gold(seen.role, seen.it.project) and GOLD & set((seen.it.manifest or {}).get("counts", ())):
        raise NotFound
    return seen


def exports_of(actor: Actor, seen: Seen[Project]) -> QuerySet[Export]:
    """Return the exports of a project that was looked up with the actor, newest first, with their jobs.

    1 query, 2 in a blind project: there are none while an article of it is not open to the actor.
    """
    rows = Export.objects.filter(project=seen.it).select_related("job", "created_by")
    if keeps_gold(seen.role, seen.it):
        rows = rows.exclude(manifest__counts__has_any_keys=sorted(GOLD))
    return rows.none() if hides_from(actor, seen.role, seen.it, None) else rows


GOLD = frozenset({"decision", "cell_decision", "mention_decision"})
"""The records of the gold layer: in a dataset that a lead asked for."""


def gold_in(export: Export) -> bool:
    """Say whether a dataset has the gold layer: whoever asked for it leads the project (1 query)."""
    return Member.objects.filter(
        project=export.project_id, user=export.created_by_id, removed_at=None, role__in=LEADS
    ).exists()


def keeps_gold(role: Role, project: Project) -> bool:
    """Say whether datasets with the gold layer are not for a member, who may not see what was decided."""
    return role not in LEADS and not project.decisions_shown


def hides_from(actor: Actor, role: Role, project: Project, stories: Collection[int] | None) -> bool:
    """Say whether a dataset of some stories, or of all, would show the actor others' work that is hidden.

    A dataset is the work of everybody. Leads answer for the project: they may always make one.
    """
    if role in LEADS:
        return False
    return shut_in(actor, project, **({"story__in": list(stories)} if stories else {}))


def exposures_table(export: Export) -> Iterator[dict[str, Any]]:
    """Yield a row for each person to whom a revision was shown with suggestions, and engine."""
    kept = done_in(export, person="person", at="shown_at")
    for batch in batches(export):
        yield from suggestions.exposures_on(batch, kept)


def answers_table(export: Export) -> Iterator[dict[str, Any]]:
    """Yield a row for each answer to a suggestion. One that was shown and not answered has none."""
    kept = done_in(export, person="person", at="at")
    if layers := export.scope.get("layers"):
        kept &= Q(suggestion__layer__in=layers)
    for batch in batches(export):
        yield from suggestions.answers_on(batch, kept, marks_in(export, "", [row.pk for row in batch]))


def claims_table(export: Export) -> Iterator[dict[str, Any]]:
    """Yield a row for each claim."""
    for story in in_steps(stories_in(export)):
        rows = Claim.objects.filter(story=story, deleted_at=None).select_related("created_by")
        for claim in in_steps(rows, "position", "created_at", "pk"):
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
    """Yield a row for each mention that stands (1 query a story, and 3 for each thousand)."""
    rows = Mention.objects.filter(claim__deleted_at=None).select_related("author")
    rows = rows.annotate(place=F("annotation__revision__article__uid")).only(
        "claim", "annotation", "state", "said_by", "said_how", "created_at",
        "author__name", "author__username",
    )  # fmt: skip
    order = ("claim__position", "claim_id", "created_at", "pk")
    standing = Mention.objects.filter(deleted_at=None)
    keys = standing.values(*order, "annotation__revision")

    def in_scope(chunk: list[dict[str, Any]]) -> QuerySet[Mention]:
        texts = {each["annotation__revision"] for each in chunk}
        return rows.filter(mentions_on(export, texts=list(revision_keys(export).filter(pk__in=texts))))

    for claims in _claims_with(export, standing):
        for mention in in_steps_of(keys.filter(claim__in=claims), in_scope, *order):
            yield {
                "mention_id": str(mention.pk),
                "claim_id": str(mention.claim_id),
                "annotation_id": str(mention.annotation_id),
                "article_id": str(mention.place),  # type: ignore[attr-defined] # annotated
                **who(mention.author),
                "state": mention.state,
                "said_by": mention.said_by or None,
                "said_how": mention.said_how or None,
                "created_at": iso(mention.created_at),
            }


def cells_table(export: Export) -> Iterator[dict[str, Any]]:
    """Yield a row for each finding. A cell that nobody checked has no row: silence is not data.

    1 query a story, and 3 for each thousand.
    """
    checked = Cell.objects.exclude(status=Cell.Status.UNCHECKED)
    rows = checked.filter(
        done_in(export, person="annotator", at="updated_at"),
        claim__deleted_at=None,
    ).select_related("claim", "article__source", "annotator")
    # Where the text that asks for another look is left out, the first that came after it asks.
    later = Q(article=OuterRef("article"), number__gte=OuterRef("look_again__number"))
    asks = revisions_in(export).filter(later).order_by("number").values("uid")[:1]
    rows = rows.annotate(asks=Subquery(asks))
    if export.scope.get("adjudicated"):
        decided = CellDecision.objects.filter(claim=OuterRef("claim"), article=OuterRef("article"))
        rows = rows.filter(Exists(decided))
    order = ("claim__position", "claim_id", "pk")
    keys = checked.values(*order, "article")

    def in_scope(chunk: list[dict[str, Any]]) -> QuerySet[Cell]:
        articles = {each["article"] for each in chunk}
        return rows.filter(article__in=list(article_keys(export).filter(article__in=articles)))

    for claims in _claims_with(export, checked):
        of_claims = keys.filter(claim__in=claims)
        for cell in in_steps_of(of_claims, in_scope, *order):
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
                "look_again": str(cell.asks) if cell.asks else None,  # type: ignore[attr-defined] # annotated
                "version": cell.version,
                "updated_at": iso(cell.updated_at),
            }


def _claims_with(export: Export, rows: QuerySet[Any]) -> Iterator[list[UUID]]:
    """Yield the claims of an export's stories that rows are on, as many at once as have a chunk of them.

    A story's claims are its only bound: what is on them may be as much as the project has (1 query a story).
    """
    for story in in_steps(stories_in(export)):
        of_story = rows.filter(claim__story=story).order_by("claim__position", "claim")
        yield from in_groups(list(of_story.values_list("claim").annotate(number=Count("pk"))))


def codebook_version(export: Export) -> int:
    """Return the newest version of the project's codebook (1 query)."""
    newest = Codebook.objects.filter(project=export.project_id).aggregate(newest=Max("version"))
    return newest["newest"] or 0


def annotation_count(export: Export) -> int:
    """Count what the job will write, for its progress (1 query)."""
    return Annotation.objects.filter(marks_in(export)).count()
