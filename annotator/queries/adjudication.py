"""Adjudication: reads. What is to be decided on a text, what was, and what came after."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from annotator.errors import NotAllowed
from annotator.models import Annotation, Article, Assignment, Decision, DecisionBasis, Revision
from annotator.policies import Action, Actor, Seen, opened, see, work_seen
from annotator.queries import annotations as marks
from annotator.queries import articles as article_queries
from annotator.queries import projects as project_queries
from annotator.queries.codebooks import CodebookIndex, current_for_project
from annotator.queries.gathering import OPEN, STATES, Item, item_as_data, put_together
from annotator.queries.people import person
from annotator.queries.telling import iso

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models import Project


@dataclass(frozen=True, slots=True)
class Table:
    """A text with all its items in order, and how many people worked on it."""

    seen: Seen[Revision]
    items: list[Item]
    voters: int
    codebook: CodebookIndex

    @property
    def open(self) -> list[Item]:
        """What waits for a curator."""
        return [each for each in self.items if each.is_open]

    @property
    def counts(self) -> dict[str, int]:
        """How many there are, by what is to be done; `unanimous` are those of `open` marked alike by all."""
        states = Counter(each.state for each in self.items)
        return {
            "all": len(self.items),
            **{state: states[state] for state in STATES},
            "unanimous": sum(each.state == OPEN and each.majority.unanimous for each in self.items),
        }


def table_for(actor: Actor, revision_id: int) -> Table:
    """Return all that is to be decided on a text, for a lead (12 queries, however much there is).

    Raises :class:`NotFound`, and :class:`NotAllowed` for who does not adjudicate, or annotates it blind.
    """
    seen = to_decide_on(actor, article_queries.revision_for(actor, revision_id))
    revision = seen.it
    found = marks.listed(None, Annotation.objects.filter(revision=revision, deleted_at=None))
    decided = decisions_on(Decision.objects.filter(revision=revision, deleted_at=None))
    codebook = current_for_project(revision.article.project_id)
    voters = voters_on(revision)
    items = put_together(found, decided, voters=voters, codebook=codebook)
    if revision.article.project.names_hidden:
        _hide_names(items, revision)
    return Table(seen, items, voters, codebook)


def table_as_data(table: Table) -> dict[str, Any]:
    """Return a table as the API and the page's script have it (no query)."""
    project = table.seen.it.article.project
    return {
        "seq": project.event_seq,
        "voters": table.voters,
        "names_hidden": project.names_hidden,
        "counts": table.counts,
        "results": [item_as_data(each, table.codebook) for each in table.items],
    }


def to_decide_on(actor: Actor, seen: Seen[Revision]) -> Seen[Revision]:
    """Return a text that the actor may adjudicate: a lead, to whom others' work on it is in sight.

    Raises :class:`NotAllowed` (no query unless the project is blind, then 1).
    """
    revision = seen.require(Action.ADJUDICATE)
    if not opened(actor, revision.article):
        raise NotAllowed("You annotate this article blind yourself. Say that you are done with it first.")
    return seen


@dataclass(frozen=True, slots=True)
class Standing:
    """An article with what is to be done on its newest text, counted without reading it."""

    article: Article
    marks: int
    waiting: int  # marks that no decision rests on
    decided: int
    changed: int  # decisions whose marks are others by now
    older: int  # decisions on older texts


def overview_for(actor: Actor, project_id: int) -> tuple[Seen[Project], list[Standing]]:
    """Return how far each article of a project is that somebody marked, for a lead (3 queries).

    Without those that the actor annotates blind.
    """
    seen = project_queries.project_for(actor, project_id)
    project = seen.require(Action.ADJUDICATE)
    on_article = Q(revision__article=OuterRef("pk"), deleted_at=None)
    newer = Revision.objects.filter(
        article=OuterRef("revision__article"), number__gt=OuterRef("revision__number")
    )
    found = Annotation.objects.filter(on_article, ~Exists(newer), layer__isnull=False)
    rests = DecisionBasis.objects.filter(decision__deleted_at=None, annotation=OuterRef("pk"))
    decisions = Decision.objects.filter(on_article, ~Exists(newer))
    moved = DecisionBasis.objects.filter(
        ~Q(annotation__version=F("version")) | Q(annotation__deleted_at__isnull=False),
        decision=OuterRef("pk"),
    )
    rows = (
        Article.objects.filter(work_seen(actor, "pk", project=project), project=project, deleted_at=None)
        .select_related("source", "story")
        .annotate(
            marks=_count(found),
            waiting=_count(found.filter(~Exists(rests))),
            decided=_count(decisions),
            changed=_count(decisions.filter(Exists(moved))),
            older=_count(Decision.objects.filter(on_article, Exists(newer))),
        )
        .filter(Q(marks__gt=0) | Q(decided__gt=0) | Q(older__gt=0))
        .order_by("story__title", "title", "pk")
    )
    return seen, [
        Standing(each, each.marks, each.waiting, each.decided, each.changed, each.older) for each in rows
    ]


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("revision__article").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def decision_for(actor: Actor, decision_id: UUID) -> Seen[Decision]:
    """Return one decision, withdrawn or not, with revision, article and project (1 query)."""
    rows = Decision.objects.filter(revision__article__deleted_at=None).select_related(
        "revision__article__project", "layer", "decided_by"
    )
    return see(rows, actor, "revision__article__project__", pk=decision_id)


def decisions_on(rows: QuerySet[Decision]) -> list[dict[str, Any]]:
    """Return decisions as they are told, with the annotations they were made on (4 queries)."""
    ordered = rows.select_related("layer", "decided_by").prefetch_related(
        "ranges", "codes__dimension", "codes__code", "basis"
    )
    return [decision_data(each) for each in ordered]


def decision_data(row: Decision) -> dict[str, Any]:
    """Return one decision as it is told."""
    return {
        "id": str(row.pk),
        "revision": row.revision_id,
        "layer": row.layer.key,
        "kept": row.kept,
        "reason": row.reason,
        "overrules": row.overrules,
        "decided_by": person(row.decided_by),
        "version": row.version,
        "updated_at": iso(row.updated_at),
        "ranges": [
            {
                "start": each.start,
                "end": each.end,
                "quote": each.quote,
                "prefix": each.prefix,
                "suffix": each.suffix,
            }
            for each in row.ranges.all()
        ],
        "codes": [
            marks.answer(each.dimension.key, each.code.key if each.code else None, each.words)
            for each in row.codes.all()
        ],
        "basis": [
            {"annotation": str(each.annotation_id), "version": each.version} for each in row.basis.all()
        ],
    }


def voters_on(revision: Revision) -> int:
    """Return how many worked on a text: who marked anything, or said that they are done (2 queries)."""
    done = Assignment.objects.filter(article=revision.article_id, state=Assignment.State.DONE)
    marked = Annotation.objects.filter(revision=revision, deleted_at=None).order_by()
    return len({*done.values_list("person", flat=True), *marked.values_list("author", flat=True).distinct()})


def _hide_names(items: Iterable[Item], revision: Revision) -> None:
    """Put a number in place of each name, the same all over a text, and another in the next."""
    hidden = numbered({each["author"]["id"] for item in items for each in item.markings}, revision.sha256)
    for item in items:
        for each in item.markings:
            each["author"] = hidden[each["author"]["id"]]


def numbered(people: Iterable[int], place: str) -> dict[int, dict[str, Any]]:
    """Return people without their names: numbers, mixed up anew for each `place` (no query)."""
    mixed = sorted(people, key=lambda each: hashlib.sha256(f"{place}:{each}".encode()).digest())
    return {
        each: {"id": -number, "name": "", "number": number, "initials": str(number), "hue": number % 8}
        for number, each in enumerate(mixed, start=1)
    }


def basis_of(annotation_ids: Iterable[UUID]) -> QuerySet[DecisionBasis]:
    """Return what was decided on these annotations, which were looked up with an actor."""
    return DecisionBasis.objects.filter(annotation__in=list(annotation_ids), decision__deleted_at=None)
