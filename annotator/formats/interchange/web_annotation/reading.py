"""Web Annotations of any tool: annotations, lists, pages, collections, graphs and JSON lines of them.

The standard counts code points, and many tools write UTF-16 all the same: a file that is not ours has no
unit, and is asked by its quotes. Nothing is fetched: what a file only gives an address of is refused, or has
no text.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.formats.interchange import held
from annotator.formats.interchange.incoming import (
    Incoming,
    Mark,
    Place,
    Refused,
    Relation,
    Unreadable,
)
from annotator.formats.interchange.json_files import as_text, listed, sound
from annotator.formats.interchange.json_values import json_names, values
from annotator.formats.interchange.shelf import Heap
from annotator.formats.interchange.web_annotation.bodies import said
from annotator.formats.interchange.web_annotation.names import ANNO, LINK, MARK, OURS
from annotator.formats.interchange.web_annotation.targets import Spot, places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from annotator.formats.interchange.incoming import Unit
    from annotator.formats.interchange.packed import Packed

Told = tuple[Place, "Mapping[str, Any]", "Mapping[str, Any]"]
"""An annotation with its place, and what its page says of the revision."""


def read(packed: Packed) -> Iterator[Incoming | Refused]:
    """Yield the documents that annotations are on; holds the marks of one, and the rest on disk."""
    return sound(_read(packed))


def _read(packed: Packed) -> Iterator[Incoming | Refused]:
    names = frozenset(packed.names())
    for name in json_names(packed):
        if isinstance(name, Refused):
            yield name
        else:
            yield from _File(packed, name, names).found()


@dataclass
class _Document:
    place: Place
    spot: Spot
    revision: Mapping[str, Any]
    number: int
    relations: list[Relation] = field(default_factory=list)


@dataclass
class _File:
    packed: Packed
    name: str
    names: frozenset[str]
    documents: dict[tuple[str, str], _Document] = field(default_factory=dict)
    marks: Heap = field(default_factory=Heap)  # by the number of their document
    ours: bool = False

    def found(self) -> Iterator[Incoming | Refused]:
        """Yield what can't be read as it is met, then the documents."""
        try:
            for place, value in values(self.packed, self.name):
                for told in self._annotations(place, value, within=False):
                    if isinstance(told, Refused):
                        yield told
                    else:
                        yield from self._take(told)
        except Unreadable as error:
            yield error.refused
        with closing(self.marks):
            for each in self.documents.values():
                yield from self._document(each)

    def _annotations(self, place: Place, value: object, *, within: bool) -> Iterator[Told | Refused]:
        """Yield each annotation that a value is or has. `within`: the context was said further up."""
        if isinstance(value, list):
            for number, each in enumerate(value):
                yield from self._annotations(place.inside(f"[{number}]"), each, within=within)
            return
        if isinstance(value, Refused):
            yield value
            return
        if not isinstance(value, dict):
            yield Refused(place, "This is an address or a bare value, and no annotation.")
            return
        within = within or ANNO in listed(value.get("@context"))
        kinds = {each for each in listed(value.get("type")) if isinstance(each, str)}
        if "AnnotationCollection" in kinds:
            yield from self._collection(place, value, within=within)
        elif "AnnotationPage" in kinds:
            yield from self._page(place, value, within=within)
        elif isinstance(value.get("@graph"), list):
            for number, each in enumerate(value["@graph"]):
                if not isinstance(each, dict) or each.get("type") != "skos:Concept":
                    yield from self._annotations(place.inside(f".@graph[{number}]"), each, within=within)
        else:
            yield _one(place, value, kinds, within=within)

    def _collection(
        self, place: Place, value: Mapping[str, Any], *, within: bool
    ) -> Iterator[Told | Refused]:
        first = value.get("first")
        if isinstance(first, dict):
            yield from self._page(place.inside(".first"), first, within=within)
        elif isinstance(value.get("items"), list):
            yield from self._page(place, value, within=within)
        elif first is not None and first not in self.names:
            yield Refused(place, "This collection only gives the addresses of its pages. Nothing is fetched.")

    def _page(self, place: Place, value: Mapping[str, Any], *, within: bool) -> Iterator[Told | Refused]:
        items, following = value.get("items"), value.get("next")
        if not within or not isinstance(items, list):
            yield Refused(place, "This page has no list of annotations, or not the standard's context.")
            return
        revision = value.get(f"{OURS}revision")
        if isinstance(revision, dict):
            self._begin(place, revision)
        else:
            revision = {}
        for number, each in enumerate(items):
            for told in self._annotations(place.inside(f".items[{number}]"), each, within=within):
                yield told if isinstance(told, Refused) else (told[0], told[1], revision)
        if isinstance(following, dict):
            yield from self._page(place.inside(".next"), following, within=within)
        elif isinstance(following, str) and following not in self.names:
            yield Refused(place.inside(".next"), "The next page is only an address. Nothing is fetched.")

    def _link(
        self, place: Place, annotation: Mapping[str, Any], revision: Mapping[str, Any]
    ) -> Iterator[Refused]:
        """Take a tie between two annotations of one of our own pages."""
        kind, body = annotation[LINK], annotation.get("body")
        ends = (
            as_text(annotation.get("target")),
            as_text(body.get("source") if isinstance(body, dict) else ""),
        )
        if not isinstance(kind, str) or not all(ends):
            yield Refused(place, "A link ties two annotations, and says how.")
            return
        one, other = (each.removeprefix(MARK) for each in ends)
        self._begin(place, revision).relations.append(Relation(place, kind, one, other))

    def _begin(self, place: Place, revision: Mapping[str, Any]) -> _Document:
        """Return the document of one of our own pages, which may have no annotation."""
        self.ours = True
        url = as_text(revision.get("url")) or f"urn:annotator:article:{revision.get('article_id')}"
        spot = Spot(url, f"texts/{held.called(dict(revision))}.txt")
        return self._on(place, spot, revision)

    def _on(self, place: Place, spot: Spot, revision: Mapping[str, Any]) -> _Document:
        fresh = _Document(place, spot, revision, len(self.documents))
        return self.documents.setdefault((spot.source, spot.cached), fresh)

    def _take(self, told: Told) -> Iterator[Refused]:
        place, annotation, revision = told
        if LINK in annotation and revision:
            yield from self._link(place, annotation, revision)
            return
        try:
            ident = _ident(place, annotation)
            together = places(place, annotation)
            label, codes, note, further = said(place, annotation)
            person, made_at = _person(place, annotation), _created(place, annotation)
        except Unreadable as error:
            yield error.refused
            return
        for number, spots in enumerate(together):
            mark = Mark(
                place=place,
                spans=[each.span for each in spots if each.span],
                label=label,
                ident=ident if len(together) == 1 else f"{ident}[{number}]",
                codes=codes,
                note=note,
                person=person,
                made_at=made_at,
                further=further,
            )
            self.marks.put(self._on(place, spots[0], revision).number, mark)

    def _document(self, document: _Document) -> Iterator[Incoming | Refused]:
        spot, revision = document.spot, document.revision
        text = None
        if spot.cached and spot.cached in self.names and spot.cached != self.name:
            try:
                text = self.packed.text(spot.cached)
            except Unreadable as error:
                yield error.refused
        facts = {key: str(revision[key]) for key in held.OF_A_DOCUMENT if revision.get(key)}
        if not facts.get("url") and spot.source.startswith(("http://", "https://")):
            facts["url"] = spot.source
        name = held.called(dict(revision)) if revision else spot.source or self.name
        unit: Unit | None = "code points" if self.ours else "UTF-16" if spot.recogito else None
        relations = document.relations
        yield Incoming(Place(self.name), name, text, self.marks.take(document.number), relations, facts, unit)


def _one(place: Place, value: Mapping[str, Any], kinds: set[str], *, within: bool) -> Told | Refused:
    if "bodies" in value and not within:  # Recogito's own model, as its tools store it
        return place, value, {}
    if not within:
        return Refused(place, "This is no Web Annotation: its context is not that of the standard.")
    if "Annotation" not in kinds:
        return Refused(place, "This is no Web Annotation: its type is not Annotation.")
    return place, value, {}


def _ident(place: Place, annotation: Mapping[str, Any]) -> str:
    ident = annotation.get("id", "")
    if not isinstance(ident, str):
        raise Unreadable(Refused(place, "An annotation has one id, and it is an address."))
    return ident.removeprefix(MARK)


def _person(place: Place, annotation: Mapping[str, Any]) -> str | None:
    """Return the name of the first creator: by name, nickname or address."""
    target = annotation.get("target")
    creators = annotation.get("creator")
    if creators is None and isinstance(target, dict) and "bodies" in annotation:
        creators = target.get("creator")
    for each in listed(creators):
        if isinstance(each, dict):
            name = next((each[key] for key in ("name", "nickname", "id") if each.get(key)), None)
            if name is None:
                continue
            each = listed(name)[0]  # noqa: PLW2901 - a name may be a list of names
        if not isinstance(each, str):
            raise Unreadable(Refused(place, "A creator is an address, or has a name."))
        return each
    return None


def _created(place: Place, annotation: Mapping[str, Any]) -> str | None:
    made_at = annotation.get("created")
    target = annotation.get("target")
    if made_at is None and "bodies" in annotation and isinstance(target, dict):
        made_at = target.get("created")
    if made_at is not None and not isinstance(made_at, str):
        raise Unreadable(Refused(place, "The time of an annotation is one time."))
    return made_at
