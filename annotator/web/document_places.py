"""Which articles the documents of somebody's file are about, as the dry run found them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.models import IntakeDocument

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A document, the article that it is about, and what told it; 0: there is none."""

    name: str
    told: str
    by: str
    article: int
    title: str


@dataclass(frozen=True, slots=True)
class PlacesShown:
    """The first documents of a file, and how many there are of each kind."""

    counts: list[tuple[str, int]]
    first: list[PlaceShown]
    more: int


def places_shown(found: Mapping[str, Any]) -> PlacesShown:
    """Return what a dry run found of documents, to be shown."""
    told = found.get("places", {})
    known = {each.value: str(each.label) for each in IntakeDocument.FoundBy}
    counts = {key: count for key, count in told.get("counts", {}).items() if key in known}
    first = [
        PlaceShown(
            row["name"], known.get(row["by"], ""), row["by"], row.get("article", 0), row.get("title", "")
        )
        for row in told.get("first", [])
    ]
    return PlacesShown(
        counts=[(known[key], counts[key]) for key in known if key in counts],
        first=first,
        more=sum(counts.values()) - len(first),
    )
