"""Datasets as TEI: `codebook.xml`, and a file for each revision."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from annotator.formats.interchange import held
from annotator.formats.interchange.layers import layers_of
from annotator.formats.interchange.tei.names import (
    CODE,
    CODEBOOK,
    COMMENT,
    LAYER,
    MARK,
    PLACES,
    TEI,
    TEXT,
    WORDS,
    XML,
    XML_ID,
    tei,
)
from annotator.formats.interchange.ties import Ties
from annotator.formats.interchange.xml_files import for_xml, writable

if TYPE_CHECKING:
    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Document, Record, Source

_PARAGRAPHS = re.compile("(\n{2,})")
_HOW = (
    "The characters of the body, white space and all, are the text. Pointers are string-range(text, offset, "
    "length): Unicode code points of it, from 0. An annotation with several pointers is on all of them."
)


def write(source: Source, archive: Archive, losses: Losses) -> None:
    """Write a dataset, a revision at a time."""
    archive.write(CODEBOOK, iter([_bytes(_codebook(source))]))
    ties = Ties(source)
    for document in source.documents():
        text = document.revision.get("text")
        if text is None or not writable(text):
            why = "A TEI file is a text: there is none, or XML can't hold its characters."
            losses.lose("revision", document.revision.get("revision_id"), why)
            for annotation in document.annotations:
                losses.lose("annotation", annotation["id"], why)
            continue
        name = f"tei/{held.called(document.revision)}.xml"
        archive.write(name, iter([_bytes(_Writer(document, ties, losses).file(text))]))
    ties.lose(losses)
    held.lose_the_rest(source, losses, but={"link"})


def _bytes(root: etree._Element) -> bytes:
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data + b"\n"


def _put(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, tei(name), attrib=attributes)
    if text:
        child.text = text
    return child


class _Writer:
    """One file: a revision and what is marked in it."""

    def __init__(self, document: Document, ties: Ties, losses: Losses) -> None:
        self.document = document
        self.ties = ties
        self.losses = losses
        self.people: dict[str, str] = {}
        for annotation in document.annotations:
            self.people.setdefault(held.person(annotation) or "", f"person-{len(self.people) + 1}")
        self.people.pop("", None)

    def file(self, text: str) -> etree._Element:
        root = etree.Element(tei("TEI"), nsmap={None: TEI})
        self._header(root)
        body = _put(_put(root, "text"), "body", **{XML_ID: TEXT, f"{{{XML}}}space": "preserve"})
        _paragraphs(body, text)
        if self.document.annotations:
            beside = _put(root, "standOff")
            marks = _put(beside, "listAnnotation")
            for annotation in self.document.annotations:
                self._mark(marks, annotation)
            self._links(beside)
        return root

    def _header(self, root: etree._Element) -> None:
        facts = {key: self._kept(str(value)) for key, value in held.facts(self.document.revision).items()}
        header = _put(root, "teiHeader")
        described = _put(header, "fileDesc")
        title = _put(described, "titleStmt")
        _put(title, "title", facts.get("title", held.called(self.document.revision)))
        for name, ident in self.people.items():
            who = _put(title, "respStmt", **{XML_ID: ident})
            _put(who, "resp", "annotator")
            _put(who, "name", self._kept(name))
        _put(_put(described, "publicationStmt"), "p", "Exported from Annotator.")
        bibl = _put(_put(described, "sourceDesc"), "bibl")
        for key, element in PLACES.items():
            if key in facts:
                _put(bibl, element, facts[key], **_attributes(key, facts[key]))
        for key in sorted(facts.keys() - PLACES.keys()):
            _put(bibl, "idno", facts[key], type=key)
        _put(_put(header, "encodingDesc"), "p", _HOW)

    def _mark(self, parent: etree._Element, annotation: Record) -> None:
        layer = annotation["layer"]
        pointers = [
            f"#string-range({TEXT},{each['start']},{each['end'] - each['start']})"
            for each in annotation["ranges"]
        ]
        chosen = [f"{CODEBOOK}#{LAYER}.{layer}"]
        chosen += [
            f"{CODEBOOK}#{CODE}.{layer}.{each['dimension']}.{each['code']}"
            for each in annotation.get("codes", ())
            if each.get("code") is not None
        ]
        mark = _put(
            parent,
            "annotation",
            **{XML_ID: f"{MARK}{annotation['id']}"},
            motivation="classifying",
            target=" ".join(pointers),
            ana=" ".join(chosen),
        )
        self._changes(mark, annotation)
        self._notes(mark, annotation)

    def _links(self, beside: etree._Element) -> None:
        found = list(self.ties.among([each["id"] for each in self.document.annotations]))
        if found:
            links = _put(beside, "linkGrp")
            for tie in found:
                _put(links, "link", type=tie.kind, target=f"#{MARK}{tie.one} #{MARK}{tie.other}")

    def _changes(self, mark: etree._Element, annotation: Record) -> None:
        changes = _put(mark, "revisionDesc")
        by = self.people.get(held.person(annotation) or "")
        who = {"who": f"#{by}"} if by else {}
        made, last = annotation.get("created_at"), annotation.get("updated_at")
        _put(changes, "change", status="created", **({"when": made} if made else {}), **who)
        if last:
            _put(changes, "change", status="modified", when=last)

    def _notes(self, mark: etree._Element, annotation: Record) -> None:
        for each in annotation.get("codes", ()):
            if each.get("code") is None:
                words = self._kept(each.get("words", ""), annotation)
                _put(mark, "note", words, type=WORDS, n=each["dimension"])
        if annotation.get("note"):
            _put(mark, "note", self._kept(annotation["note"], annotation), type=COMMENT)
        for key, value in held.beside(annotation).items():
            if key != "updated_at":
                _put(mark, "note", self._kept(str(value), annotation), type=key)

    def _kept(self, value: str, annotation: Record | None = None) -> str:
        """Return a text as XML can hold it; what it can't is lost, and counted."""
        if writable(value):
            return value
        ident = annotation["id"] if annotation else self.document.revision.get("revision_id")
        why = "XML has no way to write some control characters: they are left out."
        self.losses.lose("control_character", ident, why)
        return for_xml(value)


def _attributes(key: str, value: str) -> dict[str, str]:
    if key == "published_at":
        return {"when": value}
    return {"target": value} if key == "url" else {"type": "story"} if key == "story" else {}


def _paragraphs(body: etree._Element, text: str) -> None:
    """Put a text into paragraphs, what stands between them between them: no character comes or goes."""
    last = None
    for number, piece in enumerate(_PARAGRAPHS.split(text)):
        if number % 2 == 0:
            last = _put(body, "p", piece)
        elif last is not None:
            last.tail = piece


def _codebook(source: Source) -> etree._Element:
    """Return the codebook as a taxonomy, all of its versions as one."""
    root = etree.Element(tei("TEI"), nsmap={None: TEI}, type="codebook")
    header = _put(root, "teiHeader")
    described = _put(header, "fileDesc")
    _put(_put(described, "titleStmt"), "title", "Codebook")
    _put(_put(described, "publicationStmt"), "p", "Exported from Annotator.")
    _put(_put(described, "sourceDesc"), "p", "The project's codebook.")
    taxonomy = _put(_put(_put(header, "encodingDesc"), "classDecl"), "taxonomy")
    for layer in layers_of(source).values():
        one = _category(taxonomy, f"{LAYER}.{layer.key}", layer.label)
        for dimension in layer.dimensions.values():
            within = f"{layer.key}.{dimension.key}"
            asked = _category(one, f"dimension.{within}", dimension.label)
            for code, label in dimension.codes.items():
                _category(asked, f"{CODE}.{within}.{code}", label)
    _put(_put(_put(root, "text"), "body"), "p")
    return root


def _category(parent: etree._Element, ident: str, label: str) -> etree._Element:
    made = _put(parent, "category", **{XML_ID: ident})
    _put(made, "catDesc", for_xml(label))
    return made
