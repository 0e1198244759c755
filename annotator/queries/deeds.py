"""Deeds: reads. One's own for everybody, all of them for the owner of the instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from annotator.models import Deed

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from annotator.models import User


def of(user: User) -> QuerySet[Deed]:
    """Return what was done to an account or by it, newest first (1 query)."""
    return everything().filter(Q(person=user) | Q(actor=user))


def everything() -> QuerySet[Deed]:
    """Return all that was done, newest first (1 query)."""
    return Deed.objects.select_related("actor", "person")
