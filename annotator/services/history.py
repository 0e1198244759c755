"""History: each change writes its event in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import connection

from annotator.models import Event, Project
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from annotator.models import User

WAKE = "annotator_feed"  # the channel on which PostgreSQL says that a project has something new
ITSELF = -1  # as `next_undo` or `next_redo`: the event that is being written


@dataclass(frozen=True, slots=True)
class Happened:
    """One event to be written; the columns are told in `models.history`."""

    verb: str
    subject: object
    scope: str = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    undo_in: int | None = None
    undoes: int | None = None
    next_undo: int | None = None
    next_redo: int | None = None


@callers_transaction
def record(  # noqa: PLR0913 - what an event says
    *,
    project_id: int,
    actor: User | None,
    verb: str,
    subject: object,
    scope: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    undo_in: int | None = None,
    undoes: int | None = None,
    batch: UUID | None = None,
) -> int:
    """Append an event and return its number in the project (2 queries).

    Call it last in the transaction: the counter row is locked from here to the commit, so that
    numbers become visible in their order, without a gap (docs/adr/0008).
    """
    happened = Happened(verb, subject, scope, before, after, undo_in, undoes)
    return record_many(project_id=project_id, actor=actor, happened=[happened], batch=batch)


@callers_transaction
def record_many(
    *, project_id: int, actor: User | None, happened: Sequence[Happened], batch: UUID | None = None
) -> int:
    """Append events in their order and return the number of the last (2 queries, more beyond 60 events).

    Call it last in the transaction, as :func:`record`. At least one.
    """
    last = _numbers(project_id, len(happened))
    rows = [
        _row(project_id, actor, batch, seq, each)
        for seq, each in enumerate(happened, start=last - len(happened) + 1)
    ]
    if len(rows) == 1:
        rows[0].save(force_insert=True)
    else:
        Event.objects.bulk_create(rows)
    return last


@callers_transaction
def wake(*, project_id: int) -> None:
    """Let the live feed look at a project at once, on commit; without an event (1 query on PostgreSQL)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [WAKE, str(project_id)])


def _numbers(project_id: int, count: int) -> int:
    """Take so many numbers at once and return the last of them."""
    table = Project._meta.db_table  # noqa: SLF001 - Django's public name for it
    # In the same statement, so that it costs no query: wakes the live feed on commit.
    wakes = f", pg_notify('{WAKE}', id::text)" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        # RETURNING, so that taking numbers is one statement; SQLite has it from 3.35.
        cursor.execute(
            f"UPDATE {table} SET event_seq = event_seq + %s WHERE id = %s RETURNING event_seq{wakes}",  # noqa: S608
            [count, project_id],
        )
        return int(cursor.fetchone()[0])


def _row(project_id: int, actor: User | None, batch: UUID | None, seq: int, told: Happened) -> Event:
    if told.next_undo == ITSELF:
        told = replace(told, next_undo=seq)
    if told.next_redo == ITSELF:
        told = replace(told, next_redo=seq)
    return Event(
        project_id=project_id,
        seq=seq,
        actor=actor,
        batch=batch,
        verb=told.verb,
        subject=str(told.subject),
        scope=told.scope,
        before=dict(told.before) if told.before is not None else None,
        after=dict(told.after) if told.after is not None else None,
        undo_in=told.undo_in,
        undoes=told.undoes,
        next_undo=told.next_undo,
        next_redo=told.next_redo,
    )
