"""Fact-checks as schema.org's ClaimReview: read only, for the claims that were checked.

Read are single checks, lists and graphs of them, `DataFeed` and `ItemList`, JSON lines, and the answers of
the Fact Check Tools API. What was found of a claim, its rating, is not taken over: this program gives no
verdicts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.formats.interchange.incoming import Place, Proposition, Refused, Unreadable
from annotator.formats.interchange.json_files import as_text, listed
from annotator.formats.interchange.json_values import json_names, values
from annotator.formats.interchange.keeping import keepable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from annotator.formats.interchange.packed import Packed

# Where feeds and pages have their checks.
_WITHIN = (
    "@graph",
    "dataFeedElement",
    "itemListElement",
    "item",
    "mainEntity",
    "hasPart",
    "review",
    "claims",
)
_LONGEST = 2_000  # code points: a claim is a sentence, and no article
_DEEPEST = 20


def read(packed: Packed) -> Iterator[Proposition | Refused]:
    """Yield the claims that the checks of each file are about; holds one file."""
    for name in json_names(packed):
        if isinstance(name, Refused):
            yield name
            continue
        try:
            for place, value in values(packed, name, whole=True):
                if isinstance(value, Refused):
                    yield value
                    continue
                found = list(_checks(place, value, 0))
                if not found:
                    yield Refused(place, "There is no ClaimReview in it.")
                for where, check in found:
                    yield _proposition(where, check)
        except Unreadable as error:
            yield error.refused


def _checks(place: Place, value: object, depth: int) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Yield each check that a value is or has, in order."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _checks(place.inside(f"[{number}]"), each, depth)
    elif isinstance(value, dict) and depth < _DEEPEST:
        if _is_check(value):
            yield place, value
            return
        for key in _WITHIN:
            if isinstance(value.get(key), dict | list):
                yield from _checks(place.inside(f".{key}"), value[key], depth + 1)


def _is_check(value: Mapping[str, Any]) -> bool:
    """Say whether an object is a check: by its type, or by its form in the answers of the API."""
    kinds = {as_text(each).rpartition("/")[2].rpartition(":")[2] for each in listed(value.get("@type"))}
    return "ClaimReview" in kinds or (not kinds and isinstance(value.get("claimReview"), list))


def _proposition(place: Place, check: Mapping[str, Any]) -> Proposition | Refused:
    found = _of_schema_org(place, check) if check.get("@type") else _of_the_api(place, check)
    if not found.wording:
        return Refused(place, "This check does not say which claim it is about.")
    if len(found.wording) > _LONGEST:
        return Refused(place, "The claim has more than %(most)s characters.", {"most": _LONGEST})
    texts = (found.wording, found.url, found.author, found.date, found.checker, *found.appearances)
    if not all(map(keepable, texts)):
        return Refused(place, "This claim has a character that can't be kept: NUL, or half of one.")
    return found


def _of_schema_org(place: Place, check: Mapping[str, Any]) -> Proposition:
    items = [each for each in listed(check.get("itemReviewed")) if isinstance(each, dict)]
    claim: Mapping[str, Any] = items[0] if items else {}
    wordings = (check.get("claimReviewed"), claim.get("claimReviewed"), claim.get("text"), claim.get("name"))
    places = [*listed(claim.get("firstAppearance")), *listed(claim.get("appearance")), claim]
    return Proposition(
        place=place,
        wording=_first(*wordings),
        url=_address(check) or _address(_first(check.get("@id"))),
        author=_called(claim.get("author")),
        date=_first(claim.get("datePublished"), check.get("datePublished")),
        appearances=_addresses(places),
        checker=_called(check.get("author")) or _called(check.get("publisher")),
    )


def _of_the_api(place: Place, check: Mapping[str, Any]) -> Proposition:
    reviews = [each for each in check["claimReview"] if isinstance(each, dict)]
    first: Mapping[str, Any] = reviews[0] if reviews else {}
    return Proposition(
        place=place,
        wording=_first(check.get("text")),
        url=_address(first),
        author=_first(check.get("claimant")),
        date=_first(check.get("claimDate"), first.get("reviewDate")),
        checker=_called(first.get("publisher")),
    )


def _first(*values: object) -> str:
    """Return the first text among values and lists of them, without white space at its ends."""
    for value in values:
        for each in listed(value):
            if isinstance(each, str) and each.strip():
                return each.strip()
    return ""


def _called(value: object) -> str:
    """Return the name of the first person or organisation."""
    for each in listed(value):
        name = _first(each.get("name"), each.get("site")) if isinstance(each, dict) else _first(each)
        if name:
            return name
    return ""


def _address(value: object) -> str:
    url = _first(value.get("url"), value.get("@id")) if isinstance(value, dict) else _first(value)
    return url if url.startswith(("http://", "https://")) else ""


def _addresses(values: list[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(url for each in values if (url := _address(each))))
