"""Which links the relations of somebody's file become, as a person says: part of a mapping.

`{"Refines": {"link": "more_specific"}, "Summarises": {"link": "more_specific", "turned": true}}`. A relation
that is not named, or has no link, is left out: what ties marks in a file need not be said of claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from annotator.errors import Invalid
from annotator.formats.interchange.keeping import keepable

if TYPE_CHECKING:
    from collections.abc import Mapping

LINKS: Final = ("same", "contradicts", "qualifies", "more_specific", "updates")
BOTH_WAYS: Final = frozenset({"same", "contradicts"})


@dataclass(frozen=True, slots=True)
class RelationRule:
    """The kind of link of a relation; `turned`: the link leads from its second end to its first."""

    link: str | None = None
    turned: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON-able data, which :func:`parsed` reads back."""
        return {"link": self.link, "turned": self.turned}


def parsed(data: object) -> dict[str, RelationRule]:
    """Read what relations become. Raises :class:`Invalid` with `field` where it is none."""
    return {kind: _rule(each, f"relations.{kind}") for kind, each in table(data, "relations").items()}


def _rule(data: object, where: str) -> RelationRule:
    told = table(data, where)
    link = word(told.get("link"), f"{where}.link")
    if link is not None and link not in LINKS:
        raise Invalid("A link is one of: %(known)s.", field=f"{where}.link", known=list(LINKS))
    turned = told.get("turned", False)
    if not isinstance(turned, bool):
        raise Invalid("This is true or false.", field=f"{where}.turned")
    return RelationRule(link, turned and link not in BOTH_WAYS)


def as_dict(rules: Mapping[str, RelationRule]) -> dict[str, Any]:
    """Return the rules as JSON-able data."""
    return {kind: rule.as_dict() for kind, rule in rules.items()}


def table(data: object, where: str) -> dict[str, Any]:
    """Return a table that a person wrote. Raises :class:`Invalid` for anything else."""
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise Invalid("Here belongs a table of names and what they become.", field=where)
    if not all(keepable(str(key)) for key in data):
        raise Invalid("A word has a character that can't be kept.", field=where)
    return {str(key): value for key, value in data.items()}


def word(data: object, where: str) -> str | None:
    """Return a word that a person wrote, None for none. Raises :class:`Invalid` for anything else."""
    if data is None or data == "":
        return None
    if not isinstance(data, str):
        raise Invalid("Here belongs a word.", field=where)
    if not keepable(data):
        raise Invalid("A word has a character that can't be kept.", field=where)
    return data
