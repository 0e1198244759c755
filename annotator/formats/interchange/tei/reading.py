"""TEI of ours read back, and of others as far as they have annotations in the same form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from annotator.formats.interchange import held
from annotator.formats.interchange.incoming import (
    Incoming,
    Mark,
    Place,
    Refused,
    Relation,
    Span,
    Unreadable,
)
from annotator.formats.interchange.json_files import OURS
from annotator.formats.interchange.tei.names import (
    CODE,
    COMMENT,
    LAYER,
    MARK,
    PLACES,
    WORDS,
    XML_ID,
    tei,
)
from annotator.formats.interchange.xml_files import xml_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from annotator.formats.interchange.packed import Packed

_RANGE = re.compile(r"#string-range\(\s*([^\s,()]+)\s*,\s*(\d{1,9})\s*,\s*(\d{1,9})\s*\)")
_WHOLE = re.compile(r"#([^\s()]+)")
_POINTERS = re.compile(r"[^\s()]*#[^\s()]*(?:\([^()]*\))?|\S+")
_NUMBERS = {"confidence", "codebook", "version"}


def read(packed: Packed) -> Iterator[Incoming | Refused]:
    """Yield each text with its marks, in code points; holds one file."""
    for name in packed.names():
        if name.rpartition("/")[2] in OURS:
            continue
        try:
            yield from _file(packed, name)
        except Unreadable as error:
            yield error.refused


def _file(packed: Packed, name: str) -> Iterator[Incoming | Refused]:
    data = xml_bytes(packed, name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        why = str(error)[:120]
        raise Unreadable(Refused(Place(name), "This is no XML (%(why)s).", {"why": why})) from None
    found = [root] if root.tag == tei("TEI") else root.findall(f".//{tei('TEI')}")
    if not found:
        raise Unreadable(Refused(Place(name), "This is no TEI: it has no element TEI of TEI P5."))
    for number, each in enumerate(found):
        if each.get("type") != "codebook":
            place = Place(name, path=f"TEI[{number + 1}]" if len(found) > 1 else "")
            yield from _Reader(place, each).found()


@dataclass
class _Reader:
    place: Place
    root: etree._Element

    def found(self) -> Iterator[Incoming | Refused]:
        """Yield what can't be read of one text, then the text with its marks."""
        body = self.root.find(f"./{tei('text')}/{tei('body')}")
        if body is None:
            yield Refused(self.place, "This TEI has no text with a body.")
            return
        text = "".join(body.itertext())
        elements = _elements(body)
        people = {each.get(XML_ID): each.findtext(tei("name")) for each in self.root.iter(tei("respStmt"))}
        marks = []
        for each in self.root.iter(tei("annotation")):
            mark = self._mark(each, elements, people)
            if isinstance(mark, Mark):
                marks.append(mark)
            else:
                yield mark
        for each in self.root.iter(tei("spanGrp")):
            yield Refused(
                self._at(each), "Spans of a spanGrp can't be read: only annotations of standOff can."
            )
        name, facts = self._described()
        yield Incoming(self.place, name, text, marks, list(self._relations(marks)), facts, "code points")

    def _relations(self, marks: list[Mark]) -> Iterator[Relation]:
        """Yield the ties between marks; links between other elements are none of ours to tell."""
        known = {each.ident for each in marks}
        for link in self.root.iter(tei("link")):
            ends = [each.removeprefix("#").removeprefix(MARK) for each in link.get("target", "").split()]
            if len(ends) == 2 and known.issuperset(ends):  # noqa: PLR2004 - one and the other
                yield Relation(self._at(link), link.get("type", "link"), *ends)

    def _at(self, element: etree._Element) -> Place:
        return Place(self.place.file, element.sourceline, element.get(XML_ID) or self.place.path)

    def _mark(
        self,
        element: etree._Element,
        elements: Mapping[str, tuple[int, int]],
        people: Mapping[str | None, str | None],
    ) -> Mark | Refused:
        place = self._at(element)
        spans = []
        for pointer in _POINTERS.findall(element.get("target", "")):
            span = _span(pointer, elements)
            if span is None:
                facts = {"pointer": pointer[:120]}
                return Refused(place, "%(pointer)s does not point at a passage of this text.", facts)
            spans.append(span)
        if not spans:
            return Refused(place, "This annotation points at nothing.")
        label, codes = _codes(element.get("ana", ""))
        notes = [
            (each.get("type", ""), each.get("n", ""), each.text or "") for each in element.iter(tei("note"))
        ]
        for kind, dimension, words in notes:
            if kind == WORDS:
                codes.setdefault(dimension, []).append(words)
        created = element.find(f".//{tei('change')}[@status='created']")
        return Mark(
            place=place,
            spans=spans,
            label=label or element.get("motivation", "annotation"),
            ident=(element.get(XML_ID) or "").removeprefix(MARK),
            codes=codes,
            note="\n\n".join(words for kind, _, words in notes if kind in {COMMENT, ""}),
            person=people.get((created.get("who") or "").removeprefix("#")) if created is not None else None,
            made_at=created.get("when") if created is not None else None,
            further=_beside(element, notes),
        )

    def _described(self) -> tuple[str, dict[str, str]]:
        bibl = self.root.find(f".//{tei('sourceDesc')}/{tei('bibl')}")
        told: dict[str, str] = {}
        ids: dict[str, str] = {}
        if bibl is not None:
            told = {key: value for key, element in PLACES.items() if (value := bibl.findtext(tei(element)))}
            ids = {each.get("type", ""): each.text or "" for each in bibl.iter(tei("idno"))}
        if "title" not in told:
            title = self.root.findtext(f".//{tei('titleStmt')}/{tei('title')}")
            told |= {"title": title} if title else {}
        ours = {"article_id", "revision"} <= ids.keys()
        plain = self.place.file.rpartition("/")[2].removesuffix(".xml")
        name = held.called(ids) if ours else f"{plain}#{self.place.path}" if self.place.path else plain
        return name, {key: told[key] for key in held.OF_A_DOCUMENT if key in told}


def _elements(body: etree._Element) -> dict[str, tuple[int, int]]:
    """Return where each element of the body that has an id stands in its characters."""
    found: dict[str, tuple[int, int]] = {}
    begun: list[int] = []
    at = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            begun.append(at)
            at += len(element.text or "")
            continue
        start = begun.pop()
        if element.get(XML_ID):
            found[element.get(XML_ID)] = start, at
        at += len(element.tail or "") if element is not body else 0
    return found


def _span(pointer: str, elements: Mapping[str, tuple[int, int]]) -> Span | None:
    """Return the passage that a pointer points at, or None where it is none of this text."""
    within, whole = _RANGE.fullmatch(pointer), _WHOLE.fullmatch(pointer)
    if within and within[1] in elements:
        first, last = elements[within[1]]
        start = first + int(within[2])
        end = start + int(within[3])
        return Span(start, end) if start < end <= last else None
    if whole and whole[1] in elements:
        start, end = elements[whole[1]]
        return Span(start, end) if start < end else None
    return None


def _codes(pointers: str) -> tuple[str, dict[str, list[str]]]:
    """Return layer and codes behind `@ana`; of others' files the first one is the label."""
    label = ""
    codes: dict[str, list[str]] = {}
    for each in pointers.split():
        kind, *keys = each.rpartition("#")[2].split(".")
        if kind == LAYER and len(keys) == 1:
            label = label or keys[0]
        elif kind == CODE and len(keys) == 3:  # noqa: PLR2004 - layer, dimension, code
            codes.setdefault(keys[1], []).append(keys[2])
        elif not label:
            label = each.rpartition("#")[2] or each
        else:
            codes.setdefault("ana", []).append(each.rpartition("#")[2] or each)
    return label, codes


def _beside(element: etree._Element, notes: list[tuple[str, str, str]]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for kind, _, words in notes:
        if kind in held.BESIDE:
            number = kind in _NUMBERS and words.isascii() and words.isdecimal() and len(words) <= 9  # noqa: PLR2004
            told[kind] = int(words) if number else words
    modified = element.find(f".//{tei('change')}[@status='modified']")
    if modified is not None and modified.get("when"):
        told["updated_at"] = modified.get("when")
    return told
