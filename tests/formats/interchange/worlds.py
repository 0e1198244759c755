"""Datasets to write and read back, made by hypothesis: everything that breaks formats, in canonical text."""

from __future__ import annotations

import io
import zipfile

from hypothesis import strategies as st

from annotator.formats.datasets import Archive
from annotator.formats.interchange import held
from annotator.formats.interchange.incoming import Incoming, Refused, Unreadable
from annotator.formats.interchange.losses import Losses
from annotator.formats.interchange.packed import Packed
from annotator.formats.interchange.source import FURTHER, Document, Lists
from annotator.text.normalise import normalise
from tests.text.hostile import texts

LAYERS = [
    {"key": "claim", "label": "Claim", "definition": 'What could be <checked> & "argued".', "dimensions": [
        {"key": "certainty", "label": "Certainty", "kind": "ordinal", "codes": [
            {"key": "certain", "label": "Certain"}, {"key": "possible", "label": "Possible"},
        ]},
        {"key": "from", "label": "From", "kind": "nominal", "codes": [{"key": "x-1", "label": "X"}]},
        {"key": "target", "label": "Target", "kind": "text", "codes": []},
    ]},
    {"key": "5-cue_d", "label": "Cue", "dimensions": [
        {"key": "more-specific", "label": "M", "kind": "multi", "codes": [
            {"key": "a_b", "label": "A"}, {"key": "a-b", "label": "B"}, {"key": "ab", "label": "C"},
        ]},
        {"key": "type", "label": "Type", "kind": "nominal", "codes": [{"key": "def", "label": "D"}]},
    ]},
]  # fmt: skip
HEAD = [
    {"type": "project", "id": 1, "name": "Flood & \u05d0\u05d1", "description": ""},
    {"type": "codebook", "version": 1, "note": "", "layers": LAYERS},
    {"type": "story", "id": 7, "title": "The flood", "description": ""},
]
TIMES = ["2026-05-04T10:00:00Z", "2026-05-04T10:00:00.123456Z"]

# Words of people: line ends as the form sends them are made `\n` on the way in.
words = texts.map(normalise)
canonical = texts.map(normalise).filter(bool)


@st.composite
def answers(draw, layer):
    found = []
    for dimension in layer["dimensions"]:
        if draw(st.booleans()):
            continue
        if dimension["kind"] == "text":
            said = draw(words.filter(bool))
            found.append({"dimension": dimension["key"], "words": said})
            continue
        keys = [each["key"] for each in dimension["codes"]]
        chosen = draw(st.lists(st.sampled_from(keys), min_size=1, unique=True))
        if dimension["kind"] != "multi":
            chosen = chosen[:1]
        found += [{"dimension": dimension["key"], "code": key} for key in sorted(chosen)]
    return found


@st.composite
def ranges(draw, text):
    """One to three ranges in order, that do not touch each other."""
    places = draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6, unique=True).map(sorted))
    return [
        {
            "start": start,
            "end": end,
            "quote": text[start:end],
            "prefix": text[max(0, start - 32) : start],
            "suffix": text[end : end + 32],
        }
        for start, end in zip(places[::2], places[1::2], strict=False)
    ]


@st.composite
def annotations(draw, text, revision):
    layer = draw(st.sampled_from(LAYERS))
    number = draw(st.integers(1, 3))
    return {
        "id": str(draw(st.uuids())),
        "revision": revision,
        "layer": layer["key"],
        "author": {"id": number, "name": ["Ann", "\u05d0\u05d1 <&>\"'", "R-9/../x"][number - 1]},
        "note": draw(words),
        "confidence": draw(st.none() | st.integers(1, 5)),
        "origin": draw(st.sampled_from(["human", "imported"])),
        "anchor": "exact",
        "codebook": 1,
        "version": draw(st.integers(1, 9)),
        "created_at": draw(st.sampled_from(TIMES)),
        "updated_at": draw(st.sampled_from(TIMES)),
        "deleted_at": None,
        "ranges": draw(ranges(text)),
        "codes": draw(answers(layer)),
        "claims": [],
        "suggested": draw(st.none() | words.filter(bool)),
        "carried_from": draw(st.none() | st.uuids().map(str)),
    }


@st.composite
def documents(draw, number):
    text = draw(canonical)
    url = f"https://news.example/{number}?a=1&b=\u00e9"
    revision = {
        "article_id": number, "story_id": 7, "story": "The flood", "title": draw(words.filter(bool)),
        "source": draw(st.none() | st.just("The Beacon")), "source_domain": "news.example",
        "byline": draw(st.none() | st.just('By "Ann" & <Bob>')),
        "url": draw(st.sampled_from([None, url])), "published_at": draw(st.none() | st.just(TIMES[0])),
        "published_precision": "day", "revision_id": number + 100, "revision": 1, "sha256": "0" * 64,
        "length": len(text), "text": text,
    }  # fmt: skip
    if len(text) < 2:
        return Document(revision)
    return Document(revision, draw(st.lists(annotations(text, number + 100), max_size=4)))


@st.composite
def datasets(draw):
    """A dataset of up to three documents. A document may have no marks."""
    count = draw(st.integers(0, 3))
    further = {"comment": [{"comment_id": "c1"}]} if draw(st.booleans()) else {}
    return Lists(HEAD, [draw(documents(number)) for number in range(1, count + 1)], further)


@st.composite
def linked(draw):
    """A dataset with links between marks, each of one person, on one text and across, and between claims."""
    source = draw(datasets())
    marks = [(n, each) for n, one in enumerate(source.texts) for each in one.annotations]
    mentions = [{"mention_id": f"m{n}", "annotation_id": each["id"]} for n, (_, each) in enumerate(marks)]
    pairs = [
        (f"m{a}", f"m{b}")
        for a, (_, one) in enumerate(marks)
        for b, (_, other) in enumerate(marks)
        if a != b and one["author"] == other["author"]
    ]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=5, unique=True)) if pairs else []
    kinds = st.sampled_from(["contradicts", "more_specific"])
    links = [
        {
            "link_id": f"l{n}",
            "of": "mention",
            "kind": draw(kinds),
            "from_id": one,
            "to_id": other,
            "note": None,
        }
        for n, (one, other) in enumerate(chosen)
    ]
    links.append({"link_id": "c", "of": "claim", "kind": "same", "from_id": "x", "to_id": "y", "note": None})
    return Lists(source.head, source.texts, {"mention": mentions, "link": links})


def ties(source) -> set[tuple[str, str, str]]:
    """The links of a dataset whose two ends are marks on one text."""
    on = {each["id"]: n for n, one in enumerate(source.texts) for each in one.annotations}
    marks = {each["mention_id"]: each["annotation_id"] for each in source.rows("mention")}
    found = [
        (each["kind"], marks[each["from_id"]], marks[each["to_id"]])
        for each in source.rows("link")
        if each["of"] == "mention"
    ]
    return {each for each in found if on[each[1]] == on[each[2]]}


def packed(data: bytes | dict[str, bytes | str], name: str = "upload.zip") -> Packed:
    """An upload: one file, or a zip of several."""
    if isinstance(data, bytes):
        return Packed(name, io.BytesIO(data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for member, content in data.items():
            file.writestr(member, content)
    return Packed(name, out)


def attempt(read, data: bytes | dict[str, bytes | str], name: str = "upload.zip") -> list:
    """What comes of an upload, whatever it is: the view on it may refuse it as a whole."""
    try:
        return list(read(packed(data, name)))
    except Unreadable as error:
        return [error.refused]


def written(write, source) -> tuple[bytes, Losses]:
    out, losses = io.BytesIO(), Losses()
    archive = Archive(out)
    write(source, archive, losses)
    archive.close({})
    losses.close()
    return out.getvalue(), losses


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def expected(source, *, but=lambda value: value, beside=held.BESIDE):
    """What a reader finds in a dataset that was written: `but` is what a format can't write of a text."""
    return {
        held.called(document.revision): (
            document.revision["text"],
            {
                key: but(str(document.revision[key]))
                for key in held.OF_A_DOCUMENT
                if document.revision.get(key)
            },
            sorted(
                (
                    each["id"],
                    each["layer"],
                    {key: sorted(map(but, value)) for key, value in held.answers(each).items()},
                    [(one["start"], one["end"], one["quote"]) for one in each["ranges"]],
                    but(each["note"]),
                    each["author"]["name"],
                    each["created_at"],
                    {
                        key: but(value) if isinstance(value, str) else value
                        for key, value in held.beside(each).items()
                        if key in beside
                    },
                )
                for each in document.annotations
            ),
        )
        for document in source.documents()
    }


def found(items):
    """What a reader found, as `expected` tells it. A file may be one person's: names are one."""
    told = {}
    for each in items:
        assert isinstance(each, Incoming), each
        assert each.unit == "code points"
        text, facts, marks = told.setdefault(each.name, (each.text, dict(each.facts), []))
        assert (text, facts) == (each.text, dict(each.facts))
        marks += [
            (
                mark.ident,
                mark.label,
                {key: sorted(value) for key, value in mark.codes.items()},
                [
                    (
                        span.start,
                        span.end,
                        each.text[span.start : span.end] if span.quote is None else span.quote,
                    )
                    for span in mark.spans
                ],
                mark.note,
                mark.person,
                mark.made_at,
                dict(mark.further),
            )
            for mark in each.marks
        ]
    return {name: (text, facts, sorted(marks)) for name, (text, facts, marks) in told.items()}


def reasons(items) -> list[str]:
    return [each.why for each in items if isinstance(each, Refused)]


def all_kinds() -> Lists:
    """A dataset with a record of every further type."""
    ends = {"kind": "same", "annotation_id": "1", "carried_from": "1", "from_id": "1", "to_id": "2"}
    return Lists(HEAD, [], {kind: [ends | {f"{kind}_id": "1"}] for kind in FURTHER})
