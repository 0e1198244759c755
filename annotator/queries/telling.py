"""How times and ids stand in whatever is told, and people in records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models import User


@overload
def iso(moment: datetime) -> str: ...
@overload
def iso(moment: None) -> None: ...
@overload
def iso(moment: datetime | None) -> str | None: ...
def iso(moment: datetime | None) -> str | None:
    """Return a moment as it is told; None for none."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def as_stored(rows: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield rows of a `values_list` of columns as the driver gives them (1 query).

    Django makes an object of each id and each moment, of which a list only wants the text: on SQLite that was
    a third of what a list of thousands costs. :func:`key_told` and :func:`moment_told` tell what comes.
    """
    for chunk in rows.query.get_compiler(rows.db).execute_sql() or ():
        yield from chunk


def key_told(key: UUID | str) -> str:
    """Return an id of :func:`as_stored` as it is told: SQLite has its 32 digits."""
    if isinstance(key, str):
        return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
    return str(key)


def moment_told(moment: datetime) -> str:
    """Return a moment of :func:`as_stored` as :func:`iso` would: SQLite's don't say that they are UTC."""
    return iso(moment) if moment.tzinfo else f"{moment.isoformat()}Z"


def who(person: User | None) -> dict[str, Any]:
    """Return a person as each record names them; for nobody, nobody."""
    return {
        "annotator_id": person.pk if person else None,
        "annotator": person.shown_name if person else None,
    }
