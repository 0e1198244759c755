"""Datasets as Web Annotations: `collection.jsonld`, `pages/` and the texts they point into."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson

from annotator.formats.interchange import held
from annotator.formats.interchange.ties import Ties
from annotator.formats.interchange.web_annotation.names import (
    BASE,
    CODEBOOK,
    COLLECTION,
    CONTEXT,
    LINK,
    MARK,
    OURS,
    VERSION_OF,
    of_code,
    of_layer,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Document, Record, Source
    from annotator.formats.interchange.ties import Tie


_OF_CARRIED = "An annotation names the one it was carried from. What its author made of that stays in JSONL."
_OURS = tuple(key for key in held.BESIDE if key != "updated_at")


def write(source: Source, archive: Archive, losses: Losses) -> None:
    """Write a dataset, a page at a time. What is not text or mark is lost, and counted."""
    total, first, last = 0, None, None
    before: str | None = None
    ties = Ties(source)
    documents = source.documents()
    here = next(documents, None)
    while here is not None:
        following = next(documents, None)
        if here.revision.get("text") is not None:
            archive.write(_text_of(here.revision), iter([here.revision["text"].encode()]))
        page = _Page(here, ties, total, before, _page_of(following.revision) if following else None)
        archive.write(page.name, page.chunks())
        total += page.items
        first, before = first or page.name, page.name
        last = page.name
        here = following
    archive.write("codebook.jsonld", _codebook(source))
    archive.write(COLLECTION, iter([_line(_collection(source, total, first, last))]))
    ties.lose(losses)
    for each in source.rows("carried"):
        losses.lose("carried", each["carried_from"], _OF_CARRIED)
    held.lose_the_rest(source, losses, but={"link", "carried"})


@dataclass
class _Page:
    document: Document
    ties: Ties
    start: int
    before: str | None
    after: str | None
    items: int = 0  # that were written

    @property
    def name(self) -> str:
        return _page_of(self.document.revision)

    def chunks(self) -> Iterator[bytes]:
        """Yield the page, an annotation a chunk."""
        head = {
            "@context": CONTEXT,
            "id": self.name,
            "type": "AnnotationPage",
            "partOf": COLLECTION,
            "startIndex": self.start,
            f"{OURS}revision": held.facts(self.document.revision),
        }
        if self.before:
            head["prev"] = self.before
        if self.after:
            head["next"] = self.after
        yield orjson.dumps(head, option=orjson.OPT_SORT_KEYS)[:-1] + b',"items":['
        on = _resource(self.document.revision)
        for annotation in self.document.annotations:
            yield self._item(_annotation(annotation, on))
        for tie in self.ties.among([each["id"] for each in self.document.annotations]):
            yield self._item(_link(tie))
        yield b"]}\n"

    def _item(self, told: dict[str, Any]) -> bytes:
        self.items += 1
        return (b",\n" if self.items > 1 else b"\n") + orjson.dumps(told)


def _link(tie: Tie) -> dict[str, Any]:
    """Return a link as an annotation on an annotation, with the other one as its body."""
    return {
        "id": f"{MARK}{tie.link}",
        "type": "Annotation",
        "motivation": "linking",
        "body": {"type": "SpecificResource", "purpose": "linking", "source": f"{MARK}{tie.other}"},
        "target": f"{MARK}{tie.one}",
        LINK: tie.kind,
    }


def _annotation(annotation: Record, on: dict[str, Any]) -> dict[str, Any]:
    """Return an annotation, always in this order of its keys: millions are written."""
    note = annotation.get("note") or ""
    ident = f"{MARK}{annotation['id']}"
    told: dict[str, Any] = {
        "id": ident,
        "canonical": ident,
        "type": "Annotation",
        # Some viewers hide what has no motivation they know.
        "motivation": ["classifying", "commenting"] if note else "classifying",
        "body": _bodies(annotation, note),
        "target": _target(annotation, on),
    }
    if annotation.get("carried_from"):
        told[VERSION_OF] = {"id": f"{MARK}{annotation['carried_from']}"}
    for key in _OURS:
        if annotation.get(key) is not None:
            told[f"{OURS}{key}"] = annotation[key]
    author = annotation.get("author")
    if author:
        told["creator"] = {"id": f"{BASE}person:{author['id']}", "type": "Person", "name": author["name"]}
    for key, name in (("created_at", "created"), ("updated_at", "modified")):
        if annotation.get(key):
            told[name] = annotation[key]
    return told


def _bodies(annotation: Record, note: str) -> list[Any]:
    """Return layer, answers and note, each of the codebook's words as it is written."""
    layer = annotation["layer"]
    told: list[Any] = [*_of_the_codebook(layer, "", "")]
    for answer in annotation.get("codes", ()):
        dimension, code = answer["dimension"], answer.get("code")
        if code is None:
            words = _textual("describing", answer.get("words", ""))
            told.append(words | {f"{OURS}dimension": dimension})
        else:
            told += _of_the_codebook(layer, dimension, code)
    if note:
        told.append(_textual("commenting", note))
    return told


@lru_cache(maxsize=4096)
def _of_the_codebook(layer: str, dimension: str, code: str) -> tuple[orjson.Fragment, orjson.Fragment]:
    """Return a layer or a code twice: by its address, and in words for who does not know that."""
    purpose = "tagging" if code else "classifying"
    address = of_code(layer, dimension, code) if code else of_layer(layer)
    known = {"type": "SpecificResource", "purpose": purpose, "source": address}
    words = _textual(purpose, f"{dimension}: {code}" if code else layer)
    return orjson.Fragment(orjson.dumps(known)), orjson.Fragment(orjson.dumps(words))


def _textual(purpose: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value}


def _resource(revision: Record) -> dict[str, Any]:
    """Return which text of which article a passage is of: the same for all of a page."""
    return {
        "type": "SpecificResource",
        "source": revision.get("url") or f"{BASE}article:{revision.get('article_id')}",
        "state": orjson.Fragment(orjson.dumps(_state(revision))),
    }


def _target(annotation: Record, on: dict[str, Any]) -> dict[str, Any]:
    """Return one place, or a `List` of those that are one mark together: several targets would be several."""
    places = [
        {
            **on,
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": each["quote"],
                    "prefix": each.get("prefix") or "",
                    "suffix": each.get("suffix") or "",
                },
                {"type": "TextPositionSelector", "start": each["start"], "end": each["end"]},
            ],
        }
        for each in annotation["ranges"]
    ]
    return places[0] if len(places) == 1 else {"type": "List", "items": places}


def _state(revision: Record) -> dict[str, Any]:
    """Return which text of the article it is: its copy in the archive, and its time where that is known."""
    state = {"type": "TimeState", "cached": _text_of(revision)}
    moment = revision.get("fetched_at") or revision.get("published_at")
    if moment:
        state["sourceDate"] = moment
    return state


def _codebook(source: Source) -> Iterator[bytes]:
    """Yield the words behind the addresses: each layer, dimension and code of each version, by SKOS."""
    context = {
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "id": "@id",
        "type": "@type",
        "prefLabel": "skos:prefLabel",
        "definition": "skos:definition",
        "broader": {"@id": "skos:broader", "@type": "@id"},
    }
    yield orjson.dumps({"@context": context})[:-1] + b',"@graph":['
    told: set[str] = set()
    for record in reversed([each for each in source.header() if each.get("type") == "codebook"]):
        for concept in _concepts(record):
            if concept["id"] not in told:  # the newest version says it best
                yield (b",\n" if told else b"\n") + orjson.dumps(concept, option=orjson.OPT_SORT_KEYS)
                told.add(concept["id"])
    yield b"]}\n"


def _concepts(codebook: Record) -> Iterator[dict[str, Any]]:
    for layer in codebook["layers"]:
        yield _concept(of_layer(layer["key"]), layer)
        for dimension in layer.get("dimensions", ()):
            within = f"{CODEBOOK}{layer['key']}:{dimension['key']}"
            yield _concept(within, dimension) | {"broader": of_layer(layer["key"])}
            for code in dimension.get("codes", ()):
                address = of_code(layer["key"], dimension["key"], code["key"])
                yield _concept(address, code) | {"broader": within}


def _concept(address: str, item: Record) -> dict[str, Any]:
    told = {"id": address, "type": "skos:Concept", "prefLabel": item.get("label") or item["key"]}
    return told | ({"definition": item["definition"]} if item.get("definition") else {})


def _collection(source: Source, total: int, first: str | None, last: str | None) -> dict[str, Any]:
    project = next((each for each in source.header() if each.get("type") == "project"), {})
    told = {
        "@context": CONTEXT,
        "id": COLLECTION,
        "type": "AnnotationCollection",
        "label": project.get("name") or "Annotator",
        "total": total,
    }
    return told | ({"first": first, "last": last} if first else {})


def _page_of(revision: Record) -> str:
    return f"pages/{held.called(revision)}.jsonld"


def _text_of(revision: Record) -> str:
    return f"texts/{held.called(revision)}.txt"


def _line(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
