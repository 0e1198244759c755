"""Datasets to release: as many stories as are asked for, each with accounts, marks and claims of its own."""

from __future__ import annotations

import random

from annotator.formats.interchange.source import Document, Lists
from annotator.text.normalise import fingerprint
from tests.formats.interchange.worlds import LAYERS

BEGUN = "2026-05-01T08:00:00Z"
HEAD = [
    {"type": "project", "id": "p", "name": "Floods", "description": ""},
    {"type": "codebook", "version": 2, "note": "", "created_at": BEGUN, "layers": LAYERS},
    {"type": "guidelines", "version": 1, "note": "", "created_at": BEGUN, "body": "Mark what is claimed."},
]
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "en", "i", "or", "u")]


def prose(seed: object, count: int = 80) -> str:
    """So many words that no other seed has."""
    dice = random.Random(str(seed))
    return " ".join("".join(dice.choices(SYLLABLES, k=3)) for _ in range(count))


def account(number: int, story: int | None, text: str, *, marks: int = 2, layer: str = "claim") -> Document:
    ident, revision = f"a{number:04}", f"r{number:04}"
    return Document(
        {
            "article_id": ident, "story_id": story and f"s{story:03}", "story": story and f"Story {story}",
            "title": f"Account {number}", "source": "The Beacon", "source_domain": "beacon.example",
            "byline": None, "url": f"https://beacon.example/{number}", "published_at": "2026-05-04T00:00:00Z",
            "published_precision": "day", "added_at": "2026-05-05T08:00:00Z", "revision_id": revision,
            "revision": 1, "fetched_at": "2026-05-05T08:00:00Z", "sha256": fingerprint(text),
            "length": len(text), "text": text,
        },
        [mark(f"m{number:04}-{n}", revision, text, n * 7, n * 7 + 6, layer) for n in range(marks)],
    )  # fmt: skip


def mark(ident: str, revision: str, text: str, start: int, end: int, layer: str = "claim", **more) -> dict:
    return {
        "id": ident, "revision": revision, "layer": layer, "author": {"id": "R-1", "name": "R-1"},
        "note": "", "confidence": None, "origin": "human", "anchor": "exact", "codebook": 1, "version": 1,
        "created_at": "2026-06-01T10:00:00Z", "updated_at": "2026-06-02T10:00:00Z", "deleted_at": None,
        "ranges": [a_range(text, start, end)], "codes": [{"dimension": "certainty", "code": "certain"}],
        "claims": [], "suggested": None, "suggestions_shown_at": None,
    } | more  # fmt: skip


def a_range(text: str, start: int, end: int) -> dict:
    return {
        "start": start, "end": end, "quote": text[start:end], "prefix": text[max(0, start - 32) : start],
        "suffix": text[end : end + 32],
    }  # fmt: skip


def project(stories: int = 10, accounts: int = 3, **further) -> Lists:
    """Stories of which each third has marks of another layer as well."""
    layers = [each["key"] for each in LAYERS]
    texts = [
        account(
            number := story * accounts + place,
            story,
            prose(number),
            marks=1 + story % 5,
            layer=layers[story % 3 == 0],
        )
        for story in range(1, stories + 1)
        for place in range(accounts)
    ]
    told = [
        {
            "type": "story",
            "id": f"s{story:03}",
            "title": f"Story {story}",
            "description": "",
            "created_at": BEGUN,
        }
        for story in range(1, stories + 1)
    ]
    return Lists([*HEAD, *told], texts, further)
