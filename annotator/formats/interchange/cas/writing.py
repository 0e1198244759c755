"""Datasets as CAS XMI: `TypeSystem.xml`, and a file for each revision and each person who marked it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cassis import Cas, TypeSystem

from annotator.formats.interchange import held
from annotator.formats.interchange.cas.names import (
    ARTICLE,
    BESIDE,
    ID,
    KIND,
    LINK,
    MADE_AT,
    META,
    NOTE,
    NUMBERS,
    PART,
    PERSON,
    SENTENCE,
    TOKEN,
    feature_of,
    type_of,
)
from annotator.formats.interchange.layers import layers_of
from annotator.formats.interchange.leaving import People
from annotator.formats.interchange.ties import Ties
from annotator.formats.interchange.xml_files import for_xml, writable
from annotator.text.segments import sentences
from annotator.text.tokens import tokens

if TYPE_CHECKING:
    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.layers import Layer
    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Document, Record, Source

_STRING, _INTEGER, _STRINGS = "uima.cas.String", "uima.cas.Integer", "uima.cas.StringArray"
_UNSAFE = re.compile("[^A-Za-z0-9_-]")


def write(source: Source, archive: Archive, losses: Losses) -> None:
    """Write a dataset, a CAS at a time; a revision that nobody marked has one as well."""
    layers = layers_of(source)
    types, ties, people = _type_system(layers), Ties(source), People()
    archive.write("TypeSystem.xml", iter([(types.to_xml() or "").encode()]))
    for document in source.documents():
        text = document.revision.get("text")
        if text is None or not writable(text):
            _lose_all(document, losses)
            continue
        for number, (_, marks) in enumerate(people.by_person(document.annotations) or [(None, ())]):
            writer = _Writer(types, layers, ties, losses)
            xmi = writer.cas(document.revision, text, marks)
            name = f"annotation/{held.called(document.revision)}/{_file_of(number, marks)}.xmi"
            archive.write(name, iter([xmi.encode()]))
    ties.lose(losses)
    held.lose_the_rest(source, losses, but={"link"})


def _file_of(number: int, annotations: Any) -> str:  # noqa: ANN401 - a sequence, perhaps empty
    """Return a file's name for a person: by their number or pseudonym, and never by what they are called."""
    if not annotations:
        return "INITIAL_CAS"
    author = annotations[0].get("author") or {}
    return f"{number + 1:03}-{_UNSAFE.sub('_', str(author.get('id', '')))}"


def _lose_all(document: Document, losses: Losses) -> None:
    why = "A CAS is a text with what is marked in it: there is no text, or XML can't hold its characters."
    losses.lose("revision", document.revision.get("revision_id"), why)
    for annotation in document.annotations:
        losses.lose("annotation", annotation["id"], why)


def _type_system(layers: dict[str, Layer]) -> TypeSystem:
    """Return the types of the codebook, and those without which INCEpTION opens no text."""
    types = TypeSystem()
    types.create_type(SENTENCE)
    types.create_type(TOKEN)
    meta = types.create_type(META, "uima.tcas.DocumentAnnotation")
    for name in ("documentTitle", "documentId", "documentUri", "collectionId", "documentBaseUri"):
        types.create_feature(meta, name, _STRING)
    article = types.create_type(ARTICLE, "uima.cas.AnnotationBase", "What is known of the article.")
    for name in held.FACTS:
        types.create_feature(article, name, _STRING)
    for layer in layers.values():
        made = types.create_type(type_of(layer.key), description=for_xml(layer.label))
        for name in (ID, NOTE, PERSON, MADE_AT):
            types.create_feature(made, name, _STRING)
        types.create_feature(made, PART, _INTEGER, description="From 0, where a mark has several ranges.")
        for key, name in BESIDE.items():
            types.create_feature(made, name, _INTEGER if key in NUMBERS else _STRING)
        for dimension in layer.dimensions.values():
            kind = _STRINGS if dimension.kind == "multi" else _STRING
            types.create_feature(made, feature_of(dimension.key), kind, description=for_xml(dimension.label))
    link = types.create_type(LINK, description="How two marks of one person stand to each other.")
    for name in ("Governor", "Dependent"):  # what INCEpTION takes for a relation
        types.create_feature(link, name, "uima.tcas.Annotation")
    types.create_feature(link, KIND, _STRING)
    return types


class _Writer:
    """One CAS: a text, its sentences and tokens, and the marks of one person."""

    def __init__(self, types: TypeSystem, layers: dict[str, Layer], ties: Ties, losses: Losses) -> None:
        self.types = types
        self.ties = ties
        self.layers = layers
        self.losses = losses

    def cas(self, revision: Record, text: str, annotations: Any) -> str:  # noqa: ANN401 - as above
        cas = Cas(self.types)
        cas.sofa_string = text
        cas.sofa_mime = "text/plain"
        self._describe(cas, revision, text)
        token = self.types.get_type(TOKEN)
        for sentence in sentences(text):
            cas.add(self.types.get_type(SENTENCE)(begin=sentence.start, end=sentence.end))
            found = tokens(text[sentence.start : sentence.end])
            for start, end in zip(found.starts, found.ends, strict=True):
                cas.add(token(begin=sentence.start + start, end=sentence.start + end))
        made = {annotation["id"]: self._mark(cas, annotation) for annotation in annotations}
        for tie in self.ties.among(list(made)):
            one, other = made[tie.one], made[tie.other]
            link = self.types.get_type(LINK)
            cas.add(link(begin=other.begin, end=other.end, Governor=one, Dependent=other, kind=tie.kind))
        return cas.to_xmi() or ""

    def _describe(self, cas: Cas, revision: Record, text: str) -> None:
        known = {
            key: self._kept(revision, "revision_id", str(value))
            for key, value in held.facts(revision).items()
        }
        name = held.called(revision)
        meta = self.types.get_type(META)
        title, uri = known.get("title", name), known.get("url")
        cas.add(
            meta(
                begin=0,
                end=len(text),
                language="x-unspecified",
                documentTitle=title,
                documentId=name,
                documentUri=uri,
            )
        )
        cas.add(self.types.get_type(ARTICLE)(**known))

    def _mark(self, cas: Cas, annotation: Record) -> Any:  # noqa: ANN401 - cassis makes these classes
        """Add an annotation for each range, since UIMA knows none of several; return the first one."""
        ranges = annotation["ranges"]
        if len(ranges) > 1:
            why = "UIMA has no annotation of several ranges: each is one, with the same mark_id."
            self.losses.lose("several_ranges", annotation["id"], why)
        features = self._features(annotation)
        made = self.types.get_type(type_of(annotation["layer"]))
        added = []
        for part, each in enumerate(ranges):
            lists = {
                name: self.types.get_type(_STRINGS)(elements=value)
                for name, value in features.items()
                if isinstance(value, list)
            }
            added.append(made(begin=each["start"], end=each["end"], **{PART: part}, **(features | lists)))
            cas.add(added[-1])
        return added[0]

    def _features(self, annotation: Record) -> dict[str, Any]:
        dimensions = self.layers[annotation["layer"]].dimensions
        told: dict[str, Any] = {
            ID: annotation["id"],
            NOTE: self._kept(annotation, "id", annotation.get("note") or "") or None,
            PERSON: self._kept(annotation, "id", held.person(annotation) or "") or None,
            MADE_AT: annotation.get("created_at"),
        }
        for key, value in held.beside(annotation).items():
            told[BESIDE[key]] = value if key in NUMBERS else self._kept(annotation, "id", str(value))
        for key, values in held.answers(annotation).items():
            kept = [self._kept(annotation, "id", each) for each in values]
            if key in dimensions and dimensions[key].kind == "multi":
                told[feature_of(key)] = kept
                continue
            told[feature_of(key)] = kept[0]
            for _ in kept[1:]:
                why = "The newest codebook has one answer to this question: the first one is written."
                self.losses.lose("several_answers", annotation["id"], why)
        return told

    def _kept(self, record: Record, ident: str, value: str) -> str:
        """Return a text as XML can hold it; what it can't is lost, and counted."""
        if writable(value):
            return value
        why = "XML has no way to write some control characters: they are left out."
        self.losses.lose("control_character", record.get(ident), why)
        return for_xml(value)
