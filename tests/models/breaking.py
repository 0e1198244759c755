"""Writing to the database what no service would."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Model


def again(row: Model, **changes: object) -> None:
    """Insert a copy of a row, but for its key and `changes`."""
    kind = type(row)
    copy = kind.objects.get(pk=row.pk)
    copy.pk = uuid.uuid4() if isinstance(row.pk, uuid.UUID) else None
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)


def change(row: Model, **changes: object) -> None:
    """Update a row as no service would."""
    type(row).objects.filter(pk=row.pk).update(**changes)
