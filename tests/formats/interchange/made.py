"""Datasets that break formats, as hypothesis strategies, and what writing and reading one takes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from hypothesis import strategies as st

from annotator.errors import SpanInvalid
from annotator.formats.codebook import default
from annotator.formats.datasets import Archive
from annotator.formats.interchange.incoming import Incoming, Refused
from annotator.formats.interchange.losses import Losses
from annotator.formats.interchange.packed import Packed
from annotator.formats.interchange.source import Document, Lists
from annotator.text.normalise import normalise
from annotator.text.spans import snap
from tests.text.hostile import PIECES

if TYPE_CHECKING:
    from collections.abc import Callable


class _Long(dict[str, Any]):
    """Data that a failing test need not show."""

    def __repr__(self) -> str:
        return "CODEBOOK"


CODEBOOK = _Long(type="codebook", version=1, note="", **default().as_dict())
PEOPLE = [
    {"id": 7, "name": "Ada Lovelace"},
    {"id": 8, "name": "=1+1"},
    {"id": "P-3", "name": "P-3"},
    {"id": 9, "name": "بن 🦊"},
]
KINDS = ("same", "contradicts", "qualifies", "more_specific", "updates")
WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12)

texts = (
    st.lists(
        st.one_of(st.sampled_from(PIECES), st.text(st.characters(exclude_categories=("Cs",)), max_size=5)),
        max_size=25,
    )
    .map("".join)
    .map(normalise)
    .filter(bool)
)


@st.composite
def ranges(draw: Any, text: str) -> list[dict[str, Any]]:
    """Up to three ranges that do not overlap each other, snapped as the program snaps them."""
    ends = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6, unique=True)))
    found: list[dict[str, Any]] = []
    for start, end in zip(ends[::2], ends[1::2], strict=False):
        try:
            span = snap(text, start, end)
        except SpanInvalid:
            continue
        if not found or found[-1]["end"] <= span.start:
            found.append(
                {"start": span.start, "end": span.end, "quote": span.of(text), "prefix": "", "suffix": ""}
            )
    return found


@st.composite
def codes(draw: Any, layer: dict[str, Any]) -> list[dict[str, str]]:
    """Answers to some of a layer's dimensions, in their order: one, several or words."""
    found = []
    for dimension in layer["dimensions"]:
        key = dimension["key"]
        if not draw(st.booleans()):
            continue
        if dimension["kind"] == "text":
            words = draw(WORDS.filter(bool))
            found.append({"dimension": key, "words": words})
        else:
            known = [code["key"] for code in dimension["codes"]]
            most = 3 if dimension["kind"] == "multi" else 1
            chosen = draw(st.lists(st.sampled_from(known), min_size=1, max_size=most, unique=True))
            found.extend({"dimension": key, "code": code} for code in sorted(chosen, key=known.index))
    return found


@st.composite
def annotations(draw: Any, text: str, revision: int) -> dict[str, Any] | None:
    chosen = draw(ranges(text))
    if not chosen:
        return None
    layer = draw(st.sampled_from(CODEBOOK["layers"]))
    return {
        "id": str(draw(st.uuids())),
        "revision": revision,
        "layer": layer["key"],
        "author": draw(st.sampled_from(PEOPLE)),
        "note": draw(st.one_of(st.just(""), WORDS, st.just("two\nlines\n\n"))),
        "confidence": draw(st.sampled_from([None, 1, 5])),
        "origin": "human",
        "anchor": "exact",
        "codebook": 1,
        "version": 1,
        "created_at": "2026-11-02T08:00:00Z",
        "updated_at": "2026-11-02T08:00:00Z",
        "deleted_at": None,
        "ranges": chosen,
        "codes": draw(codes(layer)),
        "claims": [],
        "suggested": None,
    }


@st.composite
def datasets(draw: Any) -> Lists:
    """A project of up to three texts, with links between marks."""
    documents = []
    for number in range(1, draw(st.integers(0, 3)) + 1):
        text = draw(texts)
        marks = [draw(annotations(text, number)) for _ in range(draw(st.integers(0, 5)))]
        documents.append(
            Document(a_revision(number, text, title=draw(WORDS.map(normalise))), [m for m in marks if m])
        )
    ids = [each["id"] for document in documents for each in document.annotations]
    mentions = [
        {"mention_id": f"m{i}", "annotation_id": ident, "claim_id": "c"} for i, ident in enumerate(ids)
    ]
    links = []
    if len(mentions) > 1:
        for number in range(draw(st.integers(0, 3))):
            one, other = draw(
                st.lists(
                    st.sampled_from(mentions), min_size=2, max_size=2, unique_by=lambda m: m["mention_id"]
                )
            )
            links.append(a_link(number, draw(st.sampled_from(KINDS)), one["mention_id"], other["mention_id"]))
    return Lists([CODEBOOK], documents, {"mention": mentions, "link": links})


def a_revision(number: int, text: str, **facts: Any) -> dict[str, Any]:
    return {
        "article_id": number,
        "story_id": None,
        "story": None,
        "title": "A bridge is closed",
        "source": "The Harbour Post",
        "source_domain": "harbour.example",
        "byline": None,
        "url": f"https://harbour.example/{number}",
        "published_at": "2026-11-01T00:00:00Z",
        "published_precision": "day",
        "revision_id": number,
        "revision": 1,
        "sha256": "0" * 64,
        "length": len(text),
        "text": text,
    } | facts


def a_link(number: int, kind: str, one: str, other: str, of: str = "mention") -> dict[str, Any]:
    return {"link_id": f"l{number}", "of": of, "kind": kind, "from_id": one, "to_id": other, "note": None}


def a_mark(
    text: str, *quotes: str, layer: str = "claim", who: int = 0, ident: str = "a1", **more: Any
) -> dict[str, Any]:
    """An annotation of the first place of each quote."""
    return {
        "id": ident,
        "revision": 1,
        "layer": layer,
        "author": PEOPLE[who],
        "note": "",
        "confidence": None,
        "origin": "human",
        "anchor": "exact",
        "codebook": 1,
        "version": 1,
        "created_at": "2026-11-02T08:00:00Z",
        "updated_at": "2026-11-02T08:00:00Z",
        "deleted_at": None,
        "claims": [],
        "suggested": None,
        "ranges": [
            {"start": text.index(quote), "end": text.index(quote) + len(quote), "quote": quote}
            for quote in quotes
        ],
        "codes": [],
    } | more


def one_text(text: str, *marks: dict[str, Any], **further: Any) -> Lists:
    return Lists([CODEBOOK], [Document(a_revision(1, text), marks)], further)


@dataclass
class Written:
    """A zip as a format wrote it, and what it lost."""

    data: bytes
    losses: dict[str, dict[str, Any]]

    @property
    def packed(self) -> Packed:
        return Packed("export.zip", io.BytesIO(self.data))

    def text(self, name: str) -> str:
        return self.packed.text(name)

    def lost(self, what: str) -> set[str]:
        """The ids that lost something."""
        return set(self.losses.get(what, {}).get("ids", ()))

    @property
    def counts(self) -> dict[str, int]:
        """How many lost what; `loss.json` has as many ids."""
        assert all(each["count"] == len(each["ids"]) for each in self.losses.values())
        return {what: each["count"] for what, each in self.losses.items()}


def written(write: Callable[..., None], source: Lists) -> Written:
    file, losses = io.BytesIO(), Losses()
    archive = Archive(file)
    write(source, archive, losses)
    archive.close({})
    told = orjson.loads(b"".join(losses.chunks()))
    losses.close()
    return Written(file.getvalue(), told)


def a_packed(**files: str | bytes) -> Packed:
    """An upload of files by name; one is by itself, several are a zip. `__` in a name is a full stop."""
    import zipfile

    named = {
        name.replace("__", "."): data.encode() if isinstance(data, str) else data
        for name, data in files.items()
    }
    if len(named) == 1:
        ((name, data),) = named.items()
        return Packed(name, io.BytesIO(data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in named.items():
            packed.writestr(name, data)
    return Packed("upload.zip", out)


def found(read: Callable[..., Any], packed: Packed) -> tuple[list[Incoming], list[Refused]]:
    """What a reader finds, and what it refuses; each refusal names its facts."""
    documents, refused = [], []
    for each in read(packed):
        if isinstance(each, Refused):
            assert all(f"%({name})s" in each.why for name in each.facts), each
            assert each.place.file
            refused.append(each)
        else:
            documents.append(each)
    return documents, refused


def whys(refused: list[Refused]) -> list[str]:
    return [each.why % each.facts if each.facts else each.why for each in refused]
