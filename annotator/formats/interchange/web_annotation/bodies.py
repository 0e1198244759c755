"""What a Web Annotation says: label, codes and note of its bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.formats.interchange import held
from annotator.formats.interchange.incoming import Place, Refused, Unreadable
from annotator.formats.interchange.json_files import as_text, listed
from annotator.formats.interchange.web_annotation.names import CODEBOOK, OURS

if TYPE_CHECKING:
    from collections.abc import Mapping

_TAGS = {"tagging", "classifying", "identifying"}

Said = tuple[str, dict[str, list[str]], str, dict[str, Any]]
"""Label, codes by dimension, note, and what else is told."""


def said(place: Place, annotation: Mapping[str, Any]) -> Said:
    """Return what an annotation says. Raises :class:`Unreadable` for bodies that break the standard.

    Addresses in our codebook are codes. Of others' annotations the first tag is the label, further ones are
    codes of `tag`; without a tag the motivation is the label.
    """
    bodies = _bodies(place, annotation)
    addresses = [address for each in bodies if (address := _address(each)).startswith(CODEBOOK)]
    further = _further(annotation)
    if addresses:
        label, codes, tags = _ours(bodies, addresses)
    else:
        tags = [value for each in bodies if (value := _value(each)) and _purposes(each) & _TAGS]
        motives = [each for each in listed(annotation.get("motivation")) if isinstance(each, str)]
        label, tags = (tags[0], tags[1:]) if tags else ((motives or ["annotation"])[0], [])
        codes = {"tag": tags} if tags else {}
        tags = []
        elsewhere = [address for each in bodies if (address := _address(each))]
        further |= {"bodies": elsewhere} if elsewhere else {}
    if tags:
        further["tags"] = tags
    notes = [
        value
        for each in bodies
        if (value := _value(each)) and not _purposes(each) & _TAGS and not _dimension(each)
    ]
    return label, codes, "\n\n".join(notes), further


def _ours(bodies: list[object], addresses: list[str]) -> tuple[str, dict[str, list[str]], list[str]]:
    """Return layer, codes, and the tags that others put beside ours."""
    label = ""
    codes: dict[str, list[str]] = {}
    known: set[str] = set()
    for each in bodies:
        address = _address(each)
        if address in addresses:
            layer, _, rest = address.removeprefix(CODEBOOK).partition(":")
            dimension, _, code = rest.partition(":")
            label = label or layer
            if code:
                codes.setdefault(dimension, []).append(code)
            known.add(f"{dimension}: {code}" if code else layer)
        elif _dimension(each):
            codes.setdefault(_dimension(each), []).append(_value(each))
    tags = [value for each in bodies if (value := _value(each)) and _purposes(each) & _TAGS]
    return label, codes, [each for each in tags if each not in known]


def _bodies(place: Place, annotation: Mapping[str, Any]) -> list[object]:
    simple = annotation.get("bodyValue")
    if simple is not None:
        if not isinstance(simple, str) or "body" in annotation:
            raise Unreadable(Refused(place, "A bodyValue is one text, and stands in the place of bodies."))
        return [{"type": "TextualBody", "value": simple}]
    found = []
    for each in listed(annotation.get("body", annotation.get("bodies"))):
        kind = each.get("type") if isinstance(each, dict) else None
        if isinstance(each, dict) and isinstance(each.get("items"), list):
            found += each["items"][:1] if kind == "Choice" else each["items"]
        elif isinstance(each, dict | str):
            found.append(each)
        else:
            raise Unreadable(Refused(place, "A body is an address, or an object that says what it is."))
    for each in found:
        if isinstance(each, dict) and "value" in each and not isinstance(each["value"], str | dict):
            raise Unreadable(Refused(place, "A body has one value, and it is a text."))
    return found


def _value(body: object) -> str:
    return as_text(body.get("value")) if isinstance(body, dict) else ""


def _purposes(body: object) -> set[str]:
    purposes = listed(body.get("purpose")) if isinstance(body, dict) else []
    return {each for each in purposes if isinstance(each, str)}


def _dimension(body: object) -> str:
    return as_text(body.get(f"{OURS}dimension")) if isinstance(body, dict) else ""


def _address(body: object) -> str:
    if isinstance(body, dict):
        source = body.get("source", body.get("id"))
        return as_text(source.get("id") if isinstance(source, dict) else source)
    return as_text(body)


def _further(annotation: Mapping[str, Any]) -> dict[str, Any]:
    told = {key: annotation[f"{OURS}{key}"] for key in held.BESIDE if f"{OURS}{key}" in annotation}
    modified = annotation.get("modified")
    return told | ({"updated_at": modified} if isinstance(modified, str) else {})
