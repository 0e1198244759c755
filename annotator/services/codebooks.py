"""Codebooks: each save makes the next version; old ones never change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from annotator.errors import StaleVersion
from annotator.formats import codebook as records
from annotator.models import Code, Codebook, Dimension, Layer, Project
from annotator.policies import Action, see
from annotator.queries import codebooks as queries
from annotator.services import history
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from datetime import datetime

    from annotator.models import User


@transaction.atomic
def start(*, project: Project, actor: User | None, language: str = "en") -> Codebook:
    """Give a new project the default codebook as version 1, its words in `language` (4 queries)."""
    return _write(project.pk, 1, records.default(language), actor, gettext_noop("the default codebook"))


@transaction.atomic
def save(
    *, actor: User, project_id: int, record: records.CodebookRecord, base_version: int, note: str = ""
) -> queries.CodebookIndex:
    """Save a codebook as the next version (11 queries), or return the current one when nothing changed.

    Raises :class:`StaleVersion`, with the current version, when somebody saved since `base_version`.
    """
    see(Project.objects.all(), actor, "", pk=project_id).require(Action.EDIT_CODEBOOK)
    # One at a time in a project: of two who save at once the second is told.
    Project.objects.select_for_update().get(pk=project_id)
    current = queries.current_for_project(project_id)
    if current.row.version != base_version:
        raise StaleVersion(
            "Somebody saved version %(current_version)s of the codebook while you edited version "
            "%(base_version)s. Look at theirs, then save yours on top of it.",
            current=current.record().as_dict(),
            current_version=current.row.version,
            base_version=base_version,
        )
    if record == current.record():
        return current
    row = _write(project_id, base_version + 1, record, actor, note)
    history.record(
        project_id=project_id,
        actor=actor,
        verb="codebook.saved",
        subject=row.pk,
        before={"version": base_version},
        after={"version": row.version, "note": row.note},
    )
    return queries.index(row.pk, row.created_at)


@callers_transaction
def bring(
    *, project_id: int, version: int, record: records.CodebookRecord, note: str, created_at: datetime
) -> Codebook:
    """Write a version that a dataset has, as it was made then and without an event (4 queries)."""
    return _write(project_id, version, record, None, note, created_at)


def _write(
    project_id: int,
    version: int,
    record: records.CodebookRecord,
    actor: User | None,
    note: str,
    created_at: datetime | None = None,
) -> Codebook:
    row = Codebook.objects.create(
        project_id=project_id,
        version=version,
        created_by=actor,
        note=note.strip()[:300],
        created_at=created_at or timezone.now(),
    )
    layers = Layer.objects.bulk_create(
        Layer(
            codebook=row,
            key=layer.key,
            label=layer.label,
            definition=layer.definition,
            shortcut=layer.shortcut,
            colour=layer.colour,
            pattern=layer.pattern,
            position=position,
        )
        for position, layer in enumerate(record.layers)
    )
    pairs = [
        (layer, position, dimension)
        for layer, layer_record in zip(layers, record.layers, strict=True)
        for position, dimension in enumerate(layer_record.dimensions)
    ]
    dimensions = Dimension.objects.bulk_create(
        Dimension(
            layer=layer,
            key=dimension.key,
            label=dimension.label,
            definition=dimension.definition,
            kind=dimension.kind,
            required=dimension.required,
            counts_for_agreement=dimension.counts_for_agreement,
            position=position,
        )
        for layer, position, dimension in pairs
    )
    Code.objects.bulk_create(
        Code(
            dimension=dimension,
            position=position,
            key=code.key,
            label=code.label,
            definition=code.definition,
            use_when=code.use_when,
            not_when=code.not_when,
            examples=code.examples,
            counterexamples=code.counterexamples,
            shortcut=code.shortcut,
            colour=code.colour,
            pattern=code.pattern,
            level=code.level,
            maps_to=code.maps_to,
        )
        for dimension, (_, _, dimension_record) in zip(dimensions, pairs, strict=True)
        for position, code in enumerate(dimension_record.codes)
    )
    return row
