"""CAS of any tool: XMI beside its type system, and JSON CAS. A view with a text is a document."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from annotator.formats.interchange import held
from annotator.formats.interchange.cas.checking import is_type_system, json_cas, type_system, xmi, xmi_in_part
from annotator.formats.interchange.cas.marks import Fragment, fragments, mark_of, relations_of
from annotator.formats.interchange.cas.names import ARTICLE, META
from annotator.formats.interchange.incoming import Incoming, Place, Refused, Unreadable
from annotator.formats.interchange.json_files import OURS, sound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cassis import Cas, TypeSystem

    from annotator.formats.interchange.incoming import Mark
    from annotator.formats.interchange.packed import Packed

_DEFAULT = "_InitialView"
# Who INCEpTION says made a file, when nobody did.
_NOBODY = {"INITIAL_CAS", "CURATION_USER"}


def read(packed: Packed) -> Iterator[Incoming | Refused]:
    """Yield a document for each text of each CAS, with its marks; holds one CAS and the type systems."""
    return sound(_Upload(packed).found())


@dataclass
class _Upload:
    packed: Packed
    types: dict[str, TypeSystem | Refused] = field(default_factory=dict)

    def found(self) -> Iterator[Incoming | Refused]:
        """Yield the documents of all files."""
        for name in self.packed.names():
            plain = name.rpartition("/")[2]
            try:
                if plain in OURS:
                    continue
                if plain.lower().endswith(".json"):
                    yield from _documents(name, json_cas(self.packed, name))
                elif not plain.lower().endswith((".xmi", ".xml")):
                    yield Refused(Place(name), "This is no XMI file, no type system and no JSON CAS.")
                elif is_type_system(self.packed, name):
                    self._type_system(name)  # a damaged one is told
                else:
                    yield from self._xmi(name)
            except Unreadable as error:
                yield error.refused

    def _xmi(self, name: str) -> Iterator[Incoming | Refused]:
        """Yield the documents of an XMI file, by the nearest type system that knows all of its types.

        Where none does, what the first one beside it knows is read, and the rest is told.
        """
        beside = self._type_systems(name)
        for each in chain(beside, self._elsewhere(beside)):
            try:
                cas = xmi(self.packed, name, each)
            except Unreadable:
                continue
            yield from _documents(name, cas)
            return
        if not beside:
            raise Unreadable(
                Refused(
                    Place(name),
                    "There is no sound type system beside this file, and none elsewhere in the upload "
                    "knows all of its types. Bring both in one zip.",
                )
            )
        cas, unknown = xmi_in_part(self.packed, name, beside[0])
        for kind in unknown:
            yield Refused(
                Place(name),
                "The type system does not know %(type)s: its annotations are left out.",
                {"type": kind},
            )
        yield from _documents(name, cas)

    def _type_systems(self, name: str) -> list[TypeSystem]:
        """Return the sound type systems of a file's folder, or of the next one up that has some."""
        for folder in map(str, PurePosixPath(name).parents):
            found = []
            for each in self._by_folder.get(folder, ()):
                with suppress(Unreadable):
                    found.append(self._type_system(each))
            if found:
                return found
        return []

    def _elsewhere(self, beside: list[TypeSystem]) -> Iterator[TypeSystem]:
        """Yield the other sound type systems: some keep all of them in a folder of their own."""
        for names in self._by_folder.values():
            for each in names:
                with suppress(Unreadable):
                    found = self._type_system(each)
                    if not any(found is one for one in beside):
                        yield found

    @cached_property
    def _by_folder(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for each in self.packed.names():
            if each.lower().endswith(".xml") and is_type_system(self.packed, each):
                found.setdefault(str(PurePosixPath(each).parent), []).append(each)
        return found

    def _type_system(self, name: str) -> TypeSystem:
        """Return a type system, read once. Raises :class:`Unreadable`, each time."""
        if name not in self.types:
            try:
                self.types[name] = type_system(self.packed, name)
            except Unreadable as error:
                self.types[name] = error.refused
        found = self.types[name]
        if isinstance(found, Refused):
            raise Unreadable(found)
        return found


def _documents(name: str, cas: Cas) -> Iterator[Incoming | Refused]:
    views = [(sofa.sofaID, cas.get_view(sofa.sofaID)) for sofa in cas.sofas]
    told = [(ident, view) for ident, view in views if view.sofa_string]
    if not told:
        yield Refused(Place(name), "This CAS has no text.")
    for ident, view in told:
        yield from _document(Place(name, path="" if ident == _DEFAULT else str(ident)), view)


def _document(place: Place, view: Cas) -> Iterator[Incoming | Refused]:
    text = view.sofa_string or ""
    person = _person(place.file)
    grouped: dict[tuple[str, str], list[Fragment]] = {}
    for each in fragments(place, view, len(text)):
        if isinstance(each, Refused):
            yield each
        else:
            grouped.setdefault((each.label, each.ident), []).append(each)
    marks: list[Mark] = [mark_of(parts, person) for parts in grouped.values()]
    relations = list(relations_of(place, view))
    name, facts = _described(view, _name(place))
    yield Incoming(place, name, text, marks, relations, facts, "code points")


def _described(view: Cas, name: str) -> tuple[str, dict[str, str]]:
    """Return a document's name and facts: as we write them, or as DKPro's metadata has them."""
    facts: dict[str, str] = {}
    for each in _all(view, META):
        name = each.documentId or each.documentTitle or name
        facts |= {"title": each.documentTitle} if each.documentTitle else {}
        uri = each.documentUri or ""
        facts |= {"url": uri} if uri.startswith(("http://", "https://")) else {}
    for each in _all(view, ARTICLE):
        told = {key: each.get(key) for key in held.OF_A_DOCUMENT}
        facts = {key: value for key, value in told.items() if value}
    return name, facts


def _all(view: Cas, kind: str) -> list[Any]:
    return list(view.select(kind)) if view.typesystem.contains_type(kind) else []


def _name(place: Place) -> str:
    """Return a file's name for a document: INCEpTION has a folder of its own for each."""
    path = PurePosixPath(place.file)
    name = path.parent.name if _is_of_a_person(path) else path.stem
    return f"{name}#{place.path}" if place.path else name


def _person(name: str) -> str | None:
    path = PurePosixPath(name)
    return path.stem if _is_of_a_person(path) and path.stem not in _NOBODY else None


def _is_of_a_person(path: PurePosixPath) -> bool:
    """Say whether a file is named after who made it: `annotation/<document>/<person>.xmi`."""
    return len(path.parts) > 2 and path.parts[-3] in {"annotation", "curation"}  # noqa: PLR2004 - these three
