"""What dkpro-cassis is given: files that were looked at first, and their answer, whatever becomes of them.

Cassis makes Python classes from the names in a type system, by writing their source: a name that is none
would be run as a program. So nothing but plain names is let through. XML is looked at by `xml_files`.
"""

from __future__ import annotations

import io
import keyword
import re
import warnings
from threading import Lock
from typing import TYPE_CHECKING, Any

import orjson
from cassis import Cas, TypeSystem, load_cas_from_json, load_cas_from_xmi, load_typesystem
from lxml import etree

from annotator.formats.interchange.incoming import Place, Refused, Unreadable
from annotator.formats.interchange.json_files import parsed
from annotator.formats.interchange.xml_files import xml_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from annotator.formats.interchange.packed import Packed

MOST_TYPES = 20_000  # and features: the largest type system that is in use has 4,000

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*", re.ASCII)
_XMI = "{http://www.omg.org/XMI}XMI"
_UNKNOWN = re.compile(r"Type with name \[(.*)\] not found!")
# Warnings are caught for the whole process: one file at a time.
_ALONE = Lock()


def type_system(packed: Packed, name: str) -> TypeSystem:
    """Return the type system of a file. Raises :class:`Unreadable`."""
    data = xml_bytes(packed, name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(data, parser)
    names = [(each.findtext("{*}name") or "").strip() for each in root.iter("{*}typeDescription")]
    features = [(each.findtext("{*}name") or "").strip() for each in root.iter("{*}featureDescription")]
    _check_names(Place(name), names, features)
    found: TypeSystem = _asked(Place(name), lambda: load_typesystem(io.BytesIO(data)))
    return found


def is_type_system(packed: Packed, name: str) -> bool:
    """Say whether an XML file is a type system, by its first element."""
    with packed.open(name) as file:
        return b"typeSystemDescription" in file.read(1 << 16)


def xmi(packed: Packed, name: str, types: TypeSystem) -> Cas:
    """Return the CAS of an XMI file. Raises :class:`Unreadable`."""
    data = _xmi_bytes(packed, name)
    found: Cas = _asked(Place(name), lambda: load_cas_from_xmi(io.BytesIO(data), types))
    return found


def xmi_in_part(packed: Packed, name: str, types: TypeSystem) -> tuple[Cas, list[str]]:
    """Return the CAS of an XMI file without what its type system does not know, and those types' names.

    Raises :class:`Unreadable`.
    """
    data = _xmi_bytes(packed, name)
    unknown: dict[str, None] = {}
    found: Cas = _asked(
        Place(name), lambda: load_cas_from_xmi(io.BytesIO(data), types, lenient=True), unknown
    )
    return found, list(unknown)


def _xmi_bytes(packed: Packed, name: str) -> bytes:
    data = xml_bytes(packed, name)
    _, root = next(etree.iterparse(io.BytesIO(data), events=("start",), resolve_entities=False))
    if root.tag != _XMI:
        raise Unreadable(Refused(Place(name), "This is no XMI: its first element says otherwise."))
    return data


def json_cas(packed: Packed, name: str) -> Cas:
    """Return the CAS of a JSON file, which has its types inside. Raises :class:`Unreadable`."""
    value = parsed(Place(name), packed.text(name))
    types = value.get("%TYPES") if isinstance(value, dict) else None
    if not isinstance(types, dict) or "%FEATURE_STRUCTURES" not in value:
        raise Unreadable(Refused(Place(name), "This is no JSON CAS with its types inside."))
    names, features = list(types), []
    for each in types.values():
        told = each if isinstance(each, dict) else {}
        features += [key for key in told if not key.startswith("%")]
        ranges = [feature.get("%RANGE", "") for feature in told.values() if isinstance(feature, dict)]
        names += [str(one).removesuffix("[]") for one in ranges]
    _check_names(Place(name), names, features)
    text = orjson.dumps(value).decode()
    found: Cas = _asked(Place(name), lambda: load_cas_from_json(text))
    return found


def _check_names(place: Place, names: Iterable[str], features: Iterable[str]) -> None:
    names, features = list(names), list(features)
    if len(names) > MOST_TYPES:
        raise Unreadable(Refused(place, "There are more than %(most)s names in it.", {"most": MOST_TYPES}))
    for each in names:
        if not _NAME.fullmatch(each):
            raise Unreadable(Refused(place, "%(name)s is no name of a type.", {"name": each[:80]}))
    for each in features:
        if not _NAME.fullmatch(each) or "." in each or keyword.iskeyword(each):
            raise Unreadable(Refused(place, "A feature called %(name)s can't be read.", {"name": each[:80]}))


def _asked(place: Place, ask: Callable[[], Any], unknown: dict[str, None] | None = None) -> Any:  # noqa: ANN401 - a CAS or a type system
    """Return what cassis makes of a file. Offsets that it only warns of are refused.

    :param unknown: takes the names of types that it warns of
    """
    with _ALONE, warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            found = ask()
        except Exception as error:  # noqa: BLE001 - dozens of types, and all mean that it is no sound CAS
            why = (str(error).splitlines() or [""])[0][:160] or type(error).__name__
            raise Unreadable(Refused(place, "This is no sound CAS (%(why)s).", {"why": why})) from None
    for each in told:
        missing = _UNKNOWN.fullmatch(str(each.message))
        if missing and unknown is not None:
            unknown[missing[1]] = None
        if "Not mapping external offset" in str(each.message):
            raise Unreadable(
                Refused(place, "An offset in it lies inside of a character, or outside of the text.")
            )
    return found
