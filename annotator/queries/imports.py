"""Imports: reads. No row without an actor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from annotator.models import Import, ImportItem
from annotator.policies import Actor, Seen, see, visible

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

OPEN = (ImportItem.State.WAITING, ImportItem.State.READ)
"""The states of documents that are still to be looked over."""

_WITH = ("same_as", "likely_story", "article")


def import_for(actor: Actor, import_id: UUID) -> Seen[Import]:
    """Return one import with project, story and job (1 query). Raises :class:`NotFound`."""
    return see(Import.objects.select_related("project", "story", "job"), actor, "project__", pk=import_id)


def item_for(actor: Actor, item_id: int) -> Seen[ImportItem]:
    """Return one document of an import, with the article that has the same text (1 query)."""
    rows = ImportItem.objects.select_related("batch__project", "batch__story", *_WITH)
    return see(rows, actor, "batch__project__", pk=item_id)


def items_of(batch: Import) -> list[ImportItem]:
    """Return the documents of an import that was looked up with an actor, in their order (1 query)."""
    return list(batch.items.select_related(*_WITH))


def unfinished_of(actor: Actor, project_id: int) -> QuerySet[Import]:
    """Return a project's imports with documents to look over, `waiting_count` of them (1 query)."""
    rows = Import.objects.filter(visible(actor, path="project__"), project=project_id)
    rows = rows.filter(items__state__in=OPEN).select_related("job", "story", "created_by")
    return rows.annotate(waiting_count=Count("items", distinct=True))
