"""Deeds: what is done to accounts is written down in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.models import Deed
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from annotator.models import User


@own_transactions("One row, in the caller's transaction where there is one.")
def record(*, actor: User | None, person: User | None, verb: str) -> Deed:
    """Write down that somebody did something to an account (1 query). Nobody is a stranger, or the shell."""
    return Deed.objects.create(actor=actor, person=person, verb=verb)
