"""History: each change writes its event in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from annotator.models import Event, Project
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from annotator.models import User


@callers_transaction
def record(
    *,
    project_id: int,
    actor: User | None,
    verb: str,
    subject: object,
    scope: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> int:
    """Append an event and return its number in the project (2 queries).

    Call it last in the transaction: the counter row is locked from here to the commit, so that
    numbers become visible in their order, without a gap (docs/adr/0008).
    """
    table = Project._meta.db_table  # noqa: SLF001 - Django's public name for it
    with connection.cursor() as cursor:
        # RETURNING, so that taking a number is one statement; SQLite has it from 3.35.
        cursor.execute(
            f"UPDATE {table} SET event_seq = event_seq + 1 WHERE id = %s RETURNING event_seq",  # noqa: S608
            [project_id],
        )
        seq = int(cursor.fetchone()[0])
    Event.objects.create(
        project_id=project_id,
        seq=seq,
        actor=actor,
        verb=verb,
        subject=str(subject),
        scope=scope,
        before=before,
        after=after,
    )
    return seq
