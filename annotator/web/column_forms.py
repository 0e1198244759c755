"""The form in which a person says what the columns of a table are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from annotator.formats.interchange.csv_rows.roles import CODE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.models import Intake

_ROLES = {
    "text": gettext_noop("the text of the document"),
    "document": gettext_noop("which document"),
    "start": gettext_noop("where the mark begins"),
    "end": gettext_noop("where the mark ends"),
    "quote": gettext_noop("the words that are marked"),
    "prefix": gettext_noop("the words before them"),
    "suffix": gettext_noop("the words behind them"),
    "label": gettext_noop("the label"),
    CODE: gettext_noop("an attribute of its own"),
    "codes": gettext_noop("all attributes, as in our own tables"),
    "note": gettext_noop("a note"),
    "annotator": gettext_noop("who marked it"),
    "id": gettext_noop("the id of the mark"),
    "made_at": gettext_noop("when it was marked"),
    "title": gettext_noop("the article\u2019s title"),
    "url": gettext_noop("the article\u2019s address"),
    "source": gettext_noop("the article\u2019s source"),
    "byline": gettext_noop("the article\u2019s byline"),
    "published_at": gettext_noop("when the article was published"),
    "story": gettext_noop("the article\u2019s story"),
}


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """A column of a table with its first cells, and what it is; empty: it is not read."""

    field: str
    name: str
    cells: list[str]
    role: str
    roles: list[tuple[str, str]]


def columns_shown(intake: Intake) -> list[ColumnShown]:
    """Return the columns of the table that a file is, none where it is no table."""
    table = intake.found.get("table")
    if not table:
        return []
    roles = table["roles"] if intake.columns is None else intake.columns
    offered = [(key, _(words)) for key, words in _ROLES.items()]
    return [
        ColumnShown(
            field=f"column-{number}",
            name=name,
            cells=[row[number] for row in table["rows"] if number < len(row)],
            role=roles.get(name, ""),
            roles=offered,
        )
        for number, name in enumerate(table["columns"])
    ]


def columns_in(data: Mapping[str, str], found: Mapping[str, Any]) -> dict[str, str] | None:
    """Return what was sent of the columns; None where the form had none."""
    names = (found.get("table") or {}).get("columns", [])
    if not any(f"column-{number}" in data for number in range(len(names))):
        return None
    return {name: role for number, name in enumerate(names) if (role := data.get(f"column-{number}"))}
