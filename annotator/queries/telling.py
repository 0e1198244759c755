"""How times stand in whatever is told, and people in records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from datetime import datetime

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


def who(person: User | None) -> dict[str, Any]:
    """Return a person as each record names them; for nobody, nobody."""
    return {
        "annotator_id": person.pk if person else None,
        "annotator": person.shown_name if person else None,
    }
